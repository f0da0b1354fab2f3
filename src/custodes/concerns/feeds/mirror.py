"""Feeds from a mirror or a bundle: the same files as a folder, fetched or unpacked first, with care."""

import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.parse import quote

from custodes.concerns.feeds import files
from custodes.concerns.feeds.fetch import NOT_A_FEED, RESUME, Fetcher
from custodes.concerns.feeds.files import Damaged
from custodes.concerns.feeds.lock import only_one
from custodes.concerns.feeds.public import resumable
from custodes.concerns.feeds.pull import MAX_FILES, MAX_TOTAL, Report, from_unlocked_folder
from custodes.concerns.feeds.store import Store
from custodes.errors import FeedError

UNPACKING_ERRORS = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,  # zipfile: encrypted, or a method it does not know
    zlib.error,
    zipfile.BadZipFile,
    tarfile.TarError,
    Damaged,
)


def from_url(store: Store, base: str, fetcher: Fetcher) -> Report:
    """Replace each feed that the mirror at `base` lists in its index.json.

    The index is {"files": [{"name", "sha256", "size"}]}; names are relative to `base`. Every file is
    checked; if one is not what the index says, nothing is replaced and FeedError names them all.
    """
    base = base.removesuffix("index.json").rstrip("/") + "/"
    with only_one(store.folder):
        folder = resumable(store, "mirror", base)
        wanted = _index(fetcher.file(base + "index.json", folder / "index.json"), base)
        into = folder / "files"
        wrong = [problem for entry in wanted if (problem := _fetch_one(entry, base, into, fetcher))]
        if wrong:
            raise FeedError(f"{base} is not whole: {'; '.join(wrong)}.", RESUME)
        report = from_unlocked_folder(store, into, base, fetcher.tell)
        shutil.rmtree(folder)
    return report


def from_bundle(store: Store, bundle: Path, source: str, fetcher: Fetcher) -> Report:
    """Replace each feed that a .zip or .tar(.gz) of a feed folder holds. Raises FeedError."""
    with only_one(store.folder):
        shutil.rmtree(store.partial("bundle"))
        folder = store.partial("bundle")
        try:
            _unpack(bundle, folder)
            return from_unlocked_folder(store, folder, source, fetcher.tell)
        finally:
            shutil.rmtree(folder)


def is_bundle(path: Path) -> bool:
    """Whether `path` is an archive that `from_bundle` can open."""
    return path.is_file() and (zipfile.is_zipfile(path) or tarfile.is_tarfile(path))


def _index(path: Path, base: str) -> list[dict[str, Any]]:
    try:
        entries = files.document(path)["files"]
        for entry in entries:
            _inside(entry["name"])
            if len(entry["sha256"]) != 64 or int(entry["size"]) < 0:
                raise ValueError(f"{entry['name']} lacks a SHA-256 or a size")
    except (Damaged, ValueError, KeyError, TypeError) as error:
        path.unlink()
        raise FeedError(f"{base}index.json is not an index of feed files ({error}).", NOT_A_FEED) from error
    _within(len(entries), sum(int(entry["size"]) for entry in entries))
    return list(entries)


def _fetch_one(entry: dict[str, Any], base: str, into: Path, fetcher: Fetcher) -> str:
    target = into / _inside(entry["name"])
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        fetcher.file(base + quote(entry["name"]), target)
    if target.stat().st_size == entry["size"] and files.sha256(target) == entry["sha256"].lower():
        return ""
    target.unlink()
    return f"{entry['name']} does not have the SHA-256 and size that the index gives"


def _unpack(bundle: Path, folder: Path) -> None:
    count, size = 0, 0
    try:
        for name, stream in _members(bundle):
            target = folder / _inside(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as out:
                while block := stream.read(1 << 20):
                    size += len(block)
                    _within(count, size)
                    out.write(block)
            count += 1
            _within(count, size)
    except UNPACKING_ERRORS as error:
        raise FeedError(f"{bundle.name} cannot be unpacked ({error}).", "Copy or fetch it again.") from error


def _members(bundle: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Name and content of each plain file; folders, links and devices are passed over."""
    if zipfile.is_zipfile(bundle):
        with zipfile.ZipFile(bundle) as archive:
            for info in archive.infolist():
                if not info.is_dir() and not stat.S_ISLNK(info.external_attr >> 16):
                    with archive.open(info) as stream:
                        yield info.filename, stream
        return
    _check_tape_ends(bundle)
    with tarfile.open(bundle) as tape:
        for member in tape:
            if member.isfile() and (content := tape.extractfile(member)):
                yield member.name, content


def _check_tape_ends(bundle: Path) -> None:
    """Raise ValueError unless the tar ends with its two blocks of zeros: tarfile takes a cut one for whole."""
    tail, size = b"", 0
    with files.opened(bundle) as stream:
        while block := stream.read(1 << 20):
            tail, size = (tail + block)[-1024:], size + len(block)
            _within(0, size)
    if tail != bytes(1024):
        raise ValueError("it is cut short, or is not a .zip, .tar or .tar.gz")


def _inside(name: str) -> Path:
    """`name` as a path that stays where it is put. Raises ValueError for any that would not."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or ".." in parts or name.startswith("/") or ":" in name or "\0" in name:
        raise ValueError(f"{name!r} is not a name inside the folder")
    return Path(*parts)


def _within(count: int, size: int) -> None:
    if count > MAX_FILES or size > MAX_TOTAL:
        raise FeedError(f"It holds over {MAX_FILES:,} files or {MAX_TOTAL >> 30} GB.", NOT_A_FEED)
