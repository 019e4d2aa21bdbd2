"""The program of a process that trains, by order.

`app/compute/process.py` starts it, or the one it is a copy of, and says how far it
stands back behind the server. It reads orders and writes what comes of them; both are
tuples, made of numbers, texts, and what a lesson's training yields and returns. It ends
at once when its orders end, so it never outlives the server.
"""

import ctypes
import gc
import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from itertools import cycle
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic, thread_time
from typing import Any, BinaryIO, NoReturn

TELL = 0.1
"""Seconds at least between two parts that are told."""

SLICE = 0.1
"""Seconds of the processor that a short training has before others go on."""

REST = 1.0
"""Seconds without an order after which memory is given back."""

ARENA_MAX = -8
"""glibc's name for how many heaps it has; one will do for one training at a time."""

SIZE = 8
"""Bytes that say how long a message is."""


class Pipe:
    """Messages between a server and a process that it has started itself.

    Args:
        read, write: the ends of two pipes; nobody else holds them.
    """

    def __init__(self, read: BinaryIO, write: BinaryIO):
        self._read, self._write, self._lock = read, write, Lock()

    def send(self, *message: Any) -> None:
        """Hand over a message.

        Raises:
            OSError: if nobody reads it any more.
        """
        data = bytes(ForkingPickler.dumps(message))
        with self._lock:
            self._write.write(len(data).to_bytes(SIZE, "big"))
            self._write.write(data)
            self._write.flush()

    def receive(self) -> Any:
        """The next message.

        Raises:
            EOFError: if there will be none.
        """
        size = int.from_bytes(self._bytes(SIZE), "big")
        return ForkingPickler.loads(self._bytes(size))

    def _bytes(self, count: int) -> bytes:
        try:
            data = self._read.read(count)
        except OSError:  # a socket's end, if something was still on its way there
            data = b""
        if len(data) < count:
            raise EOFError
        return data


def listen(pipe: Pipe, orders: "SimpleQueue[Any]") -> None:
    """Take orders while others are carried out; end with whoever gives them."""
    try:
        while True:
            orders.put(pipe.receive())
    finally:
        os._exit(0)


def place_of(function: Callable[..., Any]) -> tuple[str, str]:
    """Where `found` finds a function of a module: that and its name."""
    return function.__module__, function.__qualname__


def found(module: str, name: str) -> Any:
    """What trains, by its module and name; torch then computes with one thread, and
    without its compiler."""
    start = getattr(import_module(module), name)
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)
        import_module("app.compute.dynamo_stub").install()
    return start


def train(
    pipe: Pipe,
    orders: "SimpleQueue[Any]",
    number: int,
    function: tuple[str, str],
    settings: dict[str, Any],
    state: bytes | None,
    most: int,
) -> None:
    """One training, until it has ended or is called off.

    Args:
        number: which it is; orders for another one are too late.
        function: the module and the name of what trains.
        state: of the training that it continues.
        most: the largest state that may be handed over, in bytes.
    """
    began = monotonic()
    try:
        computation, told = found(*function)(settings, state), 0.0
        while True:
            part = next(computation)
            while not orders.empty():
                what, which, *reader = orders.get()
                if which != number:
                    continue
                if what == "cancel":
                    computation.close()
                    pipe.send("cancelled", number)
                    return
                pipe.send(what, number, *reader, *halted(part, what, most))
            if monotonic() >= told:
                pipe.send("part", number, part.done, part.preview)
                told = monotonic() + TELL
    except StopIteration as finished:
        pipe.send("done", number, finished.value, monotonic() - began)
    except Exception as error:
        reason = getattr(error, "reason", "")
        pipe.send("failed", number, str(reason), traceback.format_exc())


def timed(
    function: tuple[str, str], settings: dict[str, Any]
) -> Generator[Any, None, tuple[Any, float]]:
    """A short training; its result, and how many seconds of the processor it took."""
    began = thread_time()
    result = yield from found(*function)(**settings)
    return result, thread_time() - began


class Short:
    """A short training under way, in a thread of its own: torch keeps by thread whether
    it takes down gradients, and several of them take turns.

    Args:
        number: which it is; later ones have larger numbers.
        function: the module and the name of what trains.
        settings: what it is called with.
    """

    def __init__(
        self, number: int, function: tuple[str, str], settings: dict[str, Any]
    ):
        self.number, self._spent = number, 0.0
        self._thread = ThreadPoolExecutor(1)
        self._computation = self._steps(function, settings)

    @staticmethod
    def _steps(
        function: tuple[str, str], settings: dict[str, Any]
    ) -> Generator[Any, None, Any]:
        return (yield from found(*function)(**settings))

    def had(self) -> tuple[int, int]:
        """How many slices it has had, and when it came: who has the least is next."""
        return int(self._spent / SLICE), self.number

    def came(self) -> tuple[int, int]:
        """When it came: who came first is next."""
        return 0, self.number

    def go(self, pipe: Pipe) -> bool:
        """Let it go on a while and tell what came of it; whether there is more."""
        what, told = self._thread.submit(self._slice).result()
        try:
            pipe.send(what, self.number, told)
        except OSError:
            raise
        except Exception as error:  # it cannot be handed over as it is
            cause = told if isinstance(told, Exception) else error
            text = "".join(traceback.format_exception(cause))
            what = "failed"
            pipe.send(what, self.number, RuntimeError(text))
        if what != "part":
            self.close()
        return what == "part"

    def _slice(self) -> tuple[str, Any]:
        began, late = thread_time(), monotonic() + TELL
        try:
            while True:
                part = next(self._computation)
                if monotonic() >= late:
                    return "part", part
        except StopIteration as finished:
            return "done", finished.value
        except Exception as error:
            return "failed", error
        finally:
            self._spent += thread_time() - began

    def close(self) -> None:
        """End it: nobody waits for it any more."""
        self._thread.submit(self._computation.close).result()
        self._thread.shutdown()


