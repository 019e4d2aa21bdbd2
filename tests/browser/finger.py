"""A finger on the screen of a phone: it drags, taps or scrolls."""

from typing import Any

from playwright.sync_api import CDPSession, Locator, Page

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
}


class Finger:
    """One finger.

    Args:
        page: a tab with touch.
    """

    def __init__(self, page: Page):
        self.page = page
        self.session: CDPSession = page.context.new_cdp_session(page)

    def drag(self, x: float, y: float, *ways: tuple[float, float]) -> None:
        """Put it down, go straight on by each of these ways, take it up."""
        self._send("touchStart", x, y)
        for dx, dy in ways:
            for k in range(1, 11):
                self._send("touchMove", x + dx * k / 10, y + dy * k / 10)
                self.page.wait_for_timeout(16)
            x, y = x + dx, y + dy
        self._send("touchEnd")
        self.page.wait_for_timeout(50)

    def drag_from(self, target: Locator, *ways: tuple[float, float]) -> None:
        """Put it down in the middle of something that can be seen, and go on."""
        self.drag(*middle(target), *ways)

    def _send(self, kind: str, *place: float) -> None:
        points = [dict(zip("xy", place, strict=True))] if place else []
        event = {"type": kind, "touchPoints": points}
        self.session.send("Input.dispatchTouchEvent", event)


def middle(target: Locator) -> tuple[float, float]:
    """The middle of something that can be seen."""
    box = target.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
