"""Short ways to tell of imports in tests: what came in, was read, and was added."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evidence_files import Sheet, written_csv

from cast import Cast
from custodes.access.models import Body, Person
from custodes.evidence import actions
from custodes.evidence.models import Import

DAY = dt.date(2026, 2, 1)
HEADERS = ("Make", "Model", "Serial number", "MAC address", "System", "Quantity")


def uploaded(
    cast: Cast, *paths: Path, day: dt.date = DAY, by: Person | None = None, body: Body | None = None
) -> Import:
    files = [(path.name, path) for path in paths]
    return actions.upload(by=by or cast.lead, body=body or cast.oxmere, files=files, observed_on=day)


def as_it_is(of: Import) -> Import:
    return Import.objects.get(pk=of.pk)


def checked(cast: Cast, *paths: Path, day: dt.date = DAY) -> Import:
    of = uploaded(cast, *paths, day=day)
    actions.read(of.pk)
    return as_it_is(of)


def added(cast: Cast, *paths: Path, day: dt.date = DAY) -> Import:
    of = checked(cast, *paths, day=day)
    assert of.state == Import.State.CHECKED, of.message
    actions.decide(by=cast.lead, of=of, choice="valid" if of.report["rejected"] else "all")
    actions.add(of.pk)
    return as_it_is(of)


def listed(
    folder: Path, *rows: Sequence[Any], name: str = "estate.csv", headers: Sequence[str] = HEADERS
) -> Path:
    """A csv of rows, each as long as the headers or shorter."""
    full: Sheet = [headers, *([*row, *[""] * (len(headers) - len(row))] for row in rows)]
    return written_csv(folder, full, name)
