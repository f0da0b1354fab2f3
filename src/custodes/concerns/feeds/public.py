"""Feeds from their publishers. Each gatherer fills the feed's partial folder and names what it got."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from custodes import clock
from custodes.concerns.feeds import detect, files, nvd_api, records
from custodes.concerns.feeds.fetch import NOT_A_FEED, RESUME, Fetcher, Refused, Tell, nobody
from custodes.concerns.feeds.files import Damaged, Record
from custodes.concerns.feeds.lock import only_one
from custodes.concerns.feeds.pull import Report, store_feed
from custodes.concerns.feeds.shapes import Given, Problem
from custodes.concerns.feeds.sources import FACTS, Sources
from custodes.concerns.feeds.store import Store
from custodes.errors import FeedError

AT_ONCE = 4  # connections to one publisher of many small files
CVE_ID = re.compile(r"CVE-\d{4}-\d{4,}")
CSAF_PATH = re.compile(r"\d{4}/[A-Za-z0-9_-]+\.json")

Gatherer = Callable[[Store, Path, Sources, Fetcher, Report], list[Path]]


def pull(store: Store, sources: Sources, fetcher: Fetcher) -> Report:
    """Replace every feed that has a public address. One that fails is reported and stays as it was."""
    report = Report()
    with only_one(store.folder):
        for feed, gather in GATHER.items():
            try:
                _pull_one(store, feed, gather, sources, fetcher, report)
            except FeedError as error:
                report.problems.append(Problem(FACTS[feed].title, error.message, error.mend))
    return report


def _pull_one(
    store: Store, feed: str, gather: Gatherer, sources: Sources, fetcher: Fetcher, report: Report
) -> None:
    place = getattr(sources, feed)
    folder = resumable(store, feed, repr(place))
    before = len(report.problems)
    given = [_expect(path, feed) for path in gather(store, folder, sources, fetcher, report)]
    fetcher.tell(f"storing {feed}", 0, None)
    source = place if isinstance(place, str) else " ".join(place)
    store_feed(store, feed, given, source, report, report.problems[before:])
    shutil.rmtree(folder)


def resumable(store: Store, feed: str, plan: str) -> Path:
    """The partial folder of `feed`; emptied first if it was for another plan or begun before yesterday."""
    folder = store.partial(feed)
    note = folder / "plan.json"
    wanted = hashlib.sha256(plan.encode()).hexdigest()
    try:
        begun = json.loads(note.read_text(encoding="ascii"))
        age = clock.today().toordinal() - begun["day"]
        if begun["plan"] == wanted and age <= 1:
            return folder
    except (OSError, ValueError, KeyError, TypeError):
        pass
    shutil.rmtree(folder)
    folder.mkdir()
    note.write_text(json.dumps({"plan": wanted, "day": clock.today().toordinal()}), encoding="ascii")
    return folder


def _expect(path: Path, feed: str) -> Given:
    """The fetched file as one of `feed`'s. Raises FeedError, and drops the file, if it is anything else."""
    try:
        kind = detect.kind_of(path)
        wrong = "" if kind and detect.FEED_OF[kind] == feed else detect.why_not(path)
    except Damaged as error:
        kind, wrong = None, str(error)
    if kind is None or wrong:
        path.unlink()
        raise FeedError(f"What was sent as {path.name} is not {FACTS[feed].title}: {wrong}.", NOT_A_FEED)
    return Given(path, path.name, kind)


def _nvd(store: Store, folder: Path, sources: Sources, fetcher: Fetcher, report: Report) -> list[Path]:
    return nvd_api.pages(folder, sources, fetcher, report)


def _single(url_of: Callable[[Sources], tuple[str, ...]]) -> Gatherer:
    """The gatherer of a feed that is one or a few whole files."""

    def gather(store: Store, folder: Path, sources: Sources, fetcher: Fetcher, report: Report) -> list[Path]:
        return [_once(fetcher, url, folder / files.safe_name(url)) for url in url_of(sources)]

    return gather


def _once(fetcher: Fetcher, url: str, target: Path) -> Path:
    return target if target.exists() else fetcher.file(url, target)


def _cve5(store: Store, folder: Path, sources: Sources, fetcher: Fetcher, report: Report) -> list[Path]:
    """The assigners' records of those CVEs that NVD has not put product names on."""
    if store.manifest("nvd") is None:
        raise FeedError("They are chosen by what NVD lacks, and NVD is missing.", RESUME)
    wanted = [record["id"] for record in records.nvd_records(store) if _lacks_products(record)]
    quiet = replace(fetcher, tell=nobody)

    def one(cve: str) -> Path | Problem:
        _, year, number = cve.split("-")
        try:
            return _once(quiet, f"{sources.cve5}{year}/{number[:-3]}xxx/{cve}.json", folder / f"{cve}.json")
        except Refused as error:
            return Problem(f"CVE 5, {cve}", error.message, "It is left out; what it affects stays unknown.")

    return _many(wanted, one, "CVE 5 records", fetcher.tell, report)


def _lacks_products(record: Record) -> bool:
    rejected = record.get("vulnStatus") == "Rejected"
    return not record.get("configurations") and not rejected and bool(CVE_ID.fullmatch(record["id"]))


def _csaf(store: Store, folder: Path, sources: Sources, fetcher: Fetcher, report: Report) -> list[Path]:
    """Every advisory of CISA's index, each checked against the SHA-512 published beside it."""
    index = fetcher.file(sources.csaf + "index.txt", folder / "index.txt").read_text(
        encoding="utf-8", errors="replace"
    )
    wanted = [line.strip() for line in index.splitlines() if CSAF_PATH.fullmatch(line.strip())]
    quiet = replace(fetcher, tell=nobody)
    if not wanted:
        raise FeedError("CISA's index of advisories lists none.", NOT_A_FEED)

    def one(name: str) -> Path | Problem:
        target = folder / files.safe_name(name)
        try:
            stated = _once(quiet, f"{sources.csaf}{name}.sha512", target.with_suffix(".sha512"))
            _once(quiet, sources.csaf + name, target)
        except Refused as error:
            return Problem(f"CSAF, {name}", error.message, "It is left out; the others are kept.")
        if (
            hashlib.sha512(target.read_bytes()).hexdigest()
            == stated.read_text(encoding="ascii", errors="replace")[:128]
        ):
            return target
        target.unlink()
        stated.unlink()
        return Problem(f"CSAF, {name}", "it is not what its SHA-512 says it should be", RESUME)

    return _many(wanted, one, "advisories", fetcher.tell, report)


def _many(
    wanted: Iterable[str], one: Callable[[str], Path | Problem], what: str, tell: Tell, report: Report
) -> list[Path]:
    """`one` for each, a few at a time, in order. An interruption cancels those not begun."""
    names = list(wanted)
    got: list[Path] = []
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        for number, found in enumerate(pool.map(one, names), 1):
            tell(f"fetching {what}", number, len(names))
            if isinstance(found, Problem):
                report.problems.append(found)
            else:
                got.append(found)
    finally:
        pool.shutdown(cancel_futures=True)
    return got


GATHER: dict[str, Gatherer] = {
    "nvd": _nvd,
    "cve5": _cve5,
    "csaf": _csaf,
    "kev": _single(lambda sources: (sources.kev,)),
    "epss": _single(lambda sources: (sources.epss,)),
    "mac": _single(lambda sources: sources.mac),
}
