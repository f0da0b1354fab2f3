"""Many clients at once that each say what they say next because of what they were answered: one thread, little work.

Each has a connection of its own, which is kept. One that is lost is opened again, and the client told that it has not
been answered.
"""

import math
import selectors
import socket
import time
from collections.abc import Generator, Sequence
from typing import NamedTuple

from load import Load

DRAIN = 60.0
"""Seconds that the last answers may take after the end."""
AGAIN = 0.1
"""Seconds until a connection that was refused is tried again."""


class Answered(NamedTuple):
    """Status and body of an answer."""

    status: int
    body: bytes


Talk = Generator[bytes, Answered | None, None]
"""Yields requests and is sent their answers; None where the connection was lost meanwhile."""


class Talker:
    """One client. It can go on where it was when the time was up."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.request = next(talk)
        self.since = 0.0
        self.connection: socket.socket | None = None
        self.got = bytearray()
        self.whole = 0
        """Bytes of the answer, 0 until that is known."""

    def ask(self, port: int) -> bool:
        """Send the request, over a new connection where there is none. Whether that could be done."""
        try:
            if self.connection is None:
                self.connection = socket.create_connection(("127.0.0.1", port), timeout=DRAIN)
            self.connection.sendall(self.request)
        except OSError:
            return False
        return True

    def hear(self) -> Answered | None:
        """Read what there is: the answer once it is whole. Raises ConnectionError where there will be none."""
        assert self.connection is not None
        part = self.connection.recv(1 << 18)
        if not part:
            raise ConnectionResetError
        self.got += part
        if not self.whole and (end := self.got.find(b"\r\n\r\n")) >= 0:
            head = bytes(self.got[:end]).lower()
            self.whole = end + 4 + int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
        if not self.whole or len(self.got) < self.whole:
            return None
        head, _, body = bytes(self.got).partition(b"\r\n\r\n")
        self.got, self.whole = bytearray(), 0
        if b"\r\nconnection: close" in head.lower():
            self.close()
        return Answered(int(head.split(b" ")[1]), body)

    def close(self) -> None:
        """Have no connection, and nothing of an answer."""
        if self.connection is not None:
            self.connection.close()
        self.connection, self.got, self.whole = None, bytearray(), 0


class _Round:
    """All clients until the time is up and the last of them was answered."""

    def __init__(self, port: int, seconds: float) -> None:
        self.port, self.end = port, time.perf_counter() + seconds
        self.took: list[float] = []
        self.ready = selectors.DefaultSelector()
        self.refused: list[tuple[float, Talker]] = []
        self.waiting = 0

    def say(self, one: Talker) -> None:
        one.since = time.perf_counter()
        self.waiting += 1
        self.send(one)

    def send(self, one: Talker) -> None:
        before = one.connection
        if one.ask(self.port):
            if before is None and one.connection is not None:
                self.ready.register(one.connection, selectors.EVENT_READ, one)
            return
        if before is not None:
            self.ready.unregister(before)
        one.close()
        self.refused.append((time.perf_counter() + AGAIN, one))

    def hear(self, one: Talker) -> None:
        connection = one.connection
        assert connection is not None
        try:
            answer = one.hear()
        except OSError:
            self.lost(one)
            return
        if one.connection is None:
            self.ready.unregister(connection)
        if answer is None:
            return
        now = time.perf_counter()
        if now < self.end:
            self.took.append(now - one.since)
        self.waiting -= 1
        one.request = one.talk.send(answer)
        if now < self.end:
            self.say(one)
        elif one.connection is not None:
            self.ready.unregister(one.connection)
            one.close()

    def lost(self, one: Talker) -> None:
        assert one.connection is not None
        self.ready.unregister(one.connection)
        one.close()
        one.request = one.talk.send(None)
        self.send(one)

    def go_on(self) -> None:
        """What can be read, and who was refused a moment ago."""
        for key, _ in self.ready.select(AGAIN):
            self.hear(key.data)
        now = time.perf_counter()
        due = [one for at, one in self.refused if at <= now]
        self.refused = [(at, one) for at, one in self.refused if at > now]
        for one in due:
            self.send(one)


def talk(port: int, talkers: Sequence[Talker], seconds: float) -> Load:
    """Have all of them talk to a server on this machine. Times are until an answer, however often it was asked for.

    Whoever was asked before the time was up is answered; RuntimeError where that takes longer than a minute.
    """
    found = _Round(port, seconds)
    for one in talkers:
        found.say(one)
    while found.waiting:
        if time.perf_counter() > found.end + DRAIN:
            raise RuntimeError(f"{found.waiting} requests were not answered within {DRAIN:.0f} s")
        found.go_on()
    found.ready.close()
    ordered = sorted(found.took) or [math.inf]
    return Load(len(found.took) / seconds, ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)])


def get(path: str, cookie: str) -> bytes:
    """A request for a page, by somebody who has seen one before: the token of forms is in a cookie."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}; csrftoken={TOKEN}\r\n\r\n".encode()


TOKEN = "benchmark" * 3 + "token"
"""Django takes any 32 letters, in the cookie and with the form alike."""


def post(path: str, cookie: str, body: bytes) -> bytes:
    """A form sent by a script."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}; csrftoken={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\n"
        "Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def again_and_again(requests: Sequence[bytes], first: int) -> Talk:
    """The same requests in turn, from the `first`. RuntimeError on any answer but 200."""
    turn = first
    while True:
        answer = yield requests[turn % len(requests)]
        if answer is None:
            continue
        if answer.status != 200:
            raise RuntimeError(
                f"{requests[turn % len(requests)][:80]!r}: {answer.status} {answer.body[:300]!r}"
            )
        turn += 1
