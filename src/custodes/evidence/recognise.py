"""Which column of a table is what: given by the user, else by its name, else by its content."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from custodes import packs
from custodes.evidence.dates import read_date
from custodes.evidence.quantities import read_quantity
from custodes.evidence.shapes import How
from custodes.evidence.synonyms import Sense, senses, words

_SAMPLE_ROWS, _SAMPLE = 5_000, 300
_MAC = re.compile(r"(?i)^(?:[0-9a-f]{2}[:\-. ]?){5}[0-9a-f]{2}$|^(?:[0-9a-f]{4}[.:\-]){2}[0-9a-f]{4}$")
_IP = re.compile(r"^(?:\w+://)?(?:\d{1,3}\.){3}\d{1,3}(?:[:/].*)?$")
_FIRMWARE = re.compile(
    r"(?i)^v?\d+(?:\.\d+){1,4}[,_ ]+build|^v\d+(?:\.\d+){1,4}(?:$|[_ -])|^\d+\.\d{3}\.\d{7}\.\d+|^\d+(?:\.\d+){2,}.*\brel\b"
)
_MODEL = re.compile(r"(?i)(?=[\w./()-]*[a-z])(?=[\w./()-]*\d[\w./()-]*\d)[\w./()-]{4,}")
_DIGIT = re.compile(r"\d")


class Match(NamedTuple):
    """Column `at` of the table is read as `canonical`."""

    at: int
    canonical: str
    how: How


class Recognition(NamedTuple):
    """The matches, in column order, and the columns that lost to a better one: (loser, winner, canonical)."""

    matches: tuple[Match, ...]
    beaten: tuple[tuple[int, int, str], ...]


def recognise(
    headers: Sequence[str],
    columns: Sequence[pa.DictionaryArray],
    given: Mapping[int, str],
    refused: frozenset[int],
    headed: bool,
) -> Recognition:
    """Match columns to canonical ones.

    `given` says what the user has said of columns ("" for "leave it out"); `refused` are never looked into;
    `headed` is False where the table has no headers, and then makers' names and models are also looked for.
    """
    free = [at for at in range(len(headers)) if at not in given and at not in refused]
    samples = {at: _sample(columns[at]) for at in free}
    taken = {canonical: at for at, canonical in sorted(given.items(), reverse=True) if canonical}
    matches = [Match(at, canonical, "given") for at, canonical in given.items() if canonical]
    named, beaten = _by_name(headers, samples, taken)
    matches += named
    free = [at for at in free if at not in {match.at for match in named}]
    matches += _by_content(free, samples, taken, headed)
    lost = {at for at, _, _ in beaten} - {match.at for match in matches}
    return Recognition(tuple(sorted(matches)), tuple(entry for entry in beaten if entry[0] in lost))


def _by_name(
    headers: Sequence[str], samples: Mapping[int, list[str]], taken: dict[str, int]
) -> tuple[list[Match], list[tuple[int, int, str]]]:
    """Strong names before weak ones, the better name first, and of two alike the fuller column."""
    wanted = [
        (sense.weak, not _fits(sense.canonical, samples[at]), sense.rank, -len(samples[at]), at, sense)
        for at in samples
        for sense in senses(headers[at])
        if not _content_forbids(sense, samples[at])
    ]
    matches: list[Match] = []
    beaten = []
    for weak, _, _, _, at, sense in sorted(wanted):
        if any(match.at == at for match in matches):
            continue
        if sense.canonical not in taken:
            taken[sense.canonical] = at
            matches.append(Match(at, sense.canonical, "name"))
        elif not weak:
            beaten.append((at, taken[sense.canonical], sense.canonical))
    matches += _make_and_model(headers, matches, taken)
    return matches, beaten


def _make_and_model(headers: Sequence[str], matches: Sequence[Match], taken: dict[str, int]) -> list[Match]:
    """A column "Make/Model" holds both: it is read as the model, and as the brand where no other column is."""
    for at, canonical, _ in matches:
        named = words(headers[at])
        both = "model" in named and re.search(r"\b(make|brand|manufacturer)\b", named)
        if (
            canonical == "model"
            and both
            and not named.startswith("manufacturer model")
            and "brand" not in taken
        ):
            taken["brand"] = at
            return [Match(at, "brand", "name")]
    return []


def _by_content(
    free: Sequence[int], samples: Mapping[int, list[str]], taken: dict[str, int], headed: bool
) -> list[Match]:
    kinds = [kind for kind in _KINDS if kind not in taken and (not headed or kind in _SAFE_BESIDE_HEADERS)]
    matches = []
    for kind in kinds:
        shares = {at: _share(samples[at], _KINDS[kind]) for at in free}
        best = max(shares, key=lambda at: (shares[at], -at), default=None)
        if best is not None and shares[best] >= 0.7:
            taken[kind] = best
            matches.append(Match(best, kind, "content"))
            free = [at for at in free if at != best]
    return matches


def _sample(column: pa.DictionaryArray) -> list[str]:
    found: list[str] = pc.unique(column.slice(0, _SAMPLE_ROWS).dictionary_decode()).to_pylist()
    return [text for text in found if text][:_SAMPLE]


def _share(values: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(1 for text in values if test(text)) / len(values) if values else 0.0


def _content_forbids(sense: Sense, values: Sequence[str]) -> bool:
    """Whether a column whose name could mean `sense` holds something else. A blank column forbids nothing."""
    if not values or not sense.weak:
        return False
    if sense.canonical in {"technology", "site", "system", "hostname", "body"}:
        other = (_is_ip, _MAC.match) if sense.canonical != "technology" else (_is_model,)
        return any(_share(values, test) >= 0.6 for test in other)
    test, least = _WEAK_NEEDS.get(sense.canonical, (bool, 0.0))
    return _share(values, test) < least


def _fits(canonical: str, values: Sequence[str]) -> bool:
    """Whether a column holds what its name promises; of two columns of the same name that one is better."""
    test = _FITTING.get(canonical)
    return bool(values) and (test is None or _share(values, test) >= 0.5)


def _is_ip(text: str) -> bool:
    return bool(_IP.match(text))


def _is_model(text: str) -> bool:
    return bool(_MODEL.search(text)) and not _MAC.match(text) and not _is_ip(text)


def _is_quantity(text: str) -> bool:
    return not read_quantity(text).problem


def _is_date(text: str) -> bool:
    return bool(read_date(text).value)


_WEAK_NEEDS: dict[str, tuple[Callable[[str], object], float]] = {
    "model": (_is_model, 0.3),
    "firmware": (_DIGIT.search, 0.5),
    "quantity": (_is_quantity, 0.8),
    "installed": (_is_date, 0.5),
    "supported_until": (_is_date, 0.5),
    "mac": (_MAC.match, 0.5),
}
_FITTING: dict[str, Callable[[str], object]] = {
    "model": _is_model,
    "mac": _MAC.match,
    "ip": _is_ip,
    "quantity": _is_quantity,
    "installed": _is_date,
    "supported_until": _is_date,
}


@cache
def _maker_names() -> frozenset[str]:
    return frozenset(row["alias"].casefold() for row in packs.table("aliases"))


def _is_maker(text: str) -> bool:
    return text.casefold() in _maker_names()


_KNOWN_MODEL = re.compile(
    r"(?i)^(?:i?DS-[27]|DH-|DHI-|IPC-[HEKPD]|HAC-|NVR\d{4}|[XQPL]N[VOPBDM]-|N[BDUITP][EINV]-|AXIS [A-Z]\d{4}|VB-[HSRM]\d|WV-[SUX])"
)

_KINDS: dict[str, Callable[[str], object]] = {
    "mac": _MAC.match,
    "ip": _is_ip,
    "firmware": _FIRMWARE.search,
    "brand": _is_maker,
    "model": _KNOWN_MODEL.match,
}
_SAFE_BESIDE_HEADERS = frozenset({"mac", "ip", "firmware"})
"""Kinds whose shape says enough. A name of a maker under an unknown header may be anything of theirs."""


def looks_like(kind: str, text: str) -> bool:
    """Whether `text` by itself has the looks of a canonical column that can be recognised by content."""
    return kind in _KINDS and bool(_KINDS[kind](text))
