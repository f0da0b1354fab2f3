"""Feeds from a folder, a bundle or a mirror: recognised by content, checked, and put in place whole."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from custodes.concerns.feeds import detect, epss, kev, lists, records, registry
from custodes.concerns.feeds.fetch import Tell, nobody
from custodes.concerns.feeds.files import Damaged
from custodes.concerns.feeds.lock import only_one
from custodes.concerns.feeds.shapes import Content, Given, Problem
from custodes.concerns.feeds.store import FEEDS, Manifest, Store
from custodes.errors import FeedError

MAX_DEPTH, MAX_FILES, MAX_TOTAL = 6, 50_000, 8 << 30

PREPARE: dict[str, Callable[[list[Given], Path], Content]] = {
    "nvd": lambda given, folder: records.prepare("nvd", given, folder),
    "cve5": lambda given, folder: records.prepare("cve5", given, folder),
    "csaf": lambda given, folder: records.prepare("csaf", given, folder),
    "kev": kev.prepare,
    "epss": epss.prepare,
    "mac": registry.prepare,
    "watchlists": lists.prepare,
}


@dataclass
class Report:
    """What a pull did: the feeds replaced, the files that are none of ours, and what went wrong."""

    pulled: list[Manifest] = field(default_factory=list)
    ignored: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def from_folder(store: Store, folder: Path, source: str, tell: Tell = nobody) -> Report:
    """Replace each feed that `folder` (or the one file) holds; leave the other feeds as they are.

    `source` is what the manifests will say they came from. Raises FeedError if there is nothing to
    read there at all, or another pull is under way.
    """
    if not folder.exists():
        raise FeedError(f"There is no {folder}.", "Give a folder, a feed file or a bundle that exists.")
    with only_one(store.folder):
        return from_unlocked_folder(store, folder, source, tell)


def from_unlocked_folder(store: Store, folder: Path, source: str, tell: Tell) -> Report:
    """`from_folder` for a caller that holds the store's lock."""
    report = Report()
    given = _recognised(folder, report, tell)
    if not given and not report.problems:
        raise FeedError(
            f"Nothing in {source} is a feed.",
            "`custodes feeds status` lists what is wanted; docs/reference/feeds.md says in which form.",
        )
    for feed in FEEDS:
        if mine := [file for file in given if detect.FEED_OF[file.kind] == feed]:
            tell(f"storing {feed}", 0, None)
            store_feed(store, feed, mine, source, report)
    return report


def store_feed(store: Store, feed: str, given: list[Given], source: str, report: Report) -> None:
    """Prepare one feed from its files and put it in place, unless nothing of it can be used."""
    incoming = store.folder / f"{feed}.incoming"
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir(parents=True)
    try:
        content = PREPARE[feed](given, incoming)
        report.problems += content.problems
        if content.records:
            report.pulled.append(store.replace(feed, incoming, content, source))
    finally:
        shutil.rmtree(incoming, ignore_errors=True)


def _recognised(folder: Path, report: Report, tell: Tell) -> list[Given]:
    given: list[Given] = []
    for path in _walk(folder, report):
        name = path.relative_to(folder).as_posix() if folder.is_dir() else path.name
        tell(f"looking at {name}", 0, None)
        try:
            if kind := detect.kind_of(path):
                given.append(Given(path, name, kind))
            else:
                report.ignored.append(Problem(name, detect.why_not(path)))
        except Damaged as error:
            report.problems.append(Problem(name, str(error), "Fetch that file again; the others are kept."))
        except OSError as error:
            report.problems.append(
                Problem(name, f"cannot be read ({error.strerror})", "Check its permissions.")
            )
    return given


def _walk(folder: Path, report: Report) -> Iterator[Path]:
    """Every plain file, in order of name; links, hidden files and what lies too deep are passed over."""
    if folder.is_file():
        yield folder
        return
    found, total = 0, 0
    for place, folders, names in os.walk(folder):
        here = Path(place)
        if len(here.relative_to(folder).parts) >= MAX_DEPTH and folders:
            report.ignored.append(
                Problem(here.relative_to(folder).as_posix(), "folders too deep to look into")
            )
            folders.clear()
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = here / name
            if name.startswith(".") or path.is_symlink() or not path.is_file():
                continue
            found, total = found + 1, total + path.stat().st_size
            if found > MAX_FILES or total > MAX_TOTAL:
                raise FeedError(
                    f"{folder} holds over {MAX_FILES:,} files or {MAX_TOTAL >> 30} GB.",
                    "Give the folder that holds the feeds only.",
                )
            yield path
