"""Every claim of the playground, on the real computation."""

import io

import numpy as np
import pytest
import torch
from torch import nn

from app.content.catalogue import LANGUAGES, PLACEHOLDER, PageText
from lessons import playground
from lessons.contract import ParseError, Progress
from lessons.playground import (
    EXERCISES,
    LESSON,
    MOST_UPDATES,
    changes,
    epochs,
    network_changes,
    points,
    predict,
    state_dict,
    with_numpy,
    with_torch,
)
from lessons.playground.frames import METRICS, VERDICTS, unpad_weights

ANSWERS = {
    "fewest": [
        ({"width": 3}, "right"),
        ({"width": 4}, "right"),
        ({"width": 1}, "fails"),
        ({"width": 2}, "fails"),
        ({"width": 5}, "many"),
    ],
    "heart": [
        ({"n": 40}, "right"),
        ({"n": 20}, "general"),
        ({"n": 60}, "mistaken"),
        ({"n": 100}, "mistaken"),
        ({"n": 200}, "mistaken"),
    ],
    "rate": [
        ({"lr": 1.0}, "right"),
        ({"lr": 3.0}, "right"),
        ({"lr": 0.0001}, "small"),
        ({"lr": 0.1}, "small"),
        ({"lr": 10.0}, "large"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""

SHORT = {"n_epochs": 50, "n": 40, "batch_size": 16}
"""A training of a moment."""

NEURON_CHANGES = ((3, 1, 0), (20, 2, 2), (30, 1, 5))
"""A neuron more in the first layer, one less in the second, the new one away."""


def verdict(rec):
    return VERDICTS[int(rec.at("verdict"))]


@pytest.mark.parametrize(
    "settings",
    [
        {"batch_size": 8},
        {"optimizer": "SGD", "lr": 0.3, "activation": "Identity", "data": "xor"},
        {"optimizer": "Momentum", "activation": "ReLU", "loss": "MSE", "data": "moons"},
        {"optimizer": "RMSprop", "activation": "Sigmoid", "loss": "Hinge"},
        {"optimizer": "AdamW", "weight_decay": 0.1, "activation": "LeakyReLU"},
        {"optimizer": "SGD", "dropout": 0.3, "weight_decay": 0.01, "data": "spiral"},
        {"data": "own", "validation": 0.5, "points": points.SKETCH},
        {"depth": 0, "data": "blobs"},
        {"features": tuple(with_numpy.FEATURES)},
        {"l1": 0.01, "optimizer": "SGD", "lr": 0.3},
        {"data": "plane", "activation": "ReLU"},
        {"data": "hills", "optimizer": "AdamW"},
        {"l1": 0.1, "weight_decay": 0.01, "dropout": 0.2, "activation": "ReLU"},
        {"features": ("sin2", "x1x2"), "data": "moons", "activation": "ReLU"},
    ],
)
def test_numpy_and_torch_give_the_same_losses_from_the_same_weights(
    settings, monkeypatch
):
    """Weights, batches and the neurons that dropout leaves out are those of PyTorch."""
    now = LESSON.defaults | SHORT | settings
    sizes = (len(now["features"]), *now["depth"] * [now["width"]], 1)
    how = now["optimizer"], now["lr"], now["weight_decay"]
    data = [now[n] for n in ("data", "n", "noise", "validation", "seed", "points")]
    model = with_torch.make_model(sizes, now["activation"], now["dropout"])
    twin = with_numpy.make_model(sizes, now["activation"], now["dropout"])
    twin[0][:] = [p.detach().numpy().copy() for p in model.parameters()]
    twin, masks = (*twin[:4], np.random.default_rng(5)), np.random.default_rng(5)

    def dropout(x, p, training, inplace):
        if not training:
            return x
        return x * torch.from_numpy(masks.random(tuple(x.shape)) >= p) / (1 - p)

    monkeypatch.setattr(nn.functional, "dropout", dropout)
    losses = []
    for module, net in ((with_torch, model), (with_numpy, twin)):
        X, y, X_val, y_val = module.make_data(*data)
        X, X_val = (module.make_features(A, now["features"]) for A in (X, X_val))
        held_out = X_val, y_val
        size = now["batch_size"]
        batches = [(X[i : i + size], y[i : i + size]) for i in range(0, len(y), size)]
        regression = now["data"] in module.REGRESSION
        loss_fn = module.make_loss("Regression" if regression else now["loss"])
        changes = module.make_optimizer(net, *how)
        rows = []
        for _ in range(25):
            of_batches = module.train(net, batches, changes, loss_fn, 1, now["l1"])
            parts = (*(X, y), regression), (*held_out, regression)
            ends = [module.evaluate(net, loss_fn, *part) for part in parts]
            rows.append([*of_batches, *ends[0], *ends[1]])
        losses.append(rows)
    np.testing.assert_allclose(*losses, rtol=1e-8)


@pytest.mark.parametrize("module", [with_numpy, with_torch])
@pytest.mark.parametrize("optimizer", LESSON["optimizer"].values)
def test_epochs_trained_one_by_one_are_bitwise_those_of_one_call(module, optimizer):
    ends = []
    for n_calls in (1, 3, 6):
        X, y, *_ = module.make_data(n=40)
        model = module.make_model((2, 4, 1), dropout=0.2)
        loader, loss_fn = module.make_loader(X, y, 8), module.make_loss()
        changes = module.make_optimizer(model, optimizer)
        losses = []
        for _ in range(n_calls):
            losses += module.train(model, loader, changes, loss_fn, 6 // n_calls)
        ends.append((*losses, *module.evaluate(model, loss_fn, X, y)))
    assert len(ends[0]) == 6 * len(loader) + 2
    assert ends[0] == ends[1] == ends[2]


def test_an_epoch_takes_every_point_once_in_an_order_of_its_own():
    for module in (with_numpy, with_torch):
        X, _, *_ = module.make_data(n=20, validation=0.5)
        y = np.arange(10) if module is with_numpy else torch.arange(10)
        loader = module.make_loader(X, y, 4)
        assert len(loader) == 3
        epochs = [[np.asarray(batch) for _, batch in loader] for _ in range(2)]
        assert [len(batch) for batch in epochs[0]] == [4, 4, 2]
        orders = [np.concatenate(batches) for batches in epochs]
        assert [sorted(order) for order in orders] == [[*range(10)]] * 2
        assert (orders[0] != orders[1]).any()


def test_six_layers_can_be_trained_and_changed(recorded):
    rec = recorded("playground", **SHORT, depth=6, width=8, changes=((10, 6, 8),))
    assert rec.at("sizes", 50).tolist() == [8] * 5 + [7, 1]
    assert len(unpad_weights(rec, 50)) == 14
    assert LESSON["changes"].parse("10:6-8") == ((10, 6, 8),)
    with pytest.raises(ParseError, match="layer"):
        LESSON["changes"].parse("10:7+")


def test_dropout_is_on_in_training_and_off_in_measuring():
    X, y, *_ = with_torch.make_data(n=40)
    model = with_torch.make_model((2, 8, 1), dropout=0.5)
    loss_fn = with_torch.make_loss("BCE")
    twice = [with_torch.evaluate(model, loss_fn, X, y) for _ in "12"]
    assert twice[0] == twice[1]
    assert not model.training
    optimizer = with_torch.make_optimizer(model)
    with_torch.train(model, [(X, y)], optimizer, loss_fn, n_epochs=1)
    assert model.training
    assert not torch.equal(model(X), model(X))


def test_backpropagation_by_hand_equals_autograd_and_central_differences():
    X, y, *_ = with_numpy.make_data(n=20, validation=0.0)
    model = with_numpy.make_model((2, 3, 2, 1))
    before = [p.copy() for p in model[0]]
    how = with_numpy.make_optimizer(model, "SGD", 1.0)
    loss_fn = with_numpy.make_loss("BCE")
    with_numpy.train(model, [(X, y)], how, loss_fn, n_epochs=1)
    slopes = [old - new for old, new in zip(before, model[0], strict=True)]
    same = with_torch.make_model((2, 3, 2, 1))
    with torch.no_grad():
        for p, old in zip(same.parameters(), before, strict=True):
            p.copy_(torch.from_numpy(old))
    z = same(torch.from_numpy(X))[:, 0]
    nn.BCEWithLogitsLoss()(z, torch.from_numpy(y)).backward()
    for slope, p in zip(slopes, same.parameters(), strict=True):
        np.testing.assert_allclose(slope, p.grad, rtol=1e-9, atol=1e-12)
    for i, k in ((0, (1, 0)), (1, (2,)), (2, (1, 2)), (4, (0, 1))):
        ends = []
        for h in (1e-6, -1e-6):
            weights = [p.copy() for p in before]
            weights[i][k] += h
            ends.append(with_numpy.evaluate((weights, *model[1:]), loss_fn, X, y)[0])
        assert np.isclose((ends[0] - ends[1]) / 2e-6, slopes[i][k], rtol=1e-5)


FEATURES = tuple(with_numpy.FEATURES)


def test_the_slopes_of_all_inputs_are_central_differences():
    X, y, *_ = with_numpy.make_data("xor", n=20, validation=0.0)
    X = with_numpy.make_features(X, FEATURES)
    model, loss_fn = with_numpy.make_model((7, 3, 1)), with_numpy.make_loss("BCE")
    before = model[0][0].copy()
    how = with_numpy.make_optimizer(model, "SGD", 1.0)
    others = [p.copy() for p in model[0][1:]]
    with_numpy.train(model, [(X, y)], how, loss_fn, n_epochs=1)
    slopes = before - model[0][0]
    for k in np.ndindex(before.shape):
        ends = []
        for h in (1e-6, -1e-6):
            weights = [before.copy(), *others]
            weights[0][k] += h
            ends.append(with_numpy.evaluate((weights, *model[1:]), loss_fn, X, y)[0])
        assert np.isclose((ends[0] - ends[1]) / 2e-6, slopes[k], rtol=1e-4, atol=1e-9)


def test_the_inputs_are_computed_from_the_two_coordinates():
    X = np.array([[0.5, -1.5], [0.0, 1.0]])
    columns = with_numpy.make_features(X, FEATURES)
    expected = [[0.5, -1.5, 0.25, 2.25, -0.75, 1, 1], [0, 1, 0, 1, 0, 0, 0]]
    np.testing.assert_allclose(columns, expected, atol=1e-12)
    np.testing.assert_array_equal(with_numpy.make_features(X), X)
    torch_columns = with_torch.make_features(torch.from_numpy(X), FEATURES)
    np.testing.assert_allclose(torch_columns, columns, atol=1e-15)


def test_the_boundary_is_straight_in_the_inputs_without_a_hidden_layer(recorded):
    rec = recorded("playground", **SHORT, depth=0, features=("sq1", "sq2"))
    w, b = unpad_weights(rec, 50)
    X = np.random.RandomState(0).randn(20, 2)
    inputs = with_numpy.make_features(X, rec.facts["features"])
    model = ([w, b], *with_numpy.ACTIVATIONS["Tanh"])
    loss_fn = with_numpy.make_loss("Hinge")
    loss, _ = with_numpy.evaluate(model, loss_fn, inputs, np.ones(20))
    affine = inputs @ w[0] + b[0]
    assert loss == pytest.approx(np.maximum(1 - affine, 0).mean(), rel=1e-5)


def test_heights_go_from_minus_1_to_1_and_a_plane_needs_no_hidden_layer(recorded):
    for name in with_torch.REGRESSION:
        _, y, *_ = with_torch.make_data(name, n=400, noise=0.0)
        assert -1.001 <= y.min() < -0.7
        assert 0.7 < y.max() <= 1.02
    flat = {"depth": 0, "n_epochs": 100, "noise": 0.0}
    assert verdict(recorded("playground", data="plane", **flat)) == "fitted"
    assert verdict(recorded("playground", data="hills", **flat)) == "unfitted"


def test_the_loss_of_heights_is_the_mean_squared_error():
    X, y, *_ = with_torch.make_data("hills", n=40)
    model = with_torch.make_model((2, 4, 1))
    expected = ((model(X)[:, 0] - y) ** 2).mean().item()
    loss_fn = with_torch.make_loss("Regression")
    loss, near = with_torch.evaluate(model, loss_fn, X, y, regression=True)
    assert loss == pytest.approx(expected)
    errors = (model(X)[:, 0] - y).abs()
    assert near == pytest.approx(100 * (errors < 0.2).double().mean().item())


def test_squares_as_inputs_make_a_circle_with_no_hidden_layer(recorded):
    (squares,) = (s for s in LESSON.scenarios if s.name == "squares")
    assert squares.settings["depth"] == 0
    assert verdict(recorded("playground", **squares.settings)) == "solved"
    plain = squares.settings | {"features": ("x1", "x2")}
    assert verdict(recorded("playground", **plain)) == "fails"


def test_the_sine_of_x1_is_almost_straight_on_the_plane_and_that_of_pi_x1_is_not():
    x = np.linspace(-points.FARTHEST, points.FARTHEST, 101)
    assert np.corrcoef(x, np.sin(x))[0, 1] > 0.98
    assert np.corrcoef(x, np.sin(np.pi * x))[0, 1] < 0.5


def test_inputs_are_read_in_the_order_of_the_figure():
    read = LESSON["features"].parse
    assert read("x2, x1") == ("x1", "x2")
    assert read("X1 x₁² x2**2 x1*x2") == ("x1", "sq1", "sq2", "x1x2")
    assert read("sin2 sin2") == ("sin2",)


@pytest.mark.parametrize("module", [with_numpy, with_torch])
@pytest.mark.parametrize("penalty", ["l1", "weight_decay"])
def test_a_penalty_adds_its_slope_and_no_more_to_the_gradient(module, penalty):
    """Central differences of the penalty: λ Σ|w|, and λ/2 Σw² with SGD."""
    ends, strength, X, y = [], 0.05, *with_torch.make_data(n=20)[:2]
    if module is with_numpy:
        X, y = X.numpy(), y.numpy()
    for size in (0.0, strength):
        model = module.make_model((2, 3, 1))
        params = model[0] if module is with_numpy else list(model.parameters())
        before = [np.array(p.tolist()) for p in params]
        decay = size if penalty == "weight_decay" else 0.0
        how = module.make_optimizer(model, "SGD", 1.0, decay)
        l1 = size if penalty == "l1" else 0.0
        module.train(model, [(X, y)], how, module.make_loss("BCE"), 1, l1)
        ends.append([np.array(p.tolist()) for p in params])

    def cost(w):
        return strength * (abs(w) if penalty == "l1" else w**2 / 2)

    for start, without, with_it in zip(before, *ends, strict=True):
        h = 1e-6
        slope = (cost(start + h) - cost(start - h)) / (2 * h)
        np.testing.assert_allclose(without - with_it, slope, atol=1e-8)


def test_l1_keeps_the_weights_of_the_squares_and_thins_the_others(recorded):
    (sparse,) = (s for s in LESSON.scenarios if s.name == "sparse")
    weights = np.abs(unpad_weights(recorded("playground", **sparse.settings), 200)[0])
    names = sparse.settings["features"]
    kept = {name for name, w in zip(names, weights[0], strict=True) if w > 0.5}
    assert kept == {"sq1", "sq2"}
    others = [w for n, w in zip(names, weights[0], strict=True) if n not in kept]
    assert max(others) < 0.1
    plain = unpad_weights(recorded("playground", **sparse.settings | {"l1": 0.0}), 200)[
        0
    ]
    assert np.sort(np.abs(plain[0]))[:5].max() > 2 * max(others)


def test_another_setting_starts_from_the_same_weights(recorded):
    first = recorded("playground").at("w", 0)
    for other in ({"lr": 1.0}, {"activation": "ReLU"}, {"data": "moons"}):
        short = SHORT | other
        np.testing.assert_array_equal(recorded("playground", **short).at("w", 0), first)
    assert (recorded("playground", **SHORT, start_seed=1).at("w", 0) != first).all()


def test_the_same_seed_and_settings_give_the_same_weights(finished):
    at = LESSON.defaults | SHORT | {"dropout": 0.2}
    one = finished(LESSON.start_recording(**at))
    run = LESSON.start_recording(**at)
    with pytest.raises(StopIteration) as end:
        while True:
            next(run)
            torch.rand(3)  # as another reader's page may
    two = end.value.value
    np.testing.assert_array_equal(one.tables["w"].values, two.tables["w"].values)


@pytest.mark.parametrize("dropout", [0.0, 0.2])
def test_the_figure_replays_what_run_gives(recorded, dropout):
    at = SHORT | {"dropout": dropout, "start_seed": 3}
    end = [recorded("playground", **at).at(f"end_{name}") for name in METRICS]
    np.testing.assert_allclose(end, with_torch.run(**at), rtol=1e-5)


def test_files_do_not_make_the_changes_of_the_page():
    assert "changes" not in {control.name for control in LESSON.run_controls}
    assert "changes" in {control.name for control in LESSON.recording_controls}
    for lang in LANGUAGES:
        assert PageText("playground", lang).text("changed.note")


def test_each_frame_holds_the_weights_of_its_epoch(recorded):
    rec = recorded("playground", **SHORT, changes=NEURON_CHANGES)
    X, y, *_ = with_torch.make_data(n=40)
    for t in (0, 3, 20, 50):
        weights = [w.astype(float) for w in unpad_weights(rec, t)]
        model = (weights, *with_numpy.ACTIVATIONS["Tanh"], 0, None)
        loss_fn = with_numpy.make_loss("BCE")
        expected = with_numpy.evaluate(model, loss_fn, X.numpy(), y.numpy())
        values = rec.at("loss", t), rec.at("accuracy", t)
        np.testing.assert_allclose(values, expected, rtol=1e-4)


def test_a_change_on_the_way_leaves_the_frames_before_it_and_the_decision(recorded):
    plain = recorded("playground", **SHORT)
    for at, change in ((30, (30, 1, 0)), (20, (20, 2, 0))):
        rec = recorded("playground", **SHORT, changes=(change,))
        for t in range(at):
            for old, new in zip(
                unpad_weights(plain, t), unpad_weights(rec, t), strict=True
            ):
                np.testing.assert_array_equal(old, new)
        assert rec.at("loss", at) == pytest.approx(plain.at("loss", at), rel=1e-6)
        assert rec.at("loss", 50) != plain.at("loss", 50)
        layer = change[1] - 1
        old, new = unpad_weights(plain, at), unpad_weights(rec, at)
        np.testing.assert_array_equal(new[2 * layer][:-1], old[2 * layer])
        np.testing.assert_array_equal(new[2 * layer + 2][:, :-1], old[2 * layer + 2])
        assert (new[2 * layer + 2][:, -1] == 0).all()


@pytest.mark.parametrize("optimizer", ["Momentum", "RMSprop", "Adam"])
def test_the_optimizer_keeps_what_it_knew_about_the_others(optimizer):
    X, y, *_ = with_torch.make_data(n=40)
    model = with_torch.make_model((2, 3, 3, 1))
    how = with_torch.make_optimizer(model, optimizer)
    loss_fn, generator = with_torch.make_loss("BCE"), torch.Generator()
    with_torch.train(model, [(X, y)], how, loss_fn, n_epochs=3)
    before = {k: v.clone() for k, v in how.state[model[0].weight].items()}
    network_changes.change(model, how, 1, 0, generator)
    network_changes.change(model, how, 1, 2, generator)
    after = how.state[model[0].weight]
    assert set(after) == set(before)
    for name, state in before.items():
        if state.shape == (3, 2):
            assert torch.equal(
                after[name], torch.stack([state[0], state[2], 0 * state[0]])
            )
        else:
            assert torch.equal(after[name], state)
    assert [len(p) for p in model.parameters()] == [3, 3, 3, 3, 1, 1]


@pytest.mark.parametrize(
    ("name", "value"),
    [("lr", 0.1), ("batch_size", 8), ("weight_decay", 0.1), ("l1", 0.1)],
)
def test_a_setting_changed_along_the_way_holds_from_that_epoch(recorded, name, value):
    plain = recorded("playground", **SHORT)
    later = recorded("playground", **SHORT, changes=((20, name, value),))
    np.testing.assert_array_equal(plain.series("w")[:21], later.series("w")[:21])
    assert (plain.at("w", 21) != later.at("w", 21)).any()
    assert plain.facts["same"] == later.facts["same"]
    at_once = recorded("playground", **SHORT, changes=((0, name, value),))
    start = recorded("playground", **SHORT | {name: value})
    np.testing.assert_array_equal(at_once.series("w"), start.series("w"))


def test_a_weight_set_by_hand_is_that_of_its_epoch(recorded):
    changes = ((0, "w1.2.1", -0.5), (30, "b3.1", 2.0), (30, "w3.1.4", 0.25))
    rec, plain = (
        recorded("playground", **SHORT, changes=changes),
        recorded("playground", **SHORT),
    )
    before = [w.copy() for w in unpad_weights(plain, 0)]
    before[0][1, 0] = -0.5
    for old, new in zip(before, unpad_weights(rec, 0), strict=True):
        np.testing.assert_array_equal(old, new)
    assert unpad_weights(rec, 30)[5][0] == 2
    assert unpad_weights(rec, 30)[4][0, 3] == 0.25
    assert unpad_weights(rec, 31)[5][0] != 2


def test_a_longer_training_begins_as_the_shorter_one(recorded):
    short = recorded("playground", **SHORT)
    long = recorded("playground", **SHORT | {"n_epochs": 100})
    np.testing.assert_array_equal(short.series("w"), long.series("w")[:51])
    assert short.facts["same"] == long.facts["same"]


def test_smaller_batches_along_the_way_count_among_the_most_updates():
    changes = ((10, "batch_size", 1.0),)
    assert epochs(140, 64, 500, changes) == 10 + (MOST_UPDATES - 30) // 140


def test_a_change_that_cannot_be_made_is_ignored(recorded):
    bad = ((1, 3, 0), (2, 4, 1), (3, 1, 5), (4, "w9.1.1", 1.0), (5, "b1.9", 1.0))
    rec = recorded("playground", **SHORT, changes=bad)
    plain = recorded("playground", **SHORT)
    np.testing.assert_array_equal(rec.tables["w"].values, plain.tables["w"].values)
    full = tuple((0, 1, 0) for _ in range(7))
    assert recorded("playground", **SHORT, changes=full).at("sizes", 0)[0] == 8
    away = tuple((0, 1, 1) for _ in range(7))
    assert recorded("playground", **SHORT, changes=away).at("sizes", 0)[0] == 1


def test_small_batches_stop_at_the_most_updates(recorded):
    sizes = LESSON.comparison.batching(LESSON.defaults | {"batch_size": 1, "n": 400})
    assert sizes == (280, 1)
    rec = recorded("playground", depth=0, batch_size=1, n=20, n_epochs=50)
    assert rec.n_steps == 50
    for n, size, expected in ((280, 1, 35), (140, 1, 71), (140, 32, 500), (0, 4, 500)):
        assert epochs(n, size, 500) == expected
        assert expected * -(-n // size) <= MOST_UPDATES


def test_the_first_frames_are_handed_over_while_it_trains():
    run = LESSON.start_recording(**LESSON.defaults | SHORT)
    first = next(run)
    assert isinstance(first, Progress)
    assert first.preview.known == 0
    assert verdict(first.preview) == "training"
    try:
        while True:
            next(run)
    except StopIteration as end:
        rec = end.value
    np.testing.assert_array_equal(first.preview.at("w", 0), rec.at("w", 0))
    assert np.isnan(first.preview.at("w", 1)).all()
    assert (first.preview.n_steps, rec.known) == (rec.n_steps, None)


def test_no_part_of_a_training_is_more_than_the_whole(monkeypatch):
    monkeypatch.setattr(playground, "EVERY", 0.0)  # each epoch takes longer than that
    parts = []
    run = LESSON.start_recording(**LESSON.defaults | SHORT)
    while True:
        try:
            parts.append(next(run))
        except StopIteration as end:
            rec = end.value
            break
    n_frames = [part.preview.known for part in parts if isinstance(part, Progress)]
    assert n_frames == list(range(rec.n_steps + 1))
    assert max(getattr(part, "done", part) for part in parts) <= 1


def test_validation_points_are_not_trained_on():
    for name in LESSON["data"].values[:-1]:
        X, y, X_test, y_test = with_torch.make_data(name, n=40, seed=3)
        assert (len(X), len(X_test)) == (28, 12)
        assert len(torch.cat([X, X_test]).unique(dim=0)) == 40
        if name not in with_torch.REGRESSION:
            assert set(torch.cat([y, y_test]).tolist()) == {0.0, 1.0}
        assert torch.cat([X, X_test]).abs().max() < points.FARTHEST + 0.4


@pytest.mark.parametrize("scenario", LESSON.scenarios, ids=lambda s: s.name)
def test_a_scenario_reaches_its_verdict(recorded, scenario):
    assert verdict(recorded("playground", **scenario.settings)) == scenario.verdict


def test_every_verdict_is_reached(recorded):
    verdicts = {scenario.verdict for scenario in LESSON.scenarios}
    empty = recorded("playground", data="own", points=())
    assert verdict(empty) == "empty"
    assert np.isfinite(empty.tables["w"].values).all()
    untested = {"fails_untested", "solved_untested"}
    short = {"depth": 0, "data": "hills", "n_epochs": 50}
    assert verdict(recorded("playground", **short)) == "unfitted"
    one = ((0.2, 0.3, 1), (0.4, 0.1, 1), (-0.5, 0.2, 1))
    assert verdict(recorded("playground", data="own", points=one)) == "one_class"
    both = (*one, (-0.5, -0.7, 0), (0.5, -0.7, 0))
    assert verdict(recorded("playground", data="own", points=both)) != "one_class"
    others = {"empty", "one_class", "training", "unfitted"}
    assert verdicts | others | untested == set(VERDICTS)


@pytest.mark.parametrize("start_seed", range(3))
def test_weight_decay_helps_where_few_noisy_points_are_memorised(recorded, start_seed):
    heart, calm = (
        recorded("playground", **scenario.settings | {"start_seed": start_seed})
        for scenario in LESSON.scenarios
        if scenario.name in ("overfits", "decayed")
    )
    assert len(heart.tables["y_test"].values) == 70
    assert verdict(heart) == "overfits"
    assert heart.at("end_accuracy") == 100
    assert calm.at("end_accuracy_test") > heart.at("end_accuracy_test") + 5
    assert calm.at("end_loss_test") < heart.at("end_loss_test")


def test_no_answer_about_a_network_is_near_a_border(recorded):
    for data, depth, width, activation in predict.CAN:
        settings = {"data": data, "depth": depth, "width": width, "n": 400}
        settings |= {"activation": activation, "noise": 0.0, "n_epochs": 100}
        for start_seed in range(3):
            rec = recorded(
                *("playground",),
                **settings | {"batch_size": 400, "lr": 0.1, "start_seed": start_seed},
            )
            accuracy = float(rec.at("end_accuracy_test"))
            assert min(abs(accuracy - 95), abs(accuracy - 75)) > 4


def test_the_test_is_made_of_new_points_and_the_reader_s_own_have_none(recorded):
    rec, now = recorded("playground", **SHORT), LESSON.defaults | SHORT
    loss, accuracy = playground.test_result(rec, now)
    assert loss == pytest.approx(float(rec.at("end_loss_test")), abs=0.5)
    assert 50 < accuracy <= 100
    X = with_numpy.make_data(n=40)[0]
    new = with_numpy.make_data("circles", playground.N_TEST, 0.1, 0.0, 1000)[0]
    assert len(new) == playground.N_TEST
    assert not (new[:, None] == X[None]).all(-1).any()
    with pytest.raises(ValueError, match="no other points"):
        playground.test_result(rec, now | {"data": "own"})


def test_one_point_of_twelve_is_8_percent():
    assert round(100 / 12) == 8


@pytest.mark.parametrize(
    "settings", [{"depth": 0}, {"depth": 4, "activation": "Identity"}]
)
def test_the_boundary_is_a_straight_line_without_an_activation(recorded, settings):
    rec = recorded("playground", **SHORT, **settings)
    z = np.random.RandomState(0).randn(3, 2)
    z = np.array([*z, z[0] + z[1] - z[2]])
    for w, b in zip(*(unpad_weights(rec, 50)[i::2] for i in (0, 1)), strict=True):
        z = z @ w.T + b
    assert z[3, 0] == pytest.approx(z[0, 0] + z[1, 0] - z[2, 0], abs=1e-4)


@pytest.mark.parametrize("dropout", [0.0, 0.2])
def test_the_weights_are_a_state_dict_that_loads_without_pickle(recorded, dropout):
    rec = recorded("playground", **SHORT, dropout=dropout, changes=NEURON_CHANGES)
    settings = LESSON.defaults | SHORT | {"dropout": dropout}
    file = io.BytesIO(state_dict(rec, 40, settings))
    weights = torch.load(file, weights_only=True)
    model = with_torch.make_model((2, 4, 3, 1), dropout=dropout).float()
    model.load_state_dict(weights)
    X, y, *_ = with_torch.make_data(n=40)
    loss_fn = with_torch.make_loss("BCE")
    loss, _ = with_torch.evaluate(model, loss_fn, X.float(), y.float())
    assert loss == pytest.approx(float(rec.at("loss", 40)), rel=1e-4)


@pytest.mark.parametrize("reason", points.REFUSALS)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(reason):
    with pytest.raises(ParseError, match=f"^{reason}$"):
        points.check_table(points.REFUSALS[reason])


def test_a_file_is_scaled_to_the_plane_and_its_classes_are_ordered():
    result = points.table_points(
        b"class,x1,x2\nno,10,5\nyes,20,6\nno,15,5.5\nyes,12,5\n"
    )
    assert result == ((-1.4, -1.4, 0), (1.4, 1.4, 1), (0, 0, 0), (-0.84, -1.4, 1))
    french = "\ufeffx1;x2;class\n10;5;a\n20;6;b\n15;5,5;a\n12;5;b\n"
    assert points.table_points(french.encode()) == result
    assert points.read(points.write(result)) == result


FOUR = points.table_points(b"x1,x2,class\n0,1.5,a\n1,2.5,b\n2,3,a\n3,4,b\n")


@pytest.mark.parametrize(
    "text",
    [
        "x1\tx2\tclass\n0\t1.5\ta\n1\t2.5\tb\n2\t3\ta\n3\t4\tb\n",
        ",x1,x2,class\n0,0,1.5,a\n1,1,2.5,b\n2,2,3,a\n3,3,4,b\n",
        '"x1","x2","class"\n"1",0,1.5,a\n"2",1,2.5,b\n"3",2,3,a\n"4",3,4,b\n',
        "0,1.5,a\n1,2.5,b\n2,3,a\n3,4,b\n",
        "sep=;\nx1;x2;class\n0;1,5;a\n1;2,5;b\n2;3;a\n3;4;b\n;;\n",
        "id;kind;width;height\nu;a;0;1,5\nv;b;1;2,5\nw;a;2;3\nz;b;3;4\n",
        'x1,x2,class\n"0","1,5",a\n"1","2,5",b\n"2",3,a\n"3",4,b\n',
    ],
)
def test_a_table_of_points_is_read_as_programs_write_it(text):
    assert points.table_points(text.encode()) == FOUR
    assert points.table_points(text.encode("utf-16")) == FOUR


def test_the_typographic_minus_is_read_in_a_file():
    signed = points.table_points("x1,x2,class\n−1,0,a\n1,1,b\n-1,1,a\n1,0,b\n".encode())
    assert [x1 for x1, _, _ in signed] == [-1.4, 1.4, -1.4, 1.4]


def test_a_refusal_of_points_names_line_and_column():
    with pytest.raises(ParseError, match="number") as refusal:
        points.check_table(b"\n\nx1,x2,class\n1,2,low\n1,two,low\n")
    assert refusal.value.details == {"line": 5, "column": "x2"}


def test_many_points_are_sampled_and_other_columns_can_be_chosen():
    lines = [f"{i},{i % 7},{-i},{'ab'[i % 2]},{'uv'[i % 3 > 0]}" for i in range(2000)]
    content = ("x1,x2,other,class,kind\n" + "\n".join(lines)).encode()
    table = points.read_table(content)
    assert (len(points.table_points(content)), table.n_rows) == (points.MOST_ROWS, 2000)
    assert points.column_choices(table) == {
        "x1": ((0, 1, 2), 0),
        "x2": ((0, 1, 2), 1),
        "class": ((3, 4), 3),
    }
    result = points.table_points(content, {"x1": 2, "x2": 1, "class": 4})
    assert result[0][0] == -points.table_points(content)[0][0]
    assert points.read(points.write(result)) == result


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_to_refuse_points_has_its_sentence(lang):
    words = PageText("playground", lang)
    for reason, content in points.REFUSALS.items():
        with pytest.raises(ParseError) as refusal:
            points.check_table(content)
        assert words.refusal_message("csv", reason, refusal.value.details)


def test_a_link_carries_a_limited_number_of_points():
    most = tuple((i / 100, -0.5, i % 2) for i in range(points.MOST_LINKED))
    assert LESSON["points"].check(most)
    assert LESSON["points"].fits_link(most)
    assert not LESSON["points"].fits_link((*most, (1.0, 1.0, 1)))


def test_changes_are_taken_in_the_order_of_their_epochs():
    assert changes.read("60:2-3 40:1+") == ((40, 1, 0), (60, 2, 3))
    assert changes.write(((40, 1, 0), (60, 2, 3))) == "40:1+ 60:2-3"
    text = "0:w1.2.1=-0.5 40:lr=0.0001 50:batch_size=400"
    assert changes.write(changes.read(text)) == text
    with pytest.raises(ParseError, match="value") as refusal:
        changes.read("4:lr=0.2")
    assert "0.03" in refusal.value.details["values"]


def test_the_default_recording_is_small_enough_to_send(recorded):
    assert recorded("playground").nbytes < 200_000
    assert len(EXERCISES) == 3


def test_no_test_loss_is_shown_without_test_points(recorded):
    few = ((0.5, 0.5, 0), (-0.5, -0.5, 1))
    rec = recorded("playground", data="own", points=few, validation=0.1)
    assert not len(rec.tables["y_test"].values)
    assert verdict(rec).endswith("_untested")
    for lang in LANGUAGES:
        words = PageText("playground", lang)
        for name in ("now.untested", "now.empty"):
            assert "_test}" not in words.template(name)
        for label, text in words.labels("verdicts").items():
            assert not (label.endswith("_untested") and "_test}" in text)
        assert not PLACEHOLDER.findall(words.template("now.empty"))


def test_nothing_is_measured_without_a_point(recorded):
    rec = recorded("playground", data="own", points=())
    assert verdict(rec) == "empty"
    assert np.isnan(rec.series("loss")).all()
