"""A page in a class: it goes where the class is, and its reader can go back."""

from dataclasses import replace
from typing import NamedTuple

import pytest
from streamlit.testing.v1 import AppTest

from app.activities.classroom import codes, session
from app.activities.classroom.class_state import ClassState, Moment
from app.activities.classroom.class_store import ClassStore
from app.activities.classroom.database import Database
from app.content.catalogue import ROOT
from app.state.page_state import PageState
from lessons import lesson

PAGE = "linear_regression"
QUESTION = "rate"


class Cookies(dict):
    """The cookies of the browser, which the test sets."""


class Class(NamedTuple):
    """A class in a database of its own, and a browser."""

    store: ClassStore
    code: str
    teacher: str
    cookies: Cookies

    def join(self) -> str:
        """Give the browser a pupil's cookie; return its secret."""
        secret = codes.create_secret()
        self.cookies[codes.seat_cookie(self.code)] = secret
        return secret

    def ask(self, question: str = QUESTION, page: str = PAGE) -> int:
        """Ask a question; return its round."""

        def change(record):
            return record.state.with_turn(page=page, question=question, seed=0)

        return self.store.rounds.ask(self.code, change).round

    def set(self, phase=None, **changes) -> None:
        """Change the class, so that pages run again."""
        self.store.update(self.code, lambda r: r.state.with_turn(**changes), phase)


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """A class that is open."""
    store = ClassStore(Database(f"sqlite:///{tmp_path}/classes.sqlite"))
    code, teacher = store.open_class(ClassState(page="home"))
    cookies = Cookies()
    monkeypatch.setattr(session, "load_store", lambda: store)
    monkeypatch.setattr(session, "read_cookies", lambda: cookies)
    for module in ("page_control",):
        monkeypatch.setattr(
            f"app.activities.classroom.{module}.load_store", lambda: store
        )
    yield Class(store, code, teacher, cookies)
    store.database.close()


def browse(opened: Class, slug: str, **link: str) -> AppTest:
    """Return a page that was opened by a link of the class."""
    app = AppTest.from_file(str(ROOT / "app" / "router.py"), default_timeout=60)
    app.query_params["class"] = opened.code
    for name, value in link.items():
        app.query_params[f"{slug}.{name}"] = value
    app.switch_page(f"../pages/{slug}.py").run()
    assert not app.exception
    return app


def state_of(app: AppTest, slug: str) -> PageState:
    """Return what the session remembers of a page."""
    return app.session_state["page_states"][slug]


def shown_page(app: AppTest) -> str:
    """Return the page that was drawn last."""
    return app.session_state["page"]


def test_a_pupil_takes_a_seat_with_the_first_run_and_one_only(opened):
    opened.join()
    app = browse(opened, "tensors")
    app.run()
    (seat,) = opened.store.seats.read(opened.code)
    assert seat.page == "tensors"


def test_without_a_cookie_nobody_is_seated(opened):
    app = browse(opened, "tensors")
    assert not opened.store.seats.read(opened.code)
    assert app.session_state["class.session"].problem == "join"


def test_the_link_keeps_the_class_and_a_shared_one_does_not(opened):
    from app.state.link import present_link

    opened.join()
    app = browse(opened, PAGE)
    assert app.query_params["class"] == opened.code
    state = state_of(app, PAGE)
    assert "class" not in present_link(PAGE, lesson(PAGE), state.settings, "fr")


def test_a_question_brings_the_pupil_to_its_page_and_settings(opened):
    opened.join()
    app = browse(opened, "tensors")
    n = opened.ask()
    app.run()
    assert shown_page(app) == PAGE
    attempt = state_of(app, PAGE).prediction.attempt
    assert (attempt.class_round, attempt.done) == (n, False)
    question = next(q for q in lesson(PAGE).questions if q.name == QUESTION)
    wanted = lesson(PAGE).question_settings(question, 0)
    assert state_of(app, PAGE).settings == wanted
    (seat,) = opened.store.seats.read(opened.code)
    assert seat.page == PAGE


