"""Where the sentences of a text begin and end; items of lists and rows of tables are sentences of their own."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Sentence(NamedTuple):
    """A sentence, an item of a list, or a row of a table, with the numbers in it."""

    start: int
    end: int
    block: int
    number: int
    is_item: bool


_ITEM = re.compile(r"[ \t]*(?:[-*•‣▪o–][ \t]+|¤{1,4}[.)]?[ \t]+|\|)")
_LINE = re.compile("\n")
_ENDS = re.compile(r"[.!?;]?[.!?]['”’\")\]]*(?=\s+[A-Z0-9“\"'(¤])")
_SHORT = re.compile(r"\b(?:approx|e\.g|i\.e|c|ca|vs|incl|etc|Mr|Mrs|Ms|Dr|St|No|Nos|cf|al)\.$")
LONGEST = 1500
"""A longer one, as of a list of names, is taken as several."""


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
    for found in _LINE.finditer(plain, start, end):
        at = found.end()
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
        if not _SHORT.search(plain, max(first, found.end() - 8), found.end()):
            yield from _cut(first, found.end())
            first = found.end()
    yield from _cut(first, end)


def _cut(start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        yield start, start + LONGEST
        start += LONGEST
    yield start, end
