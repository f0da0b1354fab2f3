"""Published watchlists as files: the FCC Covered List, entity lists such as NDAA s.889, and one's own.

The text of an entry stays as its issuer wrote it; who is meant by it is settled where watchlists are
matched, not here.
"""

import csv
import datetime as dt
import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from custodes.concerns.feeds import files
from custodes.concerns.feeds.files import Damaged
from custodes.concerns.feeds.shapes import Content, Given, Problem
from custodes.concerns.feeds.store import Store
from custodes.errors import PackError

FCC_ID, FCC_SOURCE = "fcc-covered-list", "https://www.fcc.gov/supplychain/coveredlist"
FCC_COLUMNS = "covered_equipment_or_services,date_of_inclusion_on_covered_list"
ENTITY_COLUMNS = {"schema", "name", "program", "source_url"}
DATE = re.compile(r"([A-Z][a-z]+) +(\d{1,2}), *(\d{4})")
CHECK = "Check that entry against the list its issuer publishes."


@dataclass(frozen=True)
class ListedEntry:
    """One entry of a published list. `text`: the thing or entity listed, in the issuer's words.

    `from_date`: the day it was first listed, `changed`: the last day the file gives for it; both None
    where the file does not say. `source`: where the issuer publishes it.
    """

    list_id: str
    text: str
    from_date: dt.date | None
    source: str
    changed: dt.date | None = None


def listed(store: Store) -> dict[str, list[ListedEntry]]:
    """Every entry of every published list pulled, by list id; one's own lists are not among them."""
    found: dict[str, list[ListedEntry]] = {}
    for path in store.files("watchlists"):
        if path.suffix != ".toml":
            for entry in entries(path, path.stem, path.name):
                if isinstance(entry, ListedEntry):
                    found.setdefault(entry.list_id, []).append(entry)
    return found


def own_lists(store: Store) -> list[Path]:
    """The watchlists in pack format that were among the files pulled."""
    return [path for path in store.files("watchlists") if path.suffix == ".toml"]


def prepare(given: list[Given], folder: Path) -> Content:
    """Keep every list given that has entries; a row that cannot be used is a problem, the rest stays."""
    problems: list[Problem] = []
    dates: list[dt.date] = []
    count = 0
    for file in given:
        try:
            found = _measure(file)
        except Damaged as error:
            problems.append(
                Problem(file.name, str(error), "Mend or fetch that list again; the others are kept.")
            )
            continue
        problems += [problem for problem in found if isinstance(problem, Problem)]
        usable = [entry for entry in found if isinstance(entry, ListedEntry)]
        count += len(usable)
        dates += [entry.changed for entry in usable if entry.changed]
        name = Path(file.name).stem + (".toml" if file.kind == "own_list" else ".csv")
        shutil.copyfile(file.path, folder / files.unique_name(folder, name))
    newest = max(dates, default=None)
    return Content(newest.isoformat() if newest else "", newest, count, tuple(problems))


def entries(path: Path, stem: str, name: str) -> Iterator[ListedEntry | Problem]:
    """The entries of a list file, `stem` its id where it has no better one. Raises `Damaged`."""
    given = files.text(path)
    rows = csv.DictReader(files.text_lines(given))
    read = _fcc if given.startswith(FCC_COLUMNS) else _entity
    for row in rows:
        where = f"{name}, entry ending on line {rows.line_num}"
        yield from read(
            {column: (value or "").strip() for column, value in row.items() if column}, stem, where
        )


def _measure(file: Given) -> list[ListedEntry | Problem]:
    """Every entry of one file. Raises `Damaged` where it has none."""
    stem = Path(file.name).stem
    if file.kind == "own_list":
        found: list[ListedEntry | Problem] = [
            ListedEntry(stem, "", None, "") for _ in _toml_entries(file.path)
        ]
    else:
        found = list(entries(file.path, stem, file.name))
    if not any(isinstance(entry, ListedEntry) for entry in found):
        raise Damaged("the list has no entries")
    return found


def _fcc(row: dict[str, str], stem: str, where: str) -> Iterator[ListedEntry | Problem]:
    what, when = (row[column] for column in FCC_COLUMNS.split(","))
    dates = [date for month_day_year in DATE.findall(when) if (date := _date(month_day_year, "%B %d %Y"))]
    if not dates:
        yield Problem(where, f"no date can be read in {when[:40]!r}; it counts from the beginning", CHECK)
    if what:
        yield ListedEntry(FCC_ID, what, min(dates, default=None), FCC_SOURCE, max(dates, default=None))
    else:
        yield Problem(where, "no text; the entry is left out", CHECK)


def _entity(row: dict[str, str], stem: str, where: str) -> Iterator[ListedEntry | Problem]:
    list_id = "ndaa-889" if "section 889" in row["program"].casefold() else files.safe_name(stem)
    start = row.get("start-date", "")
    date = _date((start,), "%Y-%m-%d")
    if start and not date:
        yield Problem(where, f"start-date {start[:40]!r} is not a date; it counts from the beginning", CHECK)
    if row["name"]:
        yield ListedEntry(list_id, row["name"], date, row["source_url"], date)
    else:
        yield Problem(where, "no name; the entry is left out", CHECK)


def _date(parts: tuple[str, ...], form: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(" ".join(parts), form).date()
    except ValueError:
        return None


def _toml_entries(path: Path) -> list[object]:
    """The entries of one's own list. Raises Damaged where an assessment could not use it."""
    from custodes.concerns.watchlists import own  # which reads these shapes

    try:
        own([path])
    except PackError as error:
        raise Damaged(error.message) from error
    try:
        found = tomllib.loads(files.text(path))
    except tomllib.TOMLDecodeError as error:
        raise Damaged(f"not TOML ({error})") from error
    return [*found.get("entry", []), *found.get("criterion", [])]
