"""The page about memory: what is drawn is what the storages hold."""

import pytest

from app.components.tensor_cells import format_cells
from app.content.catalogue import LANGUAGES, PageText
from lessons import lesson
from lessons.memory.storages import trace_storages
from tests.pages.app_page import cell_drawings, check_text, open_page

SLUG = "memory"


def drawing(app):
    """The drawing of cells on the page."""
    (only,) = cell_drawings(app)
    return only


def test_names_and_storages_are_drawn_with_their_numbers_and_places():
    """In every moment; a number and its place in memory light together."""
    sentences = PageText(SLUG, "fr").labels("says")
    for operation, target, last in (
        ("add_to", "result", "both"),
        ("row", "source", "both"),
        ("reshape_transposed", "result", "result"),
        ("clone", "source", "source"),
        ("view_transposed", "result", "refused"),
    ):
        settings = {"operation": operation, "written": target}
        app = open_page(SLUG, "fr", **{f"{SLUG}.{k}": v for k, v in settings.items()})
        check_text(app, "fr")
        figure, trace = drawing(app), trace_storages(lesson(SLUG).defaults | settings)
        assert figure["frames"][-1]["says"] == sentences[last]
        for frame, moment in zip(figure["frames"], trace.moments, strict=True):
            names, storages = frame["rows"]
            assert ({"sign": "is"} in names) == moment.same
            names = {item["name"]: item for item in names if "name" in item}
            assert [item["name"] for item in storages] == [*moment.storages]
            texts = {
                link: text
                for item in storages
                for (link,), text in zip(item["links"], item["text"], strict=True)
            }
            for name, tensor in moment.bindings.items():
                item = names[name]
                assert item["text"] == format_cells(tensor.values, "fr")
                assert [texts[link] for (link,) in item["links"]] == item["text"]
                assert ["changed" in m for m in item["marks"]] == [
                    *tensor.changed.ravel()
                ]
            marks = [m for item in storages for m in item["marks"] if "shared" in m]
            assert bool(marks) == moment.shares


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sixteen_lines_are_four_lists_with_one_selected_line(lang):
    app = open_page(SLUG, lang)
    words = PageText(SLUG, lang)
    assert [radio.label for radio in app.radio] == [
        *words.labels("operation.groups").values()
    ]
    labels = [label for radio in app.radio for label in radio.options]
    assert sorted(labels) == sorted(words.labels("operation.values").values())
    assert len(labels) == 16
    for group, operation in (("view", "row"), ("copy", "clone"), ("view", "view")):
        app.radio(key=f"{SLUG}/operation/{group}").set_value(operation).run()
        assert drawing(app)["story"] == operation  # a story begins at its first frame
        selected = [radio.value for radio in app.radio if radio.value]
        assert selected == [operation]
