"""Where the player of a page is, and which of its widgets the browser may not know."""

from dataclasses import dataclass, field
from typing import Any, NotRequired, TypedDict


class PlayerPreset(TypedDict):
    """A message that moves the player, as the browser reads it.

    `n` tells it from all others; `at` is the position of each played control, `t` the
    step, `act` the name of its act. `still` leaves the page where it is scrolled,
    `play` starts the player, which stops at the frame `to`, or at the end.
    """

    n: str
    at: dict[str, int]
    t: int
    act: str
    still: NotRequired[bool]
    play: NotRequired[bool]
    to: NotRequired[int | str]


class StepPreset(TypedDict):
    """A message that moves the other drawings that are stepped, each to its step.

    `n` tells it from all others, "" when the page is entered.
    """

    n: str
    at: dict[str, int]


@dataclass
class PlayerState:
    """Where the player is, and where the other drawings that are stepped are.

    Args:
        t: the step that the player shows.
        act: the name of the act of that step; "" for the first.
        steps: the steps of the other drawings, by name.
        start: the position of each played control when the figure was first drawn.
        preset: the last message that moved the player, if there was one.
        step_preset: the last message that moved the other drawings.
        typed: the number of the last text that was typed in the figure and read.
    """

    t: int = 0
    act: str = ""
    steps: dict[str, int] = field(default_factory=dict)
    start: dict[str, int] | None = None
    preset: PlayerPreset | None = None
    step_preset: StepPreset = field(default_factory=lambda: StepPreset(n="", at={}))
    typed: int | None = 0


@dataclass
class WidgetState:
    """The widgets that the page has set and whose new value the browser may not know.

    Args:
        unconfirmed: for each such widget the values it had before.
        sent: `unconfirmed` at the end of the last complete run.
        rerun: whether the page has begun the next run, not the reader.
    """

    unconfirmed: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    sent: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    rerun: bool = False

    def begin_run(self, *, entered: bool) -> bool:
        """Forget the values that the browser knows by now.

        Args:
            entered: whether the reader comes from another page.

        Returns:
            Whether the page has begun this run by itself.
        """
        (rerun, self.rerun), (sent, self.sent) = (self.rerun, False), (self.sent, {})
        if entered:
            self.unconfirmed = {}
        elif not rerun:  # the reader has acted on what the run before has sent
            waiting = self.unconfirmed.items()
            self.unconfirmed = {w: old for w, old in waiting if old != sent.get(w)}
        return rerun

    def end_run(self) -> None:
        """Note that the browser gets everything that this run has set."""
        self.sent = dict(self.unconfirmed)
