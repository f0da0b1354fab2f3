"""A claim held against a wave: which numbers of it give what is claimed, and how much that says."""

import re
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from custodes.publication.figures.checking.finding import number_of
from custodes.publication.figures.checking.quantities import Hedge, Percent
from custodes.publication.figures.checking.rounding import follows
from custodes.publication.figures.checking.statement import Statement
from custodes.publication.figures.checking.wave import Known, Share, Tier, pairs


class Place(StrEnum):
    """Where a claim stands to a wave."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    """It is of a whole that the wave has, and nothing gives it."""
    ELSEWHERE = "elsewhere"
    """It is of a whole that the wave does not have."""
    NOT_LOOKED = "not_looked"


class Explanation(NamedTuple):
    """A pair of the wave's numbers that gives what is claimed."""

    number: int
    of: int
    tier: Tier
    words: str
    """What the pair is, in words."""

    @property
    def share(self) -> Fraction:
        return Fraction(self.number, self.of)


class Against(NamedTuple):
    """What a wave says of a claim."""

    place: Place
    explanations: tuple[Explanation, ...] = ()
    """The likeliest first."""
    pairs: int = 0
    """How many pairs were looked at."""
    wholes: tuple[str, ...] = ()
    """What the wave has of the number that the claim is of."""
    itself: Explanation | None = None
    """What its number of its whole is in the wave, where its percent is another."""
    notes: tuple[str, ...] = ()


FEW = 3
"""From more explanations than these, none can be told to be meant."""
_STOP = frozenset(
    [
        "that",
        "with",
        "from",
        "have",
        "this",
        "their",
        "them",
        "they",
        "were",
        "been",
        "about",
        "than",
        "more",
        "less",
        "least",
        "most",
        "over",
        "under",
        "some",
        "which",
        "what",
        "when",
        "said",
        "says",
        "asked",
        "answer",
        "returns",
        "return",
        "bodies",
        "body",
        "forces",
        "force",
        "survey",
        "figure",
        "figures",
        "number",
        "would",
        "could",
        "also",
        "only",
        "these",
        "those",
        "there",
        "into",
        "among",
        "other",
        "cent",
        "percent",
        "include",
        "includes",
        "whose",
    ]
)


def against(
    one: Statement,
    known: Known | None,
    every: Sequence[Share] | None = None,
    *,
    named: Collection[int] = (),
    said: Collection[int] = (),
    wrong: bool = False,
) -> Against:
    """Hold a claim against a wave. `every`: its pairs, where they are worked out already.

    `named`: wholes that the text has elsewhere; `said`: these and all its other numbers. `wrong`: its own numbers do not
    agree, so that its percent is looked for alone.
    """
    if known is None:
        return Against(Place.NOT_LOOKED)
    every = pairs(known) if every is None else every
    wholes = _wholes(one, known)
    if one.of is not None and one.number is not None and not wrong:
        return _pair(one, known, every, wholes)
    text = _Text(
        named, set(said) - {one.number}, known.wholes | {s.of for s in every if s.tier is Tier.INTERIM}
    )
    if one.of is None and not wrong and text.is_of_another and not (one.percent and one.number is not None):
        return Against(Place.NOT_LOOKED)
    if one.percent:
        return _percent(one, one.percent, known, every, wholes, text, wrong)
    if one.number is not None:
        return _number(one, known)
    return Against(Place.NOT_LOOKED)


class _Text(NamedTuple):
    """What the text around a claim is of. `said`: its other numbers; `wholes`: those of the wave, now or earlier."""

    named: Collection[int]
    said: Collection[int]
    wholes: Collection[int]

    @property
    def is_of_another(self) -> bool:
        """Whether it is of another survey: it has numbers, and none of them is a whole of the wave."""
        numbers = self.named or self.said
        return bool(numbers) and not any(one in self.wholes for one in numbers)

    @property
    def is_of_wave(self) -> bool:
        """Whether what it gives nothing for can be wrong: not where it is of something larger too."""
        return not self.is_of_another and (not self.named or max(self.named) in self.wholes)


def _pair(one: Statement, known: Known, every: Sequence[Share], wholes: tuple[str, ...]) -> Against:
    number, to = one.number or 0, one.number_to or one.number or 0
    fits = [share for share in every if share.of == one.of and number <= share.number <= to]
    near = [share for share in fits if share.tier <= Tier.MIXED]
    near = near or [share for share in fits if share.tier <= Tier.INTERIM]
    if near:
        found = _explained(near, one)
        return Against(Place.FOUND, found, len(every), wholes, notes=_unknown(near, one))
    others = [share for share in fits if share.tier > Tier.INTERIM]
    if one.of in known.wholes:
        return Against(Place.NOT_FOUND, _explained(others, one), len(every), wholes)
    return Against(Place.ELSEWHERE, (), len(every), wholes)


def _unknown(fits: Sequence[Share], one: Statement) -> tuple[str, ...]:
    """Whether a claim is firmer than the wave can say."""
    if one.hedge is Hedge.AT_LEAST or one.number_to != one.number or any(not share.unknown for share in fits):
        return ()
    least = min(fits, key=lambda share: share.unknown)
    return (
        f"This wave cannot say it of {least.unknown:,}: write “at least {least.number:,}”, or {least.number:,} to {least.most:,}.",
    )


