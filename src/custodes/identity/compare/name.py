"""What the name on the label says: a maker, several, nothing, or a name nobody lists. Never a guess."""

from typing import Literal, NamedTuple

from custodes.identity.compare import not_answer, ownership, words
from custodes.identity.compare.lexicon import Meaning, Span, known
from custodes.identity.compare.text import tokens
from custodes.identity.compare.typo import sound

Says = Literal["one", "several", "not_an_answer", "unknown", "silent"]

WEIGHTS = {
    "name": 0.98,  # the canonical or legal name, or a listed spelling of it
    "listed typo": 0.95,
    "ordinary word": 0.92,  # "Axis" with nothing beside it that speaks against the maker
    "amid other words": 0.90,  # a telling name among words we do not know
    "near miss": 0.85,  # one typing error
    "far miss": 0.75,  # two, or the same only by ear
    "doubted": 0.40,  # "possibly Dahua"
}
"""How often a name of this form is right: set by us, checked on the cases of tests/spec."""


class NameReading(NamedTuple):
    """A reading of one cell."""

    says: Says
    makers: tuple[str, ...]
    weight: float
    reason: str


COMPANY = words.SEVERAL | words.AMONG_OTHERS | words.DOUBT | words.NOT
"""Words that may stand beside an everyday word that is a maker's name."""

SHORTEST_AMID = 6
"""A misspelt name among words we do not know is taken for one only if longer than this."""

SILENT = NameReading("silent", (), 0.0, "")


class _Found(NamedTuple):
    span: Span
    meaning: Meaning


def read(text: str, *, misspelt: bool = True) -> NameReading:
    """Read a cell as typed. `misspelt`: whether near misses of a name count too."""
    typed = tokens(text)
    if not typed:
        return _no_answer(text, "nothing but punctuation") if text.strip() else SILENT
    spans = known().spans(typed)
    found = _makers_named(typed, spans)
    if found:
        found += _misspelt_beside(typed, spans) if misspelt else []
        return _named(text, typed, spans, found)
    says_no = not_answer.meaning(text) or _only_noise(typed, spans)
    if says_no:
        return _no_answer(text, says_no)
    near = _near_miss(text, typed, spans) if misspelt else None
    return near or _unknown(text, typed, spans)


def _makers_named(typed: list[str], spans: list[Span]) -> list[_Found]:
    """The maker names that count: not ruled out, and everyday words only in good company."""
    found = [
        _Found(span, span.meaning)
        for span in spans
        if span.meaning and span.meaning.kind == "maker" and not _ruled_out(typed, span)
    ]
    if any(f.meaning.needs_context for f in found) and not _good_company(typed, spans, found):
        return [f for f in found if not f.meaning.needs_context]
    return found


def _ruled_out(typed: list[str], span: Span) -> bool:
    """Whether the name is denied ("not Axis") or is an address ("Honeywell House")."""
    denied = span.start > 0 and typed[span.start - 1] in words.NOT
    return denied or (span.end < len(typed) and typed[span.end] in words.ADDRESS)


def _good_company(typed: list[str], spans: list[Span], found: list[_Found]) -> bool:
    """Whether every other word is a maker, an owner of it, a supplier, a code, or noise."""
    makers = {m for f in found for m in f.meaning.makers}
    return all(_goes_with(typed, span, makers) for span in spans)


def _goes_with(typed: list[str], span: Span, makers: set[str]) -> bool:
    if span.meaning is None:
        word = typed[span.start]
        return word in COMPANY or not word.isalpha()
    if span.meaning.kind == "owner":
        owner = ownership.canonical_owner(span.meaning.makers[0])
        return any(ownership.owns(owner, maker) for maker in makers)
    return True


def _named(text: str, typed: list[str], spans: list[Span], found: list[_Found]) -> NameReading:
    found.sort(key=lambda f: f.span.start)
    named = tuple(dict.fromkeys(m for f in found for m in f.meaning.makers))
    between = set(typed[found[0].span.end : found[-1].span.start])
    listed = bool(between & words.SEVERAL) or any(c in text for c in "&+")
    makers = named if listed else ownership.without_owners(named)
    if len(makers) > 1:
        return NameReading("several", makers, 0.9, f"“{text}” names {_and(makers)}.")
    doubt = _doubt(text, typed, spans, len(named))
    if doubt:
        reason = f"“{text}” names {makers[0]}, but {doubt}."
        return NameReading("several", makers, WEIGHTS["doubted"], reason)
    return _one(text, makers[0], named, found, spans)


def _one(
    text: str, maker: str, named: tuple[str, ...], found: list[_Found], spans: list[Span]
) -> NameReading:
    best = next(f.meaning for f in found if maker in f.meaning.makers)
    form = _form(best, spans)
    source = f" ({best.source})" if best.source else ""
    owners = [name for name in named if name != maker]
    tie = f" {_and(tuple(owners))}, named with it, owns or owned it." if owners else ""
    return NameReading("one", (maker,), WEIGHTS[form], f"“{text}” names {maker}{source}.{tie}")


def _form(meaning: Meaning, spans: list[Span]) -> str:
    if meaning.needs_context:
        return "ordinary word"
    if any(span.meaning is None for span in spans):
        return "amid other words"
    return "listed typo" if meaning.form == "typo" else "name"


