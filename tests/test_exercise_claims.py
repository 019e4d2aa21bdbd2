"""What a verdict says of a run is true of that run, at every value of its control."""

import numpy as np
import pytest

from lessons import lesson
from lessons.contract import RIGHT
from lessons.devices.model import costs_at as costs
from tests.course import exercise
from tests.test_exercises import run

SEEDS = range(3)
HILL = (1 - 0.5**0.5) / 2
"""Between the two valleys: the middle zero of (w + 1)(w² − w + 1/8)."""


def falls(line):
    return bool((line[1:] <= line[:-1]).all())


def swings(line, around):
    """Whether a parameter changes sides of a place at each step, while it is off it."""
    off = np.array(line, float) - around
    off = off[abs(off) > 1e-4 * abs(off[0])]
    return bool((off[1:] * off[:-1] < 0).all())


HOME = {
    "slow": lambda r: falls(r["loss"]) and not swings(r["w"], 3),
    "swings": lambda r: falls(r["loss"]) and swings(r["w"], 3),
    "diverges": lambda r: falls(-r["loss"]),
    RIGHT: lambda r: r["loss"][r.limit] < r.goal,
}
CROSS = {
    RIGHT: lambda r: r.first_w < HILL and r["w1"][-1] < HILL,
    "stays": lambda r: r.first_w > HILL and r["w1"][-1] > HILL,
    "bounces": lambda r: abs(np.diff(r["w1"][-9:])).min() > 0.01,
    "away": lambda r: not abs(r["w1"][-1]) < 100,
}
GOAL = {
    RIGHT: lambda r: r["loss"][r.limit] < r.goal,
    "slow": lambda r: falls(r["loss"]) and not r["loss"][r.limit] < r.goal,
    "never": lambda r: falls(r["loss"]) and not r["loss"][-1] < r.goal,
    "zigzag": lambda r: 2 * r.lr >= r.bound and not r["loss"][r.limit] < r.goal,
    "diverges": lambda r: not r["loss"][-1] < r["loss"][-10],
}
SETTLE = {
    RIGHT: lambda r: r.loss <= 1.1 * r.least,
    "still": lambda r: 0.9 * r["loss"][0] < r.loss < r["loss"][0],
    "slow": lambda r: r.loss > 1.1 * r.least and RIGHT in r.above,
    "diverges": lambda r: not r.loss < r["loss"][0] and RIGHT not in r.above,
}
TUNE = {
    RIGHT: lambda r: r.left <= 3 * r.least_left,
    "small": lambda r: r.left > 3 * r.least_left and RIGHT in r.above,
    "large": lambda r: r.left > 3 * r.least_left and RIGHT in r.below,
    "diverges": lambda r: not r.left < 1 and RIGHT in r.below,
}
RATE = {
    RIGHT: lambda r: r.end_loss < 0.2,
    "small": lambda r: r["loss"][-1] < r["loss"][-20] and RIGHT in r.above,
    "large": lambda r: not falls(r["loss"]) and RIGHT in r.below,
}
SMALLEST = {
    RIGHT: lambda r: r.ratio <= 1.1 and r.below and set(r.below) == {"noisy"},
    "noisy": lambda r: r.ratio > 1.1 and RIGHT in r.above,
    "larger": lambda r: r.ratio <= 1.1 and RIGHT in r.below,
}
CALM = {
    RIGHT: lambda r: r.ratio <= 1.3,
    "noisy": lambda r: r.ratio > 1.3 and {RIGHT, "early"} & set(r.above),
    "early": lambda r: r.ratio > 1.3 and {RIGHT, "noisy"} & set(r.below),
}
CLAIMS = {
    ("home", "goal"): HOME,
    ("gradient_descent", "cross"): CROSS,
    ("linear_regression", "goal"): GOAL,
    ("batches", "smallest"): SMALLEST,
    ("batches", "calm"): CALM,
    ("polynomial", "settle"): SETTLE,
    ("optimizers", "tune"): TUNE,
    ("playground", "rate"): RATE,
}
"""For each exercise about a rate or a size what each verdict says, as a test."""


class Ran:
    """A run, and what was said of it: numbers by name, lines by index.

    `above` and `below` are the verdicts at larger and at smaller values.
    """

    def __init__(self, rec, numbers, above, below):
        self.rec, self.above, self.below = rec, above, below
        self.__dict__.update(numbers)
        self.position = {name: numbers[name] for name in rec.axes}

    def __getitem__(self, name):
        return self.rec.series(name, **self.position)


@pytest.mark.parametrize(("slug", "name"), CLAIMS)
def test_a_verdict_is_true_of_its_run(slug, name, recorded):
    item, page, claims = exercise(slug, name), lesson(slug), CLAIMS[slug, name]
    (used,) = item.answer_controls
    values = page[used].values
    assert set(claims) == {RIGHT, *item.mistakes}
    for seed in SEEDS:
        task = page.task(item, seed)
        results = [run(slug, item, {used: v}, task, recorded) for v in values]
        verdicts = [verdict for verdict, _ in results]
        for i, (verdict, numbers) in enumerate(results):
            settings = task | {used: values[i]}
            rec = recorded(
                slug, **{c.name: settings[c.name] for c in page.recording_controls}
            )
            ran = Ran(rec, settings | dict(numbers), verdicts[i + 1 :], verdicts[:i])
            assert claims[verdict](ran), (seed, used, values[i], verdict, numbers)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_verdict_on_a_slow_gpu_names_the_largest_cost(seed, recorded):
    item, page = exercise("devices", "rescue"), lesson("devices")
    task = page.task(item, seed)
    for latency in page["latency"].values:
        for stays in (False, True):
            answer = {"latency": latency, "stays": stays}
            cost = costs(task | answer)
            verdict, _ = run("devices", item, answer, task, recorded)
            assert (verdict in (RIGHT, "both")) == (cost.gpu < cost.cpu)
            if verdict in ("copy", "start"):
                assert cost.copy > cost.cpu
