"""What a class is doing: the question, the page that all follow, what is locked."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import takewhile
from typing import Any, Literal

Phase = Literal["free", "asked", "closed", "revealed"]
"""Of the question asked last: none, takes answers, takes no more, is answered."""


@dataclass(frozen=True)
class Moment:
    """The page, settings and step that everybody is brought to.

    Args:
        page: the lesson.
        link: the query of its link, `lesson.control=value&…`, without language.
        positions: places of the played controls, by name; what a drag changes.
        step: of the player; None: where the link says.
        act: the name of the act of that step; "" for the first.
        drag: counts what has moved since the page was followed.
    """

    page: str
    link: str = ""
    positions: dict[str, int] = field(default_factory=dict)
    step: int | None = None
    act: str = ""
    drag: int = 0


@dataclass(frozen=True)
class PlanStep:
    """A step of a lesson: a page, what to ask or show there, a note for the teacher.

    Args:
        page: the lesson's name.
        question: the name of one of its questions, or "".
        scenario: the name of one of its scenarios, or "".
        note: for the teacher.
        minutes: how long it takes.
    """

    page: str
    question: str = ""
    scenario: str = ""
    note: str = ""
    minutes: int = 0


@dataclass(frozen=True)
class ClassState:
    """A class at one time.

    Args:
        lang: the language of its links.
        page: where the class is.
        turn: counts what pages have to run again for: a question, a reveal, a page.
        question: the name of the question asked last, or "".
        seed: which draw of its numbers.
        show_answers: whether the wall shows answers while they come.
        moment: what is followed, or was last.
        follow: whether pupils are brought along when the teacher moves.
        paused: whether pupils' pages are covered.
        last_page: pages after this one are locked; "" for none.
        is_open: whether new pupils can join.
        nicknames: whether pupils may say a name.
        projecting: whether the teacher's page is on the wall at the moment.
        title: of the lesson.
        plan: its steps.
        step: which of them the class is at; -1 before the first.
    """

    lang: str = "fr"
    page: str = ""
    turn: int = 0
    question: str = ""
    seed: int = 0
    show_answers: bool = False
    moment: Moment | None = None
    follow: bool = False
    paused: bool = False
    last_page: str = ""
    is_open: bool = True
    nicknames: bool = False
    projecting: bool = False
    title: str = ""
    plan: tuple[PlanStep, ...] = ()
    step: int = -1

    def to_json(self) -> str:
        """Return the state as text."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "ClassState":
        """Return the state that a text has; what this version does not know is left."""
        fields: dict[str, Any] = json.loads(text)
        known = {k: v for k, v in fields.items() if k in cls.__dataclass_fields__}
        if known.get("moment"):
            known["moment"] = Moment(**known["moment"])
        known["plan"] = tuple(PlanStep(**step) for step in known.get("plan", ()))
        return cls(**known)

    def with_turn(self, **changes: Any) -> "ClassState":
        """Return the state with these changes, for which pages run again."""
        return replace(self, turn=self.turn + 1, **changes)


@dataclass(frozen=True)
class ClassRecord:
    """A class as the database has it.

    Args:
        code: the class.
        ends: when it is deleted, in seconds since 1970.
        rev: counts its changes.
        phase: of the question asked last.
        round: how many questions were asked.
        state: all else.
    """

    code: str
    ends: int
    rev: int
    phase: Phase
    round: int
    state: ClassState


@dataclass(frozen=True)
class Round:
    """A question that was asked.

    Args:
        n: the first one is 1.
        page, question, seed: which question it is, and which draw of its numbers.
        shown: whether the wall has shown its answers.
    """

    n: int
    page: str
    question: str
    seed: int
    shown: bool

    def asks_same(self, other: "Round") -> bool:
        """Return whether two rounds ask the same question, with the same numbers."""
        own = self.page, self.question, self.seed
        return own == (other.page, other.question, other.seed)


@dataclass(frozen=True)
class Seat:
    """A pupil.

    Args:
        id: first characters of the seat's hash.
        name: a nickname, or "".
        page: the page that is read.
        solved, tried: by page, the exercises that were solved, or answered wrongly.
        seen: minute since 1970 in which the pupil was last here.
        here: whether that is now.
        answered: whether there is an answer in the running round.
    """

    id: str
    name: str
    page: str
    solved: dict[str, list[str]]
    tried: dict[str, list[str]]
    seen: int
    here: bool
    answered: bool


@dataclass(frozen=True)
class ClassReading:
    """All that the browsers of a class are told of, read at one time.

    Args:
        record: the class.
        seats: the pupils.
        rounds: the questions that were asked, in order.
        counts: by round, how many answers there are.
        vote: how many times the last question was asked, one after another.
        answers: of the last round.
        before: those of the vote before; None if there was none.
    """

    record: ClassRecord
    seats: list[Seat]
    rounds: list[Round]
    counts: dict[int, int]
    vote: int
    answers: list[Any]
    before: list[Any] | None


def count_votes(rounds: Sequence[Round]) -> int:
    """Return how many of the last rounds asked the same question; 0 without rounds."""
    same = takewhile(lambda each: each.asks_same(rounds[-1]), reversed(rounds))
    return len(list(same))
