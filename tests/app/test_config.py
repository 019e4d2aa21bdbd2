"""Limits from the environment, and the cores that a container may use."""

import os
import sys

import pytest

from app import config


def test_an_error_about_a_limit_names_its_variable(
    monkeypatch,
):
    monkeypatch.setenv("MAX_SESSIONS", "7")
    assert config._number("MAX_SESSIONS", 120) == 7
    for wrong in ("0", "-3", "many", "1.5", "²"):
        monkeypatch.setenv("MAX_SESSIONS", wrong)
        with pytest.raises(ValueError, match=f"MAX_SESSIONS='{wrong}'"):
            config._number("MAX_SESSIONS", 120)
    monkeypatch.setenv("MAX_SESSIONS", "")
    assert config._number("MAX_SESSIONS", 120) == 120


@pytest.mark.parametrize(
    ("content", "cores"),
    [("max 100000", None), ("100000 100000", 1), ("50000 100000", 1), ("", None)],
)
def test_the_cores_of_a_container_are_those_of_its_quota(content, cores, tmp_path):
    ours = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    file = tmp_path / "cpu.max"
    file.write_text(content)
    assert config._cores(file) == (cores or ours)
    assert config._cores(tmp_path / "none") == ours
    file.write_text("10000000 100000")
    assert config._cores(file) == min(ours, 100)
