"""Misspelt makers' names: as all there is in a cell, beside known names, or unmistakable among other words."""

from typing import NamedTuple

from custodes.identity.compare import words
from custodes.identity.compare.lexicon import Meaning, Span, known
from custodes.identity.compare.typo import sound

SHORTEST_AMID = 6
"""A misspelt name among words we do not know is taken for one only if longer than this."""

SHORT = 5
"""Names of up to this many letters are near too many others for one error to be certain."""


class Miss(NamedTuple):
    """The one maker a word is near to, and how many typing errors off."""

    maker: str
    errors: int
    sure: bool
    """False where it is too little to go by: short names, and names that are alike only by ear."""


def in_strange_text(typed: list[str], spans: list[Span]) -> Miss | None:
    """The maker that a text without any known maker's name is meant for."""
    strange = _strange(typed, spans)
    if not strange:
        return None
    together = typed[strange[0].start : strange[-1].end]
    runs = [together, typed] if len(together) == len(strange) else [typed]
    for run in runs:
        if len(run) <= 4 and (miss := _run_together(run)):
            return miss
    misses = {miss for s in strange if (miss := _nearest(typed[s.start], alone=len(strange) == 1))}
    return misses.pop() if len(misses) == 1 else None


def _run_together(run: list[str]) -> Miss | None:
    """Words as one name: "Hik Vison", "Digital Barirers"."""
    if words.ORDINARY.issuperset(run):
        return None
    return _nearest("".join(run), alone=True, most=2 if len(run) <= 2 else 1)


def beside_names(typed: list[str], spans: list[Span]) -> list[tuple[Span, Miss]]:
    """Misspelt names beside known ones: "Hikvision and Dahau" names two, "Cisco Meeraki" the second."""
    strange = _strange(typed, spans)
    found = [(span, _nearest(typed[span.start], alone=len(strange) == 1)) for span in strange]
    return [(span, miss) for span, miss in found if miss]


def _strange(typed: list[str], spans: list[Span]) -> list[Span]:
    return [s for s in spans if s.meaning is None and not _aside(typed[s.start])]


def _aside(word: str) -> bool:
    """Whether a word is a model code or glue, and so no misspelt name."""
    digits = 0 if word.isalpha() else sum(map(str.isdigit, word))
    return digits > 1 or (digits == 1 and len(word) < 6) or word in words.GLUE


def _nearest(word: str, *, alone: bool, most: int = 1) -> Miss | None:
    """The one maker whose name `word` misspells, and by how much."""
    if word in words.ORDINARY or (not alone and len(word) < SHORTEST_AMID):
        return None
    lexicon = known()
    near = lexicon.typos.nearest(word, most)
    if not alone:
        near = tuple(n for n in near if _unmistakable(word, n, lexicon.meanings[n[0]]))
    meanings = [lexicon.meanings[name] for name, _ in near]
    makers = {maker for meaning in meanings for maker in meaning.makers}
    if len(makers) != 1 or any(meaning.kind != "maker" for meaning in meanings):
        return None
    believed = [n for n in near if _believable(lexicon.meanings[n[0]])]
    return Miss(makers.pop(), near[0][1], any(_is_sure(word, n) for n in believed)) if believed else None


def _believable(meaning: Meaning) -> bool:
    """Whether a near miss is one at all. Product lines and everyday words have too many neighbours."""
    return meaning.form != "line" and not meaning.needs_context


def _is_sure(word: str, near: tuple[str, int]) -> bool:
    """Whether both spellings are long enough to tell by, and as near in letters as in sound."""
    name, far = near
    if min(len(word), len(name)) <= SHORT:
        return False
    return far <= 1 or sound(word) != sound(name)


def _unmistakable(word: str, near: tuple[str, int], meaning: Meaning) -> bool:
    name, far = near
    return len(name) > SHORTEST_AMID and far == 1 and word[0] == name[0] and not meaning.needs_context
