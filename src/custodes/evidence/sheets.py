"""One table of one sheet, its columns recognised: its rows checked, accepted or rejected."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from custodes.evidence import mend
from custodes.evidence.check import Remark, check
from custodes.evidence.prepare import Prepared
from custodes.evidence.recognise import Match
from custodes.evidence.samples import samples
from custodes.evidence.shapes import Problem, Recognised, SheetReport
from custodes.evidence.text import LONGEST_ORIGINAL, clean, distinct

SECRET_CUT = (
    "held a user name, password or key, which was not kept",
    "Take it out of the list; change the password if others can see the list.",
)
_NOTHING_KEPT = "; a password may have moved into another column, so nothing of the row was kept"
NUMBER_CELL = " (number cell)"
"""Follows a firmware version that a spreadsheet held as a number with decimals."""
_SHORT = 200
"""Characters of a value shown in a problem."""


class Place(NamedTuple):
    """Where a table stands in the run."""

    file: str
    sheet: str
    first_row: int
    """Running number of its first data row."""


class Taken(NamedTuple):
    """What came of one table."""

    accepted: pa.Table
    rejected: mend.Rejected
    problems: list[Problem]
    report: SheetReport


def take(prepared: Prepared, place: Place, today: dt.date) -> Taken:
    """Check the rows of a table and part them."""
    table, height = prepared.table, len(prepared.table.rows)
    given = {
        canonical: _joined([_meant(prepared, m) for m in prepared.matches if m.canonical == canonical])
        for canonical in dict.fromkeys(match.canonical for match in prepared.matches)
    }
    headers = {match.canonical: table.headers[match.at] for match in reversed(prepared.matches)}
    checked = check(given, headers, height, today)
    withheld, remarks = _from_reader(prepared)
    unreadable = {remark.at for remark in remarks if remark.rejects}
    remarks += _cuts(prepared) + [
        remark._replace(canonical=headers.get(remark.canonical, remark.canonical))
        for remark in checked.remarks
        if remark.at not in unreadable  # its cells may stand in the wrong columns, passwords among them
    ]
    remarks.sort(key=lambda remark: remark.at)
    bad = pa.array(sorted({remark.at for remark in remarks if remark.rejects}), pa.int64())
    lines = prepared.grid.lines.take(table.rows)
    rows = pa.arange(place.first_row, place.first_row + height)
    where = {
        "row": rows,
        "file": _same(place.file, height),
        "sheet": _same(place.sheet, height),
        "line": lines,
    }
    return Taken(
        _without(pa.table({**where, **checked.values}), bad),
        _rejected(prepared, pa.table(where), bad, remarks, withheld),
        [_problem(remark, place, lines) for remark in remarks],
        _report(prepared, place),
    )


def _meant(prepared: Prepared, match: Match) -> pa.DictionaryArray:
    """The column; firmware in number cells says so, since 1.1 there may have been typed as 1.10."""
    column = prepared.columns[match.at]
    if match.canonical != "firmware" or match.at not in prepared.grid.decimal:
        return column
    numbers = pc.is_in(prepared.table.rows, prepared.grid.decimal[match.at])
    texts = column.dictionary_decode()
    marked = pc.binary_join_element_wise(texts, pa.scalar(NUMBER_CELL), "")
    return distinct(pc.if_else(pc.and_(numbers, pc.not_equal(texts, "")), marked, texts))


def _without(table: pa.Table, bad: pa.Array) -> pa.Table:
    return table.filter(pc.invert(pc.is_in(pa.arange(0, table.num_rows), bad))) if len(bad) else table


def _same(text: str, height: int) -> pa.Array:
    return pa.repeat(pa.scalar(text), height)


def _joined(columns: Sequence[pa.DictionaryArray]) -> pa.DictionaryArray:
    """Several columns read as one: in each row the first that is filled counts."""
    if len(columns) == 1:
        return columns[0]
    joined = columns[0].dictionary_decode()
    for column in columns[1:]:
        joined = pc.if_else(pc.equal(joined, ""), column.dictionary_decode(), joined)
    return distinct(joined)


def _from_reader(prepared: Prepared) -> tuple[set[int], list[Remark]]:
    """What the reader saw, by row of the table; and the rows of which no cell may be kept."""
    withheld: set[int] = set()
    remarks = []
    where = pc.index_in(pa.array([t.at for t in prepared.grid.troubles], pa.int64()), prepared.table.rows)
    for trouble, index in zip(prepared.grid.troubles, where.to_pylist(), strict=True):
        if index is None or trouble.column in prepared.refused:
            continue
        hidden = trouble.withhold and bool(prepared.refused)
        header = "" if trouble.column is None else prepared.table.headers[trouble.column]
        problem = trouble.problem + (_NOTHING_KEPT if hidden else "")
        remarks.append(Remark(index, header, "", problem, trouble.mend, trouble.rejects or hidden))
        if hidden:
            withheld.add(index)
    return withheld, remarks


def _cuts(prepared: Prepared) -> list[Remark]:
    return [
        Remark(index, prepared.table.headers[at], "", *SECRET_CUT, rejects=False)
        for at, cut in prepared.cut.items()
        for index in pc.indices_nonzero(cut).to_pylist()
    ]


def _shown(value: str) -> str:
    return clean(value)[0][:_SHORT]


def _problem(remark: Remark, place: Place, lines: pa.Array) -> Problem:
    return Problem(
        "rejected" if remark.rejects else "warning",
        place.first_row + remark.at,
        place.file,
        place.sheet,
        lines[remark.at].as_py(),
        remark.canonical,
        _shown(remark.value),
        remark.problem,
        remark.mend,
    )


def _rejected(
    prepared: Prepared, where: pa.Table, bad: pa.Array, remarks: Sequence[Remark], withheld: set[int]
) -> mend.Rejected:
    reasons: dict[int, list[Remark]] = {}
    for remark in remarks:
        if remark.rejects:
            reasons.setdefault(remark.at, []).append(remark)
    each = [reasons[index] for index in bad.to_pylist()]
    said = where.take(bad)
    for name, texts in (
        ("column", [first.canonical for first, *_ in each]),
        ("value", [_shown(first.value) for first, *_ in each]),
        ("problem", ["; ".join(dict.fromkeys(remark.problem for remark in all_of)) for all_of in each]),
        ("mend", [" ".join(dict.fromkeys(remark.mend for remark in all_of)) for all_of in each]),
    ):
        said = said.append_column(name, pa.array(texts, pa.string()))
    hidden = pc.is_in(bad, pa.array(sorted(withheld), pa.int64()))
    return mend.Rejected(said, _originals(prepared, bad, hidden))


def _originals(prepared: Prepared, bad: pa.Array, hidden: pa.Array) -> dict[mend.Original, pa.Array]:
    matches = {match.at: match for match in prepared.matches}
    cells = {}
    for at, header in enumerate(prepared.table.headers):
        if at in prepared.refused or at < prepared.leading or not len(bad):
            continue
        column = _meant(prepared, matches[at]) if at in matches else prepared.columns[at]
        kept = column.take(bad).dictionary_decode()
        short = pc.utf8_slice_codeunits(pc.replace_substring(kept, "\0", ""), 0, LONGEST_ORIGINAL)
        plain = mend.marked_meaning(header).header if prepared.leading else header
        cells[mend.Original(plain, matches[at].canonical if at in matches else "")] = pc.if_else(
            hidden, "", short
        )
    return cells


def _report(prepared: Prepared, place: Place) -> SheetReport:
    table = prepared.table
    mapped = {match.at for match in prepared.matches}
    line = 0 if table.header_index is None else prepared.grid.lines[table.header_index].as_py()
    return SheetReport(
        place.sheet,
        line,
        tuple(Recognised(table.headers[at], canonical, how) for at, canonical, how in prepared.matches),
        tuple(
            header
            for at, header in enumerate(table.headers)
            if at not in mapped and at not in prepared.refused and at >= prepared.leading
        ),
        samples=samples(prepared),
    )
