"""What moves a figure is seen with the figure."""

import pytest
from playwright.sync_api import expect

from lessons import lesson

from .conftest import DESKTOP, VISITS
from .test_phone import PHONE

SEEN = 0.6
"""The part of a plot that is seen, at least, where its settings are."""

SEEN_ON_A_PHONE = {"computation_graph": 0.5, "tensors": -9}
"""There a program stands between graph and sliders, and the text fields of shapes."""

PLOTS = (
    ".player .area, .cells .whole, .cells svg, .flow .graph, .steps .whole,"
    " [data-testid=stVegaLiteChart], [data-testid=stGraphVizChart]"
)

SEEN_WITH_SETTINGS = """(plots, keys) => {
    const main = document.querySelector("[data-testid=stMain]");
    const header = document.querySelector("[data-testid=stHeader]");
    const low = header.getBoundingClientRect().bottom;
    const seenNow = plot => {
        const { top, bottom, height } = plot.getBoundingClientRect();
        const seen = Math.min(bottom, innerHeight) - Math.max(top, low);
        return height && getComputedStyle(plot).visibility !== "hidden"
            ? seen / Math.min(height, 0.75 * (innerHeight - low)) : 0;
    };
    const most = () => Math.max(...plots.map(seenNow));
    const found = {};
    for (const key of keys) {
        const slider = document.querySelector(`.st-key-${key} [data-testid=stSlider]`);
        if (!slider) continue;
        const shares = ["start", "end"].map(block => {
            slider.scrollIntoView({ block, behavior: "instant" });
            const { top, bottom } = slider.getBoundingClientRect();
            const far = block === "start" ? top - low - 4 : bottom - innerHeight + 4;
            main.scrollBy(0, far);
            return most();
        });
        found[key] = Math.max(...shares);
    }
    main.scrollTo({ top: 0, behavior: "instant" });
    return found;
}"""


def trained_controls(slug):
    """The keys of the widgets of a page's controls that need a new training."""
    return [f"{slug}-{c.name}" for c in lesson(slug).controls_with_use("trained")]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_most_of_a_plot_is_seen_with_each_setting_that_it_follows(visit, size):
    if visit.lang != next(lang for slug, lang in VISITS if slug == visit.slug):
        pytest.skip("seen in the page's first language")
    visit.page.set_viewport_size(size)
    visit.settle()
    plots, keys = visit.page.locator(PLOTS), trained_controls(visit.slug)
    plots.first.wait_for(state="attached")  # of a training, a moment later
    seen = plots.evaluate_all(SEEN_WITH_SETTINGS, keys)
    least = SEEN_ON_A_PHONE.get(visit.slug, SEEN) if size is PHONE else SEEN
    assert {key: share for key, share in seen.items() if share < least} == {}
    for compact in visit.page.locator(".compact").all():  # others scroll under it
        expect(compact).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")
