"""A web server on this machine for one test: it says what the test lays down, and keeps what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass
class Request:
    """What a client asked."""

    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]


@dataclass
class Reply:
    """What the server says; `cut` closes the connection after so many bytes, `wait` lets the client wait, s."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    wait: float = 0.0


@dataclass
class WebServer:
    """A running server."""

    url: str
    requests: list[Request]
    reply: Callable[[Request], Reply]
    #: Ends every wait, so that a server stops at once.
    done: threading.Event


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: WebServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(parts.path, parse_qs(parts.query), headers)
        self.site.requests.append(request)
        reply = self.site.reply(request)
        self.site.done.wait(reply.wait)
        self.send_response(reply.status)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Connection", "close")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body if reply.cut is None else reply.body[: reply.cut])
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name that http.server gives it)
        """Say nothing."""
        del format, args


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that went away is part of some tests."""
        del request, client_address


@contextmanager
def running_web() -> Iterator[WebServer]:
    """Start a server on a free port and yield it; its reply is "404" until the test sets another."""
    handler = type("Handler", (_Handler,), {})
    server = _Server(("127.0.0.1", 0), handler)
    port = server.server_address[1]
    site = WebServer(f"http://127.0.0.1:{port}", [], lambda _request: Reply(status=404), threading.Event())
    handler.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.done.set()
        server.shutdown()
        server.server_close()
        thread.join()
