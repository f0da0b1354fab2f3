"""200,000 rows of a real workbook to findings, beside reading the workbook alone.

The workbook is one sheet of the rows of the demo estates (48 fictional bodies, mistakes and gaps as people make
them), written once by xlsxwriter. What is known is the packs and, where ../shared/data is beside the repository,
every record of it, pulled and compiled beforehand, as it is for a user who has pulled feeds.

    ours      file -> intake -> identification -> findings, as tables in memory
    written   the same by `custodes assess`, a process of its own, which writes every output and the report
    read      python-calamine reads every cell (the floor)

Run: python benchmarks/run.py workbook [--sizes 200000]
"""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import measure
from measure import SHARED, Row, alternately, clocked, prepared

SIZE, SEED, ROWS_PER_DEVICE = 200_000, 2022, 0.6
TARGET = 2.0
HEADINGS = {
    "body": "Body",
    "site": "Site",
    "system": "System",
    "technology": "Technology",
    "brand": "Make",
    "model": "Model",
    "firmware": "Firmware",
    "hardware_revision": "Hardware revision",
    "mac": "MAC address",
    "ip": "IP address",
    "hostname": "Hostname",
    "serial": "Serial number",
    "quantity": "Quantity",
    "connectivity": "Connectivity",
    "site_class": "Site class",
    "supplier": "Supplier",
    "installed": "Date installed",
    "supported_until": "Supported until",
}


def make_workbook(rows: int, path: Path) -> None:
    """Write the first `rows` rows of demo estates large enough to have them."""
    import datetime as dt

    import xlsxwriter  # type: ignore[import-untyped]

    from custodes.demo.estates import plan_estates

    estates = plan_estates(round(rows / ROWS_PER_DEVICE), SEED)
    given = [row.cells for estate in estates for row in estate.rows][:rows]
    assert len(given) == rows, f"the estates have {len(given)} rows"
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
    sheet, date = book.add_worksheet("Cameras"), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, list(HEADINGS.values()))
    for line, cells in enumerate(given, 1):
        for at, column in enumerate(HEADINGS):
            cell = cells.get(column)
            if isinstance(cell, dt.date):
                sheet.write_datetime(line, at, dt.datetime(cell.year, cell.month, cell.day), date)
            elif cell not in (None, ""):
                sheet.write(line, at, cell)
    book.close()


def workbook(rows: int) -> Path:
    """The workbook of that many rows."""
    return prepared(f"estate-{rows}.xlsx", lambda path: make_workbook(rows, path))


def data_folder() -> Path:
    """A data folder with ../shared/data pulled and compiled; empty where there is none."""
    from custodes.concerns.feeds import pull
    from custodes.concerns.feeds.store import open_store

    def pulled(folder: Path) -> None:
        folder.mkdir(parents=True)
        if (SHARED / "data").is_dir():
            pull.from_folder(open_store(folder / "feeds"), SHARED / "data", "../shared/data")

    return prepared("data", pulled)


def compiled() -> Path:
    """The store of that folder, its knowledge compiled by the code as it is."""
    from custodes.concerns.feeds.store import open_store
    from custodes.concerns.knowledge import load

    store = data_folder() / "feeds"
    load(open_store(store))
    return store


def ours(rows: int) -> dict[str, Any]:
    """From the file to findings in memory."""
    path, store = workbook(rows), compiled()
    from custodes import clock
    from custodes.assessment import assess, sources
    from custodes.concerns.feeds.store import open_store
    from custodes.evidence.intake import take_in

    told: dict[str, Any] = {}
    with clocked(told):
        intake = take_in([path])
        found = assess(intake.table, sources(open_store(store), clock.today()))
    rejected = sum(file.rows_rejected for file in intake.files)
    return {**told, "rejected": rejected, "findings": found.findings.num_rows}


def written(rows: int) -> dict[str, Any]:
    """`custodes assess`, from the start of its process to its end. Peak memory is that process's."""
    path = workbook(rows)
    compiled()
    told: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as out:
        command = [
            sys.executable,
            "-c",
            "from custodes.cli import app; app()",
            "assess",
            str(path),
            "--out",
            f"{out}/out",
        ]
        with clocked(told):
            subprocess.run(command, check=True, capture_output=True, env=_with_data())
        told["written_mb"] = round(sum(file.stat().st_size for file in Path(out).rglob("*")) / 2**20)
    return {**told, "peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024}


def _with_data() -> dict[str, str]:
    return {**os.environ, "CUSTODES_DATA": str(data_folder())}


def read(rows: int) -> dict[str, Any]:
    """Every cell by python-calamine, and nothing done with it."""
    from python_calamine import CalamineWorkbook

    path = workbook(rows)
    told: dict[str, Any] = {}
    with clocked(told):
        lines = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return {**told, "lines": len(lines)}


PARTS: dict[str, Callable[[int], dict[str, Any]]] = {"ours": ours, "written": written, "read": read}


def run(sizes: Sequence[int] | None) -> list[Row]:
    """Our way in memory, and written out, beside reading alone."""
    return [row for size in sizes or (SIZE,) for row in _rows(size)]


def _rows(size: int) -> Iterator[Row]:
    workbook(size)
    mine, whole, floor = alternately("workbook", tuple(PARTS), size)
    note = f"{mine.told['findings']:,} findings, {mine.told['rejected']:,} rows rejected"
    reached = mine.seconds <= TARGET * floor.seconds
    yield Row("workbook to findings", size, mine, floor, f"{TARGET:.0f}x reading", reached, note)
    note = f"{whole.told['written_mb']:,} MB written"
    yield Row("the same, written out", size, whole, floor, "none", None, note)


if __name__ == "__main__":
    measure.main(PARTS)
