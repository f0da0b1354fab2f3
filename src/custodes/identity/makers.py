"""Makers by the names we know them by: what a person means who names one."""

from functools import cache

from custodes import packs
from custodes.errors import Invalid
from custodes.identity.compare.name import read
from custodes.identity.names import makers_in


@cache
def canonical() -> dict[str, str]:
    """Every canonical name, by the same in plain letters, in alphabetical order."""
    names = sorted((row["maker"] for row in packs.table("makers")), key=str.casefold)
    return {name.casefold(): name for name in names}


def meant(text: str) -> str:
    """The canonical name of the maker that `text` names; a name that nobody lists stays as it is.

    Raises Invalid (field `value`) where it names several, none, or is perhaps one misspelt: taking that for a
    maker nobody lists would hide what is known of the real one.
    """
    if exact := canonical().get(text.casefold()):
        return exact
    reading = read(text)
    if reading.says == "one" and reading.weight > NEAR:
        return reading.makers[0]
    named = reading.makers or makers_in(text)
    if named:
        raise _refused(f"Did you mean {' or '.join(named)}? Enter one name as it is spelt there")
    if reading.says == "unknown":
        return text
    raise _refused(f"“{text}” is not the name of a maker")


NEAR = 0.85
"""Up to this weight a reading is a typing error away: `compare.name.WEIGHTS`."""


def _refused(problem: str) -> Invalid:
    return Invalid(f"{problem}.", "Enter the name of one maker.", {"value": problem})
