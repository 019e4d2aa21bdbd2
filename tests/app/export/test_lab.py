"""A lab as two notebooks: its solution runs on a fresh machine."""

import nbformat

from app.export import lab
from tests.app.export.test_notebook import execute

SLUG = "image_classification"


def test_solution_of_a_lab_runs_and_passes_its_own_checks(tmp_path):
    text = lab.notebook(SLUG, "en", solution=True)
    (book,) = execute([text], tmp_path)
    output = "".join(
        o.get("text", "") for c in book.cells for o in c.get("outputs", ())
    )
    assert output.count("That is right.") == 7
    assert text == lab.notebook(SLUG, "en", solution=True)


def test_both_notebooks_are_valid_and_differ_in_the_tasks():
    blank, solution = (
        nbformat.reads(lab.notebook(SLUG, "fr", solution=flag), 4)
        for flag in (False, True)
    )
    assert len(blank.cells) == len(solution.cells)
    differing = [
        (one.source, other.source)
        for one, other in zip(blank.cells, solution.cells, strict=True)
        if one.source != other.source
    ]
    assert len(differing) == 7
    assert all("..." in one and "TODO" in other for one, other in differing)
