"""What stands in the column `type`: "text", "select_one yes_no or_other", "begin_group"."""

from typing import NamedTuple

from custodes.survey.vocabulary import Kind, begins_and_ends, kinds, nearest, plain, spelt

_FROM_LISTS = frozenset(("select_one", "select_multiple", "rank"))
_NAMES_A_SOURCE = frozenset(
    ("select_one_from_file", "select_multiple_from_file", "select_one_external", "osm")
)
_OTHER = ("or specify other", "or other")


class Type(NamedTuple):
    """A type that was understood: a kind of question, or the begin or end of a group."""

    kind: Kind | None
    list_name: str = ""
    or_other: bool = False
    verb: str = ""
    """ "begin" or "end", with `group` "group" or "repeat"."""
    group: str = ""

    @property
    def from_list(self) -> bool:
        """Whether answers are chosen from a list of the sheet `choices`."""
        return self.kind is not None and self.kind.name in _FROM_LISTS


def understand(text: str) -> Type | None:
    """The type, or None for one that neither XLSForm nor we know."""
    words = text.split()
    if found := begins_and_ends().get(plain(text)):
        return Type(None, verb=found[0], group=found[1])
    for taken in range(len(words), 0, -1):
        kind = kinds().get(plain(" ".join(words[:taken])))
        if kind:
            return _with_rest(kind, " ".join(words[taken:]))
    return None


def _with_rest(kind: Kind, rest: str) -> Type | None:
    """A kind and what follows it: a list, and whether something else may be written."""
    if kind.name in _NAMES_A_SOURCE:
        return Type(kind)
    if kind.name not in _FROM_LISTS:
        return None if rest else Type(kind)
    other = next((tail for tail in _OTHER if plain(rest).endswith(" " + tail)), "")
    return Type(kind, rest[: -len(other)].strip() if other else rest, bool(other))


def meant(text: str) -> str:
    """The known type that is nearest to one that is not known, as people write it, or ""."""
    words = text.split()
    known = [kind.spellings[0] for kind in kinds().values()]
    known += [begin for begin in begins_and_ends() if begin.endswith((" group", " repeat"))]
    for taken in (len(words) - 1, len(words), 1, 2):  # the last word may be the name of a list
        if found := nearest(plain(" ".join(words[:taken])), known):
            return spelt(found)
    return ""