def test_who_leaves_an_open_question_is_not_brought_back(opened):
    opened.join()
    app = browse(opened, "tensors")
    opened.ask()
    app.run()
    app.switch_page("../pages/indexing.py").run()
    assert shown_page(app) == "indexing"
    app.switch_page(f"../pages/{PAGE}.py").run()
    assert not state_of(app, PAGE).prediction.attempt.done


def test_old_widget_values_after_an_ask_do_not_drop_the_question(opened):
    opened.join()
    app = browse(opened, PAGE)
    opened.ask()
    app.run()
    wanted = dict(state_of(app, PAGE).settings)
    sliders = [s for s in app.select_slider if s.key and s.key.startswith(f"{PAGE}.")]
    for slider in sliders:
        other = next(v for v in slider.options if v != str(slider.value))
        slider.set_value(other)
    app.run()
    state = state_of(app, PAGE)
    assert state.prediction.attempt is not None
    assert state.settings == wanted


@pytest.mark.parametrize("answers", [True, False])
def test_reveal_judges_the_answer_that_the_pupil_has_given(opened, answers):
    secret = opened.join()
    app = browse(opened, PAGE)
    n = opened.ask()
    app.run()
    option = next(q for q in lesson(PAGE).questions if q.name == QUESTION).options[0]
    if answers:
        opened.store.rounds.answer(opened.code, secret, n, option)
    opened.set(phase="revealed")
    app.run()
    attempt = state_of(app, PAGE).prediction.attempt
    assert attempt.done
    assert attempt.guess == (option if answers else None)
    assert (attempt.outcome.judgement is None) != answers


def test_a_second_vote_is_a_new_question(opened):
    opened.join()
    app = browse(opened, PAGE)
    opened.ask()
    app.run()
    first = state_of(app, PAGE).prediction.attempt
    opened.set(phase="closed")
    n = opened.ask()
    app.run()
    attempt = state_of(app, PAGE).prediction.attempt
    assert attempt.class_round == n
    assert attempt.number != first.number


def test_the_end_of_a_question_gives_the_page_back(opened):
    opened.join()
    app = browse(opened, PAGE)
    opened.ask()
    app.run()
    opened.set(phase="free")
    app.run()
    assert state_of(app, PAGE).prediction.attempt is None


def test_the_end_of_a_question_leaves_its_settings_in_the_controls(opened):
    opened.join()
    app = browse(opened, PAGE)
    opened.ask("loss")
    app.run()
    wanted = dict(state_of(app, PAGE).settings)
    opened.set(phase="free")
    app.run()
    sliders = {s.key: s.value for s in app.select_slider if s.key.startswith(PAGE)}
    assert sliders
    for key, value in sliders.items():
        name = key.partition(".")[2]
        assert str(value) == lesson(PAGE)[name].write(wanted[name])
    app.run()
    assert state_of(app, PAGE).settings == wanted


def test_a_step_of_the_lesson_is_applied_again(opened):
    opened.join()
    app = browse(opened, PAGE)
    moment = Moment(PAGE, f"{PAGE}.scenario=zigzag")
    opened.set(phase="free", moment=moment, step=1)
    app.run()
    wanted = lesson(PAGE).scenario_settings("zigzag")["lr"]
    assert state_of(app, PAGE).settings["lr"] == wanted
    opened.ask()
    app.run()
    opened.set(phase="free", moment=moment, step=1)
    app.run()
    opened.set(phase="free", step=0)
    app.run()
    opened.set(phase="free", moment=moment, step=1)
    app.run()
    assert state_of(app, PAGE).settings["lr"] == wanted


def test_after_the_reveal_a_pupil_goes_on_with_questions_of_their_own(opened):
    opened.join()
    app = browse(opened, PAGE)
    opened.ask()
    app.run()
    opened.set(phase="revealed")
    app.run()
    app.button(key=f"{PAGE}/predict/next").click().run()
    attempt = state_of(app, PAGE).prediction.attempt
    assert not attempt.class_round
    app.run()
    assert not state_of(app, PAGE).prediction.attempt.class_round


