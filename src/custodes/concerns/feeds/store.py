"""Where pulled feeds lie, and what each holds.

    <data folder>/feeds/
      kev/manifest.json          what is current: edition, dates, files with their SHA-256
      kev/3f2a.../...            the files themselves, in a folder named after their content
      kev.partial/               what a pull has fetched so far; an interrupted one is taken up again
      kev.incoming/              the next edition while it is being checked

A pull fills the incoming folder, renames it to its place and then replaces manifest.json in one step,
so that a reader sees the old edition or the new one and never half of either.
"""

import datetime as dt
import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from custodes import clock, settings
from custodes.concerns.feeds import files
from custodes.concerns.feeds.shapes import Content, Problem
from custodes.errors import FeedError

FEEDS = ("nvd", "cve5", "csaf", "kev", "epss", "mac", "watchlists")
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class StoredFile:
    """One file of a feed: its name, and what it must still be."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What one feed holds, from where and when. `as_of`: the newest date in it, where it states one."""

    feed: str
    source: str
    pulled: dt.date
    edition: str
    as_of: dt.date | None
    records: int
    problems: tuple[Problem, ...]
    files: tuple[StoredFile, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over the names and contents of the files: the same digits, the same knowledge."""
        digest = hashlib.sha256(self.feed.encode())
        for file in self.files:
            digest.update(f"\0{file.name}\0{file.sha256}".encode())
        return digest.hexdigest()

    @property
    def folder(self) -> str:
        """The name of the folder that the files lie in."""
        return self.digest[:16]


class Store:
    """The feeds in one folder. Reading never writes; `replace` is the only writer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._verified: set[str] = set()

    def manifest(self, feed: str) -> Manifest | None:
        """What `feed` holds, or None when it was never pulled. Raises FeedError when it is unreadable."""
        try:
            return _from_json((self.folder / feed / MANIFEST).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise FeedError(
                f"The list of what the feed {feed} holds cannot be read ({error}).", MEND
            ) from error

    def edition(self) -> str:
        """Twelve hex digits over every feed's content: the same digits, the same knowledge. "" for none."""
        held = [manifest.digest for feed in FEEDS if (manifest := self.manifest(feed))]
        return hashlib.sha256("".join(held).encode()).hexdigest()[:12] if held else ""

    def files(self, feed: str) -> list[Path]:
        """The files of `feed`, verified once; none when it was never pulled. Raises FeedError if damaged."""
        manifest = self.manifest(feed)
        if manifest is None:
            return []
        if manifest.digest not in self._verified:
            if wrong := self.check(feed):
                raise FeedError(f"The feed {feed} is damaged: {'; '.join(wrong)}.", MEND)
            self._verified.add(manifest.digest)
        return [self.folder / feed / manifest.folder / file.name for file in manifest.files]

    def check(self, feed: str) -> list[str]:
        """What is wrong with the stored files of `feed`, in words; empty when all is as it was pulled."""
        manifest = self.manifest(feed)
        if manifest is None:
            return []
        place = self.folder / feed / manifest.folder
        return [wrong for file in manifest.files if (wrong := _check_file(place / file.name, file))]

    def partial(self, feed: str) -> Path:
        """The folder in which the next edition of `feed` is gathered; made if need be."""
        folder = self.folder / f"{feed}.partial"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def replace(self, feed: str, prepared: Path, content: Content, source: str) -> Manifest:
        """Make the files in `prepared` the current edition of `feed`; that folder is moved away."""
        stored = tuple(
            StoredFile(path.name, files.sha256(path), path.stat().st_size)
            for path in sorted(prepared.iterdir())
        )
        manifest = Manifest(
            feed,
            source,
            clock.today(),
            content.edition,
            content.as_of,
            content.records,
            content.problems,
            stored,
        )
        home = self.folder / feed
        home.mkdir(parents=True, exist_ok=True)
        _settle_folder(prepared, home / manifest.folder, stored)
        _write_whole(home / MANIFEST, _to_json(manifest))
        for other in home.iterdir():
            if other.is_dir() and other.name != manifest.folder:
                shutil.rmtree(other)
        return manifest


MEND = "Run `custodes feeds pull` again; it replaces the feed whole."


def open_store(path: Path | None = None) -> Store:
    """The store at `path`, by default in the data folder (`custodes.settings.data_folder`)."""
    return Store(path or settings.data_folder() / "feeds")


def _settle_folder(prepared: Path, place: Path, stored: tuple[StoredFile, ...]) -> None:
    """Move `prepared` to `place`; an intact folder of the same content that is there already stays."""
    if place.exists() and not any(_check_file(place / file.name, file) for file in stored):
        shutil.rmtree(prepared)
        return
    if place.exists():
        shutil.rmtree(place)
    os.replace(prepared, place)


def _check_file(path: Path, expected: StoredFile) -> str:
    try:
        if path.stat().st_size != expected.size:
            return f"{expected.name} is {path.stat().st_size:,} bytes, not {expected.size:,}"
        return "" if files.sha256(path) == expected.sha256 else f"{expected.name} has been changed"
    except OSError as error:
        return f"{expected.name} cannot be read ({error.strerror})"


def _write_whole(path: Path, text: str) -> None:
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8", newline="\n") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(beside, path)


def _to_json(manifest: Manifest) -> str:
    return json.dumps(asdict(manifest), indent=1, ensure_ascii=False, default=str) + "\n"


def _from_json(text: str) -> Manifest:
    raw = json.loads(text)
    raw["pulled"] = dt.date.fromisoformat(raw["pulled"])
    raw["as_of"] = dt.date.fromisoformat(raw["as_of"]) if raw["as_of"] else None
    raw["problems"] = tuple(Problem(**problem) for problem in raw["problems"])
    raw["files"] = tuple(StoredFile(**file) for file in raw["files"])
    return Manifest(**raw)
