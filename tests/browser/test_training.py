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
            Page(first, auto=1, n=1).told("done", 60_000)
        yield come


class Page:
    """The training page in one tab."""

    def __init__(self, reader, lang="fr", **asked):
        self.reader, self.page = reader, reader.page
        self.says = load_messages(lang)["training"]
        link = urlencode({"lang": lang} | asked)
        self.page.goto(f"{reader.base}/?{link}")

    def press(self, name):
        self.page.get_by_role("button", name=self.says[name], exact=True).click()

    def told(self, name, late=20_000):
        """Wait until the page says it, and axe has nothing against how."""
        start, _, end = self.says[name].partition("{")
        said = re.escape(start) + (".*" if end else "")
        status = self.page.get_by_role("status").filter(has_text=re.compile(said))
        expect(status).to_be_visible(timeout=late)
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
        page.told("running")
        runs, bar = page.numbers("run"), page.page.get_by_role("progressbar")
        before = bar.get_attribute("aria-valuenow")
        gate.touch()
        expect(bar).not_to_have_attribute("aria-valuenow", before)
        assert page.numbers("shown") > 0
        assert page.numbers("run") == runs
        page.press("pause")
        page.told("paused")
        page.press("resume")
        page.told("running")
        expect(bar).not_to_have_attribute("aria-valuenow", "0")
        page.page.get_by_role("link", name="elsewhere").click()
        page.shows("without a training")
        page.page.get_by_role("link", name="training").click()
        page.told("running")
        page.shows("result (100, None)")
        page.told("done")


def test_closing_the_tab_leaves_the_queue(visitor, tmp_path):
    gate, log = tmp_path / "gate", tmp_path / "log"
    with (
        visitor(viewport=PHONE, color_scheme="dark", locale="en-GB") as third,
        visitor(viewport=PHONE, color_scheme="dark", locale="en-GB") as second,
    ):
        with visitor() as first:
            Page(first, gate=gate, log=log, auto=1).told("running")
            waits = Page(second, "en", gate=gate, name="second", auto=1)
            waits.told("next")
            late = Page(third, "en", gate=gate, name="third", auto=1)
            late.told("full")
            assert log.read_text() == "begin\n"
        left = time.monotonic()
        waits.told("running", 10_000)
        assert time.monotonic() - left < 10
        assert log.read_text() == "begin\nend\n"
        waits.press("stop")
        waits.told("stopped")
        Page(third, "en", start="dying", auto=1).told("failed")


def test_a_training_that_ends_in_the_first_run_keeps_the_controls(visitor, tmp_path):
    link = {"tensors.dtype": "int64", "tensors.seed": 3, "tensors.dim": 2}
    asked = {"page": "tensors", "late": 1500, "auto": 1, "n": 2, "each": 100}
    asked |= {"name": tmp_path.name}  # nobody has trained it yet
    with visitor() as reader:
        page = Page(reader, "en", **asked, **link)
        page.shows("run 2")
        expect(reader.page.get_by_role("radio", name="int64")).to_be_checked()
        values = reader.page.get_by_test_id("stSliderThumbValue")
        expect(values).to_have_text(["3", "2"])
        reader.page.get_by_role("slider").first.press("End")
        page.shows("run 3")
        page.shows(f"result (2, '{tmp_path.name}')")
        expect(values).to_have_text(["9", "2"])
