"""Which technologies there are, and who operates the systems."""

import re

from custodes.identity.compare.text import tokens
from custodes.register.terms import Operator, Technology
from custodes.survey.checking.found import Asked, Finding, Result, not_known, unchecked
from custodes.survey.checking.held import Fit, Held, fit, total
from custodes.survey.checking.words import DEVICE, amount, listed, systems

NEGATIVE = frozenset(("no", "none"))
ORDINARY = frozenset(
    re.findall(
        r"\S+",
        """police constabulary force council city county borough district of the and service authority body trust for
        town royal metropolitan north south east west upper lower great national office""",
    )
)
"""Words that many bodies have in their name: by these none is told from another."""
_NONE = re.compile(r"\W*(none|no|nil|nothing|nobody|n\s*/?\s*a|not applicable)\W*", re.I)


def operated(asked: Asked, held: Held) -> Finding:
    """Whether the body runs or uses any system of the technology, and whose it is."""
    if asked.standing.given.counted.value in ("not_known", "not_held"):
        return not_known(asked, held) or unchecked("Nothing is answered.")
    own, others = len(held.systems), len(held.used)
    if not own and not others and not held.rows:
        return _none_there(asked, held)
    evidence = _whose(asked, own, others)
    many = asked.noun.many
    if asked.value in NEGATIVE:
        return Finding(Result.CONTRADICTS, asked.says(f"you neither run nor use {many}"), evidence)
    if asked.value == Operator.LEAD_BODY:
        says = asked.says(f"another body runs the {many} that you use")
        return Finding(_led_by_others(held), says, evidence)
    says = asked.says(f"you run {many}")
    return Finding(Result.AGREES if own else Result.DOUBTFUL, says, evidence)


def _none_there(asked: Asked, held: Held) -> Finding:
    if not held.anything:
        return unchecked(f"{asked.whose} {'are' if asked.several else 'is'} empty.")
    if held.maybe_systems or held.maybe:
        unsaid = f"{systems(len(held.maybe_systems))} of which the technology is not recorded exactly"
        return unchecked(asked.holds(unsaid))
    return unchecked(asked.holds(f"nothing that is recorded as {asked.noun.many}"))


def _led_by_others(held: Held) -> Result:
    """Who says that others run it, and has systems: they may be recorded as run by others."""
    if any(one.operator == Operator.OWN for one in held.systems):
        return Result.CONTRADICTS
    return Result.DOUBTFUL if any(not one.operator for one in held.systems) else Result.AGREES


def _whose(asked: Asked, own: int, others: int) -> str:
    """“Your register holds 3 systems of drones, besides 1 of another body that is used.”"""
    used = (
        f"{others:,} of another body that is used" if others == 1 else f"{others:,} of others that are used"
    )
    if own:
        return asked.holds(f"{systems(own)} of {asked.noun.many}{f', besides {used}' if others else ''}")
    return asked.holds(f"no system of {asked.noun.many} but {used}" if others else f"{asked.noun.many}")


def technologies(asked: Asked, held: Held) -> Finding:
    """Of which technologies there are systems: each that there is has to be among the answers."""
    if early := not_known(asked, held):
        return early
    recorded = {name for one in held.systems for name in one.technologies} | {
        one.technology for one in held.rows
    }
    there = recorded & set(Technology.values)
    if not there:
        return unchecked(
            asked.is_silent("of which technologies its systems are") if recorded else _empty(asked)
        )
    offered = {choice.name for choice in asked.standing.question.choices}
    missing = {one for one in there if not _chosen(one, asked.chosen)}
    missing = {one for one in missing if one in offered or one == Technology.CCTV}
    names = asked.chosen & set(Technology.values)
    if missing:
        return _left_out(asked, held, missing)
    more = {one for one in names if not any(fit(have, one) is Fit.YES for have in there)}
    unsaid = bool(recorded - there)
    evidence = asked.holds(f"systems of {_kinds(len(there))}")
    if more:
        evidence = f"{evidence[:-1]}, and none for certain of {len(more)} that you chose."
    result = Result.DOUBTFUL if more or unsaid else Result.AGREES
    return Finding(result, asked.says(f"you run {_kinds(len(names))}"), evidence)


