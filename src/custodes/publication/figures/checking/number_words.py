"""Numbers in words, below a million, and parts of a whole."""

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
}
_TENFOLD, _TEEN, _ONE = (f"(?:{'|'.join(words)})" for words in (_TENS, _TEENS, _ONES))
_SMALL = rf"(?:{_TENFOLD}(?:[\s-]{_ONE})?|{_TEEN}|{_ONE})"
_NO_MORE = r"(?!\w|\s+(?:hundred|thousand))"
_BELOW = rf"(?:(?:an?|{_TEEN}|{_ONE})[\s-]hundred(?!\w)(?:(?:\s+and)?\s+{_SMALL}{_NO_MORE})?|{_SMALL})"
SPELT = rf"(?:(?:an?|{_BELOW})\s+thousand(?!\w)(?:(?:,|,?\s+and)?\s+{_BELOW}{_NO_MORE})?|{_BELOW}|zero|none)"
"""A number in words, below a million: "one hundred and twenty", "a thousand", "two thousand and five"."""
PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}

NAMED = {
    "majority": (50, "more than"),
    "most": (50, "more than"),
    "minority": (50, "less than"),
    "all": (85, "more than"),
}
"""Shares with a name, in percent; all is "nearly all"."""


def number(text: str) -> Fraction:
    """What a number says, in digits ("1,234", "83.0") or in words ("one hundred and thirty-nine")."""
    if text[0].isdigit():
        return Fraction(text.replace(",", ""))
    thousands, last = 0, 0
    for word in re.findall(r"[a-z]+", text.lower()):
        if word == "thousand":
            thousands, last = 1000 * (last or 1), 0
        else:
            last = 100 * (last or 1) if word == "hundred" else last + WORDS.get(word, 0)
    return Fraction(thousands + last)
