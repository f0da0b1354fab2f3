"""Fetching one file over HTTP: taken up again where it broke off, patient when asked to wait, bounded."""

import datetime as dt
import email.utils
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from custodes import __version__
from custodes.concerns.feeds import files
from custodes.errors import FeedError

TRIES = 6
TRIES_TO_CONNECT = 2  # without a network, six feeds are soon found to be out of reach
LONGEST_WAIT = 300.0  # seconds; a server that asks for more is left alone
BUSY = (403, 429, 500, 502, 503, 504)  # NVD answers 403 to those it finds too eager
TIMEOUT = httpx.Timeout(30.0)

Tell = Callable[[str, float, float | None], None]  # what is being done, how much of it, of how much


def nobody(what: str, done: float, total: float | None) -> None:
    """The `Tell` of those who do not want to be told."""


class Refused(FeedError):
    """The server answered, and will not give this: trying again is of no use."""


class _Later(Exception):
    def __init__(self, reason: str, wait: float | None) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass
class Fetcher:
    """Fetches into files. `backoff`: seconds to wait after the first failure, doubled at each one."""

    client: httpx.Client
    tell: Tell = nobody
    backoff: float = 1.0

    def file(self, url: str, target: Path, headers: dict[str, str] | None = None) -> Path:
        """Fetch `url` whole into `target`, resuming what an earlier run left. Raises FeedError.

        Done when `target` exists; until then the bytes are in `target`.part.
        """
        for attempt in range(1, TRIES + 1):
            try:
                self._attempt(url, target, headers or {})
                return target
            except _Later as error:
                reason, wait = str(error), error.wait
                last = attempt == TRIES
            except httpx.TransportError as error:
                reached = not isinstance(error, httpx.ConnectError)
                how = "the connection broke" if reached else "no connection"
                reason, wait = f"{how}: {error or type(error).__name__}", None
                last = attempt == (TRIES if reached else TRIES_TO_CONNECT)
            if last:
                break
            self._wait(url, self.backoff * 2 ** (attempt - 1) if wait is None else wait)
        raise FeedError(f"{plain(url)} could not be fetched ({reason}).", RESUME)

    def _wait(self, url: str, seconds: float) -> None:
        if seconds > LONGEST_WAIT:
            raise FeedError(f"{plain(url)} asks to be left alone for {seconds / 60:.0f} minutes.", RESUME)
        if seconds > 2:
            self.tell(f"{httpx.URL(url).host} asks for patience: waiting {seconds:.0f} s", 0, None)
        time.sleep(seconds)

    def _attempt(self, url: str, target: Path, headers: dict[str, str]) -> None:
        part, tag = target.with_name(target.name + ".part"), target.with_name(target.name + ".tag")
        with self.client.stream("GET", url, headers=headers | _resuming(part, tag)) as response:
            if response.status_code == 416:
                part.unlink(missing_ok=True)
                raise _Later("the file changed meanwhile", 0)
            _check_status(response)
            resumed = response.status_code == 206 and _starts_at(response) == _size(part)
            if response.status_code == 206 and not resumed:
                part.unlink(missing_ok=True)
                raise _Later("the server sent another part than was asked for", 0)
            tag.write_text(_tag(response), encoding="utf-8")
            self._write(response, part, resumed)
        os.replace(part, target)
        tag.unlink(missing_ok=True)

    def _write(self, response: httpx.Response, part: Path, resumed: bool) -> None:
        done = _size(part) if resumed else 0
        length = response.headers.get("Content-Length", "")
        total = done + int(length) if length.isdigit() else None
        name = response.url.path.rsplit("/", 1)[-1]
        with part.open("ab" if resumed else "wb") as out:
            for block in response.iter_raw():
                done += len(block)
                if done > files.MAX_BYTES:
                    raise Refused(
                        f"{plain(str(response.url))} is over {files.MAX_BYTES >> 20} MB.", NOT_A_FEED
                    )
                out.write(block)
                self.tell(f"fetching {name}", done, total)


RESUME = "Run `custodes feeds pull` again later: it carries on where this one stopped."
NOT_A_FEED = "This is not what the feed looks like. See docs/reference/feeds.md, or use --from with a copy."


def client() -> httpx.Client:
    """An HTTP client that says who it is and takes bytes as they lie on the server, so that ranges fit."""
    headers = {"User-Agent": f"custodes/{__version__}", "Accept-Encoding": "identity"}
    return httpx.Client(headers=headers, timeout=TIMEOUT, follow_redirects=True)


def plain(url: str) -> str:
    """The address without its query, for messages."""
    return url.partition("?")[0]


def _resuming(part: Path, tag: Path) -> dict[str, str]:
    """The headers that ask for the rest of the same file, if what it was can be named."""
    name = tag.read_text(encoding="utf-8") if tag.exists() else ""
    return {"Range": f"bytes={_size(part)}-", "If-Range": name} if name and _size(part) else {}


def _tag(response: httpx.Response) -> str:
    """What names this very version of the file: a strong ETag, else the date it was last modified."""
    etag: str = response.headers.get("ETag", "")
    return etag if etag and not etag.startswith("W/") else response.headers.get("Last-Modified", "")


def _starts_at(response: httpx.Response) -> int:
    start = response.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
    return int(start) if start.isdigit() else -1


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _check_status(response: httpx.Response) -> None:
    if response.status_code in BUSY:
        raise _Later(f"it answers {response.status_code}", _retry_after(response))
    if response.status_code not in (200, 206):
        raise Refused(f"{plain(str(response.url))} answers {response.status_code}.", NOT_A_FEED)


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds to wait, from a Retry-After of either form (RFC 9110, 10.2.3)."""
    given: str = response.headers.get("Retry-After", "").strip()
    if given.isdigit():
        return float(given)
    try:
        when = email.utils.parsedate_to_datetime(given)
    except ValueError:
        return None
    now = dt.datetime.now(dt.UTC)
    return max(0.0, (when.replace(tzinfo=when.tzinfo or dt.UTC) - now).total_seconds())
