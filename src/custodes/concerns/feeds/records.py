"""CVE and advisory records: NVD 2.0, CVE 5 and CSAF, each kept as one JSON-lines file, one record a line.

A record given twice is settled when it is stored, not when it is read: the complete one wins over one
that says of itself that it is partial, then the newest. What the winner leaves empty is filled from the
other, so that no configuration and no `affected` statement is ever lost by pulling more.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from custodes.concerns.feeds import files
from custodes.concerns.feeds.files import Damaged, Record
from custodes.concerns.feeds.shapes import Content, Given, Problem, date_of
from custodes.concerns.feeds.store import Store

STORED = "records.jsonl"


@dataclass(frozen=True)
class Rule:
    """How the records of one feed are told apart (`key`, "" if it has none) and dated (`changed`)."""

    key: Callable[[Record], str]
    changed: Callable[[Record], str]


def nvd_records(store: Store) -> Iterator[Record]:
    """Every NVD 2.0 CVE object, once each, by id; nothing when the feed is missing."""
    return _stored(store, "nvd")


def cve5_records(store: Store) -> Iterator[Record]:
    """Every CVE 5 record, once each, by id; nothing when the feed is missing."""
    return _stored(store, "cve5")


def csaf_documents(store: Store) -> Iterator[Record]:
    """Every CSAF 2.0 document, once each, by publisher and id; nothing when the feed is missing."""
    return _stored(store, "csaf")


def _stored(store: Store, feed: str) -> Iterator[Record]:
    for path in store.files(feed):
        with path.open("rb") as lines:
            for line in lines:
                yield json.loads(line)


def _csaf_key(record: Record) -> str:
    tracking, publisher = _csaf(record, "tracking"), _csaf(record, "publisher")
    return f"{publisher.get('namespace', '')} {tracking['id']}" if tracking.get("id") else ""


def _csaf(record: Record, part: str) -> Record:
    found = _part(record, "document").get(part)
    return found if isinstance(found, dict) else {}


def _part(record: Record, part: str) -> Record:
    found = record.get(part)
    return found if isinstance(found, dict) else {}


RULES = {
    "nvd": Rule(lambda r: str(r.get("id") or ""), lambda r: str(r.get("lastModified") or "")),
    "cve5": Rule(
        lambda r: str(_part(r, "cveMetadata").get("cveId") or ""),
        lambda r: str(_part(r, "cveMetadata").get("dateUpdated") or ""),
    ),
    "csaf": Rule(_csaf_key, lambda r: str(_csaf(r, "tracking").get("current_release_date") or "")),
}


def prepare(feed: str, given: list[Given], folder: Path) -> Content:
    """Write `feed`'s records from the given files into `folder`, merged and in order of their keys."""
    rule, kept, problems = RULES[feed], dict[str, Record](), list[Problem]()
    for found in records_in(given):
        if isinstance(found, Problem):
            problems.append(found)
            continue
        record, where = found
        key = rule.key(record)
        if key:
            kept[key] = _settle(rule, kept[key], record) if key in kept else record
        else:
            problems.append(Problem(where, "a record without an id", "Pull that file again."))
    with (folder / STORED).open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(files.dumps(kept[key]) + "\n" for key in sorted(kept))
    newest = max((as_of for r in kept.values() if (as_of := date_of(rule.changed(r)))), default=None)
    return Content(newest.isoformat() if newest else "", newest, len(kept), tuple(problems))


def records_in(given: Iterable[Given]) -> Iterator[tuple[Record, str] | Problem]:
    """Each record of each file with where it stands, and each problem, in order."""
    for file in given:
        try:
            for found in _in_file(file):
                yield found if isinstance(found, Problem) else (found, file.name)
        except Damaged as error:
            yield Problem(file.name, str(error), "Fetch that file again; the others are kept.")


def _in_file(file: Given) -> Iterator[Record | Problem]:
    if file.kind.endswith("_lines"):
        for found in files.json_lines(file.path, file.name):
            yield found if isinstance(found, Problem) else _unwrapped(found)
    elif file.kind == "nvd_page":
        yield from _page(files.document(file.path), file.name)
    else:
        yield files.document(file.path)


def _unwrapped(record: Record) -> Record:
    inner = record.get("cve")
    return inner if isinstance(inner, dict) else record


def _page(page: Any, name: str) -> Iterator[Record | Problem]:
    for number, entry in enumerate(page["vulnerabilities"], 1):
        if isinstance(entry, dict) and isinstance(entry.get("cve"), dict):
            yield entry["cve"]
        else:
            yield Problem(f"{name}, entry {number}", "no CVE in it", "Fetch that page again.")


def _settle(rule: Rule, one: Record, other: Record) -> Record:
    """One record out of two of the same key (see the top of this file)."""
    best, rest = sorted((one, other), key=lambda r: (not _is_partial(r), rule.changed(r)[:19]), reverse=True)
    return best | {name: value for name, value in rest.items() if value and not best.get(name)}


def _is_partial(record: Record) -> bool:
    return bool(_part(record, "_provenance").get("partial"))
