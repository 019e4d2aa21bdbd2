"""Links: what they set, what they ignore, and that they come back identical."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.page.share_dialog import MAX_LENGTH
from app.state.link import act_names, is_linked, read_link, write_link
from lessons import SLUGS, lesson
from tests.course import RECORDED_SLUGS


def states(slug):
    return st.fixed_dictionaries(
        {c.name: st.sampled_from(carried(c)) for c in lesson(slug).controls}
    )


def carried(control):
    """The values that a link carries, and the one that is there without it."""
    values, name, default = control.values, control.name, control.default
    return [v for v in values if v == default or is_linked(control, {name: v})]


@pytest.mark.parametrize("slug", SLUGS)
@given(data=st.data())
def test_a_state_survives_a_link(slug, data):
    settings = data.draw(states(slug))
    link = write_link(slug, lesson(slug), settings)
    settings_read, ignored = read_link(slug, lesson(slug), link)
    assert lesson(slug).defaults | settings_read == settings
    assert ignored == []


def test_a_text_of_the_readers_own_is_in_no_link():
    slug = "text_classification"
    settings = lesson(slug).defaults | {"mine": "what nobody else is to read"}
    assert write_link(slug, lesson(slug), settings) == {}


@pytest.mark.parametrize("slug", RECORDED_SLUGS)
@given(data=st.data(), t=st.integers(0, 999_999))
def test_a_step_and_act_survive_a_link(slug, data, t):
    settings = data.draw(states(slug))
    link = write_link(slug, lesson(slug), settings, t)
    assert (
        len(urlencode(link, doseq=True)) < MAX_LENGTH - 200
    )  # the rest is for the address
    settings_read, ignored = read_link(slug, lesson(slug), link)
    assert lesson(slug).defaults | {"t": 0} | settings_read == settings | {"t": t}
    assert ignored == []


MOMENTS = {slug: act_names(slug, lesson(slug)) or {""} for slug in SLUGS}


@pytest.mark.parametrize("slug", SLUGS)
@given(data=st.data())
def test_the_act_and_the_steps_of_drawings_come_back(slug, data):
    page, defaults = lesson(slug), lesson(slug).defaults
    act = data.draw(st.sampled_from(sorted(MOMENTS[slug])))
    step = st.integers(1, 999_999)
    steps = {name: data.draw(step) for name in page.step_figures}
    link = write_link(slug, page, defaults, act=act, steps=steps)
    settings_read, ignored = read_link(slug, page, link)
    assert settings_read.pop("act", "") == act
    assert settings_read.pop("steps", {}) == steps
    assert (settings_read, ignored) == ({}, [])


def test_a_page_without_a_moment_has_none_in_its_link():
    graph = lesson("autograd")
    link = write_link("autograd", graph, graph.defaults, steps={"flow": 0})
    assert link == {}


@pytest.mark.parametrize(
    ("slug", "link", "read", "bad"),
    [
        ("batches", {"act": ["loss"]}, {"act": "loss"}, []),
        ("batches", {"act": ["measure"]}, {}, ["batches.act"]),
        ("autograd", {"act": ["forward"]}, {}, ["autograd.act"]),
        ("autograd", {"at": ["flow:7", "add:1"]}, {"flow": 7, "add": 1}, []),
        ("autograd", {"at": ["flow:7", "flow:8"]}, {"flow": 7}, ["autograd.at=flow:8"]),
        ("autograd", {"at": ["flow:x"]}, {}, ["autograd.at=flow:x"]),
        ("autograd", {"at": ["moves:1"]}, {}, ["autograd.at=moves:1"]),
        ("batches", {"at": ["flow:1"]}, {}, ["batches.at"]),
    ],
)
def test_an_act_or_a_step_that_is_none_is_named(slug, link, read, bad):
    parameters = {f"{slug}.{name}": texts for name, texts in link.items()}
    settings_read, ignored = read_link(slug, lesson(slug), parameters)
    assert settings_read.pop("steps", {}) == (read if "at" in link else {})
    assert settings_read == (read if "act" in link else {})
    assert ignored == bad


@pytest.mark.parametrize("slug", SLUGS)
def test_a_scenario_in_a_link_gives_its_settings(slug):
    for scenario in lesson(slug).scenarios:
        link = {f"{slug}.scenario": [scenario.name]}
        settings, ignored = read_link(slug, lesson(slug), link)
        assert settings.pop("steps", {}) == scenario.steps
        assert settings == lesson(slug).defaults | dict(scenario.settings)
        assert ignored == []


@pytest.mark.parametrize("text", ["-1", "1.5", "x", "", "9999999", "٣", " 1", "1\n"])
def test_a_step_that_is_none_is_named(text):
    link = {"linear_regression.t": [text], "linear_regression.lr": ["0.5"]}
    result = read_link("linear_regression", lesson("linear_regression"), link)
    assert result == ({"lr": 0.5}, ["linear_regression.t"])


def test_a_first_visit_has_a_bare_link():
    course = lesson("linear_regression")
    assert write_link("linear_regression", course, course.defaults) == {}


@pytest.mark.parametrize(
    "parameters",
    [
        {"linear_regression.lr": ["7"]},
        {"linear_regression.lr": ["nan"]},
        {"linear_regression.lr": ["0.1", "0.2"]},
        {"linear_regression.n": ["1000000000"]},
        {"linear_regression.unknown": ["1"]},
        {"linear_regression.scenario": ["unknown"]},
        {"linear_regression.": ["1"]},
        {"linear_regression": ["1"]},
        {"theme": ["dark"]},
        {"": [""]},
        {"linear_regression.seed": ["9" * 5000]},
        {"linear_regression.seed": ["__import__('os')"]},
    ],
)
def test_invalid_parts_of_a_link_are_named(parameters):
    settings, ignored = read_link(
        "linear_regression", lesson("linear_regression"), parameters
    )
    assert settings == {}
    assert ignored == list(parameters)


def test_settings_of_other_lessons_and_the_language_pass_in_silence():
    parameters = {"batches.lr": ["0.5"], "lang": ["en"]}
    result = read_link("linear_regression", lesson("linear_regression"), parameters)
    assert result == ({}, [])


@given(
    st.dictionaries(
        st.text(max_size=30), st.lists(st.text(max_size=30), max_size=3), max_size=5
    )
)
def test_any_link_is_read_without_an_error(parameters):
    settings, ignored = read_link("batches", lesson("batches"), parameters)
    for name, value in settings.items():
        assert name == "t" or value in lesson("batches")[name].values
    assert set(ignored) <= set(parameters)
