"""Figures read out of a text: the numbers, wholes and percents that stand together."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from custodes.publication.figures.checking.joining import (
    LONGEST,
    is_among,
    is_base,
    is_each,
    is_pronoun,
    joins,
    role_of_first,
)
from custodes.publication.figures.checking.masking import masked
from custodes.publication.figures.checking.quantities import Hedge, Kind, Percent, Quantity, quantities
from custodes.publication.figures.checking.sentences import Sentence, sentences
from custodes.publication.figures.checking.statement import Statement


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
        read: list[Statement] = []
        led_by: tuple[int, int] | None = None
        for sentence in sentences(self.plain):
            last = first
            while last < len(every) and every[last].start < sentence.end:
                last += 1
            before = read if read and read[0].block == sentence.block else []
            read, bases = self._of_sentence(sentence, every[first:last], before)
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
        self, sentence: Sentence, inside: Sequence[Quantity], last: Sequence[Statement]
    ) -> tuple[list[Statement], list[Base]]:
        """Claims first read one by one, then given the whole that the sentence names for all; with those wholes.

        `last`: the claims of the sentence before it, of which some may be among.
        """
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
                if at and found and len(have) == 1 and is_each(inside[at], before):
                    found[-1] = found[-1]._replace(has_each=one.number)
                    one = one._replace(is_each=True)
                elif is_among(before, self._behind(one.end, sentence)):
                    one = _among(one, found or last)
                found.append(one)
            at = following
        return _with_base(self._with_changes(found), bases), bases

    def _with_changes(self, found: Sequence[Statement]) -> list[Statement]:
        """With what rose or fell marked: "from 20% in 2019 to 30%"."""
        ends = [
            bool(
                _TO.fullmatch(self.plain[a.end : b.start])
                and _FROM.search(self.plain, max(0, a.start - 30), a.start)
            )
            for a, b in pairwise(found)
        ]
        return [
            one._replace(is_change=True) if begins or ended else one
            for one, begins, ended in zip(found, [*ends, False], [False, *ends], strict=False)
        ]

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
        number, of = have.get("number"), have.get("of")
        share, words = have.get("exactly") or have.get("percent"), have.get("words") or have.get("percent")
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
            of=int(of.value) if of else self._all(number, share),
            percent=self._percent(share) if share else None,
            in_other_words=self._percent(words) if words and words is not share else None,
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

    def _all(self, number: Quantity | None, share: Quantity | None) -> int | None:
        """Of what "all 39 forces (100%)" are: of themselves."""
        if not (number and share) or not _ALL.search(self.plain, max(0, number.start - 20), number.start):
            return None
        return int(number.value)

    def _closed(self, first: int, last: int) -> int:
        """Where a claim ends with the bracket that it opened."""
        opened = "(" in self.plain[first:last] or "[" in self.plain[first:last]
        closed = _CLOSES.match(self.plain, last) if opened else None
        return closed.end() if closed else last

    def _percent(self, share: Quantity) -> Percent:
        printed = _tidy(self.text[share.at : share.end]).replace(" %", "%")
        printed = re.sub(r"\s?(?:per\s?cent|percent|pc)$", "%", printed, flags=re.IGNORECASE)
        printed = printed.lower() if share.in_words else printed
        return Percent(share.value, share.to, share.decimals, share.hedge, share.kind is Kind.SHARE, printed)


_ALL = re.compile(r"(?<!\w)all\s+(?:of\s+)?(?:the\s+)?$", re.IGNORECASE)
_FROM, _TO = re.compile(r"\bfrom\s+$", re.IGNORECASE), re.compile(r"[^.;:\d]{0,60}\bto\s+", re.IGNORECASE)


def _among(one: Statement, before: Sequence[Statement]) -> Statement:
    """A claim about some of those that the claim before it counts; its percent may be of these, or of all.

    Of several it is not said whom: only what is more than the largest of them can be wrong.
    """
    counts = [each.number for each in before if each.number and not each.is_each]
    if one.of is not None or one.number is None or not counts:
        return one
    apart = before[-1].sentence_number != one.sentence_number
    others = max(counts) if apart or one.number > counts[-1] else counts[-1]
    bare = any(each.number == others and each.percent is None for each in before)
    return one._replace(within=others, is_of_bare=bare, of=others if one.is_of(others) else None)


def _with_base(found: Sequence[Statement], bases: Sequence[Base]) -> list[Statement]:
    """With the whole that stands apart: "Of the 36 forces, 12 ...", or at the end: "..., of 36".

    A range below every count may be of years: "900 are between five and ten".
    """
    given: list[Statement] = []
    smallest = min((one.number or 0 for one in found if one.number == one.number_to), default=0)
    for number, one in enumerate(found):
        before = [base for base in bases if base.at <= number]
        base = before[-1] if before else next((base for base in bases if base.at == len(found)), None)
        far = one.number is None and (not before or number != before[-1].at)
        ages = one.number != one.number_to and one.percent is None and (one.number_to or 0) < smallest
        if base and one.of is None and one.within is None and not (far or ages or one.is_each):
            one = one._replace(of=_nearer(one, base.number, given), base_apart=True)
        given.append(one)
    return given


def _nearer(one: Statement, base: int, before: Sequence[Statement]) -> int:
    """The whole of a claim before it where that gives its percent and the base does not: "of these, 23 (74%) ... and 8 (26%)"."""
    wholes = [whole for each in reversed(before) for whole in (each.of, each.within) if whole]
    return next((whole for whole in (base, *wholes) if one.number is not None and one.is_of(whole)), base)


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
    clause = re.split(r"[,;.|:]", re.sub(r"\([^()]*\)", "", behind), maxsplit=1)[0]
    words = f"{inside} {clause}"
    return _tidy(words if re.search(r"[A-Za-z]{4}", words) else ahead)


def _tidy(text: str) -> str:
    return " ".join(text.split())
