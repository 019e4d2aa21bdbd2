"""Controls, tables and recordings keep their promises."""

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons import SLUGS, learning_path, prerequisites
from lessons.contract import (
    MAX_FLOATS,
    MAX_TEXT_LENGTH,
    Checkpoint,
    Control,
    Lesson,
    Progress,
    Recording,
    Scenario,
    Table,
    TextControl,
    linear_range,
    log_range,
)

RATE = Control("lr", 0.1, log_range(0.01, 1, 10))


def test_a_default_must_be_one_of_the_values():
    with pytest.raises(ValueError, match="not one of"):
        Control("lr", 3.0, (0.1, 0.2))


def test_a_control_refuses_duplicate_values():
    with pytest.raises(ValueError, match="twice"):
        Control("lr", 0.1, (0.1, 0.1))


@given(st.sampled_from(RATE.values))
def test_a_control_parses_what_it_writes(value):
    assert RATE.parse(str(value)) == value


@pytest.mark.parametrize("text", ["0.10", "1e-1", " 0.1"])
def test_a_number_may_be_written_in_another_way(text):
    assert RATE.parse(text) == 0.1


@pytest.mark.parametrize(
    "text", ["", "nan", "inf", "-1", "1e999", "0.1; DROP", "٣", "１"]
)
def test_a_value_that_is_not_allowed_is_refused(text):
    control = Control("n", 20, (20, 50))
    with pytest.raises(ValueError):
        control.parse(text)


@given(st.text(max_size=200))
def test_any_text_is_a_value_or_a_value_error(text):
    with contextlib.suppress(ValueError):
        assert RATE.parse(text) in RATE.values


def test_words_are_read_as_words():
    control = Control("measure", "a", ("a", "b"))
    assert control.parse("b") == "b"
    with pytest.raises(ValueError):
        control.parse("c")


def test_a_scenario_may_only_set_what_is_allowed():
    scenario = Scenario("far", {"lr": 99.0})
    with pytest.raises(ValueError, match="not one of"):
        Lesson(controls=(RATE,), scenarios=(scenario,))
    with pytest.raises(KeyError):
        Lesson(controls=(RATE,), scenarios=(Scenario("odd", {"n": 1}),))


def test_the_limit_holds_below_the_widgets():
    lesson = Lesson(controls=(Control("n", 20, (20, 50)),), record=lambda n: iter(()))
    with pytest.raises(ValueError):
        lesson.start_recording(n=10**9)


def test_a_table_is_read_only_float32():
    table = Table(("t",), np.arange(3))
    assert table.values.dtype == np.float32
    with pytest.raises(ValueError):
        table.values[0] = 1


def test_a_table_keeps_what_float32_cannot_hold():
    numbers = [0.1, 1.65496e71, -1e-60, np.inf, np.nan, 0.0]
    values = Table(("t",), numbers).values
    assert values.dtype == np.float64
    assert values[1:3].tolist() == numbers[1:3]
    rest = [values[0], *values[3:]]  # as float32 rounds them
    np.testing.assert_array_equal(rest, np.float32([0.1, np.inf, np.nan, 0.0]))
    assert Table(("t",), [np.inf, 3e38, 0]).values.dtype == np.float32


def test_a_table_needs_a_name_for_each_axis():
    with pytest.raises(ValueError, match="dimensions"):
        Table(("t",), np.zeros((2, 2)))


def test_a_recording_knows_the_length_of_its_axes():
    with pytest.raises(ValueError, match="along t"):
        Recording({}, 3, {"loss": Table(("t",), np.zeros(3))})


def test_a_recording_has_a_largest_size():
    big = np.zeros(MAX_FLOATS + 1)
    with pytest.raises(ValueError, match="too large"):
        Recording({}, 1, {"x": Table(("x",), big)})


@pytest.mark.parametrize("known", [-1, 5])
def test_a_recording_refuses_more_known_steps_than_recorded(known):
    with pytest.raises(ValueError, match=f"{known} of 4 frames"):
        Recording({}, 4, {}, known=known)


@pytest.mark.parametrize("part", [-0.1, 1.005, float("nan")])
def test_a_part_is_between_nothing_and_the_whole(part):
    with pytest.raises(ValueError, match="no fraction"):
        Progress(part, None)
    with pytest.raises(ValueError, match="no fraction"):
        Checkpoint(part, None, bytes, object)
    assert Progress(1, None).done == 1
    assert Checkpoint(0, None, bytes, object).done == 0


def test_entries_are_found_by_the_values_of_the_axes():
    values = np.arange(12).reshape(3, 4)
    rec = Recording({"lr": (0.1, 0.2, 0.3)}, 2, {"loss": Table(("lr", "t"), values)})
    assert rec.at("loss", t=2, lr=0.2) == 6
    assert rec.series("loss", lr=0.3).tolist() == [8, 9, 10]


def test_a_quantity_may_have_an_axis_of_its_own():
    values = np.arange(24).reshape(3, 4, 2)
    table = Table(("lr", "t", "power"), values)
    rec = Recording({"lr": (0.1, 0.2, 0.3)}, 2, {"w": table}, stride=10)
    assert rec.at("w", t=2, lr=0.2).tolist() == [12, 13]
    assert rec.series("w", lr=0.3).tolist() == [[16, 17], [18, 19], [20, 21]]


def test_series_have_no_rounding_tails():
    assert linear_range(0, 0.5, 0.05)[3] == 0.15
    assert log_range(0.01, 2, 20)[0] == 0.01
    assert log_range(0.01, 2, 20)[-1] == 2
    assert all(len(f"{v:.2g}".lstrip("0.")) <= 2 for v in log_range(0.01, 1, 10))


def read_size(text):
    """A whole number from 0 to 9, as a stranger may type it."""
    if not text.strip():
        raise ValueError("empty")
    if text.strip() not in set("0123456789"):
        raise ValueError("size")
    return (int(text),)


SIZE = TextControl(
    "size",
    (3,),
    read_size,
    write=lambda value: str(*value),
    samples=((4,), (0,)),
    invalid_samples={"": "empty", "x": "size", "10": "size"},
)


def test_a_text_control_parses_what_it_writes():
    for value in SIZE.values:
        assert SIZE.parse(SIZE.write(value)) == SIZE.check(value) == value


def test_a_text_is_refused_for_its_reason():
    assert SIZE.reasons == ("long", "empty", "size")
    for text, reason in (
        SIZE.invalid_samples | {" " * (MAX_TEXT_LENGTH + 1): "long"}
    ).items():
        with pytest.raises(ValueError, match=f"^{reason}$"):
            SIZE.parse(text)


def test_a_typed_default_must_be_one_that_can_be_typed():
    with pytest.raises(ValueError):
        TextControl("size", (10,), read_size, write=lambda value: str(*value))


def test_a_lesson_builds_on_lessons_before_it():
    first, *others = SLUGS
    assert prerequisites(first) == ()
    for slug in others:
        before = prerequisites(slug)
        assert before
        assert {SLUGS.index(slug) for slug in before} <= {*range(SLUGS.index(slug))}
        way = learning_path(slug)
        assert way[0] == first
        assert way[-1] == slug
        assert {need for each in way for need in prerequisites(each)} <= {*way}
