"""Dask's settings: each is one that this version of Dask reads."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import distributed
import yaml

from app.compute.engine_launcher import CONFIG_FILE

OWN = {"distributed.scheduler.default-task-durations", "distributed.logging"}
"""Settings whose names are ours: kinds of trainings, and loggers."""


def names(settings: dict[str, Any], path: str = "") -> Iterator[str]:
    """Yield the name of each setting, as `dask.config.get` takes it."""
    for name, value in settings.items():
        inner = f"{path}.{name}" if path else name
        if isinstance(value, dict) and inner not in OWN:
            yield from names(value, inner)
        else:
            yield inner


def read(file: Path) -> set[str]:
    return set(names(yaml.safe_load(file.read_text("utf-8"))))


def test_every_setting_is_one_of_dask():
    theirs = read(Path(distributed.__file__).with_name("distributed.yaml"))
    assert read(CONFIG_FILE) - OWN <= theirs
