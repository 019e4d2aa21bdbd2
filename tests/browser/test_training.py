"""A long training in the browser: it is followed, paused, left and given up."""

import re
import time
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from app.content.catalogue import load_messages
from tests.benchmarks.server import ROOT, serve

from .conftest import visiting

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def visitor(tabs, tmp_path_factory):
    """A reader of a page that trains, on a server with one long worker and one seat."""
    log = tmp_path_factory.mktemp("server") / "log"
    environment = {"PAGE": "tests/training_page.py", "WORKERS": "1"}
    environment |= {"LONG_WORKERS": "1", "QUEUE": "1"}
    with serve(ROOT / "tests" / "engine_app.py", log=log, **environment) as server:
        come = visiting(tabs, server.url, log)
        with come() as first:  # it waits until torch is loaded, here and there
            Page(first, auto=1, n=1).wait_for("done", 60_000)
        yield come


class Page:
    """The training page in one tab."""

    def __init__(self, reader, lang="fr", **parameters):
        self.reader, self.page = reader, reader.page
        self.messages = load_messages(lang)["training"]
        link = urlencode({"lang": lang} | parameters)
        self.page.goto(f"{reader.base}/?{link}")

    def press(self, name):
        self.page.get_by_role("button", name=self.messages[name], exact=True).click()

    def wait_for(self, name, timeout=20_000):
        """Wait for a message in the status, and check the page with axe."""
        start, _, end = self.messages[name].partition("{")
        pattern = re.escape(start) + (".*" if end else "")
        status = self.page.get_by_role("status").filter(has_text=re.compile(pattern))
        expect(status).to_be_visible(timeout=timeout)
        assert self.reader.too_wide() == []
        assert self.reader.violations(".stAppHeader") == []

    def numbers(self, word):
        """The number behind this word; it must be there."""
        text = self.page.get_by_text(re.compile(rf"^{word} \d+$")).inner_text()
        return int(text.split()[1])

    def shows(self, text):
        expect(self.page.get_by_text(text, exact=True)).to_be_visible()


def test_progress_updates_by_itself_and_the_training_waits_for_its_reader(
    visitor, tmp_path
):
    gate = tmp_path / "gate"
    with visitor() as reader:
        page = Page(reader, gate=gate, n=100, each=100)
        page.press("train")
        page.wait_for("running")
        runs, bar = page.numbers("run"), page.page.get_by_role("progressbar")
        before = bar.get_attribute("aria-valuenow")
        gate.touch()
        expect(bar).not_to_have_attribute("aria-valuenow", before)
        assert page.numbers("shown") > 0
        assert page.numbers("run") == runs
        page.press("pause")
        page.wait_for("paused")
        page.press("resume")
        page.wait_for("running")
        expect(bar).not_to_have_attribute("aria-valuenow", "0")
        page.page.get_by_role("link", name="elsewhere").click()
        page.shows("without a training")
        page.page.get_by_role("link", name="training").click()
        page.wait_for("running")
        page.shows("result (100, None)")
        page.wait_for("done")


def test_closing_the_tab_leaves_the_queue(visitor, tmp_path):
    gate, log = tmp_path / "gate", tmp_path / "log"
    with (
        visitor(viewport=PHONE, color_scheme="dark", locale="en-GB") as third,
        visitor(viewport=PHONE, color_scheme="dark", locale="en-GB") as second,
    ):
        with visitor() as first:
            Page(first, gate=gate, log=log, auto=1).wait_for("running")
            waiting_page = Page(second, "en", gate=gate, name="second", auto=1)
            waiting_page.wait_for("next")
            late = Page(third, "en", gate=gate, name="third", auto=1)
            late.wait_for("full")
            assert log.read_text() == "begin\n"
        start = time.monotonic()
        waiting_page.wait_for("running", 10_000)
        assert time.monotonic() - start < 10
        assert log.read_text() == "begin\nend\n"
        waiting_page.press("stop")
        waiting_page.wait_for("stopped")
        Page(third, "en", start="dying", auto=1).wait_for("failed")


def test_a_training_that_ends_in_the_first_run_keeps_the_controls(visitor, tmp_path):
    link = {"tensors.dtype": "int64", "tensors.seed": 3, "tensors.dim": 2}
    parameters = {"page": "tensors", "late": 1500, "auto": 1, "n": 2, "each": 100}
    parameters |= {"name": tmp_path.name}  # nobody has trained it yet
    with visitor() as reader:
        page = Page(reader, "en", **parameters, **link)
        page.shows("run 2")
        expect(reader.page.get_by_role("radio", name="int64")).to_be_checked()
        values = reader.page.get_by_test_id("stSliderThumbValue")
        expect(values).to_have_text(["3", "2"])
        reader.page.get_by_role("slider").first.press("End")
        page.shows("run 3")
        page.shows(f"result (2, '{tmp_path.name}')")
        expect(values).to_have_text(["9", "2"])
