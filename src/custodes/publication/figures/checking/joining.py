"""Which numbers of a sentence belong together, by what stands between them."""

import re
from collections.abc import Mapping

from custodes.publication.figures.checking.quantities import Hedge, Kind, Quantity

LONGEST = 140
"""Signs between two numbers that belong together."""
_ARTICLES = r"(?:(?:the|these|those|our|all|its|their|a|an|total|overall|of|possible|some)\s+){0,4}"
_RESPONDENTS = (
    r"(?:returns?|respon\w+|repl(?:y|ies)|forces?|bod(?:y|ies)|councils?|authorit\w+|organi[sz]ations?|agenc\w+|trusts?"
    r"|schools?|colleges?|universit\w+|departments?|boroughs?|cities|states)"
)
_OF = re.compile(
    rf"[)\]]?\s+of\s+{_ARTICLES}$"
    rf"|[)\]]?(?:\s+\w[\w’'-]*){{0,3}}\s*\(?\s*out\s+of\s+{_ARTICLES}$"
    rf"|[)\]]?(?:\s+\w[\w’'-]*){{1,3}}\s+of\s+(?=the|those|these|our|all|them|a\b){_ARTICLES}$"
    rf"|(?:\s+\w[\w’'-]*){{0,3}}\s*\(\s*of\s+{_ARTICLES}$"
    r"|\s?/\s?$",
    re.IGNORECASE,
)
"""39 of the 47; 39 returns of 47; 39 forces out of 47; 39 forces (of 47); 39/47. Not "six members of 12 forces"."""
_FOR = re.compile(rf"\s+(?:returns?|respon\w+|repl(?:y|ies))\s+(?:for|from)\s+{_ARTICLES}$", re.IGNORECASE)
_RETURNS_OF = re.compile(rf"\s+{_RESPONDENTS}\s+of\s+{_ARTICLES}$", re.IGNORECASE)
"""39 returns for 47 bodies, 39 returns of 47; not "39 returns from 5 regions", "500 returns of 119 questions"."""
_LINK = (
    r"(?:or|i\.e\.,?|that\s+is,?|this\s+is|which\s+is|equal\s+to|equals|equivalent\s+to|being|representing|making|giving"
    r"|amounting\s+to|equating\s+to|corresponding\s+to|just|some|namely"
    r"|(?:(?:a|an|the)\s+)?(?:\w+\s+){0,2}(?:rate|share|proportion|percentage)(?:\s+of)?)"
)
_TO_PERCENT = re.compile(
    rf"\s*[(\[]?\s*(?:=|:|,|–|—|-|→|{_LINK})?\s*$"
    r"|[^.;:|()\[\]]*[(\[]\s*(?:or|i\.e\.|=)?\s*$"
    rf"|[^;|()\[\]]*[,–—:(-]\s*{_LINK}\s*(?:of\s+)?$"
    r"|(?:\s+\w+){0,4}\s+(?:is|are|was|were|represents?(?:ed)?|equates?\s+to|amounts?\s+to|accounts?\s+for|makes?\s+up)\s*$"
    r"|\s*[|\t]\s*$|,$",
    re.IGNORECASE,
)
"""39 of 47 (83%); 12 forces with foreign cameras (33%); ..., a response rate of 83%; 12 are 33%; 12 | 33%."""
_NEXT_TO = re.compile(r"(?:\s+\w+){0,2}\s*,\s*$")
_CLAUSE_ENDS = re.compile(r"\s*(?:[.,;:)\]|]|$|\n)")
_TO_NUMBER = re.compile(
    r"\s*[(\[]\s*(?:n\s?=\s?|or\s+|i\.e\.\s*)?$|\s*[=:]\s*$|\s+or\s+$|,\s*(?:or|i\.e\.,?|that\s+is,?)\s+$|\s+$"
    r"|[^.;:|()\[\]]{0,60}[(\[]\s*(?:n\s?=\s?)?$",
    re.IGNORECASE,
)
"""33% (12); 91% = 43; two thirds of councils (24)."""
_IN_BRACKETS = re.compile(r"[^.;:|()\[\]\d]{0,60}[(\[]\s*")
"""Just over half (51%) of residents."""
_IN_OTHER_WORDS = re.compile(r"\s*[)\]]?,\s*(?:or|i\.e\.|that\s+is,?|just|only)?\s*")
"""9 of 39 (23%), fewer than one in four, publish it."""
_APPOSED = re.compile(r"[^.;:|()\[\]\d¤]{0,60},\s*$")
_APPOSED_ENDS = re.compile(
    rf"(?:\s+(?:out\s+)?of\s+{_ARTICLES}\d[\d,]*)?\s*(?:[,.;)–—](?!\d)|in\s+(?:all|total)\b|altogether\b|$)"
)
"""More than half of the 39, 18, use them; two thirds, 26 in all; a majority, 24 of 39, object."""
_CELL = re.compile(r"\s*[|\t]\s*$|,$")
_CELL_OF_PERCENT = re.compile(r"\s*[|\t,]\s*[\d.]+\s?%")
_BASE = re.compile(
    rf"(?:\A|[,;:(–—.¤]|\b(?:and|but|that|said|found|showed?))[\s*•#¤)-]*(?:out\s+)?of\s+{_ARTICLES}$"
    rf"|\b(?:base|n)\s*[:=]\s*$|\bamong\s+{_ARTICLES}$",
    re.IGNORECASE,
)
"""Of the 36 forces, ...; ..., of 36; n = 36."""
_WITHIN = re.compile(
    r"\b(?:of\s+(?:which|whom|these|those|them)|among\s+(?:which|whom|these|those|them)|including)\b[^.;|]{0,60}$",
    re.IGNORECASE,
)
_OF_THESE = re.compile(r"\s*[)\]]?\s*of\s+(?:these|those|them|whom|which)\b", re.IGNORECASE)


