"""Every figure of a page can be saved as a file."""

import json

import pytest

from app.export import lab
from app.page.figures import Figures
from lessons import SLUGS
from tests.pages.app_page import open_page

AFTER_TRAINING = {"text_classification"}
"""Pages without a figure until a training has given its first numbers."""


def components(app):
    """The name, and what it draws, of each component of a page."""
    for element in app.get("bidi_component"):
        proto = element.proto
        mixed = proto.WhichOneof("data") == "mixed"
        text = proto.mixed.json if mixed else proto.json
        data = json.loads(text) if text else {}
        drawing = json.loads(data.get("drawing") or data.get("conf") or "{}")
        yield proto.component_name, drawing


@pytest.mark.parametrize("slug", [s for s in SLUGS if s not in AFTER_TRAINING])
def test_a_page_with_a_figure_saves_it(slug):
    """The player has buttons of its own; the first figure without is followed by some.

    What an exercise draws is no figure of the page.
    """
    drawn = [*components(open_page(slug))]
    names = [name for name, drawing in drawn if drawing or name.startswith("player")]
    figures = {"tensor_cells", "value_graph", "code_stepper", "image_grid", "plane_map"}
    places = [i for i, name in enumerate(names) if name in figures]
    assert all(names[i + 1] == "figure_files" for i in places[:1])
    parts = {drawing.get("part") for _, drawing in drawn}
    assert "figure" in parts or "figure_files" in names
    files = [drawing["file"] for name, drawing in drawn if name == "figure_files"]
    assert len(set(files)) == len(files)
    assert all(file.startswith(f"{slug}-") and file.endswith("-fr") for file in files)


def test_every_kind_of_figure_is_followed_by_its_buttons():
    kinds = {"cells", "value_graph", "code_stepper", "images"}
    assert kinds <= set(vars(Figures))
    for kind in kinds:
        assert "_draw_files" in getattr(Figures, kind).__code__.co_names


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_solution_of_a_lab_stands_on_the_teachers_page_alone(lang):
    assert lab.lab_slugs() == ["image_classification"]
    for slug, solution in ("teach", True), ("image_classification", False):
        app = open_page(slug, lang)
        labels = [button.proto.label for button in app.get("download_button")]
        assert any("Corrigé" in label or "Solution" in label for label in labels) == (
            solution
        )
