"""A section as a row of blocks, one below the other, each drawn once for all returns in which it says the same.

A block is a tuple of everything that it shows, so that what was drawn of an equal one can be used again, and a page
can be told of those alone that have changed. What differs from return to return without being seen (revisions) is
around it.
"""

import hashlib
from functools import lru_cache
from typing import NamedTuple

from django.template import engines
from markupsafe import Markup, escape

from custodes.survey.filling import Given
from custodes.survey.filling.keys import Key
from custodes.web.pages.returns.fields import Base

DRAWN = 4_000
"""Blocks that are kept drawn, of about 3 kB each."""


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


class Theirs(NamedTuple):
    """What somebody else answered meanwhile."""

    mine: str
    theirs: str
    who: str


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


class Placed(NamedTuple):
    """A block on its page. `mark`: changes with what it shows."""

    id: str
    key: str
    mark: str
    html: Markup


def id_of(key: Key) -> str:
    """As ids of elements and ends of addresses can be: no name of a question has a colon."""
    return ":".join((key.name, *map(str, key.times)))


def placed(block: Block, base: Base | None, unsaved: bool = False) -> Placed:
    """A block with what it has to send along."""
    html, mark = _drawn(block)
    key = block.key if isinstance(block, Asked | More) else ""
    kind = f' custodes-block--asked" data-key="{escape(key)}' if base else ""
    sent = f'<input type="hidden" name="b.{escape(key)}" value="{base}">' if base else ""
    flag = " data-unsaved" if unsaved else ""
    around = f'<div class="custodes-block{kind}" id="b-{block.id}" data-block="{block.id}" data-mark="{mark}"{flag}>'
    return Placed(block.id, key, mark, Markup(f"{around}{sent}{html}</div>"))


@lru_cache(maxsize=DRAWN)
def _drawn(block: Block) -> tuple[Markup, str]:
    pieces = engines["jinja2"].env.get_template("returns/blocks.html").module  # type: ignore[attr-defined]
    html = Markup(str(getattr(pieces, block.macro)(block)).strip())
    return html, hashlib.blake2b(html.encode("utf-8", "replace"), digest_size=6).hexdigest()
