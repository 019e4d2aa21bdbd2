"""Messages between the server and its worker processes."""

from multiprocessing.reduction import ForkingPickler
from threading import Lock
from typing import Any, BinaryIO

LENGTH_BYTES = 8
"""Bytes in front of each message, which give its length."""


class Pipe:
    """Pickled messages in both directions between a server and its child process.

    Args:
        read, write: the ends of two pipes; nobody else holds them.
    """

    def __init__(self, read: BinaryIO, write: BinaryIO):
        self._read, self._write, self._lock = read, write, Lock()

    def send(self, *message: Any) -> None:
        """Send a message.

        Raises:
            OSError: if nobody reads it any more.
        """
        data = bytes(ForkingPickler.dumps(message))
        with self._lock:
            self._write.write(len(data).to_bytes(LENGTH_BYTES, "big"))
            self._write.write(data)
            self._write.flush()

    def receive(self) -> Any:
        """Wait for the next message and return it.

        Raises:
            EOFError: if there will be none.
        """
        size = int.from_bytes(self._read_bytes(LENGTH_BYTES), "big")
        return ForkingPickler.loads(self._read_bytes(size))

    def _read_bytes(self, count: int) -> bytes:
        try:
            data = self._read.read(count)
        except OSError:  # a socket's end, if something was still on its way there
            data = b""
        if len(data) < count:
            raise EOFError
        return data
