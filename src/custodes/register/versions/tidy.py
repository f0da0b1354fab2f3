"""What every scheme does first: case, blanks, words like "Firmware", model names in front, notes behind."""

import re
import unicodedata

NOT_VERSIONS = frozenset(
    """-|--|---|*|?|??|.|/|v|ver|version|n/a|na|n.a.|n\\a|nil|none|null|nan|unknown|unkown|not known|dont know|don't know
    not recorded|not held|not available|not applicable|tbc|tba|tbd|to be confirmed|various|see installer|see below
    latest|current|newest|latest version|latest firmware|up to date|up-to-date|uptodate|all|any|all versions
    default|firmware|yes|no|#n/a|#ref!|#value!|x|xx""".replace("\n    ", "|").split("|")
)  # fmt: skip

_NOTE = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$")
_NOT_A_NOTE = re.compile(r"\d|\b(?:alpha|beta|rc|pre|test|dev|trial)")
_TRAILING = re.compile(r"[\s,;-]+(?:latest|current|up to date|installed|confirmed|approx\.?)$")
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
_HARMLESS = frozenset(
    {"firmware", "fw", "f/w", "software", "sw", "s/w", "version", "ver", "ver.", "v", "release", "os"}
)


def tidy(text: str) -> str:
    """The string in lower case from where its version seems to start; "" where it is no version at all."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    plain = " ".join(plain.lower().split())
    if plain in NOT_VERSIONS:
        return ""
    note = _NOTE.search(plain)
    if note and not _NOT_A_NOTE.search(note[1]):
        plain = plain[: note.start()]
    plain = _TRAILING.sub("", plain)
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
    if len(words) > 5 or _OTHER_THING.search(" ".join(words)):
        return plain
    names_a_model = any(c.isdigit() for c in "".join(words))
    if not names_a_model and not all(word.strip(":") in _HARMLESS for word in words):
        return plain
    return plain[start.end() :]
