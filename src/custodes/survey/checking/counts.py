"""How many devices, and how many systems."""

from custodes.survey.checking.found import (
    Asked,
    Finding,
    Result,
    no_device,
    not_known,
    nothing_held,
    unchecked,
)
from custodes.survey.checking.held import Held, Sum, total
from custodes.survey.checking.words import DEVICE, amount, is_are, systems


def devices(asked: Asked, held: Held) -> Finding:
    """How many there are, against the sum of the quantities."""
    if early := _cannot_count(asked, held, "devices"):
        return early
    if not held.rows:
        return unchecked(no_device(asked))
    answered, there = _number(asked), held.devices
    says = asked.says(f"there {is_are(answered)} {asked.noun.number(answered)}")
    maybe = total(held.maybe)
    have = asked.holds(f"{amount(there, asked.noun)}{_and_maybe(maybe)}")
    return Finding(compared(answered, there, maybe), says, have)


def compared(answered: int, there: Sum, maybe: Sum) -> Result:
    """A number against rows of which some may not say how many, and some not whether they belong.

    Where rows do not say how many, the sum is a least number: that many agree, and so do more.
    """
    open_ended = bool(there.uncounted or there.estimated or maybe.uncounted or maybe.estimated)
    if answered < there.low:
        return Result.CONTRADICTS
    if ((there.exact and answered == there.number) or there.at_least) and not maybe.rows:
        return Result.AGREES
    if open_ended or (maybe.rows and answered <= there.number + maybe.number):
        return Result.DOUBTFUL
    return Result.CONTRADICTS


def _and_maybe(maybe: Sum) -> str:
    if not maybe.rows:
        return ""
    return f", and {amount(maybe, DEVICE)} of which it is not recorded whether they belong here"


def system_count(asked: Asked, held: Held) -> Finding:
    """How many systems there are that the bodies operate."""
    if early := _cannot_count(asked, held, "systems"):
        return early
    answered, there, maybe = _number(asked), len(held.systems), len(held.maybe_systems)
    says = asked.says(f"there {is_are(answered)} {systems(answered)}{_of(asked)}")
    extra = f", and {systems(maybe)} of which the technology is not recorded" if maybe else ""
    have = asked.holds(f"{there:,}{extra}")
    result = compared(answered, Sum(there, rows=there), Sum(maybe, rows=maybe))
    return Finding(result, says, have)


def _of(asked: Asked) -> str:
    return f" of {asked.noun.many}" if asked.standing.question.technology else ""


def _cannot_count(asked: Asked, held: Held, unit: str) -> Finding | None:
    """Why there is no number to compare."""
    if early := not_known(asked, held) or nothing_held(asked, held):
        return early
    if asked.standing.question.unit not in ("", unit):
        return unchecked(f"What is counted here is not {unit}.")
    return None


def _number(asked: Asked) -> int:
    return int(float(asked.value))
