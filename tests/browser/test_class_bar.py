"""A class in real browsers: the projected page, pupils' pages, what goes between."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.activities.classroom import codes
from app.activities.classroom.class_state import ClassState, Moment
from app.activities.classroom.class_store import ClassStore
from app.activities.classroom.database import Database
from app.content.catalogue import load_messages
from lessons import lesson
from tests.waiting import until

from .conftest import DESKTOP, first
from .reader import DRAWER, Reader

PAGE = "linear_regression"
OTHER = "batches"
QUESTION = next(q for q in lesson(PAGE).questions if q.kind == "choice")
PHONE = {"width": 390, "height": 844}
WALL = {"width": 1280, "height": 720}
WORDS = load_messages("en")["classroom"]
REMOTE = load_messages("en")["class_remote"]
SESSION = load_messages("en")["predict"]


class Class:
    """A class in the server's database, and browsers in it.

    Args:
        store: the server's database.
        browser: makes a browser for each person.
        server: the address of the app.
    """

    def __init__(self, store: ClassStore, browser: Browser, server: str):
        self.store, self.browser, self.server = store, browser, server
        state = ClassState(page=PAGE, lang="en")
        self.code, self.teacher_secret = store.open_class(state)
        self.contexts: list[Any] = []
        self.errors: list[str] = []

    @property
    def state(self) -> ClassState:
        """The class as the database has it."""
        return self.store.get(self.code).state

    def enter(self, cookie: str, secret: str, size: dict, **options: Any) -> Page:
        """Return a tab of a browser with this cookie."""
        context = self.browser.new_context(viewport=size, locale="en-GB", **options)
        context.add_cookies(
            [{"name": cookie, "value": secret, "url": self.server, "httpOnly": True}]
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def stage(self, slug: str = PAGE, projector: bool = True) -> Page:
        """Return the projected page, its code put away."""
        secret = self.teacher_secret
        page = self.enter(codes.teacher_cookie(self.code), secret, WALL)
        mode = "&projector=1" if projector else ""
        page.goto(f"{self.server}/{slug}?class={self.code}&lang=en{mode}")
        expect(page.locator(".class-bar .bar .state")).to_contain_text("●")
        if page.locator("dialog[open]").count():
            page.get_by_role("button", name=WORDS["stage_bar_begin"]).click()
        return page

    def pupil(self, slug: str = PAGE, size: dict = PHONE, **options: Any) -> Page:
        """Return a pupil's page."""
        secret = codes.create_secret()
        page = self.enter(codes.seat_cookie(self.code), secret, size, **options)
        page.goto(f"{self.server}/{slug}?class={self.code}&lang=en")
        expect(page.locator(".class-bar .bar .state")).to_contain_text(
            WORDS["bar_with"]
        )
        return page

    def change(self, phase: Any = None, turn: bool = True, **changes: Any) -> None:
        """Change the class as a teacher would."""

        def changed(record):
            state = record.state
            return state.with_turn(**changes) if turn else replace(state, **changes)

        self.store.update(self.code, changed, phase)

    def ask(self, page: str = PAGE, question: str = QUESTION.name) -> int:
        """Ask a question; return its round."""

        def change(record):
            return record.state.with_turn(page=page, question=question, seed=0)

        return self.store.rounds.ask(self.code, change).round

    def close(self) -> None:
        """Close all browsers, end the class."""
        for context in self.contexts:
            context.close()
        self.store.end_class(self.code)


@pytest.fixture(scope="module")
def store(server: str, server_log) -> Iterator[ClassStore]:
    """The database of the server."""
    file = server_log.with_name("classes.sqlite")
    store = ClassStore(Database(f"sqlite:///{file}"))
    yield store
    store.database.close()


@pytest.fixture
def opened(store: ClassStore, browser: Browser, server: str) -> Iterator[Class]:
    """A class, whose browsers have no error at the end."""
    opened = Class(store, browser, server)
    yield opened
    opened.close()
    assert opened.errors == []


def option(page: Page, place: int = 0) -> Locator:
    """Return an option of the ballot."""
    return page.locator(".ballot").get_by_role("radio").nth(place)


def ballot_state(page: Page) -> Locator:
    """Return what the ballot, or the projected page, says of the answers."""
    return page.locator(".ballot .state")


def rate(page: Page):
    """Return the slider of the learning rate."""
    return page.locator(".player input[type=range][aria-label^='Learning rate']").first


def where(page: Page) -> str:
    """Return the name of the page that a tab is at."""
    return re.sub(r"\?.*", "", page.url).rpartition("/")[2]


def is_covered(page: Page) -> bool:
    """Return whether the page is covered by a pause."""
    return page.locator(".class-pause").is_visible()


