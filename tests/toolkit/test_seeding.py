"""Numbers and warnings of one thread are its own, whatever other threads do."""

import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
import torch

from lessons import lesson
from lessons.modules import modes, pictures
from lessons.tensors import samples, with_numpy, with_torch
from lessons.tensors.outcome import outcome
from lessons.toolkit.python_prompt import record_warnings
from lessons.toolkit.seeding import (
    _OwnGenerator,
    draw_dropout_in,
    generator_mode,
    isolated_rng,
)

SEEDS = range(10)


@contextmanager
def others() -> Iterator[None]:
    """Two threads that make layers, and seed, as pages of other readers do."""
    leave = Event()

    def draw() -> None:
        while not leave.is_set():
            torch.nn.Linear(4, 4)
            torch.manual_seed(1)

    threads = [Thread(target=draw) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        leave.set()
        for thread in threads:
            thread.join()


def dropout_masks(seed: int) -> Any:
    return [x.tolist() for x in modes.run_dropout.__wrapped__(0.5, seed).train_outputs]


def state(_: int) -> Any:
    stack = lesson("modules")["stack"].default
    return [entry.first for entry in pictures.state.__wrapped__(stack)]


def random_tensors(tool: Any) -> Callable[[int], Any]:
    settings = lesson("tensors").defaults | {"create": "randn"}
    return lambda seed: outcome(tool, settings | {"seed": seed}).x.tolist()


def sample_numbers(seed: int) -> Any:
    return [x.tolist() for x in samples.random_numbers(seed)]


DRAWS = {
    "dropout": dropout_masks,
    "a model's state": state,
    "torch": random_tensors(with_torch),
    "NumPy": random_tensors(with_numpy),
    "beside the text": sample_numbers,
}


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
def test_a_seed_gives_its_numbers_whatever_other_threads_draw(draw):
    alone = [draw(seed) for seed in SEEDS]
    with others(), ThreadPoolExecutor(4) as readers:
        together = [*readers.map(draw, [*SEEDS] * 40)]
    assert together == alone * 40


def test_the_numbers_are_those_of_manual_seed_and_the_common_generator_stays():
    torch.manual_seed(3)
    expected = torch.rand(2, 3), torch.randn(20), torch.nn.Linear(2, 3).weight
    torch.manual_seed(8)
    before = torch.get_rng_state()
    with isolated_rng(3):
        ours = torch.rand(2, 3), torch.randn(20), torch.nn.Linear(2, 3).weight
    assert all(map(torch.equal, ours, expected))
    assert torch.equal(torch.get_rng_state(), before)


def test_a_warning_of_another_thread_is_not_heard():
    def other() -> None:
        warnings.warn("another reader's", UserWarning, stacklevel=1)

    with record_warnings() as messages:
        warnings.warn("mine", UserWarning, stacklevel=1)
        thread = Thread(target=other)
        thread.start()
        thread.join()
    assert [str(warning) for warning in messages] == ["mine"]


def test_dropout_layers_draw_from_the_generator_and_nothing_else_passes_through_it(
    monkeypatch,
):
    masks, operations = [], []
    dispatch = _OwnGenerator.__torch_dispatch__

    def note(mode: Any, func: Any, *args: Any) -> Any:
        operations.append(str(func))
        return dispatch(mode, func, *args)

    monkeypatch.setattr(_OwnGenerator, "__torch_dispatch__", note)
    for seed_of_others in (1, 2):
        model = torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.Dropout(0.5))
        draw_dropout_in(generator_mode(torch.Generator().manual_seed(0)), model)
        torch.manual_seed(seed_of_others)
        masks.append([model(torch.ones(8)).eq(0).tolist() for _ in range(3)])
    assert masks[0] == masks[1]
    assert masks[0][0] != masks[0][1]
    assert operations and not any("addmm" in name for name in operations)
