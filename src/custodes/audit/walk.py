"""Walking along the chain: every event that was changed, removed, added, or put elsewhere is named."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from custodes.audit.chain import COLUMNS, COVERED, START, Row, digest
from custodes.audit.reading import Broken

_SEQUENCE, _PREVIOUS, _DIGEST = (COLUMNS.index(name) for name in ("sequence", "previous", "digest"))
_ACTION, _AT, _WHO = (COLUMNS.index(name) for name in ("action", "at", "person_name"))
SUSPECTS = 300
"""Events that were changed or are missing, of which is looked up whether they have changed places."""
SHORTENED = 80
NAMED = 500
"""Problems that are named one by one; how many more there are is told as a number."""


class Kind(NamedTuple):
    """What can be wrong with an event, and with several."""

    one: str
    many: str


CHANGED = Kind(
    "was changed after it was recorded: what it says does not fit its digest",
    "were changed after they were recorded: what they say does not fit their digests",
)
UNLINKED = Kind(
    "was recorded after another event than the one that stands before it now: that one was rewritten or exchanged",
    "were recorded after other events than those that stand before them now: those were rewritten or exchanged",
)
MISSING = Kind("is missing", "are missing")
MISSING_AT_END = Kind("is missing at the end", "are missing at the end")
ADDED = Kind(
    "is after the end of the history: added by hand", "are after the end of the history: added by hand"
)
REWRITTEN = Kind("is the last, but not the one that the end of the history names: rewritten", "")
REPEATED = Kind("is there more than once", "are there more than once")
UNORDERED = Kind(
    "is not in its place: a later one stands before it", "are not in their place: later ones stand before"
)


class Problem(NamedTuple):
    """What is wrong with the events from `first` to `last`, or, as a whole sentence, with something else."""

    first: int
    last: int
    what: Kind | str
    about: str = ""
    """Of a single event: what it now says of itself."""

    def __str__(self) -> str:
        if isinstance(self.what, str):
            return self.what
        if self.last > self.first:
            return f"Events {self.first:,} to {self.last:,} {self.what.many}."
        return f"Event {self.first:,}{f' ({self.about})' if self.about else ''} {self.what.one}."


class Chain:
    """How far a walk has come, and what it found. `part`: events may be absent between those that are there."""

    def __init__(self, part: bool = False) -> None:
        self.part = part
        self.sequence, self.digest = 0, START
        self.count = 0
        self.first_at = self.last_at = ""
        self.problems: list[Problem] = []
        self._more = 0
        self._changed: list[Row] = []
        self._gaps: list[int] = []

    def follow(self, rows: Iterable[Row | Broken]) -> Iterator[Row]:
        """Check each event and pass on those that stand in order."""
        for row in rows:
            if isinstance(row, Broken):
                self._name(Problem(0, 0, f"Line {row.line:,}: {row.what}."))
            elif self._next(row):
                yield row

    def _next(self, row: Row) -> bool:
        sequence = row[_SEQUENCE]
        self.count += 1
        sound = self._check(row)
        if sequence <= self.sequence:
            self._add(sequence, REPEATED if sequence == self.sequence else UNORDERED, row)
            return False
        gap = sequence > self.sequence + 1
        if gap and not self.part:
            self._missing(self.sequence + 1, sequence - 1)
        if sound and not gap and row[_PREVIOUS] != self.digest:
            self._add(sequence, UNLINKED, row)
        self.sequence, self.digest = sequence, row[_DIGEST]
        self.first_at, self.last_at = self.first_at or row[_AT], row[_AT]
        return True

    def _check(self, row: Row) -> bool:
        if _digest(row) == row[_DIGEST]:
            return True
        self._add(row[_SEQUENCE], CHANGED, row)
        if len(self._changed) < SUSPECTS:
            self._changed.append(row)
        return False

    def _missing(self, first: int, last: int, what: Kind = MISSING) -> None:
        self._name(Problem(first, last, what))
        self._gaps += range(first, min(last + 1, first + SUSPECTS - len(self._gaps)))

    def _add(self, sequence: int, what: Kind, row: Row) -> None:
        """Neighbours with the same problem are told together."""
        before = self.problems[-1] if self.problems else None
        if before and before.what == what and before.last == sequence - 1:
            self.problems[-1] = before._replace(last=sequence)
        else:
            self._name(Problem(sequence, sequence, what, about(row)))

    def _name(self, problem: Problem) -> None:
        if len(self.problems) < NAMED:
            self.problems.append(problem)
        else:
            self._more += 1

    def close(self, head: tuple[int, str] | None) -> None:
        """Compare the end with what is told of it: the mark in the database, or the header of a file."""
        if head is None:
            self.problems.append(Problem(0, 0, "The mark of the end of the history is gone."))
        elif self.sequence < head[0]:
            self._missing(self.sequence + 1, head[0], MISSING_AT_END)
        elif self.sequence > head[0]:
            self.problems.append(Problem(head[0] + 1, self.sequence, ADDED))
        elif self.digest != head[1]:
            self.problems.append(Problem(self.sequence, self.sequence, REWRITTEN))
        self.problems += self._moved()
        if self._more:
            self.problems.append(Problem(0, 0, f"{self._more:,} more problems are not named here."))

    def _moved(self) -> Iterator[Problem]:
        """Changed events that are sound once they stand at another one's place."""
        places = {row[_SEQUENCE] for row in self._changed} | set(self._gaps)
        for row in self._changed:
            for place in places - {row[_SEQUENCE]}:
                if _digest((place, *row[1:])) == row[_DIGEST]:
                    what = f"What stands as event {row[_SEQUENCE]:,} is event {place:,}, moved or copied."
                    yield Problem(0, 0, what)


def _digest(row: Row) -> str:
    """The digest that an event should have; "" where it holds what no event can."""
    try:
        return digest(row[: len(COVERED)])
    except (TypeError, ValueError):
        return ""


def about(row: Row) -> str:
    """What an event says of itself, which may be wrong: action, who, when."""
    return f"{row[_ACTION]} by {row[_WHO]}, {str(row[_AT])[:19].replace('T', ' ')} UTC"[:200]


def differences(now: Row, then: Row) -> str:
    """The columns in which two versions of an event differ, with both."""
    return "; ".join(
        f"{name} “{_short(was)}” became “{_short(is_)}”"
        for name, was, is_ in zip(COLUMNS, then, now, strict=True)
        if was != is_ and name not in ("previous", "digest")
    )


def _short(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= SHORTENED else f"{text[:SHORTENED]}…"
