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

TIMEOUT = 60.0
MAX_MESSAGE = 64_000_000
END_STATUSES = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)


@dataclass
class SelectSlider:
    """A slider over a list of values.

    Args:
        id: of the widget.
        values: what can be chosen, as it is written.
        value: the one that is set.
    """

    id: str
    values: list[str]
    value: str

    def other(self, by: int) -> str:
        """Return the value so many places further on, round the end, never this one."""
        steps = 1 + by % (len(self.values) - 1)
        return self.values[(self.values.index(self.value) + steps) % len(self.values)]


@dataclass
class Reader:
    """One session of a reader.

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
    choices: dict[str, SelectSlider] = field(default_factory=dict)
    values_set: dict[str, str] = field(default_factory=dict)
    bytes_read: int = 0
    cached: dict[str, ForwardMsg] = field(default_factory=dict)
    cookies: str = ""
    auto_rerun: tuple[str, float] | None = None
    _socket: ClientConnection | None = None

    async def connect(self) -> None:
        """Open the connection; return to the previous session, if the server has it.

        Raises:
            OSError, websockets.exceptions.WebSocketException: if nobody lets it in.
        """
        address = self.base.replace("http", "ws", 1) + "/_stcore/stream"
        subprotocols = ["streamlit", "PLACEHOLDER_AUTH_TOKEN", self.session or "none"]
        self._socket = await connect(
            address,
            subprotocols=subprotocols[: 3 if self.session else 2],
            max_size=MAX_MESSAGE,
            origin=self.base,
            additional_headers={"Cookie": self.cookies} if self.cookies else None,
            open_timeout=TIMEOUT,
            ping_interval=None,  # the server may be slow; that is measured
            compression=None,
            proxy=None,
        )

    async def open(self, slug: str, **link: str) -> float:
        """Open a page by link; return the seconds until its script has finished."""
        self.slug, self.choices, self.values_set = slug, {}, {}
        return await self._run(slug, urlencode({"lang": self.lang, **link}), "")

    async def move(self, name: str, to: str) -> float:
        """Set a slider; return the seconds until the page has answered.

        Raises:
            KeyError: if the page has no such slider.
        """
        self.values_set[self.choices[name].id] = to
        self.choices[name].value = to
        return await self._run("", f"lang={self.lang}", self.page_hash)

    async def follow(self, times: list[float]) -> None:
        """Run the page's timer, as the browser does, until it ends.

        Args:
            times: gets the seconds that each answer took.
        """
        while self.auto_rerun:
            fragment, every = self.auto_rerun
            await asyncio.sleep(every)
            query = f"lang={self.lang}"
            times.append(await self._run("", query, self.page_hash, fragment))

    async def send(self, data: bytes | str) -> None:
        """Send any bytes or text, as a hostile reader might."""
        assert self._socket
        await self._socket.send(data)

    async def drain(self) -> None:
        """Read and drop messages until the connection ends."""
        assert self._socket
        async for data in self._socket:
            self.bytes_read += len(data)

    async def drop(self) -> None:
        """Abort the connection, as a cut cable does."""
        if self._socket:
            self._socket.transport.abort()

    async def close(self) -> None:
        """Close the connection."""
        if self._socket:
            await self._socket.close()

    def handle(self, message: ForwardMsg) -> None:
        """Handle a message; a subclass may."""

    async def _run(
        self, page: str, query: str, page_hash: str, fragment: str = ""
    ) -> float:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name = query, page
        state.page_script_hash, state.fragment_id = page_hash, fragment
        if not fragment:
            self.auto_rerun = None
        state.cached_message_hashes.extend(self.cached)
        state.context_info.url = f"{self.base}/{page}"
        state.context_info.locale = self.lang
        for widget, value in self.values_set.items():
            changed = state.widget_states.widgets.add(id=widget)
            changed.string_array_value.data.append(value)
        start_time = time.perf_counter()
        await self.send(message.SerializeToString())
        async with asyncio.timeout(TIMEOUT):
            await self._read_until_finished()
        return time.perf_counter() - start_time

    async def _read_until_finished(self) -> None:
        """Read messages until a run ends that no other one has replaced.

        Raises:
            RuntimeError: if the page shows an exception.
        """
        assert self._socket
        previous, self.cached = (
            self.cached,
            {},
        )  # a browser keeps those of the last runs
        while True:
            data = await self._socket.recv()
            self.bytes_read += len(data)
            message = ForwardMsg.FromString(data)
            if message.WhichOneof("type") == "ref_hash":
                message = previous[message.ref_hash]
            if message.metadata.cacheable:
                self.cached[message.hash] = message
            self.handle(message)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.session = message.new_session.initialize.session_id or self.session
            elif kind == "navigation":
                self.page_hash = message.navigation.page_script_hash
            elif kind == "auto_rerun":
                timer = message.auto_rerun
                self.auto_rerun = timer.fragment_id, timer.interval
            elif kind == "delta":
                self._on_delta(message)
            elif kind == "script_finished":
                status = message.script_finished
                if status in END_STATUSES:
                    return
                if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise RuntimeError("the script does not compile")

    def _on_delta(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RuntimeError(f"{element.exception.type}: {element.exception.message}")
        if kind == "slider" and element.slider.type == Slider.SELECT_SLIDER:
            slider = element.slider
            name = slider.id.rpartition("-")[2]
            value = (slider.raw_value or [slider.options[int(slider.default[0])]])[0]
            self.choices[name] = SelectSlider(slider.id, list(slider.options), value)
