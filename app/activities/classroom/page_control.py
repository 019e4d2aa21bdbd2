"""What a class does to the page of its teacher and of each pupil.

Called at the head of a run, before the page is drawn: where the class has a question,
page and question go there; where it is followed, settings and step; what is locked is
not shown. What a page shows of the class without another run, such as answers that
arrive, is the browser's (app/components/classroom).
"""

from dataclasses import replace
from urllib.parse import parse_qs, urlencode

import streamlit as st

from app.activities.classroom.answers import own_guess
from app.activities.classroom.class_state import ClassRecord, Moment
from app.activities.classroom.session import (
    ClassMemory,
    ClassRound,
    ClassSession,
    Place,
    load_store,
)
from app.state.activity_state import QuestionAttempt
from app.state.control_widgets import show_value
from app.state.link import control_key, read_link, write_link
from app.state.page_lifecycle import apply_settings, move_player
from app.state.page_state import page_state
from lessons import SLUGS, lesson
from lessons.contract import ON_FIGURE, Lesson, TextControl, Value


def follow_class(session: ClassSession, slug: str) -> Place | None:
    """Bring the page to where the class is.

    Args:
        slug: the page of this run.

    Returns:
        The page to switch to, with the parameters of its link; None to stay.
    """
    record, memory = session.record, session.memory
    if record is None or not session.role:
        return None
    target = _follow_turn(session, record, slug)
    memory.lock_notice = max(0, memory.lock_notice - 1)
    if target is None and session.role == "seat" and is_locked(record, slug):
        memory.lock_notice = 2
        return Place(record.state.last_page, {})
    if target is not None and target.slug != slug:
        return target
    if slug in SLUGS:
        show_question(session, slug)
    return None


def is_locked(record: ClassRecord, slug: str) -> bool:
    """Return whether pupils may not see a page yet."""
    last = record.state.last_page
    if last not in SLUGS or slug not in SLUGS:
        return False
    return SLUGS.index(slug) > SLUGS.index(last)


def _follow_turn(session: ClassSession, record: ClassRecord, slug: str) -> Place | None:
    """Follow what is new since the run before: a question first, else a moment."""
    memory, state = session.memory, record.state
    if state.turn <= memory.turn:
        return None
    is_first = memory.turn < 0
    before = (memory.round, memory.phase, memory.last_page)
    memory.turn = state.turn
    is_new_step, memory.plan_step = state.step != memory.plan_step, state.step
    is_new_round = record.round > memory.round
    memory.round, memory.phase = record.round, record.phase
    memory.last_page = state.last_page
    moment, memory.moment = memory.moment, state.moment
    if record.phase != "free" and is_new_round:
        _remember_own_place(session, slug)
        return Place(state.page, {}) if state.page in SLUGS else None
    if state.moment is None or (is_first and not state.follow):
        return None
    is_other = moment is None or _frame(moment) != _frame(state.moment)
    is_elsewhere = before != (record.round, record.phase, state.last_page)
    if not is_other and not is_new_step and is_elsewhere:
        return None  # the turn was about something else
    if session.role == "teacher":
        is_own = state.follow and state.moment.page == slug and not is_new_step
        if is_own or is_first:
            return None
    else:
        _remember_own_place(session, slug)
    return _follow_moment(state.moment, slug)


def _frame(moment: Moment) -> Moment:
    """Return a moment without what a drag changes."""
    return replace(moment, positions={}, step=None, act="", drag=0)


def _follow_moment(moment: Moment, slug: str) -> Place | None:
    """Put this page where the moment is, or return the page to switch to."""
    if moment.page not in SLUGS:
        return None
    course = lesson(moment.page)
    values, t, act = moment_settings(moment, course)
    if moment.page != slug:
        link = write_link(moment.page, course, values, t, act=act)
        return Place(moment.page, link)
    page_state(slug).prediction.attempt = None
    apply_settings(slug, course, values, still=True)
    player = page_state(slug).player
    player.t, player.act = t, act
    move_player(slug, course, values, t, act, still=True)
    return None


def moment_settings(
    moment: Moment, course: Lesson
) -> tuple[dict[str, Value], int, str]:
    """Return all settings of a moment, its step and the name of its act."""
    given, _ = read_link(moment.page, course, parse_qs(moment.link))
    t, act = given.pop("t", 0), given.pop("act", "")
    known = {control.name for control in course.controls}
    values = course.defaults | {k: v for k, v in given.items() if k in known}
    for control in course.controls_with_use("played"):
        place = moment.positions.get(control.name, -1)
        if 0 <= place < len(control.values):
            values[control.name] = control.values[place]
    if moment.step is not None:
        t, act = moment.step, moment.act
    return values, t, act


