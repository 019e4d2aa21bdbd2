"""A page as one file: what is in it, and what is not."""

import base64
import gzip
import json
import re
import subprocess
import sys
from threading import BoundedSemaphore

import numpy as np
import pytest

from app.components.player import packing
from app.content.catalogue import ROOT, load_messages
from app.export import page_process
from app.export.page_capture import CaptureFailed, capture_page
from app.export.page_file import MAX_BYTES, FileOptions, page_file
from app.export.page_process import ExportFailed, make_page_file
from app.export.site import write_site
from lessons import SLUGS, lesson

SLUG = "gradient_descent"
SERVER = "https://example.org"


def stored(html: str, name: str) -> bytes:
    """What the file stores under this name."""
    found = re.search(f'<script type="text/plain" id="{name}">([^<]*)<', html)
    assert found, name
    return gzip.decompress(base64.b64decode(found[1]))


def state(html: str, name: str = "copy") -> dict:
    return json.loads(stored(html, f"state-{name}"))


def data(html: str) -> dict:
    found = re.search('id="page-data">([^<]*)<', html)
    assert found
    return json.loads(found[1])


def unpacked(content: bytes) -> tuple:
    """The recording whose bytes were stored by their places in words of four."""
    n = len(content) // 4
    words = np.frombuffer(content[: 4 * n], np.uint8).reshape(4, n)
    return packing.unpack(words.T.tobytes() + content[4 * n :])


@pytest.fixture(scope="module")
def html():
    return page_file(SLUG, "en", options=FileOptions(server=SERVER, scheme="dark"))


def test_the_numbers_are_those_of_the_page(html, recorded):
    (name,) = [c["recording"] for c in state(html)["components"] if "recording" in c]
    head, tables = unpacked(stored(html, name))
    rec = recorded(SLUG)
    assert head["steps"] == rec.n_steps
    for table, ours in rec.tables.items():
        np.testing.assert_allclose(tables[table], ours.values, rtol=1e-6)


def test_each_scenario_has_a_state_or_is_played_in_another(html):
    states = data(html)["states"]
    assert states[0] == "copy"
    played = {
        each["name"]
        for component in state(html)["components"]
        if "conf" in component["data"]
        for each in json.loads(component["data"]["conf"]).get("scenes", ())
        if each["same"]
    }
    assert {*states[1:]} | played == {each.name for each in lesson(SLUG).scenarios}
    for name in states:
        assert state(html, name)["components"]


def test_what_is_too_large_for_the_file_is_left_out(monkeypatch):
    monkeypatch.setattr("app.export.page_file.MAX_BYTES", 700_000)
    small = page_file("linear_regression", "en")
    assert data(small)["states"] == ["copy"]


def test_it_has_the_settings_of_the_link():
    settings = {"linear_regression.n": ["500"]}
    html = state(page_file("linear_regression", "fr", settings))["html"]
    assert "<dd>500</dd>" in html and "Nombre de points" in html


def test_a_verdict_is_not_in_sight_before_it_is_asked_for(html):
    page = state(html)["html"]
    forms = re.findall('<form class="question">.*?</form>', page, re.DOTALL)
    assert len(forms) == len(lesson(SLUG).questions)
    right = load_messages("en")["predict"]["right"].strip("*")
    for form in forms:
        visible = re.sub("<template.*?</template>", "", form, flags=re.DOTALL)
        assert right not in visible
        assert '<template data-answer="">' in form
    answers = re.findall(
        r'<template data-answer="\d+">(.*?)</template>', forms[0], re.S
    )
    assert sum(right in answer for answer in answers) == 1


def test_it_names_no_address_but_that_of_the_server(html):
    assert data(html)["server"] == f"{SERVER}/{SLUG}?lang=en"
    without = page_file("losses", "fr")
    assert data(without)["server"] == ""
    for file in (html, without):
        outside = re.findall(r'(?:src|href)="(?!#|data:)([^"]*)"', file)
        assert {*outside} <= {f"{SERVER}/{SLUG}?lang=en"}
        assert "url(http" not in file and "@import" not in file


def test_it_is_in_the_scheme_that_was_asked_for(html):
    assert '<html lang="en" data-scheme="dark">' in html


def test_a_page_that_fails_is_no_file(monkeypatch):
    def fail(*arguments, **options):
        raise RuntimeError("broken")

    monkeypatch.setattr("app.page.lesson_page.draw_prediction_sheet", fail)
    with pytest.raises(CaptureFailed):
        capture_page("losses", {"lang": ["en"]})


def test_a_server_makes_it_in_a_process_of_its_own_once(monkeypatch):
    arguments = ("losses", "fr", "losses.reduction=sum", "light", SERVER)
    html = make_page_file(*arguments).decode()
    assert data(html)["server"].startswith(SERVER)
    assert "<dd>sum</dd>" in state(html)["html"]
    monkeypatch.setattr(subprocess, "run", None)
    assert make_page_file(*arguments).decode() == html


def test_a_process_that_fails_is_said(monkeypatch):
    with pytest.raises(ExportFailed):
        make_page_file("no_such_page", "fr", "", "", "")
    page_process._make.cache_clear()
    monkeypatch.setattr(page_process, "SECONDS", 0.01)
    with pytest.raises(ExportFailed):
        make_page_file("losses", "fr", "", "", "")


def test_too_many_at_once_are_refused(monkeypatch):
    places = BoundedSemaphore(1)
    monkeypatch.setattr(page_process, "_PLACES", places)
    monkeypatch.setattr(page_process, "_make", lambda *arguments: b"made")
    with places, pytest.raises(ExportFailed):
        make_page_file("losses", "fr", "", "", "")
    assert make_page_file("losses", "fr", "", "", "") == b"made"


def test_the_site_has_every_page_in_every_language(monkeypatch, tmp_path):
    monkeypatch.setattr(
        "app.export.site.page_file",
        lambda slug, lang, options: f"{slug} {lang} {options.navigation}",
    )
    files = {str(file.relative_to(tmp_path)) for file in write_site(tmp_path)}
    pages = {f"{lang}/{slug}.html" for lang in ("fr", "en") for slug in SLUGS}
    assert files == pages | {"index.html", "fr/index.html", "en/index.html"}
    for index in (tmp_path / "fr" / "index.html", tmp_path / "index.html"):
        for link in re.findall('href="([^#:"]+)"', index.read_text("utf-8")):
            assert (index.parent / link).exists(), link
    page = (tmp_path / "en" / "losses.html").read_text("utf-8")
    assert 'href="index.html"' in page and 'href="../fr/losses.html"' in page


def test_an_address_that_is_none_is_refused():
    command = [sys.executable, "-m", "app.export", "site", "--server", "example.org"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2 and "not a URL" in done.stderr


def test_a_file_is_at_most_one_and_a_half_megabytes(html):
    assert MAX_BYTES == 1_500_000 and len(html.encode()) < MAX_BYTES
