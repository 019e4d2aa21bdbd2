"""Every claim of the page about images: layers, training, mistakes, what is drawn."""

import warnings
from itertools import islice

import numpy as np
import pytest
import torch

from app.content.catalogue import LANGUAGES, PageText
from app.export import lab
from lessons.contract import ParseError
from lessons.data import fashion, picture
from lessons.data.sets import REASONS, Unavailable
from lessons.image_classification import (
    LESSON,
    exercises,
    pictures,
    predict,
    training,
    with_numpy,
    with_torch,
)
from lessons.image_classification.training import Trainer, train_now
from lessons.toolkit.formula_parser import parse

ANSWERS = {
    "rate": [
        ({"lr": 0.01}, "right"),
        ({"lr": 0.002}, "right"),
        ({"lr": 0.0005}, "small"),
        ({"lr": 0.1}, "large"),
        ({"lr": 1.0}, "large"),
    ],
    "layers": [
        ("make_net_sides", "right"),
        ("make_net_whole", "whole"),
        ("make_net_one", "one"),
        ("make_net_channel", "channel"),
    ],
    "count": [
        ("n_in * n_out * k**2 + n_out", "right"),
        ("n_in * n_out * k**2", "biases"),
        ("n_out * k**2", "other"),
        ("n_out * k**2 + n_out", "other"),
        ("n_in * n_out * k + n_out", "other"),
    ],
    "accuracy": [
        ("(scores.argmax(1) == y).float().mean()", "right"),
        ("(scores.argmax(dim=1) == y).sum() / len(y)", "right"),
        ("(scores.max(1).indices == y).double().mean().item()", "right"),
        ("torch.mean((torch.argmax(scores, -1) == y).to(torch.float32))", "right"),
        ("(scores.softmax(1).argmax(1) == y).float().mean()", "right"),
        ("(scores.argmax(1) == y).sum()", "count"),
        ("100 * (scores.argmax(1) == y).float().mean()", "percent"),
        ("(scores.argmax(1) != y).float().mean()", "errors"),
        ("scores.argmax(1) == y", "shape"),
        ("scores.argmax(1).float().mean()", "other"),
        ("scores.shape", "nothing"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""

TINY = {"size": 100, "n_epochs": 2, "batch_size": 30}
MODELS = LESSON["model"].values


def at(**settings):
    return LESSON.defaults | settings


def few(module, n=60):
    """Some images in double precision, as a tool takes them."""
    X, y = module.prepare(*(part[:n] for part in training.images(300, "train")))
    return (X.double() if module is with_torch else X.astype(float)), y


def net_of(module, model, seed=1):
    """A network in double precision."""
    net = module.build(model, seed)
    if module is with_torch:
        return net.double()
    for layer in net:
        if hasattr(layer, "weight"):
            layer.weight, layer.bias = layer.weight.astype(float), layer.bias * 1.0
            layer.bias = layer.bias.astype(float)
    return net


# ---- two tools, one answer ----


def copy_weights(net, to):
    """Give NumPy's layers the weights that PyTorch has drawn."""
    parameters = [p.detach().numpy().copy() for p in net.parameters()]
    layers = [layer for layer in to if hasattr(layer, "weight")]
    for layer, weight, bias in zip(
        layers, parameters[::2], parameters[1::2], strict=True
    ):
        layer.weight, layer.bias = weight, bias


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("optimizer", LESSON["optimizer"].values)
@pytest.mark.parametrize("decay", LESSON["decay"].values)
def test_numpy_and_torch_learn_the_same_from_the_same_weights(model, optimizer, decay):
    nets = [net_of(module, model) for module in (with_numpy, with_torch)]
    copy_weights(nets[1], nets[0])
    runs, answers = [], []
    for module, net in zip((with_numpy, with_torch), nets, strict=True):
        X, y = few(module)
        batches = [(X[i : i + 25], y[i : i + 25]) for i in range(0, len(X), 25)]
        changes = module.make_optimizer(optimizer, net, 0.01)
        scheduler = module.make_scheduler(changes, 6) if decay else None
        run = []
        for _ in range(2):
            losses, n_right = module.train_epoch(net, batches, changes, scheduler)
            run += [*losses, n_right]
        runs.append(run)
        answers.append(module.predict(net, X))
    np.testing.assert_allclose(*runs, rtol=1e-9)
    np.testing.assert_allclose(*answers, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("model", MODELS)
def test_weights_are_drawn_within_one_over_the_root_of_the_inputs(model):
    for module in (with_numpy, with_torch):
        for layer in module.build(model, 3):
            if hasattr(layer, "weight"):
                bound = np.prod(layer.weight.shape[1:]) ** -0.5
                for p in (layer.weight, layer.bias):
                    values = np.asarray(p.detach() if module is with_torch else p)
                    assert 0.7 * bound < abs(values).max() <= bound + 1e-7


def test_gradients_by_hand_are_central_differences():
    """Of the first weights of the convolutions, through all that follows."""
    X, y = few(with_numpy, 4)
    net = net_of(with_numpy, "cnn")
    still = with_numpy.make_optimizer("SGD", net, 0.0)

    def loss():
        (value,), _ = with_numpy.train_epoch(net, [(X, y)], still, None)
        return value

    loss()
    grad, w = net[0].grads[0].copy(), net[0].weight
    for place in ((0, 0, 0, 0), (5, 0, 1, 2), (15, 0, 2, 1)):
        before, h = w[place], 1e-7
        w[place] = before + h
        above = loss()
        w[place] = before - h
        below = loss()
        w[place] = before
        assert grad[place] == pytest.approx((above - below) / (2 * h), rel=1e-4)


# ---- the training ----


@pytest.mark.parametrize("module", [with_numpy, with_torch])
def test_an_epoch_takes_every_image_once_in_an_order_of_its_own(module):
    X, y = few(module, 10)
    y = np.arange(10) if module is with_numpy else torch.arange(10)
    loader = module.make_loader(X, y, 4, 0)
    assert len(loader) == 3
    epochs = [[np.asarray(labels) for _, labels in loader] for _ in range(2)]
    assert [len(labels) for labels in epochs[0]] == [4, 4, 2]
    orders = [np.concatenate(labels) for labels in epochs]
    assert [sorted(order) for order in orders] == [[*range(10)]] * 2
    assert (orders[0] != orders[1]).any()
    again = next(iter(module.make_loader(X, y, 4, 0)))[1]
    assert (np.asarray(again) == epochs[0][0]).all()


@pytest.mark.parametrize("module", [with_numpy, with_torch])
def test_the_rate_falls_in_a_straight_line_to_0(module):
    net = module.build("linear")
    optimizer = module.make_optimizer("SGD", net, 0.5)
    scheduler, rates = module.make_scheduler(optimizer, 6), []
    X, y = module.prepare(*(part[:6] for part in training.images(100, "train")))
    batches = [(X[i : i + 1], y[i : i + 1]) for i in range(6)]
    for batch in batches:
        module.train_epoch(net, [batch], optimizer, scheduler)
        groups = getattr(optimizer, "param_groups", [{}])
        rates.append(groups[0].get("lr", getattr(optimizer, "lr", None)))
    assert np.allclose(rates, 0.5 * (1 - np.arange(1, 7) / 6))


def test_train_and_eval_are_set_where_they_count():
    net = with_torch.build("linear")
    X, y = few(with_torch, 4)
    assert with_torch.predict(net, X.float()).shape == (4, 10)
    assert not net.training
    optimizer = with_torch.make_optimizer("SGD", net, 0.1)
    with_torch.train_epoch(net, [(X.float(), y)], optimizer, None)
    assert net.training


@pytest.mark.parametrize("module", [with_numpy, with_torch])
@pytest.mark.parametrize("optimizer", LESSON["optimizer"].values)
def test_an_epoch_in_parts_is_bitwise_the_whole_epoch(module, optimizer):
    X, y = few(module)
    ends = []
    for size in (1, 2, 6):  # batches in each part
        net = net_of(module, "mlp")
        changes = module.make_optimizer(optimizer, net, 0.01)
        scheduler = module.make_scheduler(changes, 12)
        losses, n_right = [], 0
        for _ in range(2):
            batches = [*module.make_loader(X, y, 10)]
            for i in range(0, 6, size):
                part = module.train_epoch(
                    net, batches[i : i + size], changes, scheduler
                )
                losses += part[0]
                n_right += part[1]
        ends.append((*losses, n_right, module.predict(net, X).tobytes()))
    assert ends[0] == ends[1] == ends[2]


@pytest.mark.parametrize("model", ["mlp", "cnn"])
@pytest.mark.parametrize("decay", [True, False])
def test_a_resumed_training_is_bitwise_identical(model, decay, finished):
    settings = at(model=model, decay=decay, **TINY)
    settings |= {"n_epochs": 2}
    whole = finished(training.training(settings))
    for n_done in (3, 4, 6):
        checkpoint = [*islice(training.training(settings), 1 + n_done)][-1]
        assert 0 < checkpoint.done < 1
        so_far = checkpoint.result()
        assert so_far.n_updates == n_done < whole.n_updates == 8
        assert so_far.n_validation == whole.n_validation
        result = finished(training.training(settings, checkpoint.state()))
        for one, other in zip(result.parameters, whole.parameters, strict=True):
            assert np.array_equal(one, other)
        assert np.array_equal(result.curves, whole.curves)
        assert (so_far.parameters[0] != whole.parameters[0]).any()


def test_a_training_tells_how_far_it_is_and_ends_with_its_result(finished):
    settings = at(model="linear", **TINY)
    parts = [*training.training(settings)]
    assert [part.done for part in parts] == [i / 8 for i in range(9)]
    assert parts[0].preview.shape == (0, 5)
    assert parts[-1].preview.shape == (8, 5)
    result = train_now(settings)
    assert np.array_equal(result.curves, parts[-1].preview)
    assert result.n_train == 100
    assert 0 < result.nbytes < 100_000


def test_points_of_the_curves_are_means_over_all_images_since_the_last():
    settings = at(model="linear", size=1000, n_epochs=7, batch_size=30)
    learner = Trainer(settings, None)
    counts = []
    batch_sizes = [30] * 33 + [10]
    for i, _ in enumerate(learner.learn()):
        counts.append(batch_sizes[i % 34])
        if len(learner.rows) == 2:
            break
    assert learner.rows[0][0] == -(-7 * 34 // training.POINTS)
    right = learner.rows[1][2] * sum(counts[int(learner.rows[0][0]) :])
    assert right == pytest.approx(round(right))


def test_numbers_of_a_result_are_those_of_its_network():
    result = train_now(at(model="linear", size=300, n_epochs=3))
    images, labels = training.images(300, "validation")
    net = training.network("linear", result)
    p = with_torch.predict(net, with_torch.prepare(images, labels)[0])
    assert result.n_validation == len(labels) == 1000
    assert result.accuracy == pytest.approx(100 * (p.argmax(1) == labels).mean())
    assert (result.confusion.sum(1) == np.bincount(labels)).all()
    assert (result.predicted != result.true).all()
    assert (np.diff(result.p) <= 0).all()
    wrong = p.max(1)[p.argmax(1) != labels]
    assert result.p[0] == pytest.approx(wrong.max())
    true, predicted = pictures.most_frequent_mistake(result)
    off = result.confusion[~np.eye(10, dtype=bool)]
    assert result.confusion[true, predicted] == off.max()


def test_the_default_is_right_about_83_of_100_and_two_layers_beat_one():
    mlp, linear = (train_now(at(model=model)) for model in ("mlp", "linear"))
    assert mlp.accuracy > 83
    assert mlp.accuracy > linear.accuracy > 80
    assert pictures.fit(mlp)[0] == "close"


def test_100_images_are_learned_by_heart_and_more_images_narrow_the_gap():
    heart = train_now(LESSON.scenario_settings("heart"))
    kind, train, gap = pictures.fit(heart)
    assert (kind, train) == ("over", 100)
    assert gap > 15 > pictures.fit(train_now(at()))[2]


def test_a_training_stopped_at_once_can_be_drawn():
    result = next(training.training(at(model="cnn", **TINY))).result()
    assert (result.n_updates, pictures.fit(result)[0]) == (0, "early")
    assert len(result.worst) == training.N_WORST


def test_too_small_a_rate_has_not_learned_enough():
    short = at(model="linear", size=300, n_epochs=1, lr=0.0001)
    assert pictures.fit(train_now(short))[0] == "under"


def test_the_same_settings_give_the_same_numbers_and_the_seed_another_run(finished):
    settings = at(model="linear", **TINY)
    once, again = (finished(training.training(settings)) for _ in range(2))
    assert np.array_equal(once.parameters[0], again.parameters[0])
    other = train_now(settings | {"seed": 1})
    assert (once.parameters[0] != other.parameters[0]).any()


# ---- the data ----


def test_beyond_5000_images_it_is_the_whole_set_or_nothing(monkeypatch, tmp_path):
    training.whole_set.cache_clear()
    monkeypatch.setenv("FASHION_MNIST_DATA", str(tmp_path))
    monkeypatch.setattr(fashion, "DEBIAN", tmp_path)
    assert pictures.available(5000)
    assert not pictures.available(50_000)
    with pytest.raises(Unavailable) as missing:
        next(training.training(at(size=50_000)))
    assert missing.value.reason == "missing"
    train, labels = training.images(5000, "train")
    assert (len(train), len(labels)) == (5000, 5000)
    assert np.bincount(labels).min() > 480
    validation, labels = training.images(5000, "validation")
    assert (len(validation), len(labels)) == (1000, 1000)
    assert len(np.unique(np.concatenate([train, validation]), axis=0)) > 5990
    assert len(training.images(5000, "test")[0]) == 1000


def test_damaged_files_are_reported_and_not_trained_on(monkeypatch, fashion_files):
    training.whole_set.cache_clear()
    monkeypatch.setenv("FASHION_MNIST_DATA", str(fashion_files))
    with pytest.raises(Unavailable) as error:
        next(training.training(at(size=50_000)))
    assert error.value.reason == "damaged"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_its_sentence(lang):
    words = PageText("image_classification", lang)
    assert tuple(words.labels("fetch.failed")) == REASONS
    assert tuple(words.labels("picture.refused")) == ("large", *picture.REASONS)
    assert set(words.labels("training.failed")) == {"missing", "damaged"}
    assert len(words.labels("kind.values")) == len(fashion.NAMES)


def test_the_stated_limits_of_a_file_are_enforced():
    for lang in LANGUAGES:
        note = PageText("image_classification", lang).text("own.note")
        for number in (picture.MAX_BYTES // 10**6, picture.MAX_PIXELS // 10**6):
            assert str(number) in note
        assert str(picture.MIN_SIDE) in note
        assert str(picture.MAX_RATIO) in note


def test_a_drawing_is_trimmed_and_an_empty_one_refused():
    drawing = np.zeros((28, 28), np.uint8)
    drawing[10:20, 12:17] = 255
    pixels = picture.preprocess(np.float32(drawing) / 255).pixels
    assert pixels[:, 7:21].min() == 255
    assert not pixels[:, :7].any()
    with pytest.raises(ParseError, match="blank"):
        picture.preprocess(np.zeros((28, 28), np.float32))


# ---- what is drawn ----


@pytest.mark.parametrize(
    ("model", "count", "side"),
    [("linear", 10, 28)] * 1
    + [
        ("mlp", pictures.N_UNITS, 28),
        ("cnn", 16, 3),
    ],
)
def test_the_drawn_first_layer_equals_the_weights(model, count, side):
    result = train_now(at(model=model, **TINY))
    units = pictures.first_layer(model, result)
    assert len(units) == count
    for i, weights in units:
        assert weights.shape == (side, side)
        assert np.array_equal(weights.ravel(), result.parameters[0][i].ravel())
    if model == "mlp":
        size = np.linalg.norm(result.parameters[2], axis=0)
        order = [i for i, _ in units]
        assert size[order].min() >= np.delete(size, order).max()


def test_the_shares_of_a_linear_score_add_up_to_it():
    result = train_now(at(model="linear", **TINY))
    images, _ = pictures.choice()
    for _, i, score, shares in pictures.layer_outputs("linear", result, images[0]):
        assert shares.sum() + result.parameters[1][i] == pytest.approx(score, abs=1e-4)


def test_units_are_the_most_active_and_maps_are_those_of_the_layers():
    image = pictures.choice()[0][3]
    units = pictures.layer_outputs("mlp", train_now(at(model="mlp", **TINY)), image)
    values = [value for _, _, value, _ in units]
    assert values == sorted(values, reverse=True)
    assert len(values) == pictures.N_UNITS
    maps = pictures.layer_outputs("cnn", train_now(at(model="cnn", **TINY)), image)
    shapes = [one.shape for *_, one in maps]
    assert shapes == [(28, 28)] * 16 + [(14, 14)] * 32
    assert {one.dtype for *_, one in maps} == {np.dtype(np.uint8)}


def test_shifted_test_images_lower_the_accuracy_of_each_model():
    for model in MODELS:
        result = train_now(at(model=model, size=1000, n_epochs=3))
        unmoved, two, four, six = (
            training.shifted_accuracy(model, 1000, result, n) for n in (0, 2, 4, 6)
        )
        assert unmoved > 64
        assert unmoved - 4 > two > four
        assert four > six + 5


def test_images_are_moved_down_and_what_comes_in_is_paper():
    images = training.images(100, "test")[0][:3]
    moved = training.move_down(images, 2)
    assert (moved[:, 2:] == images[:, :-2]).all()
    assert not moved[:, :2].any()
    assert np.array_equal(training.move_down(images, 0), images)
    shown, labels = pictures.moved(3)
    assert shown.shape == (10, 28, 28)
    assert [*labels] == [*range(10)]


def test_the_question_about_mistakes_has_a_single_answer():
    for kind in predict.CLASSES:
        for seed in range(3):
            row = train_now(at(**predict.QUICK, seed=seed)).confusion[kind]
            counts = sorted(row[k] for k in predict.KINDS.values() if k != kind)
            assert counts[-1] > counts[-2] + 1


def test_the_first_layer_that_differs_is_told():
    formula = parse("n_out * k**2 + n_out", ("n_in", "n_out", "k"))
    kind, numbers = exercises.check_count(formula, {}, None)
    assert (kind, numbers["at_in"]) == ("other", 16)
    assert numbers["counted"] != numbers["learned"]


def test_the_maps_of_a_convolution_move_with_the_image():
    layer = with_torch.build("cnn", 0)[0]
    X = torch.zeros(2, 1, 28, 28)
    X[0, 0, 8:12, 8:12] = X[1, 0, 13:17, 10:14] = torch.rand(4, 4)
    with torch.no_grad():
        here, there = layer(X)
    assert torch.allclose(here[:, 6:14, 6:14], there[:, 11:19, 8:16], atol=1e-6)


def test_the_first_layers_learn_what_the_page_counts():
    counts = {m: predict.count(None, at(model=m)) for m in MODELS}
    assert counts == {"linear": 784 * 10 + 10, "mlp": 784 * 128 + 128, "cnn": 160}
    assert min(counts, key=counts.get) == "cnn"


def test_images_to_choose_from_are_of_all_classes():
    images, labels = pictures.choice()
    assert len(images) == len(LESSON["shown"].values)
    assert set(labels) == set(range(10))
    assert all(len(pictures.samples(kind)) == 12 for kind in range(10))


def test_more_work_is_estimated_to_take_longer():
    small, large = at(), LESSON.scenario_settings("whole_cnn")
    assert pictures.seconds(small) < 8 < 60 < pictures.seconds(large) < 600


# ---- the lab ----


def test_each_blank_of_the_lab_is_refused_until_it_is_filled(
    monkeypatch, fashion_files, capsys
):
    import matplotlib.pyplot as plt

    monkeypatch.setenv("FASHION_MNIST_DATA", str(fashion_files))
    monkeypatch.setattr(plt, "show", lambda: None)
    plt.switch_backend("agg")
    slug = "image_classification"
    blank, solution = (lab.cells(slug, "fr", solution=which) for which in (False, True))
    says = PageText(slug, "fr").labels("lab.says")
    names, messages, waiting = {}, [], None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        for (kind, empty), (_, full) in zip(blank, solution, strict=True):
            if kind != "code":
                continue
            full = full.replace("N = 5000", "N = 2000")
            if empty != full and "..." in empty and waiting is None:
                try:
                    exec(empty, names)
                except AssertionError as error:
                    messages.append(str(error))
                    exec(full, names)
                else:
                    waiting = full
            elif waiting:
                with pytest.raises(AssertionError) as error:
                    exec(empty, names)
                messages.append(str(error.value))
                exec(waiting, names)
                waiting = None
                exec(full, names)
            else:
                exec(full, names)
    plt.close("all")
    assert len(messages) == len(PageText(slug, "fr").labels("lab.todo"))
    assert set(messages) == {says["todo"], says["train_backward"]}
    assert capsys.readouterr().out.count(says["good"]) == len(messages)


LOOPS = {
    "zero backward step": "good",
    "backward step zero": "good",
    "backward": "train_step",
    "zero backward": "train_step",
    "step": "train_backward",
    "zero step": "train_backward",
    "zero": "train_backward",
    "backward step": "train_zero",
    "zero step backward": "train_order",
    "backward zero step": "train_order",
}
"""The three lines of a loop in some order, or some of them, and what the lab says."""


@pytest.mark.parametrize("order", LOOPS)
def test_the_lab_judges_a_loop_by_what_it_does(order, monkeypatch, capsys):
    """Both usual orders of the three lines are right; others are told what is wrong."""
    says = PageText("image_classification", "en").labels("lab.says")
    cells = lab.cells("image_classification", "en", solution=True)
    (loop,) = (text for _, text in cells if "def train(net" in text)
    (check,) = (text for _, text in cells if "register_optimizer_step" in text)
    lines = {
        "zero": "optimizer.zero_grad()",
        "backward": "loss.backward()",
        "step": "optimizer.step()",
    }
    kept, first = [], True
    for line in loop.splitlines():
        if line.strip() not in lines.values():
            kept.append(line)
        elif first:
            first = False
            kept += [12 * " " + lines[name] for name in order.split()]
    X, y = few(with_torch, 20)
    names = {"torch": torch, "nn": torch.nn, "X": X.float(), "y": y}
    names |= {"X_val": X.float(), "y_val": y, "accuracy": lambda *_: 0.0}
    names |= vars(torch.utils.data)
    exec("\n".join(kept), names)
    if LOOPS[order] == "good":
        exec(check, names)
        assert says["good"] in capsys.readouterr().out
        return
    with pytest.raises(AssertionError) as error:
        exec(check, names)
    assert str(error.value) == says[LOOPS[order]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_lab_says_everything_in_the_readers_language(lang):
    words = PageText("image_classification", lang)
    for solution in (False, True):
        cells = lab.cells("image_classification", lang, solution=solution)
        text = "\n".join(text for _, text in cells)
        assert "@" not in text.replace("@torch", "")
        assert "solution" not in text.partition("\n")[2].casefold() or lang == "en"
        for todo in words.labels("lab.todo").values():
            assert f"# TODO {todo}" in text
        assert ("= ...\n" in text) != solution


def test_the_scenarios_of_the_three_models_differ_in_the_model_alone():
    three = [LESSON.scenario_settings(name) for name in ("linear", "hidden", "window")]
    assert [now.pop("model") for now in three] == ["linear", "mlp", "cnn"]
    assert three[0] == three[1] == three[2]