NEAREST = 4
"""So many words stand at most between a count and a bracket about some of it."""


def role_of_first(first: Quantity) -> str:
    """As what a number that begins a claim belongs to it."""
    return "number" if first.kind is Kind.COUNT else "percent"


def joins(have: Mapping[str, Quantity], following: Quantity, glue: str, after: str) -> str | None:
    """As what the next number belongs to a claim: number, of, percent; None where it does not.

    `have`: what the claim has. `glue`: what stands between; `after`: what stands behind the next number.
    """
    if len(glue) > LONGEST:
        return None
    if following.kind is Kind.COUNT:
        return _joins_as_count(have, following, glue, after)
    if "percent" in have:
        if following.kind is Kind.SHARE and _IN_OTHER_WORDS.fullmatch(glue) and _CLAUSE_ENDS.match(after):
            return "words"
        in_words = have["percent"].kind is Kind.SHARE and following.kind is Kind.PERCENT
        return "exactly" if in_words and "exactly" not in have and _IN_BRACKETS.fullmatch(glue) else None
    beside = _NEXT_TO.match(glue) and _CLAUSE_ENDS.match(after)
    return "percent" if beside or _TO_PERCENT.match(glue) else None


def _joins_as_count(have: Mapping[str, Quantity], following: Quantity, glue: str, after: str) -> str | None:
    number = have.get("number")
    more = number is not None and number.value <= following.value
    joined = _FOR.match(glue) or _RETURNS_OF.match(glue) if more else None
    if "of" not in have and (joined or _OF.match(glue)) and _is_whole(have, following):
        return "of"
    if "number" not in have:
        apposed = _APPOSED.match(glue) and _APPOSED_ENDS.match(after)
        return "number" if apposed or _TO_NUMBER.match(glue) else None
    if have.keys() == {"number"} and _CELL.match(glue) and have["number"].value <= following.value:
        return "of" if _CELL_OF_PERCENT.match(after) else None
    return None


def _is_whole(have: Mapping[str, Quantity], following: Quantity) -> bool:
    """Whether a number can be what others are of: not the one of "11 of one maker"."""
    number = have.get("number")
    in_passing = following.in_words and (following.value <= 1 or (number and following.value < number.value))
    whole = following.hedge in (Hedge.EXACT, Hedge.ABOUT) and following.value == following.to
    return whole and not in_passing


def is_base(first: Quantity, before: str, *, begins: bool) -> bool:
    """Whether a number by itself says what all of a sentence is of. `begins`: it is the first of the sentence."""
    return (
        first.kind is Kind.COUNT
        and first.value > 1
        and first.hedge is Hedge.EXACT
        and (begins or not (_OF.match(before) or _WITHIN.search(before)))
        and bool(_BASE.search(before))
    )


def is_pronoun(one: Quantity, before: str) -> bool:
    """Whether a "one" counts nothing: "of one maker", "the one that"."""
    return one.kind is Kind.COUNT and one.in_words and one.value == 1 and bool(_NO_COUNT.search(before))


_NO_COUNT = re.compile(
    r"\b(?:of|at|in|for|by|from|to|with|the|this|that|no|any|each|every|another|which|as|on|than)\s+$",
    re.IGNORECASE,
)


_EACH_HAS = re.compile(
    r"\s+(?:\w+\s+){0,2}(?:had|have|has|having|with|holds?|held|owns?|owned|operates?d?|uses?d?|runs?|reported|named?)\s+"
    r"(?:(?:only|just|exactly|the)\s+)?$",
    re.IGNORECASE,
)


def is_each(one: Quantity, before: str) -> bool:
    """Whether a number says how many each of those has that the number before it counts: "13 had one, 6 two"."""
    return one.kind is Kind.COUNT and bool(_EACH_HAS.match(before) or (one.in_words and before.isspace()))


def is_among(before: str, behind: str) -> bool:
    """Whether a claim is about some of those before it: "of which 11", "11 of these"; not "lines of it (11 of them)"."""
    of_words = before.rstrip().endswith("(") and len(before.split()) > NEAREST
    return bool(_WITHIN.search(before) or (_OF_THESE.match(behind) and not of_words))