def test_a_late_joiner_finds_the_question_that_is_open(opened):
    n = opened.ask()
    opened.join()
    app = browse(opened, "home")
    assert shown_page(app) == PAGE
    assert state_of(app, PAGE).prediction.attempt.class_round == n


def test_a_link_with_other_settings_does_not_drop_the_question(opened):
    n = opened.ask()
    opened.join()
    app = browse(opened, PAGE, lr="0.1")
    assert state_of(app, PAGE).prediction.attempt.class_round == n


def test_follow_me_brings_page_settings_and_step(opened):
    opened.join()
    app = browse(opened, "tensors")
    place = lesson(PAGE)["lr"].values.index(0.1)
    moment = Moment(PAGE, f"{PAGE}.n=50", {"lr": place}, step=40)
    opened.set(follow=True, moment=moment)
    app.run()
    state = state_of(app, PAGE)
    assert shown_page(app) == PAGE
    assert state.settings["lr"] == 0.1
    assert state.player.t == 40


def test_a_followed_pupil_can_go_back_to_their_own_settings(opened):
    opened.join()
    app = browse(opened, PAGE, lr="0.5")
    opened.set(follow=True, moment=Moment("batches"))
    app.run()
    assert shown_page(app) == "batches"
    app.session_state["class.target"] = session.Place(PAGE, {})
    app.run()
    assert shown_page(app) == PAGE
    assert state_of(app, PAGE).settings["lr"] == 0.5
    app.run()
    assert shown_page(app) == PAGE


def test_a_page_that_is_locked_leads_back_to_the_last_open_one(opened):
    opened.join()
    app = browse(opened, "home")
    opened.set(last_page="tensors")
    app.run()
    assert shown_page(app) == "home"
    app.switch_page("../pages/saving.py").run()
    assert shown_page(app) == "tensors"
    assert app.session_state["class.session"].memory.lock_notice == 1
    opened.set(last_page="")
    app.switch_page("../pages/saving.py").run()
    assert shown_page(app) == "saving"


def test_the_teacher_is_never_locked_and_not_dragged_by_their_own_moment(opened):
    opened.cookies[codes.teacher_cookie(opened.code)] = opened.teacher
    app = browse(opened, "saving")
    opened.set(last_page="tensors")
    app.run()
    assert shown_page(app) == "saving"
    opened.set(follow=True, moment=Moment("saving"))
    app.run()
    assert shown_page(app) == "saving"
    assert not opened.store.seats.read(opened.code)


def test_solved_exercises_are_reported(opened):
    opened.join()
    app = browse(opened, PAGE)
    state_of(app, PAGE).exercise.solved_names.append("goal")
    app.run()
    (seat,) = opened.store.seats.read(opened.code)
    assert seat.solved == {PAGE: ["goal"]}


def test_a_class_that_is_over_leaves_the_page_as_it_is(opened):
    opened.join()
    app = browse(opened, PAGE)
    opened.store.end_class(opened.code)
    app.run()
    assert not app.exception
    assert app.session_state["class.session"].problem == "over"
    assert shown_page(app) == PAGE


def test_a_database_that_is_down_keeps_what_was_known(opened, monkeypatch):
    from app.activities.classroom.database import DatabaseUnavailableError

    opened.join()
    app = browse(opened, PAGE)

    def fail():
        raise DatabaseUnavailableError

    monkeypatch.setattr(session, "load_store", fail)
    monkeypatch.setattr("app.activities.classroom.page_control.load_store", fail)
    app.run()
    assert not app.exception
    assert app.session_state["class.session"].role == "seat"


def test_moments_differ_by_what_is_not_dragged():
    from app.activities.classroom.page_control import _frame

    moment = Moment(PAGE, "a=1", {"lr": 1}, 5, "act", 7)
    assert _frame(moment) == _frame(replace(moment, positions={"lr": 2}, drag=8))
    assert _frame(moment) != _frame(replace(moment, link="a=2"))
