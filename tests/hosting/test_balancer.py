"""The rules of the balancer, with stub replicas that answer with their address."""

import gzip
import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.benchmarks.server import free_port
from tests.waiting import until

from .balancer import Balancer, NameServer, find_haproxy, run_balancer

PAGE = "<p>" + "a page " * 200


class Replica(ThreadingHTTPServer):
    """A full replica, whose answers begin with its address.

    It is ready for the readers it has, and for no new one.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: str, port: int):
        super().__init__((address, port), Answers)
        Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def handle_error(self, request, client_address) -> None:
        """Ignore health checks that close their connection."""

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        ready = not self.path.startswith("/readyz") or self.path.endswith("?full=yes")
        body = (self.server.server_address[0] + PAGE).encode()
        self.send_response(200 if ready else 503)
        self.send_header("Content-Type", "text/html")
        self.send_header("Server", "replica/1")
        self.send_header("X-Frame-Options", "from the replica")
        if self.path == "/packed.js":
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_) -> None:
        pass


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def replica(self) -> str:
        return self.body.decode().split("<")[0]

    @property
    def cookie(self) -> str:
        return self.headers.get("Set-Cookie", "").split(";")[0]


def ask(port: int, path: str = "/", **headers: str) -> Answer:
    """Send one request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers=fields)
    response = connection.getresponse()
    answer = Answer(response.status, response.headers, response.read())
    connection.close()
    return answer


@pytest.fixture
def replicas() -> Iterator[dict[str, Replica]]:
    """Two replicas with the same port on two addresses, as containers have."""
    port = free_port()
    servers = {
        address: Replica(address, port) for address in ("127.0.0.2", "127.0.0.3")
    }
    yield servers
    for replica in servers.values():
        replica.stop()


@pytest.fixture
def hosted(replicas, tmp_path) -> Iterator[Balancer]:
    """The balancer in front of them, once it knows both."""
    names = NameServer(list(replicas))
    names.start()
    (port,) = {replica.server_port for replica in replicas.values()}
    with run_balancer(tmp_path / "log", APP=f"app:{port}", DNS=names.address) as hosted:
        until(lambda: {ask(hosted.port).replica for _ in range(4)} == {*replicas})
        yield hosted
    names.socket.close()


def test_a_reader_stays_on_one_replica_and_moves_when_it_stops(hosted, replicas):
    first = ask(hosted.port)
    attributes = first.headers["Set-Cookie"]
    assert "HttpOnly" in attributes and "SameSite=Lax" in attributes
    for _ in range(6):
        answer = ask(hosted.port, Cookie=first.cookie)
        assert (answer.replica, answer.cookie) == (first.replica, "")
    replicas[first.replica].stop()
    second = ask(hosted.port, Cookie=first.cookie)  # before any check has failed
    assert second.status == 200
    assert second.replica != first.replica
    assert second.cookie and second.cookie != first.cookie
    assert ask(hosted.port, Cookie=second.cookie).cookie == ""


def test_the_operators_paths_are_not_found(hosted):
    paths = ("/metrics", "/_stcore/metrics", "/readyz", "/readyz?full=yes")
    for path in (*paths, "/metrics/", "//metrics", "/%6detrics", "/course/metrics"):
        answer = ask(hosted.port, path)
        assert (answer.status, answer.body) == (404, b""), path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert ask(hosted.port, "/metrics_of_a_lesson").status == 200


def test_headers_and_compression(hosted):
    plain = ask(hosted.port)
    assert plain.headers["X-Frame-Options"] == "from the replica"
    assert plain.headers["X-Content-Type-Options"] == "nosniff"
    assert "Server" not in plain.headers
    assert "Strict-Transport-Security" not in plain.headers  # this one is no https
    compressed = ask(hosted.port, Accept_Encoding="gzip")
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert len(compressed.body) < len(PAGE) / 4
    assert gzip.decompress(compressed.body).decode().endswith(PAGE)
    unchanged = ask(hosted.port, "/packed.js", Accept_Encoding="gzip")
    assert gzip.decompress(unchanged.body).decode().endswith(PAGE)


def test_without_replicas_the_balancer_answers_with_a_page_that_reloads(
    hosted, replicas
):
    for replica in replicas.values():
        replica.stop()
    answer = ask(hosted.port)
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "5"
    page = answer.body.decode()
    assert "Le cours démarre." in page and "The course is starting." in page
    assert "http-equiv=refresh" in page


def test_the_log_names_replicas_and_nothing_of_a_reader(hosted):
    ask(hosted.port, "/a_page?typed=secret", Cookie="mine=secret")
    until(lambda: any(a["path"] == "/a_page" for a in hosted.answers()))
    entry = hosted.answers()[-1]
    assert entry["status"] == 200 and entry["replica"].startswith("replica-")
    text = hosted.log.read_text("utf-8")
    assert "secret" not in text and "127.0.0.1" not in text


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/class/K4PXT/answer", "/class/-/answer"),
        ("/class/K4PXT", "/class/-"),
        ("/join/K4PXT", "/join/-"),
        ("/class/K4PXT/pair/a-secret_1", "/class/-/pair/-"),
        ("/class/K4PXT/pair/a-secret_1/", "/class/-/pair/-"),
        ("/class/files/class_pages.js", "/class/-/class_pages.js"),
        ("/course/class/K4PXT/answer", "/course/class/-/answer"),
        ("/class", "/class"),
        ("/classification", "/classification"),
    ],
)
def test_the_log_has_no_code_of_a_class(hosted, path, logged):
    ask(hosted.port, path)
    until(lambda: any(entry["path"] == logged for entry in hosted.answers()))
    assert "K4PXT" not in hosted.log.read_text("utf-8")


def test_two_replicas_work_without_a_name_server(replicas, tmp_path):
    addresses = [f"{at}:{one.server_port}" for at, one in replicas.items()]
    variables = dict(zip(("APP_1", "APP_2"), addresses, strict=True))
    with run_balancer(tmp_path / "log", **variables) as hosted:
        assert {ask(hosted.port).replica for _ in range(4)} == {*replicas}


def test_the_error_about_a_missing_haproxy_says_what_to_do(monkeypatch):
    monkeypatch.setenv("HAPROXY", "/nowhere/haproxy")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(FileNotFoundError, match="apt-get install haproxy"):
        find_haproxy()
