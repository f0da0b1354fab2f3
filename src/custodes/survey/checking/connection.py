"""How systems are connected, whether they stand alone, and whether that can be true."""

from custodes.register.terms import Capability, Connectivity
from custodes.survey.checking.counts import compared
from custodes.survey.checking.found import Asked, Finding, Result, not_known, nothing_held, unchecked
from custodes.survey.checking.held import Held, Sum, SystemHeld
from custodes.survey.checking.words import listed, systems

WORDS = {
    Connectivity.INTERNET: "on the internet",
    Connectivity.CELLULAR: "connected by mobile data",
    Connectivity.NETWORKED: "on the body's own network",
    Connectivity.CLOSED_NETWORK: "on a closed network",
    Connectivity.STANDALONE: "standalone",
}
NEEDS_A_CONNECTION = {
    Capability.LIVE_STREAM: "live streaming",
    Capability.REMOTE_ACCESS: "remote access",
}
"""What nothing can do that stands alone."""


def connectivity(asked: Asked, held: Held) -> Finding:
    """How the systems are connected: each way that there is has to be among the answers."""
    if early := not_known(asked, held) or nothing_held(asked, held):
        return early
    there = frozenset(way for one in held.systems for way in one.ways)
    unsaid = sum(one.ways_unsaid for one in held.systems)
    says = _says(asked)
    if asked.chosen == {Connectivity.STANDALONE} and (can := connected_after_all(held.systems)):
        return Finding(Result.CONTRADICTS, says, asked.holds(can))
    if not there:
        return unchecked(asked.is_silent("how its systems are connected"))
    evidence = asked.holds(_ways(held, unsaid))
    if asked.value == "mixed":
        certain = len(there) > 1
        return Finding(Result.AGREES if certain else Result.DOUBTFUL, says, evidence)
    if there - asked.chosen:
        return Finding(Result.CONTRADICTS, says, evidence)
    sure = asked.chosen == there and not unsaid
    return Finding(Result.AGREES if sure else Result.DOUBTFUL, says, evidence)


def _says(asked: Asked) -> str:
    known = [words for way, words in WORDS.items() if way in asked.chosen]
    others = asked.chosen - set(WORDS)
    if not known:
        return asked.says(f"the {asked.noun.many} are connected so: {asked.labels(others or {asked.value})}")
    only = known[0] if len(known) == 1 else f"{', '.join(known[:-1])} or {known[-1]}"
    return asked.says(f"the {asked.noun.many} are {only}")


def _ways(held: Held, unsaid: int) -> str:
    """“3 systems: 1 on the internet, 1 standalone and 1 that does not say how, or not of every part”.

    Where one counts in several ways, the numbers come last: “2 systems, of which one can be connected in several ways:
    on the internet (2) and standalone (1)”.
    """
    counted = [(words, sum(way in one.ways for one in held.systems)) for way, words in WORDS.items()]
    counted = [(words, n) for words, n in counted if n]
    if sum(n for _, n in counted) + unsaid > len(held.systems):
        return _overlapping(held, counted, unsaid)
    parts = [f"{n:,} {words}" for words, n in counted]
    if unsaid:
        parts.append(f"{unsaid:,} that {'does' if unsaid == 1 else 'do'} not say how, or not of every part")
    return f"{systems(len(held.systems))}: {listed(parts)}"


def _overlapping(held: Held, counted: list[tuple[str, int]], unsaid: int) -> str:
    parts = listed([f"{words} ({n:,})" for words, n in counted])
    silent = (
        f"; {unsaid:,} {'does' if unsaid == 1 else 'do'} not say how, or not of every part" if unsaid else ""
    )
    several = ", of which one can be connected in several ways" if len(held.systems) > 1 else ""
    return f"{systems(len(held.systems))}{several}: {parts}{silent}"


def connected_after_all(found: tuple[SystemHeld, ...], which: str = "") -> str:
    """“live streaming among the capabilities of 1 system”, which none can have that stands alone; "" where none has."""
    numbers = [
        (words, sum(one in system.capabilities for system in found))
        for one, words in NEEDS_A_CONNECTION.items()
    ]
    parts = [
        f"{words} among the capabilities of {n:,} {which}system{'' if n == 1 else 's'}"
        for words, n in numbers
        if n
    ]
    return " and ".join(parts)


def standalone(asked: Asked, held: Held) -> Finding:
    """Whether any system is said to stand alone, or how many are."""
    if early := not_known(asked, held) or nothing_held(asked, held):
        return early
    alone = tuple(one for one in held.systems if Connectivity.STANDALONE in one.ways)
    unsaid = sum(one.ways_unsaid for one in held.systems)
    if unsaid == len(held.systems) and not alone:
        return unchecked(asked.is_silent("how its systems are connected"))
    evidence = asked.holds(_ways(held, unsaid))
    if asked.standing.question.kind == "select_one":
        return _any_alone(asked, alone, unsaid, evidence)
    if asked.standing.question.unit not in ("", "systems"):
        return unchecked("What is counted here is not systems.")
    answered = int(float(asked.value))
    result = compared(answered, Sum(len(alone), rows=len(alone)), Sum(unsaid, rows=unsaid))
    verb = "is" if answered == 1 else "are"
    return Finding(result, asked.says(f"{systems(answered)} {verb} standalone"), evidence)


def _any_alone(asked: Asked, alone: tuple[SystemHeld, ...], unsaid: int, evidence: str) -> Finding:
    if asked.value == "no":
        clear = Result.DOUBTFUL if unsaid else Result.AGREES
        return Finding(
            Result.CONTRADICTS if alone else clear, asked.says("no system is standalone"), evidence
        )
    if asked.value != "yes":
        return unchecked("It is neither yes nor no that is answered.")
    says = asked.says("at least one system is standalone")
    if can := connected_after_all(alone, "standalone "):
        return Finding(Result.CONTRADICTS, says, asked.holds(can))
    missing = Result.DOUBTFUL if unsaid else Result.CONTRADICTS
    return Finding(Result.AGREES if alone else missing, says, evidence)
