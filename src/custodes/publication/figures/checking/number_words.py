"""Numbers in words, up to ninety-nine, and parts of a whole."""

import re
from fractions import Fraction

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {
    "zero": 0,
    "none": 0,
    **{word: number for number, word in enumerate(_ONES, 1)},
    **{word: number for number, word in enumerate(_TEENS, 10)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
    **{
        f"{ten}{mark}{one}": 10 * tens + ones
        for tens, ten in enumerate(_TENS, 2)
        for ones, one in enumerate(_ONES, 1)
        for mark in "- "
    },
}
PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}

NAMED = {
    "majority": (50, "more than"),
    "most": (50, "more than"),
    "minority": (50, "less than"),
    "all": (85, "more than"),
}
"""Shares with a name, in percent; all is "nearly all"."""


def number(text: str) -> Fraction:
    """What a number says, in digits ("1,234", "83.0") or in words ("thirty-nine")."""
    word = re.sub(r"\s+", " ", text.lower())
    return Fraction(WORDS[word]) if word in WORDS else Fraction(text.replace(",", ""))
