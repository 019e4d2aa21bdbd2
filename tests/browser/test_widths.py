"""Every page at widths between a phone and a wall; up to 1040 px in steps of 40."""

from pathlib import Path

import pytest

from app.content.catalogue import GUIDES, PageText

pytestmark = pytest.mark.by_turns
LAYOUT = Path(__file__).with_name("layout.js").read_text("utf-8")
WIDTHS = sorted({*range(320, 1041, 40), 390, 1024, 1160, 1280, 1440, 1680, 1920})


def widths_by_fault(page):
    """Map each overflowing, clipped or covered element to the widths that show it.

    A fault counts if it is still there once slow elements have found their place.
    """
    faults = {}
    page.get_by_test_id("stMain").evaluate("e => e.scrollTo(0, 0)")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        remaining = page.evaluate(LAYOUT)
        for _ in range(10):
            if not remaining:
                break
            page.wait_for_timeout(100)
            remaining = [fault for fault in page.evaluate(LAYOUT) if fault in remaining]
        for fault in remaining:
            faults.setdefault(fault, []).append(width)
    return faults


def test_no_element_overflows_is_clipped_or_covered(visit):
    assert widths_by_fault(visit.page) == {}


@pytest.mark.parametrize("slug", GUIDES)
def test_no_element_of_a_guide_overflows_is_clipped_or_covered(visitor, slug):
    with visitor() as reader:
        reader.page.goto(f"{reader.base}/{slug}?lang=fr")
        question = PageText(slug, "fr").text("question")
        reader.page.get_by_role("heading", level=1, name=question).wait_for()
        reader.rest()
        assert widths_by_fault(reader.page) == {}
