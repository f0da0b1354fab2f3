"""Figures as they are claimed in a text: a count, what it is of, its percent and its hedges, where they stand together."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from custodes.publication.figures.checking.joining import (
    LONGEST,
    is_among,
    is_base,
    is_pronoun,
    joins,
    role_of_first,
)
from custodes.publication.figures.checking.masking import masked
from custodes.publication.figures.checking.quantities import Hedge, Kind, Percent, Quantity, quantities
from custodes.publication.figures.checking.rounding import follows
from custodes.publication.figures.checking.sentences import Sentence, sentences


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
    hedge: Hedge = Hedge.EXACT
    """Of the number."""
    within: int | None = None
    """It is said to be among these: "12, of which 11"."""
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


def statements(text: str) -> list[Statement]:
    """Every claim of a text, in its order. Bare counts are among them; `Statement.of` and `.percent` are None then."""
    return _Reader(text).statements()


def joined(given: Sequence[str]) -> str:
    """Pieces of text as one: a percent belongs to the piece before it, as "39 of 47" and "91%"; of two, to either."""
    text = ""
    for number, piece in enumerate(given):
        before = given[number - 1] if number else ""
        is_percent = _PERCENT_ALONE.fullmatch(piece) or (len(given) == 2 and _PERCENT_ALONE.fullmatch(before))
        short = before and max(len(before), len(piece)) <= _SHORT_PIECE
        text += (" = " if is_percent and short else "\n\n" if text else "") + piece.strip()
    return text


_PERCENT_ALONE = re.compile(r"\s*[^\d]{0,20}\d+(?:\.\d+)?\s?(?:%|per\s?cent)\s*")
_SHORT_PIECE = 40


class Base(NamedTuple):
    """A number that says what the claims of a sentence are of. `at`: which of them it stands before."""

    at: int
    number: int


_CLOSES = re.compile(r"\s*(?:returns\s*)?[)\]]")
MOST_TOGETHER = 4
"""A claim has a number, a whole and a percent."""


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.plain = text, masked(text)
        self.lines = [0, *(found.end() for found in re.finditer("\n", text))]

    def statements(self) -> list[Statement]:
        every = list(quantities(self.plain))
        found: list[Statement] = []
        first = 0
        led_by: tuple[int, int] | None = None
        for sentence in sentences(self.plain):
            last = first
            while last < len(every) and every[last].start < sentence.end:
                last += 1
            read, bases = self._of_sentence(sentence, every[first:last])
            first = last
            if led_by and sentence.is_item and led_by[0] == sentence.block:
                read = _of_list(read, led_by[1])
            elif base := self._leads(sentence, read, bases):
                led_by = (sentence.block, base)
                read = [one._replace(is_whole=True) for one in read]
            found += read
        return found

    def _leads(self, sentence: Sentence, read: Sequence[Statement], bases: Sequence[Base]) -> int:
        """The whole that a line with a colon names for the list below it; 0 where it names none."""
        if not self.plain[sentence.start : sentence.end].rstrip().endswith(":"):
            return 0
        bare = [one.number for one in read if one.of is None and one.percent is None and one.number]
        return bases[-1].number if bases else bare[0] if len(read) == len(bare) == 1 else 0

    def _of_sentence(
        self, sentence: Sentence, inside: Sequence[Quantity]
    ) -> tuple[list[Statement], list[Base]]:
        """Claims first read one by one, then given the whole that the sentence names for all; with those wholes."""
        found: list[Statement] = []
        bases: list[Base] = []
        at = 0
        while at < len(inside):
            have = self._together(sentence, inside, at)
            following = at + len(have)
            began = inside[at - 1].end if at else sentence.start
            before = self.plain[max(began, inside[at].start - LONGEST) : inside[at].start]
            ends = inside[following].start if following < len(inside) else sentence.end
            if len(have) == 1 and is_base(inside[at], before, begins=at == 0):
                bases.append(Base(len(found), int(inside[at].value)))
            elif not (len(have) == 1 and is_pronoun(inside[at], before)):
                one = self._statement(have, sentence, inside[following - 1].end, ends)
                among = found and is_among(before, self._behind(one.end, sentence))
                found.append(_among(one, found[-1].number) if among else one)
            at = following
        return _with_base(found, bases), bases

    def _together(self, sentence: Sentence, inside: Sequence[Quantity], at: int) -> dict[str, Quantity]:
        """The numbers of the claim that begins at one of them, by what they are in it."""
        have = {role_of_first(inside[at]): inside[at]}
        for last, following in pairwise(inside[at : at + MOST_TOGETHER]):
            glue = self.plain[last.end : following.start]
            role = joins(have, following, glue, self._behind(following.end, sentence))
            if role is None:
                break
            have[role] = following
        return have

    def _behind(self, at: int, sentence: Sentence) -> str:
        return self.plain[at : min(sentence.end, at + LONGEST)]

    def _statement(
        self, have: Mapping[str, Quantity], sentence: Sentence, last: int, following: int
    ) -> Statement:
        """`last`: where its last number ends, `following`: where the next claim or the end of the sentence is."""
        number, of, share = have.get("number"), have.get("of"), have.get("percent")
        first = min(have.values(), key=lambda one: one.start)
        line = bisect_right(self.lines, first.start)
        behind = self.text[last : min(following, last + LONGEST)]
        ahead = self.text[max(sentence.start, first.start - LONGEST) : first.start]
        end = self._closed(first.start, last)
        return Statement(
            text=_tidy(self.text[first.start : end]),
            line=line,
            column=first.start - self.lines[line - 1] + 1,
            sentence=_tidy(self.text[sentence.start : sentence.end]),
            number=int(number.value) if number else None,
            number_to=int(number.to) if number else None,
            of=int(of.value) if of else None,
            percent=self._percent(share) if share else None,
            hedge=number.hedge if number else Hedge.EXACT,
            about=_tidy(f"{ahead} {behind}"),
            subject=_subject(self.text[first.start : last], behind, ahead),
            start=first.start,
            end=end,
            block=sentence.block,
            sentence_number=sentence.number,
            in_words=first.in_words,
            is_item=sentence.is_item,
        )

    def _closed(self, first: int, last: int) -> int:
        """Where a claim ends with the bracket that it opened."""
        opened = "(" in self.plain[first:last] or "[" in self.plain[first:last]
        closed = _CLOSES.match(self.plain, last) if opened else None
        return closed.end() if closed else last

    def _percent(self, share: Quantity) -> Percent:
        printed = _tidy(self.text[share.at : share.end]).replace(" %", "%")
        printed = re.sub(r"\s?(?:per\s?cent|percent|pc)$", "%", printed, flags=re.IGNORECASE)
        return Percent(share.value, share.to, share.decimals, share.hedge, share.kind is Kind.SHARE, printed)


def _among(one: Statement, others: int | None) -> Statement:
    """A claim about some of those that the claim before it counts; its percent may be of these, or of all."""
    if one.of is not None or one.number is None or not others:
        return one
    of_these = one.percent and one.number <= others and follows(Fraction(one.number, others), one.percent)
    return one._replace(within=others, of=others if of_these and of_these.is_usual else None)


def _with_base(found: Sequence[Statement], bases: Sequence[Base]) -> list[Statement]:
    """With the whole that stands apart: "Of the 36 forces, 12 ...", or at the end: "..., of 36"."""
    given = []
    for number, one in enumerate(found):
        before = [base for base in bases if base.at <= number]
        base = before[-1] if before else next(iter(bases), None)
        far = one.number is None and (not before or number != before[-1].at)
        if base and one.of is None and one.within is None and not far:
            one = one._replace(of=base.number, base_apart=True)
        given.append(one)
    return given


def _of_list(read: Sequence[Statement], of: int) -> list[Statement]:
    """Items of a list whose first line names their whole, unless one of them is more than it."""
    if any((one.number or 0) > of for one in read):
        return list(read)
    alone = [one.of is None and one.number is not None and one.within is None for one in read]
    return [
        one._replace(of=of, base_apart=True) if bare else one for one, bare in zip(read, alone, strict=True)
    ]


def _subject(inside: str, behind: str, ahead: str) -> str:
    """What a claim is about: "use drones", of "40 of 42 use drones (95%)"."""
    words = f"{inside} {re.split('[,;.|]', behind, maxsplit=1)[0]}"
    return _tidy(words if re.search(r"[A-Za-z]{4}", words) else ahead)


def _tidy(text: str) -> str:
    return " ".join(text.split())
