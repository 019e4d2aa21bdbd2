"""A teacher or a pupil of a class without a browser: routes, socket and page.

`ClassClient` opens or joins a class, listens, answers and commands as the browser does:
what fails for a reason that passes is sent again, a cut socket is opened again. The
same pupil's page is a `Reader`, with the same cookies.
"""

import asyncio
import json
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPResponse
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from tests.benchmarks.reader import Reader

TIMEOUT = 60.0
RESENT = {429, 502, 503, 504}
"""Statuses for which a browser sends the same again."""
OVER = {4403, 4404}
"""Close codes of the socket after which it is not opened again."""
FIRST_PAUSE, LONGEST_PAUSE = 0.15, 4.0
"""Seconds before the socket is opened again."""


@dataclass
class ClassClient:
    """One browser of a class.

    Args:
        base: address of the app, http://…, with the server's path if it has one.
        lang: the language it reads.

    Attributes:
        code: of the class.
        cookies: by name, those of a balancer too.
        message: the newest one of the socket.
        messages: how many came, beats left out.
        absences: seconds between each cut of the socket and the next message.
        is_over: whether the class has ended, or this client is not of it.
        trouble: why the socket was closed last, or not opened; "" for neither.
        reader: the page, once there is one.
    """

    base: str
    lang: str = "en"
    code: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    message: dict[str, Any] | None = None
    messages: int = 0
    absences: list[float] = field(default_factory=list)
    is_over: bool = False
    trouble: str = ""
    reader: Reader | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _listener: asyncio.Task | None = None

    @property
    def origin(self) -> str:
        """What a browser says of where it comes from."""
        parts = urlsplit(self.base)
        return f"{parts.scheme}://{parts.netloc}"

    # ---- requests ----

    async def get(self, path: str) -> HTTPResponse:
        """Get an address, as a link that is pressed; follow no redirection."""
        return await self._fetch("GET", path)

    async def post(self, path: str, body: Any) -> tuple[int, dict[str, Any]]:
        """Post JSON until the server has said yes or no; return status and reply.

        Raises:
            TimeoutError: if it does not within a minute.
        """
        pause = FIRST_PAUSE
        async with asyncio.timeout(TIMEOUT):
            while True:
                status, reply = 0, {}
                with suppress(OSError):
                    answer = await self._fetch("POST", path, json.dumps(body))
                    status = answer.code
                    with suppress(ValueError):
                        reply = json.loads(answer.body)
                # 599: tornado's own, for an answer that was cut
                if status and status != 599 and status not in RESENT:
                    return status, reply
                await asyncio.sleep(pause * random.uniform(0.5, 1.5))
                pause = min(2 * pause, LONGEST_PAUSE)

    async def open_class(self, nicknames: bool = False, plan: Any = None) -> str:
        """Open a class as its teacher; return the code.

        Args:
            plan: {"title", "steps"} of a lesson; None for none.

        Raises:
            RuntimeError: if the server opens none.
        """
        body = {"lang": self.lang, "nicknames": nicknames}
        body |= {"plan": plan} if plan else {}
        status, reply = await self.post("/class", body)
        if status != 201:
            raise RuntimeError(f"no class: {status} {reply}")
        self.code = reply["code"]
        return self.code

    async def join(self, code: str) -> str:
        """Join a class as a pupil; return the path and query of the class's page.

        No seat is taken before the page has run: see `open_page`.

        Raises:
            RuntimeError: if the server lets nobody in.
        """
        self.code = code
        answer = await self.get(f"/join/{code}?lang={self.lang}")
        if answer.code != 303:
            raise RuntimeError(f"not joined: {answer.code}")
        return answer.headers["Location"]

    async def answer(self, guess: Any, round: int | None = None) -> int:
        """Answer the running question; return the status.

        Args:
            guess: as the page takes it.
            round: of the question; that of the newest message without.
        """
        if round is None:
            assert self.message
            round = self.message["round"]
        body = {"round": round, "guess": guess}
        return (await self.post(f"/class/{self.code}/answer", body))[0]

    async def command(self, action: str, **body: Any) -> tuple[int, dict[str, Any]]:
        """Command as the teacher; return status and reply."""
        path = f"/class/{self.code}/command"
        return await self.post(path, {"action": action, **body})

    async def answers_csv(self) -> str:
        """Return the table of all answers, for the teacher."""
        answer = await self.get(f"/class/{self.code}/answers.csv?lang={self.lang}")
        return answer.body.decode("utf-8-sig")

    # ---- the socket ----

    def listen(self) -> None:
        """Open the socket, and open it again when it is cut, until `close`."""
        if self._listener is None:
            self._listener = asyncio.create_task(self._listen())

    async def wait_for(
        self, condition: Callable[[dict[str, Any]], Any], seconds: float = TIMEOUT
    ) -> float:
        """Wait until a message fulfils this; return the seconds.

        Raises:
            TimeoutError: if none does by then; has the newest one.
        """
        start = time.perf_counter()
        try:
            async with asyncio.timeout(seconds):
                while not (self.message and condition(self.message)):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError as error:
            state = f"{self.trouble or 'open'}: {self.message}"
            raise TimeoutError(state[:1000]) from error
        return time.perf_counter() - start

    async def close(self) -> None:
        """Close socket and page."""
        if self._listener:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)
        if self.reader:
            await self.reader.close()

    # ---- the page ----

    async def open_page(self, address: str = "") -> float:
        """Open a page of the class, which takes a pupil's seat; return the seconds.

        A connection that was cut is opened again.

        Args:
            address: path and query; without, the page of the newest message.
        """
        if not address:
            assert self.message
            query = urlencode({"class": self.code, "lang": self.lang})
            address = f"/{self.message['page']}?{query}"
        parts = urlsplit(address)
        link = dict(parse_qsl(parts.query)) | {"lang": self.lang}
        slug = parts.path.strip("/")
        if self.reader:
            with suppress(ConnectionClosed):
                return await self.reader.open(slug, **link)
        self.reader = Reader(self.base, self.lang, cookies=self._cookie_header)
        await self.reader.connect()
        return await self.reader.open(slug, **link)

    # ---- inside ----

    @property
    def _cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def _fetch(
        self, method: str, path: str, body: str | None = None
    ) -> HTTPResponse:
        headers = {"Cookie": self._cookie_header} if self.cookies else {}
        if body is not None:
            headers |= {"Origin": self.origin, "Content-Type": "application/json"}
        http = AsyncHTTPClient(force_instance=True)
        try:
            answer = await http.fetch(
                self.base + path,
                method=method,
                body=body,
                headers=headers,
                follow_redirects=False,
                raise_error=False,
                request_timeout=TIMEOUT,
            )
        finally:
            http.close()
        self._keep_cookies(answer.headers.get_list("Set-Cookie"))
        return answer

    def _keep_cookies(self, lines: list[str]) -> None:
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value

    async def _listen(self) -> None:
        pause, cut_at = FIRST_PAUSE, None
        address = self.base.replace("http", "ws", 1)
        address += f"/class/{self.code}/socket?lang={self.lang}"
        while not self.is_over:
            try:
                async with connect(
                    address,
                    origin=self.origin,
                    additional_headers={"Cookie": self._cookie_header},
                    open_timeout=TIMEOUT,
                    ping_interval=None,
                    proxy=None,
                ) as socket:
                    assert socket.response
                    self._keep_cookies(socket.response.headers.get_all("Set-Cookie"))
                    async for text in socket:
                        pause, self.trouble = FIRST_PAUSE, ""
                        if cut_at is not None:
                            self.absences.append(time.perf_counter() - cut_at)
                            cut_at = None
                        self._receive(str(text))
                    self.is_over = socket.close_code in OVER
                    self.trouble = f"closed: {socket.close_code}"
            except ConnectionClosed as closed:
                self.is_over = bool(closed.rcvd and closed.rcvd.code in OVER)
                self.trouble = repr(closed)
            except (OSError, WebSocketException) as error:
                self.trouble = repr(error)
            if cut_at is None:
                cut_at = time.perf_counter()
            self._news.set()
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(2 * pause, LONGEST_PAUSE)

    def _receive(self, text: str) -> None:
        if text:  # else a beat
            self.message, self.messages = json.loads(text), self.messages + 1
            self._news.set()
