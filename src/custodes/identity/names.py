"""Which makers a piece of prose names: a watchlist entry, a registrant, a sentence of an advisory."""

from functools import lru_cache

from custodes.identity.compare.lexicon import Span, known
from custodes.identity.compare.text import tokens


@lru_cache(maxsize=1 << 16)
def makers_in(text: str) -> tuple[str, ...]:
    """Every canonical maker that `text` names, in the order of naming. No misspelt ones.

    An everyday word that is also a maker's ("Ring") counts only where a word that companies wear stands
    beside it ("Ring LLC"), or where it is all there is.
    """
    words = tokens(text)
    spans = known().spans(words)
    found: dict[str, None] = {}
    for n, span in enumerate(spans):
        if span.meaning and span.meaning.kind == "maker" and _is_meant(spans, n):
            found.update(dict.fromkeys(span.meaning.makers))
    return tuple(found)


def _is_meant(spans: list[Span], n: int) -> bool:
    meaning = spans[n].meaning
    if meaning is None or meaning.form == "typo":
        return False
    if not meaning.needs_context or len(spans) == 1:
        return True
    after = spans[n + 1].meaning if n + 1 < len(spans) else None
    return after is not None and after.form == "legal"
