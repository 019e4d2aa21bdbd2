"""A learner goes through a whole page by keyboard alone, and sends it to another."""

import nbformat
from playwright.sync_api import Locator, expect

from lessons.contract import RIGHT

from .reader import Reader

SLUG = "linear_regression"
FOCUSED = """e => {
    let active = document.activeElement;
    while (active.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return e === active || (e.contains(active) && !e.matches("body"));
}"""
BEHIND = """e => {
    const outer = n => {
        while (n.getRootNode() instanceof ShadowRoot) n = n.getRootNode().host;
        return n;
    };
    const place = outer(e).compareDocumentPosition(outer(document.activeElement));
    return Boolean(place & Node.DOCUMENT_POSITION_FOLLOWING);
}"""
MOST = 220
"""Presses of the Tab key that lead round the whole page."""


class Learner:
    """Hands on a keyboard; there is no mouse.

    Args:
        reader: whose page it is.
    """

    def __init__(self, reader):
        self.reader = reader
        self.press = reader.page.keyboard.press

    def go(self, target: Locator, back: bool = False) -> Locator:
        """Press Tab until the focus is there; Shift and Tab if it is behind."""
        expect(target).to_be_enabled()
        back = back or target.evaluate(BEHIND)
        for _ in range(MOST):
            if target.evaluate(FOCUSED):
                return target
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"{target} is not reached by Tab")

    def push(self, name: str, back: bool = False) -> None:
        """Go to a button and press it."""
        button = self.reader.page.get_by_role("button", name=name, exact=True)
        self.go(button, back)
        self.press("Enter")

    def set(self, name: str, place: int) -> None:
        """Go to a range of the figure and move it to this place."""
        target = self.go(self.reader.range(name), back=True)
        while (at := int(target.input_value())) != place:
            self.press("ArrowRight" if at < place else "ArrowLeft")
        self.reader.page.wait_for_timeout(400)  # a release is sent a moment later
        self.reader.rest()


def numbers_and_sentences(reader: Reader) -> list[str]:
    """The numbers of the acts, and the sentences below them."""
    reader.painted()
    return reader.figure.locator(".act, .says, .aside").all_inner_texts()


def test_a_learner_plays_a_whole_page_by_keyboard(visitor):
    """In English: most of the other tests of the browser read French."""
    lang = "en"
    with visitor(reduced_motion="reduce") as reader:
        reader.open(SLUG, lang)
        page, messages = reader.page, reader.messages
        predict, exercise = messages["predict"], messages["exercise"]
        learner = Learner(reader)

        # predict, commit, reveal
        learner.push(predict["begin"])
        commit = page.get_by_role("button", name=predict["commit"])
        expect(commit).to_be_disabled()
        reader.settle()
        learner.go(page.get_by_test_id("stRadio").get_by_role("radio").first)
        learner.press("Space")
        expect(commit).to_be_enabled()
        learner.push(predict["commit"])
        expect(reader.range("time")).to_have_value("200")
        expect(page.get_by_role("button", name=predict["again"])).to_be_visible()
        reader.settle()

        # exercise: set up, look, set, check
        learner.push(exercise["begin"])
        check = page.get_by_role("button", name=exercise["check"])
        under_figure = page.locator(f".st-key-{SLUG}-exercise")
        expect(
            under_figure.get_by_role("button", name=exercise["check"])
        ).to_be_enabled()
        expect(check).to_have_count(1)  # until then it stands at its old place too
        sentences = reader.words.labels("exercise.goal.told")
        learner.push(exercise["check"])
        expect(page.get_by_text(exercise["wrong"].strip("*"))).to_be_visible()
        learner.set("lr", 34)
        learner.push(exercise["check"])
        expect(
            page.get_by_text(exercise["right"].strip("*"), exact=True)
        ).to_be_visible()
        assert sentences[RIGHT]

        # compare: two runs pinned, over the figure
        for place, letter in ((10, "A"), (30, "B")):
            learner.set("lr", place)
            learner.push(messages["compare"]["pin"])
            remove = messages["compare"]["remove"].format(letter=letter)
            expect(page.get_by_role("button", name=remove)).to_be_visible()
            reader.rest()

        # export
        with page.expect_download() as download:
            learner.push(messages["app"]["notebook"])
        book = nbformat.read(download.value.path(), nbformat.NO_CONVERT)
        nbformat.validate(book)
        assert reader.words.text("question") in str(book.cells[0].source)

        # this moment, as a link
        learner.go(reader.range("time"), back=True)
        for _ in range(7):
            learner.press("ArrowRight")
        before, step = numbers_and_sentences(reader), reader.step()
        learner.push(messages["app"]["share"])
        link = page.get_by_role("dialog").locator(".call code").first
        expect(link).to_contain_text("http")
        address = link.inner_text()
        learner.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        assert len(address) <= 2000

    with visitor(reduced_motion="reduce") as other:
        other.page.goto(address)
        other.arrive(SLUG)
        assert other.lang == lang
        assert other.step() == step
        assert (
            numbers_and_sentences(other) == before
        )  # the exercise under the figure makes it lower
