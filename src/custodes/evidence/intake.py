"""Evidence in: lists of cameras of any shape become one table, and nothing is dropped silently.

There is one way in. A dry run is this same function, with nothing done after it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from custodes import clock
from custodes.errors import MappingError, UnreadableInput
from custodes.evidence import headers, mapping, mend, notes
from custodes.evidence.mapping import Mapping
from custodes.evidence.prepare import Prepared, prepare, prepare_headless
from custodes.evidence.readers import ReadFile, read
from custodes.evidence.samples import samples
from custodes.evidence.shapes import CANONICAL, FileReport, Intake, Problem, SheetReport
from custodes.evidence.sheets import Place, Taken, take

OnProgress = Callable[[str, float], None]

_COLUMNS = ("row", "file", "sheet", "line", *CANONICAL)
_NUMBERS = {"row", "line", "quantity"}
_NO_ROWS = pa.Table.from_batches(
    [], pa.schema([(c, pa.int64() if c in _NUMBERS else pa.string()) for c in _COLUMNS])
)


class _Source(NamedTuple):
    """A file with its tables recognised."""

    name: str
    digest: str
    tables: tuple[Prepared, ...]
    skipped: tuple[Prepared, ...]


class _Outcome(NamedTuple):
    report: FileReport
    taken: tuple[Taken, ...]
    problems: list[Problem]


def take_in(
    paths: Sequence[Path], mapping: Mapping | None = None, on_progress: OnProgress | None = None
) -> Intake:
    """Read lists of cameras into one table, with what was rejected and why.

    `mapping` says what columns are where their names and content do not. `on_progress` is told what is
    being done and what share of the work (0 to 1) is behind it. Raises `UnreadableInput` naming every file
    that cannot be read, `MappingError` naming everything that is wrong with the mapping.
    """
    tell = on_progress or (lambda what, share: None)
    names = _names(paths)
    sources = _sources(paths, names, mapping or Mapping({}), tell)
    _check_mapping(mapping, sources)
    outcomes, row = [], 1
    for at, source in enumerate(sources):
        tell(f"Checking {source.name}", (len(paths) + at) / (2 * len(paths)))
        outcomes.append(_take(source, row))
        row += outcomes[-1].report.rows_in
    tell("Checked", 1.0)
    problems = notes.same_files([outcome.report for outcome in outcomes])
    problems += [problem for outcome in outcomes for problem in outcome.problems]
    taken = [one for outcome in outcomes for one in outcome.taken]
    return Intake(
        pa.concat_tables([_NO_ROWS, *(one.accepted.select(_COLUMNS) for one in taken)]),
        mend.reject_table(one.rejected for one in taken),
        tuple(outcome.report for outcome in outcomes),
        tuple(problems),
    )


def _names(paths: Sequence[Path]) -> list[str]:
    """File names, or whole paths where two files are named alike."""
    alike = Counter(path.name for path in paths)
    return [path.name if alike[path.name] == 1 else str(path) for path in paths]


def _sources(paths: Sequence[Path], names: Sequence[str], given: Mapping, tell: OnProgress) -> list[_Source]:
    sources, unreadable = [], []
    for at, (path, name) in enumerate(zip(paths, names, strict=True)):
        tell(f"Reading {name}", at / (2 * len(paths)))
        try:
            sources.append(_source(read(path), name, given))
        except UnreadableInput as error:
            unreadable.append(error)
    if len(unreadable) > 1:
        raise UnreadableInput(
            "\n".join(f"{e.message} {e.mend}" for e in unreadable), "Mend or leave out these files."
        )
    if unreadable:
        raise unreadable[0]
    return sources


def _source(file: ReadFile, name: str, given: Mapping) -> _Source:
    """The file's tables. Sheets without one are skipped where another sheet has one; otherwise all are taken."""
    columns = given.for_file(name)
    found = tuple(
        (prepare if table.recognised else prepare_headless)(grid, table, columns)
        for grid in file.grids
        for table in headers.tables(grid, frozenset(columns))
    )
    if not found:
        raise UnreadableInput(f"{name} holds no rows.", "Export it again and check that it has rows.")
    tables = tuple(one for one in found if one.table.recognised or one.has_needed())
    skipped = tuple(one for one in found if one not in tables) if tables else ()
    return _Source(name, file.digest, tables or found, skipped)


def _check_mapping(given: Mapping | None, sources: Sequence[_Source]) -> None:
    """Everything wrong with a mapping, at once."""
    if given is None:
        return
    wrong = given.unknown()
    seen = {source.name: _plain_headers(source) for source in sources}
    everywhere = set().union(*seen.values())
    wrong += [
        f'No file has a column "{header}".' for header in given.columns if _plain(header) not in everywhere
    ]
    for name in given.files.keys() & seen.keys():
        wrong += [f'{name} has no column "{h}".' for h in given.files[name] if _plain(h) not in seen[name]]
    for source in sources:
        refused = {_plain(header) for header in _refused(source)}
        wrong += [
            f'"{header}" of {source.name} looks like it holds passwords or keys, and is not read.'
            for header, canonical in given.for_file(source.name).items()
            if _plain(header) in refused and canonical != mapping.IGNORE
        ]
    if not any(one.has_needed() for source in sources for one in source.tables):
        wrong.append("No column gives a brand, a model or a MAC address.")
    if wrong:
        raise MappingError(
            "\n".join(wrong), f"Columns found: {_found(sources)}. They can be: {', '.join(CANONICAL)}."
        )


def _plain(header: str) -> str:
    return " ".join(header.casefold().split())


def _plain_headers(source: _Source) -> set[str]:
    all_headers = [header for one in (*source.tables, *source.skipped) for header in one.table.headers]
    return {_plain(name) for header in all_headers for name in (header, mend.marked_meaning(header).header)}


def _found(sources: Sequence[_Source]) -> str:
    return ", ".join(dict.fromkeys(f'"{h}"' for s in sources for one in s.tables for h in one.table.headers))


def _refused(source: _Source) -> tuple[str, ...]:
    every = (*source.tables, *source.skipped)
    return tuple(dict.fromkeys(one.table.headers[at] for one in every for at in sorted(one.refused)))


def _take(source: _Source, first_row: int) -> _Outcome:
    today = clock.today()
    taken, problems, row = [], notes.of_file(source.name, source.skipped), first_row
    for one in source.tables:
        done = take(one, Place(source.name, one.grid.sheet, row), today)
        row += len(one.table.rows)
        problems += [*notes.of_table(source.name, one), *done.problems]
        taken.append(done)
    reports = tuple(_in_order(source, [one.report for one in taken]))
    rows_in, accepted = row - first_row, sum(one.accepted.num_rows for one in taken)
    rejected = sum(one.rejected.said.num_rows for one in taken)
    assert rows_in == accepted + rejected, f"{source.name}: {rows_in} rows in, {accepted} + {rejected} out"
    report = FileReport(source.name, rows_in, accepted, rejected, _refused(source), reports, source.digest)
    return _Outcome(report, tuple(taken), problems)


def _in_order(source: _Source, reports: Sequence[SheetReport]) -> Iterator[SheetReport]:
    yield from reports
    for one in source.skipped:
        yield SheetReport(one.grid.sheet, 0, (), (), notes.skipped(one), samples(one))
