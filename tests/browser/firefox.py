"""Firefox as the system has it, driven over WebDriver BiDi.

The standard is at www.w3.org/TR/webdriver-bidi.
The browser opens a web socket by itself: no driver beside it, and a few commands of the
standard are enough to go to a page, run a script in it and take a picture.
"""

import base64
import io
import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from websockets.protocol import State
from websockets.sync.client import ClientConnection, connect

NAMES = ("firefox-esr", "firefox")
ADVICE = """\
No Firefox was found. One of these helps:
- apt-get install firefox-esr, or any Firefox that is called {names};
- FIREFOX=/path/to/firefox in the environment."""
PATIENCE = 60
"""Seconds for one command, and for the browser's start."""

PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#none",
    "toolkit.telemetry.enabled": False,
}
"""It asks nobody for anything."""

REPORTS = """() => document.addEventListener("securitypolicyviolation", e =>
    console.error(`CSP ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}`))"""
"""Violations of the policy are reported as errors."""


DEEP = """const all = (root = document) => [...root.querySelectorAll("*")].flatMap(e =>
    e.shadowRoot ? [e, ...all(e.shadowRoot)] : [e]);
const one = selector => all().find(e => e.matches(selector));
const frame = () => new Promise(done => requestAnimationFrame(done));
const painted = async () => { await frame(); await frame(); };"""
"""Finds elements in shadow roots too; waits until what was done is seen."""

READY = (
    "() => {"
    + DEEP
    + """
    const app = document.querySelector("[data-testid=stApp]");
    return app?.dataset.testScriptState === "notRunning"
        && document.fonts.status === "loaded" && !!one(".figures .area svg text"); }"""
)


def find_firefox() -> str:
    """The path of a Firefox.

    Raises:
        FileNotFoundError: if there is none; says what to do.
    """
    if path := os.environ.get("FIREFOX"):
        if not Path(path).exists():
            raise FileNotFoundError(f"FIREFOX={path} does not exist")
        return path
    if path := next(filter(None, map(shutil.which, NAMES)), None):
        return path
    raise FileNotFoundError(ADVICE.format(names=" or ".join(NAMES)))


class Firefox:
    """One tab of a Firefox.

    Args:
        socket: to a browser without a session.
    """

    def __init__(self, socket: ClientConnection):
        self.socket = socket
        self.ids = itertools.count(1)
        self.errors: list[str] = []
        self.send("session.new", capabilities={})
        (tab,) = self.send("browsingContext.getTree")["contexts"]
        self.tab = tab["context"]
        self.send("session.subscribe", events=["log.entryAdded"])
        self.send("script.addPreloadScript", functionDeclaration=REPORTS)

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command of the standard and wait for its result.

        Raises:
            RuntimeError: if the browser answers with an error.
            TimeoutError: if it does not answer; then the connection is closed.
        """
        number = next(self.ids)
        command = {"id": number, "method": method, "params": parameters}
        self.socket.send(json.dumps(command))
        while True:
            try:
                reply = json.loads(self.socket.recv(timeout=PATIENCE))
            except TimeoutError:
                self.socket.close()
                raise
            if reply.get("method") == "log.entryAdded":
                self._log(reply["params"])
            if reply.get("id") == number:
                if reply["type"] == "error":
                    raise RuntimeError(
                        f"{method}: {reply['error']}, {reply['message']}"
                    )
                return reply["result"]

    def _log(self, entry: dict[str, Any]) -> None:
        if entry["level"] == "error":
            self.errors.append(entry["text"])

    @property
    def is_connected(self) -> bool:
        """Whether the browser still takes commands."""
        return self.socket.state is State.OPEN

    def resize(self, width: int, height: int) -> None:
        """Give the page this size."""
        size = {"width": width, "height": height}
        self.send("browsingContext.setViewport", context=self.tab, viewport=size)

    def go(self, address: str) -> None:
        """Go to a page and wait until it is loaded."""
        where = {"context": self.tab, "url": address}
        self.send("browsingContext.navigate", wait="complete", **where)

    def run(self, function: str, *arguments: str) -> Any:
        """What a function in JavaScript gives or promises, as JSON can say it.

        Raises:
            RuntimeError: if it throws.
        """
        reply = self.send(
            "script.callFunction",
            functionDeclaration=f"async (...given) => JSON.stringify("
            f"await ({function})(...given) ?? null)",
            arguments=[{"type": "string", "value": text} for text in arguments],
            target={"context": self.tab},
            awaitPromise=True,
        )
        if reply["type"] == "exception":
            raise RuntimeError(reply["exceptionDetails"]["text"])
        return json.loads(reply["result"]["value"])

    def wait(self, function: str, *arguments: str) -> Any:
        """What the function gives, once it gives something.

        Raises:
            TimeoutError: if it does not.
        """
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if result := self.run(function, *arguments):
                return result
            time.sleep(0.05)
        raise TimeoutError(f"{function} {arguments}: {self.errors}")

    @contextmanager
    def preloaded(self, function: str) -> Iterator[None]:
        """Run a function in each page before its own scripts."""
        command = "script.addPreloadScript"
        script = self.send(command, functionDeclaration=function)["script"]
        yield
        self.send("script.removePreloadScript", script=script)

    def drag(self, place: tuple[int, int], way: tuple[int, int]) -> None:
        """Press the mouse at a place, move it by so much, let it go."""
        x, y = place
        to_place = {"type": "pointerMove", "x": x, "y": y}
        steps = [
            {"x": x + way[0] * k // 5, "y": y + way[1] * k // 5, "duration": 20}
            for k in range(1, 6)
        ]
        moves = [{"type": "pointerMove", **step} for step in steps if any(way)]
        actions = [to_place, {"type": "pointerDown", "button": 0}, *moves]
        corner = {"type": "pointerMove", "x": 0, "y": 0}  # it hovers over nothing
        actions += [{"type": "pointerUp", "button": 0}, corner]
        mouse = {"type": "pointer", "id": "mouse", "actions": actions}
        self.send("input.performActions", context=self.tab, actions=[mouse])

    def picture(self) -> Image.Image:
        """Return a screenshot of the page."""
        shot = self.send("browsingContext.captureScreenshot", context=self.tab)
        return Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("RGB")


@contextmanager
def firefox() -> Iterator[Firefox]:
    """A Firefox with a fresh profile and one empty tab.

    Raises:
        FileNotFoundError: if there is none; says what to do.
        RuntimeError: if it opens no socket; says what it printed.
    """
    command = [find_firefox(), "--headless", "--no-remote", "--remote-debugging-port=0"]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        (Path(profile) / "user.js").write_text("".join(map(_preference, PREFERENCES)))
        command += ["--profile", profile, "about:blank"]
        output_file = Path(profile) / "printed"
        with (
            output_file.open("w") as log,
            subprocess.Popen(command, stdout=log, stderr=log) as process,
        ):
            try:
                address = _socket(process, output_file)
                # no pings: a busy browser answers late, and `send` has its own limit
                with connect(
                    f"{address}/session", max_size=None, ping_interval=None
                ) as socket:
                    yield Firefox(socket)
            finally:
                process.kill()


def _preference(name: str) -> str:
    """A line of a profile."""
    return f"user_pref({json.dumps(name)}, {json.dumps(PREFERENCES[name])});\n"


def _socket(process: subprocess.Popen[bytes], output_file: Path) -> str:
    """The address that the browser prints."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if match := re.search(r"BiDi listening on (ws://\S+)", output_file.read_text()):
            return match[1]
        time.sleep(0.1)
    raise RuntimeError(f"Firefox opens no socket: {output_file.read_text()}")
