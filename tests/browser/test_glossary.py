"""A term of the prose explains itself: pointed at, touched, or reached with Tab."""

from playwright.sync_api import expect

from app.content.glossary import load_terms
from tests.waiting import until

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def link_of(reader, name):
    """The first link of a term on the page, in view."""
    link = reader.page.locator(f"a[href='#term-{name}']").first
    link.evaluate("e => e.scrollIntoView({ block: 'center' })")
    return link


def card_of(reader):
    """The card that explains a term."""
    return reader.page.get_by_role("tooltip")


def sentence(name, lang):
    """What the glossary says of a term."""
    (text,) = (term.text for term in load_terms(lang) if term.name == name)
    return text


def test_a_term_is_explained_where_the_mouse_points(visitor):
    with visitor() as reader:
        reader.open("gradient_descent", "en")
        link = link_of(reader, "curvature")
        link.hover()
        expect(card_of(reader)).to_have_text(sentence("curvature", "en"))
        assert card_of(reader).locator("path").count() == 2
        reader.page.mouse.move(1, 1)
        expect(card_of(reader)).to_have_count(0)


def test_a_term_is_explained_to_the_keyboard_and_hidden_by_escape(visitor):
    with visitor() as reader:
        reader.open("gradient_descent", "fr")
        link = link_of(reader, "curvature")
        link.focus()
        card = card_of(reader)
        expect(card).to_have_text(sentence("curvature", "fr"))
        expect(link).to_have_attribute("aria-describedby", card.get_attribute("id"))
        before = link.bounding_box()["y"]
        link.evaluate("e => e.scrollIntoView({ block: 'start' })")
        until(lambda: link.bounding_box()["y"] < before)
        link.evaluate("() => new Promise(requestAnimationFrame)")
        expect(card).to_be_visible()  # the focus itself may scroll to a term
        assert not reader.violations()
        reader.page.keyboard.press("Escape")
        expect(card).to_have_count(0)


def test_a_finger_touches_a_term_and_the_page_stays_where_it_is(visitor):
    with visitor(**PHONE) as reader:
        reader.open("gradient_descent", "fr")
        address = reader.page.url
        link = link_of(reader, "curvature")
        link.tap()
        card = card_of(reader)
        expect(card).to_be_visible()
        box = card.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390
        assert box["y"] >= 0 and box["y"] + box["height"] <= 844
        reader.page.touchscreen.tap(5, 400)
        expect(card).to_have_count(0)
        assert reader.page.url == address
