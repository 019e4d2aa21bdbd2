"""The stack of layers: touched, moved by its sliders, refused, on a phone."""

from playwright.sync_api import expect

SLUG = "modules"


def test_touching_a_layer_shows_its_sliders_and_updates_the_shapes(visitor):
    with visitor() as reader:
        stack = (
            "Linear(4, 8), BatchNorm1d(8), Linear(8, 1)"  # one keeps a single number
        )
        reader.open(SLUG, **{f"{SLUG}.stack": stack})
        boxes = reader.page.locator(".chain .box")
        shapes = reader.page.locator(".chain .arrow .shape")
        boxes.nth(2).click()
        expect(boxes.nth(2)).to_have_attribute("aria-pressed", "true")
        expect(boxes.nth(0)).to_have_attribute("aria-pressed", "false")
        reader.rest()
        slider = reader.page.get_by_role("slider", name="out_features")
        expect(slider).to_have_attribute("aria-valuetext", "1")
        slider.focus()
        slider.press("ArrowRight")
        expect(shapes.nth(3)).to_have_text("(5,\u00a02)")
        expect(boxes.nth(2)).to_have_attribute("aria-pressed", "true")
        boxes.nth(0).press("Enter")
        reader.rest()
        expect(slider).to_have_attribute("aria-valuetext", "8")
        slider.press("ArrowRight")
        expect(boxes.nth(2)).to_have_class("box wrong")
        message = reader.page.get_by_text("mat1 and mat2 shapes cannot be multiplied")
        expect(message).to_be_visible()
        reader.rest()
        assert reader.violations() == []


def test_layers_stack_vertically_on_a_phone(visitor):
    with visitor(viewport={"width": 390, "height": 844}) as reader:
        reader.open(SLUG, **{f"{SLUG}.scenario": "pair"})
        boxes = reader.page.locator(".chain .box")
        one, two = (boxes.nth(i).bounding_box() for i in (0, 1))
        assert one["y"] + one["height"] < two["y"]
        assert one["x"] + one["width"] <= 390
        assert reader.too_wide() == []
