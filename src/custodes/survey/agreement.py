"""How far two people who coded the same answers agree: percent, and Cohen's kappa. Pure arithmetic.

Kappa is what is left of agreement when chance is taken out: (po - pe) / (1 - pe), where po is the share of answers that
both read alike, and pe the share that would come out alike if each had given the readings they gave at random.
Source: J. Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20(1),
37-46, https://doi.org/10.1177/001316446002000104.

Over several questions po and pe are first averaged, each question weighing as many answers as it has: chance is that of
a question, as nobody confuses the readings of one with those of another. Source: H. de Vries, M. Elliott, D. Kanouse
and S. Teleki (2008), Using pooled kappa to summarize interrater agreement across many items, Field Methods 20(3),
272-282, https://doi.org/10.1177/1525822X08317166.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

Pair = tuple[Hashable, Hashable]
"""What the one and what the other read an answer as, always in the same order of the two."""
NOBODY = "No answer was coded by two people."
ALL_ALIKE = "Both gave one and the same reading throughout, so that chance alone would agree as well."


class Agreement(NamedTuple):
    """How far two coders agree. Percent and kappa are None where they are undefined; `why` then says why."""

    answers: int
    """That both coded."""
    alike: int
    """That both read alike."""
    percent: float | None
    """0 to 100."""
    kappa: float | None
    """1 is full agreement, 0 what chance would give; below 0, less than that."""
    why: str = ""


def agreement_of(questions: Iterable[Sequence[Pair]]) -> Agreement:
    """Of the same two people; the pairs of each question by themselves, of one question as `[pairs]`."""
    coded = [pairs for pairs in questions if pairs]
    answers = sum(map(len, coded))
    if not answers:
        return Agreement(0, 0, None, None, NOBODY)
    alike = sum(one == other for pairs in coded for one, other in pairs)
    observed = Fraction(alike, answers)
    by_chance = sum((_by_chance(pairs) * len(pairs) for pairs in coded), Fraction()) / answers
    percent = float(100 * observed)
    if by_chance == 1:
        return Agreement(answers, alike, percent, None, ALL_ALIKE)
    return Agreement(answers, alike, percent, float((observed - by_chance) / (1 - by_chance)))


def _by_chance(pairs: Sequence[Pair]) -> Fraction:
    """The share that would come out alike if each drew their readings from those that they gave."""
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    return Fraction(sum(number * others[reading] for reading, number in ones.items()), len(pairs) ** 2)
