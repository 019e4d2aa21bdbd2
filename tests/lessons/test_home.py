"""Every claim of the first page, on the real computation."""

import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

import lessons
from lessons.home import (
    LESSON,
    LRS,
    N_STEPS,
    QUANTITIES,
    START,
    VERDICTS,
    X,
    Y,
    with_numpy,
    with_torch,
)
from lessons.home.clash import SCRIPT, clash
from lessons.home.installation import draw, installation
from lessons.home.precision import precision_session
from lessons.toolkit.update_recorder import record_updates

ANSWERS = {
    "goal": [
        ({"lr": 0.1}, "right"),
        ({"lr": 0.15}, "right"),
        ({"lr": 0.03}, "slow"),
        ({"lr": 0.2}, "swings"),
        ({"lr": 0.3}, "diverges"),
    ],
    "derivative": [
        ("2 * (w * x - y) * x", "right"),
        ("2 * x * (y_pred - y)", "right"),
        ("2 * (y - w * x) * x", "opposite"),
        ("x * (w * x - y)", "factor"),
        ("2 * (w * x - y)", "inner"),
        ("2 * w * x", "other"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""


def steps_by_hand(lr, n_steps=N_STEPS):
    """w, prediction, loss and gradient before each update, by the NumPy file."""
    names = ("w", "y_pred", "loss", "grad_w")
    return record_updates(with_numpy.train, names, X, Y, START, lr, n_steps)


def w_of(recorded, lr):
    return recorded("home").series("w", lr=lr)


@pytest.mark.parametrize("lr", LRS)
def test_numpy_and_torch_give_the_same_numbers(lr):
    by_hand = steps_by_hand(lr)
    by_torch = record_updates(with_torch.train, QUANTITIES, X, Y, START, lr)
    np.testing.assert_allclose(by_hand, by_torch, rtol=1e-4, atol=1e-5)
    ends = [tool.run(lr) for tool in (with_numpy, with_torch)]
    np.testing.assert_allclose(*ends, rtol=1e-4, atol=1e-5)


def test_left_to_themselves_the_tools_compute_in_other_dtypes():
    lines = precision_session(0.3).splitlines()
    assert lines[1] == "dtype('float64')"
    assert lines[3] == "torch.float32"
    by_numpy, by_torch = float(lines[5]), float(lines[7])
    assert by_numpy != by_torch
    assert np.isclose(by_numpy, by_torch, rtol=1e-5)
    assert 2 * torch.tensor(0.5).element_size() == np.array(0.5).itemsize
    digits = [torch.finfo(dtype).eps for dtype in (torch.float64, torch.float32)]
    assert [round(-np.log10(eps)) for eps in digits] == [16, 7]


def test_the_graph_is_made_by_the_lines_that_predict_and_measure():
    w = torch.tensor(0.5, requires_grad=True)
    assert w.grad_fn is None
    y_pred = w * 2.0
    assert type(y_pred.grad_fn).__name__ == "MulBackward0"
    loss = (y_pred - 6.0) ** 2
    (before, _), *_ = loss.grad_fn.next_functions
    assert type(loss.grad_fn).__name__ == "PowBackward0"
    assert type(before).__name__ == "SubBackward0"


def test_gradient_by_hand_equals_central_difference():
    w, _, _, grad = steps_by_hand(0.05)[0]
    h = 1e-6
    slope = (((w + h) * X - Y) ** 2 - ((w - h) * X - Y) ** 2) / (2 * h)
    assert np.isclose(grad, slope)


def test_the_weight_reaches_three():
    assert np.isclose(with_torch.run(lr=0.05)[0], 3, atol=0.01)


@pytest.mark.parametrize("lr", [lr for lr in LRS if lr <= 0.1])
def test_verdict_falls_moves_towards_three_without_passing_it(recorded, lr):
    w = w_of(recorded, lr)
    assert VERDICTS[int(recorded("home").at("verdict", lr=lr))] == "falls"
    w = w[w < 3 - 1e-5]  # float32 ends on 3 itself
    assert len(w) >= 8
    assert (np.diff(w) > 0).all()
    assert (w_of(recorded, lr) <= 3).all()


@pytest.mark.parametrize("lr", [0.15, 0.2, 0.24])
def test_verdict_swings_passes_three_at_each_turn_less_far(recorded, lr):
    distance = w_of(recorded, lr) - 3
    distance = distance[np.abs(distance) > 1e-5]
    assert VERDICTS[int(recorded("home").at("verdict", lr=lr))] == "swings"
    assert (distance[:-1] * distance[1:] < 0).all()
    assert (np.diff(np.abs(distance)) < 0).all()


def test_verdict_diverges_moves_away_at_each_turn(recorded):
    distance = np.abs(w_of(recorded, 0.3) - 3)
    assert VERDICTS[int(recorded("home").at("verdict", lr=0.3))] == "diverges"
    assert (np.diff(distance) > 0).all()


def test_the_recording_holds_the_steps_and_one_more(recorded):
    assert recorded("home").tables["w"].values.shape == (len(LRS), N_STEPS + 2)


def test_a_script_called_torch_imports_itself(finished):
    error = finished(clash()).error
    assert error.splitlines()[0] == "Traceback (most recent call last):"
    message = "partially initialized module 'torch' has no attribute 'rand'"
    assert f"AttributeError: {message}" in error
    assert "/tmp" not in error


def test_under_another_name_the_same_script_works(tmp_path):
    script = tmp_path / "draw.py"
    script.write_text(SCRIPT, "utf-8")
    result = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=True
    )
    assert result.stdout.startswith("tensor([[")


def test_the_folder_of_compiled_files_left_after_the_renaming_does_no_harm(tmp_path):
    script = tmp_path / "torch.py"
    script.write_text(SCRIPT, "utf-8")
    environment = {k: v for k, v in os.environ.items() if "PYTHON" not in k}
    run = partial(
        subprocess.run, capture_output=True, text=True, cwd=tmp_path, env=environment
    )
    assert run([sys.executable, "torch.py"]).returncode == 1
    script.rename(tmp_path / "draw.py")
    assert [file.name.split(".")[0] for file in tmp_path.rglob("*.pyc")] == ["torch"]
    assert run([sys.executable, "draw.py"]).stdout.startswith("tensor([[")


def test_installation_is_asked_of_the_modules():
    here = installation()
    assert here.torch == torch.__version__
    assert here.python == ".".join(map(str, sys.version_info[:3]))
    assert here.devices[0] == "cpu"


@pytest.mark.parametrize("seed", [0, 9])
def test_the_draw_is_what_torch_rand_gives_after_manual_seed(seed):
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        assert draw(seed).endswith(f"\n{torch.rand(5, 3)}")


def test_the_graph_follows_the_python_that_runs():
    x = torch.tensor(2.0, requires_grad=True)
    short, long = x * 3, x
    for _ in range(4):
        long = long * 3

    def depth(node):
        return 1 + max((depth(n) for n, _ in node.next_functions if n), default=0)

    assert depth(long.grad_fn) == depth(short.grad_fn) + 3


def test_to_returns_a_copy_on_another_device_and_x_stays():
    # The meta device is there on every machine, a graphics card is not.
    x = torch.rand(5, 3)
    assert x.to("meta").device.type == "meta"
    assert x.device.type == "cpu"


def test_models_of_the_course_are_trained_on_the_processor():
    """One page measures other devices; the one of tensors without numbers is none."""
    folder = Path(lessons.__file__).parent
    for file in {*folder.rglob("*.py")} - {*(folder / "devices").glob("*.py")}:
        other = r"\.cuda\(|device=(?!META\b)"
        assert not re.search(other, file.read_text("utf-8")), file


def test_the_same_line_computes_in_numpy_and_in_torch():
    by_numpy, by_torch = np.arange(4.0), torch.arange(4.0)
    assert (2 * by_numpy + 1).tolist() == (2 * by_torch + 1).tolist()


@pytest.mark.parametrize("seed", range(20))
def test_predict_first_is_one_update_of_a_plain_training(recorded, seed):
    question = LESSON.questions[0]
    settings = LESSON.question_settings(question, seed)
    rec = recorded("home")
    w, _, _, grad_w = steps_by_hand(settings["lr"])[0]
    assert np.isclose(question.answer(rec, settings), w - settings["lr"] * grad_w)
    assert np.isclose(
        question.misconceptions["along"](rec, settings), w + settings["lr"] * grad_w
    )
    assert question.numbers(rec, settings)["grad_w"] == grad_w == -20


@pytest.mark.parametrize("seed", range(20))
def test_predict_way_is_what_a_plain_training_does(recorded, seed):
    question = LESSON.questions[1]
    settings = LESSON.question_settings(question, seed)
    lr, bound = settings["lr"], 1 / X**2
    run = steps_by_hand(lr, N_STEPS + 1)
    distance = np.array([w for w, *_ in run]) - 3
    is_true = {
        "falls": (distance <= 1e-9).all() and lr <= bound / 2,
        "swings": (distance[:-1] * distance[1:] < 0)[:3].all()
        and abs(distance[-1]) < abs(distance[0])
        and bound / 2 < lr < bound,
        "diverges": (np.diff(np.abs(distance)) > 0).all() and lr > bound,
    }
    assert is_true.pop(question.answer(recorded("home"), settings))
    assert not any(is_true.values())
