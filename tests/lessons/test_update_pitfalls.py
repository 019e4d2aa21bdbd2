"""Every claim of the page about the update, on the real computation."""

import warnings
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
import torch

from app.content.catalogue import LANGUAGES, PageText
from lessons import linear_regression
from lessons.linear_regression.with_torch import train
from lessons.toolkit.formula_parser import central_difference
from lessons.toolkit.python_prompt import error_text, record_warnings
from lessons.toolkit.update_recorder import record_updates
from lessons.update_pitfalls import LESSON, WINDOWS, copies, landscape, with_torch
from lessons.update_pitfalls.exercises import EMPTY, LEAF, fit
from lessons.update_pitfalls.predict import RIGHT_WAYS, count_gradients
from lessons.update_pitfalls.states import moments, path
from lessons.update_pitfalls.with_torch import STEPS, build, make_data, make_start

ANSWERS = {
    "leaf": [
        ("train_no_grad", "right"),
        ("train_alias", "right"),
        ("train_in_place", "in_place"),
        ("train_numbers", "numbers"),
        ("train_copy", "copy"),
    ],
    "empty": [
        ("train_cleared_before", "right"),
        ("train_none", "none"),
        ("train_never_cleared", "never_cleared"),
        ("train_faster", "faster"),
    ],
    "rate": [
        ({"variant": "no_grad", "lr": 0.2}, "right"),
        ({"variant": "detach", "lr": 0.2}, "right"),
        ({"variant": "no_grad", "lr": 0.4}, "fast"),
        ({"variant": "no_grad", "lr": 0.1}, "slow"),
        ({"variant": "in_place", "lr": 0.2}, "refused"),
        ({"variant": "no_zero", "lr": 0.2}, "wrong"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""

RATES = LESSON["lr"].values
REFUSED = ("rebound", "in_place", "twice")
BEST = landscape()["best"].values.astype(float)
X, Y = make_data()
SLUGS = ("linear_regression", "gradient_descent", "batches", "polynomial", "autograd")
SLUGS += ("computation_graph", "update_pitfalls", "optimizers")


def last(variant, lr=0.1):
    return moments(variant, lr)[-1]


def kinds(variant):
    return [moment.kind for moment in moments(variant, 0.1)]


def loss(points):
    a, b = np.asarray(points).T[:, :, None]
    return ((Y.numpy() - a - b * X.numpy()) ** 2).mean(-1)


def error_of(variant):
    """What the real function raises in one of the first two updates."""
    with record_warnings(), pytest.raises((RuntimeError, TypeError)) as error:
        build(STEPS[variant], 0.1, 2)
    return error.value


# ---- same data, same start, same descent ----


def test_data_and_start_are_those_of_the_linear_regression():
    x, y, *_ = linear_regression.make_data()
    assert torch.equal(x, X)
    assert torch.equal(y, Y)
    assert torch.equal(linear_regression.make_start(), make_start())


@pytest.mark.parametrize("variant", RIGHT_WAYS)
def test_the_right_ways_take_the_path_of_the_linear_regression(variant):
    expected = record_updates(train, ("a", "b"), X, Y, *make_start(), n_epochs=51)
    assert np.allclose(path(variant, 0.1, 50).points, expected, rtol=1e-9)


def test_the_first_gradients_are_central_differences():
    (a, b), at = make_start().tolist(), moments("no_grad", 0.1)[2]
    assert at.kind == "backward"
    slopes = [
        central_difference(lambda d: loss([(a + d, b)]).item()),
        central_difference(lambda d: loss([(a, b + d)]).item()),
    ]
    assert np.allclose([at["a"].grad, at["b"].grad], slopes, rtol=1e-6)


# ---- what is refused, with the message that is really raised ----


def test_every_error_message_is_raised_live_and_written_nowhere():
    types = {"rebound": TypeError, "in_place": RuntimeError, "twice": RuntimeError}
    texts = [
        (file.parent / name).read_text("utf-8")
        for file in [Path(with_torch.__file__)]
        for name in ("fr.md", "en.md", "states.py", "copies.py", "with_torch.py")
    ]
    for variant in REFUSED:
        error = error_of(variant)
        assert type(error) is types[variant]
        assert last(variant).failed
        assert last(variant).printed.splitlines()[-1] == error_text(error)
        assert path(variant, 0.1, 10).error == error_text(error)
        assert not any(str(error)[:40] in text for text in texts)
    assert "'float' and 'NoneType'" in str(error_of("rebound"))
    assert "leaf Variable that requires grad" in str(error_of("in_place"))
    assert "backward through the graph a second time" in str(error_of("twice"))


@pytest.mark.parametrize("variant", [way for way in STEPS if way not in REFUSED])
def test_the_other_ways_run_without_a_message(variant):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(build(STEPS[variant], 0.1, 5)) == 6
    assert not any(moment.failed for moment in moments(variant, 0.1))


def test_the_messages_are_the_same_in_a_loop_written_in_one_piece():
    for function, variant in ((LEAF.broken, "rebound"), (LEAF.fixes[0], "in_place")):
        with record_warnings(), pytest.raises((RuntimeError, TypeError)) as error:
            fit(function)
        assert str(error.value) == str(error_of(variant))


def test_numpy_gives_the_same_numbers_both_ways():
    rebound, in_place = (np.array([1.0, 2.0]) for _ in range(2))
    rebound = rebound - 0.1 * np.array([3.0, 4.0])
    in_place -= 0.1 * np.array([3.0, 4.0])
    assert np.array_equal(rebound, in_place)
    assert not hasattr(rebound, "grad_fn")


# ---- the states, line by line ----


def test_a_state_is_what_pytorch_answers():
    """Of what is no leaf the table says that there is no gradient, without asking."""
    (a, _), steps = make_start(), moments("rebound", 0.1)
    a = a.clone().requires_grad_()
    before = steps[0]["a"]
    assert (before.is_leaf, before.requires_grad) == (a.is_leaf, a.requires_grad)
    assert (before.grad, before.grad_fn) == (a.grad, a.grad_fn)
    result = a - 0.1
    with pytest.warns(UserWarning, match="not a leaf"):
        assert result.grad is None
    now = last("rebound")["a"]
    assert (now.is_leaf, now.requires_grad) == (result.is_leaf, result.requires_grad)
    assert now.grad is None
    assert now.grad_fn == type(result.grad_fn).__name__


def test_rebinding_makes_another_tensor_that_is_no_leaf_and_has_no_gradient():
    before, now = moments("rebound", 0.1)[0]["a"], last("rebound")["a"]
    assert (before.is_leaf, before.grad_fn) == (True, None)
    assert (now.is_leaf, now.grad, now.grad_fn) == (False, None, "SubBackward0")
    assert now.place != before.place
    first, second = kinds("rebound")[:6], kinds("rebound")[6:]
    assert first[:3] == ["start", "loss", "backward"]
    assert first[3:] == ["left", "left", "nothing_to_clear"]
    assert second == ["loss_again", "backward_lost", "refused_rebound"]
    assert "UserWarning" in last("rebound").printed


def test_the_second_backward_goes_back_to_the_old_leaf():
    old, b = (value.clone().requires_grad_() for value in make_start())
    a, _ = STEPS["rebound"](X, Y, old, b, 0.1)
    before = old.grad.clone()
    ((a + b * X - Y) ** 2).mean().backward()
    assert not torch.equal(old.grad, before)
    with pytest.warns(UserWarning, match="not a leaf"):
        assert a.grad is None


def test_a_recorded_write_in_place_would_make_a_no_leaf_so_it_is_refused_at_once():
    a = torch.ones(1, requires_grad=True)
    with pytest.raises(RuntimeError, match="leaf Variable that requires grad"):
        a -= 1  # nothing has been computed with it
    result = a.clone()
    result -= 1  # recorded, where it is allowed
    assert not result.is_leaf
    with torch.no_grad():
        a -= 1
    assert a.is_leaf and a.item() == 0


def test_zero_grad_leaves_none_and_not_0():
    a = torch.ones(1, requires_grad=True)
    optimizer = torch.optim.SGD([a], lr=0.1)
    (a**2).sum().backward()
    optimizer.zero_grad()
    assert a.grad is None


@pytest.mark.parametrize("slug", SLUGS)
def test_every_training_loop_of_these_pages_clears_gradients_in_one_way(slug):
    """Only the exercise about it writes `zero_()`."""
    folder = Path(with_torch.__file__).parents[1] / slug
    for file in folder.glob("*.py"):
        text = file.read_text("utf-8")
        if (slug, file.name) != ("update_pitfalls", "repair.py"):
            assert ".grad.zero_()" not in text, file
        assert ".grad, b.grad = None" not in text, file


def test_a_write_in_place_into_a_followed_leaf_is_refused_and_changes_nothing():
    before, now = moments("in_place", 0.1)[0]["a"], last("in_place")["a"]
    assert (now.value, now.place, now.is_leaf) == (before.value, before.place, True)


def test_under_no_grad_a_stays_the_same_leaf():
    for moment in moments("no_grad", 0.1):
        a = moment["a"]
        assert a.is_leaf
        assert a.requires_grad
        assert (a.grad_fn, a.place) == (None, "A")
    assert kinds("no_grad").count("moved") == 4


def test_backward_adds_to_what_is_there():
    for variant in ("no_zero", "retained"):
        steps = moments(variant, 0.1)
        for before, now in pairwise(steps):
            if now.kind == "backward_adds":
                details = now.details
                assert before["a"].grad == details["old_grad"] != 0
                assert now["a"].grad == details["old_grad"] + details["more_grad"]
        assert "backward_adds" in kinds(variant)
    assert "backward_adds" not in kinds("no_grad")


def test_each_new_loss_ends_a_new_graph():
    losses = [m for m in moments("no_grad", 0.1) if m.kind.startswith("loss")]
    assert [moment.kind for moment in losses] == ["loss", "loss_again"]
    assert losses[0]["loss"].place != losses[1]["loss"].place
    assert not losses[0]["loss"].is_leaf


def test_detach_shares_the_address_and_requires_no_gradient():
    alias = next(m for m in moments("detach", 0.1) if m.kind == "alias")
    a, too = alias["a"], alias["a_too"]
    assert (a.place, a.value) == (too.place, too.value)
    assert (a.requires_grad, too.requires_grad) == (True, False)
    change = next(m for m in moments("detach", 0.1) if m.kind == "moved_by_alias")
    assert change["a"].value == change["a_too"].value == change.details["new_value"]
    tensor = torch.ones(2, requires_grad=True)
    assert tensor.detach().data_ptr() == tensor.data_ptr() == tensor.data.data_ptr()
    assert tensor.detach() is not tensor


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_line_has_its_sentence_and_no_other_has(lang):
    words = PageText("update_pitfalls", lang)
    moments_by_kind = {
        moment.kind: moment for way in STEPS for moment in moments(way, 0.1)
    }
    assert set(words.labels("says")) == set(moments_by_kind)
    for kind, moment in moments_by_kind.items():
        error_text = words.fill(words.labels("says")[kind], **moment.details)
        assert "{" not in error_text
        assert "`" not in error_text  # it is written as it is
    copy_kinds = {moment.kind for moment in copies.moments()}
    assert set(words.labels("copies.says")) == copy_kinds
    ways = words.labels("variant.values")
    assert set(ways) == set(STEPS)
    assert all(f"path.{way}" in words.sections for way in ways)


# ---- the paths ----


def test_a_refused_update_stops_at_the_stated_line():
    start, first, *_ = path("no_grad", 0.1, 10).points
    assert path("rebound", 0.1, 10).points == (start, first)
    assert path("in_place", 0.1, 10).points == (start,)
    assert path("twice", 0.1, 10).points == (start,)


@pytest.mark.parametrize("lr", RATES)
def test_detach_takes_the_right_path_and_two_gradients_that_of_twice_the_rate(lr):
    assert path("detach", lr, 50).points == path("no_grad", lr, 50).points
    doubled = path("no_grad", 2 * lr, 50).points
    assert np.allclose(path("retained", lr, 50).points, doubled, rtol=1e-9)


@pytest.mark.parametrize("lr", RATES)
def test_gradients_add_up_without_zeroing(lr):
    points = np.array(path("no_zero", lr, 200).points)
    a, b = points.T[:, :, None]
    errors = Y.numpy() - a - b * X.numpy()
    grads = -2 * np.stack([errors.mean(-1), (X.numpy() * errors).mean(-1)], 1)
    expected = points[0] - lr * np.cumsum(np.cumsum(grads, 0), 0)
    assert np.allclose(points[1:], expected[:-1], rtol=1e-9)


@pytest.mark.parametrize("lr", RATES)
def test_the_path_without_zeroing_oscillates_around_the_minimum(lr):
    """Along the steep direction; the right way at the same rate comes to rest."""
    away = np.array(path("no_zero", lr, 200).points) - BEST
    columns = np.stack([np.ones(len(X)), X.numpy()], 1)
    _, vectors = np.linalg.eigh(columns.T @ columns)
    steep = away @ vectors[:, -1]
    turns = np.flatnonzero(np.diff(np.sign(steep)))
    assert len(turns) >= 4  # to the other side and back, twice at least
    assert np.abs(steep[-60:]).max() > 0.8 * abs(steep[0])
    right = np.array(path("no_grad", lr, 200).points) - BEST
    assert np.linalg.norm(right[-1]) < np.linalg.norm(right[0])
    assert path("no_zero", lr, 200).loss > path("no_grad", lr, 200).loss


def test_the_map_holds_every_path():
    longest = max(LESSON["n_updates"].values)
    for way, lr in product(STEPS, RATES):
        each = np.transpose(path(way, lr, longest).points)
        for (low, high), along in zip(WINDOWS.values(), each, strict=True):
            assert low < along.min()
            assert along.max() < high


def test_the_marked_minimum_is_least_squares():
    *exact, least = linear_regression.least_squares(X, Y)
    assert np.allclose(BEST, exact, rtol=1e-5)
    assert np.isclose(loss([exact])[0], least)
    assert np.allclose(landscape()["start"].values, make_start(), rtol=1e-6)


def test_run_gives_the_end_of_the_path_or_the_start():
    for way in STEPS:
        with record_warnings():
            a_b = with_torch.run(way, 0.05, 20)
        points = path(way, 0.05, 20).points
        assert a_b == (points[0] if way in REFUSED else points[-1])


def test_gradients_are_counted_from_the_last_time_they_were_zero():
    counts = {
        way: count_gradients(None, {"variant": way, "lr": 0.1})
        for way in STEPS
        if way not in REFUSED
    }
    assert counts == {"no_grad": 1, "detach": 1, "no_zero": 2, "retained": 2}


# ---- detach is not a copy ----


def test_only_clone_copies():
    by_kind = {moment.kind: moment for moment in copies.moments()}
    copy = by_kind["copy"]
    assert [copy[name].place for name in ("a", "same", "too", "copy")] == list("AAAB")
    assert not any(copy[name].requires_grad for name in ("same", "too", "copy"))

    def changes(kind, before):
        now, old = by_kind[kind], by_kind[before]
        return {s.name for s in now.states if s.value != old[s.name].value}

    assert changes("same_written", "copy") == {"a", "same", "too"}
    assert changes("too_written", "same_written") == {"a", "same", "too"}
    assert changes("copy_written", "too_written") == {"copy"}


def test_a_write_through_detach_is_noticed_and_one_through_data_is_not():
    assert "modified by an inplace operation" in copies.answer(copies.noticed)
    leaf = copies.make_leaf()
    (leaf**2).backward()
    assert leaf.grad.item() == 6
    assert copies.answer(copies.unnoticed) != str(leaf.grad)
    for write, n_writes in ((torch.Tensor.detach, 1), (lambda a: a.data, 0)):
        leaf = copies.make_leaf()
        write(leaf).zero_()
        assert leaf._version == n_writes
        assert leaf.item() == 0


# ---- exercises ----


def test_a_repaired_loop_arrives_where_the_right_way_does():
    expected = path("no_grad", 0.1, 50).points[-1]
    for exercise in (LEAF, EMPTY):
        for name, verdict in ANSWERS[exercise.name]:
            if verdict == "right":
                assert np.allclose(fit(exercise.fix(name)), expected, rtol=1e-9)


def test_the_broken_loops_do_what_their_tasks_say():
    with record_warnings(), pytest.raises(TypeError):
        fit(LEAF.broken)
    assert torch.equal(fit(EMPTY.broken), make_start())


def test_a_scenario_begins_at_the_line_that_it_is_about():
    kinds = {}
    for scenario in LESSON.scenarios:
        settings = LESSON.defaults | dict(scenario.settings)
        steps = moments(settings["variant"], settings["lr"])
        kinds[scenario.name] = steps[scenario.steps["figure"]].kind
    assert kinds == {
        "leaf": "left",
        "refused": "refused_in_place",
        "right": "moved",
        "swings": "backward_adds",
        "shared": "moved_by_alias",
        "doubled": "backward_adds",
    }
