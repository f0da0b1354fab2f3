"""Reading files nobody vouches for: bounded in size, in decompression, and in what a name may be."""

import gzip
import hashlib
import io
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from custodes.concerns.feeds.shapes import Problem

MAX_BYTES = 1 << 30  # of one file once decompressed; the largest feed known is a tenth of this
MAX_DOCUMENT = 1 << 28  # of one JSON document, which has to be held in memory whole
MAX_LINE = 1 << 24  # of one JSON line; the longest NVD record seen is 0.25 MB
GZIP = b"\x1f\x8b"

OTHERS_KEPT = "Fetch that file again; its other lines are kept."

Record = dict[str, Any]


class Damaged(Exception):
    """A file that does not hold what it should; the text says where and why.

    `feed` is the feed it was meant for, "" where that cannot be told.
    """

    def __init__(self, message: str, feed: str = "") -> None:
        super().__init__(message)
        self.feed = feed


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The content of `path`, decompressed where it is gzip. Raises `Damaged` where the gzip is bad."""
    with path.open("rb") as plain:
        is_gzip = plain.read(2) == GZIP
        plain.seek(0)
        try:
            yield cast(BinaryIO, gzip.GzipFile(fileobj=plain, mode="rb")) if is_gzip else plain
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise Damaged(f"the compressed file is cut short or broken ({error})") from error


def head(path: Path, size: int = 1 << 16) -> str:
    """The first `size` bytes as text; what is not UTF-8 is replaced. Raises `Damaged`."""
    with opened(path) as stream:
        return stream.read(size).decode("utf-8-sig", "replace")


def content(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The whole of `path`, decompressed. Raises `Damaged` if that is more than `limit` bytes."""
    with opened(path) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise Damaged(f"more than {limit >> 20} MB once opened")
    return data


def text(path: Path, limit: int = MAX_BYTES) -> str:
    """The whole file as UTF-8 text without a byte-order mark. Raises `Damaged`."""
    data = content(path, limit)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Damaged(f"line {line} is not UTF-8 text") from error


def document(path: Path) -> Any:
    """The JSON document in `path`. Raises `Damaged` with line and column."""
    return parse(text(path, MAX_DOCUMENT))


def parse(given: str) -> Any:
    """JSON from text. Raises `Damaged`, also for nesting deeper than any real record's."""
    try:
        return json.loads(given)
    except json.JSONDecodeError as error:
        raise Damaged(f"line {error.lineno}, column {error.colno}: not JSON ({error.msg})") from error
    except RecursionError as error:
        raise Damaged("nested too deeply to be a real record") from error


def json_lines(path: Path, name: str) -> Iterator[Record | Problem]:
    """Each line of a JSON-lines file: its object, or what is wrong with that line."""
    with opened(path) as stream:
        for number, line in enumerate(_lines(stream), 1):
            if line.strip():
                yield _one_line(line.strip(), f"{name}, line {number}")


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    read = 0
    while line := stream.readline(MAX_LINE + 1):
        read += len(line)
        if len(line) > MAX_LINE or read > MAX_BYTES:
            raise Damaged(f"a line over {MAX_LINE >> 20} MB, or a file over {MAX_BYTES >> 20} MB")
        yield line


def _one_line(line: bytes, where: str) -> Record | Problem:
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        return Problem(where, f"not JSON at character {error.pos + 1} ({error.msg})", OTHERS_KEPT)
    except (UnicodeDecodeError, RecursionError) as error:
        return Problem(where, f"not JSON ({str(error)[:80]})", OTHERS_KEPT)
    if isinstance(found, dict):
        return found
    return Problem(where, f"holds a {type(found).__name__}, not a record", OTHERS_KEPT)


def safe_name(name: str) -> str:
    """A file name that is only a file name: no folders, no hidden file, plain characters, 100 at most."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", name.replace("\\", "/").rsplit("/", 1)[-1])
    return plain.lstrip("._-")[-100:] or "unnamed"


def unique_name(folder: Path, name: str) -> str:
    """`safe_name`, with a number in front where `folder` has a file of that name already."""
    plain, number = safe_name(name), 1
    found = plain
    while (folder / found).exists():
        number += 1
        found = f"{number}-{plain}"
    return found


def sha256(path: Path) -> str:
    """SHA-256 of the file as it lies, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def dumps(record: object) -> str:
    """One JSON line: the same record always gives the same bytes."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def text_lines(given: str) -> io.StringIO:
    """Text as lines for the csv module, line ends left as they are."""
    return io.StringIO(given, newline="")
