"""Numbers and shapes as people type them: read alike, or refused with a place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.contract import ParseError
from lessons.toolkit.number_parser import (
    check_range,
    format_number,
    parse_lengths,
    parse_numbers,
)
from lessons.toolkit.shape_parser import format_shape, make_shape_parser

FOUR = (1.0, 0.5, -1.0, 2.0)


@pytest.mark.parametrize(
    "text",
    [
        "1, 0.5, -1, 2",
        "1 0.5 -1 2",
        "1;0,5;-1;2",
        "1, 0,5, −1, 2",
        "1 0,5 ‑1 2",
        "[1, .5, –1, 2]",
        "(1.0, 5e-1, -1, +2,)",
        "1,\u202f0.5,\u00a0-1, 2",
        "tensor([ 1.0000,  0.5000, -1.0000,  2.0000], dtype=torch.float64)",
        "torch.tensor([1, 0.5, -1, 2], requires_grad=True)",
        "tensor([1., .5, -1., 2.], grad_fn=<MulBackward0>)",
        "np.array([1, 0.5, -1, 2])",
    ],
)
def test_the_same_four_numbers_are_read_however_they_are_typed(text):
    assert tuple(number.value for number in parse_numbers(text, 4)) == FOUR


@pytest.mark.parametrize(
    ("text", "count", "values"),
    [
        ("1,2,3", 3, (1, 2, 3)),
        ("1,2, 3,4", 2, (1.2, 3.4)),
        ("1,2, 3,4", 4, (1, 2, 3, 4)),
        ("1,2 3,4", 2, (1.2, 3.4)),
        ("0,5,-1,2", 2, (0.5, -1.2)),
        ("1,05; 2", 2, (1.05, 2)),
    ],
)
def test_a_comma_is_decimal_where_that_gives_the_right_count(text, count, values):
    assert tuple(number.value for number in parse_numbers(text, count)) == values


@pytest.mark.parametrize(
    ("text", "reason", "details"),
    [
        ("", "empty", {}),
        ("[]", "empty", {}),
        ("1, 2", "count", {"found": 2, "wanted": 3}),
        ("1,2,3,4,5,6", "count", {"found": 6, "wanted": 3}),
        ("0,5 0,5", "count", {"found": 2, "wanted": 3}),
        ("1, x, 0", "number", {"what": "x", "at": 4}),
        ("0,5; 1; `y`", "number", {"what": "`y`", "at": 9}),
        ("1, , 2", "number", {"what": ",", "at": 4}),
        ("tensor([1, 2, nan])", "number", {"what": "nan", "at": 15}),
    ],
)
def test_a_wrong_number_of_numbers_is_refused_with_its_position(text, reason, details):
    with pytest.raises(ParseError, match=f"^{reason}$") as refusal:
        parse_numbers(text, 3)
    assert refusal.value.details == details


def test_a_number_out_of_range_is_refused_as_one():
    for text, reason, details in (
        ("1e9, 0", "range", {"what": "1e9", "at": 1, "least": -2, "most": 3}),
        ("0, −5", "range", {"what": "-5", "at": 4, "least": -2, "most": 3}),
        ("0; 0,125", "decimals", {"what": "0,125", "at": 4, "most": 2}),
    ):
        with pytest.raises(ParseError, match=f"^{reason}$") as refusal:
            check_range(parse_numbers(text, 2), -2, 3, decimals=2)
        assert refusal.value.details == details


@given(st.lists(st.floats(-99, 99).map(lambda v: round(v, 2) + 0.0), min_size=1))
def test_numbers_are_read_back_as_they_are_written(values):
    for between in (", ", "; ", " ", "\u202f"):
        text = between.join(map(format_number, values)).replace("-", "−")
        assert [n.value for n in parse_numbers(text, len(values))] == values
        if between != ", ":
            text = text.replace(".", ",")
            assert [n.value for n in parse_numbers(text, len(values))] == values


TEXTS = st.text(max_size=60) | st.text("0123456789.,; -−()[]etnsorx", max_size=30)


@given(TEXTS, st.integers(1, 5))
def test_any_text_is_so_many_numbers_or_refused_at_a_place_in_it(text, count):
    try:
        assert len(parse_numbers(text, count)) == count
    except ParseError as refusal:
        assert 1 <= refusal.details.get("at", 1) <= len(text) + 1


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("2, 3", (2, 3)),
        ("2,3", (2, 3)),
        ("2 3", (2, 3)),
        ("2;3", (2, 3)),
        ("2 x 3", (2, 3)),
        ("2×3", (2, 3)),
        ("(2, 3)", (2, 3)),
        ("torch.Size([2, 3])", (2, 3)),
        ("Size([2, 3])", (2, 3)),
        ("(4,)", (4,)),
        ("04", (4,)),
        ("()", ()),
        ("[]", ()),
        ("torch.Size([])", ()),
        ("−1, 2", (-1, 2)),
    ],
)
def test_a_shape_is_read_however_it_is_typed(text, shape):
    assert (
        make_shape_parser(max_ndim=3, max_length=4, max_size=64, allow_inferred=True)(
            text
        )
        == shape
    )


@pytest.mark.parametrize(
    ("text", "reason", "details"),
    [
        ("", "empty", {}),
        ("2, a", "whole", {"what": "a", "at": 4}),
        ("2.0, 3", "whole", {"what": "2.0", "at": 1}),
        ("2,,3", "whole", {"what": ",", "at": 3}),
        ("2, 2, 2, 2", "order", {"found": 4, "most": 3}),
        ("2, 1000000", "length", {"what": "1000000", "at": 4, "most": 9}),
        ("-1", "length", {"what": "-1", "at": 1, "most": 9}),
        ("9, 9, 9", "many", {"found": 729, "most": 64}),
    ],
)
def test_an_invalid_shape_is_refused_with_its_position(text, reason, details):
    with pytest.raises(ParseError, match=f"^{reason}$") as refusal:
        make_shape_parser(max_ndim=3, max_length=9, max_size=64)(text)
    assert refusal.value.details == details


@given(st.lists(st.integers(1, 9), max_size=3).map(tuple))
def test_a_written_shape_parses_back(shape):
    read = make_shape_parser(max_ndim=3, max_length=9, max_size=729)
    for text in (format_shape(shape), str(shape), f"torch.Size({list(shape)})"):
        assert read(text) == shape


@given(TEXTS)
def test_any_text_is_a_shape_or_refused_at_a_place_in_it(text):
    try:
        assert all(isinstance(n.value, int) for n in parse_lengths(text))
    except ParseError as refusal:
        assert 1 <= refusal.details.get("at", 1) <= len(text) + 1
