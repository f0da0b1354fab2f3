"""What the register suggests for a question, by its link. Nothing where it is empty or does not say."""

from collections.abc import Callable, Iterable, Mapping

from custodes.register.terms import Capability, Connectivity, Operator, Technology
from custodes.survey.checking.connection import connected_after_all
from custodes.survey.checking.held import Rows, total
from custodes.survey.checking.makers import by_maker
from custodes.survey.checking.naming import named_in
from custodes.survey.checking.words import amount, listed, systems
from custodes.survey.prefilling.suggestion import Source, Suggested

MOST_NAMED = 50
"""Makers, models and suppliers that are written into a text."""


def suggest(source: Source) -> Suggested | None:
    """None where there is nothing to suggest, or where the question offers no such answer."""
    found = RULES[source.question.register](source)
    return found if found and _is_offered(source, found.value) else None


def _is_offered(source: Source, value: str) -> bool:
    if not source.question.choices:
        return bool(value)
    names = value.split() if source.question.kind == "select_multiple" else [value]
    return bool(names) and source.offered.issuperset(names)


def _devices(source: Source) -> Suggested | None:
    found = source.held.devices
    if not found.number or source.question.unit not in ("", "devices"):
        return None
    unsure = total(source.held.maybe)
    more = f"; {amount(unsure)} more may belong here, which is not recorded" if unsure.number else ""
    return Suggested(str(found.number), f"{source.counted(found)}{more}")


def _systems(source: Source) -> Suggested | None:
    number, unsure = len(source.held.systems), len(source.held.maybe_systems)
    if not number or source.question.unit not in ("", "systems"):
        return None
    more = f"; of {unsure:,} more the technology is not recorded" if unsure else ""
    return Suggested(str(number), f"{source.in_systems()}{more}")


def _operated(source: Source) -> Suggested | None:
    """Yes only where there is something, and never no: what is not in a register may be there all the same."""
    held = source.held
    if held.systems:
        own = all(one.operator == Operator.OWN for one in held.systems) and not held.used
        value = "yes" if "yes" in source.offered else "own" if own else ""
        value = "OK" if source.question.kind == "acknowledge" else value
        return Suggested(value, source.in_systems()) if value else None
    if held.used and not held.rows and "lead_body" in source.offered:
        used = f"{systems(len(held.used))} of other bodies that you use, {source.of_register}"
        return Suggested(Operator.LEAD_BODY, used)
    return None


def _technologies(source: Source) -> Suggested | None:
    there = {name for one in source.held.systems for name in one.technologies}
    there |= {one.technology for one in source.held.rows}
    names = [name for name in Technology.values if name in there & source.offered]
    left = there - set(names)
    if not names or not left <= {""}:  # what is not offered would be missing in the answer
        return None
    return Suggested(" ".join(names), f"{source.in_systems()}{'; some do not say which' if left else ''}")


def _makers(source: Source) -> Suggested | None:
    known = [one for one in source.held.rows if one.maker]
    nameless = total(one for one in source.held.rows if not one.maker)
    if not known:
        return None
    because = source.counted(source.held.devices) + _unknown(nameless.number)
    if source.question.kind == "text":
        rest = f"; not known who made {amount(nameless)}" if nameless.number else ""
        return Suggested(by_maker(known, MOST_NAMED) + rest, because)
    names = _chosen_makers(source, {one.maker for one in known})
    return Suggested(" ".join(names), because) if names else None


def _unknown(number: int) -> str:
    return f"; of {number:,} it is not known who made {'it' if number == 1 else 'them'}" if number else ""


def _chosen_makers(source: Source, makers: set[str]) -> list[str]:
    """Choices that name makers of the register; one that is to be chosen alone only where there is but one."""
    names = [
        choice.name
        for choice in source.question.choices
        if named_in(next(iter(choice.label.values()), choice.name)).makers & makers
    ]
    alone = source.question.kind == "select_one"
    return [] if alone and (len(names) != 1 or len(makers) != 1) else names


def _models(source: Source) -> Suggested | None:
    """Of a question on flagged equipment, those that are on a watchlist."""
    flagged = source.question.theme == "flagged_equipment"
    numbers: dict[str, int] = {}
    for one in source.models:
        if one.listed or not flagged:
            numbers[one.name] = numbers.get(one.name, 0) + one.number
    if not numbers:
        return None
    words = listed([f"{name} ({number:,})" for name, number in numbers.items()], MOST_NAMED)
    which = f"{sum(numbers.values()):,} devices on a watchlist {source.of_register}"
    return Suggested(words, which if flagged else source.counted(source.held.devices))