def test_ask_answer_show_close_reveal_by_keys(opened):
    stage, pupil = opened.stage(), opened.pupil()
    stage.keyboard.press("p")
    expect(option(pupil)).to_be_visible()
    expect(ballot_state(stage)).to_have_text("Answers: 0 of 1")
    option(pupil).check()
    expect(ballot_state(pupil)).to_have_text(WORDS["ballot_received"])
    expect(ballot_state(stage)).to_have_text("Answers: 1 of 1")
    rows = stage.locator(".ballot .answers")
    expect(rows).not_to_contain_text(re.compile(r"\b1$"))
    one_screen(stage)
    stage.keyboard.press("s")
    expect(rows).to_contain_text("1")
    stage.keyboard.press("c")
    expect(ballot_state(pupil)).to_have_text(WORDS["ballot_closed"])
    stage.keyboard.press("r")
    verdict = re.compile("|".join(SESSION[n].strip("*. ") for n in ("right", "wrong")))
    expect(pupil.get_by_text(verdict).first).to_be_visible()
    answered = WORDS["results_answers"].format(n=1)
    for page in (stage, pupil):
        expect(page.locator(".results").get_by_text(answered).first).to_be_visible()


def one_screen(page: Page) -> None:
    """Check that figure, question and count are on the wall at once."""
    height = page.viewport_size["height"]
    bar = page.locator(".class-bar .bar").bounding_box()
    count = ballot_state(page).bounding_box()
    figure = page.locator(".view-fit").first.bounding_box()
    assert figure["y"] >= 0
    assert count["y"] + count["height"] <= bar["y"] + 1 <= height
    assert page.evaluate("scrollY") == 0


def test_a_question_elsewhere_is_announced_and_the_pupil_can_go_back(opened):
    pupil = opened.pupil("tensors")
    opened.ask()
    expect(pupil.locator(".class-bar .bar .note")).to_contain_text(
        WORDS["bar_question"]
    )
    assert where(pupil) == "tensors"
    go = pupil.get_by_role("button", name=WORDS["bar_go"])
    expect(go).to_be_focused()  # nobody was doing anything
    pupil.keyboard.press("Enter")
    pupil.wait_for_url(f"**/{PAGE}?**")
    expect(option(pupil)).to_be_focused()
    expect(option(pupil)).not_to_be_checked()
    asked = WORDS["ballot_asked"].partition("{")[0]
    expect(pupil.locator(".ballot + .heard")).to_contain_text(asked)
    opened.change(phase="revealed")
    pupil.get_by_role("button", name=WORDS["bar_back"]).click()
    pupil.wait_for_url("**/tensors?**")
    expect(pupil.get_by_role("button", name=WORDS["bar_back"])).to_be_hidden()
    field = pupil.locator("input[type=text]:visible").first
    field.focus()
    opened.ask()
    expect(go).to_be_visible()
    expect(field).to_be_focused()  # who types goes on
    pupil.wait_for_url(f"**/{PAGE}?**")
    expect(option(pupil)).to_be_visible()
    expect(option(pupil)).not_to_be_focused()


def test_follow_me_brings_settings_and_a_drag_without_another_run(opened):
    pupil = opened.pupil("tensors")
    opened.change(follow=True, moment=Moment(PAGE, f"{PAGE}.n_epochs=100"))
    pupil.wait_for_url(f"**/{PAGE}?**n_epochs=100**")
    expect(rate(pupil)).to_be_visible()
    turn = opened.state.turn
    place = lesson(PAGE)["lr"].values.index(0.5)
    moment = replace(opened.state.moment, positions={"lr": place}, step=30, drag=1)
    opened.change(turn=False, moment=moment)
    expect(rate(pupil)).to_have_value(str(place))
    assert opened.state.turn == turn


def test_the_projected_page_sends_its_drag_and_its_settings(opened):
    stage = opened.stage()
    stage.keyboard.press("f")
    expect(stage.get_by_role("button", name=REMOTE["mode_follow"])).to_have_attribute(
        "aria-pressed", "true"
    )
    rate(stage).focus()
    before = int(rate(stage).input_value())
    stage.keyboard.press("ArrowRight")
    until(lambda: opened.state.moment.positions.get("lr") == before + 1)
    assert opened.state.moment.page == PAGE
    turn = opened.state.turn
    stage.keyboard.press("ArrowRight")
    until(lambda: opened.state.moment.positions.get("lr") == before + 2)
    assert opened.state.turn == turn


def test_a_pause_covers_the_page_and_gives_the_focus_back(opened):
    pupil = opened.pupil()
    rate(pupil).focus()
    opened.change(paused=True, turn=False)
    expect(pupil.get_by_role("alertdialog")).to_contain_text(WORDS["bar_paused"])
    assert pupil.evaluate("document.getElementById('root').inert")
    opened.change(paused=False, turn=False)
    expect(pupil.get_by_role("alertdialog")).to_be_hidden()
    assert not pupil.evaluate("document.getElementById('root').inert")


def test_a_locked_page_leads_back_and_says_so(opened):
    pupil = opened.pupil()
    opened.change(last_page=PAGE)
    pupil.goto(f"{opened.server}/{OTHER}?class={opened.code}&lang=en")
    pupil.wait_for_url(f"**/{PAGE}?**")
    expect(pupil.locator(".class-bar .bar .note")).to_contain_text(WORDS["bar_locked"])


