"""A mirror on this machine that misbehaves in the way that the path names."""

import socket
import struct
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

CONTENT = bytes(range(256)) * 1024


class Mirror(BaseHTTPRequestHandler):
    """/ok/NAME and the like: the first part of the path says how it is served."""

    def do_GET(self):
        how = self.path.split("/")[1]
        self.server.requests.append(how)
        content = self.server.contents.get(how, self.server.content)
        if how == "hang":
            self.server.release.wait(20)
        elif how in ("404", "503"):
            self.send_error(int(how))
        elif how == "202":
            self.head(202, 0)
        elif how == "redirect":
            self.send_response(302)
            self.send_header("Location", self.path.replace("redirect", "ok", 1))
            self.end_headers()
        elif how == "loop":
            self.send_response(302)
            self.send_header("Location", self.path)
            self.end_headers()
        elif how == "file":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
        elif how == "nonsense":
            self.wfile.write(b"this is not HTTP\r\n\r\n")
        elif how == "page":
            self.head(200, 20)
            self.wfile.write(b"<html>log in!</html>")
        elif how == "half":
            self.head(200, len(content))
            self.wfile.write(content[: len(content) // 2])
        elif how == "reset":
            self.head(200, len(content))
            self.wfile.write(content[: len(content) // 2])
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()
        elif how == "once_half" and self.server.requests.count(how) == 1:
            self.head(200, len(content))
            self.wfile.write(content[: len(content) // 2])
        elif how == "wrong":
            self.head(200, len(content))
            self.wfile.write(content[:-1] + b"?")
        elif how == "announced":
            self.head(200, 10**12)
        elif how == "endless":
            self.head(200)
            while not self.server.release.is_set():
                self.wfile.write(bytes(1 << 16))
        elif how == "stall":
            self.head(200, len(content))
            self.wfile.write(content[:1000])
            self.server.release.wait(20)
        elif how in ("drip", "slow"):
            self.head(200, len(content))
            parts = 200 if how == "drip" else 8
            for i in range(parts):
                if self.server.release.is_set():
                    return
                size = len(content) // parts
                end = None if i == parts - 1 else (i + 1) * size
                self.wfile.write(content[i * size : end])
                time.sleep(0.06)
        else:
            self.head(200, None if how == "unannounced" else len(content))
            self.wfile.write(content)

    def head(self, status, length=None):
        self.send_response(status)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *args):
        pass

    def handle(self):
        try:
            super().handle()
        except (ValueError, OSError):
            self.close_connection = True  # who asked has gone

    def finish(self):
        with suppress(ValueError, OSError):
            super().finish()


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Mirror)
        self.content, self.contents, self.requests = CONTENT, {}, []
        self.release = threading.Event()

    def url(self, how):
        return f"http://127.0.0.1:{self.server_port}/{how}/file"

    def handle_error(self, request, client_address):
        pass


@pytest.fixture
def mirror(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    server = Server()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.release.set()
    server.shutdown()
    server.server_close()
