"""The stop of a training: dragged on the curve of its losses, and by key."""

from playwright.sync_api import expect

from lessons.generalisation import EVERY, N_UPDATES, WEIGHT_DECAYS, WIDTHS

SLUG = "generalisation"
OUTSIDE = "-9999"
"""Where a mark stands that is not to be seen."""


def test_the_stop_is_dragged_on_the_curve_and_the_best_one_is_marked(visitor, recorded):
    rec = recorded(SLUG)
    with visitor() as reader:
        reader.open(SLUG)
        plane = reader.page.locator(".player .picks")
        box, time = plane.bounding_box(), reader.range("time")
        y = box["y"] + box["height"] / 2
        reader.page.mouse.move(box["x"] + 0.3 * box["width"], y)
        reader.page.mouse.down()
        reader.page.mouse.move(box["x"] + 2 * box["width"], y, steps=4)
        reader.page.mouse.up()
        expect(time).to_have_value(str(N_UPDATES // EVERY))
        time.press("ArrowLeft")
        expect(time).to_have_value(str(N_UPDATES // EVERY - 1))

        ring = reader.page.locator(".player .lowest")
        at = {"width": 16, "weight_decay": 0.0}
        part = float(rec.at("best_t", **at)) / N_UPDATES
        cursor = reader.page.locator(".player .cursor")
        time.press("Home")
        left = cursor.bounding_box()["x"]
        time.press("End")
        right = cursor.bounding_box()["x"]
        place = ring.bounding_box()
        middle = place["x"] + place["width"] / 2
        assert abs(middle - (left + part * (right - left))) < 3

        cells = reader.page.locator(".player .end")
        cells.nth(WIDTHS.index(4) * len(WEIGHT_DECAYS)).click(force=True)
        expect(reader.range("width")).to_have_value(str(WIDTHS.index(4)))


def test_the_best_stop_is_hidden_while_a_question_is_open(visitor):
    """It would tell the answer; what the figure shows of a question stands there."""
    with visitor() as reader:
        reader.open(SLUG)
        messages = reader.messages["predict"]
        main = reader.page.get_by_test_id("stMain")
        ring = reader.figure.locator(".view-curve .lowest")
        points = reader.figure.locator(".view-function .dots").first

        def press(name):
            main.get_by_role("button", name=messages[name], exact=True).click()

        expect(ring).not_to_have_attribute("cx", OUTSIDE)
        stop = reader.words.labels("curve")["lowest"]
        assert stop in reader.figure.locator(".says").first.inner_text()
        for act in ("begin", "next", "next"):
            press(act)
            expect(ring).to_have_attribute("cx", OUTSIDE)
            expect(points).to_be_visible()
            assert stop not in reader.figure.locator(".says").first.inner_text()
            press("skip")
            expect(ring).not_to_have_attribute("cx", OUTSIDE)
        assert reader.errors == []
