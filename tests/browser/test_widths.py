"""Every page at every width between a phone and a wall, in steps of 40 px."""

from pathlib import Path

import pytest

from app.content.catalogue import GUIDES, PageText

LAYOUT = Path(__file__).with_name("layout.js").read_text("utf-8")
WIDTHS = sorted({*range(320, 1921, 40), 390, 1024})


def faults(page):
    """By what is beyond the edge, cut or over something else: the widths.

    What is found is looked at again when what takes its time has found its place.
    """
    found = {}
    page.get_by_test_id("stMain").evaluate("e => e.scrollTo(0, 0)")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        seen = page.evaluate(LAYOUT)
        for _ in range(10):
            if not seen:
                break
            page.wait_for_timeout(100)
            seen = [fault for fault in page.evaluate(LAYOUT) if fault in seen]
        for fault in seen:
            found.setdefault(fault, []).append(width)
    return found


def test_no_element_overflows_is_clipped_or_covered(visit):
    assert faults(visit.page) == {}


@pytest.mark.parametrize("slug", GUIDES)
def test_no_element_of_a_guide_overflows_is_clipped_or_covered(visitor, slug):
    with visitor() as reader:
        reader.page.goto(f"{reader.base}/{slug}?lang=fr")
        question = PageText(slug, "fr").text("question")
        reader.page.get_by_role("heading", level=1, name=question).wait_for()
        reader.rest()
        assert faults(reader.page) == {}
