"""A lab as two notebooks: the solved one runs on a fresh machine."""

import nbformat

from app.export import lab
from tests.app.export.test_notebook import execute

SLUG = "image_classification"


def test_the_solved_lab_runs_and_finds_nothing_wrong(tmp_path):
    text = lab.notebook(SLUG, "en", solved=True)
    (book,) = execute([text], tmp_path)
    printed = "".join(
        o.get("text", "") for c in book.cells for o in c.get("outputs", ())
    )
    assert printed.count("That is right.") == 7
    assert text == lab.notebook(SLUG, "en", solved=True)


def test_both_are_valid_and_differ_in_what_is_to_be_found():
    blank, solved = (
        nbformat.reads(lab.notebook(SLUG, "fr", solved=which), 4) for which in (0, 1)
    )
    assert len(blank.cells) == len(solved.cells)
    differing = [
        (one.source, other.source)
        for one, other in zip(blank.cells, solved.cells, strict=True)
        if one.source != other.source
    ]
    assert len(differing) == 7
    assert all("..." in one and "TODO" in other for one, other in differing)
