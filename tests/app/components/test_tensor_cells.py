"""Tensors as cells: what is drawn is what torch has, in the reader's language."""

import json

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis.extra.numpy import array_shapes, arrays

from app.components.bundle import FOLDER
from app.components.tensor_cells import (
    MAX_INDICES,
    figure_data,
    format_cells,
    format_list,
)
from app.content.catalogue import LANGUAGES, load_messages
from lessons.toolkit.tensor_view import MARKS, same_index, tensor

NARROW = "\u202f"


def tensor_data(item, lang="en"):
    """The data of one tensor for the browser."""
    data = figure_data([[[item]]], lang, load_messages(lang)["cells"], alt="alt")
    return json.loads(json.dumps(data, allow_nan=False))["frames"][0]["rows"][0][0]


@given(arrays(np.int64, array_shapes(min_dims=0, max_dims=4, max_side=4)))
def test_every_cell_of_a_small_tensor_is_drawn_in_the_order_of_memory(values):
    item = tensor_data(tensor("x", torch.from_numpy(values)))
    assert item["shape"] == list(values.shape)
    assert item["shown"] == [list(range(n)) for n in values.shape]
    assert item["text"] == [format_cells(np.array(v), "en")[0] for v in values.ravel()]
    assert item["more"] == ""


@given(array_shapes(min_dims=1, max_dims=4, max_side=20))
def test_a_long_axis_shows_its_first_and_last_cells(shape):
    values = np.arange(np.prod(shape)).reshape(shape)
    item = tensor_data(tensor("x", values))
    for indices, n, most in zip(
        item["shown"], shape, MAX_INDICES[4 - len(shape) :], strict=True
    ):
        assert len(indices) == min(n, most)
        assert (None in indices) == (n > most)
        assert indices[0] == 0
        assert indices[-1] == n - 1
    places = [[i for i in indices if i is not None] for indices in item["shown"]]
    expected = values[np.ix_(*places)].ravel().tolist()
    assert [int(text.replace(",", "")) for text in item["text"]] == expected
    assert bool(item["more"]) == (values.size > len(expected))
    assert ("…" in item["alt"]) == bool(item["more"])


@pytest.mark.parametrize(
    ("values", "lang", "texts"),
    [
        (torch.tensor([True, False]), "fr", ["True", "False"]),
        (torch.tensor([-1, 1200]), "fr", ["−1", f"1{NARROW}200"]),
        (torch.tensor([-1, 1200]), "en", ["−1", "1,200"]),
        (torch.tensor([0.0, 2.0, 12.0]), "fr", ["0,0", "2,0", "12,0"]),
        (torch.tensor([0.5, -2.0]), "en", ["0.50", "−2.00"]),
        (torch.tensor([0.5, -2.0]), "fr", ["0,50", "−2,00"]),
        (torch.tensor([float("nan"), float("inf"), 0.5]), "fr", ["nan", "∞", "0,50"]),
        (torch.tensor(2.5, dtype=torch.bfloat16), "en", ["2.50"]),
        (np.array(["?", None], object), "en", ["?", ""]),
        (np.array([-3.0, None], object), "fr", ["−3,0", ""]),
        ([[1, 2], [3, 4]], "en", ["1", "2", "3", "4"]),
    ],
    ids=str,
)
def test_values_are_written_by_dtype_and_language(values, lang, texts):
    assert tensor_data(tensor("x", values), lang)["text"] == texts


def test_the_note_is_shape_and_dtype():
    assert tensor_data(tensor("x", torch.zeros(2, 3)))["note"] == "(2, 3) float32"
    assert tensor_data(tensor("x", np.zeros(2)))["note"] == "(2,) float64"
    assert tensor_data(tensor("x", torch.tensor(1)))["note"] == "() int64"
    assert tensor_data(tensor("x", 1, note="n"))["note"] == "n"


def test_a_hidden_value_is_not_sent_and_does_not_set_the_decimals():
    item = tensor_data(tensor("x", [1.0, 0.123], hidden=[False, True]))
    assert item["text"] == ["1.0", "?"]
    assert "0.12" not in json.dumps(item)
    assert tensor_data(tensor("x", 3, hidden=True))["text"] == ["?"]


