"""What the name on the label says: a maker, several, nothing, or a name nobody lists. Never a guess."""

from typing import Literal, NamedTuple

from custodes.identity.compare import beside, misspelt, not_answer, ownership, words
from custodes.identity.compare.lexicon import Meaning, Span, known
from custodes.identity.compare.text import tokens

Says = Literal["one", "several", "not_an_answer", "unknown", "silent"]

WEIGHTS = {
    "name": 0.98,  # the canonical or legal name, or a listed spelling of it
    "listed typo": 0.95,
    "ordinary word": 0.92,  # "Axis" with nothing beside it that speaks against the maker
    "amid other words": 0.90,  # a telling name among words we do not know
    "near miss": 0.85,  # one typing error
    "far miss": 0.75,  # two
    "doubted": 0.40,  # "possibly Dahua", "Bosch & unknown", "Wyse"
}
"""How often a name of this form is right: set by us, checked on the cases of tests/spec."""


class NameReading(NamedTuple):
    """A reading of one cell."""

    says: Says
    makers: tuple[str, ...]
    weight: float
    reason: str


COMPANY = (
    words.JOINING | words.AMONG_OTHERS | words.DOUBT | words.NOT | words.DENIAL | words.CONTRAST
    | words.NAMELESS | words.NATIONAL
)  # fmt: skip
"""Words that may stand beside an everyday word that is a maker's name."""

SILENT = NameReading("silent", (), 0.0, "")


class _Found(NamedTuple):
    span: Span
    meaning: Meaning


def read(text: str, *, near_misses: bool = True) -> NameReading:
    """Read a cell as typed. `near_misses`: whether near misses of a name count too."""
    typed = tokens(text)
    if not typed:
        return _no_answer(text, "nothing but punctuation") if text.strip() else SILENT
    spans = known().spans(typed)
    found = _makers_named(text, typed, spans)
    if found:
        found += _misspelt_beside(typed, spans) if near_misses else []
        return _named(text, typed, spans, found)
    says_no = not_answer.meaning(text) or _only_noise(typed, spans)
    if says_no:
        return _no_answer(text, says_no)
    miss = (
        misspelt.in_strange_text(typed, spans) if near_misses and not _any_ruled_out(typed, spans) else None
    )
    return _missed(text, miss) if miss else _unknown(text, typed, spans)


def _makers_named(text: str, typed: list[str], spans: list[Span]) -> list[_Found]:
    """The maker names that count: not ruled out, and everyday words only in good company."""
    found = [
        _Found(span, span.meaning)
        for span in spans
        if span.meaning and span.meaning.kind == "maker" and not _ruled_out(typed, span)
    ]
    if any(f.meaning.needs_context for f in found) and not _good_company(text, typed, spans, found):
        return [f for f in found if not f.meaning.needs_context]
    return found


def _ruled_out(typed: list[str], span: Span) -> bool:
    """Whether the name is denied ("not Axis"), an address ("Honeywell House") or of a part ("Sony chip")."""
    denied = span.start > 0 and typed[span.start - 1] in words.NOT
    return denied or (span.end < len(typed) and typed[span.end] in words.ADDRESS) or _of_a_part(typed, span)


def _of_a_part(typed: list[str], span: Span) -> bool:
    after = [word for word in typed[span.end : span.end + 2] if word != "image"]
    return bool(after) and after[0] in words.PART


def _good_company(text: str, typed: list[str], spans: list[Span], found: list[_Found]) -> bool:
    """Whether every other word is a maker, an owner of it, a supplier, a code, or noise."""
    makers = {m for f in found for m in f.meaning.makers}
    asides = beside.asides(text)
    if any(not f.meaning.needs_context for f in found):
        asides = words.LOCATION | words.RELATING
    return all(_goes_with(typed, span, makers) or typed[span.start] in asides for span in spans)


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
    listed = bool(between & (words.SEVERAL | words.CONTRAST)) or any(c in text for c in "&+")
    makers = named if listed else ownership.without_owners(named)
    if len(makers) == 2 and len(found) == 2 and beside.is_relabel_in_brackets(text, *makers):
        makers = makers[:1]
    if len(makers) > 1:
        return NameReading("several", makers, 0.9, f"“{text}” names {_and(makers)}.")
    doubt = beside.doubt(text, typed, spans, len(named))
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
    tie = f" {_and(tuple(owners))}, named with it, owns, owned or supplies it." if owners else ""
    return NameReading("one", (maker,), WEIGHTS[form], f"“{text}” names {maker}{source}.{tie}")


def _form(meaning: Meaning, spans: list[Span]) -> str:
    if meaning.needs_context:
        return "ordinary word"
    if any(span.meaning is None for span in spans):
        return "amid other words"
    return "listed typo" if meaning.form == "typo" else "name"


def _only_noise(typed: list[str], spans: list[Span]) -> str:
    for span in spans:
        if span.meaning is None and typed[span.start] not in words.SAY_NOTHING:
            return ""
        if span.meaning and span.meaning.kind != "noise":
            return ""
    return "says what kind of equipment it is, not who made it"


def _misspelt_beside(typed: list[str], spans: list[Span]) -> list[_Found]:
    return [
        _Found(span, Meaning("maker", (miss.maker,), False, "typo", ""))
        for span, miss in misspelt.beside_names(typed, spans)
        if not _ruled_out(typed, span)
    ]


def _any_ruled_out(typed: list[str], spans: list[Span]) -> bool:
    return any(_ruled_out(typed, span) for span in spans if span.meaning is None)


def _missed(text: str, miss: misspelt.Miss) -> NameReading:
    if not miss.sure:
        reason = f"“{text}” is perhaps {miss.maker} misspelt, and perhaps a name nobody lists."
        return NameReading("several", (miss.maker,), WEIGHTS["doubted"], reason)
    form = "near miss" if miss.errors <= 1 else "far miss"
    return NameReading("one", (miss.maker,), WEIGHTS[form], f"“{text}” is {miss.maker} misspelt.")


def _no_answer(text: str, says: str) -> NameReading:
    return NameReading("not_an_answer", (), 0.0, f"“{text}” is not an answer: {says}.")


def _unknown(text: str, typed: list[str], spans: list[Span]) -> NameReading:
    meanings = [s.meaning for s in spans if s.meaning]
    if words.PART.intersection(typed):
        why = "names at most who made a part inside the device, which does not say who made the device"
    elif any(_ruled_out(typed, s) for s in spans if s.meaning and s.meaning.kind == "maker"):
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
