"""NVD's API 2.0, page by page: all CVEs of the camera makers' CPE vendors, and those found by word."""

import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from custodes import packs
from custodes.concerns.feeds import files
from custodes.concerns.feeds.fetch import NOT_A_FEED, Fetcher, Refused
from custodes.concerns.feeds.files import Damaged
from custodes.concerns.feeds.pull import Report
from custodes.concerns.feeds.shapes import Problem
from custodes.concerns.feeds.sources import NVD_KEYWORDS, Sources, nvd_key
from custodes.errors import FeedError

Query = dict[str, str]


def queries() -> list[Query]:
    """What is asked: each CPE vendor of the makers we know, then the words of `NVD_KEYWORDS`."""
    cells = (row["cpe_vendors"].split(";") for row in packs.table("makers"))
    vendors = sorted({vendor.strip() for cell in cells for vendor in cell} - {""})
    return [{"virtualMatchString": f"cpe:2.3:*:{vendor}"} for vendor in vendors] + [
        {"keywordSearch": word} for word in NVD_KEYWORDS
    ]


def pages(folder: Path, sources: Sources, fetcher: Fetcher, report: Report) -> list[Path]:
    """Every page of every query, those in `folder` from an earlier run not asked for again.

    A query that NVD refuses is a problem in the report; the others go on. Raises FeedError when NVD
    cannot be reached or its pages do not add up; what was got stays in `folder`.
    """
    asked = queries()
    found: list[Path] = []
    for number, query in enumerate(asked):
        fetcher.tell("asking NVD", number, len(asked))
        try:
            found += _of_query(query, folder, sources, fetcher)
        except Refused as error:
            what = f"NVD, {' '.join(query.values())}"
            report.problems.append(
                Problem(what, error.message, "CVEs found by that query only are not known.")
            )
    return found


def _of_query(query: Query, folder: Path, sources: Sources, fetcher: Fetcher) -> list[Path]:
    found: list[Path] = []
    start = 0
    while True:
        path = folder / files.safe_name(f"{'-'.join(query.values()).replace('*', 'any')}-{start:06}.json")
        if not path.exists():
            headers = {"apiKey": nvd_key()} if nvd_key() else {}
            fetcher.file(f"{sources.nvd}?{urlencode(query | {'startIndex': str(start)})}", path, headers)
            time.sleep(sources.nvd_pause)
        page = _checked(path, start)
        found.append(path)
        start += len(page["vulnerabilities"])
        if start >= page["totalResults"]:
            return found


def _checked(path: Path, start: int) -> dict[str, Any]:
    """The page, if it is the one that was asked for; else it is dropped and FeedError says why."""
    try:
        page = files.document(path)
        if page["startIndex"] == start and (page["vulnerabilities"] or page["totalResults"] <= start):
            return dict(page)
        reason = f"it starts at {page['startIndex']}, not {start}, or ends too early"
    except (Damaged, KeyError, TypeError) as error:
        reason = f"not a page of NVD's API 2.0: {error}"
    path.unlink()
    raise FeedError(f"NVD sent a page that cannot be used ({reason}).", NOT_A_FEED)
