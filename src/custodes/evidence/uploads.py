"""Files as they are uploaded: named safely, copied in pieces, with their digests, within limits."""

import hashlib
import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from django.conf import settings as django_settings

from custodes import settings
from custodes.errors import Invalid

MOST_FILES = 20
INCOMING = ".incoming-"
"""What the folders of unfinished uploads begin with."""
_LONGEST_NAME = 120
_PIECE = 1 << 20
_UNSAFE = re.compile(r"[/\\:*?\"<>|]")


class Readable(Protocol):
    """An open file, or one that came with a form."""

    def read(self, size: int = ..., /) -> bytes: ...


class Received(NamedTuple):
    """One file that lies in the folder."""

    name: str
    size: int
    digest: str


def safe_name(name: str, taken: Sequence[str] = ()) -> str:
    """The last part of a name, without anything that a file system or a page could stumble over.

    `taken`: those that other files have, whatever their capitals; the second "list.csv" is "list (2).csv".
    """
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    visible = "".join(
        letter for letter in last if unicodedata.category(letter)[0] not in "CZ" or letter == " "
    )
    plain = _UNSAFE.sub("_", visible).strip(" .") or "list"
    stem, dot, suffix = plain.rpartition(".") if "." in plain else (plain, "", "")
    stem, suffix = _short(stem, _LONGEST_NAME), _short(suffix, 10)
    found, count, lower = f"{stem}{dot}{suffix}", 1, {other.casefold() for other in taken}
    while found.casefold() in lower:
        count += 1
        found = f"{stem} ({count}){dot}{suffix}"
    return found


def _short(text: str, most: int) -> str:
    """At most so many bytes, which is what file systems count."""
    return text.encode()[:most].decode(errors="ignore").strip()


@contextmanager
def received(files: Sequence[tuple[str, Readable | Path]]) -> Iterator[tuple[Path, list[Received]]]:
    """Copy files into a new folder, which goes unless somebody moves it. Raises Invalid beyond the limits."""
    folder = Path(django_settings.UPLOADS) / f"{INCOMING}{secrets.token_hex(8)}"
    inside = folder / "files"
    inside.mkdir(mode=0o700, parents=True)
    try:
        found: list[Received] = []
        for name, content in files:
            plain = safe_name(name, [one.name for one in found])
            left = settings.largest_upload() - sum(one.size for one in found)
            found.append(_copied(plain, content, inside / plain, left))
        yield folder, found
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copied(name: str, content: Readable | Path, path: Path, most: int) -> Received:
    if isinstance(content, Path):
        with content.open("rb") as file:
            return _copied(name, file, path, most)
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as out:
        for piece in _pieces(content):
            size += len(piece)
            if size > most:
                raise too_large()
            digest.update(piece)
            out.write(piece)
    path.chmod(0o600)
    return Received(name, size, digest.hexdigest())


def _pieces(content: "Readable | BinaryIO") -> Iterator[bytes]:
    while piece := content.read(_PIECE):
        yield piece


def too_large() -> Invalid:
    """What is said of an upload beyond the limit."""
    text = f"The files must be smaller than {settings.largest_upload() // 1_000_000:,} MB together"
    return Invalid(f"{text}.", "Split the list, or save it as csv or parquet.", {"lists": text})
