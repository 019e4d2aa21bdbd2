"""Sends the newest state of each class to its browsers, over websockets.

The database is the only connection between several servers: each looks four times a
second whether a class that it has listeners for has changed, and at once after a change
of its own. A message is the whole state, so whoever is slow or was away misses nothing.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from app.activities.classroom.errors import (
    DatabaseUnavailableError,
    NoSuchClassError,
)
from app.server import class_access
from app.server.class_access import in_thread

LOG = logging.getLogger("app")

LOOK_SECONDS = 0.25
"""Between two looks at the database, if nothing is written here."""

REST_SECONDS = 0.05
"""Between two looks at least."""

BEAT_SECONDS = 15.0
"""A browser that heard nothing for so long gets an empty message."""

TOUCH_SECONDS = 60.0
"""Between two notes that pupils who are connected are here."""

RETRY_SECONDS = 1.0
"""Between two looks while the database does not answer."""

MAX_TABS = 12
"""Websockets of one browser in one class."""

Mark = tuple[int, ...] | None
"""What changes with a class; None once it is over."""


@dataclass(frozen=True)
class Listener:
    """A browser's tab that hears of a class.

    Args:
        role: "teacher" or "seat".
        lang: of its texts.
        seat_hash: of a pupil; of a teacher the hash of the key.
    """

    role: str
    lang: str
    seat_hash: str


class Topic:
    """A class, as far as its listeners here are concerned.

    Attributes:
        listeners: how many tabs of each kind there are.
        messages: the newest state by role and language.
        left: the pupils who listen and have no seat any longer, by hash.
        is_over: whether the class is no more.
        changed: set when there is something else to send.
    """

    def __init__(self) -> None:
        self.listeners: Counter[Listener] = Counter()
        self.messages: dict[tuple[str, str], str] = {}
        self.left: set[str] = set()
        self.is_over = False
        self.changed = asyncio.Event()
        self.mark: Mark = ()
        self.made_at = 0.0

    @property
    def langs(self) -> set[str]:
        """The languages of its listeners."""
        return {listener.lang for listener in self.listeners}

    @property
    def seat_hashes(self) -> set[str]:
        """The pupils who listen."""
        return {each.seat_hash for each in self.listeners if each.role == "seat"}

    def needs_messages(self, mark: Mark) -> bool:
        """Return whether the messages are not those of this mark, or old."""
        missing = self.langs - {lang for _, lang in self.messages}
        is_old = time.monotonic() - self.made_at > BEAT_SECONDS
        return mark != self.mark or bool(missing) or is_old

    def notify(self) -> None:
        """Wake all listeners."""
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()

    def close_code(self, listener: Listener) -> int:
        """Return the code that a listener's websocket is closed with; 0 for none."""
        if self.is_over:
            return 4404
        return 4403 if listener.seat_hash in self.left else 0


class ClassroomHub:
    """The topics of this process, and the task that looks after them."""

    def __init__(self) -> None:
        self.topics: dict[str, Topic] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._touched_at = time.monotonic()

    @contextmanager
    def subscription(self, code: str, listener: Listener) -> Iterator[Topic | None]:
        """Hear of a class inside the `with` block; None if too many tabs do."""
        self._start()
        topic = self.topics.setdefault(code, Topic())
        if topic.listeners[listener] >= MAX_TABS:
            yield None
            return
        topic.listeners[listener] += 1
        topic.left.discard(listener.seat_hash)  # it has a seat: that was looked up
        self._news.set()
        try:
            yield topic
        finally:
            topic.listeners[listener] -= 1
            if topic.listeners[listener] <= 0:
                del topic.listeners[listener]

    def notify(self) -> None:
        """Look at once: something was written here. May be called from any thread."""
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._news.set)

    def _start(self) -> None:
        """Start the task that looks, in the loop of this call."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._news = loop, asyncio.Event()
            self._task, self.topics = None, {}
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._watch())

    async def _watch(self) -> None:
        """Look at the database while there are listeners, and for ever after."""
        is_available = True
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), LOOK_SECONDS)
            self._news.clear()
            self.topics = {c: topic for c, topic in self.topics.items() if topic.langs}
            try:
                await self._look()
                await self._touch()
            except DatabaseUnavailableError:
                if is_available:
                    LOG.warning("classes: the database does not answer")
                is_available = False
                await asyncio.sleep(RETRY_SECONDS)
            except Exception:  # whatever it is, the other classes go on
                LOG.exception("classes: a look at the database failed")
                await asyncio.sleep(RETRY_SECONDS)
            else:
                is_available = True
            await asyncio.sleep(REST_SECONDS)

    async def _look(self) -> None:
        """Make new messages for the classes that have changed."""
        topics = dict(self.topics)
        if not topics:
            return
        marks = await in_thread(class_access.read_marks, list(topics))
        for code, topic in topics.items():
            mark = marks.get(code)
            if topic.needs_messages(mark):
                await self._renew(code, topic, mark)

    async def _renew(self, code: str, topic: Topic, mark: Mark) -> None:
        """Make the messages of a class, and wake who has not had them."""
        before, langs = topic.messages, sorted(topic.langs)
        pupils = topic.seat_hashes  # who comes in later may not be in what is read now
        made: tuple[dict[tuple[str, str], str], set[str]] = {}, set()
        with suppress(NoSuchClassError):
            if mark is not None:
                made = await in_thread(class_access.make_messages, code, langs)
        topic.messages, seat_ids = made
        topic.left = {each for each in pupils if each[:8] not in seat_ids}
        topic.mark, topic.made_at = mark, time.monotonic()
        topic.is_over = not topic.messages
        if topic.messages != before or topic.is_over:
            topic.notify()

    async def _touch(self) -> None:
        """Note now and then that the pupils who are connected are here."""
        if time.monotonic() - self._touched_at < TOUCH_SECONDS:
            return
        self._touched_at = time.monotonic()
        for code, topic in self.topics.items():
            if hashes := sorted(topic.seat_hashes):
                await in_thread(class_access.store().seats.touch, code, hashes)


HUB = ClassroomHub()
"""The hub of this process."""
