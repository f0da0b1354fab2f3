"""Whether anything is on a watchlist or has a known vulnerability, or how much. Unknown is never clean."""

from typing import NamedTuple

from custodes.survey.checking.counts import compared
from custodes.survey.checking.found import (
    Asked,
    Finding,
    Result,
    no_device,
    nothing_held,
    says_instead,
    unchecked,
)
from custodes.survey.checking.held import Held, Sum, total
from custodes.survey.checking.words import DEVICE, amount, is_are

OPEN = ("unknown", "not_covered", "not_identified")
"""Standings that were looked at and are no answer."""


class Concern(NamedTuple):
    """What is asked about, as sentences say it."""

    column: str
    of_one: str
    """“no drone is of a maker on a watchlist”"""
    of_many: str


FLAGGED = Concern("listed", "is of a maker on a watchlist", "are of a maker on a watchlist")
VULNERABLE = Concern("vulnerable", "has a known vulnerability", "have a known vulnerability")


class _Looked(NamedTuple):
    """Devices by how they stand."""

    affected: Sum
    open: Sum
    unassessed: Sum
    maybe: Sum
    """That may belong here, and are affected, open or unassessed."""

    @property
    def not_clear(self) -> int:
        return self.open.number + self.unassessed.number + self.maybe.number


def flagged(asked: Asked, held: Held) -> Finding:
    """Whether any device is of a maker on a watchlist, or how many are."""
    return _look(asked, held, FLAGGED)


def vulnerable(asked: Asked, held: Held) -> Finding:
    """Whether any device has a known vulnerability, or how many have."""
    return _look(asked, held, VULNERABLE)


def _look(asked: Asked, held: Held, concern: Concern) -> Finding:
    if early := nothing_held(asked, held):
        return early
    looked = _looked(held, concern)
    if held.devices.rows == 0:
        return unchecked(no_device(asked))
    if held.devices.rows == looked.unassessed.rows:
        return unchecked("The findings of these devices are not worked out yet, so nothing is known of them.")
    if says := says_instead(asked):
        evidence = _evidence(asked, held, concern, looked)
        may_know = looked.affected.number or not looked.not_clear
        return Finding(Result.DOUBTFUL, says, evidence) if may_know else unchecked(evidence)
    if asked.standing.question.kind == "select_one":
        found = _yes_or_no(asked, held, concern, looked)
    elif asked.standing.question.unit in ("", "devices"):
        found = _number(asked, held, concern, looked)
    else:
        return unchecked("What is counted here is not devices.")
    if found.result is Result.AGREES and held.waiting:
        return unchecked("The register has changed, and its findings are being worked out again.")
    return found


def _looked(held: Held, concern: Concern) -> _Looked:
    column = concern.column
    return _Looked(
        held.with_(column, "affected"),
        held.with_(column, *OPEN),
        held.with_(column, ""),
        held.maybe_with(column, "affected", *OPEN, ""),
    )


def _yes_or_no(asked: Asked, held: Held, concern: Concern, looked: _Looked) -> Finding:
    if asked.value not in ("yes", "no"):
        return unchecked("It is neither yes nor no that is answered.")
    there = looked.affected.number > 0
    if asked.value == "no":
        says = asked.says(f"no {asked.noun.one} {concern.of_one}")
        result = _where_none(looked, Result.CONTRADICTS)
    else:
        says = asked.says(f"at least one {asked.noun.one} {concern.of_one}")
        result = Result.AGREES if there else Result.DOUBTFUL
    return Finding(result, says, _evidence(asked, held, concern, looked))


def _where_none(looked: _Looked, if_there: Result) -> Result:
    if looked.affected.number:
        return if_there
    return Result.DOUBTFUL if looked.not_clear else Result.AGREES


def _number(asked: Asked, held: Held, concern: Concern, looked: _Looked) -> Finding:
    answered, affected = int(float(asked.value)), looked.affected
    verb = concern.of_one if answered == 1 else concern.of_many
    says = asked.says(f"{asked.noun.number(answered)} {verb}")
    doubt = Sum(looked.not_clear, looked.open.uncounted + looked.unassessed.uncounted, rows=looked.not_clear)
    result = compared(answered, affected, doubt)
    return Finding(result, says, _evidence(asked, held, concern, looked))


def _evidence(asked: Asked, held: Held, concern: Concern, looked: _Looked) -> str:
    """“Your register holds 14 that are, of which 9 carry another brand's name.”"""
    affected, not_clear = looked.affected, looked.not_clear
    if not affected.number and not not_clear:
        return asked.holds(f"{amount(held.devices, asked.noun)}, and none of them {concern.of_one}")
    parts = []
    if affected.number:
        parts.append(_affected(held, concern, affected))
    elif not_clear:
        parts.append("none for certain")
    if looked.open.number:
        parts.append(f"{amount(looked.open)} of which that cannot be ruled out")
    if looked.unassessed.number:
        parts.append(f"{amount(looked.unassessed)} that nobody has looked at yet")
    if looked.maybe.number:
        unsaid = amount(looked.maybe, DEVICE)
        parts.append(f"{unsaid} of which neither that nor whether they belong here is certain")
    return asked.holds(", and ".join(parts))


def _affected(held: Held, concern: Concern, affected: Sum) -> str:
    own = {FLAGGED: is_are(affected.number)}.get(concern, "has one" if affected.number == 1 else "have one")
    words = f"{amount(affected)} that {own}"
    if concern is not FLAGGED:
        return words
    others = total(one for one in held.rows if one.listed == "affected" and one.relabelled).number
    carry = "carries" if others == 1 else "carry"
    return f"{words}, of which {others:,} {carry} another brand's name" if others else words
