"""What every scheme does first: case, blanks, words like "Firmware", model names in front, notes behind.

A cell that says anything else (a denial, a plan, a second version) is left whole, so that no scheme fits it: every
scheme must fit all of what is left, and reads nothing that merely ends in a version.
"""

import re
import unicodedata

NOT_VERSIONS = frozenset(
    """-|--|---|*|?|??|.|/|v|ver|version|n/a|na|n.a.|n\\a|nil|none|null|nan|unknown|unkown|not known|dont know|don't know
    not recorded|not held|not available|not applicable|tbc|tba|tbd|to be confirmed|various|see installer|see below
    latest|current|newest|latest version|latest firmware|up to date|up-to-date|uptodate|all|any|all versions
    default|firmware|yes|no|#n/a|#ref!|#value!|x|xx""".replace("\n    ", "|").split("|")
)  # fmt: skip

_NOTE = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$")
_HARMLESS_NOTE = re.compile(
    r"(?:the )?latest|(?:the )?current|confirmed|verified|stable|official|up to date"
    r"|as (?:of|at|on) \d[\d ./-]*|eu|uk|gb|us|usa|int|international|en|eng|english|multi-?language|pal|ntsc"
    r"|dome|bullet|turret|ptz|indoor|outdoor|lens|fixed(?: lens)?|varifocal|\d{1,2}(?:\.\d)? ?mm(?: lens)?"
)
"""A note in brackets is dropped only where it is one of these: any other may deny the version it follows."""
_TRAILING = re.compile(r"[\s,;-]+(?:latest|current|up to date|confirmed)$")
_LEADING = re.compile(
    r"(?:(?:axis os|firmware|fw|f/w|software|sw|s/w|version|vers?|release|main)(?![a-z])[\s.:_=#-]*)+(?=\w)"
)
_V = re.compile(r"v[\s.:_-]*(?=\d)")
_VERSION_STARTS = re.compile(r"(?:^|[\s_,:;=])(?:v(?:er(?:sion)?)?[\s.:_]*)?(?=\d+\.\d)")
_OTHER_THING = re.compile(
    r"\b(?:hw|h/w|hardware|rev|revision|boot|bootloader|kernel|onvif|plugin|web|app|protocol|build|date|bld|below|"
    r"before|older|than|less|since|pre|above|after|newer|over|under|not|no|from|to|until|till|was|upgraded|"
    r"updated|prior|or|and|between|min|minimum|needs?|requires?|should|except|isapi|sdk|encoding|ptz)\b|[<>≤≥~=&]"
)
_REMARK = re.compile(
    r"\b(?:not?|never|below|above|before|after|since|until|till|to be|upgrad\w*|updated|updating|planned|pending|"
    r"target|due|checked|was|or|and|previously|min|max|minimum|maximum|at least|up to|some|approx|about|older|"
    r"newer|less|than|over|under|from|prior|except|should|needs?|requires?)\b|[<>≤≥~≈]"
)
_HARMLESS = frozenset(
    {"firmware", "fw", "f/w", "software", "sw", "s/w", "version", "ver", "ver.", "v", "release", "os"}
)
_ANOTHER = re.compile(r"(?!cpp).*\d\.\d.*|\d{6,}|.*20\d\d[-/]\d.*|\d+[/-]\d+[/-]\d+")
"""In front of a version, a word that is itself a version or a date."""
_SECOND_VERSION = re.compile(
    r"\d[\s_,;:/|&+-]+(?:[a-z]+[\s_.:-]*)*(?!20\d\d\.\d{1,2}\.\d{1,2}(?![\d.]))\d+\.\d"
)
_BY_HAND = re.compile(
    r"(?<![\d.])(?:20\d\d[-/]\d{1,2}(?:[-/]\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.]20\d\d)(?!\d)|^\d\d-\d\d-\d\d$"
)
_BUILD_DATE = re.compile(r"\b(?:build|bld)(?:[\s_-]*date)?[\s:._-]*$|\dbuild[\s:._-]*$")
_DOTTED_DATE = re.compile(r"20\d\d[._]\d{1,2}[._]\d{1,2}")
_UPDATED = re.compile(r"\bupdate[\s:._-]*\d{6}")


def holds_a_second_version(plain: str) -> bool:
    """Whether tidy text goes on with another number between dots: '2.10 - 1.04', '11.11.6-9.80.1'."""
    return bool(_SECOND_VERSION.search(plain))


def dated_by_hand(plain: str, dates_its_builds: bool) -> bool:
    """Whether tidy text holds a date that may be when somebody looked or updated: one with separators, no "build".

    A maker that dates its builds writes them without separators; for others 2018.10.17 may be a version.
    """
    if dates_its_builds and _DOTTED_DATE.fullmatch(plain):
        return True
    found = _BY_HAND.search(plain)
    return bool(_UPDATED.search(plain) or (found and not _BUILD_DATE.search(plain[: found.start()])))


def tidy(text: str) -> str:
    """The string in lower case from where its version seems to start; "" where it is no version at all."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    plain = " ".join(plain.lower().split())
    if plain in NOT_VERSIONS:
        return ""
    note = _NOTE.search(plain)
    if note and _HARMLESS_NOTE.fullmatch(note[1].strip()):
        plain = plain[: note.start()]
    plain = _TRAILING.sub("", plain)
    if _REMARK.search(plain):
        return plain
    lead = _LEADING.match(plain)
    if lead:
        plain = plain[lead.end() :]
    elif not plain[:1].isdigit():
        plain = _without_model(plain)
    v = _V.match(plain)
    plain = plain[v.end() :] if v else plain
    return "" if plain in NOT_VERSIONS else plain


def _without_model(plain: str) -> str:
    """'ds-2cd2032-i v5.3.0' as '5.3.0': words in front go where they name a model, and nothing else."""
    start = _VERSION_STARTS.search(plain)
    if not start or start.start() == 0:
        return plain
    words = plain[: start.start()].replace(",", " ").split()
    apart = " ".join(words).replace("_", " ")
    if (
        len(words) > 5
        or _OTHER_THING.search(apart)
        or _REMARK.search(apart)
        or any(_ANOTHER.fullmatch(w) for w in words)
    ):
        return plain
    names_a_model = any(c.isdigit() for c in "".join(words))
    a_file = len(words) == 1 and words[0].count("_") >= 2  # dh_ipc-ack-themis_eng_p_v2.400...
    if not names_a_model and not a_file and not all(word.strip(":") in _HARMLESS for word in words):
        return plain
    return plain[start.end() :]
