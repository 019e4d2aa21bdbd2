"""The figure of linear algebra: what each frame draws is what torch computes."""

import itertools

import numpy as np
import pytest

from app.components.tensor_cells import format_cells
from app.content.catalogue import PageText
from lessons.linear_algebra import steps, with_torch
from tests.pages.app_page import cell_drawings, check_text, open_page

SLUG = "linear_algebra"


@pytest.mark.parametrize("operation", steps.FACTORS)
def test_the_result_fills_up_with_what_torch_computes(operation):
    lang = "fr" if operation in ("mv", "bmm") else "en"
    app = open_page(SLUG, lang, **{f"{SLUG}.operation": operation})
    check_text(app, lang)
    frames = cell_drawings(app)[0]["frames"]
    data = with_torch.make_data()
    result = with_torch.build(operation, *data).numpy()
    texts = format_cells(result, lang)
    results = [frame["rows"][0][-1] for frame in frames]
    assert {cells["at"] for cells in results} == {
        f"({steps.operation_code(operation)})"
    }
    assert not any(results[0]["text"])
    for before, after in itertools.pairwise(results):
        for text, text_after, final in zip(
            before["text"], after["text"], texts, strict=True
        ):
            assert text_after in ("", final)
            assert text_after or not text  # what is there stays
    assert results[-1]["text"] == texts
    sentences = PageText(SLUG, lang).labels("step")
    assert frames[0]["says"] == sentences["start"]
    assert len({frame["says"] for frame in frames}) == len(frames)


def test_a_frame_lights_the_row_the_vector_and_the_number():
    frame = cell_drawings(open_page(SLUG))[0]["frames"][2]
    ((A, _, x, _, products, _, result),) = frame["rows"]  # from left to right
    selected = ["selected" in marks for marks in A["marks"]]
    assert np.reshape(selected, A["shape"]).tolist() == [[i == 1] * 4 for i in range(3)]
    assert set(x["marks"]) == {"selected"}
    assert result["marks"] == ["", "selected", ""]
    data = with_torch.make_data()
    terms = data[2][1] * data[0]
    assert products["text"] == format_cells(terms.numpy(), "fr")
    assert [result["text"][1]] == format_cells(terms.sum().numpy(), "fr")


def test_a_dot_product_shows_its_sum_so_far_beside_the_result():
    app = open_page(SLUG, **{f"{SLUG}.operation": "dot"})
    frames = cell_drawings(app)[0]["frames"]
    x, y = with_torch.make_data()[:2]
    for k, frame in enumerate(frames[1:], 1):
        *_, total, _, result = frame["rows"][0]
        assert total["text"] == format_cells((x[:k] @ y[:k]).numpy(), "fr")
        assert result["text"] == (total["text"] if k == len(x) else [""])


def test_an_open_question_shows_the_factors_and_no_result():
    app = open_page(SLUG)
    app.button(key=f"{SLUG}/predict/begin").click().run()
    (drawing,) = cell_drawings(app)
    (frame,) = drawing["frames"]
    (row,) = frame["rows"]
    assert [cell.get("name", cell.get("sign")) for cell in row] == ["A", "@", "x"]


def test_both_libraries_refuse_or_take_the_same_shapes_on_the_page():
    app = open_page(SLUG, **{f"{SLUG}.right": "3_2"})
    _, _, shapes, *_ = cell_drawings(app)
    row = shapes["frames"][0]["rows"][0]
    assert row[-1]["text"] == ["2", "2"]
    _, _, shapes, *_ = cell_drawings(open_page(SLUG))
    error_row = shapes["frames"][0]["rows"][0]
    assert [item["marks"] for item in error_row[::2]] == [["", "wrong"], ["wrong", ""]]
