"""Chains made without a database, and what somebody may do to them."""

from collections.abc import Sequence
from typing import Any

from custodes.audit.chain import COLUMNS, COVERED, START, Row, canonical, digest
from custodes.audit.walk import Chain


def chain(length: int, start: str = START) -> list[Row]:
    """A sound chain of events of Ida Marlowe, who changes a device each minute."""
    rows: list[Row] = []
    previous = start
    for number in range(1, length + 1):
        covered = (
            number,
            f"2026-03-01T10:{number // 60:02}:{number % 60:02}.000000+00:00",
            "register.change_device",
            7,
            "Ida Marlowe",
            "page",
            "f" * 32,
            3,
            "device",
            str(number),
            "",
            canonical({"changed": {"brand": ["", f"Axis {number}"]}}),
            previous,
        )
        previous = digest(covered)
        rows.append((*covered, previous))
    return rows


def changed(row: Row, column: str, value: Any, *, seal: bool = False) -> Row:
    """An event with another value; with `seal`, its digest is made to fit."""
    place = COLUMNS.index(column)
    made = (*row[:place], value, *row[place + 1 :])
    return (*made[:-1], digest(made[: len(COVERED)])) if seal else made


def walked(rows: Sequence[Row], head: tuple[int, str] | None, *, part: bool = False) -> list[str]:
    """What a walk says of them."""
    walk = Chain(part)
    for _ in walk.follow(rows):
        pass
    walk.close(head)
    return [str(problem) for problem in walk.problems]


def end(rows: Sequence[Row]) -> tuple[int, str]:
    return rows[-1][0], rows[-1][-1]
