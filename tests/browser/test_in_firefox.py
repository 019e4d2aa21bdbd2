"""The pages with a player in Firefox, as they are and in front of a class."""

import pytest

from app.content.catalogue import load_messages
from app.export.page_file import page_file
from app.page.figure_frame import frame_html

from .firefox import DEEP, READY, Firefox

PLAYERS = (
    "home",
    "gradient_descent",
    "linear_regression",
    "batches",
    "polynomial",
    "optimizers",
    "playground",
)
STEP = (
    "async forward => {"
    + DEEP
    + """
    const parts = () => all().filter(e => e.matches(".figures, .acts"));
    const shown = () => parts().map(e => e.innerHTML).join();
    const time = one(".bar input[type=range]"), before = shown();
    const buttons = all().filter(e => e.matches(".bar button"));
    const button = buttons.find(e => e.textContent === forward);
    for (let acts = 0; acts < 6 && time.value === "0"; acts++) {
      button.click();
      await painted();
    }
    return [time.value, shown() !== before]; }"""
)

DOTS = (
    "async () => {"
    + DEEP
    + """
    const dots = all().filter(e => e.matches(".figures path")
        && /^(M-?[\\d.]+,-?[\\d.]+h0?(\\.0\\d*)?)+$/.test(e.getAttribute("d") ?? ""));
    const size = (e, name) => parseFloat(getComputedStyle(e).getPropertyValue(name));
    const area = dots.map(e => (e.getAttribute("d").split("M").length - 1) * Math.PI
        * (size(e, "--grown") * size(e, "stroke-width") / 2) ** 2);
    for (const e of all()) if (e.style)
      e.style.visibility = e.closest("clipPath") ? "visible" : "hidden";
    document.body.style.background = "white";
    for (const e of dots)
      Object.assign(e.style, { visibility: "visible", opacity: 1, stroke: "black" });
    await painted();
    return [dots.length, area.reduce((sum, one) => sum + one, 0)]; }"""
)
"""Leaves nothing on the screen but the dots of the figure, black; how many paths they
are, and how many pixels if no two overlap."""


def ready(fox: Firefox) -> None:
    """The figure is drawn and the server has nothing to add."""
    fox.wait(READY)


@pytest.mark.parametrize("slug", PLAYERS)
def test_a_page_is_drawn_and_played_in_firefox(fox, server, slug):
    forward, before = load_messages("en")["player"]["forward"], len(fox.errors)
    for mode in ("0", "1"):
        fox.go(f"{server}/{slug}?lang=en&projector={mode}")
        ready(fox)
        assert fox.run(STEP, forward) == ["1", True]
    paths, most = fox.run(DOTS)  # in front of a class: there the page is zoomed
    ink = sum(fox.picture().convert("L").histogram()[:128])
    assert (paths > 0) == (slug not in ("home", "playground"))
    assert 0.05 * most <= ink <= 1.15 * most
    assert fox.errors[before:] == []


def test_a_page_as_a_file_plays_in_firefox(fox, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(page_file("gradient_descent", "en"), encoding="utf-8")
    forward, before = load_messages("en")["player"]["forward"], len(fox.errors)
    fox.go(file.as_uri())
    ready(fox)
    assert fox.run(STEP, forward) == ["1", True]
    assert fox.errors[before:] == []


HEIGHT = 'async () => parseFloat(document.querySelector("iframe").style.height || 0)'


def test_a_figure_in_a_frame_of_another_site_has_its_height_in_firefox(
    fox, server, other_site
):
    before = len(fox.errors)
    address = f"{server}/linear_regression?lang=en"
    frame = frame_html(address, "Figure", 200)
    other_site.html = f"<!doctype html><meta charset=utf-8><main>{frame}</main>"
    fox.go(other_site.address)
    assert fox.wait(HEIGHT) > 400
    cookie = "_streamlit_xsrf"  # for uploads, which a figure has not
    assert [e for e in fox.errors[before:] if cookie not in e] == []
