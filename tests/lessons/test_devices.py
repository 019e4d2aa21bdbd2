"""Every claim of the page about devices; "meta" is there on every machine."""

import itertools
import json
import subprocess
import sys
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from app.content import lesson_files
from app.content.catalogue import LANGUAGES, PageText
from lessons.devices import (
    LESSON,
    device_loop,
    exercises,
    hardware,
    measurement,
    mixed,
    model,
    moves,
    pictures,
    repair,
    timing,
    with_numpy,
    with_torch,
)
from tests.course import run_alone

TASK = LESSON.task(LESSON.exercises[0], 0)
PAYS = model.crossover(TASK)

ANSWERS = {
    "from": [
        ({"n": PAYS}, "right"),
        ({"n": PAYS // 2}, "small"),
        ({"n": 1}, "small"),
        ({"n": 2 * PAYS}, "large"),
    ],
    "move": [
        ("loss_of_assigned", "right"),
        ("loss_of_model", "model"),
        ("loss_of_copied", "copied"),
        ("loss_of_output", "output"),
        ("loss_of_home", "home"),
    ],
    "rescue": [
        ({"stays": True}, "right"),
        ({}, "copy"),
        ({"latency": 1}, "start"),
        ({"latency": 1, "stays": True}, "both"),
    ],
    "batch": [
        ("X, y = X.to(device), y.to(device)", "right"),
        ("X, y = X.to(model.weight.device), y.to(model.weight.device)", "right"),
        ("X.to(device), y.to(device)", "dropped"),
        ("X = X.to(device)", "half"),
        ("X, y = y.to(device), X.to(device)", "swapped"),
        ("X, y = X, y", "still"),
        ("X = device", "gone"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""

TOOLS = (with_numpy, with_torch)
OPERATIONS = LESSON["operation"].values


def now(**settings):
    return LESSON.defaults | settings


def float64_data(n):
    """The data of NumPy's training in float64, for both tools."""
    data = [x.astype(np.float64) for x in with_numpy.make_data("training", n)]
    return data, [torch.from_numpy(x) for x in data]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_numpy_and_torch_compute_the_same(operation):
    for n in (1, 2, 16):
        arrays, tensors = float64_data(n)
        if operation != "training":
            arrays = [x[:n] for x in arrays]
            tensors = [x[:n] for x in tensors]
        one = with_numpy.compute(operation, *arrays)
        other = with_torch.compute(operation, *tensors)
        np.testing.assert_allclose(one, np.asarray(other), rtol=1e-9)


def test_the_gradient_by_hand_is_that_of_autograd_and_of_differences():
    (X, W, y), tensors = float64_data(3)
    grad = (W - with_numpy.compute("training", X, W, y)) / 0.1
    update = tensors[1] - with_torch.compute("training", *tensors)
    np.testing.assert_allclose(grad, update.numpy() / 0.1, rtol=1e-9)
    step = np.zeros_like(W)
    step[1, 2] = 1e-6
    up, down = (((X @ (W + s) - y) ** 2).mean() for s in (step, -step))
    assert grad[1, 2] == pytest.approx((up - down) / 2e-6, rel=1e-6)


def test_both_models_give_the_same_times():
    sizes = np.array(model.SIZES, dtype=np.float64)
    for operation in OPERATIONS:
        for stays in (False, True):
            assumptions = (operation, 50, 10_000, 12, 10, stays)
            one, other = (
                tool.build(assumptions[0], x, *assumptions[1:])
                for tool, x in zip(TOOLS, (sizes, torch.from_numpy(sizes)), strict=True)
            )
            for a, b in zip(one, other, strict=True):
                np.testing.assert_allclose(a, b.numpy(), rtol=1e-9)
    assert with_numpy.run() == pytest.approx(with_torch.run(), rel=1e-9)


def test_a_product_makes_more_calculations_a_number_the_larger_it_is():
    ratios = {}
    for operation in ("matmul", "add"):
        counts = [with_torch.work(operation, n) for n in (10, 100, 1000)]
        ratios[operation] = [
            calculations / (copies / 4) for calculations, _, copies, _ in counts
        ]
    assert ratios["matmul"] == pytest.approx([20 / 3, 200 / 3, 2000 / 3])
    assert ratios["add"] == pytest.approx([1 / 3] * 3)
    assert with_torch.work("matmul", 10)[0] == 2 * 10**3


def test_an_addition_pays_only_with_a_copy_faster_than_memory_or_data_that_stay():
    for bandwidth in LESSON["bandwidth"].values:
        pays = model.crossover(now(operation="add", bandwidth=bandwidth))
        assert (pays is not None) == (bandwidth > 20)
    assert model.crossover(now(operation="add", stays=True)) is not None


def test_the_three_parts_make_the_time_and_calculating_is_the_slower_of_two():
    for n in (16, 512, 8192):
        costs = model.costs_at(now(n=n))
        calculations, memory, copies, kernels = with_torch.work("matmul", n)
        assert costs.start == pytest.approx(10e-6 * kernels)
        assert costs.copy == pytest.approx(copies / 12e9)
        assert costs.compute == pytest.approx(max(calculations / 1e13, memory / 500e9))
        assert costs.gpu == costs.start + costs.copy + costs.compute
        assert costs.cpu == pytest.approx(
            1e-6 + max(calculations / 50e9, memory / 20e9)
        )
        assert model.costs_at(now(n=n, stays=True)).copy == 0


def test_each_scenario_shows_what_its_name_says():
    costs = {
        s.name: model.costs_at(LESSON.scenario_settings(s.name))
        for s in LESSON.scenarios
    }
    assert costs["pays"].faster == "gpu"
    assert costs["small"].faster == "start"
    assert costs["copies"].faster == "copy"
    assert costs["copies"].copy > costs["copies"].cpu
    assert costs["stays"].faster == "gpu"
    assert costs["step"].start > costs["step"].compute
    assert with_torch.work("training", 256)[3] == 10


def test_the_gpu_wins_if_the_named_cost_is_removed():
    slow = now(operation="matmul", n=16_384, cpu=1000, gpu=500)
    assert (
        model.costs_at(slow).faster == "compute" and model.costs_at(slow).compute > 0.5
    )
    answers = set()
    controls = [LESSON[name] for name in (*model.ASSUMPTIONS, "n")]
    ends = [dict.fromkeys((c.values[0], c.default, c.values[-1])) for c in controls]
    for values in itertools.product(*ends):
        costs = model.costs_at(
            dict(zip((*model.ASSUMPTIONS, "n"), values, strict=True))
        )
        answers.add(costs.faster)
        without = {
            "gpu": costs.gpu < costs.cpu,
            "compute": costs.compute >= costs.cpu,
            "copy": costs.start + costs.compute
            < costs.cpu
            <= costs.copy + costs.compute,
            "start": costs.copy + costs.compute
            < costs.cpu
            <= costs.start + costs.compute,
            "both": costs.compute < costs.cpu <= costs.gpu,
        }
        assert without[costs.faster]
    assert answers >= {"gpu", "compute", "copy", "start"}


def test_from_the_crossover_on_the_gpu_is_faster_and_before_it_is_not():
    for seed in range(20):
        settings = LESSON.question_settings(LESSON.questions[1], seed)
        pays = model.crossover(settings)
        assert pays in LESSON.questions[1].values
        assert model.costs_at(settings | {"n": pays}).copy > 0.5 * (
            model.costs_at(settings | {"n": pays}).gpu
        )
        assert model.costs_at(settings | {"n": pays}).faster == "gpu"
        assert model.costs_at(settings | {"n": pays // 2}).faster != "gpu"


# ---- the measurement ----


def rows(tool, threads, *seconds):
    return [(tool, threads, 2**k, s) for k, s in enumerate(seconds)]


def times(*lines):
    return measurement.Times(tuple(row for line in lines for row in line), 0.0)


def test_the_size_from_which_the_gpu_wins_comes_from_the_measurement():
    slow, fast = rows("numpy", 1, 1, 2, 4), rows("torch", 1, 2, 1.5, 1)
    both = times(slow, fast)
    assert both.pays(("torch", 1), ("numpy", 1)) == 2
    assert both.pays(("numpy", 1), ("torch", 1)) is None  # the largest size decides
    noisy = times(slow, rows("torch", 1, 0.5, 3, 1))
    assert noisy.pays(("torch", 1), ("numpy", 1)) == 4
    near = times(slow, rows("torch", 1, 1, 2, 3.9))
    assert near.pays(("torch", 1), ("numpy", 1)) is None
    short = times(slow, rows("torch", 1, 0.5, 1))  # a line that had no time
    assert short.pays(("torch", 1), ("numpy", 1)) == 1
    ends = pictures.comparison_numbers(short, ("torch", 1), ("numpy", 1), str, str)
    assert ends == {"n": "1", "end": "2", "mine": "1", "other": "2"}


def test_the_text_depends_on_the_devices_present():
    numpy, one = rows("numpy", 1, 1, 2), rows("torch", 1, 2, 1)
    two, gpu = rows("torch", 2, 2, 2), rows("cuda", 0, 0.1, 0.1)
    comparisons = pictures.compare_times(times(numpy, one))
    assert {s: kind for s, (kind, *_) in comparisons.items()} == {"tools": "from"}
    comparisons = pictures.compare_times(
        times(numpy, one, two, gpu, rows("cuda", -1, 3, 0.1))
    )
    kinds = {subject: kind for subject, (kind, *_) in comparisons.items()}
    assert kinds == {"tools": "from", "threads": "never", "gpu": "from"}
    assert comparisons["gpu"][1:] == (("cuda", -1), ("torch", 2))


def drawn(times=measurement.NO_TIMES, lang="en", **settings):
    """What the chart gets: its columns as rows, and its lines by name."""
    words = PageText("devices", lang)
    names, says = words.labels("times.names"), words.labels("decides")
    columns = pictures.chart_points(times, now(**settings), names, says)
    lines = pictures.chart_lines(times, now(**settings), names)
    return [*zip(*columns.values(), strict=True)], {name: rest for name, *rest in lines}


def test_only_the_assumptions_are_drawn_before_a_measurement():
    assert pictures.compare_times(measurement.NO_TIMES) == {}
    points, lines = drawn()
    names = PageText("devices", "en").labels("times.names")
    parts = [names[part] for part in ("cpu", "gpu", "start", "copy", "compute")]
    assert [*lines] == parts
    assert {name for _, _, name, kind in points if kind == "line"} == set(parts)
    assert not [kind for *_, kind in points if kind == "measured"]
    costs = [c.cpu for c in model.cost_curve(now())]
    cpu = [s for _, s, name, kind in points if (name, kind) == (names["cpu"], "line")]
    assert cpu == costs


def test_every_measured_size_is_drawn_under_its_name():
    measurements = times(
        rows("torch", 2, 3, 4), rows("cuda", 0, 1, 2), rows("cuda", -1, 5, 6)
    )
    points, lines = drawn(measurements)
    expected = ["PyTorch, 2 threads", "cuda, no copies", "cuda, copies"]
    assert [*lines][-3:] == expected
    series = dict.fromkeys(expected, ())
    for _, seconds, name, kind in points:
        if kind == "measured":
            series[name] += (seconds,)
    assert series == dict(zip(expected, ((3, 4), (1, 2), (5, 6)), strict=True))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_figure_says_at_the_size_which_part_decides_and_draws_it_thick(lang):
    words = PageText("devices", lang)
    names, says = words.labels("times.names"), words.labels("decides")
    assert [*says] == [*words.labels("now")]
    for settings, decides in (
        ({"n": 2048}, "gpu"),
        ({"n": 16}, "start"),
        ({"operation": "add", "n": 64}, "both"),
        ({"operation": "add", "n": 4096}, "copy"),
        ({"n": 16384, "cpu": 1000, "gpu": 500}, "compute"),
    ):
        points, lines = drawn(lang=lang, **settings)
        n, faster = settings["n"], model.costs_at(now(**settings)).faster
        assert faster == decides, settings
        side = "before" if n > 128 else "after"
        assert (n, 1.0, says[decides], side) in points
        thick = {name for name, (_, width, *_) in lines.items() if width == 3}
        deciding = pictures.DECIDING.get(decides, (decides,))
        assert thick == {names[part] for part in ("cpu", "gpu", *deciding)}
        kinds = {(size, name) for size, _, name, kind in points if kind == "point"}
        assert kinds == {(n, names["cpu"]), (n, names["gpu"])}
    points, _ = drawn(lang=lang, stays=True)
    assert names["copy"] not in [name for _, _, name, _ in points]  # 0 on a log axis


def test_thread_counts_end_with_all_cores():
    counts = {n: measurement.thread_counts(n) for n in (1, 2, 3, 4, 16)}
    assert counts == {1: (1,), 2: (1, 2), 3: (1, 2, 3), 4: (1, 2, 4), 16: (1, 2, 4, 16)}


STAND_IN = """
import json, os, sys
tool, operation, counts, *devices = sys.argv[1:]
assert os.environ["OMP_NUM_THREADS"] == counts.split(",")[-1]
for count in counts.split(","):
    for n in (1, 2, 4):
        print(json.dumps((tool, int(count), n, 1e-3 * n / int(count))), flush=True)
"""


def test_the_measurement_is_parsed_or_reported_as_failed(
    finished, tmp_path, monkeypatch
):
    """A script of the test's own stands in; the process's own threads stay."""
    before = torch.get_num_threads()
    monkeypatch.setattr(measurement, "SCRIPT", tmp_path / "timing.py")
    monkeypatch.setattr(hardware, "core_count", lambda: 2)
    measurement.SCRIPT.write_text(STAND_IN)
    measurements = finished(measurement.measure("matmul"))
    numpy, torch_lines = [("numpy", 1), ("numpy", 2)], [("torch", 1), ("torch", 2)]
    assert list(measurements.names) == numpy + torch_lines
    assert measurements.series(("torch", 2)) == {1: 0.0005, 2: 0.001, 4: 0.002}
    assert list(finished(measurement.measure("add")).names) == numpy[:1] + torch_lines
    assert torch.get_num_threads() == before
    for text in ("raise SystemExit(1)", "print('no')"):
        measurement.SCRIPT.write_text(text)
        assert finished(measurement.measure("sum")).rows == ()


def test_a_measurement_that_is_closed_ends_its_script(tmp_path, monkeypatch):
    processes = []
    popen = subprocess.Popen

    def popen_and_record(*args, **how):
        processes.append(popen(*args, **how))
        return processes[-1]

    monkeypatch.setattr(subprocess, "Popen", popen_and_record)
    monkeypatch.setattr(measurement, "SCRIPT", tmp_path / "timing.py")
    endless = "import time; print('[\"numpy\", 1, 1, 0.1]', flush=True); time.sleep(60)"
    measurement.SCRIPT.write_text(endless)
    computation = measurement.measure("sum")
    assert next(computation) == 0
    assert next(computation) > 0
    assert processes[0].poll() is None
    computation.close()
    assert processes[0].poll() is not None


def test_the_script_prints_a_row_a_size():
    result = subprocess.run(
        [sys.executable, "-I", measurement.SCRIPT, "numpy", "sum", "1"],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [n for _, _, n, _ in rows] == list(timing.SIZES)[: len(rows)]
    assert len(rows) > 4
    assert all(tool == "numpy" and s > 0 for tool, _, _, s in rows)


def test_the_clock_calls_once_for_nothing_and_takes_the_shortest(monkeypatch):
    monkeypatch.setattr(timing, "LONG", 0.0)
    clock = iter([0, 9, 10, 13, 20])  # the first call takes 9, the second one 3
    monkeypatch.setattr(timing.time, "perf_counter", lambda: next(clock))
    calls = []
    assert timing.seconds(lambda: calls.append(1)) == 3
    assert len(calls) == 2


def test_the_data_of_a_gpu_stay_there_or_are_copied(monkeypatch):
    """The CPU stands in for the GPU: it has a `synchronize` too."""
    monkeypatch.setattr(timing, "SIZES", (1, 2))
    monkeypatch.setattr(timing, "LONG", 0.0)
    before = torch.get_num_threads()
    rows = list(timing.by_torch("training", [before], ["cpu"]))
    lines = [(tool, threads, n) for tool, threads, n, _ in rows]
    expected = [("torch", before), ("cpu", 0), ("cpu", -1)]
    assert lines == [(*name, n) for name in expected for n in (1, 2)]


def test_a_slow_line_leaves_out_large_sizes(monkeypatch):
    clock = iter([0.0, 0.5, 1.0, 2.0, 3.0])
    monkeypatch.setattr(timing.time, "perf_counter", lambda: next(clock))
    assert list(timing.sizes()) == [1, 2]


def test_autograd_costs_a_fixed_time_at_each_step(monkeypatch):
    monkeypatch.setattr(timing, "LONG", 0.01)
    numpy, by_torch = (
        timing.seconds(partial(t.compute, "training", *t.make_data("training", 1)))
        for t in TOOLS
    )
    assert by_torch > 1.5 * numpy


# ---- devices ----


def test_meta_is_the_other_device_without_a_gpu(monkeypatch):
    monkeypatch.setattr(hardware, "is_available", lambda device: device == "cpu")
    assert hardware.available_gpus() == ()
    assert hardware.other_device() == "meta"
    assert hardware.absent_gpu() == "cuda"
    monkeypatch.setattr(hardware, "is_built", lambda device: device == "cuda")
    cpu, cuda, mps, xpu = hardware.devices()
    assert cpu.is_available
    assert cpu.count == hardware.core_count() > 0
    assert cpu.threads == torch.get_num_threads()
    assert (cuda.is_available, cuda.status) == (False, "absent")
    assert (mps.is_available, mps.status) == (False, "unbuilt")
    assert (xpu.is_available, xpu.status) == (False, "unbuilt")


def test_a_gpu_that_is_there_is_used_and_described(monkeypatch):
    card = SimpleNamespace(total_memory=8 * 2**30)
    monkeypatch.setattr(hardware, "is_available", lambda device: device == "cuda")
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda i: card)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda i: "A card")
    assert (
        hardware.available_gpus(),
        hardware.other_device(),
        hardware.absent_gpu(),
    ) == (
        ("cuda",),
        "cuda",
        "mps",
    )
    _, cuda, mps, _ = hardware.devices()
    assert (cuda.label, cuda.count, cuda.memory) == ("A card", 2, 8 * 2**30)
    assert not mps.is_available
    monkeypatch.setattr(hardware, "is_available", lambda device: device == "mps")
    monkeypatch.setattr(torch.mps, "recommended_max_memory", lambda: 2**30)
    assert hardware.other_device() == "mps"
    assert hardware.devices()[2].memory == 2**30


def states(name):
    """For each line the tensors by their name: (device, dtype, object)."""
    return [
        {s.name: (s.device, s.dtype, s.number) for s in moment.states}
        for moment in moves.moments(name, "meta")
    ]


def test_a_tensor_stays_and_to_gives_another_or_the_same():
    start, unused, on_device, same, as_half = states("tensor")
    assert unused == start == {"x": ("cpu", "float32", 1)}
    assert on_device == start | {"y": ("meta", "float32", 2)}
    assert same["same"] == same["x"] == ("cpu", "float32", 1)
    assert as_half["z"] == ("cpu", "float16", 3)
    assert as_half["x"] == start["x"]


def test_a_model_changes_in_place_and_its_gradient_follows():
    *_, after_backward, as_half, on_device = states("module")
    assert after_backward["w"] == after_backward["model.weight"]
    assert as_half["w"] == as_half["model.weight"] == ("cpu", "float16", 1)
    assert as_half["model.weight.grad"][1] == "float16"
    assert on_device["model.weight"][0] == on_device["model.weight.grad"][0] == "meta"
    assert on_device["w"] == as_half["w"]  # towards meta the parameter is a new one
    assert moves.explanation_names("module", "meta")[-1] == "module_4_replaced"
    assert moves.explanation_names("module", "cpu")[-1] == "module_4_kept"


def test_optimizer_state_does_not_move_with_the_model():
    param, average = "optimizer: params[0]", "optimizer: exp_avg"
    _, at_start, after_backward, after_step, as_half, on_device, new_optimizer = states(
        "optimizer"
    )
    assert at_start[param] == at_start["model.weight"]
    assert average not in after_backward
    assert after_step[average][1] == "float32"
    assert as_half["model.weight"][1] == "float16"
    assert as_half[average] == after_step[average]
    assert on_device["model.weight"][0] == "meta"
    assert on_device[param][0] == on_device[average][0] == "cpu"
    assert new_optimizer[param] == new_optimizer["model.weight"]
    assert average not in new_optimizer


def test_an_optimizer_made_before_a_move_to_meta_corrects_another_weight():
    net = torch.nn.Linear(2, 1)
    old = net.weight
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    net(torch.ones(1, 2)).sum().backward()
    net.to("meta")
    before = old.detach().clone()
    optimizer.step()
    assert optimizer.param_groups[0]["params"][0] is old is not net.weight
    assert not torch.equal(old, before)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_line_that_is_stepped_has_its_sentence(lang):
    sentences = PageText("devices", lang).labels("moves.says")
    names = {
        k
        for name in moves.MOVES
        for d in ("cpu", "meta")
        for k in moves.explanation_names(name, d)
    }
    assert names == set(sentences)


EXPECTED = {
    "add": "RuntimeError: Tensor on device meta is not on the expected device cpu!",
    "model": "RuntimeError: Tensor on device",
    "loss": "RuntimeError: Tensor on device cpu is not on the expected device meta!",
    "cat": "RuntimeError: Tensor on device",
    "array": "TypeError: can't convert meta device type tensor to numpy",
    "leaf": "ValueError: can't optimize a non-leaf Tensor",
    "number": "RuntimeError: Tensor on device",
}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_mistake_is_refused_in_pytorchs_own_words_and_mended(name):
    wrong, fix, lines = mixed.MISTAKES[name]
    assert mixed.answer(wrong, "meta").startswith(EXPECTED[name])
    session = mixed.session(wrong, "meta")
    assert session.startswith('>>> device = "meta"\n')
    assert EXPECTED[name] in session
    answer = mixed.answer(fix, "meta")
    assert ("Error" in answer) == (name == "array")  # meta has no numbers to give
    assert mixed.session(fix, "meta", lines).count(">>>") == lines
    assert "Error" not in mixed.answer(wrong, "cpu")  # one device: nothing to mix


def test_the_loop_runs_on_the_accelerator_or_else_on_the_cpu(monkeypatch):
    assert device_loop.result() == device_loop.fit()
    there = torch.accelerator.current_accelerator(check_available=True)
    name, loss = device_loop.fit()
    assert name == (there.type if there else "cpu")
    assert loss < 0.01
    none = lambda check_available: None  # noqa: E731
    monkeypatch.setattr(torch.accelerator, "current_accelerator", none)
    assert device_loop.fit() == ("cpu", loss)


def test_an_optimizer_keeps_its_old_state_only_if_it_has_made_a_step():
    for stepped in (True, False):
        net = torch.nn.Linear(2, 1)
        optimizer = torch.optim.Adam(net.parameters())
        if stepped:
            net(torch.ones(1, 2)).sum().backward()
            optimizer.step()
        net.to(torch.float64)
        optimizer.zero_grad()
        net(torch.ones(1, 2, dtype=torch.float64)).sum().backward()
        if stepped:
            state = optimizer.state[net.weight]["exp_avg"]
            assert state.dtype == torch.float32
        else:
            optimizer.step()
            state = optimizer.state[net.weight]["exp_avg"]
            assert state.dtype == torch.float64


@pytest.mark.skipif(hardware.available_gpus() != (), reason="every device is there")
def test_an_absent_device_is_refused_and_asking_first_works():
    wrong, fix, _ = mixed.MISTAKES["absent"]
    for device in hardware.GPUS:
        assert "Error: " in mixed.answer(wrong, device)
        assert mixed.answer(fix, device) == "tensor([1., 1., 1.])"


def test_meta_has_no_numbers_and_does_not_check_everything():
    assert mixed.meta_product() == "cpu, (2, 2)"
    with pytest.raises(NotImplementedError, match="no data"):
        torch.ones(2).to("meta").cpu()


def test_a_leaf_stays_a_leaf_when_the_device_is_already_the_cpu():
    w = torch.ones(3, requires_grad=True)
    assert w.to("cpu") is w
    assert not w.to("meta").is_leaf


def test_only_a_zero_dimensional_tensor_may_stay_on_the_cpu():
    y = torch.ones(3).to("meta")
    assert (torch.tensor(2.0) * y).device.type == "meta"
    for shape in ((1,), (1, 1)):
        with pytest.raises(RuntimeError, match="expected device"):
            torch.ones(shape) * y


def test_the_broken_function_works_where_nothing_has_to_move():
    data = torch.ones(4, 2), torch.ones(4, 1)
    assert repair.loss_of(torch.nn.Linear(2, 1), *data, "cpu").ndim == 0
    with pytest.raises(RuntimeError):
        repair.loss_of(torch.nn.Linear(2, 1), *data, "meta")
    assert exercises.check_move("loss_of_home", {}, None)[1]["place"] == "cpu"


def test_the_files_run_alone_and_give_their_numbers(tmp_path):
    arguments = {c.name: c.default for c in LESSON.controls_with_use("trained")}
    arguments |= {"operation": "training", "n": 64, "bandwidth": 1}
    texts = [lesson_files.standalone_script(tool, arguments) for tool in TOOLS]
    for output, tool in zip(run_alone(texts, tmp_path), TOOLS, strict=True):
        numbers = [float(text) for text in output.split()]
        assert numbers == pytest.approx(tool.run(**arguments), rel=1e-5)
