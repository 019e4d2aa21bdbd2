"""What a lesson declares about itself; the shell needs nothing else."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import hypot, log, prod
from random import Random
from typing import Any, Literal

import numpy as np

Value = bool | int | float | str

MAX_TYPED = 200
"""The longest text a reader may type, in characters, where nothing else is said."""

TOO_LONG = "long"
"""The reason for which a longer one is refused."""

MAX_FLOATS = 4_000_000
"""The largest recording a lesson may make, in numbers (16 MB as float32)."""


@dataclass(frozen=True)
class Chapter:
    """A chapter's name and its concepts, in order."""

    name: str
    slugs: tuple[str, ...]


@dataclass(frozen=True)
class Control:
    """One thing the reader sets: a name and the finite list of its values.

    Widgets, links, the player's axes, exports and tests all read this list,
    so nothing outside it can ever be trained.

    Args:
        name: keyword parameter of the lesson's `run`.
        default: the value of a first visit.
        values: every allowed value, in the order of the slider.
        use: "trained" needs a new training, "played" is recorded for all its values
            at once and moved in the browser, "shown" changes a figure only.
        crossed: a played control whose values are recorded at the present place of
            the others only, so that letting go of one of them records anew.
    """

    name: str
    default: Value
    values: tuple[Value, ...]
    use: Literal["trained", "played", "shown"] = "trained"
    crossed: bool = False

    def __post_init__(self) -> None:
        if self.default not in self.values:
            raise ValueError(f"{self.name}: {self.default!r} is not one of its values")
        if len(set(self.values)) < len(self.values):
            raise ValueError(f"{self.name}: a value stands twice")

    def write(self, value: Value) -> str:
        """A value as text; `parse` gives it back."""
        return str(value)

    def parse(self, text: str) -> Value:
        """The allowed value that `text` writes.

        Raises:
            ValueError: if it writes none of them.
        """
        for value in self.values:
            if text == str(value):
                return value
        if isinstance(self.default, bool | str):
            raise ValueError(f"{self.name}: {text[:40]!r}")
        number = float(text)
        for value in self.values:
            if number == value:
                return value
        raise ValueError(f"{self.name}: {text[:40]!r}")

    def check(self, value: Value) -> Value:
        """`value`, or ValueError if it is not allowed: the limit below the widgets."""
        if value not in self.values:
            raise ValueError(f"{self.name}: {value!r} is not one of its values")
        return value


class Refused(ValueError):
    """A typed text that cannot be read.

    Args:
        reason: its name.
        tells: what the sentence for it says besides, where for example.
    """

    def __init__(self, reason: str, **tells: float | str):
        super().__init__(reason)
        self.tells = tells


@dataclass(frozen=True)
class Part:
    """A part of what is typed that can be set without typing.

    Args:
        name: its label stands in the words' section `CONTROL.parts`.
        kind: "slider": one of `values`. "choice": one of them, by their names in the
            section `CONTROL.NAME`. "picks": several of them, in the order picked.
        values: what there is to choose from; None is for nothing said.
        now: what is typed at present.
        put: the control's value with another choice here.
    """

    name: str
    kind: Literal["slider", "choice", "picks"]
    values: tuple[Any, ...]
    now: Any
    put: Callable[[Any], Any]


