"""What systems can do. A register says what they can, and nowhere that they cannot."""

from custodes.register.terms import Capability
from custodes.survey.checking.found import Asked, Finding, Result, not_known, nothing_held, unchecked
from custodes.survey.checking.held import Held
from custodes.survey.checking.words import systems


def capabilities(asked: Asked, held: Held) -> Finding:
    """What the systems can do: each thing that one of them can has to be among the answers."""
    if early := not_known(asked, held) or nothing_held(asked, held):
        return early
    asked_of = {choice.name for choice in asked.standing.question.choices} & set(Capability.values)
    there = frozenset(one for system in held.systems for one in system.capabilities) & asked_of
    silent = sum(not system.capabilities for system in held.systems)
    if silent == len(held.systems):
        return unchecked(asked.is_silent("what its systems can do"))
    if missing := there - asked.chosen:
        return Finding(Result.CONTRADICTS, _without(asked, missing), asked.holds(_able(held, missing)))
    says = asked.says(
        f"the {asked.noun.many} can do this: {asked.labels(asked.chosen)}"
        if asked.chosen
        else "they can do none of it"
    )
    evidence = asked.holds(_able(held, there) if there else f"{systems(len(held.systems))} that can do none")
    if silent:
        evidence = f"{evidence[:-1]}, and {systems(silent)} of which nothing is recorded."
    agrees = not silent and asked.chosen & asked_of == there
    return Finding(Result.AGREES if agrees else Result.DOUBTFUL, says, evidence)


def _without(asked: Asked, missing: frozenset[str]) -> str:
    return asked.says(f"the {asked.noun.many} can do what you chose, without {asked.labels(missing)}")


def _able(held: Held, named: frozenset[str]) -> str:
    """“that capability of 2 systems of 6”."""
    able = sum(bool(named & system.capabilities) for system in held.systems)
    one = "that capability" if len(named) == 1 else f"{len(named)} such capabilities"
    return f"{one} of {systems(able)} out of {len(held.systems):,}"


def live_stream(asked: Asked, held: Held) -> Finding:
    """Whether any system streams live."""
    if early := not_known(asked, held) or nothing_held(asked, held):
        return early
    streaming = sum(Capability.LIVE_STREAM in system.capabilities for system in held.systems)
    silent = sum(not system.capabilities for system in held.systems)
    if silent == len(held.systems):
        return unchecked(asked.is_silent("what its systems can do"))
    evidence = asked.holds(
        f"{systems(len(held.systems))}, of which {streaming:,} can stream live and {silent:,} say nothing of it"
    )
    if asked.value == "no":
        clear = Result.DOUBTFUL if silent else Result.AGREES
        says = asked.says("no system streams live")
        return Finding(Result.CONTRADICTS if streaming else clear, says, evidence)
    if asked.value != "yes":
        return unchecked("It is neither yes nor no that is answered.")
    says = asked.says("a system streams live")
    return Finding(Result.AGREES if streaming else Result.DOUBTFUL, says, evidence)
