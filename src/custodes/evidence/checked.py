"""What reading lists found, as the check page shows it: `Import.report`, and the tables beside the files."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, overload

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from custodes.evidence import files, merging
from custodes.evidence.mend import write_mend_file
from custodes.evidence.shapes import FileReport, Intake, Problem, SheetReport
from custodes.evidence.sheets import SECRET_CUT
from custodes.publication.tables import write_rows_csv

MOST_GROUPS = 60
MOST_COLUMNS = 3
MOST_SYSTEMS = 500

Report = dict[str, Any]
Columns = dict[str, str]


def store(intake: Intake, folder: Path) -> None:
    """Leave the accepted rows and the problems in a folder, with the files for download."""
    folder.mkdir(mode=0o700)
    pq.write_table(intake.table, folder / files.ACCEPTED)
    columns = zip(*intake.problems, strict=True) if intake.problems else ((),) * len(Problem._fields)
    said: dict[str, Sequence[str | int]] = dict(zip(Problem._fields, columns, strict=True))
    write_rows_csv(said, folder / files.PROBLEMS_CSV)
    pq.write_table(pa.table(said).cast(_PROBLEMS), folder / files.PROBLEMS)
    write_mend_file(intake, folder / files.MEND_CSV)


_PROBLEMS = pa.schema(
    [(name, pa.int64() if name in {"row", "line"} else pa.string()) for name in Problem._fields]
)


def report(intake: Intake, reading: str, to_do: Mapping[str, Any], remembered: int | None) -> Report:
    """Everything that was recognised and counted. `to_do`: see `planned`; `remembered`: the import whose
    columns were taken over."""
    return {
        "reading": reading,
        "rows_in": sum(one.rows_in for one in intake.files),
        "accepted": intake.table.num_rows,
        "rejected": intake.rejects.num_rows,
        "files": [_file(one, _held_secrets(one, intake.problems)) for one in intake.files],
        "problems": _groups(intake.problems),
        "plan": dict(to_do),
        "remembered": remembered,
    }


def planned(plan: merging.Plan, held: Iterable[str]) -> Report:
    """What adding would do. `held`: the keys (`merging.name_key`) of the systems that there are."""
    there = set(held)
    systems = [
        {**home._asdict(), "new": merging.name_key(home.name) not in there}
        for home in sorted(plan.homes, key=lambda home: -home.devices)
    ]
    return {
        **merging.counts(plan),
        "bodies": plan.bodies,
        "new_systems": sum(system["new"] for system in systems),
        "systems": systems[:MOST_SYSTEMS],
        "more_systems": max(0, len(systems) - MOST_SYSTEMS),
    }


def _held_secrets(file: FileReport, problems: Sequence[Problem]) -> bool:
    """Whether passwords were left out: the uploaded file still holds them."""
    return bool(file.refused_columns) or any(
        problem.file == file.name and problem.problem == SECRET_CUT[0] for problem in problems
    )


def _file(file: FileReport, held_secrets: bool) -> Report:
    return {
        "name": file.name,
        "digest": file.digest,
        "rows_in": file.rows_in,
        "accepted": file.rows_accepted,
        "rejected": file.rows_rejected,
        "refused": list(file.refused_columns),
        "held_secrets": held_secrets,
        "sheets": [_sheet(sheet) for sheet in file.sheets],
    }


def _sheet(sheet: SheetReport) -> Report:
    """Columns in their order; one that is read as two things (make and model) stands twice."""
    found: dict[str, list[Any]] = {header: [] for header, _ in sheet.samples}
    for match in sheet.mapping:
        found.setdefault(match.header, []).append(match)
    values = dict(sheet.samples)
    columns = [
        {"header": header, "canonical": as_what, "how": how, "samples": list(values.get(header, ()))}
        for header, matches in found.items()
        for as_what, how in ([(match.canonical, match.how) for match in matches] or [("", "")])
    ]
    return {"sheet": sheet.sheet, "line": sheet.header_line, "note": sheet.note, "columns": columns}


def _groups(problems: Sequence[Problem]) -> Report:
    """How many there are of each kind, and of each problem: those that reject first, the commonest first."""
    kinds = Counter(problem.kind for problem in problems)
    alike = Counter((problem.kind, problem.problem) for problem in problems)
    columns: dict[tuple[str, str], dict[str, None]] = {}
    for problem in problems:
        columns.setdefault((problem.kind, problem.problem), {})[problem.column] = None
    groups = [
        {
            "kind": kind,
            "problem": problem,
            "count": count,
            "columns": list(columns[kind, problem])[:MOST_COLUMNS],
        }
        for (kind, problem), count in sorted(alike.most_common(MOST_GROUPS), key=lambda one: one[0][0])
    ]
    return {"rejected": kinds["rejected"], "warning": kinds["warning"], "groups": groups}


class Chosen(NamedTuple):
    """Some of the problems: `kind` and `problem` are "" for every one."""

    kind: str = ""
    problem: str = ""


class Problems(Sequence[Problem]):
    """The chosen problems in a folder, in the order of the rows."""

    def __init__(self, folder: Path, chosen: Chosen) -> None:
        table = pq.read_table(folder / files.PROBLEMS)
        for column, wanted in zip(("kind", "problem"), chosen, strict=True):
            if wanted:
                table = table.filter(pc.equal(table[column], wanted))
        self._table = table

    def __len__(self) -> int:
        return int(self._table.num_rows)

    @overload
    def __getitem__(self, at: int) -> Problem: ...
    @overload
    def __getitem__(self, at: slice) -> list[Problem]: ...
    def __getitem__(self, at: int | slice) -> Problem | list[Problem]:
        if isinstance(at, int):
            return self[at : at + 1][0]
        start, stop, _ = at.indices(len(self))
        return [Problem(**one) for one in self._table.slice(start, max(0, stop - start)).to_pylist()]


def remembered(
    found: Report, earlier: Iterable[tuple[int, Report, Mapping[str, Columns]]]
) -> tuple[int | None, dict[str, Columns]]:
    """What people said earlier of tables with the very same columns: in which import, and by file.

    `earlier`: imports by number, the latest first, with their reports and mappings.
    """
    for number, then, mapping in earlier:
        said = {
            _headers(sheet): {header: mapping[file["name"]].get(header) for header in _headers(sheet)}
            for file in then.get("files", ())
            for sheet in file["sheets"]
            if mapping.get(file["name"])
        }
        same: dict[str, Columns] = {}
        for file in found["files"]:
            for sheet in file["sheets"]:
                of = {header: what for header, what in said.get(_headers(sheet), {}).items() if what}
                same.setdefault(file["name"], {}).update(of)
        if any(same.values()):
            return number, {name: columns for name, columns in same.items() if columns}
    return None, {}


def _headers(sheet: Report) -> tuple[str, ...]:
    return tuple(sorted({column["header"] for column in sheet["columns"]}))