@dataclass(frozen=True)
class Typed:
    """One thing the reader types: a text that is read into a value, or refused.

    The session and the link keep the value, so a text that cannot be read changes
    nothing. The sentences for the reasons are in the words' section `NAME.refused`, or
    among those that all pages share.

    A value is hashable and may be a tuple of numbers; `run` takes it as it is.

    Args:
        name: keyword parameter of the lesson's `run`.
        default: the value of a first visit.
        read: the value that a text writes. Raises ValueError(reason), a name, or
            Refused; it reads anything a stranger may type, so it computes nothing with
            it.
        write: the text of a value; `read` gives the value back.
        samples: other values, for tests that go through every control.
        refused: texts that cannot be read, each with its reason.
        marked: text → the name of what to say of a text that was read, "" for nothing;
            the sentence is among those that all pages share.
        parts: (value, all settings) → what of it can be set without typing.
        use: as for Control; what is typed is never played.
        longest: the longest text, in characters.
        linked: whether a value is short enough for a link.
    """

    name: str
    default: Any
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    samples: tuple[Any, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    marked: Callable[[str], str] = lambda text: ""
    parts: Callable[[Any, Mapping[str, Any]], tuple[Part, ...]] = lambda value, now: ()
    use: Literal["trained", "shown"] = "trained"
    longest: int = MAX_TYPED
    linked: Callable[[Any], bool] = lambda value: True
    crossed: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        for value in self.values:
            self.check(value)

    @property
    def values(self) -> tuple[Any, ...]:
        """Some of the values: the default and the samples."""
        return (self.default, *self.samples)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why a text may be refused."""
        return tuple(dict.fromkeys((TOO_LONG, *self.refused.values())))

    def parse(self, text: str) -> Any:
        """The value that `text` writes.

        Raises:
            ValueError: with the name of the reason, if it writes none.
        """
        if len(text) > self.longest:
            raise Refused(TOO_LONG, typed=len(text), most=self.longest)
        return self.read(text)

    def check(self, value: Any) -> Any:
        """`value`, or ValueError if no text writes it."""
        if self.parse(self.write(value)) != value:
            raise ValueError(f"{self.name}: {value!r} cannot be typed")
        return value


def beyond_single(values: np.ndarray) -> np.ndarray:
    """Where finite numbers are too large or too small for float32."""
    size = np.abs(values.astype(np.float64))
    single = np.finfo(np.float32)
    return np.isfinite(size) & ((size > single.max) | (size > 0) & (size < single.tiny))


@dataclass(frozen=True, eq=False)
class Table:
    """Numbers that belong together, and the axes they vary along.

    Args:
        axes: one name a dimension of `values`. Names that are axes of the
            recording are looked up at the player's position; others are kept whole.
        values: rounded to float32, and of that type unless one of them is too large or
            too small for it: then float64, which keeps what PyTorch computed. Made
            read-only.
    """

    axes: tuple[str, ...]
    values: np.ndarray

    def __post_init__(self) -> None:
        given = np.asarray(self.values)
        with np.errstate(over="ignore", under="ignore"):
            values = given.astype(np.float32)
        if (beyond := beyond_single(given)).any():
            values = values.astype(np.float64)
            values[beyond] = given[beyond]
        if values.ndim != len(self.axes):
            raise ValueError(f"{values.ndim} dimensions for the axes {self.axes}")
        values.flags.writeable = False
        object.__setattr__(self, "values", values)


@dataclass(frozen=True, eq=False)
class Recording:
    """What a training computed, ready to be replayed in the browser.

    Args:
        axes: the values of each played control; `t`, the frames, is counted by
            `n_steps`. A table that has the axis `t` holds `n_steps + 2` entries: the
            state before each frame's update, the result, and one frame more.
        n_steps: number of frames to replay.
        tables: every quantity by name. The axes of a table that are no played ones
            come last. `next_NAME` holds NAME after one more update; without it that
            is NAME one frame on, which is the same where `stride` is 1.
        facts: small JSON-able remarks (names of verdicts, colour levels); a text may
            stand in the place of a number in the lesson's words.
        cross: groups of played controls. A table with the axis `cross` holds, group
            after group, the entries for all values of the group (the last control's
            running fastest) with the controls of the other groups at `here`.
        here: the values of the controls in `cross` it was made at.
        stride: updates from one frame to the next.
        known: frames that are recorded, if the computation goes on; the rest is NaN.

    Raises:
        ValueError: if a table does not fit the axes, `known` is no frame, or all of
            them are too many.
    """

    axes: Mapping[str, tuple[Value, ...]]
    n_steps: int
    tables: Mapping[str, Table]
    facts: Mapping[str, Any] = field(default_factory=dict)
    cross: tuple[tuple[str, ...], ...] = ()
    here: Mapping[str, Value] = field(default_factory=dict)
    stride: int = 1
    known: int | None = None

    def __post_init__(self) -> None:
        if sum(table.values.size for table in self.tables.values()) > MAX_FLOATS:
            raise ValueError("the recording is too large")
        if self.known is not None and not 0 <= self.known <= self.n_steps:
            raise ValueError(f"{self.known} of {self.n_steps} frames are known")
        lengths = {name: len(values) for name, values in self.axes.items()}
        lengths["t"] = self.n_steps + 2
        lengths["cross"] = sum(self._sizes())
        for name, table in self.tables.items():
            for axis, length in zip(table.axes, table.values.shape, strict=True):
                if length != lengths.get(axis, length):
                    raise ValueError(f"{name}: {length} values along {axis}")

    @property
    def nbytes(self) -> int:
        """Size of all tables in bytes."""
        return sum(table.values.nbytes for table in self.tables.values())

    def at(self, name: str, t: int = 0, **position: Value) -> Any:
        """The entry of a table at a step and at values of the played controls.

        Returns:
            A number, or an array over the axes that are no played ones.

        Raises:
            KeyError: if the table is crossed and holds nothing for this position.
        """
        table = self.tables[name]
        index: list[int | slice] = []
        for axis in table.axes:
            index.append(t if axis == "t" else self._place(axis, position))
        return table.values[tuple(index)]

    def line(self, name: str, **position: Value) -> np.ndarray:
        """A quantity over the frames, shape (n_steps + 1, …) with its own axes."""
        table = self.tables[name]
        index = tuple(
            slice(None) if axis == "t" else self._place(axis, position)
            for axis in table.axes
        )
        return table.values[index][: self.n_steps + 1]

    def _sizes(self) -> list[int]:
        return [prod(len(self.axes[name]) for name in group) for group in self.cross]

    def _place(self, axis: str, position: Mapping[str, Value]) -> int | slice:
        if axis in self.axes:
            return self.axes[axis].index(position[axis])
        if axis != "cross":
            return slice(None)
        first = 0
        for group, size in zip(self.cross, self._sizes(), strict=True):
            others = [name for g in self.cross for name in g if g != group]
            if all(position[name] == self.here[name] for name in others):
                place = [self.axes[name].index(position[name]) for name in group]
                shape = [len(self.axes[name]) for name in group]
                return first + int(np.ravel_multi_index(place, shape))
            first += size
        raise KeyError(f"{dict(position)} is not recorded")


Steps = Generator[float, None, Recording]
"""A computation that yields the part done (0 … 1) and returns the recording."""


def part_done(part: float) -> float:
    """`part` itself, or ValueError if it is not between 0 and 1."""
    if not 0 <= part <= 1:
        raise ValueError(f"{part} is no part of a whole")
    return part


class Sofar(float):
    """The part done, and what can be shown of it already."""

    result: Any

    def __new__(cls, done: float, result: Any) -> "Sofar":
        """What a computation yields now and then, if it takes long.

        Raises:
            ValueError: if `done` is no part of a whole.
        """
        made = super().__new__(cls, part_done(done))
        made.result = result
        return made

    def __getnewargs__(self) -> tuple[float, Any]:  # type: ignore[override]
        """What makes it anew in another process."""
        return float(self), self.result


@dataclass(frozen=True, eq=False)
class Progress:
    """How far a long training is: what one yields that runs in a process of its own.

    Such a training is a function of a module, `training(settings, state=None)`: a
    generator that yields one of these several times a second and returns its result.
    What passes from process to process is NumPy and Python, no tensors.

    Args:
        done: the part done, 0 … 1.
        shown: what is drawn of it meanwhile; small.
        state: all it takes to go on from here, bit for bit, as bytes of `torch.save`
            that are read with `weights_only=True`; called when the reader pauses.
        result: what it would return if it ended here; called on pause and stop.

    Raises:
        ValueError: if `done` is no part of a whole.
    """

    done: float
    shown: Any
    state: Callable[[], bytes]
    result: Callable[[], Any]

    def __post_init__(self) -> None:
        part_done(self.done)


Settings = Mapping[str, Any]
"""Values of controls by name; that of a typed one may be more than a Value."""

Training = Callable[..., Generator[Progress, None, Any]]
"""A long training: (settings, state of the one to continue, or None)."""

FromRun = Callable[[Any, Settings], Any]
"""Reads something from a run: (recording, None if there is none; settings)."""

RIGHT = "right"

CURVE_AT = (0.05, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Where a drawn curve is compared, as parts of the figure's width."""


@dataclass(frozen=True)
class Question:
    """Something to predict before the figure shows it.

    Nothing about the answer is written down: `answer` reads it from the run. The words
    are in the sections `predict.NAME`, `.options` (a label for each option, or one
    `item` for all values), `.because` (what is behind each kind of wrong guess: see
    `mistakes`) and `.shows` (what the run shows: see `findings`).

    Args:
        name: of its words.
        kind: what is guessed. "choice": one of `options`. "number": one of `values`.
            "order": all `values`, as a tuple. "point": (x, y) on the figure. "curve":
            heights at CURVE_AT of the figure's width.
        draw: the settings it is about, by a seeded generator; the others are at their
            defaults.
        answer: the right guess.
        options, values: what there is to choose from, in the order shown.
        never: options that no run shows.
        tolerance: how far a right guess may be off. A number: by so much, or, if `log`,
            by this factor; a point or curve: by this part of the frame.
        log: whether a number or the height of a curve is compared as a ratio.
        lures: wrong guesses that have a reason, by the name of the reason.
        tells: numbers for the words.
        outcomes: what the run may show, for kinds other than "choice".
        outcome: which of them it shows.
        step: where the answer is read: a frame of the figure, or in a graph the name of
            the tensor whose gradient it is; None for the end.
        view: the kind of the view that shows the guess, "" for none.
        axes: across and up in that view, None across for a level or a curve; their
            frames are the facts NAME_window.
    """

    name: str
    kind: Literal["choice", "number", "order", "point", "curve"]
    draw: Callable[[Random], dict[str, Any]]
    answer: FromRun
    options: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    tolerance: float = 0
    log: bool = False
    lures: Mapping[str, FromRun] = field(default_factory=dict)
    tells: FromRun = lambda recording, settings: {}
    outcomes: tuple[str, ...] = ("run",)
    outcome: FromRun = lambda recording, settings: "run"
    step: FromRun = lambda recording, settings: None
    view: str = ""
    axes: tuple[str | None, ...] = ()

    @property
    def mistakes(self) -> tuple[str, ...]:
        """The kinds of wrong guesses; each has its own explanation."""
        if self.kind == "choice":
            return self.options
        more = {"order": ("mixed",), "point": ("elsewhere",)}
        return (*self.lures, *more.get(self.kind, ("too_low", "too_high")))

    @property
    def findings(self) -> tuple[str, ...]:
        """What the run may show; each has its own explanation."""
        if self.kind != "choice":
            return self.outcomes
        return tuple(name for name in self.options if name not in self.never)

    def judge(self, guess: Any, recording: Any, settings: Settings) -> str:
        """RIGHT, or which of `mistakes` the guess is."""
        answer = self.answer(recording, settings)
        if self.off(guess, answer, recording) <= self.tolerance:
            return RIGHT
        if self.kind == "choice":
            return guess
        for name, lure in self.lures.items():
            wrong = lure(recording, settings)
            if self.off(guess, wrong, recording) <= self.tolerance:
                return name
        if self.kind in ("order", "point"):
            return self.mistakes[-1]
        low = guess < answer if self.kind == "number" else prod(guess) < prod(answer)
        return "too_low" if low else "too_high"

    def finding(self, recording: Any, settings: Settings) -> str:
        """Which of `findings` the run shows."""
        found = self.answer if self.kind == "choice" else self.outcome
        return found(recording, settings)

    def offered(self, recording: Any, settings: Settings) -> Any:
        """The right answer as it can be given; None where it is set on the figure."""
        if self.kind in ("point", "curve"):
            return None
        answer = self.answer(recording, settings)
        if self.kind != "number":
            return answer
        return min(self.values, key=lambda v: self.off(v, answer, recording))

    def off(self, guess: Any, answer: Any, recording: Any) -> float:
        """How far a guess is off, in the units of `tolerance`."""
        if self.kind in ("choice", "order"):
            return float(guess != answer)
        if self.kind == "number":
            if not self.log:
                return abs(guess - answer)
            return max(guess / answer, answer / guess) if answer > 0 else float("inf")
        frames = [recording.facts[f"{axis}_window"] for axis in self.axes if axis]
        if self.kind == "point":
            return hypot(
                *(
                    (g - a) / (high - low)
                    for g, a, (low, high) in zip(guess, answer, frames, strict=True)
                )
            )
        low, high = frames[0]
        return sum(abs(log(g / a)) for g, a in zip(guess, answer, strict=True)) / (
            len(guess) * log(high / low)
        )


Checked = tuple[str, Mapping[str, float | str]]
"""RIGHT or the kind of mistake, and numbers for the words."""


@dataclass(frozen=True)
class Exercise:
    """Something to do; whether it is done is found by running it.

    The words are in the sections `exercise.NAME`, `.hints` (1, 2 …, the last one the
    way there) and `.told` (RIGHT, and each of `mistakes`).

    Args:
        name: of its words.
        kind: what is handed in. "settings": the page's settings. "fix": the name of one
            of `fixes`. "formula": a
            `lessons.toolkit.formula_parser.Formula`. "text": what `reads` makes of
            a line that is typed.
        check: (what is handed in; the task: settings and other numbers by name; the
            recording at these settings, None without one or for other kinds) → RIGHT
            or a mistake, and numbers.
        mistakes: the kinds of wrong answers; each has its own explanation.
        draw: the numbers of the task, by a seeded generator: settings by their names,
            all others are at their defaults, and whatever else it speaks of.
        uses: the controls that the reader answers with; the others stay as drawn.
        broken, fixes: for "fix", a function and the ways to change it.
        names: for "formula", what it may speak of.
        reads: for "text", how it is read; the sentences for what cannot be read are
            those of this control.
        cells: tensors that the task shows: name, values and marks of each.
    """

    name: str
    kind: Literal["settings", "fix", "formula", "text"]
    check: Callable[[Any, Settings, Any], Checked]
    mistakes: tuple[str, ...]
    draw: Callable[[Random], dict[str, Any]] = lambda random: {}
    uses: tuple[str, ...] = ()
    broken: Callable[..., Any] | None = None
    fixes: tuple[Callable[..., Any], ...] = ()
    names: tuple[str, ...] = ()
    reads: Typed | None = None
    cells: Callable[[Settings], Sequence[tuple[str, Any, Mapping[str, Any]]]] | None = (
        None
    )

    @property
    def varies(self) -> bool:
        """Whether there are other numbers than those of the first draw."""
        return self.draw is not Exercise.draw

    def fix(self, name: str) -> Callable[..., Any]:
        """The fix of that name."""
        (found,) = (fix for fix in self.fixes if fix.__name__ == name)
        return found


@dataclass(frozen=True)
class Scenario:
    """Named settings that tell a part of a lesson's story.

    Args:
        name: its label stands in the words' section "scenarios".
        settings: what differs from the defaults; of what is typed the value read.
        shows: the verdict the figure then gives, if it gives one.
    """

    name: str
    settings: Settings
    shows: str | None = None


@dataclass(frozen=True)
class Compared:
    """How runs of a lesson are compared; all other settings are common to them.

    Args:
        controls: the controls that tell runs apart.
        loss: the table of the loss, along t.
        path: the tables of the parameters whose path a figure draws, along t.
        rows: the tables with a row at each step of which a figure draws a picture.
        facts: the facts that this picture needs.
        least: the table of the least possible loss; it is 0 without one.
        timed: a plain training at some settings, one item an update, 200 at least.
        costs: the controls that an update's time depends on.
        dealt: at some settings, how many examples there are, and in a batch; None
            where there are no examples.
        per_frame: at some settings, the updates from one frame to the next, where a
            frame is more than what `Recording.stride` counts: an epoch.
    """

    controls: tuple[str, ...]
    loss: str
    timed: Callable[[Settings], Iterator[Any]]
    path: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    least: str | None = None
    costs: tuple[str, ...] = ()
    dealt: Callable[[Settings], tuple[int, int]] | None = None
    per_frame: Callable[[Settings], int] = lambda settings: 1

    @property
    def by(self) -> tuple[str, ...]:
        """What a run can be measured in, the usual one first."""
        counted = ("epochs", "examples") if self.dealt else ()
        return ("updates", *counted, "seconds")

    def seen(self, updates: np.ndarray, settings: Settings) -> tuple[np.ndarray, int]:
        """Examples seen after so many updates, and how many make an epoch.

        The last batch of an epoch may be short.

        Raises:
            ValueError: if there are no examples.
        """
        if self.dealt is None:
            raise ValueError("no examples")
        n, size = self.dealt(settings)
        whole, part = np.divmod(updates, -(-n // size))
        return whole * n + part * size, n


@dataclass(frozen=True)
class Lesson:
    """A concept: its controls, and how a recording for the figure is made.

    Args:
        controls: everything the reader sets, in the order of the page.
        record: called with the controls that are trained or crossed, by name; None
            if the lesson plays nothing.
        besides: what its page trains besides, as functions of a module, each called
            with the played and trained controls by name.
        scenarios: the story of the page, in order.
        notebook: the blocks of the page that its notebook says too, besides those
            called "code" and "remember", which are in every notebook.
        questions: what there is to predict, in the order asked.
        exercises: what there is to do, in the order given.
        compared: how its runs are compared, if they are.
        ladder: its files with_NAME.py, lowest rung first, where each replaces a piece
            of the one before; () where they stand side by side, NumPy first.
        state_dict: the weights at a frame as the bytes of a .pt file, if there is a
            model to take away: (recording, frame, settings).
        builds_on: the lessons it needs directly, by their slugs; None for the one
            before it in the course.
        stepped: the drawings of its page that are stepped in the browser, by the names
            that the page gives them; a link can carry the step of each.
        given: keyword arguments of `run` that no control sets, in a language: the data
            that a file or a notebook takes along.
        fetch_arguments: what `fetch` in the lesson's fetch.py takes to get the data
            that its page uses at these settings; None where that is what `given` says.
    """

    controls: tuple[Control | Typed, ...]
    record: Callable[..., Steps] | None = None
    besides: tuple[Callable[..., Any], ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    notebook: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    compared: Compared | None = None
    ladder: tuple[str, ...] = ()
    state_dict: Callable[[Recording, int, Settings], bytes] | None = None
    builds_on: tuple[str, ...] | None = None
    stepped: tuple[str, ...] = ()
    given: Callable[[str], dict[str, Any]] = lambda lang: {}
    fetch_arguments: Callable[[Settings], dict[str, Any] | None] = lambda settings: None

    def __post_init__(self) -> None:
        for scenario in self.scenarios:
            for name, value in scenario.settings.items():
                self[name].check(value)

    def __getitem__(self, name: str) -> Control | Typed:
        """The control of that name, or KeyError."""
        for control in self.controls:
            if control.name == name:
                return control
        raise KeyError(name)

    @property
    def defaults(self) -> dict[str, Value]:
        """The settings of a first visit."""
        return {control.name: control.default for control in self.controls}

    def scenario(self, name: str) -> dict[str, Value]:
        """All settings of a scenario, or KeyError."""
        for scenario in self.scenarios:
            if scenario.name == name:
                return self.defaults | dict(scenario.settings)
        raise KeyError(name)

    def of(self, *uses: str) -> tuple[Control | Typed, ...]:
        """The controls of these uses, in order."""
        return tuple(control for control in self.controls if control.use in uses)

    @property
    def recorded_for(self) -> tuple[Control | Typed, ...]:
        """The controls a recording depends on, in order."""
        return tuple(c for c in self.controls if c.use == "trained" or c.crossed)

    def asked(self, question: Question, seed: int) -> dict[str, Value]:
        """All settings that a question is about in this draw.

        Raises:
            KeyError, ValueError: if it draws what no control has.
        """
        drawn = question.draw(Random(seed))
        checked = {name: self[name].check(value) for name, value in drawn.items()}
        return self.defaults | checked

    def task(self, exercise: Exercise, seed: int) -> dict[str, Value]:
        """The settings an exercise begins at in this draw, and its other numbers.

        Raises:
            ValueError: if it draws what a control does not have.
        """
        drawn = exercise.draw(Random(seed))
        for control in self.controls:
            control.check(drawn.get(control.name, control.default))
        return self.defaults | drawn

    def start(self, **settings: Value) -> Steps:
        """The computation for these settings.

        Raises:
            KeyError: if no value is given for a control.
            ValueError: if a value is not allowed, or the lesson plays nothing.
        """
        if self.record is None:
            raise ValueError("nothing is recorded")
        given = {c.name: c.check(settings[c.name]) for c in self.recorded_for}
        return self.record(**given)


def evenly(low: float, high: float, step: float) -> tuple[float, ...]:
    """low, low + step, … high as decimals without rounding tails."""
    count = round((high - low) / step)
    return tuple(round(low + i * step, 6) for i in range(count + 1))


def decades(low: float, high: float, per_decade: int) -> tuple[float, ...]:
    """Evenly spaced on a log scale, rounded to two significant digits."""
    span = round(np.log10(high / low) * per_decade)
    raw = [low * 10 ** (i / per_decade) for i in range(span + 1)]
    return tuple(dict.fromkeys(float(f"{value:.2g}") for value in raw))
