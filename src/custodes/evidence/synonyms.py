"""What people call the columns: the table is `synonyms.toml`, this walks it."""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from custodes.evidence.shapes import CANONICAL, NEEDED

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BRACKETED = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NOT_WORD = re.compile(r"[^\w]+|_+")


class Sense(NamedTuple):
    """What a header may mean. `rank` is 0 for the best name of the column."""

    canonical: str
    rank: int
    weak: bool


@cache
def _table() -> tuple[dict[str, tuple[Sense, ...]], frozenset[str]]:
    text = (resources.files(__package__) / "synonyms.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    senses: dict[str, tuple[Sense, ...]] = {}
    for canonical in CANONICAL:
        for weak, names in enumerate((raw[canonical]["names"], raw[canonical]["weak"])):
            for rank, name in enumerate([canonical.replace("_", " "), *names] if not weak else names):
                here = senses.setdefault(name, ())
                if all(sense.canonical != canonical for sense in here):
                    senses[name] = (*here, Sense(canonical, rank, bool(weak)))
    return senses, frozenset(raw["noise"])


def words(header: str) -> str:
    """Lower-case words of a header: "Camera_Make (if known):" -> "camera make if known"."""
    plain = (
        unicodedata.normalize("NFKC", header).replace("&", " and ").replace("#", " no ").replace("№", " no ")
    )
    return " ".join(_NOT_WORD.sub(" ", _CAMEL.sub(" ", plain)).casefold().split())


@lru_cache(1 << 16)
def senses(header: str) -> tuple[Sense, ...]:
    """What `header` may mean; () where nothing. Tried whole, without brackets, then without words of noise."""
    table, noise = _table()
    bare = _BRACKETED.sub(" ", header)
    for attempt in (header, header.lower(), bare, bare.lower()):
        found = words(attempt)
        if found in table:
            return table[found]
        squeezed = _squeezed().get(found.replace(" ", ""))
        if squeezed:
            return table[squeezed]
        parts = found.split()
        while parts and (parts[0] in noise or parts[-1] in noise or parts[0].isdigit()):
            parts = parts[1:] if parts[0] in noise or parts[0].isdigit() else parts[:-1]
            if " ".join(parts) in table:
                return table[" ".join(parts)]
    return ()


def names_needed(header: str) -> bool:
    """Whether a header surely names a brand, a model or a MAC."""
    return any(sense.canonical in NEEDED and not sense.weak for sense in senses(header))


@cache
def _squeezed() -> dict[str, str]:
    """ "MACADDRESS" and "modelno" hold no gap to split at. Short ones stay apart: "of f" is no "off"."""
    return {name.replace(" ", ""): name for name in _table()[0] if len(name) > 4}
