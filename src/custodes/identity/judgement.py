"""How opinions combine into a conclusion. The rules, in order:

1. The label's name leads; a model number or name in the model cell comes next, the MAC address last.
2. Where one kind of evidence leaves several makers, another may narrow them to those both name.
3. Agreement raises confidence: 1 - (1 - a)(1 - b), never above 0.99.
4. Two names that hang together (ownership, a shared CPE vendor) do not contradict each other: the
   narrower company is the maker. Where label and model name one each, both companies' advisories bear.
5. A relabel published for this model says whose hardware it is; one published for the brand explains a
   model number or MAC of that maker. The maker is then whoever makes the hardware, not the label. A
   relabel of the brand that nothing else speaks for adds a possible maker and changes nothing else.
6. Anything else is a conflict: no maker is concluded, each named one is possible.
"""

from collections.abc import Sequence
from typing import NamedTuple

from custodes.identity.compare import ownership
from custodes.identity.conclusion import Opinion

MOST = 0.99
"""No conclusion from text alone is more certain than this."""

CONFLICT = 0.3
"""Confidence where two kinds of evidence contradict each other."""


class Verdict(NamedTuple):
    """What the opinions come to, before relabels known of the brand alone are added."""

    makers: tuple[str, ...]
    """One: concluded. Several: it is one of these. None: no evidence."""
    also: tuple[str, ...]
    """Makers named beside the concluded one that hang together with it."""
    hardware: str
    """Who makes the hardware under the label, where a relabel explains a contradiction; else ""."""
    confidence: float
    conflict: bool
    reasons: tuple[str, ...]


def combine(opinions: Sequence[Opinion], relabels: dict[str, str]) -> Verdict:
    """Weigh `opinions`, strongest kind first (name, model, MAC).

    `relabels`: reason by hardware maker, for the brand on the label.
    """
    verdict = Verdict((), (), "", 0.0, False, ())
    for opinion in opinions:
        verdict = _with(verdict, opinion, relabels)
    return verdict


def _with(so_far: Verdict, opinion: Opinion, relabels: dict[str, str]) -> Verdict:
    said = so_far._replace(reasons=(*so_far.reasons, opinion.reason))
    if not opinion.makers:
        return said
    if so_far.conflict:
        return said._replace(makers=tuple(dict.fromkeys((*so_far.makers, *opinion.makers))))
    if not so_far.makers:
        return said._replace(makers=opinion.makers, confidence=opinion.weight / len(opinion.makers))
    if opinion.evidence == "relabel":
        return said._replace(hardware=opinion.makers[0], confidence=min(so_far.confidence, opinion.weight))
    if so_far.hardware in opinion.makers:
        return said._replace(confidence=_more(so_far.confidence, opinion.weight))
    agreed = tuple(m for m in so_far.makers if m in opinion.makers)
    if agreed:
        return _agreed(said, agreed, opinion)
    return _tied(said, opinion) or _relabelled(said, opinion, relabels) or _contradicted(said, opinion)


def _agreed(so_far: Verdict, agreed: tuple[str, ...], opinion: Opinion) -> Verdict:
    if len(agreed) == len(so_far.makers) == 1:
        return so_far._replace(confidence=_more(so_far.confidence, opinion.weight / len(opinion.makers)))
    return so_far._replace(makers=agreed, confidence=opinion.weight / len(agreed))


def _tied(so_far: Verdict, opinion: Opinion) -> Verdict | None:
    """Rule 4."""
    pairs = [(m, o) for m in so_far.makers for o in opinion.makers if ownership.hang_together(m, o)]
    if not pairs:
        return None
    if len(so_far.makers) > 1:
        return so_far._replace(makers=tuple(dict.fromkeys(m for m, _ in pairs)))
    maker, other = pairs[0]
    narrower, wider = (other, maker) if ownership.owns(maker, other) else (maker, other)
    reason = f"{maker} and {other} hang together (ownership or one CPE vendor name): no contradiction."
    said = so_far._replace(
        reasons=(*so_far.reasons, reason), confidence=max(so_far.confidence, opinion.weight)
    )
    if opinion.evidence == "mac":
        return said
    return said._replace(makers=(narrower,), also=(*so_far.also, wider))


def _relabelled(so_far: Verdict, opinion: Opinion, relabels: dict[str, str]) -> Verdict | None:
    """Rule 5."""
    explained = [maker for maker in opinion.makers if maker in relabels]
    if len(explained) != 1 or len(so_far.makers) != 1 or so_far.hardware:
        return None
    (label,), hardware = so_far.makers, explained[0]
    what = "the model number is one" if opinion.evidence == "model" else "the network interface is one"
    reason = f"Label says {label}; {what} {hardware} makes ({relabels[hardware]})."
    return so_far._replace(
        hardware=hardware, confidence=min(MOST, opinion.weight), reasons=(*so_far.reasons, reason)
    )


def _contradicted(so_far: Verdict, opinion: Opinion) -> Verdict:
    """Rule 6."""
    first = "label" if opinion.evidence == "model" else "label or model"
    kind = {"model": "model", "mac": "MAC"}.get(opinion.evidence, opinion.evidence)
    reason = f"Conflict: {first} says {_or(so_far.makers)}, {kind} says {_or(opinion.makers)}."
    makers = tuple(dict.fromkeys((*so_far.makers, *so_far.also, so_far.hardware, *opinion.makers)))
    return Verdict(tuple(m for m in makers if m), (), "", CONFLICT, True, (*so_far.reasons, reason))


def _more(a: float, b: float) -> float:
    return min(MOST, 1 - (1 - a) * (1 - b))


def _or(names: tuple[str, ...]) -> str:
    return " or ".join(names)
