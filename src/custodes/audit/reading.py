"""Events one after the other: from the database as it really stands, or from an exported file."""

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

from custodes.audit.chain import COLUMNS, Row, canonical, moment
from custodes.errors import UnreadableInput

KIND = "custodes history"
FORMAT = 1
_SELECT = f"select {', '.join(COLUMNS)} from audit_event order by sequence"
# SQLite's driver would make a time of it, or fail where somebody put there what is none
_SELECT_SQLITE = _SELECT.replace(" at,", " cast(at as text),")
_AT = COLUMNS.index("at")
_STORED = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{6})?")
_MANY = 2_000
_LONGEST = 64 * 1024 * 1024
"""Bytes a line may have: no event comes near it, and no file fills the memory."""


class Header(NamedTuple):
    """The first line of an exported history."""

    sequence: int
    """Of its last event."""
    digest: str
    made_at: str
    """When, ISO 8601."""
    part: str
    """Of what it is a part, in words; empty for the whole history."""
    version: str

    def line(self) -> str:
        """As it is written."""
        return canonical({"kind": KIND, "format": FORMAT, **self._asdict()})


class Broken(NamedTuple):
    """A line of a file that is no event, or the place where the file breaks off."""

    line: int
    what: str


def in_database() -> Iterator[Row]:
    """Every event in order, as it is stored: also what no Custodes would have written."""
    sqlite = connection.vendor == "sqlite"
    at = _sqlite_moment if sqlite else moment
    with _lenient(), connection.chunked_cursor() as cursor:
        cursor.execute(_SELECT_SQLITE if sqlite else _SELECT)
        while rows := cursor.fetchmany(_MANY):
            for row in rows:
                yield (*row[:_AT], at(row[_AT]), *row[_AT + 1 :])


def head() -> tuple[int, str] | None:
    """Sequence and digest that the mark of the end has, or None where it is gone."""
    with connection.cursor() as cursor:
        cursor.execute("select sequence, digest from audit_head order by id")
        found: tuple[int, str] | None = cursor.fetchone()
    return found


def _sqlite_moment(stored: Any) -> Any:
    """A time as Django keeps it in SQLite, as digests cover it; anything else as it is, so that it shows."""
    found = _STORED.fullmatch(stored) if isinstance(stored, str) else None
    return f"{found[1]}T{found[2]}{found[3] or '.000000'}+00:00" if found else stored


@contextmanager
def _lenient() -> Iterator[None]:
    """SQLite gives text that is no UTF-8 as replaced characters, so that verifying finds it, and goes on."""
    connection.ensure_connection()
    lenient = connection.vendor == "sqlite"
    if lenient:
        connection.connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    try:
        yield
    finally:
        if lenient and connection.connection:
            connection.connection.text_factory = str


def in_file(path: Path) -> tuple[Header, Iterator[Row | Broken]]:
    """The header of an exported history and its events, read as they are asked for.

    Raises UnreadableInput where it is no exported history, or one of a later Custodes.
    """
    lines = _lines(path)
    first = next(lines, None)
    header = _header(first[1] if isinstance(first, tuple) and not isinstance(first, Broken) else b"", path)
    return header, (line if isinstance(line, Broken) else _event(*line) for line in lines)


def _lines(path: Path) -> Iterator[tuple[int, bytes] | Broken]:
    number = 0
    try:
        with path.open("rb") as plain:
            zipped = plain.read(2) == b"\x1f\x8b"
            plain.seek(0)
            with gzip.open(plain) if zipped else plain as file:
                while line := file.readline(_LONGEST):
                    number += 1
                    yield number, line
    except (EOFError, zlib.error, gzip.BadGzipFile):
        yield Broken(number + 1, "the file breaks off or is damaged here")
    except OSError as trouble:
        raise UnreadableInput(
            f"{path} cannot be read: {trouble.strerror or trouble}.", "Check its name."
        ) from None


def _header(line: bytes, path: Path) -> Header:
    try:
        said = json.loads(line)
        if said["kind"] == KIND and said["format"] == FORMAT:
            header = Header(**{name: said[name] for name in Header._fields})
            if isinstance(header.sequence, int):
                return header
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise UnreadableInput(
        f"{path.name} is no history exported by this Custodes.",
        "Give a file made by `custodes audit export`.",
    )


def _event(number: int, line: bytes) -> Row | Broken:
    try:
        said = json.loads(line)
        if isinstance(said, dict) and set(said) == set(COLUMNS) and isinstance(said["sequence"], int):
            if canonical(said).encode("utf-8", "surrogatepass") + b"\n" == line:
                return tuple(said[column] for column in COLUMNS)
            return Broken(number, "the line is not written as Custodes writes it")
    except (ValueError, RecursionError):
        pass
    return Broken(number, "the line is no event")


def event_line(row: Row) -> str:
    """An event as a line of an exported history."""
    return canonical(dict(zip(COLUMNS, row, strict=True)))


Tell = Callable[[str, float | None], None]
"""What is being done, and the share done (0 to 1; None where nobody can say)."""
