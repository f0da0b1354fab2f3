"""A publisher of feeds on loopback, which misbehaves as the real ones do.

    with FeedServer() as server:
        server.files["/kev.json"] = b"..."
        server.faults["/kev.json"] = [Cut(after=100), Busy(503, retry_after="0")]

Each request takes the next fault of its path; once they are used up the file is served.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Cut:
    """Breaks the connection after so many bytes of the body."""

    after: int


@dataclass(frozen=True)
class Busy:
    """Asks to come back later."""

    status: int
    retry_after: str = ""


@dataclass(frozen=True)
class Wrong:
    """Answers 200 (or `status`) with something else, as a captive portal does."""

    body: bytes = b"<!doctype html><title>Please log in</title>"
    status: int = 200


@dataclass(frozen=True)
class Stall:
    """Sends half of the file, then nothing for a while."""

    seconds: float


@dataclass(frozen=True)
class Asked:
    """A request as it came in."""

    path: str
    query: dict[str, str]
    headers: Message


@dataclass
class FeedServer:
    """`files` by path; `pages` answer by query; `ranges` says whether parts of a file can be had."""

    files: dict[str, bytes] = field(default_factory=dict)
    pages: dict[str, Callable[[dict[str, str]], bytes]] = field(default_factory=dict)
    faults: dict[str, list[Cut | Busy | Wrong | Stall]] = field(default_factory=dict)
    ranges: bool = True
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"feeds": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def times_asked(self, path: str) -> int:
        """How many requests came for `path`."""
        return sum(1 for asked in self.asked if asked.path == path)


class _Handler(BaseHTTPRequestHandler):
    feeds: FeedServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle(self) -> None:
        with suppress(ConnectionError):  # a client that hangs up is its own affair
            super().handle()

    def do_GET(self) -> None:
        split = urlsplit(self.path)
        asked = Asked(split.path, dict(parse_qsl(split.query)), self.headers)
        self.feeds.asked.append(asked)
        faults = self.feeds.faults.get(split.path)
        fault = faults.pop(0) if faults else None
        if isinstance(fault, Busy):
            self._send(fault.status, b"", {"Retry-After": fault.retry_after} if fault.retry_after else {})
        elif isinstance(fault, Wrong):
            self._send(fault.status, fault.body, {})
        elif (body := self._body(asked)) is None:
            self._send(404, b"no such file", {})
        else:
            self._serve(body, fault)

    def _body(self, asked: Asked) -> bytes | None:
        page = self.feeds.pages.get(asked.path)
        return page(asked.query) if page else self.feeds.files.get(asked.path)

    def _serve(self, body: bytes, fault: Cut | Stall | None) -> None:
        tag = f'"{sha256(body).hexdigest()[:16]}"'
        start = self._start(tag)
        if start >= len(body) > 0 and start:
            self._send(416, b"", {"Content-Range": f"bytes */{len(body)}"})
            return
        headers = {"ETag": tag} if self.feeds.ranges else {}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        self._send(206 if start else 200, body[start:], headers, fault)

    def _start(self, tag: str) -> int:
        """Where to start: only for a Range with an If-Range that names this very file."""
        wanted = self.headers.get("Range", "")
        if not self.feeds.ranges or not wanted or self.headers.get("If-Range", tag) != tag:
            return 0
        return int(wanted.removeprefix("bytes=").rstrip("-"))

    def _send(
        self, status: int, body: bytes, headers: dict[str, str], fault: Cut | Stall | None = None
    ) -> None:
        self.send_response(status)
        for name, value in headers.items() | {("Content-Length", str(len(body)))}:
            self.send_header(name, value)
        self.end_headers()
        if isinstance(fault, Cut):
            self.wfile.write(body[: fault.after])
            self.close_connection = True
            return
        if isinstance(fault, Stall):
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            time.sleep(fault.seconds)
            body = body[len(body) // 2 :]
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing: test output is for the tests."""
