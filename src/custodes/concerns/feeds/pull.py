"""Feeds from a folder, a bundle or a mirror: recognised by content, checked, and put in place whole."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
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
    """What a pull did: the feeds replaced, the files that are none of ours, and what went wrong.

    `before`: how many records a replaced feed had, so that a shrunken one is seen.
    """

    pulled: list[Manifest] = field(default_factory=list)
    before: dict[str, int] = field(default_factory=dict)
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
    broken: dict[str, list[Problem]] = {}
    given = _recognised(folder, report, broken, tell)
    if not given and not report.problems:
        raise FeedError(
            f"Nothing in {source} is a feed.",
            "`custodes feeds status` lists what is wanted; docs/reference/feeds.md says in which form.",
        )
    for feed in FEEDS:
        if mine := [file for file in given if detect.FEED_OF[file.kind] == feed]:
            tell(f"storing {feed}", 0, None)
            store_feed(store, feed, mine, source, report, broken.get(feed, []))
    return report


def store_feed(
    store: Store, feed: str, given: list[Given], source: str, report: Report, known: Sequence[Problem] = ()
) -> None:
    """Prepare one feed from its files and put it in place, unless nothing of it can be used.

    `known`: problems reported already that its manifest has to remember as well.
    """
    incoming = store.folder / f"{feed}.incoming"
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir(parents=True)
    try:
        content = PREPARE[feed](given, incoming)
        report.problems += content.problems
        if content.records:
            report.before[feed] = _records_held(store, feed)
            content = replace(content, problems=(*known, *content.problems))
            report.pulled.append(store.replace(feed, incoming, content, source))
    finally:
        shutil.rmtree(incoming, ignore_errors=True)


def _records_held(store: Store, feed: str) -> int:
    """How many records `feed` has now; none where it is missing, or too damaged to say."""
    try:
        held = store.manifest(feed)
    except FeedError:
        return 0
    return held.records if held else 0


def _recognised(folder: Path, report: Report, broken: dict[str, list[Problem]], tell: Tell) -> list[Given]:
    """The feed files in `folder`; the rest goes to the report, and to `broken` by the feed it was meant for."""
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
            broken.setdefault(error.feed, []).append(report.problems[-1])
        except OSError as error:
            report.problems.append(
                Problem(name, f"cannot be read ({error.strerror})", "Check its permissions.")
            )
    return given


def _walk(folder: Path, report: Report) -> Iterator[Path]:
    """Every plain file, in order of name. Raises FeedError if there are too many to be a folder of feeds."""
    if folder.is_file():
        yield folder
        return
    found, total = 0, 0
    for place, folders, names in os.walk(folder, onerror=lambda error: _cannot_read(error, report)):
        here = Path(place)
        folders[:] = _folders_to_enter(here, folder, folders, report)
        for path in (here / name for name in sorted(names)):
            if not _is_plain(path, folder, report):
                continue
            found, total = found + 1, total + path.stat().st_size
            if found > MAX_FILES or total > MAX_TOTAL:
                raise FeedError(
                    f"{folder} holds over {MAX_FILES:,} files or {MAX_TOTAL >> 30} GB.",
                    "Give the folder that holds the feeds only.",
                )
            yield path


def _folders_to_enter(here: Path, folder: Path, names: list[str], report: Report) -> list[str]:
    """The folders to look into: not hidden ones, nor links, nor what lies too deep."""
    if names and len(here.relative_to(folder).parts) >= MAX_DEPTH:
        report.ignored.append(Problem(here.relative_to(folder).as_posix(), "folders too deep to look into"))
        return []
    return [
        name for name in sorted(names) if not name.startswith(".") and _not_link(here / name, folder, report)
    ]


def _is_plain(path: Path, folder: Path, report: Report) -> bool:
    return not path.name.startswith(".") and _not_link(path, folder, report) and path.is_file()


def _not_link(path: Path, folder: Path, report: Report) -> bool:
    if path.is_symlink():
        report.ignored.append(Problem(path.relative_to(folder).as_posix(), "a link; links are not followed"))
        return False
    return True


def _cannot_read(error: OSError, report: Report) -> None:
    report.problems.append(
        Problem(str(error.filename), f"cannot be read ({error.strerror})", "Check its permissions.")
    )
