"""A publication of a whole wave: its public site as files, and its verification, with growth.

Every body made a return of the police survey that ships, every question answered or, now and then, not. The figures
are those that ship. Nobody else draws such a site, so that the floors are what cannot be saved:

    export, copy    every page of the site drawn and written to a new folder; the same files copied to another
    again           the export once more, when nothing has changed
    verify, read    `custodes verify` of the file; every line of its tables read by Python's own csv, every byte hashed

Run: python benchmarks/publishing.py export 1000
"""

import csv
import datetime as dt
import hashlib
import io
import os
import random
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import measure
from figures import INSTRUMENT, SEED, said
from measure import Row, alternately, clocked, prepared

if TYPE_CHECKING:
    from custodes.publication.figures.snapshot import Snapshot
    from custodes.publication.site import Site

BODIES = (100, 1_000)
AT = dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC)
os.environ.setdefault("CUSTODES_SECRET_KEY", "of no service")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "custodes.web.settings")


def _snapshot(size: int) -> "Snapshot":
    import pyarrow as pa

    from custodes.publication.figures.counting import ANSWERS, UNITS
    from custodes.publication.figures.definitions import KIND, ON_TIME, SUBMITTED
    from custodes.publication.figures.snapshot import Snapshot
    from custodes.survey.shipped import load

    rng = random.Random(SEED)
    questions = [question for question in load(INSTRUMENT).questions() if question.asked]
    units, rows = [], []
    for number in range(size):
        name = f"body-{number:05}"
        answers = [(question.name, *said(question, rng)) for question in questions]
        for unit in ("return", "body"):
            units.append((unit, name, f"Body {number} (made up)"))
            rows += [(unit, name, *answer) for answer in answers]
            rows.append((unit, name, SUBMITTED, "answered", "yes"))
        rows += [("body", name, ON_TIME, "answered", rng.choice(("yes", "no")))]
        rows += [("body", name, KIND, "answered", rng.choice(("police", "council", "agency")))]

    def table(lines: Sequence[tuple[str, ...]], schema: pa.Schema) -> pa.Table:
        return pa.table([pa.array(column) for column in zip(*lines, strict=True)], schema=schema)

    return Snapshot(AT, table(units, UNITS), table(rows, ANSWERS))


def _make(place: Path, size: int) -> None:
    import django

    django.setup()
    from custodes.publication.figures.definitions import read
    from custodes.publication.figures.shipped import shipped
    from custodes.publication.figures.splitting import work_out_split
    from custodes.publication.package import sealed, signing
    from custodes.publication.package.contents import About, Published, contents, drawn
    from custodes.publication.package.disclosure import disclosures
    from custodes.survey.shipped import load

    now, form = _snapshot(size), load(INSTRUMENT)
    wholes = work_out_split(read(shipped(INSTRUMENT), form), form, now.units, now.answers)
    about = About(
        "large-1", "A large survey", "An office", "Large", "2026-06-01", "2026-09-01", fictional=True
    )
    of = Published(about, now, form, wholes, disclosures(form, {}), "# What was found\n")
    place.write_bytes(sealed.seal(signing.signed(contents(of, drawn(of)), bytes(32))))


def _file(size: int) -> Path:
    return prepared(f"publication-{size}.zip", lambda place: _make(place, size))


def _site(size: int) -> "Site":
    import django

    django.setup()
    from custodes.publication.site.model import Shown, ShownWave, Site

    data = _file(size).read_bytes()
    shown = Shown(lambda: data, 1, "A large survey", AT, hashlib.sha256(data).hexdigest())
    return Site([ShownWave("large", [shown])], "https://cameras.example/")


def _exported(size: int, *, times: int) -> dict[str, Any]:
    site = _site(size)
    from custodes.publication.site.exporting import export
    from custodes.publication.site.model import Site

    told: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(times):
            with clocked(told):
                done = export(Site(site.waves, site.address), Path(folder))
    return {**told, "files": done.files, "megabytes": done.bytes // 1_000_000, "changed": done.changed}


def _exported_to(place: Path, size: int) -> None:
    site = _site(size)
    from custodes.publication.site.exporting import export

    export(site, place)


def _copied(size: int) -> dict[str, Any]:
    there = prepared(f"site-{size}", lambda place: _exported_to(place, size))
    told: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder, clocked(told):
        shutil.copytree(there, Path(folder) / "copy")
    return told


def _verified(size: int) -> dict[str, Any]:
    from custodes.publication.package.verifying import verify

    data = _file(size).read_bytes()
    told: dict[str, Any] = {}
    with clocked(told):
        found = verify(data)
    assert not found.problems
    return {**told, "answers": found.answers, "figures": found.figures}


def _read(size: int) -> dict[str, Any]:
    data = _file(size).read_bytes()
    told: dict[str, Any] = {"lines": 0}
    with clocked(told), zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            contents = file.read(name)
            hashlib.sha256(contents).hexdigest()
            if name.endswith(".csv"):
                told["lines"] += sum(1 for _ in csv.reader(io.StringIO(contents.decode())))
    return told


PARTS: dict[str, Callable[[int], dict[str, Any]]] = {
    "export": lambda size: _exported(size, times=1),
    "copy": _copied,
    "again": lambda size: _exported(size, times=2),
    "verify": _verified,
    "read": _read,
}


def run(sizes: Sequence[int] | None) -> list[Row]:
    """The site and the verification, at each size."""
    return [row for size in sizes or BODIES for row in _rows(size)]


def _rows(size: int) -> Iterator[Row]:
    export, copy, again, verify, read = alternately("publishing", tuple(PARTS), size)
    note = f"{export.told['files']:,} files, {export.told['megabytes']} MB"
    yield Row("public site as files", size, export, copy, "", None, note)
    yield Row(
        "the same again, nothing changed", size, again, copy, "", None, f"{again.told['changed']} written"
    )
    note = f"{verify.told['answers']:,} answers, {verify.told['figures']} figures"
    yield Row("custodes verify", size, verify, read, "", None, note)


if __name__ == "__main__":
    measure.main(PARTS)
