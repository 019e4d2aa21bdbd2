"""A long training on a page: every state it can be in, in both languages."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.activities import long_training
from app.compute import job_queue
from app.content.catalogue import LANGUAGES, ROOT, PageText, load_messages
from tests import tiny_trainings
from tests.app.compute.test_job_queue import OneThread, emptied, said
from tests.pages.app_page import texts
from tests.waiting import LATE, until


@pytest.fixture(autouse=True)
def short_trainings():
    """Not here: trainings take their time, in processes of their own."""


@pytest.fixture(scope="module")
def module_queue():
    queue = job_queue.JobQueue(
        OneThread(), max_waiting=1, max_state=50_000, presence_interval=0.02
    )
    yield queue
    queue.close()


@pytest.fixture
def queue(module_queue, monkeypatch):
    monkeypatch.setattr(long_training, "JOB_QUEUE", module_queue)
    yield module_queue
    emptied(module_queue)


@pytest.fixture
def gate(tmp_path):
    return str(tmp_path / "gate")


class Reader:
    """One who opens the page; `settings` are in the address."""

    def __init__(self, lang="fr", **settings):
        script = ROOT / "tests" / "training_page.py"
        self.app = AppTest.from_file(str(script), default_timeout=LATE)
        self.messages = load_messages(lang)["training"]
        self.app.query_params["lang"] = lang
        self.turn(**settings)

    def turn(self, **settings):
        """Come with other settings."""
        for name, value in settings.items():
            self.app.query_params[name] = str(value)
        self.app.run()
        assert not self.app.exception

    @property
    def buttons(self):
        keys = [b.key for b in self.app.button if "/train/" in b.key]
        return [key.rpartition("/")[2] for key in keys]

    def press(self, name):
        (button,) = [b for b in self.app.button if b.key == f"home/train/{name}"]
        assert button.label == self.messages[name]
        button.click().run()
        assert not self.app.exception

    @property
    def status(self):
        """The text beside the buttons, for readers who see it and who do not."""
        for element in self.app.get("bidi_component"):
            if element.proto.component_name == "status":
                return json.loads(element.proto.json)["text"]
        raise AssertionError("no status")

    @property
    def texts(self):
        return texts(self.app)

    def says(self, name, **numbers):
        return self.status == self.messages[name].format(**numbers)

    def until(self, text):
        """Look again until the page says it."""
        until(lambda: self.app.run() and text in self.texts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_from_the_button_to_the_result(queue, gate, lang):
    reader = Reader(lang, gate=gate, name=lang)
    assert reader.buttons == ["train"]
    assert reader.status == ""
    assert "no result" in reader.texts
    reader.press("train")
    reader.until("shown 0")
    assert reader.buttons == ["pause", "stop"]
    assert reader.says("running")
    (bar,) = reader.app.get("progress")
    assert bar.proto.text == reader.messages["part"].format(percent=0)
    assert "no result" in reader.texts
    Path(gate).touch()
    reader.until(f"result (3, '{lang}')")
    assert reader.buttons == []
    assert reader.says("done")
    assert not [text for text in reader.texts if text.startswith("shown")]
    other = Reader(lang, gate=gate, name=lang)
    assert f"result (3, '{lang}')" in other.texts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_place_in_the_queue_is_shown_and_can_be_left(queue, gate, lang):
    first = Reader(lang, gate=gate, auto=1)
    first.until("shown 0")
    second = Reader(lang, gate=gate, auto=1, name="second")
    assert second.buttons == ["leave"]
    assert second.says("next")
    third = Reader(lang, gate=gate, auto=1, name="third")
    assert third.buttons == ["again"]
    assert third.says("full")
    second.press("leave")
    assert second.buttons == ["train"]
    second.app.run()
    assert second.buttons == ["train"]  # it does not start by itself again
    third.press("again")
    assert third.says("next")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_how_many_are_before_yours_is_shown(queue, gate, lang, monkeypatch):
    monkeypatch.setattr(queue, "_max_waiting", 3)
    Reader(lang, gate=gate, auto=1).until("shown 0")
    Reader(lang, gate=gate, auto=1, name="next")
    for before in (1, 2):
        reader = Reader(lang, gate=gate, auto=1, name=f"after {before}")
        assert reader.says("waiting", before=before)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_paused_stopped_and_resumed(queue, gate, lang, tmp_path):
    log = str(tmp_path / "log")
    reader = Reader(lang, gate=gate, auto=1, log=log)
    reader.until("shown 0")
    reader.press("pause")
    reader.until("result (0, 'so far')")
    assert reader.buttons == ["resume", "anew"]
    assert reader.says("paused", percent=0)
    until(lambda: said(log) == ["begin", "end"])
    reader.press("resume")
    assert "no result" in reader.texts
    reader.until("shown 0")
    reader.press("stop")
    reader.until("result (0, 'so far')")
    assert reader.buttons == ["anew"]
    assert reader.says("stopped", percent=0)
    reader.press("anew")
    Path(gate).touch()
    reader.until("result (3, None)")


def test_a_training_too_large_to_store_cannot_be_paused(queue, gate):
    reader = Reader(gate=gate, auto=1, pad=50_001)
    reader.until("shown 0")
    reader.press("pause")
    until(lambda: reader.app.run() and reader.says("refused"))
    assert reader.buttons == ["pause", "stop"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_failed_training_is_reported_and_can_be_retried(queue, lang, caplog):
    reader = Reader(lang, auto=1, start="failing")
    until(lambda: reader.app.run() and reader.says("failed"))
    assert reader.buttons == ["again"]
    assert "no result" in reader.texts
    reader.turn(start="counting", nbytes=10**9)
    until(lambda: reader.app.run() and reader.says("large"))


def test_a_training_continues_at_other_settings_until_another_starts(queue, gate):
    reader = Reader(gate=gate)
    reader.press("train")
    reader.until("shown 0")
    reader.turn(name="other")
    assert reader.says("other")
    assert reader.buttons == ["train", "pause", "stop"]
    assert "shown 0" not in reader.texts
    reader.press("train")
    assert queue.status(reader_of(queue)).key[-1] == ("name", "other")


def reader_of(queue):
    (reader,) = queue._subscriptions
    return reader


def test_a_training_of_another_page_is_named_before_it_is_replaced(queue, gate):
    reader = Reader(gate=gate)
    queue.submit(
        ("test session id", reader.app.session_state["reader"]),
        ("losses", "train"),
        tiny_trainings.counting,
        {"gate": gate},
    )
    reader.turn(auto=1)
    assert reader.says("elsewhere", page=PageText("losses", "fr").title)
    assert reader.buttons == ["train"]
    assert queue.status(reader_of(queue)).key == ("losses", "train")
    reader.press("train")
    assert queue.status(reader_of(queue)).key[0] == "home"


def test_resetting_the_page_gives_the_training_up(queue, gate):
    reader = Reader(gate=gate)
    reader.press("train")
    reader.until("shown 0")
    (reset,) = [b for b in reader.app.button if b.key == "home/reset"]
    reset.click().run()
    assert reader.buttons == ["train"]
    assert not queue._subscriptions


def test_a_reader_is_there_without_a_server():
    assert long_training.is_connected(("session", object()))
