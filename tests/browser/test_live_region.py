"""Who does not see the page is told each step, in the page's own words."""

from playwright.sync_api import Locator, expect

from app.content.catalogue import PageText
from lessons import prerequisites

COUNT = """e => { e.changes = 0;
    new MutationObserver(() => { e.changes++; }).observe(e, { childList: true }); }"""


def live_region(reader, kind: str) -> Locator:
    """The live region of the first drawing of a kind."""
    region = reader.page.locator(f"{kind} + .heard").first
    expect(region).to_have_attribute("role", "status")
    return region


def test_the_player_announces_each_step_but_rarely_while_playing(reader):
    reader.open("linear_regression")
    region, sentence = (
        live_region(reader, ".player:has(.bar)"),
        reader.figure.locator(".says"),
    )
    aside = reader.figure.locator(".aside")
    for control, key in (
        (reader.button("forward"), "Enter"),
        (reader.range("time"), "ArrowRight"),
    ):
        control.press(key)
        reader.painted()
        expect(region).to_have_text(f"{sentence.inner_text()} {aside.inner_text()}")
    region.evaluate(COUNT)
    reader.button("play").click()
    reader.page.wait_for_timeout(4500)  # some fifty steps
    assert 1 <= region.evaluate("e => e.changes") <= 2
    reader.button("pause").click()
    reader.painted()
    expect(region).to_contain_text(sentence.inner_text())


def test_a_stepped_drawing_announces_each_step_and_the_end(reader):
    for slug, kind in {
        "computation_graph": ".flow",
        "update_pitfalls": ".steps",
    }.items():
        reader.open(slug)
        whole, region = reader.page.locator(kind).first, live_region(reader, kind)
        sentence, slider = whole.locator(".says"), whole.get_by_role("slider")
        names = [reader.messages["steps"][name] for name in ("forward", "play")]
        step, play = (whole.get_by_role("button", name=n, exact=True) for n in names)
        for button, key in (step, "Enter"), (slider, "ArrowRight"), (slider, "Home"):
            button.press(key)
            expect(region).to_contain_text(sentence.inner_text())
        slider.press("End")
        end = sentence.inner_text()
        slider.press("ArrowLeft")
        expect(region).to_contain_text(sentence.inner_text())
        play.click()
        expect(play).to_be_visible()
        expect(region).to_contain_text(end)


def test_a_touched_element_is_announced(reader):
    reader.open("tensors")  # cells
    whole = reader.page.locator(".cells:has(.steps)")
    name = reader.messages["cells"]["forward"]
    whole.get_by_role("button", name=name).press("Enter")
    expect(live_region(reader, ".cells:has(.steps)")).to_contain_text(
        [*reader.words.labels("joins.steps").values()][1]
    )
    reader.page.locator(".cells svg[tabindex]").first.press("ArrowRight")
    expect(live_region(reader, ".cells")).to_have_text("x[0, 1] = 1,0")

    reader.navigate("losses")  # numbers that are dragged
    region = live_region(reader, ".dials")
    dials = reader.page.locator(".dials").first
    dials.get_by_role("slider").first.press("ArrowRight")
    reader.painted()
    expect(region).to_have_text(dials.locator(".says").inner_text())

    reader.navigate("modules")  # a chain of layers
    box = reader.page.locator(".chain .box").nth(1)
    box.press("Enter")
    expect(live_region(reader, ".chain")).to_have_text(box.get_attribute("aria-label"))

    reader.navigate("next_steps")  # the map
    title = PageText("batches", reader.lang).title
    reader.page.locator(".atlas .box").filter(has_text=title).press("Enter")
    region = live_region(reader, ".atlas")
    for slug in prerequisites("batches"):
        expect(region).to_contain_text(PageText(slug, reader.lang).title)
    reader.rest()
    expect(region).to_contain_text(
        title
    )  # still there when the page has been drawn anew
