"""On paper: the whole page in ink on white, without what moves it."""

import io
import re

from PIL import Image
from playwright.sync_api import expect

SLUG = "linear_regression"
SHEETS = re.compile(rb"/Type\s*/Page\b")
SIZES = """all => all.map(svg => {
    const { width, height } = svg.parentNode.getBoundingClientRect();
    return [width - svg.clientWidth, height - svg.clientHeight];
})"""


def test_a_printed_page_is_complete_and_has_no_controls(visitor):
    with visitor(color_scheme="dark") as reader:
        reader.open(SLUG)
        page = reader.page
        address = page.locator(".player .address")
        expect(address).to_be_hidden()
        page.emulate_media(media="print", color_scheme="dark")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        for name in ("stHeader", "stDownloadButton", "stButton"):
            for element in page.get_by_test_id(name).all():
                expect(element).to_be_hidden()
        expect(reader.button("play")).to_be_hidden()
        expect(reader.range("lr")).to_be_hidden()
        expect(page.get_by_test_id("stMain")).to_have_css("overflow", "visible")
        expect(page.get_by_test_id("stApp")).to_have_css(
            "background-color", "rgba(0, 0, 0, 0)"
        )
        expect(page.get_by_role("heading", level=1)).to_have_css(
            "color", "rgb(0, 0, 0)"
        )
        expect(reader.figure.locator(".says")).to_have_css("color", "rgb(0, 0, 0)")
        expect(address).to_have_text(page.url)
        drawings = reader.figure.locator(".area svg:visible")  # no rings to drag
        assert drawings.count() == 6
        assert all(abs(v) < 1 for gap in drawings.evaluate_all(SIZES) for v in gap)
        assert reader.too_wide() == []
        page.evaluate("dispatchEvent(new Event('afterprint'))")

        page.emulate_media(media="null", color_scheme="dark")  # the sheets' own
        sheets = page.pdf(prefer_css_page_size=True, outline=True, tagged=True)
        assert 3 <= len(SHEETS.findall(sheets)) <= 6
        last = reader.words.text("remember.title").encode("utf-16-be").hex().upper()
        assert f"FEFF{last}".encode() in sheets  # the last heading is on one of them
        expect(reader.button("play")).to_be_visible()
        assert reader.too_wide() == []


def test_a_printed_switch_shows_whether_it_is_on(visitor):
    """Paper takes no backgrounds: the knob is at the right and full, or neither."""
    with visitor() as reader:
        page = reader.open("computation_graph").page
        page.emulate_media(media="print")
        switches = page.get_by_test_id("stCheckbox")
        on = switches.filter(has=page.get_by_role("switch", checked=True))
        off = switches.filter(has=page.get_by_role("switch", checked=False))
        assert darkness(on.first)[1] > 0.25 > darkness(on.first)[0]
        assert max(darkness(off.first)) < 0.25 < darkness(off.first)[0] * 2.5
        page.emulate_media(media="null")


def darkness(switch):
    """How dark the left and the right half of a switch are."""
    knob = switch.locator("label > div").first
    image = Image.open(io.BytesIO(knob.screenshot())).convert("L")
    width, height = image.size
    halves = ((0, width // 2), (width // 2, width))
    parts = [image.crop((left, 2, right, height - 2)) for left, right in halves]
    return [sum(p.histogram()[:128]) / (p.width * p.height) for p in parts]