def _percent(
    one: Statement,
    percent: Percent,
    known: Known,
    every: Sequence[Share],
    wholes: tuple[str, ...],
    text: _Text,
    wrong: bool,
) -> Against:
    fits = [share for share in every if _gives(share, percent)]
    own = {one.of} if one.of is not None else {of for of in text.said if one.number and one.is_of(of)}
    if not wrong:
        fits = [
            share for share in fits if one.number in (None, share.number) and (not own or share.of in own)
        ]
    kept = [share for share in fits if share.number == one.number or share.of == one.of]
    then = [
        share for share in fits if share.tier is Tier.INTERIM and (share in kept or share.of in text.named)
    ]
    near = [share for share in fits if share.tier <= Tier.LEFT_OUT or share in then]
    alone = one.number is None and one.of is None
    far = [share for share in fits if alone and not near] or [share for share in kept if share not in near]
    place = Place.FOUND if near else Place.NOT_FOUND
    if not near and (own - known.wholes or not (own or text.is_of_wave)):
        place = Place.ELSEWHERE
    found = _explained([*near, *far], one)
    itself = _itself(one, every) if wrong else None
    return Against(place, found, len(every), wholes, itself, _chance(percent, found, every))


def _itself(one: Statement, every: Sequence[Share]) -> Explanation | None:
    """What its number of its whole is, whatever its percent says."""
    pair = (one.number, one.of)
    same = [share for share in every if (share.number, share.of) == pair and share.tier <= Tier.MIXED]
    return next(iter(_explained(same, one)), None)


def _gives(share: Share, percent: Percent) -> bool:
    """Whether a pair has this percent. What is far from it is told without working it out exactly."""
    if percent.hedge is Hedge.EXACT:
        about = 100 * share.number / share.of
        if not percent.value - FAR <= about <= percent.to + FAR:
            return False
    return follows(Fraction(share.number, share.of), percent).is_usual


FAR = 6
"""Percent points: more than anything that is said without a hedge may be off."""


def _chance(percent: Percent, found: Sequence[Explanation], every: Sequence[Share]) -> tuple[str, ...]:
    if len(found) <= FEW:
        return ()
    different = len({(share.number, share.of) for share in every})
    return (
        f"{len(found)} of {different:,} pairs of this wave give {percent.said}: finding some says little of where it comes from.",
    )


def _number(one: Statement, known: Known) -> Against:
    counts = [count for count in known.counts if count.number == one.number]
    shares = [share for share in known.shares if share.number == one.number and share.of]
    found = _explained(shares, one)
    notes = tuple(f"{count.number:,} is the number of {count.words}." for count in counts)
    if not counts and not shares:
        return Against(Place.NOT_FOUND)
    return Against(Place.FOUND, found, notes=notes or (_unknown(shares, one) if len(found) == 1 else ()))


def _wholes(one: Statement, known: Known) -> tuple[str, ...]:
    """What the wave has of the number a claim is of."""
    if one.of is None:
        return ()
    words = [count.words for count in known.counts if count.number == one.of]
    words += [share.of_words for share in known.shares if share.of == one.of]
    words += [f"returns by the end of {day.day}" for day in known.days if day.returns == one.of][-1:]
    return tuple(dict.fromkeys(words))


def _explained(shares: Iterable[Share], one: Statement) -> tuple[Explanation, ...]:
    """One explanation for each pair of numbers, the likeliest words of it, the likeliest pair first."""
    subject = stems(f"{one.about} {one.text}")

    def order(share: Share) -> tuple[int, int, int]:
        kept = (share.number == one.number) + (share.of == one.of)
        return (-kept, share.tier, -len(subject & stems(f"{share.words} {share.of_words}")))

    found: dict[tuple[int, int], list[Share]] = {}
    for share in sorted(shares, key=order):
        found.setdefault((share.number, share.of), []).append(share)
    return tuple(Explanation(*pair, alike[0].tier, _words(alike)) for pair, alike in found.items())


def _words(alike: Sequence[Share]) -> str:
    """What a pair is: the likeliest of its meanings, whether it is an earlier edition, and how many more are as near."""
    first = alike[0]
    said = f"{first.words}, of {first.of_words}"
    if first.tier is Tier.MIXED:
        said += " (not of one unit)"
    elif first.tier < Tier.LEFT_OUT and (out := [one for one in alike if one.tier is Tier.LEFT_OUT]):
        said += f"; or {out[0].words}, of {out[0].of_words}"
    others = sum(one.tier is first.tier for one in alike) - 1
    return f"{said} ({number_of(others, 'other')} with these numbers)" if others else said


def stems(text: str) -> frozenset[str]:
    """The words of a text that tell what it is about, without their endings."""
    words = re.findall(r"[a-z]{3,}", text.lower())
    return frozenset(word[:6].rstrip("s") for word in words if word not in _STOP)
