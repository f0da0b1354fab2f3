"""Columns and cells that hold passwords, keys or other credentials: refused, named, never kept.

A username is half of a credential and is refused too. Where in doubt a column is refused: what is lost is a
column that nobody needs here, and the report names it.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources

import pyarrow as pa
import pyarrow.compute as pc

from custodes.evidence.synonyms import words

_IN_URL = re.compile(r"(?<=://).*@|(?<![\w/])[^\s:/@]+:(?!//)[^\s@]+@(?=[\w\[])", re.DOTALL)
_IN_QUERY = re.compile(
    r"(?i)([?&;](?:user(?:name)?|usr|login|pass(?:word|wd)?|pwd|pw|token|key|secret|auth\w*|api_?key)=)[^&;\s]*"
)
_SAID = re.compile(
    r"(?i)\b(?:pass(?:word|wd|phrase|code)s?|pwd?|p/w|pin|secret|token|credentials?|(?:api|private|psk|wifi|wpa)[ _-]?key"
    r"|login|user ?names?|snmp(?: community)?|community(?: string)?|un/pw)(?:\s*(?:is|are|[:=])\s*|\s*[-–]\s+)[^\s&;]"
    r"|(?i:\bpass(?:word|wd|code)?|\bpwd?|\bpin)\s+(?=\S*\d)\S"
)
_SUSPECT = r"(?i)://|:[^ ]*@|[?&;]\w+=|passw|passp|passc|\bpwd?\b|p/w|\bpin\b|secret|token|credential|key|login|user|snmp|community|un/pw"


class _Words:
    def __init__(self) -> None:
        raw = tomllib.loads((resources.files(__package__) / "secrets.toml").read_text(encoding="utf-8"))
        self.inside = re.compile("|".join(raw["inside"]))
        self.alone = re.compile(rf"\b(?:{'|'.join(raw['words'])})\b")
        self.harmless = re.compile(rf"\b(?:{'|'.join(raw['harmless'])})\b")


@cache
def _known() -> _Words:
    return _Words()


@lru_cache(1 << 16)
def is_secret(header: str) -> bool:
    """Whether a column of this name is refused."""
    known, found = _known(), words(header)
    rest = known.harmless.sub(" ", found)
    letters = re.sub(r"[\d ]+", "", rest)
    return bool(
        known.inside.search(letters)
        or known.alone.search(re.sub(r"\d+\b", "", rest))
        or known.alone.search(rest)
    )


def redact(text: str) -> tuple[str, bool]:
    """`text` without credentials, and whether there were any.

    The user and password are cut out of an address such as rtsp://user:password@host/, their values out of
    its query. Prose that states a password is not kept at all: nobody can tell where the password ends.
    """
    cut = _IN_QUERY.sub(r"\1", _IN_URL.sub("", text))
    return ("", True) if _SAID.search(cut) else (cut, cut != text)


def redact_column(column: pa.DictionaryArray) -> tuple[pa.DictionaryArray, pa.Array]:
    """The column without credentials, and a boolean for each row: whether something was taken out of it."""
    values = column.dictionary
    suspects = pc.match_substring_regex(values, _SUSPECT)
    if not pc.any(suspects).as_py():
        return column, pa.repeat(pa.scalar(False), len(column))
    redacted = [redact(text) if suspect else (text, False) for text, suspect in _pairs(values, suspects)]
    clean = pa.array([text for text, _ in redacted], pa.string())
    return (
        pa.DictionaryArray.from_arrays(column.indices, clean),
        pa.array([cut for _, cut in redacted], pa.bool_()).take(column.indices),
    )


def _pairs(values: pa.Array, flags: pa.Array) -> Iterator[tuple[str, bool]]:
    return zip(values.to_pylist(), flags.to_pylist(), strict=True)
