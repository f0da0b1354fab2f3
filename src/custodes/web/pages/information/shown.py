"""An answer as its pages show it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from custodes.publication.information.shapes import Figure, Moved, WorkedOut
from custodes.web.govuk import wording

NOT_GIVEN = "Not given"


class Shown(NamedTuple):
    """A figure as a table, with what is said below it."""

    name: str
    title: str
    headers: Sequence[str]
    rows: list[tuple[str, ...]]
    of: str
    before: str
    """How it stands to what was given before; "" where nothing was."""
    reason: str
    """Why it differs, as it is given; "" where it does not, or nobody has said so yet."""


class Way(NamedTuple):
    """How a figure came to differ. `rows`: of which, was, is, added, withdrawn, known otherwise."""

    title: str
    rows: list[tuple[str | int, ...]]


class Story(NamedTuple):
    """What happened since an earlier answer."""

    reference: str
    at: dt.datetime
    ways: list[Way]
    happened: list[str]


def shown(given: Mapping[str, Any]) -> list[Shown]:
    """Every figure of an answer."""
    return [_shown(one) for one in given["figures"]]


def _shown(figure: Figure) -> Shown:
    before = figure["before"]
    now = {row["name"]: (row["label"], row["number"]) for row in figure["rows"]}
    rows: list[tuple[str, ...]] = [(label, _number(number)) for label, number in now.values()]
    headers: Sequence[str] = ("In the register", "Number")
    if before:
        gone = {name: (before["labels"][name], 0) for name in before["rows"] if name not in now}
        rows = [
            (label, _number(number), _number(then), _same(then, number))
            for name, (label, number) in {**now, **gone}.items()
            for then in (before["rows"].get(name, 0),)
        ]
        headers = (*headers, f"Given {wording.date(_moment(before['at']))}", "Same?")
    told, reason = "", ""
    if before:
        reason = before["reason"]
        how = "Differs" if before["differs"] else "What is given does not differ"
        told = f"{how} from the answer to {before['reference']}."
    return Shown(figure["name"], figure["title"], headers, rows, _of(figure), told, reason)


def _of(figure: Figure) -> str:
    """The denominator; none for what is one itself."""
    if len(figure["rows"]) == 1:
        return ""
    if figure["of"] is None:
        return f"How many {figure['unit']}s there are in all is not given."
    return f"Out of {wording.count(figure['of'], figure['unit'])} in the register."


def _same(then: int | None, now: int | None) -> str:
    """Of what was given neither time it cannot be said."""
    return NOT_GIVEN if then is now is None else "Same" if then == now else "Differs"


def _number(number: int | None) -> str:
    return NOT_GIVEN if number is None else f"{number:,}"


def notes(given: Mapping[str, Any]) -> Iterator[str]:
    """What whoever reads the figures has to know."""
    figures: list[Figure] = given["figures"]
    yield (
        f"These are figures of the register of {given['body']} as it stood on {wording.moment(_moment(given['as_at']))}. "
        "What is not in the register is not counted."
    )
    if any(row["number"] is None for one in figures for row in one["rows"]):
        yield "“Not given” is a number from 1 to 4, or one that would give such a number away."
    if given["uncounted"] and any(one["unit"] == "device" for one in figures):
        yield (
            "Some rows of the register do not say how many devices they stand for. Each counts as one, so there may be "
            "more devices."
        )
    if any(one["name"] == "watchlists" for one in figures):
        titles = "; ".join(one["title"] for one in given["watchlists"])
        yield f"Watchlists that were asked, as of {wording.date(dt.date.fromisoformat(given['as_of']))}: {titles}."


def stories(given: Mapping[str, Any], worked_out: WorkedOut) -> list[Story]:
    """What happened since each earlier answer that gave a figure otherwise. For the body's own people."""
    figures: list[Figure] = given["figures"]
    found = []
    for answer, since in worked_out["since"].items():
        of = [one for one in figures if one["before"] and str(one["before"]["answer"]) == answer]
        ways = [
            Way(one["title"], _rows(one, since["moved"][one["name"]]))
            for one in of
            if one["name"] in since["moved"]
        ]
        before = of[0]["before"]
        assert before
        found.append(Story(before["reference"], _moment(before["at"]), ways, since["happened"]))
    return found


def _rows(figure: Figure, moved: Mapping[str, Moved]) -> list[tuple[str | int, ...]]:
    before = figure["before"]
    labels = {**(before["labels"] if before else {}), **{row["name"]: row["label"] for row in figure["rows"]}}
    return [
        (labels[row], one["then"], one["now"], *(_signed(n) for n in _parts(one)))
        for row, one in moved.items()
    ]


def _parts(one: Moved) -> tuple[int, int, int]:
    return one["added"], -one["withdrawn"], one["otherwise"]


def _signed(number: int) -> str:
    return f"{number:+,}".replace("-", "−") if number else "0"


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
