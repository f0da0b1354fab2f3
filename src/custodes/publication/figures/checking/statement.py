"""A figure as it is claimed: a count, what it is of, its percent and its hedges."""

from fractions import Fraction
from typing import NamedTuple

from custodes.publication.figures.checking.quantities import Hedge, Percent
from custodes.publication.figures.checking.rounding import follows


class Statement(NamedTuple):
    """One claim. What it does not say is None."""

    text: str
    line: int
    """From 1, as `column` is."""
    column: int
    sentence: str
    number: int | None = None
    number_to: int | None = None
    """Where a range of numbers ends; else `number`."""
    of: int | None = None
    percent: Percent | None = None
    in_other_words: Percent | None = None
    """The same percent in words: "just over half (51%)"."""
    hedge: Hedge = Hedge.EXACT
    """Of the number."""
    within: int | None = None
    """It is said to be among these: "12, of which 11"."""
    is_of_bare: bool = False
    """Those are a number that stands alone, so that a percent beside it can be of it."""
    about: str = ""
    """The words around it, by which it may be told what it counts."""
    subject: str = ""
    """The words in it and behind it, up to the end of the clause; those before it where there are none."""
    start: int = 0
    end: int = 0
    block: int = 0
    """Which paragraph or list it stands in, from 0."""
    sentence_number: int = 0
    in_words: bool = False
    is_item: bool = False
    """It stands in an item of a list, or in a row of a table."""
    is_whole: bool = False
    """It says how many the list below it is of: "Facial recognition (36 returns):"."""
    has_each: int | None = None
    """How many each of those has that it counts: one, of "13 had one"."""
    is_each: bool = False
    """It says so of the claim before it."""
    is_change: bool = False
    """It is where something rose or fell from or to."""
    base_apart: bool = False
    """What it is of stands elsewhere in the sentence: "Of the 36 forces, 12 ..."."""

    @property
    def said(self) -> str:
        """What is claimed, in as few words as can be: "39 of 47, 91%"."""
        count = "" if self.number is None else f"{self.number:,}"
        if self.number_to != self.number:
            count += f" to {self.number_to:,}"
        if count and self.hedge is not Hedge.EXACT:
            count = f"{self.hedge} {count}"
        share = self.percent.said if self.percent else ""
        if self.of is None:
            return f"{count} ({share})" if count and share else count or share
        return (
            f"{count} of {self.of:,}{f', {share}' if share else ''}" if count else f"{share} of {self.of:,}"
        )

    def is_of(self, whole: int) -> bool:
        """Whether its number of a whole has its percent."""
        number = self.number or 0
        return bool(
            self.percent and number <= whole and follows(Fraction(number, whole), self.percent).is_usual
        )
