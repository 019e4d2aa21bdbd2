"""Pinned runs as text: what is written into a link comes back, the rest is named."""

from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.page.share_dialog import MAX_LENGTH
from app.state import pins
from app.state.link import read_link, write_link
from app.state.pins import LETTERS, MAX_NAME, Pin, clean_name
from lessons import SLUGS, lesson
from lessons.playground.points import MOST_LINKED
from tests.app.state.test_link import carried

COMPARED = tuple(slug for slug in SLUGS if lesson(slug).comparison)
ADDRESS = "https://pytorch-a-la-main.example.streamlit.app/computation_graph?"
NAMES = st.text(max_size=40).map(pins.clean_name).filter(bool)


@st.composite
def states(draw):
    """A lesson, its settings, a step, pins and a measure, as a page may have them."""
    slug = draw(st.sampled_from(SLUGS))
    page = lesson(slug)
    values = {}
    for c in page.controls:
        values[c.name] = draw(st.sampled_from(carried(c)))
    if page.comparison is None:
        return slug, values, 0, (), ""
    at = {c.name: st.sampled_from(c.values) for c in page.controls}
    pinned = ()
    for letter in draw(st.sets(st.sampled_from(LETTERS))):
        place = {name: draw(at[name]) for name in page.comparison.controls}
        if all(pin.settings != place for pin in pinned):
            name = draw(st.one_of(st.just(letter), NAMES))
            pinned = pins.add_pin(pinned, Pin(letter, name, place))
    t = draw(st.integers(0, 999_999))
    return slug, values, t, pinned, draw(st.sampled_from(page.comparison.units))


@settings(max_examples=1000)
@given(states())
def test_1000_random_states_come_back_from_their_links(state):
    slug, values, t, pinned, by = state
    page = lesson(slug)
    link = {"lang": ["fr"]} | write_link(slug, page, values, t, pinned, by)
    address = ADDRESS + urlencode(link, doseq=True)
    assert len(address) <= MAX_LENGTH
    settings_read, ignored = read_link(slug, page, parse_qs(address.split("?")[1]))
    assert ignored == []
    assert settings_read.pop("t", 0) == t
    assert settings_read.pop("pins", ()) == pinned
    assert settings_read.pop("by", "updates") == (by or "updates")
    assert page.defaults | settings_read == values


@pytest.mark.parametrize("slug", COMPARED)
def test_the_longest_link_is_not_too_long(slug):
    page = lesson(slug)
    longest = {c.name: max(c.values, key=lambda v: len(str(v))) for c in page.controls}
    place = {name: longest[name] for name in page.comparison.controls}
    if slug == "playground":
        most = [(round(-1.11 - i / 100, 2), -0.11, i % 2) for i in range(MOST_LINKED)]
        longest["points"] = page["points"].check(tuple(most))
    name = clean_name("🜂" * MAX_NAME)
    pinned = [Pin(letter, name, place) for letter in LETTERS]
    if slug == "playground":  # so many points of one's own beside three pins, or none
        check_length(slug, page, longest, pinned[:3])
        longest["points"] = ()
    check_length(slug, page, longest, pinned)


def check_length(slug, page, settings, pinned):
    link = {"lang": ["fr"]}
    link |= write_link(slug, page, settings, 999_999, pinned, "examples")
    assert len(ADDRESS + urlencode(link, doseq=True)) <= MAX_LENGTH


HOSTILE = (
    *("", "A~", "E", "AB", "a", "A,", "A,lr", "A,lr:", "A,lr:7", "A,lr:nan", "A,,"),
    *("A,lr:0.5,lr:0.5", "A,noise:0.3", "A,unknown:1", "A,lr:__import__('os')"),
    *("A~" + "x" * (MAX_NAME + 1), "A~ x", "A~x\n# y", "A~\u202eevil", "A~`x`", "A~\0"),
    *(
        "A,lr:" + "9" * 5000,
        "A~😀\u200d😀",
        "💥",
        "A;lr:0.5",
        "A,lr:0.5:1",
        "~A",
        "A~[x]",
    ),
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_bad_pin_is_named_and_the_good_one_stays(text):
    link = {"batches.pin": ["B,lr:0.5~big", text]}
    settings_read, ignored = read_link("batches", lesson("batches"), link)
    (pin,) = settings_read["pins"]
    assert (pin.letter, pin.name, pin.settings["lr"]) == ("B", "big", 0.5)
    assert ignored == [f"batches.pin={text}"]


def test_a_letter_or_a_run_that_is_pinned_twice_is_named():
    texts = ["A,lr:0.5", "A,lr:0.4", "B,lr:0.5", "C,lr:0.50", "D~d"]
    settings_read, ignored = read_link(
        "batches", lesson("batches"), {"batches.pin": texts}
    )
    assert [pin.letter for pin in settings_read["pins"]] == ["A", "D"]
    assert ignored == [f"batches.pin={text}" for text in texts[1:4]]


def test_a_pin_of_an_older_link_takes_the_defaults_for_what_it_does_not_say():
    pin = pins.read_pin(lesson("batches"), "C,lr:0.5")
    assert pin.settings == {"lr": 0.5, "batch_size": 16, "decay": 0.0}


@pytest.mark.parametrize("by", ["hours", "", "Updates"])
def test_a_measure_that_is_none_is_named(by):
    link = {"batches.by": [by]}
    assert read_link("batches", lesson("batches"), link) == ({}, ["batches.by"])


def test_a_page_that_compares_nothing_names_pins():
    link = {"computation_graph.pin": ["A"], "computation_graph.by": ["updates"]}
    result = read_link("computation_graph", lesson("computation_graph"), link)
    assert result == ({}, list(link))


@given(st.text())
@example("<b>&amp;</b>")
@example("a\u0300" * 20)
@example("  \n x ")
def test_a_shown_text_is_one_short_printable_line(text):
    line = pins.clean_name(text)
    assert len(line) <= MAX_NAME
    assert not line or line.isprintable()
    assert line == line.strip() == pins.clean_name(line)
    assert not set(line) & set("`[]")
