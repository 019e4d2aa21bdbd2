"""A fresh Chromium whose pages carry the probe: what was painted, and when."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import FLAGS, find_chromium

PROBE = Path(__file__).with_name("probe.js")
DESKTOP = {"width": 1280, "height": 800}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a Chromium with an empty profile."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def new_page(browser: Browser) -> Page:
    """Open a page in a context of its own: nothing cached, `probe` in each document."""
    page = browser.new_context(viewport=DESKTOP, locale="fr-FR").new_page()
    page.set_default_timeout(60_000)
    page.add_init_script(path=PROBE)
    return page