def _left_out(asked: Asked, held: Held, missing: set[str]) -> Finding:
    """Technologies that there are and that are not chosen."""
    labels = listed(sorted(f"“{Technology(one).label}”" for one in missing))
    says = asked.says(f"{labels} {'is' if len(missing) == 1 else 'are'} not among what you run")
    number = sum(bool(missing & one.technologies) for one in held.systems)
    devices = total(one for one in held.rows if one.technology in missing)
    have = f"{amount(devices, DEVICE)} in {systems(number)}" if devices.rows else systems(number)
    return Finding(
        Result.CONTRADICTS, says, asked.holds(f"{have} of {'it' if len(missing) == 1 else 'them'}")
    )


def _chosen(technology: str, chosen: frozenset[str]) -> bool:
    """Whether what is recorded is among the answers; CCTV that is not said to be inside or outside may be either."""
    return any(fit(technology, one) is not Fit.NO for one in chosen & set(Technology.values))


def _empty(asked: Asked) -> str:
    return f"{asked.whose} {'are' if asked.several else 'is'} empty."


def _kinds(number: int) -> str:
    return "no technology" if not number else "1 technology" if number == 1 else f"{number} technologies"


def operators(asked: Asked, held: Held) -> Finding:
    """Who operates the systems: chosen, or named in a text."""
    if asked.standing.question.kind == "text":
        return _named(asked, held)
    if early := not_known(asked, held):
        return early
    there = {one.operator for one in held.systems if one.operator} | (
        {Operator.LEAD_BODY.value} if held.used else set()
    )
    silent = sum(not one.operator for one in held.systems)
    if not there:
        return unchecked(asked.is_silent("who operates its systems") if held.systems else _empty(asked))
    offered = {choice.name for choice in asked.standing.question.choices} & set(Operator.values)
    words = listed([Operator(one).label.lower() for one in Operator if one in there])
    evidence = asked.holds(f"systems that are operated by: {words}")
    says = asked.says(f"they are operated so: {asked.labels(asked.chosen)}")
    if (there & offered) - asked.chosen:
        return Finding(Result.CONTRADICTS, says, evidence)
    agrees = not silent and asked.chosen & offered == there
    return Finding(Result.AGREES if agrees else Result.DOUBTFUL, says, evidence)


def _named(asked: Asked, held: Held) -> Finding:
    """The bodies whose systems are used, and those recorded as operators of one's own, looked for in a text."""
    if early := not_known(asked, held):
        return early
    owners = {one.owner for one in held.used}
    owners |= {one.operator_name for one in held.systems if one.operator_name}
    if not owners:
        return unchecked(asked.holds("no system that another body is recorded to run"))
    missing = sorted(name for name in owners if not is_named(name, asked.value))
    number = f"{len(owners):,} other {'body' if len(owners) == 1 else 'bodies'}"
    evidence = asked.holds(f"systems that {number} {'runs' if len(owners) == 1 else 'run'}")
    says = asked.says("other bodies run systems for you")
    if _NONE.fullmatch(asked.value):
        says = asked.says("no other body runs a system that you use")
        return Finding(Result.CONTRADICTS, says, evidence, listed(missing))
    if missing:
        evidence = f"{evidence[:-1]}, of which {len(missing):,} cannot be found in the answer."
        return Finding(Result.DOUBTFUL, says, evidence, listed(missing))
    return Finding(Result.AGREES, says, evidence)


def is_named(name: str, text: str) -> bool:
    """Whether a text names a body: all of its name, or a word of it that few others have."""
    words = tokens(re.sub(r"\([^)]*\)", " ", name))
    said = set(tokens(text))
    telling = [word for word in words if word not in ORDINARY and len(word) > 3]
    return bool(words) and (said.issuperset(words) or any(word in said for word in telling))
