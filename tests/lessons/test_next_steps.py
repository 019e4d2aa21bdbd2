"""Every claim of the last page, on code that really runs; its dates and its links."""

import inspect
import re
from itertools import product

import numpy as np
import pytest
import torch

from app.content.catalogue import LANGUAGES, PageText
from lessons import SLUGS, learning_path, lesson, prerequisites
from lessons.next_steps import LESSON, broken, dynamic, with_numpy, with_torch
from lessons.next_steps.facts import FACTS, THEMES, about
from lessons.next_steps.goals import DOCS, GOALS, TUTORIALS, numbers
from lessons.toolkit.formula_parser import central_difference

ANSWERS = {
    "size": [
        ({"x": -1, "limit": 8}, "right"),
        ({"x": 1, "limit": 8}, "positive"),
        ({"x": -8, "limit": 1}, "fewer"),
        ({"x": -1, "limit": 4}, "fewer"),
    ],
    "batch": [
        ("scores_each", "right"),
        ("scores_rows", "rows"),
        ("scores_first", "first"),
        ("scores_mixed", "mixed"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""

INPUTS = list(product(LESSON["x"].values, LESSON["limit"].values))
CALLS = list(product(LESSON["n"].values, LESSON["size"].values))


# ---- the map and the goals ----


def test_the_map_marks_all_that_has_to_be_known_first():
    assert learning_path("linear_regression") == (
        *("home", "tensors", "gradient_descent", "linear_regression"),
    )
    for slug in SLUGS:
        assert {*prerequisites(slug)} <= {*learning_path(slug)}


def test_every_goal_builds_on_pages_and_has_its_words():
    assert not {*GOALS} & {*SLUGS}
    for lang in LANGUAGES:
        words = PageText("next_steps", lang)
        assert list(words.labels("goal.names")) == list(GOALS)
        for name, goal in GOALS.items():
            assert goal.prerequisites
            assert learning_path(*goal.prerequisites)[0] == SLUGS[0]
            assert "{" not in words.fill(words.sections[f"goal.{name}"], **numbers())


def test_documentation_is_official_and_linked_alone():
    for goal in GOALS.values():
        assert goal.official
        for name, address in goal.official:
            assert address.startswith((DOCS, TUTORIALS))
            assert address.endswith(".html")
            if name.startswith("torch.nn."):  # the page of a thing that is there
                assert address == f"{DOCS}generated/{name}.html"
                assert hasattr(torch.nn, name.rpartition(".")[2])


def test_a_convolution_has_448_parameters_whatever_the_size_of_the_image():
    layer = torch.nn.Conv2d(3, 16, 3)
    assert numbers()["n_conv"] == 16 * (3 * 3 * 3 + 1)
    for size in (8, 32):
        assert layer(torch.zeros(1, 3, size, size)).shape == (1, 16, size - 2, size - 2)


def test_an_lstm_gives_an_output_at_each_step_and_types_take_their_bytes():
    facts = numbers()
    assert facts["lstm"] == "(5, 8) → (5, 16)"
    assert (facts["half"], facts["single"]) == (2, 4)
    half, brain, single = map(
        torch.finfo, (torch.float16, torch.bfloat16, torch.float32)
    )
    assert half.max == 65_504
    assert brain.max == pytest.approx(3.4e38, rel=0.01)
    assert single.max == pytest.approx(3.4e38, rel=0.01)
    assert brain.eps > half.eps > single.eps
    assert (facts["frozen"], facts["trained"]) == (6 * 4 + 4, 4 * 3 + 3)


# ---- the graph follows the input ----


@pytest.mark.parametrize("w", [0.75, 0.6, -1.1])
def test_numpy_torch_and_differences_agree(w):
    for x, limit in INPUTS:
        leaf, weight = with_torch.make_leaves(x, w)
        loss = with_torch.build(leaf, weight, limit)
        loss.backward()
        by_hand = with_numpy.build(*with_numpy.make_leaves(x, w), limit)
        np.testing.assert_allclose(by_hand, (loss.item(), weight.grad), rtol=1e-9)

        def loss_at(d, x=x, limit=limit):
            return with_numpy.build(*with_numpy.make_leaves(x, w + d), limit)[0]

        if (w, limit) != (0.75, 8) and abs(abs(w * x) - limit) > 1e-3:
            np.testing.assert_allclose(
                central_difference(loss_at), by_hand[1], rtol=1e-5
            )


def test_run_gives_the_same_numbers_in_both():
    for x, limit in INPUTS:
        np.testing.assert_allclose(
            with_numpy.run(x, limit), with_torch.run(x, limit), rtol=1e-9
        )


def test_the_graph_holds_the_lines_that_ran_and_no_other():
    for x, limit in INPUTS:
        y, turns = 0.75 * x, 0
        while abs(y) < limit:
            y, turns = 2 * y, turns + 1
        run = dynamic.run_graph(x, limit)
        assert (run.turns, run.negates) == (turns, x < 0)
        assert run.n_operations == 3 + turns + (x < 0)
    assert len({dynamic.run_graph(*one).n_operations for one in INPUTS}) > 4


def test_the_loss_jumps_where_the_number_of_iterations_changes():
    for w, expected in ((1.9999, 9), (2.0001, 1)):
        loss = with_torch.build(*with_torch.make_leaves(1, w), 4)
        assert loss.item() == pytest.approx(expected, abs=0.01)


@pytest.mark.filterwarnings("ignore:The .grad attribute:UserWarning")  # asked by torch
def test_export_refuses_and_names_the_line_and_compile_cuts():
    steps = dynamic.compile_graphs()
    assert [next(steps), next(steps)] == [0.0, 0.7]
    with pytest.raises(StopIteration) as result:
        next(steps)
    compilation = result.value.value
    first, line = compilation.export.splitlines()
    assert "data-dependent" in first
    assert line.strip() == "while abs(y) < limit:"
    one, two = compilation.pieces
    assert 1 < one < two
    assert compilation.same


# ---- which line fails, and when ----


def test_all_flattened_fails_one_line_later_unless_there_is_a_single_example():
    for n, size in CALLS:
        run = broken.run_model("flatten", n, size)
        assert run.failed_line == ("never" if n == 1 else "hidden")
        if n == 1:
            name, shape, _ = run.moments[-1].tensors[-1]
            assert (name, shape) == ("scores", (3,))  # and not (1, 3)
        else:
            assert f"(1x{6 * n} and 6x4)" in run.traceback


def test_a_typing_error_waits_for_its_line():
    for n, size in CALLS:
        run = broken.run_model("typo", n, size)
        large = broken.Right()
        h = large.hidden(broken.make_batch(n, size).flatten(1))
        assert run.failed_line == ("clamp" if h.max() > 2 else "never")
        if run.traceback:
            assert "AttributeError: 'Tensor' object has no attribute 'clmap'" in (
                run.traceback
            )
    assert {broken.run_model("typo", *call).failed_line for call in CALLS} == {
        "clamp",
        "never",
    }
    assert not hasattr(torch.zeros(1), "clmap")


def test_the_wrong_variable_fails_always_and_the_right_one_never():
    for n, size in CALLS:
        assert broken.run_model("name", n, size).failed_line == "out"
        right = broken.run_model("none", n, size)
        assert right.failed_line == "never"
        assert right.traceback == right.debugger == ""
        assert right.moments[-1].tensors[-1][1] == (n, 3)
        lines = [moment.line for moment in right.moments]
        assert set(broken.LINES) - {"clamp"} <= set(lines) <= set(broken.LINES)


def test_a_scenario_shows_what_its_name_says():
    scene = {
        name: LESSON.scenario_settings(name)
        for name in [s.name for s in LESSON.scenarios]
    }
    ways = {n: dynamic.run_graph(s["x"], s["limit"]) for n, s in scene.items()}
    assert (ways["straight"].turns, ways["straight"].negates) == (0, False)
    assert (ways["loop"].turns, ways["loop"].negates) == (4, False)
    assert (ways["branch"].turns, ways["branch"].negates) == (1, True)
    failed_lines = {
        name: broken.run_model(s["mistake"], s["n"], s["size"]).failed_line
        for name, s in scene.items()
    }
    assert failed_lines["alone"] == failed_lines["waits"] == "never"
    assert failed_lines["wakes"] == "clamp"


def test_the_message_ends_in_the_error_and_its_last_line_of_ours_failed():
    for mistake in ("flatten", "typo", "name"):
        run = broken.run_model(mistake, 2, 20.0)
        assert run.traceback.startswith("Traceback (most recent call last):")
        assert re.match(r"\w+Error: ", run.traceback.splitlines()[-1])
        assert str(broken.ROOT) not in run.traceback + run.debugger
        assert "site-packages" not in run.traceback + run.debugger
        frames = re.findall(r'File "(.+)", line \d+, in (\w+)\n +(.+)', run.traceback)
        ours = [(name, line) for file, name, line in frames if "broken.py" in file]
        assert [name for name, _ in ours] == ["predict", "forward"]
        source = broken.source_lines(broken.MODELS[mistake])
        assert source[run.moments[-1].number].strip() == ours[-1][1]


def test_the_debugger_has_the_variables_of_that_moment():
    run = broken.run_model("flatten", 4, 1.0).debugger
    assert "(Pdb) p x.shape\ntorch.Size([4, 2, 3])" in run
    assert "(Pdb) p flat.shape\ntorch.Size([24])" in run
    assert "(Pdb) p h.max()\ntensor(" in broken.run_model("typo", 2, 20.0).debugger
    assert "-> scores = self.out(flat)" in broken.run_model("name", 2, 1.0).debugger


def test_flatten_takes_any_shape():
    for shape in ((), (0,), (3,), (2, 3, 4)):
        assert torch.zeros(shape).flatten().dim() == 1


# ---- dates ----


def test_facts_are_in_order_each_with_a_date_and_a_source():
    months = [fact.month for fact in FACTS]
    assert months == sorted(months)
    for fact in FACTS:
        assert re.fullmatch(r"20[12]\d-(0[1-9]|1[0-2])", fact.month)
        assert fact.month <= "2026-11"
        assert re.fullmatch(r"[a-z.]+\.(org|com)/\S+", fact.source)
        assert fact.theme in THEMES
    assert {fact.theme for fact in FACTS} == {*THEMES}
    assert about("all") == FACTS
    assert sum(len(about(theme)) for theme in THEMES) == len(FACTS)


def test_versions_of_the_table_are_those_of_the_sources_and_no_newer_than_here():
    here = tuple(map(int, torch.__version__.split(".")[:2]))
    for fact in FACTS:
        if fact.version:
            assert re.search(rf"\bv?{re.escape(fact.version)}\b", fact.source)
            assert tuple(map(int, fact.version.split("."))) <= here


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_say_no_date_that_the_table_does_not_have(lang):
    words = PageText("next_steps", lang)
    sentences = words.labels("facts.says")
    assert list(sentences) == [fact.name for fact in FACTS]
    for fact in FACTS:
        versions = re.findall(r"\d+\.\d+", sentences[fact.name])
        assert set(versions) <= {fact.version}
    dates = r"\b(19|20)\d\d\b"
    assert not [name for name, text in words.sections.items() if re.search(dates, text)]


def test_every_name_in_the_facts_exists_in_this_torch():
    assert callable(torch.compile)
    assert callable(torch.export.export)
    assert callable(torch.jit.script)
    with pytest.warns(DeprecationWarning, match="torch.export"):
        torch.jit.script(torch.nn.Linear(1, 1))
    assert inspect.signature(torch.load).parameters["weights_only"].default is None
    assert callable(torch.cond)


# ---- the list of exercises ----


def test_the_filter_has_the_chapters_with_pages_and_the_whole_course():
    for lang in LANGUAGES:
        words = PageText("next_steps", lang)
        assert set(LESSON["chapter"].values) <= set(words.labels("chapter.values"))
    assert LESSON["about"].values == (*SLUGS, *GOALS)


def test_no_control_hides_the_link_to_an_exercise():
    for slug in SLUGS:
        assert "exercise" not in {control.name for control in lesson(slug).controls}
