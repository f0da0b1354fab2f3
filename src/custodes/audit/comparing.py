"""One history held against another: an export against the database, or two exports."""

from collections.abc import Iterator
from typing import NamedTuple

from custodes.audit.chain import COLUMNS, Row
from custodes.audit.walk import Chain, about, differences

MOST = 100
"""Differences that are named one by one."""


class Side(NamedTuple):
    """A history that is being walked along."""

    name: str
    """Empty: the database."""
    chain: Chain
    rows: Iterator[Row]
    made_at: str
    """When, ISO 8601; the database is of now."""


class Difference(NamedTuple):
    """What is wrong, and what is only worth knowing."""

    problems: list[str]
    notes: list[str]


def compare(here: Side, there: Side) -> Difference:
    """Walk along both at once. The shorter must be the beginning of the longer, and the later one not the shorter."""
    found = Difference([], [])
    same, differing, after_here, after_there = 0, 0, 0, 0
    for now, then in _merged(here.rows, there.rows):
        same += now == then
        if now and then and now != then:
            differing += 1
            _name(found.problems, differing, _differ(now, then, there.name))
        elif not now and then and not here.chain.part:
            after_here += then[0] > here.chain.sequence
            if then[0] < here.chain.sequence:
                differing += 1
                _name(found.problems, differing, f"{there.name} has event {then[0]:,}: {about(then)}.")
        elif now and not then and not there.chain.part:
            after_there += now[0] > there.chain.sequence
    if differing and not same:
        found.problems[:] = [
            f"No event is the same in {there.name}: it is of another register, or all was written anew."
        ]
    elif differing > MOST:
        found.problems.append(f"{differing - MOST:,} more events are not as in {there.name}.")
    _ends(here, there, after_here, found)
    _ends(there, here, after_there, found)
    return found


def _ends(short: Side, long: Side, more: int, found: Difference) -> None:
    """Later events are no fault, unless the history without them is the later one."""
    if not more:
        return
    here = f"{short.name} ends" if short.name else "the database ends"
    lost = short.made_at > long.made_at
    whose = f"{long.name} has" if long.name else "The database has"
    text = f"{whose} {more:,} more event{'s' if more > 1 else ''} than event {short.chain.sequence:,}, where {here}"
    if lost:
        found.problems.append(f"{text}: removed, or an older backup was restored.")
    else:
        found.notes.append(f"{text}; up to there they are compared.")


def _name(problems: list[str], count: int, text: str) -> None:
    if count <= MOST:
        problems.append(text)


def _differ(now: Row, then: Row, name: str) -> str:
    what = differences(now, then) or "only its digests differ, so an earlier one was rewritten"
    return f"Event {now[0]:,} is not as in {name}: {what}."


def _merged(here: Iterator[Row], there: Iterator[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Pairs of the same sequence; None where one side has none."""
    assert COLUMNS[0] == "sequence"
    one, other = next(here, None), next(there, None)
    while one or other:
        if one and other and one[0] == other[0]:
            yield one, other
            one, other = next(here, None), next(there, None)
        elif one and (not other or one[0] < other[0]):
            yield one, None
            one = next(here, None)
        else:
            yield None, other
            other = next(there, None)
