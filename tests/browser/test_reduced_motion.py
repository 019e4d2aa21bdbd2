"""Who asks for less motion sees nothing move by itself; Play still steps."""

from playwright.sync_api import expect

MOVING = """() => {
    const long = time => time.split(",").some(t => parseFloat(t) > 0.01);
    return [...document.querySelectorAll("body *")].flatMap(function inside(e) {
        const style = getComputedStyle(e), found = [];
        if (style.animationName !== "none" && long(style.animationDuration) ||
            style.transitionProperty !== "none" && long(style.transitionDuration) ||
            style.scrollBehavior === "smooth") found.push(e.outerHTML.slice(0, 120));
        const deeper = [...(e.shadowRoot?.querySelectorAll("*") ?? [])];
        return [...found, ...deeper.flatMap(inside)];
    });
}"""
"""What would glide, fade or turn, drawn components included."""

RUNNING = """() => document.getAnimations().filter(animation =>
    animation.effect.getComputedTiming().duration > 10).length"""
"""How many animations run that can be seen: a transition of 1 ms cannot."""


def test_with_reduced_motion_nothing_moves_by_itself_and_play_still_steps(visitor):
    with visitor(reduced_motion="reduce") as reader:
        for slug in ("linear_regression", "computation_graph", "update_pitfalls"):
            reader.open(slug)
            assert reader.page.evaluate(MOVING) == []
            assert reader.page.evaluate(RUNNING) == 0
            slider = reader.page.locator(".player, .flow, .steps").first
            slider = slider.get_by_role("slider").first
            expect(slider).to_have_value("0")
            name = reader.messages["player"]["play"]
            play = reader.page.get_by_role("button", name=name, exact=True).first
            play.click()
            expect(slider).not_to_have_value("0")
            assert int(slider.input_value()) <= 2  # a step at a time
        reader.page.emulate_media(reduced_motion="no-preference")
        assert reader.page.evaluate(MOVING)  # the test sees what else would move
