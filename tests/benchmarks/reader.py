"""A reader without a browser: Streamlit's own protocol over a websocket.

It opens pages, moves their sliders and waits until the script has finished, as the
browser does; nothing is painted. Many of them fit one process.
"""

import asyncio
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 60.0
MAX_MESSAGE = 64_000_000
ENDS = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)


@dataclass
class Choice:
    """A slider over a list of values, as the page sent it.

    Args:
        id: of the widget.
        values: what can be chosen, as it is written.
        value: the one that is set.
    """

    id: str
    values: list[str]
    value: str

    def other(self, by: int) -> str:
        """The value so many places further on, round the end, and never this one."""
        steps = 1 + by % (len(self.values) - 1)
        return self.values[(self.values.index(self.value) + steps) % len(self.values)]


@dataclass
class Reader:
    """One session.

    Args:
        base: address of the server, http://…
        lang: the language of the links that are opened.
        name: tells it from the others.
    """

    base: str
    lang: str = "fr"
    name: int = 0
    slug: str = ""
    session: str = ""
    page_hash: str = ""
    choices: dict[str, Choice] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    bytes_read: int = 0
    known: dict[str, ForwardMsg] = field(default_factory=dict)
    cookies: str = ""
    again: tuple[str, float] | None = None
    _socket: ClientConnection | None = None

    async def connect(self) -> None:
        """Open the connection; come back to the session there was, if it is kept.

        Raises:
            OSError, websockets.exceptions.WebSocketException: if nobody lets it in.
        """
        address = self.base.replace("http", "ws", 1) + "/_stcore/stream"
        offered = ["streamlit", "PLACEHOLDER_AUTH_TOKEN", self.session or "none"]
        self._socket = await connect(
            address,
            subprotocols=offered[: 3 if self.session else 2],
            max_size=MAX_MESSAGE,
            origin=self.base,
            additional_headers={"Cookie": self.cookies} if self.cookies else None,
            open_timeout=PATIENCE,
            ping_interval=None,  # the server may be slow; that is measured
            compression=None,
            proxy=None,
        )

    async def open(self, slug: str, **link: str) -> float:
        """Go to a page by link; seconds until its script had finished."""
        self.slug, self.choices, self.moved = slug, {}, {}
        return await self._run(slug, urlencode({"lang": self.lang, **link}), "")

    async def move(self, name: str, to: str) -> float:
        """Put a slider on a value; seconds until the page had answered.

        Raises:
            KeyError: if the page has no such slider.
        """
        self.moved[self.choices[name].id] = to
        self.choices[name].value = to
        return await self._run("", f"lang={self.lang}", self.page_hash)

    async def follow(self, taken: list[float]) -> None:
        """Look at what is under way again and again, as the browser does.

        Args:
            taken: gets the seconds that each answer took.
        """
        while self.again:
            fragment, every = self.again
            await asyncio.sleep(every)
            query = f"lang={self.lang}"
            taken.append(await self._run("", query, self.page_hash, fragment))

    async def send(self, data: bytes | str) -> None:
        """Anything at all, as a hostile reader might."""
        assert self._socket
        await self._socket.send(data)

    async def drain(self) -> None:
        """Read whatever comes, until the connection ends."""
        assert self._socket
        async for data in self._socket:
            self.bytes_read += len(data)

    async def drop(self) -> None:
        """Leave without a word, as a cut cable does."""
        if self._socket:
            self._socket.transport.abort()

    async def close(self) -> None:
        """Leave."""
        if self._socket:
            await self._socket.close()

    def handle(self, message: ForwardMsg) -> None:
        """Do something with each message; nothing, unless a subclass does."""

    async def _run(
        self, page: str, query: str, page_hash: str, fragment: str = ""
    ) -> float:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name = query, page
        state.page_script_hash, state.fragment_id = page_hash, fragment
        if not fragment:
            self.again = None
        state.cached_message_hashes.extend(self.known)
        state.context_info.url = f"{self.base}/{page}"
        state.context_info.locale = self.lang
        for widget, value in self.moved.items():
            changed = state.widget_states.widgets.add(id=widget)
            changed.string_array_value.data.append(value)
        began = time.perf_counter()
        await self.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            await self._finished()
        return time.perf_counter() - began

    async def _finished(self) -> None:
        """Read until a run ends that no other one has replaced.

        Raises:
            RuntimeError: if the page shows an exception.
        """
        assert self._socket
        before, self.known = self.known, {}  # a browser keeps those of the last runs
        while True:
            data = await self._socket.recv()
            self.bytes_read += len(data)
            message = ForwardMsg.FromString(data)
            if message.WhichOneof("type") == "ref_hash":
                message = before[message.ref_hash]
            if message.metadata.cacheable:
                self.known[message.hash] = message
            self.handle(message)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.session = message.new_session.initialize.session_id or self.session
            elif kind == "navigation":
                self.page_hash = message.navigation.page_script_hash
            elif kind == "auto_rerun":
                told = message.auto_rerun
                self.again = told.fragment_id, told.interval
            elif kind == "delta":
                self._drawn(message)
            elif kind == "script_finished":
                ended = message.script_finished
                if ended in ENDS:
                    return
                if ended == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise RuntimeError("the script does not compile")

    def _drawn(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RuntimeError(f"{element.exception.type}: {element.exception.message}")
        if kind == "slider" and element.slider.type == Slider.SELECT_SLIDER:
            slider = element.slider
            name = slider.id.rpartition("-")[2]
            value = (slider.raw_value or [slider.options[int(slider.default[0])]])[0]
            self.choices[name] = Choice(slider.id, list(slider.options), value)
