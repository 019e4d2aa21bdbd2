"""How often a class may be written to, joined or guessed, in this process."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

from app import config

BURST = 20
"""Answers or commands of one browser that are read at one moment."""

MAX_KNOWN = 20_000
"""Browsers whose rate is remembered; the one not seen for longest is forgotten."""


class TokenBucket:
    """Lets so many through a second, in the long run.

    Args:
        rate: a second.
        burst: at one moment.
        clock: returns seconds.
    """

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ):
        self.rate, self.burst, self._clock = rate, burst, clock
        self._tokens, self._at = float(burst), clock()

    def take(self) -> bool:
        """Take a token; return False if there is none."""
        now = self._clock()
        self._tokens = min(self.burst, self._tokens + (now - self._at) * self.rate)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    @property
    def is_empty(self) -> bool:
        """Whether `take` would return False."""
        return self._tokens + (self._clock() - self._at) * self.rate < 1


class ClassLimits:
    """The limits of all classes.

    A browser that was seen in a class has a bucket of its own. All others share one, so
    that invented cookies cost little, and do not slow down who is in a class.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, TokenBucket] = OrderedDict()
        self._unknown = TokenBucket(50, 4 * config.CLASS_SEATS)
        self._wrong_codes = TokenBucket(10, 30)
        self._openings = TokenBucket(2, 30)

    def remember(self, browser: Hashable) -> None:
        """Give a browser that is in a class a bucket of its own."""
        if browser not in self._known:
            self._known[browser] = TokenBucket(config.CLASS_POSTS, BURST)
            if len(self._known) > MAX_KNOWN:
                self._known.popitem(last=False)

    def forget(self, browser: Hashable) -> None:
        """Count a browser among the unknown ones again."""
        self._known.pop(browser, None)

    def take(self, browser: Hashable) -> bool:
        """Return whether a browser may write now."""
        bucket = self._known.get(browser)
        if bucket is None:
            return self._unknown.take()
        self._known.move_to_end(browser)
        return bucket.take()

    def take_opening(self) -> bool:
        """Return whether a class may be opened now."""
        return self._openings.take()

    def note_wrong_code(self) -> None:
        """Count a code that was no class's."""
        self._wrong_codes.take()

    @property
    def is_guessed(self) -> bool:
        """Whether so many codes were wrong that no other is looked up now."""
        return self._wrong_codes.is_empty
