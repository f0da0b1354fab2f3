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
        return Finding(Result.CONTRADICTS, _without(asked, missing), _recorded(asked, held, missing, 0))
    says = asked.says(f"the {asked.noun.many} can do this: {asked.labels(asked.chosen)}")
    evidence = _recorded(asked, held, there, silent)
    agrees = not silent and asked.chosen & asked_of == there
    return Finding(Result.AGREES if agrees else Result.DOUBTFUL, says, evidence)


def _without(asked: Asked, missing: frozenset[str]) -> str:
    is_ = "is" if len(missing) == 1 else "are"
    return asked.says(f"{asked.labels(missing)} {is_} not among what the {asked.noun.many} can do")


def _recorded(asked: Asked, held: Held, named: frozenset[str], silent: int) -> str:
    """“Your register has “Records sound” among the capabilities of 2 systems out of 6; of 1 system nothing is recorded.”"""
    able = sum(bool(named & system.capabilities) for system in held.systems)
    of = f"among the capabilities of {systems(able)} out of {len(held.systems):,}"
    said = asked.register("has", "have", f"{asked.labels(named)} {of}" if named else "none of them recorded")
    return f"{said[:-1]}; of {systems(silent)} nothing is recorded." if silent else said


def live_stream(asked: Asked, held: Held) -> Finding:
    """Whether any system streams live."""
    if early := not_known(asked, held) or nothing_held(asked, held):
        return early
    streaming = sum(Capability.LIVE_STREAM in system.capabilities for system in held.systems)
    silent = sum(not system.capabilities for system in held.systems)
    if silent == len(held.systems):
        return unchecked(asked.is_silent("what its systems can do"))
    able = f"{streaming or 'none'} of {systems(len(held.systems))}"
    evidence = asked.register("says", "say", f"that {able} can stream live")
    if silent:
        evidence = f"{evidence[:-1]}; of {systems(silent)} nothing is recorded."
    if asked.value == "no":
        clear = Result.DOUBTFUL if silent else Result.AGREES
        says = asked.says("no system streams live")
        return Finding(Result.CONTRADICTS if streaming else clear, says, evidence)
    if asked.value != "yes":
        return unchecked("It is neither yes nor no that is answered.")
    says = asked.says("a system streams live")
    return Finding(Result.AGREES if streaming else Result.DOUBTFUL, says, evidence)
