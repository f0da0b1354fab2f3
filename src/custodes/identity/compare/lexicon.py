"""Every word and name the packs know, by key, and the longest ones found in a piece of text."""

from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from custodes import packs
from custodes.identity.compare.text import key, tokens
from custodes.identity.compare.typo import Neighbours
from custodes.identity.compare.words import ORDINARY

MOST_TOKENS = 8
"""Names are looked for in runs of up to this many tokens: "A C T i" has four, 海康威视 too."""

_START = 4
"""No name is looked for where none begins with the same letters."""

Kind = Literal["maker", "supplier", "owner", "noise"]


class Meaning(NamedTuple):
    """What one known word or name stands for."""

    kind: Kind
    makers: tuple[str, ...]
    """Canonical makers for a maker's name; the owner's or supplier's name for those; () for noise."""
    needs_context: bool
    """An ordinary word too ("Ring", "Axis"): a maker only where nothing else in the text gainsays it."""
    form: str
    """The alias kind of the pack ("legal", "typo", ...), or the noise kind."""
    source: str
    words: int = 1
    """How many tokens the name has as listed. Found over more of them, it was typed with spaces in it."""


class Span(NamedTuple):
    """Tokens `start` to `end` (excluded) of a text, and what they mean; None: nothing known."""

    start: int
    end: int
    meaning: Meaning | None


class Lexicon:
    """Names to meanings. Where a key is several things, a maker's name outranks the rest."""

    def __init__(self, meanings: dict[str, Meaning]) -> None:
        self.meanings = meanings
        self._begun = {name[:_START] for name in meanings}
        self._typos: Neighbours | None = None

    @property
    def typos(self) -> Neighbours:
        """All that is known, for near misses, but for listed typing errors: those are near misses already.

        Words that are no makers' are among them as rivals: "SSecurity" is nearer to one of those. Built
        when first needed.
        """
        if self._typos is None:
            self._typos = Neighbours(k for k, m in self.meanings.items() if m.form != "typo")
        return self._typos

    def spans(self, words: list[str]) -> list[Span]:
        """`words` cut into known names, longest first from the left, and single unknown words."""
        found, at = [], 0
        while at < len(words):
            span = self._longest(words, at)
            found.append(span)
            at = span.end
        return found

    def _longest(self, words: list[str], at: int) -> Span:
        run, best = "", None
        for end in range(at + 1, min(len(words), at + MOST_TOKENS) + 1):
            run += words[end - 1]
            if len(run) >= _START and run[:_START] not in self._begun:
                break
            meaning = self.meanings.get(run)
            if meaning and (end - at <= meaning.words or _may_be_spaced(meaning, words, at, end)):
                best = Span(at, end, meaning)
        return best or Span(at, at + 1, self._compound(words[at]))

    def _compound(self, word: str) -> Meaning | None:
        """A maker's name written together with a noise word: "hikvisioncameras", "eufycam"."""
        if len(word) < 7 or word[:_START] not in self._begun or not word.isalpha() or word in ORDINARY:
            return None
        for cut in range(len(word) - 2, 3, -1):
            name = self.meanings.get(word[:cut])
            if name and name.kind == "maker" and self._is_noise(word[cut:]):
                return name if cut >= 6 or len(word) - cut >= 3 else None
        return None

    def _is_noise(self, word: str) -> bool:
        meaning = self.meanings.get(word)
        return meaning is not None and meaning.kind == "noise"


def _may_be_spaced(meaning: Meaning, words: list[str], at: int, end: int) -> bool:
    """Whether a name may be typed with spaces in it: "Hik vision". Short ones only as the whole cell:
    in "key point" there is no "Keypo"."""
    if meaning.kind != "maker":
        return False
    if ORDINARY.issuperset(words[at:end]) and end - at < len(words):
        return False  # "honey well lane"
    return end - at == len(words) or (not meaning.needs_context and sum(map(len, words[at:end])) > 4)


@cache
def known() -> Lexicon:
    """The lexicon of the packs that ship."""
    meanings: dict[str, Meaning] = {}
    for name, meaning in _facts():
        earlier = meanings.get(name)
        if not name:
            continue
        if earlier is None:
            meanings[name] = meaning
        elif earlier.kind == meaning.kind == "maker":
            meanings[name] = _both(earlier, meaning)
    return Lexicon(meanings)


def _both(earlier: Meaning, later: Meaning) -> Meaning:
    makers = dict.fromkeys((*earlier.makers, *later.makers))
    return earlier._replace(makers=tuple(makers), needs_context=earlier.needs_context or later.needs_context)


def _facts() -> Iterator[tuple[str, Meaning]]:
    """Everything the packs name, most telling first."""
    for row in packs.table("aliases"):
        context = row["needs_context"] == "yes"
        yield _entry(row["alias"], "maker", row["maker"], row["kind"], row["source"], context)
    listed = {key(row["alias"]) for row in packs.table("aliases")}
    for row in packs.table("makers"):
        for column, form in (("maker", "name"), ("legal_name", "legal")):
            if key(row[column]) not in listed:
                yield _entry(row[column], "maker", row["maker"], form, row["source"])
    for row in packs.table("suppliers"):
        for name in (row["supplier"], *row["aliases"].split(";")):
            yield _entry(name, "supplier", row["supplier"], "supplier", row["source"])
    for row in packs.table("noise_words"):
        yield _entry(row["word"], "noise", "", row["kind"], "")
    for row in packs.table("ownership"):
        for name in _owner_names(row["owner"]):
            yield _entry(name, "owner", row["owner"], "owner", row["source"])


def _entry(
    name: str, kind: Kind, stands_for: str, form: str, source: str, needs_context: bool = False
) -> tuple[str, Meaning]:
    words = tokens(name)
    needs_context = needs_context or (kind == "maker" and "".join(words) in ORDINARY)
    makers = (stands_for,) if stands_for else ()
    return "".join(words), Meaning(kind, makers, needs_context, form, source, len(words))


def _owner_names(owner: str) -> set[str]:
    """An owner by its full name, and by its first word if that is long enough to tell it by."""
    words = tokens(owner)
    return {" ".join(words)} | ({words[0]} if words and len(words[0]) >= 5 else set())
