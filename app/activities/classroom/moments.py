"""Where a class is brought to: read from what a teacher's browser sends."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from app.activities.classroom.class_state import ClassState, Moment
from app.activities.classroom.errors import CommandError
from app.state.link import act_names, read_link
from lessons import SLUGS, lesson

MAX_LINK, MAX_PARAMETERS = 4000, 100
"""Characters and parameters of a link that is followed."""

MAX_PLAYER_STEP = 999_999

Body = Mapping[str, Any]
"""What came with a command, from JSON."""


def state_on_page(state: ClassState, page: str) -> ClassState:
    """Return the state with the class on a page, which is not locked then.

    On another page there is no question, and nothing to follow, before something new.
    """
    if page == state.page:
        return state
    last = state.last_page
    if last and SLUGS.index(last) < SLUGS.index(page):
        last = page
    return replace(state, page=page, question="", moment=None, last_page=last)


def read_page(body: Body) -> str:
    """Return the lesson that a command names.

    Raises:
        CommandError: if it is none.
    """
    page = body["page"]
    if not isinstance(page, str) or page not in SLUGS:
        raise CommandError("invalid")
    return page


def read_moment(body: Body) -> Moment:
    """Return the moment that a command brings, as the course has it.

    Raises:
        CommandError: if a control has no such place, or there is no such act.
    """
    page, step, act = read_page(body), body.get("step"), _read_optional(body, "act", "")
    course, positions = lesson(page), _read_optional(body, "positions", {})
    played = {c.name: len(c.values) for c in course.controls_with_use("played")}
    is_valid = isinstance(positions, dict) and all(
        name in played and type(place) is int and 0 <= place < played[name]
        for name, place in positions.items()
    )
    if step is not None:
        is_valid &= type(step) is int and 0 <= step <= MAX_PLAYER_STEP
    if not is_valid or (act != "" and act not in act_names(page, course)):
        raise CommandError("invalid")
    link = read_page_link(page, _read_optional(body, "link", ""))
    return Moment(page, link, positions, step, act)


def _read_optional(body: Body, name: str, default: Any) -> Any:
    value = body.get(name)
    return default if value is None else value


def read_page_link(page: str, link: str) -> str:
    """Return the query of a link with what it sets on a page alone.

    Raises:
        CommandError: if it sets what the page does not have.
    """
    if not isinstance(link, str) or len(link) > MAX_LINK:
        raise CommandError("invalid")
    query = parse_qs(
        link.removeprefix("?"), keep_blank_values=True, max_num_fields=MAX_PARAMETERS
    )
    parameters = {k: v for k, v in query.items() if k.startswith(f"{page}.")}
    if read_link(page, lesson(page), parameters)[1]:
        raise CommandError("invalid")
    return urlencode(parameters, doseq=True)


def read_flag(body: Body, name: str) -> bool:
    """Return a value that is true or false.

    Raises:
        CommandError: if it is neither.
    """
    value = body[name]
    if type(value) is not bool:
        raise CommandError("invalid")
    return value