def test_marks_broadcast_and_stand_beside_one_another():
    marks = {"selected": [[True, False]], "changed": [[True], [False]]}
    item = tensor_data(tensor("x", [[1, 2], [3, 4]], marks=marks))
    assert item["marks"] == ["selected changed", "changed", "selected", ""]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_has_a_word_a_style_and_a_place_in_the_alternative(mark, lang):
    item = tensor_data(tensor("x", [1, 2], marks={mark: [False, True]}), lang)
    assert f"{load_messages(lang)['cells'][mark]} [1]" in item["alt"]
    css = (FOLDER / "tensor_cells/tensor_cells.css").read_text("utf-8")
    assert f".{mark} .edge" in css or f".{mark} .corner" in css


def test_the_alternative_tells_name_shape_and_values():
    item = tensor_data(tensor("x", torch.arange(4).reshape(2, 2)))
    assert item["alt"] == "x; (2, 2) int64; [[0, 1], [2, 3]]"


@pytest.mark.parametrize("shape", [(0,), (0, 3), (2, 0)])
def test_a_tensor_without_elements_is_drawn(shape):
    item = tensor_data(tensor("x", torch.zeros(shape)))
    assert item["text"] == []
    assert str(shape) in item["note"]


@pytest.mark.parametrize(
    ("name", "indexed"),
    [
        ("x", "x"),
        ("x.T", "x.T"),
        ("torch.cat((a, b))", "torch.cat((a, b))"),
        ("x + f(y)", "(x + f(y))"),
        ("f(a) + f(b)", "(f(a) + f(b))"),
    ],
)
def test_an_operation_is_indexed_in_parentheses(name, indexed):
    assert tensor_data(tensor(name, [1]))["at"] == indexed


def test_kin_share_the_name_of_a_link():
    a = tensor_data(tensor("a", [1, 2], links=same_index))
    b = tensor_data(tensor("b", [3, 4], links=lambda i: [(i,), "all"]))
    assert a["links"] == [["(0,)"], ["(1,)"]]
    assert b["links"] == [["(0,)", "all"], ["(1,)", "all"]]


def test_a_drawing_does_not_change_with_its_tensor():
    x = torch.zeros(2)
    item = tensor("x", x)
    x += 1
    assert tensor_data(item)["text"] == ["0.0", "0.0"]


def test_axes_have_names_of_the_language_or_their_own():
    assert tensor_data(tensor("x", [[1]]), "fr")["axes"] == ["axe 0", "axe 1"]
    assert tensor_data(tensor("x", [[1]], axes=("i", "j")))["axes"] == ["i", "j"]


def test_frames_have_a_sentence_each():
    frames = [[[tensor("x", i)]] for i in range(2)]
    words = load_messages("en")["cells"]
    data = figure_data(frames, "en", words, alt="", says=("one", "two"))
    assert [frame["says"] for frame in data["frames"]] == ["one", "two"]
    with pytest.raises(ValueError, match="1 sentences"):
        figure_data(frames, "en", words, alt="", says=("one",))


@pytest.mark.parametrize(
    "wrong",
    [
        {"values": np.zeros((1,) * 5)},
        {"values": [1], "marks": {"unknown": True}},
        {"values": [1, 2], "marks": {"first": [True] * 3}},
        {"values": [1], "axes": ("i", "j")},
    ],
    ids=str,
)
def test_an_undrawable_tensor_is_refused(wrong):
    with pytest.raises(ValueError):
        tensor("x", **wrong)


def test_values_in_a_line_are_those_of_the_cells_and_parted_for_the_language():
    values = torch.tensor([0.5, -1.25, 12.0])
    assert format_list(values, "fr") == "[0,50\u00a0; −1,25\u00a0; 12,0]"
    assert format_list(values, "en") == "[0.50, −1.25, 12.0]"
    assert format_list(np.array(3.0), "en") == "3.0"


def test_a_tensor_has_cells_of_one_width_in_all_frames():
    values = torch.tensor([-12.5, 3.0])
    frames = [[[tensor("y", values, hidden=True)]], [[tensor("y", values)]]]
    drawn = figure_data(frames, "en", load_messages("en")["cells"], alt="")["frames"]
    widths = [frame["rows"][0][0]["letters"] for frame in drawn]
    assert widths == [len("−12.5")] * 2


def test_cells_have_room_for_numbers_that_may_come():
    assert tensor_data(tensor("x", [1], room=5))["letters"] == 5
    assert tensor_data(tensor("x", [12_345], room=5))["letters"] == len("12,345")
