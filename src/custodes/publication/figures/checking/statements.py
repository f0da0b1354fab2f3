"""Figures as they are claimed in a text: a count, what it is of, its percent and its hedges, where they stand together."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from custodes.publication.figures.checking.masking import masked
from custodes.publication.figures.checking.quantities import Hedge, Kind, Percent, Quantity, quantities
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


class Sentence(NamedTuple):
    """A sentence, an item of a list, or a row of a table, with the numbers in it."""

    start: int
    end: int
    block: int
    number: int
    is_item: bool


_ITEM = re.compile(r"[ \t]*(?:[-*•‣▪o–][ \t]+|¤{1,4}[.)]?[ \t]+|\|)")
_ENDS = re.compile(r"[.!?;]?[.!?]['”’\")\]]*(?=\s+[A-Z0-9“\"'(¤])")
_SHORT = re.compile(r"\b(?:approx|e\.g|i\.e|c|ca|vs|incl|etc|Mr|Mrs|Ms|Dr|St|No|Nos|cf|al)\.$")
_OF = re.compile(
    r"(?:[)\]]?\s+of\s+|\s+(?:returns?|respon\w+|repl(?:y|ies)|forces?|bod(?:y|ies)|councils?|authorit\w+|organi[sz]ations?"
    r"|agenc\w+|trusts?|schools?|colleges?|universit\w+|departments?|boroughs?|cities|states)\s+of\s+|[)\]]?\s*(?:\s\w[\w’'-]*){0,3}\s*\(?\s*(?:out\s+of|of(?=\s+(?:the|those|these|our|all|them|a)\b)|(?<=\()of)\s+)"
    r"(?:(?:the|these|those|our|all|its|their|a|an|total|overall|of|possible|some)\s+){0,4}$|\s?/\s?$|\s*\(\s*of\s+$",
    re.IGNORECASE,
)
_LINK = (
    r"(?:or|i\.e\.,?|that\s+is,?|this\s+is|which\s+is|equal\s+to|equals|equivalent\s+to|being|representing|making|giving"
    r"|amounting\s+to|equating\s+to|corresponding\s+to|just|some|namely"
    r"|(?:(?:a|an|the)\s+)?(?:\w+\s+){0,2}(?:rate|share|proportion|percentage)(?:\s+of)?)"
)
_DIRECT = re.compile(rf"\s*[(\[]?\s*(?:=|:|,|–|—|-|→|{_LINK})?\s*$", re.IGNORECASE)
_BRACKET = re.compile(r"[^.;:|()\[\]]{0,120}[(\[]\s*(?:or|i\.e\.|=)?\s*$", re.IGNORECASE)
_LINKED = re.compile(rf"[^;|()\[\]]{{0,120}}[,–—:(-]\s*{_LINK}\s*(?:of\s+)?$", re.IGNORECASE)
_NEXT_TO = re.compile(r"(?:\s+\w+){0,2}\s*,\s*$")
_IS = re.compile(
    r"(?:\s+\w+){0,4}\s+(?:is|are|was|were|represents?(?:ed)?|equates?\s+to|amounts?\s+to|accounts?\s+for|makes?\s+up)\s*$",
    re.IGNORECASE,
)
_CELL = re.compile(r"\s*(?:\||\t)\s*$|,$")
_CLAUSE_ENDS = re.compile(r"\s*(?:[.,;:)\]|]|$|\n)")
_NUMBER_AFTER = re.compile(
    r"\s*(?:[(\[]\s*(?:n\s?=\s?|or\s+|i\.e\.\s*)?|=\s*|:\s*|\s+or\s+|,\s*(?:or|i\.e\.,?|that\s+is,?)\s+)$|\s+$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"[^.;:|()\[\]]{0,60}[(\[]\s*(?:n\s?=\s?)?$", re.IGNORECASE)
_BASE = re.compile(
    r"(?:\A|[,;:(–—.¤]|\b(?:and|but|that|said|found|showed?))[\s*•#¤)-]*(?:out\s+)?of\s+(?:(?:the|these|those|our|all|a|total|of)\s+){0,4}$"
    r"|\b(?:base|n)\s*[:=]\s*$|\bamong\s+(?:(?:the|these|those|our|all)\s+){0,2}$",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"\bof\s+(?:which|whom|these|those|them)\b[^.;|]{0,60}$", re.IGNORECASE)


_OF_THESE = re.compile(r"\s*[)\]]?\s*of\s+(?:these|those|them|whom|which)\b", re.IGNORECASE)


def statements(text: str) -> list[Statement]:
    """Every claim of a text, in its order. Bare counts are among them; `Statement.of` and `.percent` are None then."""
    return _Reader(text).statements()


def joined(given: Sequence[str]) -> str:
    """Pieces of text as one: short ones beside each other belong together, as "39 of 47" and "91%"."""
    pieces = [" ".join(piece.split()) if len(piece) <= _SHORT_PIECE else piece for piece in given]
    text = ""
    for before, piece in zip(["", *pieces], pieces, strict=False):
        short = max(len(before), len(piece)) <= _SHORT_PIECE and before
        text += (" = " if short else "\n\n" if text else "") + piece
    return text


_SHORT_PIECE = 40


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
            inside: list[Quantity] = []
            while first < len(every) and every[first].start < sentence.end:
                inside.append(every[first])
                first += 1
            read, bases = self._of_sentence(sentence, inside)
            if led_by and sentence.is_item and led_by[0] == sentence.block:
                read = _of_list(read, led_by[1])
            elif base := self._leads(sentence, read, bases):
                led_by = (sentence.block, base)
                read = [one._replace(is_whole=True) for one in read]
            found += read
        return found

    def _leads(self, sentence: Sentence, read: Sequence[Statement], bases: Sequence[tuple[int, int]]) -> int:
        """The whole that a line with a colon names for the list below it; 0 where it names none."""
        if not self.plain[sentence.start : sentence.end].rstrip().endswith(":"):
            return 0
        bare = [one.number for one in read if one.of is None and one.percent is None and one.number]
        return bases[-1][1] if bases else bare[0] if len(read) == len(bare) == 1 else 0

    def _of_sentence(
        self, sentence: Sentence, inside: Sequence[Quantity]
    ) -> tuple[list[Statement], list[tuple[int, int]]]:
        """Claims first read one by one, then given the whole that the sentence names for all; with those wholes."""
        found: list[Statement] = []
        bases: list[tuple[int, int]] = []
        at = 0
        while at < len(inside):
            began = inside[at - 1].end if at else sentence.start
            before = self.plain[began : inside[at].start]
            one, used = self._one(inside, at, before, sentence)
            if self._is_base(inside[at], before, used, at):
                assert one.number is not None
                bases.append((len(found), one.number))
            else:
                behind = self.plain[inside[at + used - 1].end : sentence.end]
                among = found and (_WITHIN.search(before) or _OF_THESE.match(behind))
                found.append(_among(one, found[-1].number) if among else one)
            at += used
        return _with_base(found, bases), bases

    def _is_base(self, first: Quantity, before: str, used: int, at: int) -> bool:
        return (
            used == 1
            and first.kind is Kind.COUNT
            and first.value > 1
            and not (at and _OF.match(before))
            and first.hedge is Hedge.EXACT
            and bool(_BASE.search(before))
            and not _WITHIN.search(before)
        )

    def _one(
        self, inside: Sequence[Quantity], at: int, before: str, sentence: Sentence
    ) -> tuple[Statement, int]:
        """The claim that begins with a number, and how many numbers it takes."""
        have = {_role(inside[at]): inside[at]}
        used = 1
        while at + used < len(inside):
            last, following = inside[at + used - 1], inside[at + used]
            glue = self.plain[last.end : following.start]
            after = self.plain[following.end : sentence.end]
            role = _joins(have, last, following, glue, after)
            if role is None:
                break
            have[role] = following
            used += 1
        return self._statement(have, inside[at], inside[at + used - 1], before, sentence, inside), used

    def _statement(
        self,
        have: dict[str, Quantity],
        first: Quantity,
        last: Quantity,
        before: str,
        sentence: Sentence,
        inside: Sequence[Quantity],
    ) -> Statement:
        number, of, share = have.get("number"), have.get("of"), have.get("percent")
        line = bisect_right(self.lines, first.start)
        following = next((one.start for one in inside if one.start >= last.end), sentence.end)
        behind = self.text[last.end : following]
        ahead = self.text[max(sentence.start, first.start - 120) : first.start]
        closed = re.match(r"\s*(?:returns\s*)?[)\]]", self.plain[last.end :])
        end = last.end + (
            closed.end() if closed and re.search(r"[(\[]", self.text[first.start : last.end]) else 0
        )
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
            subject=_subject(self.text[first.start : last.end], behind, ahead),
            start=first.start,
            end=end,
            block=sentence.block,
            sentence_number=sentence.number,
            in_words=first.in_words,
            is_item=sentence.is_item,
        )

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


def _role(quantity: Quantity) -> str:
    return "number" if quantity.kind is Kind.COUNT else "percent"


def _joins(
    have: dict[str, Quantity], last: Quantity, following: Quantity, glue: str, after: str
) -> str | None:
    """As what the next number belongs to a claim, None where it does not."""
    if following.kind is Kind.COUNT:
        if "of" not in have and _OF.match(glue) and _is_whole(have, following):
            return "of"
        if "number" not in have and (_NUMBER_AFTER.match(glue) or _IN_BRACKETS.match(glue)):
            return "number"
        if (
            "of" not in have
            and have.keys() == {"number"}
            and _CELL.match(glue)
            and last.value <= following.value
        ):
            return "of" if _cell_of_percent(after) else None
        return None
    if "percent" in have:
        return None
    if (
        _DIRECT.match(glue)
        or _BRACKET.match(glue)
        or _LINKED.match(glue)
        or _CELL.match(glue)
        or _IS.match(glue)
    ):
        return "percent"
    return "percent" if _NEXT_TO.match(glue) and _CLAUSE_ENDS.match(after) else None


def _is_whole(have: dict[str, Quantity], following: Quantity) -> bool:
    """Whether a number can be what others are of: not the one of "11 of one maker"."""
    number = have.get("number")
    in_passing = following.in_words and (following.value <= 1 or (number and following.value < number.value))
    whole = following.hedge in (Hedge.EXACT, Hedge.ABOUT) and following.value == following.to
    return whole and not in_passing


def _cell_of_percent(after: str) -> bool:
    return bool(re.match(r"\s*(?:\||\t|,)\s*[\d.]+\s?%", after))


def _with_base(found: Sequence[Statement], bases: Sequence[tuple[int, int]]) -> list[Statement]:
    """With the whole that stands apart: "Of the 36 forces, 12 ...", or at the end: "..., of 36"."""
    if not bases:
        return list(found)
    given = []
    for number, one in enumerate(found):
        before = [of for at, of in bases if at <= number]
        of = before[-1] if before else bases[0][1]
        alone = one.number is None and (not before or number != max(at for at, _ in bases if at <= number))
        if one.of is None and one.within is None and not alone:
            one = one._replace(of=of, base_apart=True)
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


def sentences(plain: str) -> Iterator[Sentence]:
    """The sentences of a masked text. Items of lists and rows of tables are sentences of their own."""
    number = 0
    for block, (start, end) in enumerate(_blocks(plain)):
        for first, last, is_item in _lines(plain, start, end):
            for a, b in _split(plain, first, last):
                yield Sentence(a, b, block, number, is_item)
                number += 1


def _blocks(plain: str) -> Iterator[tuple[int, int]]:
    """Paragraphs; a list belongs to the line with a colon that leads into it."""
    start = 0
    for found in re.finditer(r"\n[ \t]*(?:\n[ \t]*)+", plain):
        led_in = plain[start : found.start()].rstrip().endswith(":") or (
            _is_item(plain, found.end()) and _is_item(plain, plain.rfind("\n", 0, found.start()) + 1)
        )
        if led_in and _is_item(plain, found.end()):
            continue
        yield start, found.start()
        start = found.end()
    yield start, len(plain)


def _is_item(plain: str, at: int) -> bool:
    return bool(_ITEM.match(plain, at))


def _lines(plain: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Stretches of a block that are one item, one heading, or running text."""
    first, is_item = start, _is_item(plain, start)
    for found in re.finditer("\n", plain[start:end]):
        at = start + found.end()
        heading = plain[first:at].lstrip().startswith("#") or plain.startswith("#", at)
        if (
            _is_item(plain, at)
            or heading
            or not plain[first:at].strip()
            or plain[first:at].rstrip().endswith(":")
        ):
            yield first, at, is_item
            first, is_item = at, _is_item(plain, at)
    yield first, end, is_item


def _split(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for found in _ENDS.finditer(plain, start, end):
        if not _SHORT.search(plain[first : found.end()]):
            yield first, found.end()
            first = found.end()
    yield first, end


def _subject(inside: str, behind: str, ahead: str) -> str:
    """What a claim is about: "use drones", of "40 of 42 use drones (95%)"."""
    words = f"{inside} {re.split('[,;.|]', behind, maxsplit=1)[0]}"
    return _tidy(words if re.search(r"[A-Za-z]{4}", words) else ahead)


def _tidy(text: str) -> str:
    return " ".join(text.split())
