"""Which whole the counts and percents of a text imply that name none: "12 (33%)", "13 (36%)", "28 (78%)" are of 36."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from custodes.publication.figures.checking.finding import Finding
from custodes.publication.figures.checking.quantities import Hedge
from custodes.publication.figures.checking.rounding import in_percent, wholes_for
from custodes.publication.figures.checking.statement import Statement

FEWEST = 3
"""So many have to agree on a whole."""
MOST_WHOLES = 400
"""A percent that so many wholes give implies none."""


def implied_whole(found: Sequence[Statement]) -> int:
    """The whole that most of them have, 0 where they do not imply one."""
    giving = [one for one in found if _implies(one)]
    votes: Counter[int] = Counter()
    for one in {(one.number, one.percent): one for one in giving}.values():
        votes.update(_wholes(one))
    if not votes:
        return 0
    most = max(votes.values())
    best = [whole for whole, count in votes.items() if count == most]
    named = {one.of for one in found}
    best = [whole for whole in best if whole in named] or best
    return best[0] if most >= FEWEST and len(best) == 1 and 3 * most >= 2 * len(giving) else 0


def contradicting(found: Sequence[Statement], whole: int) -> Iterator[Finding]:
    """Claims that are of another whole than the rest, by their percents, and of none that the text names."""
    giving = [one for one in found if _implies(one)] if whole else []
    named = {number for one in found for number in (one.of, one.number) if number is not None}
    agreeing = [one for one in giving if whole in _wholes(one)]
    for one in giving:
        others = named.intersection(_wholes(one))
        if one in agreeing or others or (one.number or 0) > whole or one.percent is None:
            continue
        share = Fraction(one.number or 0, whole)
        exactly, rounded = (
            in_percent(share, one.percent.decimals + 1),
            in_percent(share, one.percent.decimals),
        )
        words = (
            f"{one.said}: {len(agreeing)} other percents here are of {whole:,}, and {one.number:,} of {whole:,} is {exactly}, "
            f"which rounds to {rounded}."
        )
        yield Finding("denominator", words, one.line, one.column, one.sentence)


def _implies(one: Statement) -> bool:
    percent = one.percent
    return bool(
        one.number
        and one.number == one.number_to
        and one.of is None
        and percent
        and percent.hedge is Hedge.EXACT
        and not percent.in_words
        and percent.value == percent.to
    )


def _wholes(one: Statement) -> range:
    found = wholes_for(one.number, one.percent) if one.number and one.percent else None
    return range(found[0], found[1] + 1) if found and found[1] - found[0] < MOST_WHOLES else range(0)
