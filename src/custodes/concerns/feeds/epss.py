"""EPSS: the chance that a CVE is exploited within thirty days, as FIRST publishes it each day."""

import csv
import shutil
from dataclasses import dataclass
from pathlib import Path

from custodes.concerns.feeds import files
from custodes.concerns.feeds.files import Damaged
from custodes.concerns.feeds.shapes import Content, Given, Problem, date_of
from custodes.concerns.feeds.store import Store

COLUMNS = ["cve", "epss", "percentile"]


@dataclass(frozen=True)
class Epss:
    """`score`: probability of exploitation in the next 30 days, 0 to 1. `percentile`: 0 to 1."""

    score: float
    percentile: float


def epss(store: Store) -> dict[str, Epss]:
    """CVE id to its score; empty when the feed is missing."""
    found: dict[str, Epss] = {}
    for path in store.files("epss"):
        found |= _read(path)[1]
    return found


def prepare(given: list[Given], folder: Path) -> Content:
    """Keep the newest of the days given, whole and as it came."""
    problems: list[Problem] = []
    best: tuple[str, Given, int] | None = None
    for file in given:
        try:
            scored, scores = _read(file.path)
        except Damaged as error:
            problems.append(Problem(file.name, str(error), "Fetch that day's file again."))
            continue
        if best is None or scored > best[0]:
            best = (scored, file, len(scores))
    if best is None:
        return Content("", None, 0, tuple(problems))
    shutil.copyfile(best[1].path, folder / files.safe_name(best[1].name))
    return Content(best[0], date_of(best[0]), best[2], tuple(problems))


def _read(path: Path) -> tuple[str, dict[str, Epss]]:
    """The score date ("" where the file states none) and the scores. Raises `Damaged`."""
    lines = files.text(path).splitlines()
    comment = lines.pop(0) if lines and lines[0].startswith("#") else ""
    if not lines or lines[0].split(",")[:3] != COLUMNS:
        raise Damaged("the columns are not cve, epss, percentile")
    first = 2 if comment else 1
    scores: dict[str, Epss] = {}
    for number, row in enumerate(csv.reader(lines[1:]), first + 1):
        try:
            scores[row[0]] = Epss(float(row[1]), float(row[2]))
        except (IndexError, ValueError) as error:
            raise Damaged(f"line {number} is not a CVE and two numbers") from error
    return comment.partition("score_date:")[2][:10], scores
