"""A section as a row of blocks, one below the other, each drawn once for all returns in which it says the same.

A block is a tuple of everything that it shows, so that what was drawn of an equal one can be used again, and a page
can be told of those alone that have changed. The texts that somebody typed are no part of it: it is drawn with holes,
into which they are put. What differs from return to return without being seen (revisions) is around it.
"""

import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from django.template import engines
from markupsafe import Markup, escape

from custodes.survey.filling import BLANK, Given
from custodes.survey.filling.keys import Key
from custodes.web.pages.returns.fields import Base

DRAWN = 4_000
"""Blocks that are kept drawn, of about 3 kB each."""
TEXTS = Given._fields[1:]
"""What somebody typed of an answer."""
_HOLE = re.compile(f"\0({'|'.join(TEXTS)})\0")


class Choice(NamedTuple):
    """`place`: where it is ranked, 0 for nowhere. `gone`: it was chosen, and is not offered any more."""

    value: str
    label: str
    chosen: bool
    place: int = 0
    gone: bool = False


class Suggested(NamedTuple):
    """An answer that nobody has taken or refused yet. `pk`: of its proposal, 0 where the form itself suggests it."""

    pk: int
    source: str
    value: str
    because: str


class Differs(NamedTuple):
    """What a body answers otherwise."""

    body: str
    slug: str
    value: str
    look_again: str = ""


class Theirs(NamedTuple):
    """What somebody else answered meanwhile, or the same person in another window."""

    mine: str
    theirs: str
    who: str
    own: bool = False
    """Whether it is the person's own."""


class Typed(NamedTuple):
    """What was sent of a question and is not saved."""

    given: Given
    base: Base
    problem: str = ""
    theirs: Theirs | None = None


class Asked(NamedTuple):
    """A question with its answer."""

    macro: str
    id: str
    key: str
    control: str
    label: str
    hint: str
    required: bool
    given: Given
    """`with_holes`."""
    choices: tuple[Choice, ...]
    or_other: bool
    parts: tuple[str, ...]
    unit: str
    rows: int
    problem: str
    unsaved: bool
    fixed: bool
    """Whether the form lets nobody change it."""
    source: str = ""
    look_again: str = ""
    suggested: tuple[Suggested, ...] = ()
    differs: tuple[Differs, ...] = ()
    several: bool = False
    theirs: Theirs | None = None
    alone: bool = False
    """Whether it stands on a page of its own."""


class Told(NamedTuple):
    """A text, or the heading of a group or of one time of a repeat. `remove`: what takes that time out."""

    macro: str
    id: str
    text: str
    hint: str = ""
    level: int = 2
    remove: str = ""


class More(NamedTuple):
    """The end of a repeat. `times`: those that there are. `back`: times that were taken out, with answers."""

    macro: str
    id: str
    key: str
    text: str
    times: str
    next: str
    back: tuple[tuple[str, str], ...] = ()


class NotCounted(NamedTuple):
    """What was answered and no longer applies."""

    macro: str
    id: str
    answers: tuple[tuple[str, str], ...]


Block = Asked | Told | More | NotCounted


class Drawn(NamedTuple):
    """A block as HTML. `pieces`: every second one is the name of a text of the answer that belongs there."""

    pieces: tuple[str, ...]
    mark: str


class Placed(NamedTuple):
    """A block on its page. `mark`: changes with what it shows."""

    id: str
    key: str
    mark: str
    drawn: Drawn
    texts: Given
    base: Callable[[], Base] | None
    """What has to be sent along, None for nothing."""
    unsaved: bool

    @property
    def html(self) -> Markup:
        """With what has to be sent along."""
        pieces = list(self.drawn.pieces)
        pieces[1::2] = [escape(getattr(self.texts, name)) for name in pieces[1::2]]
        kind = f' custodes-block--asked" data-key="{escape(self.key)}' if self.base else ""
        sent = f'<input type="hidden" name="b.{escape(self.key)}" value="{self.base()}">' if self.base else ""
        flag = " data-unsaved" if self.unsaved else ""
        around = f'<div class="custodes-block{kind}" id="b-{self.id}" data-block="{self.id}" data-mark="{self.mark}"{flag}>'
        return Markup("".join((around, sent, *pieces, "</div>")))


def id_of(key: Key) -> str:
    """As ids of elements and ends of addresses can be: no name of a question has a colon."""
    return ":".join((key.name, *map(str, key.times)))


def placed(
    block: Block, base: Callable[[], Base] | None, texts: Given = BLANK, unsaved: bool = False
) -> Placed:
    """A block with the texts of the answer that it shows, and with what has to be sent along."""
    drawn = _drawn(block)
    key = block.key if isinstance(block, Asked | More) else ""
    mark = _digest("\0".join((drawn.mark, *texts[1:]))) if any(texts[1:]) else drawn.mark
    return Placed(block.id, key, mark, drawn, texts, base, unsaved)


def with_holes(given: Given) -> Given:
    """An answer with a hole in place of each text that it has. No text of a form or a page has a NUL."""
    return Given(given.state, *(text and f"\0{name}\0" for name, text in zip(TEXTS, given[1:], strict=True)))


@lru_cache(maxsize=DRAWN)
def _drawn(block: Block) -> Drawn:
    pieces = engines["jinja2"].env.get_template("returns/blocks.html").module  # type: ignore[attr-defined]
    html = str(getattr(pieces, block.macro)(block)).strip()
    return Drawn(tuple(_HOLE.split(html)), _digest(html))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()
