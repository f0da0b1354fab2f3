"""What is said about whole files and tables, rather than about one row."""

from collections.abc import Sequence

from custodes.evidence.prepare import Prepared
from custodes.evidence.shapes import FileReport, Problem

_MAP = 'Say which column is which with --map "Their header=model".'


def skipped(one: Prepared) -> str:
    """Why a sheet was skipped."""
    return f"no columns that we know were found in its {len(one.table.rows):,} rows, so it was not read"


def same_files(files: Sequence[FileReport]) -> list[Problem]:
    """A warning for every file that is the copy of an earlier one."""
    first: dict[str, str] = {}
    problems = []
    for file in files:
        if file.digest in first:
            said = f"has the same content as {first[file.digest]}, so its devices are counted twice"
            problems.append(_note(file.name, "", 0, "", said, "Leave one of them out."))
        first.setdefault(file.digest, file.name)
    return problems


def of_file(name: str, skipped_sheets: Sequence[Prepared]) -> list[Problem]:
    """A warning for every sheet that was skipped."""
    return [
        _note(name, one.grid.sheet, 0, "", f"the sheet was skipped: {skipped(one)}", _MAP)
        for one in skipped_sheets
    ]


def of_table(name: str, one: Prepared) -> list[Problem]:
    """Refused and beaten columns, lines taken as titles or repeated headers, tables without rows."""
    table, lines = one.table, one.grid.lines
    line = 0 if table.header_index is None else lines[table.header_index].as_py()
    said: list[tuple[int, str, str, str]] = [
        (
            line,
            table.headers[at],
            "looks like it holds passwords, keys or user names; it was refused",
            "Take it out of the list.",
        )
        for at in sorted(one.refused)
    ]
    said += [
        (
            line,
            table.headers[loser],
            f'could be the {canonical} too; "{table.headers[winner]}" was taken',
            _MAP,
        )
        for loser, winner, canonical in one.beaten
    ]
    said += _lines_that_are_no_rows(one)
    said += [
        (
            line,
            table.headers[match.at],
            "holds numbers, so that 5.10 cannot be told from 5.1",
            "Format the column as text.",
        )
        for match in one.matches
        if match.canonical in {"firmware", "hardware", "model"} and match.at in one.grid.decimal
    ]
    if not one.has_needed() and len(table.rows):
        said.append((line, "", "no column could be recognised as a brand, a model or a MAC address", _MAP))
    if not len(table.rows):
        said.append((line, "", "has headers and no rows below them", "Check that the export is complete."))
    if table.header_index is None and one.grid.header is None and one.has_needed():
        said.append((0, "", "has no headers; its columns were recognised by their content", _MAP))
    return [_note(name, one.grid.sheet, *each) for each in said]


def _lines_that_are_no_rows(one: Prepared) -> list[tuple[int, str, str, str]]:
    lines = one.grid.lines
    above = [lines[at].as_py() for at in one.table.above]
    said = (
        [
            (
                above[0],
                "",
                f"lines {above[0]} to {above[-1]} are over the headers and were taken as titles",
                "Check that none of them is a device.",
            )
        ]
        if above
        else []
    )
    said += [
        (lines[at].as_py(), "", "holds headers again; it is no device", "Delete it.")
        for at in one.table.repeats
    ]
    return said


def _note(file: str, sheet: str, line: int, column: str, problem: str, mend: str) -> Problem:
    return Problem("warning", 0, file, sheet, line, column, "", problem, mend)
