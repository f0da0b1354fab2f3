"""CISA's Known Exploited Vulnerabilities: which CVEs are known to have been used in attacks."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from custodes.concerns.feeds import files
from custodes.concerns.feeds.files import Damaged
from custodes.concerns.feeds.shapes import Content, Given, Problem, date_of
from custodes.concerns.feeds.store import Store

STORED = "known_exploited_vulnerabilities.json"


@dataclass(frozen=True)
class KevEntry:
    """One catalogue entry. Dates are ISO texts as given; `ransomware` is "Known" or "Unknown"."""

    cve: str
    date_added: str
    due_date: str
    ransomware: str
    name: str


def kev(store: Store) -> dict[str, KevEntry]:
    """CVE id to its entry; empty when the feed is missing."""
    return {
        entry["cveID"]: KevEntry(
            entry["cveID"],
            entry.get("dateAdded", ""),
            entry.get("dueDate", ""),
            entry.get("knownRansomwareCampaignUse", ""),
            entry.get("vulnerabilityName", ""),
        )
        for path in store.files("kev")
        for entry in files.document(path)["vulnerabilities"]
    }


def prepare(given: list[Given], folder: Path) -> Content:
    """Keep the newest catalogue of those given. An incomplete one (its own count disagrees) is refused."""
    problems: list[Problem] = []
    best: tuple[str, Given, int] | None = None
    for file in given:
        try:
            version, count = _measure(file.path)
        except Damaged as error:
            problems.append(Problem(file.name, str(error), "Fetch the catalogue again."))
            continue
        if best is None or version > best[0]:
            best = (version, file, count)
    if best is None:
        return Content("", None, 0, tuple(problems))
    shutil.copyfile(best[1].path, folder / STORED)
    return Content(best[0], date_of(best[0]), best[2], tuple(problems))


def _measure(path: Path) -> tuple[str, int]:
    catalogue = files.document(path)
    entries = catalogue["vulnerabilities"]
    nameless = sum(1 for entry in entries if not (isinstance(entry, dict) and entry.get("cveID")))
    if nameless:
        raise Damaged(f"{nameless} of {len(entries)} entries have no cveID")
    if catalogue.get("count", len(entries)) != len(entries):
        raise Damaged(f"it says it has {catalogue['count']} entries but holds {len(entries)}")
    return str(catalogue.get("catalogVersion", "")), len(entries)