def _doubt(text: str, typed: list[str], spans: list[Span], names: int) -> str:
    """What speaks against taking the one name at its word; "" if nothing does."""
    said = {typed[s.start] for s in spans if s.meaning is None or s.meaning.kind == "noise"}
    if said & words.DOUBT or text.rstrip(" )").endswith("?"):
        return "says it is not certain"
    if names == 1 and said & words.FORMER:
        return "may speak of the past"
    others = [n for n, word in enumerate(typed) if word in said & words.AMONG_OTHERS]
    if names == 1 and any(not _of_products(n, typed, spans) for n in others):
        return "as one of several makers"
    return ""


def _of_products(word: int, typed: list[str], spans: list[Span]) -> bool:
    """Whether token `word` speaks of products ("various models", "various Dahua cameras"), not of makers."""
    after = [s for s in spans if s.start > word]
    if after and after[0].meaning and after[0].meaning.kind == "maker":
        after = after[1:]
    if not after:
        return False
    meaning = after[0].meaning
    return typed[after[0].start] in words.PRODUCTS or (meaning is not None and meaning.form == "product")


def _only_noise(typed: list[str], spans: list[Span]) -> str:
    for span in spans:
        if span.meaning is None and typed[span.start] not in words.CONNECTING | words.AMONG_OTHERS:
            return ""
        if span.meaning and span.meaning.kind != "noise":
            return ""
    return "says what kind of equipment it is, not who made it"


def _near_miss(text: str, typed: list[str], spans: list[Span]) -> NameReading | None:
    """A misspelt name: as all there is in the cell, or unmistakable among other words."""
    strange = [s for s in spans if s.meaning is None and not _aside(typed[s.start])]
    if not strange or any(_ruled_out(typed, span) for span in strange):
        return None
    whole = typed[strange[0].start : strange[-1].end]
    run_together = len(whole) == len(strange) <= 4 and not words.ORDINARY.issuperset(whole)
    if run_together and (hit := _nearest("".join(whole), alone=True, most=2 if len(whole) <= 2 else 1)):
        return _missed(text, *hit)
    hits = {hit for s in strange if (hit := _nearest(typed[s.start], alone=len(strange) == 1))}
    return _missed(text, *hits.pop()) if len(hits) == 1 else None


def _misspelt_beside(typed: list[str], spans: list[Span]) -> list[_Found]:
    """Misspelt names beside known ones: "Hikvision and Dahau" names two, "Cisco Meeraki" the second."""
    found = []
    strange = [s for s in spans if s.meaning is None and not _aside(typed[s.start])]
    for span in strange:
        hit = _nearest(typed[span.start], alone=len(strange) == 1)
        if hit and not _ruled_out(typed, span):
            found.append(_Found(span, Meaning("maker", (hit[0],), False, "typo", "")))
    return found


def _aside(word: str) -> bool:
    """Whether a word is a model code or glue, and so no misspelt name."""
    digits = 0 if word.isalpha() else sum(map(str.isdigit, word))
    return digits > 1 or (digits == 1 and len(word) < 6) or word in words.CONNECTING | words.SEVERAL


def _nearest(word: str, *, alone: bool, most: int = 1) -> tuple[str, int] | None:
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
    believable = any(_believable(word, n, lexicon.meanings[n[0]]) for n in near)
    return (makers.pop(), near[0][1]) if believable else None


def _believable(word: str, near: tuple[str, int], meaning: Meaning) -> bool:
    """Whether a near miss is one at all: neighbours of everyday words are mostly everyday words."""
    name, far = near
    if meaning.needs_context:
        return sound(word) == sound(name) or (len(name) >= 8 and far == 1 and meaning.form != "line")
    return meaning.form != "line" or (len(name) >= 6 and far == 1 and word[0] == name[0])


def _unmistakable(word: str, near: tuple[str, int], meaning: Meaning) -> bool:
    name, far = near
    return len(name) > SHORTEST_AMID and far == 1 and word[0] == name[0] and not meaning.needs_context


def _missed(text: str, maker: str, far: int) -> NameReading:
    form = "near miss" if far <= 1 else "far miss"
    return NameReading("one", (maker,), WEIGHTS[form], f"“{text}” is {maker} misspelt.")


def _no_answer(text: str, says: str) -> NameReading:
    return NameReading("not_an_answer", (), 0.0, f"“{text}” is not an answer: {says}.")


def _unknown(text: str, typed: list[str], spans: list[Span]) -> NameReading:
    meanings = [s.meaning for s in spans if s.meaning]
    if any(_ruled_out(typed, s) for s in spans if s.meaning and s.meaning.kind == "maker"):
        why = "names a maker only to rule it out, or as an address"
    elif ordinary := [m.makers[0] for m in meanings if m.kind == "maker"]:
        why = f"holds a word that {ordinary[0]} goes by, but beside words that give it another meaning"
    elif suppliers := [m.makers[0] for m in meanings if m.kind == "supplier"]:
        why = f"names {suppliers[0]}, which sells and installs equipment; who made it is not said"
    else:
        why = "is not a maker's name we know"
    return NameReading("unknown", (), 0.0, f"“{text}” {why}.")


def _and(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
