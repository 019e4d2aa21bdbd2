"""A second site, on another origin: a page that shows a figure in a frame."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class OtherSite:
    """A site of one page.

    Args:
        address: of its page.
        html: of its page, as it is now.
    """

    address: str
    html: str = ""

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return self.address.rstrip("/")


@contextmanager
def serve_other_site() -> Iterator[OtherSite]:
    """Serve the page on this machine while the context lasts."""
    site = OtherSite("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(site.html.encode())

        def log_message(self, *_: object) -> None:
            """Keep the tests' output free of requests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.address = f"http://127.0.0.1:{server.server_port}/"
        Thread(target=server.serve_forever, daemon=True).start()
        yield site
        server.shutdown()