# ---- the question ----


def show_question(session: ClassSession, slug: str) -> None:
    """Put the question of the class on its page; it plays once it is revealed.

    While it is open its settings are the page's, whatever the browser sends: a run
    that was cut short has set widgets that the browser never heard of.
    """
    attempt = page_state(slug).prediction.attempt
    running = session.round_on(slug)
    if running is None:
        if attempt and attempt.class_round and not attempt.done:
            state = page_state(slug)
            state.prediction.attempt = None
            # The page has not drawn its controls meanwhile: they are set anew.
            apply_settings(slug, lesson(slug), dict(state.settings), still=True)
        return
    course = lesson(slug)
    names = [question.name for question in course.questions]
    if running.question not in names:
        return
    question = course.questions[names.index(running.question)]
    settings = course.question_settings(question, running.seed)
    if not (attempt and attempt.class_round == running.n):
        if running.phase == "revealed" and session.memory.shown == running.n:
            return  # the reader has gone on to something else
        attempt = _begin_question(session, slug, running, names.index(question.name))
        still = question.kind not in ON_FIGURE
        apply_settings(slug, course, settings, still=still)
        session.memory.shown = running.n
        _drop_link(slug)
    if attempt.done:
        return
    if running.phase == "revealed":
        attempt.guess = own_guess(session.own_guess())
        attempt.done = True
        apply_settings(slug, course, settings, still=True, play=True)
    else:
        _hold_settings(slug, course, settings)


def _begin_question(
    session: ClassSession, slug: str, running: ClassRound, index: int
) -> QuestionAttempt:
    number = f"class-{session.code}-{running.n}"
    attempt = QuestionAttempt(number, index, running.seed, class_round=running.n)
    page_state(slug).prediction.attempt = attempt
    return attempt


def _hold_settings(slug: str, course: Lesson, settings: dict[str, Value]) -> None:
    """Set the settings, and every widget that says something else."""
    page_state(slug).settings.update(settings)
    for control in course.controls_with_use("trained", "shown"):
        value = settings[control.name]
        text = control.write(value) if isinstance(control, TextControl) else value
        if st.session_state.get(control_key(slug, control.name)) != text:
            show_value(slug, control, value)


def _drop_link(slug: str) -> None:
    """Take the page's settings out of the link: it is about another run."""
    for name in [n for n in st.query_params if n.startswith(f"{slug}.")]:
        del st.query_params[name]


# ---- where a pupil was, and is ----


def _remember_own_place(session: ClassSession, slug: str) -> None:
    """Remember where a pupil was, to go back there."""
    if session.role != "seat" or session.memory.own or slug not in SLUGS:
        return
    state, course = page_state(slug), lesson(slug)
    if not state.opened:
        return
    player = state.player
    link = write_link(slug, course, state.settings, player.t, act=player.act)
    session.memory.own = Place(slug, link)


def take_own_place(memory: ClassMemory) -> Place | None:
    """Return where the pupil was before being brought elsewhere, once."""
    own, memory.own = memory.own, None
    return own


def restore_place(place: Place, slug: str) -> Place | None:
    """Put this page back to a place; return it if it is another page's."""
    if place.slug != slug:
        return place
    query = urlencode(place.link, doseq=True)
    state = page_state(slug)
    if state.prediction.attempt and state.prediction.attempt.class_round:
        state.prediction.attempt = None
    return _follow_moment(Moment(slug, query), slug)


def report_progress(session: ClassSession, slug: str) -> None:
    """Tell the class where this pupil is, if that has changed.

    Called before the page runs, and after it: exercises are checked there, and a page
    that waits for an answer stops before its end.
    """
    if session.role != "seat" or slug not in SLUGS:
        return
    memory = session.memory
    state = page_state(slug).exercise
    submission = state.attempt.submission
    if submission and submission.result:
        name = lesson(slug).exercises[state.attempt.index].name
        attempts = memory.tried.setdefault(slug, [])
        if name not in attempts:
            attempts.append(name)
    states = st.session_state.get("page_states", {})
    solved = {
        page: sorted(each.exercise.solved_names)
        for page, each in states.items()
        if each.exercise.solved_names
    }
    tried = {page: sorted(names) for page, names in memory.tried.items()}
    done = {"solved": solved, "tried": tried}
    report = slug, str(done)
    if report == memory.reported:
        return
    from app.activities.classroom.database import DatabaseUnavailableError

    try:
        load_store().seats.report(session.code, session.secret, slug, done)
    except DatabaseUnavailableError:
        return
    memory.reported = report