def halted(part: Any, what: str, most: int) -> tuple[float, Any, bytes | None]:
    """What a reader takes along: the part done, a result, a state to go on from."""
    state = part.state() if what == "pause" else None
    if state is not None and len(state) > most:
        return part.done, None, None
    return part.done, part.result(), state


def load(modules: Sequence[str], orders: "SimpleQueue[Any]") -> None:
    """Import what trainings need, as long as none waits for it."""
    for module in modules:
        if not orders.empty():
            return
        import_module(module)


def serve(pipe: Pipe) -> NoReturn:
    """Carry out orders: a long training at a time, short ones in turns.

    Of the short ones the one goes on that has had the least: what takes a moment does
    not wait behind what takes a second. Each third time it is the one that came first,
    so that what takes seconds ends however many moments there are.
    """
    orders: SimpleQueue[Any] = SimpleQueue()
    shorts: dict[int, Short] = {}
    worked = False
    turns = cycle((Short.had, Short.had, Short.came))
    Thread(target=listen, args=(pipe, orders), daemon=True).start()
    while True:
        if shorts and orders.empty():
            short = min(shorts.values(), key=next(turns))
            if not short.go(pipe):
                del shorts[short.number]
            worked = True
            continue
        try:
            what, *order = orders.get(timeout=REST if worked else None)
        except Empty:
            give_back()
            worked = False
            continue
        if what == "train":
            train(pipe, orders, *order)
            worked = True
        elif what == "compute":
            shorts[order[0]] = Short(*order)
        elif what == "cancel" and (called_off := shorts.pop(order[0], None)):
            called_off.close()
            pipe.send("cancelled", called_off.number, None)
        elif what == "load":
            load(order[0], orders)
        elif what == "ready":
            pipe.send("ready")


def glibc(function: str, *given: int) -> None:
    """Call a function of glibc, if that is the C library here."""
    with suppress(AttributeError, TypeError):  # another one; Windows has none by None
        getattr(ctypes.CDLL(None), function)(*given)


def give_back() -> None:
    """Give the system back the memory that trainings have left."""
    glibc("malloc_trim", 0)


def stand_back(nice: int) -> None:
    """Leave the processor to others."""
    with suppress(AttributeError):  # there is no such thing on Windows
        os.nice(nice)


def be_apart(control: socket.socket, modules: Sequence[str]) -> NoReturn:
    """In a copy of the server: leave all that is the server's, then be copied.

    Args:
        control, modules: as of `be_copied`.
    """
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.dup2(2, 1)
        kept = 0, 1, 2, control.fileno()
        for file in [int(path.name) for path in Path("/proc/self/fd").iterdir()]:
            if file not in kept:
                with suppress(OSError):  # the listing's own
                    os.close(file)
        glibc("mallopt", ARENA_MAX, 1)
        be_copied(control, modules)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def be_copied(control: socket.socket, modules: Sequence[str]) -> NoReturn:
    """Load modules, then make a copy of this process for each who asks for one.

    A message is how far a copy stands back, with its end of a socket; the answer is the
    number of its process, with a handle of it, or "!" if there can be none.

    Args:
        control: where it is asked; when that ends, this does.
    """
    for module in modules:
        import_module(module)
    gc.collect()
    gc.freeze()  # the collector would write to what the copies share
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here waits for them
    while True:
        nice, ends, *_ = socket.recv_fds(control, 1, 1)
        if not ends:
            os._exit(0)
        try:
            if not (pid := os.fork()):
                control.close()
                be_copy(socket.socket(fileno=ends[0]), nice[0])
            handle = os.pidfd_open(pid)
        except OSError:
            control.send(b"!")
        else:
            socket.send_fds(control, [b"%d" % pid], [handle])
            os.close(handle)
        os.close(ends[0])


def be_copy(talk: socket.socket, nice: int) -> NoReturn:
    """Carry out orders in a process that has just been copied."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        stand_back(nice)
        serve(Pipe(talk.makefile("rb"), talk.makefile("wb")))
    except OSError:  # nobody listens any more
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server's: its pipe will end
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a training prints belongs to the log
    _, places, how, *more = sys.argv
    sys.path[:] = json.loads(places)
    if how == "copied":
        answers.close()
        control, *needed = more
        be_copied(socket.socket(fileno=int(control)), needed)
    stand_back(int(how))
    serve(Pipe(sys.stdin.buffer, answers))
