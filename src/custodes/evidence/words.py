"""Technology, site class and connectivity as people type them, in our words, and totals: `values.toml` is the table."""

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources

TECHNOLOGIES = frozenset(
    [
        "cctv",
        "cctv_external",
        "cctv_internal",
        "anpr",
        "body_worn",
        "drone",
        "helicopter",
        "facial_recognition",
        "other",
    ]
)
"""What `our_word` gives for a technology. Anything else in that column is text as typed, which nobody has
understood: whether it is in the scope of a concern is not known."""

_BETWEEN = re.compile(r"\s*[/\\&+,;|\n]\s*|\s+(?:and|plus|with|or|incl?|including)\s+", re.IGNORECASE)
"""What stands between two things in one cell."""
_NOT_WORD = re.compile(r"[\W_]+")


@cache
def _tables() -> dict[str, dict[str, str]]:
    """Column name to what is typed to our word."""
    raw = tomllib.loads((resources.files(__package__) / "values.toml").read_text(encoding="utf-8"))
    return {
        column: {typed: ours for ours, all_typed in words.items() for typed in (*all_typed, plain(ours))}
        for column, words in raw.items()
    }


def plain(text: str) -> str:
    """Lower-case words without punctuation."""
    return " ".join(_NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).split())


def our_word(column: str, text: str) -> str | None:
    """Our word for `text` in "technology", "site_class" or "connectivity"; None where we know none.

    Technology "cctv" is ours too: CCTV of which nobody has said whether it is inside or outside a building.
    """
    typed = plain(text)
    tables = _tables()
    if not typed or typed in tables[column]:
        return tables[column].get(typed, "")
    singular = typed.removesuffix("s")
    if singular in tables[column]:
        return tables[column][singular]
    return _technology_inside(text) if column == "technology" else None


def _technology_inside(text: str) -> str | None:
    """The one technology that a longer text speaks of; None where it may speak of several.

    A list scoped to the second of two would come out clean. So each part of "CCTV, drone & wombat" must be
    known by itself, and all must be the same.
    """
    parts = [part for part in _BETWEEN.split(text) if re.search(r"[^\W\d_]", part)]
    if len(parts) > 1:
        each = [our_word("technology", part) for part in parts]
        return None if None in each else _only({ours for ours in each if ours})
    typed = plain(text)
    inside = _tables()["technology_contains"]
    found = {ours for part, ours in inside.items() if re.search(rf"\b{re.escape(part)}s?\b", typed)}
    if "cctv" in found and not re.search(r"\bcctvs?\b", typed) and len(found) > 1:
        found.remove("cctv")  # the shape of a camera, as in "ANPR bullet camera"
    return _only(found)


def _only(found: set[str]) -> str | None:
    """The one member; CCTV is the less exact of itself and external or internal CCTV."""
    if found & {"cctv_external", "cctv_internal"}:
        found = found - {"cctv"}
    return next(iter(found)) if len(found) == 1 else None


def says_total(text: str) -> bool:
    """Whether a cell says that its row adds up others: "Grand total:", "Hikvision total", "TOTAL CAMERAS", "Total for 2025"."""
    meaning = _tables()["total"]
    typed = plain(text).split()
    if typed and meaning.get(typed[-1]) == "itself":
        return True
    while typed and meaning.get(typed[0]) == "before":
        typed = typed[1:]
    if not typed or meaning.get(typed[0]) != "itself":
        return False
    rest = typed[1:]
    return meaning.get(rest[0]) == "of" or all(_is_counted(word) for word in rest)


def _is_counted(word: str) -> bool:
    """Whether a word after "total" says what was counted, or how many that were."""
    return word.isdigit() or _tables()["total"].get(word) == "what" or word in _tables()["technology"]


_ANSWERS = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


def answered(header: str, text: str) -> str:
    """Connectivity from a yes or no under a header that asks: "Standalone?" yes, "Networked" no."""
    said, asked = _ANSWERS.get(plain(text)), plain(header)
    if said is None:
        return text
    if "stand" in asked:
        return "standalone" if said else "networked"
    if "internet" in asked or "online" in asked:
        return "internet" if said else text
    return "networked" if said else "standalone"
