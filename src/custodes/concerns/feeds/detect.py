"""What a file is, by what is in it. Its name is never asked."""

import csv
import json
import re
import tomllib
from pathlib import Path
from typing import Any

from custodes.concerns.feeds import files
from custodes.concerns.feeds.epss import COLUMNS as EPSS_COLUMNS
from custodes.concerns.feeds.files import Damaged
from custodes.concerns.feeds.lists import ENTITY_COLUMNS, FCC_COLUMNS
from custodes.concerns.feeds.registry import IEEE_COLUMNS, MANUF_LINE
from custodes.concerns.feeds.sources import FACTS

# Which feed each kind of file belongs to.
FEED_OF = {
    "nvd_page": "nvd",
    "nvd_lines": "nvd",
    "cve5": "cve5",
    "cve5_lines": "cve5",
    "csaf": "csaf",
    "csaf_lines": "csaf",
    "kev": "kev",
    "epss": "epss",
    "ieee": "mac",
    "manuf": "mac",
    "fcc": "watchlists",
    "entities": "watchlists",
    "own_list": "watchlists",
}
# A JSON file too broken to parse still tells what it was meant to be by these words.
BROKEN_JSON = {
    '"catalogVersion"': "kev",
    '"CVE_RECORD"': "cve5",
    '"csaf_version"': "csaf",
    '"NVD_CVE"': "nvd",
    '"cve":': "nvd",
}
FIRST_LINES = 20  # of a JSON-lines file or a manuf file, to find one that says what it is


def kind_of(path: Path) -> str | None:
    """The kind of feed file this is (a key of `FEED_OF`), or None if it is not one.

    Raises `Damaged` where it plainly was meant to be one and cannot be read.
    """
    start = files.head(path)
    if start.lstrip()[:1] in ("{", "["):
        return _json_kind(path, start)
    return _csv_kind(start) or _manuf_kind(start) or _own_list_kind(path, start)


def why_not(path: Path) -> str:
    """What can be said of a file that is none of ours."""
    start = files.head(path, 4096)
    if not start.strip():
        return "empty"
    if re.match(r"\s*<(!doctype|html)", start, re.IGNORECASE):
        return "a web page, not a feed"
    if '"CVE_Items"' in start:
        return "an NVD 1.1 feed, which NIST has retired; the 2.0 form is read"
    return "not a kind of feed file that is known"


def _json_kind(path: Path, start: str) -> str | None:
    for line in start.splitlines()[:FIRST_LINES]:
        if kind := _line_kind(line):
            return kind
    if path.stat().st_size > files.MAX_DOCUMENT:
        return None
    try:
        return _document_kind(files.document(path))
    except Damaged as error:
        feed = next((feed for word, feed in BROKEN_JSON.items() if word in start), None)
        if feed:
            raise Damaged(f"meant to be {FACTS[feed].title}: {error}", feed) from error
        return None


def _line_kind(line: str) -> str | None:
    """The kind that a complete record on one line gives the whole file."""
    try:
        kind = _document_kind(json.loads(line))
    except (ValueError, RecursionError):
        return None
    return f"{kind}_lines" if kind in ("nvd", "cve5", "csaf") else None


def _document_kind(found: Any) -> str | None:
    if not isinstance(found, dict):
        return None
    entries = found.get("vulnerabilities")
    if "catalogVersion" in found and isinstance(entries, list):
        return "kev"
    if found.get("dataType") == "CVE_RECORD":
        return "cve5"
    if isinstance(found.get("document"), dict) and "csaf_version" in found["document"]:
        return "csaf"
    if isinstance(entries, list) and ("resultsPerPage" in found or found.get("format") == "NVD_CVE"):
        return "nvd_page"
    cve = found.get("cve")
    inner = cve if isinstance(cve, dict) else found
    return "nvd" if str(inner.get("id", "")).startswith("CVE-") and "descriptions" in inner else None


def _csv_kind(start: str) -> str | None:
    lines = [line for line in start.splitlines()[:5] if not line.startswith("#")]
    first = lines[0] if lines else ""
    columns = next(csv.reader([first]), [])
    if columns[:3] == EPSS_COLUMNS:
        return "epss"
    if first.startswith(IEEE_COLUMNS):
        return "ieee"
    if first.startswith(FCC_COLUMNS):
        return "fcc"
    return "entities" if set(columns) >= ENTITY_COLUMNS else None


def _manuf_kind(start: str) -> str | None:
    lines = [line for line in start.splitlines() if line.strip() and not line.startswith("#")][:FIRST_LINES]
    fitting = sum(1 for line in lines if MANUF_LINE.match(line))
    return "manuf" if lines and fitting >= max(1, len(lines) - 1) else None


def _own_list_kind(path: Path, start: str) -> str | None:
    """A watchlist in the form of our packs: TOML with an id, a title, an issuer, and entries or criteria."""
    if not re.search(r"^\s*\[\[ *(entry|criterion) *\]\]", start, re.MULTILINE):
        return None
    try:
        found = tomllib.loads(files.text(path))
    except tomllib.TOMLDecodeError as error:
        raise Damaged(f"meant to be a watchlist: {error}", "watchlists") from error
    if missing := {"id", "title", "issuer"} - set(found):
        raise Damaged(f"meant to be a watchlist, but lacks {', '.join(sorted(missing))}", "watchlists")
    return "own_list"