def test_an_answer_survives_a_reload_and_a_network_that_fails(opened):
    pupil = opened.pupil()
    n = opened.ask()
    option(pupil, 1).click()
    expect(ballot_state(pupil)).to_have_text(WORDS["ballot_received"])
    pupil.reload()
    expect(option(pupil, 1)).to_be_checked()
    pupil.context.set_offline(True)
    option(pupil, 2).click()
    expect(ballot_state(pupil)).to_have_text(WORDS["ballot_kept"])
    expect(pupil.locator(".class-bar .bar .state")).to_contain_text("○")
    pupil.context.set_offline(False)
    expect(ballot_state(pupil)).to_have_text(WORDS["ballot_received"])
    chosen = QUESTION.options[2]
    until(lambda: opened.store.rounds.answers(opened.code, n) == [chosen])
    other = pupil.context.new_page()
    other.goto(pupil.url)
    expect(option(other, 2)).to_be_checked()
    option(other, 0).click()
    expect(option(pupil, 0)).to_be_checked()  # the tabs of a pupil have one answer
    opened.store.end_class(opened.code)
    expect(ballot_state(pupil)).to_have_text(WORDS["ballot_over"])
    expect(option(pupil, 0)).to_be_disabled()


@pytest.mark.thorough
def test_seven_tabs_of_a_pupil_are_one_seat_and_all_connected(opened):
    pupil = opened.pupil()
    others = [pupil.context.new_page() for _ in range(6)]
    for other in others:
        other.goto(f"{opened.server}/home?class={opened.code}&lang=en")
    for page in (pupil, *others):
        expect(page.locator(".class-bar .bar .state")).to_contain_text(
            WORDS["bar_with"]
        )
    assert len(opened.store.seats.read(opened.code)) == 1


def test_a_nickname_is_asked_for_where_the_teacher_wants_them(opened):
    pupil = opened.pupil()
    field = pupil.get_by_label(WORDS["bar_nickname"])
    expect(field).to_be_hidden()
    opened.change(nicknames=True, turn=False)
    field.fill("Zoé <b>")
    field.press("Enter")
    expect(field).to_be_hidden()
    until(lambda: opened.store.seats.read(opened.code)[0].name == "Zoé <b>")


def test_who_leaves_is_gone_and_the_page_stays(opened):
    pupil = opened.pupil()
    pupil.get_by_role("button", name=WORDS["bar_leave"]).click()
    expect(pupil.locator(".class-bar .bar")).to_have_count(0)
    until(lambda: not opened.store.seats.read(opened.code))
    assert where(pupil) == PAGE
    assert "class=" not in pupil.url


def test_a_class_that_ends_says_so_and_leaves_the_page(opened):
    pupil = opened.pupil()
    opened.store.end_class(opened.code)
    expect(pupil.locator(".class-bar .bar .state")).to_contain_text(WORDS["bar_over"])
    assert where(pupil) == PAGE


def test_a_link_of_a_class_offers_to_join_it(opened, browser):
    page = opened.enter("other", "1", DESKTOP)
    page.goto(f"{opened.server}/{PAGE}?class={opened.code}&lang=en")
    page.get_by_role("link", name=WORDS["bar_join"]).click()
    expect(page.locator(".class-bar .bar .state")).to_contain_text(WORDS["bar_with"])
    assert where(page) == PAGE


@pytest.mark.thorough
def test_two_classes_in_one_browser_each_in_its_tab(opened, store, browser, server):
    other = Class(store, browser, server)
    try:
        pupil = opened.pupil()
        tab = pupil.context.new_page()
        tab.goto(f"{server}/join/{other.code}?lang=en")
        expect(tab.locator(".class-bar .bar .state")).to_contain_text(other.code)
        expect(pupil.locator(".class-bar .bar .state")).to_contain_text(opened.code)
        assert len(store.seats.read(other.code)) == 1
    finally:
        other.close()


def test_the_class_knows_whether_a_page_is_on_the_wall(opened):
    stage = opened.stage()
    until(lambda: opened.state.projecting)
    stage.reload()
    expect(stage.locator(".class-bar .bar .state")).to_contain_text("●")
    until(lambda: opened.state.projecting)
    stage.close()
    until(lambda: not opened.state.projecting)


def test_nothing_of_the_teachers_secret_is_on_the_projected_page(opened):
    stage = opened.stage()
    stage.keyboard.press("q")
    expect(stage.get_by_role("dialog")).to_contain_text(opened.code)
    everything = stage.content() + stage.locator(".class-bar .bar").inner_html()
    assert opened.teacher_secret not in everything
    assert opened.teacher_secret not in stage.evaluate("document.cookie")


@pytest.mark.parametrize("scheme", first("light", "dark"))
def test_strip_bar_and_code_have_no_barrier(opened, scheme):
    pupil, stage = opened.pupil(color_scheme=scheme), opened.stage()
    stage.emulate_media(color_scheme=scheme)
    assert Reader(pupil, opened.server).violations(exclude=DRAWER) == []
    assert Reader(stage, opened.server).violations() == []
    stage.keyboard.press("q")
    expect(stage.get_by_role("dialog")).to_be_visible()
    assert Reader(stage, opened.server).violations() == []
