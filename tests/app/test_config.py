"""Limits: read from the environment, counted from the system, listed in README."""

import os
import re
import sys

import pytest

from app import config
from app.content.catalogue import ROOT


def test_an_error_about_a_limit_names_its_variable(monkeypatch):
    sessions = config.ENVIRONMENT["MAX_SESSIONS"]
    monkeypatch.setenv("MAX_SESSIONS", "7")
    assert sessions.read() == 7
    for wrong in ("0", "-3", "many", "1.5", "²"):
        monkeypatch.setenv("MAX_SESSIONS", wrong)
        with pytest.raises(ValueError, match=f"MAX_SESSIONS='{wrong}'"):
            sessions.read()
    monkeypatch.setenv("MAX_SESSIONS", "")
    assert sessions.read() == 120


@pytest.mark.parametrize(
    ("content", "cores"),
    [("max 100000", None), ("100000 100000", 1), ("50000 100000", 1), ("", None)],
)
def test_the_cores_of_a_container_are_those_of_its_quota(content, cores, tmp_path):
    ours = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    file = tmp_path / "cpu.max"
    file.write_text(content)
    assert config.count_cores(file) == (cores or ours)
    assert config.count_cores(tmp_path / "none") == ours
    file.write_text("10000000 100000")
    assert config.count_cores(file) == min(ours, 100)


def test_the_readme_lists_every_variable_with_its_default_and_meaning():
    readme = (ROOT / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| `[A-Z_]+` \|.*\|$", readme, re.MULTILINE)
    for variable in config.ENVIRONMENT.values():
        assert variable.row in rows


def test_no_other_module_reads_a_limit_from_the_environment():
    for file in (ROOT / "app").rglob("*.py"):
        if file != ROOT / "app" / "config.py":
            text = file.read_text("utf-8")
            assert not re.search(r"environ\.get|environ\[|getenv", text), file


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("", ()),
        (
            "https://Moodle.example, http://localhost:8000",
            ("https://moodle.example", "http://localhost:8000"),
        ),
        ("https://*.example.org", ("https://*.example.org",)),
        *((text, None) for text in ("*", "moodle.example", "https://a.b/c", "data:")),
        ("https://a.b; script-src *", None),
    ],
)
def test_sites_that_may_frame_are_origins(text, origins, monkeypatch):
    variable = config.ENVIRONMENT["FRAME_ANCESTORS"]
    monkeypatch.setenv(variable.name, text)
    if origins is None:
        with pytest.raises(ValueError, match="FRAME_ANCESTORS: "):
            config.read_origins(variable)
    else:
        assert config.read_origins(variable) == origins
