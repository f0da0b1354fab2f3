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

_BEFORE_HOST = re.compile(r"(?<![\w/])[^\s:/@]{1,200}:(?!//)[^\s@]{1,200}@(?=[\w\[])")
_IN_QUERY = re.compile(
    r"(?i)([?&;](?:user(?:name)?|usr|login|pass(?:word|wd)?|pwd|pw|token|key|secret|auth\w*|api_?key)=)[^&;\s]*"
)
_SAID = re.compile(
    r"(?i)\b(?:pass(?:word|wd|phrase|code)s?|pwd?|p/w|pin|secret|token|credentials?|(?:api|private|psk|wifi|wpa)[ _-]?key"
    r"|login|user ?names?|snmp(?: community)?|community(?: string)?|un/pw)(?:\s*(?:is|are|[:=])\s*|\s*[-–]\s+)[^\s&;]"
    r"|(?i:\bpass(?:word|wd|code)?|\bpwd?|\bpin)\s+(?=\S*\d)\S"
)
_WORD_AFTER = re.compile(r"(?i)\b(?:passw(?:or)?d|pass ?phrase|pwd?)\s+(?P<secret>[^\s,;()]+)")
_MIXED = re.compile(r"(?=\S*[a-z])(?=\S*\d)\S{5,}|\d{5,}|(?=\S*[@!$%^*#])\S{4,}")
"""What few words but passwords look like: "S3cretK", "p@ss", "12345"."""
_MIXED_CASES = re.compile(r"(?=\S*[a-z])(?=\S*[A-Z])(?=\S*\d)\S{6,}|(?=\S*[@!$%^*])\S{4,}")
_LONGEST_ADDRESS = 300
_DATE_OR_NUMBER = re.compile(r"[\d/.\-]+")
_SUSPECT = r"(?i)://|:[^ ]*@|[?&;]\w+=|passw|passp|passc|\bpwd?\b|p/w|\bpin\b|secret|token|credential|key|login|user|snmp|community|un/pw"


class _Words:
    def __init__(self) -> None:
        raw = tomllib.loads((resources.files(__package__) / "secrets.toml").read_text(encoding="utf-8"))
        self.inside = re.compile("|".join(raw["inside"]))
        self.alone = re.compile(rf"\b(?:{'|'.join(raw['words'])})\b")
        self.harmless = re.compile(rf"\b(?:{'|'.join(raw['harmless'])})\b")
        self.innocent = frozenset(raw["innocent"])
        accounts, roles = "|".join(raw["accounts"]), "|".join(raw["roles"])
        self.pair = re.compile(
            rf"(?i)(?<![\w.@-])(?:(?P<account>{accounts})|(?P<role>{roles}))(?P<no>\d{{0,2}})"
            r"(?P<mark>\s*[/:|=\\](?![/\\])\s*|\s+-\s+|\s+)(?=(?P<secret>[^\s,;()]{1,64}))"
        )
        self.stated = re.compile(
            rf"(?i)\b(?:user|login|log in|logon|account|u/n|un)\s+(?:{accounts})\b(?!\s+[a-z]{{3,}}\b)"
        )
        self.suspect = _SUSPECT + rf"|\b(?:{accounts}|{roles})\d{{0,2}}\b"


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
    cut = _IN_QUERY.sub(r"\1", _BEFORE_HOST.sub("", _without_user(text)))
    return ("", True) if _SAID.search(cut) or _states_a_pair(cut) else (cut, cut != text)


def _without_user(text: str) -> str:
    """All between the first scheme and the last "@" taken out: a password may hold slashes and more "@"."""
    start, end = text.find("://") + 3, text.rfind("@") + 1
    return text[:start] + text[end:] if 3 <= start < end else text


def _states_a_pair(text: str) -> bool:
    """Whether an account stands beside what looks like its password: "admin/Pass1", "root S3cret", "pw x"."""
    known = _known()
    if known.stated.search(text) or any(not _innocent(m["secret"]) for m in _WORD_AFTER.finditer(text)):
        return True
    return any(_is_pair(found, text) for found in known.pair.finditer(text))


def _is_pair(found: re.Match[str], text: str) -> bool:
    """Between the two a slash or a colon counts for more than a space, an account for more than a role."""
    secret, mark = found["secret"], found["mark"]
    before = text[max(0, found.start() - _LONGEST_ADDRESS) : found.start()]
    if re.search(r"://\S*$", before):  # the path of an address
        return False
    if found["account"]:
        if secret.casefold() == found["account"].casefold() and mark.strip():
            return True
        if mark.strip() in {"", "-"}:
            return not _innocent(secret) and bool(_MIXED.fullmatch(secret))
        return not _innocent(secret)
    if mark == ":":
        return not _innocent(secret) and not _DATE_OR_NUMBER.fullmatch(secret)
    if mark.strip() in {"", "-"}:
        return not _innocent(secret) and bool(_MIXED_CASES.fullmatch(secret))
    wordless = len(secret) > 3 and any(letter.isdigit() for letter in secret)
    return wordless and not _innocent(secret) and not _DATE_OR_NUMBER.fullmatch(secret)


def _innocent(word: str) -> bool:
    """Whether a word, or each part of a "word/word", is one that means no harm; "Block2" is."""
    parts = [part for part in re.split(r"[\W_]+", word.casefold()) if part]
    return all(re.sub(r"(?<=\D)\d{1,2}$", "", part) in _known().innocent for part in parts)


def redact_column(column: pa.DictionaryArray) -> tuple[pa.DictionaryArray, pa.Array]:
    """The column without credentials, and a boolean for each row: whether something was taken out of it."""
    values = column.dictionary
    suspects = pc.match_substring_regex(values, _known().suspect)
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
