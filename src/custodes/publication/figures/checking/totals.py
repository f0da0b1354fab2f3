"""Counts in a sentence that are said to be, or look like, the parts of one that leads them: "39 forces: 12, 14 and 13"."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import takewhile

from custodes.publication.figures.checking.finding import Finding, listed
from custodes.publication.figures.checking.quantities import Hedge
from custodes.publication.figures.checking.statement import Statement
from custodes.publication.figures.checking.sums import may_overlap, unless

_TOTAL = re.compile(r"\b(?:totals?|in\s+all|altogether|overall|all\s+told)\b", re.IGNORECASE)
_SOME = re.compile(
    r"\b(?:including|includes?|such\s+as|e\.g|for\s+example|among|of\s+(?:which|whom|these|those|them)|up\s+from|also|at\s+least"
    r"|multiple|several|more\s+than\s+one|overlap\w*|some|mainly|mostly)\b",
    re.IGNORECASE,
)
"""Not all of them are said, or not only once."""
_LEADS = re.compile(
    r"[^.;:()\d]{0,80}(?::|\(|–|—|\s-\s|,\s+(?:made\s+up\s+of|comprising|consisting\s+of|namely|of\s+them))\s*(?:[a-z]+\s+){0,4}",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"[^.;:()\d]{0,60}(?:,\s*(?:and\s+)?|\s+and\s+|\s*;\s*(?:and\s+)?)(?:[a-z]+\s+){0,4}", re.IGNORECASE
)
_CLOSES = re.compile(r"[^.;:()\d]{0,80}(?:[).;]|$)")
NEAR = Fraction(1, 10)
"""Parts that come as near to what leads them were meant to be all of it."""


def led_totals(plain: str, found: Sequence[Statement]) -> Iterator[tuple[Sequence[Statement], Finding]]:
    """Counts with a list of counts behind them, and what is to be said of each. `plain`: the masked text."""
    for at, lead in enumerate(found[:-2]):
        if not _is_plain(lead) or not _LEADS.fullmatch(plain[lead.end : found[at + 1].start]):
            continue
        parts = _parts(plain, found, at + 1)
        words = plain[max(0, lead.start - 30) : parts[-1].end + 60] if parts else ""
        closed = parts and _CLOSES.match(plain, parts[-1].end)
        if len(parts) < 2 or not closed or _SOME.search(plain[lead.start : closed.end()]):
            continue
        if finding := _compared(lead, parts, bool(_TOTAL.search(words.partition("\n\n")[0]))):
            yield [lead, *parts], finding


def _is_plain(one: Statement) -> bool:
    return bool(one.number and one.number == one.number_to and one.hedge is Hedge.EXACT and not one.is_each)


def _parts(plain: str, found: Sequence[Statement], first: int) -> list[Statement]:
    sentence = found[first - 1].sentence_number
    parts: list[Statement] = []
    for one in takewhile(lambda one: one.sentence_number == sentence and _is_plain(one), found[first:]):
        if parts and not _BETWEEN.fullmatch(plain[parts[-1].end : one.start]):
            break
        parts.append(one)
    return parts


def _compared(lead: Statement, parts: Sequence[Statement], is_total: bool) -> Finding | None:
    """What they add up to; None where they are too far from their lead for it to be said that they should."""
    whole, total = lead.number or 0, sum(one.number or 0 for one in parts)
    wholes = {one.of for one in parts} - {None, whole}
    near = abs(total - whole) <= NEAR * whole
    overlapping = not (near or is_total)
    bare = all(one.of is None and one.percent is None for one in parts)
    if wholes or (overlapping and not (bare and may_overlap([one.number or 0 for one in parts], whole))):
        return None
    words = f"{listed([f'{one.number:,}' for one in parts])} add up to {total:,}"
    words += "." if total == whole else f", not {whole:,}."
    finding = Finding("sum", words, lead.line, lead.column, lead.sentence, total != whole)
    return unless(finding) if overlapping else finding
