"""Rows of text with more or fewer cells than the headers: reported, and cut where they are far too wide."""

from collections import Counter
from collections.abc import Iterator

from custodes.errors import UnreadableInput
from custodes.evidence import headers
from custodes.evidence.shapes import MOST_COLUMNS, Trouble

Rows = list[list[str]]

STRAY_CELLS = 5_000_000
"""Blank cells that may be added to all rows for the sake of some that are wider than the headers."""
MOST_PADDING = 60_000_000
"""Blank cells added to make the rows of a file equally wide: some 800 MB."""


def too_wide(name: str) -> UnreadableInput:
    """The error for a table of more columns than any list has."""
    return UnreadableInput(
        f"{name} has a table of over {MOST_COLUMNS:,} columns.",
        "Delete the stray cell far to the right, or check the line ends, then save it again.",
    )


def cut_to_size(rows: Rows, name: str) -> list[Trouble]:
    """Cut, in place, the rows that are far too wide: one among thousands would make every row as wide.

    They are cut to the widest of the others. What is lost is blank cells, or the row is rejected.
    """
    limit = MOST_COLUMNS
    if _padding(rows) > STRAY_CELLS:
        limit = min(limit, _widest_header(rows) + STRAY_CELLS // len(rows))
    over = [at for at, row in enumerate(rows) if len(row) > limit]
    if not over:
        return _not_too_sparse(rows, name)
    expected = _expected_width(rows)
    if expected > MOST_COLUMNS:
        raise too_wide(name)
    filled = {at: _width(rows[at]) for at in over}
    kept = [wide for wide in filled.values() if wide <= limit]
    widest = max([expected, *kept, *(len(row) for row in rows if len(row) <= limit)])
    for at in over:
        rows[at] = rows[at][:widest]
    cut = [_cut(at, wide, widest) for at, wide in filled.items() if wide > widest]
    return cut + _not_too_sparse(rows, name)


def _padding(rows: Rows) -> int:
    """Blank cells that would make all rows equally wide."""
    return len(rows) * max(map(len, rows), default=0) - sum(map(len, rows))


def _widest_header(rows: Rows) -> int:
    expected = _expected_width(rows)
    return max([expected, *(_width(row) for row in rows if len(row) > expected and _is_header(row))])


def _not_too_sparse(rows: Rows, name: str) -> list[Trouble]:
    if _padding(rows) > MOST_PADDING:
        raise UnreadableInput(
            f"{name} has many rows that are far shorter than its headers.",
            "Delete the columns that are not needed, or check the line ends, then save it again.",
        )
    return []


def _cut(at: int, wide: int, kept: int) -> Trouble:
    return Trouble(
        at,
        None,
        f"has {wide:,} cells, far more than other rows; those after the first {kept:,} were not kept",
        "Check the line ends and the quotation marks, or take the extra cells out.",
        rejects=True,
        withhold=True,
    )


def ragged(rows: Rows) -> Iterator[Trouble]:
    """Rows that do not have as many cells as the headers. Blank cells at the end do not count."""
    expected = _expected_width(rows)
    for index, row in enumerate(rows):
        if len(row) == expected or not any(row):
            continue
        if _is_header(row):  # another table begins
            expected = _width(row)
            continue
        if any(cell.strip() for cell in row[expected:]):
            yield Trouble(
                index,
                None,
                f"has {len(row)} cells where the headers have {expected}, so they may stand in the wrong columns",
                "Put cells that hold the delimiter in quotation marks, or take the extra cells out.",
                rejects=True,
                withhold=True,
            )
        elif len(row) < expected:
            yield Trouble(
                index,
                None,
                f"has {len(row)} cells where the headers have {expected}; the missing ones were read as blank",
                "Check that no delimiter or line end is missing.",
                withhold=True,
            )


def _expected_width(rows: Rows) -> int:
    """Cells of the first row with known headers, less blank ones at its end; else the usual width."""
    for row in rows[: headers.LOOK_AT]:
        if headers.known_words(row) > 1:
            return _width(row)
    return Counter(len(row) for row in rows if row).most_common(1)[0][0]


def _width(row: list[str]) -> int:
    return max((at for at, cell in enumerate(row, 1) if cell.strip()), default=0)


def _is_header(row: list[str]) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    return (
        bool(filled)
        and headers.is_known(filled[0])
        and headers.known_words(filled) >= max(2, 0.6 * len(filled))
    )
