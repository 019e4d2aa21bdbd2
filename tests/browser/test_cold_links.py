"""Links to settings that nobody has trained yet: the page's own reruns lose nothing."""

import pytest
from playwright.sync_api import expect

from app.content.catalogue import load_messages
from tests.benchmarks.server import ROOT, serve

from .conftest import first, visiting

LINKS = (
    ("text_classification", {"scenario": "small"}),
    ("text_classification", {"source": "upload", "seed": "1"}),
    ("image_classification", {"scenario": "heart"}),
    ("image_classification", {"model": "linear", "size": "300", "seed": "2"}),
)
WIDGETS = """() => [...document.querySelectorAll(
    "[role=radio], input[type=checkbox], [role=slider], input[type=range]")]
    .filter(e => e.closest("[data-testid=stMain]"))
    .map(e => [e.getAttribute("aria-label") ?? e.textContent,
        e.getAttribute("aria-valuetext") ?? "",
        e.getAttribute("aria-checked") ?? `${e.checked}`])"""
"""What each control of Streamlit's shows."""


@pytest.fixture(scope="module")
def visitor(tabs, tmp_path_factory):
    """A reader of a server that has trained nothing."""
    log = tmp_path_factory.mktemp("server") / "log"
    with serve(ROOT / "app" / "main.py", log=log) as server:
        yield visiting(tabs, server.url, log)


def controls(reader):
    """What the controls show once the training is done and the page at rest."""
    message = load_messages(reader.lang)["training"]["done"]
    status = reader.page.get_by_role("status").filter(has_text=message)
    expect(status).to_be_visible(timeout=90_000)
    reader.rest()
    reader.page.wait_for_timeout(700)  # longer than between two looks
    reader.rest()
    return reader.page.evaluate(WIDGETS)


@pytest.mark.parametrize("link", first(*LINKS), ids=lambda link: "-".join(link[1]))
def test_a_link_to_a_cold_server_keeps_its_settings(visitor, link):
    slug, settings = link
    with visitor() as reader:
        reader.open(slug, **settings)
        cold, address = controls(reader), reader.page.url
        reader.setting("seed").press("End")  # whatever is touched next
        reader.page.wait_for_url(lambda url: url != address)
        reader.rest()
        expect(
            reader.page.get_by_text(reader.messages["failure"]["text"])
        ).to_have_count(0)
        touched = set(reader.page.url.partition("?")[2].split("&"))
        others = set(address.partition("?")[2].split("&"))
        assert {part for part in others if ".seed=" not in part} < touched
    with visitor() as reader:
        reader.open(slug, **settings)
        assert controls(reader) == cold
