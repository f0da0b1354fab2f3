"""Answers of one return that cannot both be true, where their links say what they speak of. No register is looked at."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from custodes import clock
from custodes.concerns.watchlists import Watchlist, shipped
from custodes.register.terms import Capability, Connectivity
from custodes.survey.checking.connection import NEEDS_A_CONNECTION
from custodes.survey.checking.found import Asked, Finding, Result
from custodes.survey.checking.held import Fit, fit
from custodes.survey.checking.naming import named_in
from custodes.survey.checking.words import is_are

ELSEWHERE = "Elsewhere in this return you answer that"


def inconsistencies(all_: Sequence[Asked]) -> Iterator[tuple[Asked, Finding]]:
    """Every answer that another one contradicts, with the sentences. `all_`: the linked answers that can be read."""
    for one in all_:
        rule = RULES.get(one.standing.question.register)
        found = (
            rule(one, [other for other in all_ if other is not one and _same(one, other)]) if rule else None
        )
        if found:
            yield one, found


def _same(one: Asked, other: Asked) -> bool:
    """Whether two questions speak of the same technology."""
    return one.standing.question.technology == other.standing.question.technology


def _linked(others: Sequence[Asked], link: str) -> list[Asked]:
    return [one for one in others if one.standing.question.register == link]


def _alone(asked: Asked, others: Sequence[Asked]) -> Finding | None:
    """It stands alone, and can do what needs a connection."""
    is_alone = asked.chosen == {Connectivity.STANDALONE}
    if asked.standing.question.register == "standalone":
        is_alone = asked.value == "yes" and not _linked(others, "connectivity")
    can = {one for other in _linked(others, "capabilities") for one in other.chosen} & set(NEEDS_A_CONNECTION)
    if any(other.value == "yes" for other in _linked(others, "live_stream")):
        can |= {Capability.LIVE_STREAM}
    if not (is_alone and can):
        return None
    words = " and ".join(words for one, words in NEEDS_A_CONNECTION.items() if one in can)
    says = asked.says(f"the {asked.noun.many} are standalone")
    return Finding(Result.CONTRADICTS, says, f"{ELSEWHERE} {words} is among their capabilities.")


def _counted_though_none(asked: Asked, others: Sequence[Asked]) -> Finding | None:
    """Devices are counted of what is not operated."""
    number = _number(asked)
    none = any(other.value in ("no", "none") for other in _linked(others, "operated"))
    if not (none and number):
        return None
    says = asked.says(f"there {is_are(number)} {asked.noun.number(number)}")
    return Finding(Result.CONTRADICTS, says, f"{ELSEWHERE} you neither run nor use {asked.noun.many}.")


def _more_than_there_are(asked: Asked, others: Sequence[Asked]) -> Finding | None:
    """More devices are flagged or vulnerable than there are; or none, though a maker on a watchlist is named."""
    if asked.standing.question.kind == "select_one":
        return _named_though_none(asked, others) if asked.standing.question.register == "flagged" else None
    counted = [number for one in _linked(others, "devices") if (number := _number(one)) is not None]
    number = _number(asked)
    if number is None or not counted or number <= max(counted):
        return None
    says = asked.says(f"this is so of {asked.noun.number(number)}")
    have = max(counted)
    return Finding(Result.CONTRADICTS, says, f"{ELSEWHERE} there {is_are(have)} {asked.noun.number(have)}.")


def _named_though_none(asked: Asked, others: Sequence[Asked]) -> Finding | None:
    if asked.value != "no":
        return None
    texts = [one for link in ("makers", "models") for one in _linked(others, link)]
    named = {maker for one in texts for maker in named_in(one.value).makers}
    count = len(named & on_watchlists(asked.standing.question.technology))
    if not count:
        return None
    says = asked.says(f"no {asked.noun.one} is of a maker on a watchlist")
    whom = "a maker" if count == 1 else f"{count} makers"
    return Finding(Result.CONTRADICTS, says, f"Elsewhere in this return you name {whom} on a watchlist.")


def on_watchlists(technology: str) -> frozenset[str]:
    """The makers that the watchlists which ship name today for a technology, wherever it is."""
    today = clock.today()
    return frozenset(
        entry.maker
        for one in shipped_lists()
        for entry in one.entries
        if entry.maker
        and entry.in_force(today)
        and not entry.site_classes
        and (not entry.technologies or any(fit(technology, of) is Fit.YES for of in entry.technologies))
    )


@cache
def shipped_lists() -> tuple[Watchlist, ...]:
    """Read once in a process."""
    return tuple(shipped())


def _number(asked: Asked) -> int | None:
    question = asked.standing.question
    if question.kind not in ("integer", "range") or question.unit not in ("", "devices"):
        return None
    return int(float(asked.value)) if asked.value else None


RULES: Mapping[str, Callable[[Asked, Sequence[Asked]], Finding | None]] = {
    "connectivity": _alone,
    "standalone": _alone,
    "devices": _counted_though_none,
    "flagged": _more_than_there_are,
    "vulnerable": _more_than_there_are,
}
"""By the link of the question at which it is said."""
