"""The columns of a workbook of a return, and the texts of its cells, as they are written and as any program reads them."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping

from custodes.evidence.text import text_of
from custodes.survey.filling import State

QUESTION, HOW, ANSWER, STATE = "Question", "How to answer", "Your answer", "State"
EXEMPTION, OTHER, NOTE = "Exemption, if withheld", "If something else, what", "Note"
KEY, OF, REVISION, DIGEST = "custodes::key", "custodes::return", "custodes::revision", "custodes::digest"
SHOWN = (QUESTION, HOW, ANSWER, STATE, EXEMPTION, OTHER, NOTE)
MACHINE = (KEY, OF, REVISION, DIGEST)
"""Hidden columns, by which an answer is known again."""
FILLED_IN = (ANSWER, STATE, EXEMPTION, OTHER, NOTE)
"""What people write in."""

STATES = {
    "Answered": State.ANSWERED,
    "Not known": State.NOT_KNOWN,
    "Not held": State.NOT_HELD,
    "Withheld": State.WITHHELD,
}
SPARE = "new"
"""The revision of a question in a blank time of a repeat."""
UNREAD = "-"
"""The key of a row that is there to be read."""
MARK = "Yes"
"""What stands beside a choice that is chosen, where several can be."""
SOMETHING_ELSE = "Something else"
"""The choice that is not among those of the form."""

Cell = str | int | float | object
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")


def plain(text: str) -> str:
    """A text as it comes back from any program: without what no cell holds, its lines and ends trimmed."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return "\n".join(line.rstrip() for line in visible.splitlines()).strip()


def read_back(cell: object) -> str:
    """What will be read of a cell that was written."""
    return plain(text_of(cell))


def digest_of(cells: Mapping[str, str], marks: Mapping[str, str]) -> str:
    """Tells whether anything that belongs to an answer was changed.

    `cells`: texts by column; `marks`: what stands beside each choice that has a row, by its name.
    """
    filled = [
        sorted((name, plain(text)) for name, text in some.items() if plain(text)) for some in (cells, marks)
    ]
    return hashlib.sha256(repr(filled).encode()).hexdigest()[:16]


def same(text: str) -> str:
    """A text to compare by: as people write it, in capitals or not, with gaps or not."""
    return " ".join(plain(text).split()).casefold()
