"""Technology, site class and connectivity as people type them, in our words: `values.toml` is the table."""

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
    inside = tables.get(f"{column}_contains", {})
    found = {ours for part, ours in inside.items() if re.search(rf"\b{re.escape(part)}s?\b", typed)}
    found -= {"cctv"} if len(found) > 1 else set()
    return found.pop() if len(found) == 1 else None


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
