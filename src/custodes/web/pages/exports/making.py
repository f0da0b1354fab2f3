"""The register as files: one function for each, used by the page and by the API."""

import tempfile
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from django.db.models import QuerySet

from custodes.access.models import Body, Person
from custodes.audit.snapshot import snapshot
from custodes.concerns.models import Refresh, Scope, Tally
from custodes.errors import Invalid
from custodes.register.actions.exporting import note_export
from custodes.register.models import Device
from custodes.web.govuk.wording import moment

if TYPE_CHECKING:  # the engine is read when a file is made, not when a page is shown
    import pyarrow as pa

    from custodes.assessment import Assessment

MOST_IN_WORKBOOK = 200_000
"""Rows of a workbook: more take minutes to write and longer to open."""


class Contents:
    """Some devices of a body, and the tables made of them, each once."""

    def __init__(self, body: Body, devices: QuerySet[Device], chosen: Mapping[str, str]) -> None:
        self.body = body
        self.queryset = devices
        self.chosen = chosen

    @cached_property
    def devices(self) -> "pa.Table":
        from custodes.web.pages.exports.device_table import device_table

        return device_table(self.queryset)

    @cached_property
    def found(self) -> "Assessment":
        from custodes.concerns.tables import tables_of

        return tables_of(self.queryset)

    @cached_property
    def notice(self) -> str:
        """What a reader has to know before anything else; "" where there is nothing."""
        from custodes.demo.names import FICTIONAL_NOTICE

        waiting = Refresh.objects.filter(body=self.body).first()
        told = [FICTIONAL_NOTICE] if self.body.fictional else []
        if self.chosen:
            narrowed = ", ".join(f"{name} {value}" for name, value in self.chosen.items())
            told.append(f"Not all that {self.body.name} holds: only devices with {narrowed}.")
        if waiting:
            told.append(
                f"Findings were being worked out again when this was made, asked {moment(waiting.asked_at)}."
            )
        return " ".join(told)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """As summary.json has it: what the conclusions rest on, and the counts of these devices."""
        import custodes
        from custodes.concerns.known import summary
        from custodes.publication.summary import counts

        last = Tally.objects.filter(body=self.body, scope=Scope.ALL).order_by("-pk").first()
        sources = last.sources if last else summary()
        lists = [known["id"] for known in sources["watchlists"]]
        return {
            "notice": self.notice,
            "custodes": custodes.__version__,
            **sources,
            "files": [],
            "counts": counts(*self.found, lists),
        }


Write = Callable[[Contents, Path], None]


class Export(NamedTuple):
    """A file that can be had. `kind`: what it tells of, several of which are the same in other formats."""

    kind: str
    name: str
    media_type: str
    write: Write


def _csv(table: "pa.Table", path: Path) -> None:
    from custodes.publication.tables import write_csv

    write_csv(table, path)


def _parquet(table: "pa.Table", path: Path) -> None:
    from custodes.publication.tables import write_identifications_parquet

    write_identifications_parquet(table, path)


def _workbook(name: str, table: "pa.Table", contents: Contents, path: Path) -> None:
    from custodes.publication.workbook import write_workbook

    if table.num_rows > MOST_IN_WORKBOOK:
        raise Invalid(
            f"A workbook would have {table.num_rows:,} rows, more than the {MOST_IN_WORKBOOK:,} it is made for.",
            "Take CSV or parquet, or filter the devices first.",
        )
    write_workbook({name: table}, path, contents.notice)


def _noted(table: "pa.Table", body: Body) -> "pa.Table":
    """With a column that says so, where the body is made up: a file may go far from this page."""
    import pyarrow as pa

    if not body.fictional:
        return table
    word = pa.array(["FICTIONAL"]).dictionary_encode()
    return table.append_column("notice", word.take(pa.array([0] * table.num_rows, pa.int32())))


def _report(contents: Contents, path: Path) -> None:
    from custodes.publication.report import write_report

    write_report(*contents.found, contents.summary, path, notice=contents.notice)


def _cyclonedx(contents: Contents, path: Path) -> None:
    from custodes.publication.cyclonedx import write_cyclonedx

    write_cyclonedx(*contents.found, contents.summary, path)


def _summary(contents: Contents, path: Path) -> None:
    import json

    from custodes.publication.files import write_text

    write_text(path, json.dumps(contents.summary, indent=1, ensure_ascii=False) + "\n")


TABLES: Mapping[str, Callable[[Contents], "pa.Table"]] = {
    "devices": lambda contents: contents.devices,
    "identifications": lambda contents: contents.found.identifications,
    "findings": lambda contents: contents.found.findings,
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _of_table(kind: str, suffix: str, media_type: str) -> Export:
    def write(contents: Contents, path: Path) -> None:
        table = _noted(TABLES[kind](contents), contents.body)
        if suffix == "xlsx":
            _workbook(kind, table, contents, path)
        else:
            {"csv": _csv, "parquet": _parquet}[suffix](table, path)

    return Export(kind, f"{kind}.{suffix}", media_type, write)


FORMATS = {"csv": "text/csv", "xlsx": XLSX, "parquet": "application/vnd.apache.parquet"}
_all = [
    *(_of_table(kind, suffix, media_type) for kind in TABLES for suffix, media_type in FORMATS.items()),
    Export("report", "report.html", "text/html", _report),
    Export("cyclonedx", "bom.cdx.json", "application/vnd.cyclonedx+json", _cyclonedx),
    Export("summary", "summary.json", "application/json", _summary),
]
EXPORTS: Mapping[str, Export] = {one.name: one for one in _all}


def make(export: Export, contents: Contents, by: Person) -> IO[bytes]:
    """The file, open to be read, and gone from the disk when it is closed. The history keeps that it was taken.

    Raises Invalid where it would be too large for its format.
    """
    with tempfile.TemporaryDirectory(prefix="custodes-export-") as folder:
        path = Path(folder) / export.name
        with snapshot():  # devices, findings and what is said of them, all of one moment
            export.write(contents, path)
            count = contents.queryset.count()
        made = path.open("rb")
    note_export(by=by, body=contents.body, what=export.name, devices=count, chosen=contents.chosen)
    return made
