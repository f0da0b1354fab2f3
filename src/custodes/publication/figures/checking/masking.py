"""What has digits and is no figure: dates, sections, money, telephones, versions. It is blanked before reading."""

import re

from custodes.publication.figures.checking.number_words import SPELT

_MONTH = (
    r"(?-i:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_NUMBER = r"\d[\d,]{0,20}(?:\.\d{1,9})?"
_MEASURES = (
    r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|fortnights?|months?|years?|decades?|am|pm|noon|midnight|o.clock|km|kilometres?"
    r"|miles?|metres?|mm|cm|mph|kg|[kmgt]b|[kmg]bps|megapixels?|fps|volts?|pages?|times|words|pence|points?|years?.old)\b"
)
_REFERENCES = (
    r"(?:sections?|ss?\.|articles?|art\.|paragraphs?|paras?\.?|chapters?|parts?|schedules?|clauses?|principles?|pages?|pp?\."
    r"|tables?|figures?|fig\.|annex(?:es)?|appendix|questions?|q\.?|versions?|v\.?|editions?|volumes?|vol\.|issues?|waves?"
    r"|regulations?|rules?|orders?|notes?|footnotes?|steps?|stages?|phases?|tiers?|levels?|class|(?-i:Nos?\.)|nr\.?"
    r"|number|rfc|build|event|return|submission|item|ref(?:erence)?\.?:?|line|row|act|room|floor|flat|box|day|week|quarter|band|channel|model|port|cve|iso|bs|en)"
)

_PATTERNS = [
    r"\b(?:https?://|www\.)\S{1,2000}",
    r"(?<![\w.+-])[\w.+-]{1,64}@\S{1,200}",
    r"\]\([^)\s]*\)",  # where a link in Markdown leads
    r"\[\d{1,3}\]|\[\^\w+\]|(?<=[a-z.,;])[¹²³⁴-⁹]+",  # marks of footnotes
    r"\bcve-\d{4}-\d+\b",
    r"(?:£|\$|€|\bgbp|\busd|\baud|\beur)\s?" + _NUMBER + r"(?:\s?(?:k|m|bn|thousand|million|billion)\b)?",
    _NUMBER + r"\s?(?:pounds?|dollars?|euros?|pence|gbp|usd)\b",
    r"\b" + _NUMBER + r"\s?(?:million|billion|bn|thousand|hundred)\b",
    r"\b(?:half\s+an?|several|(?:a\s+)?few)\s+(?:million|billion|thousand|hundred|dozen)\b",
    r"\b(?:" + SPELT + r"|an?)\s+(?:million|billion|dozen)\b",
    r"\b\d{4}-\d{2}-\d{2}(?:t[\d:.]+z?)?\b",
    r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b",
    r"\b\d{1,2}(?:st|nd|rd|th)?(?:\s?(?:-|–|to|and)\s?\d{1,2}(?:st|nd|rd|th)?)?\s+(?:of\s+)?"
    + _MONTH
    + r",?(?:\s+\d{4}\b)?",
    r"\b" + _MONTH + r"\s+\d{1,2}(?:(?:st|nd|rd|th)\b|(?=[,.;)])|(?=,?\s+\d{4}\b))(?:,?\s+\d{4}\b)?",
    r"\b"
    + _MONTH
    + r",?\s+(?:19|20)\d{2}\b|(?:(?<=\bin\s)|(?<=\bsince\s)|(?<=\bduring\s)|(?<=\buntil\s))(?:19|20)\d{2}\b(?!\s?%|\s+of\s+the\b)",
    r"\b(?:19|20)\d{2}\s?[/–-]\s?(?:(?:19|20)\d{2}|\d{2})\b",
    r"(?<![\d,./])(?:19|20)\d{2}s?\b(?!\s?(?:%|per\s?cent|percent|of\b|out\s+of\b|[a-z]+\s+(?:answered|responded|replied)))",
    r"\b\d{1,2}:\d{2}(?::\d{2})?\b|\b\d{1,2}\.\d{2}\s?(?:am|pm)\b|\b\d{1,2}/0\d\b",
    r"\b24/7\b",
    r"(?:\+\d|\b0\d{2,5})[\d ()-]{6,20}\d",  # telephones
    r"\b(?:0800|0300|0845)\s?\d{3}\s?\d{3,4}\b",
    r"\bv?\d+\.\d+(?:\.\d+){1,9}(?:/\d+)?\b",  # versions, addresses of networks
    r"\b"
    + _REFERENCES
    + r"\s?\d+(?:\.\d+)*(?:\(\w+\))*(?:\s?(?:-|–|,|and|or|to)\s?\d+(?:\.\d+)*(?:\(\w+\))*)*\b(?!\s?%)",
    r"\bact\s+\d{4}",
    r"\b\d+(?:\.\d+)?\s?(?:%|per\s?cent|percent|percentage)[ -]points?",
    r"\b(?:rose|risen|rises?|fell|fallen|falls?|grew|grown|increas\w+|decreas\w+|declin\w+|reduc\w+|dropp\w+|up|down)\s+"
    r"(?:by|of)?\s*(?:about|around|over|nearly)?\s*\d+(?:\.\d+)?\s?(?:%|per\s?cent|percent)",
    r"\b(?:"
    + _NUMBER
    + r"|"
    + SPELT
    + r")(?:\s?(?:-|–|to|or|and)\s?(?:\d+|"
    + SPELT
    + r"))?[\s-](?:\w+\s)?"
    + _MEASURES,
    r"\b\d+(?:k[mg]|mm|cm|[kmgt]b|mp|fps|am|pm)\b",
    r"\b(?:under|over)[- ]\d+s\b|\b(?:aged?|ages|the)\s+\d{1,3}(?:\s?(?:-|–|to)\s?\d{1,3}\b|\s?\+|\s+(?:and|or)\s+(?:over|under))",
    r"(?:±|\+/-)\s?"
    + _NUMBER
    + r"(?:\s?%)?|\b\d+(?:\.\d+)?\s?(?:%|per\s?cent)\s+(?:confidence|ci\b|credible)",
    r"\d{13,}",
]
_PATTERN = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)
_MARKS = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>|\*\*|`|\u00ad|\u200b|__")


_ITEM = re.compile(r"^([ \t]*#*[ \t]*)(\d{1,3}(?:\.\d+)*)([.)]|(?=[ \t]))(?=[ \t])", re.MULTILINE)
"""A number at the beginning of a line: of a heading, of an item of a list, or a figure."""


def masked(text: str) -> str:
    """The text, as long as it was, with what is no figure blanked by `¤`, and marks of Markdown and HTML by blanks."""
    plain = text.translate(_SPACES)
    plain = _MARKS.sub(lambda found: " " * len(found[0]), plain)
    return _PATTERN.sub(lambda found: re.sub(r"[^\n]", "¤", found[0]), _without_items(plain))


_SPACES = str.maketrans('\u00a0\u202f\u2009\u2007\u2011"“”„«»', "    -      ")
"""Spaces of other widths and quotation marks, which tell nothing here."""


def _without_items(text: str) -> str:
    """Without the numbers of headings, and of items that follow one another: 1. 2. 3."""
    last = ""

    def blank(found: re.Match[str]) -> str:
        nonlocal last
        indent, number, mark = found.groups()
        if not ("#" in indent or "." in number or (mark and number in ("1", last))):
            return found[0]
        last = str(int(number) + 1) if number.isdecimal() else last
        return indent + "¤" * len(number + mark)

    return _ITEM.sub(blank, text)