def _suppliers(source: Source) -> Suggested | None:
    words = listed([f"{name} ({number:,})" for name, number in source.held.suppliers], MOST_NAMED)
    if not words or source.question.kind != "text":
        return None
    return Suggested(words, source.counted(source.held.devices))


def _flagged(source: Source) -> Suggested | None:
    return _affected(source, (one for one in source.held.rows if one.listed == "affected"), "on a watchlist")


def _vulnerable(source: Source) -> Suggested | None:
    affected = (one for one in source.held.rows if one.vulnerable == "affected")
    return _affected(source, affected, "with a known vulnerability")


def _affected(source: Source, rows: Iterable[Rows], words: str) -> Suggested | None:
    """Yes, or how many. Never no: what was not found may be there."""
    found = total(rows)
    if not found.number:
        return None
    because = f"{source.noun.number(found.number)} {words} {source.of_register}"
    if source.question.kind == "select_one":
        return Suggested("yes", because)
    counts = source.question.unit in ("", "devices")
    return (
        Suggested(str(found.number), f"{because}; there may be more that nobody can tell") if counts else None
    )


def _connectivity(source: Source) -> Suggested | None:
    ways = {way for one in source.held.systems for way in one.ways}
    silent = sum(one.ways_unsaid for one in source.held.systems)
    more = f"; {silent:,} {'does' if silent == 1 else 'do'} not say" if silent else ""
    if source.question.kind == "select_multiple":
        names = [way for way in Connectivity.values if way in ways]
        return Suggested(" ".join(names), source.in_systems() + more) if names else None
    if len(ways) > 1:
        return Suggested("mixed", source.in_systems() + more)
    if not ways or silent or (ways == {Connectivity.STANDALONE} and connected_after_all(source.held.systems)):
        return None
    return Suggested(ways.pop(), source.in_systems())


def _standalone(source: Source) -> Suggested | None:
    alone = tuple(one for one in source.held.systems if Connectivity.STANDALONE in one.ways)
    if not alone or source.question.unit not in ("", "systems") or connected_after_all(alone):
        return None
    because = f"{source.in_systems(len(alone))} said to be standalone"
    return Suggested("yes" if source.question.kind == "select_one" else str(len(alone)), because)


def _capabilities(source: Source) -> Suggested | None:
    there = {one for system in source.held.systems for one in system.capabilities} & source.offered
    silent = sum(not one.capabilities for one in source.held.systems)
    more = f"; {silent:,} {'does' if silent == 1 else 'do'} not say what they can" if silent else ""
    names = [one for one in Capability.values if one in there]
    return Suggested(" ".join(names), source.in_systems() + more) if names else None


def _live_stream(source: Source) -> Suggested | None:
    able = sum(Capability.LIVE_STREAM in one.capabilities for one in source.held.systems)
    return Suggested("yes", f"{source.in_systems(able)} that can stream live") if able else None


def _operators(source: Source) -> Suggested | None:
    held = source.held
    if source.question.kind == "text":
        owners = sorted({one.owner for one in held.used})
        used = f"{systems(len(held.used))} of other bodies that you use, {source.of_register}"
        return Suggested(listed(owners, MOST_NAMED), used) if owners else None
    there = {one.operator for one in held.systems if one.operator}
    there |= {Operator.LEAD_BODY.value} if held.used else set()
    silent = any(not one.operator for one in held.systems)
    alone = source.question.kind == "select_one"
    if not there or (alone and (len(there) > 1 or silent)):
        return None
    names = [name for name in Operator.values if name in there]
    return Suggested(" ".join(names), source.in_systems(len(held.systems) + len(held.used)))


RULES: Mapping[str, Callable[[Source], Suggested | None]] = {
    "operated": _operated,
    "technologies": _technologies,
    "systems": _systems,
    "devices": _devices,
    "makers": _makers,
    "models": _models,
    "suppliers": _suppliers,
    "flagged": _flagged,
    "vulnerable": _vulnerable,
    "connectivity": _connectivity,
    "standalone": _standalone,
    "capabilities": _capabilities,
    "live_stream": _live_stream,
    "operators": _operators,
}
"""By the link of the question: the same as are checked."""
