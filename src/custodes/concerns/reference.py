"""The formulation in plain Python: slow, obvious, and the oracle that the engines are held to."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from custodes.concerns.expressions import CNA, CSAF, NVD, SUPPLEMENT, TEXT

Row = dict[str, Any]


class Verdict(NamedTuple):
    """What is concluded of one version and one advisory."""

    version_id: int
    advisory_id: int
    verdict: int
    inferred: bool
    disagree: bool


def verdicts(
    versions: Iterable[Row], applicability: Iterable[Row], claims: Iterable[Row], readings: Iterable[Row]
) -> set[Verdict]:
    """The verdicts of every version on every advisory that bears on it (tables as in `expressions`)."""
    heard: dict[tuple[int, int], list[Heard]] = defaultdict(list)
    claims, applicability = list(claims), list(applicability)
    read = {(r["maker_id"], r["firmware_id"], r["scheme"]): r for r in readings}
    for version in versions:
        for link in (a for a in applicability if a["product_id"] == version["product_id"]):
            for claim in (c for c in claims if c["pattern_id"] == link["pattern_id"]):
                reading = read.get((link["maker_id"], version["firmware_id"], claim["scheme"]))
                level = level_of(version, link, claim, reading)
                key = version["version_id"], claim["advisory_id"]
                heard[key].append((claim["source"], level, link["inferred"], link["certain"]))
    return {conclude(*key, bearing(said)) for key, said in heard.items()}


Heard = tuple[int, int | None, bool, bool]
"""What one claim says: source, level, inferred, certain."""


def bearing(said: list[Heard]) -> list[Heard]:
    """Where the very product is named, what is said of products it may be does not bear."""
    named = any(certain for *_, certain in said)
    return [heard for heard in said if heard[3] or not named]


def level_of(version: Row, link: Row, claim: Row, reading: Row | None) -> int | None:
    """What one claim says of one version: 2 affected, 1 cannot be told, 0 not affected, None nothing."""
    needs, has = claim["hardware"], version["hardware"]
    other = needs and has and needs != has and (needs[0] <= "9") == (has[0] <= "9")
    level = 0 if other else _by_version(version, claim, reading)
    doubtful = not link["certain"] or (needs and needs != has)
    return 1 if (doubtful and level == 2) or (link["broad"] and level == 0) else level


def _by_version(version: Row, claim: Row, reading: Row | None) -> int | None:
    level: int = claim["level"]
    if not claim["scheme"]:
        return 1 if level == 2 and not version["has_firmware"] else level
    if reading is None:
        other_line = claim["line"] and claim["line"] == version["line"]
        return None if claim["source"] == TEXT or other_line else 1
    low, high = claim["low"], claim["high"]
    if (low is None or reading["low"] >= low) and (high is None or reading["high"] < high):
        return level
    if (low is not None and reading["high"] < low) or (high is not None and reading["low"] >= high):
        return 0 if level == 2 else None
    return 1 if level else None


def conclude(version_id: int, advisory_id: int, said: list[Heard]) -> Verdict:
    """One verdict from what every claim says."""
    inferred = all(by_relabel for _, _, by_relabel, _ in said)
    worst = {
        source: max((level for s, level, *_ in said if s == source and level is not None), default=None)
        for source in (SUPPLEMENT, NVD, CNA, CSAF, TEXT)
    }
    cited = worst[SUPPLEMENT]
    verdict, disagree = _without_supplement(worst) if cited is None else (cited, False)
    if not any(certain for *_, certain in said) and 1 in (worst[s] for s in (SUPPLEMENT, NVD, CNA, CSAF)):
        verdict = 1  # one of several products: what is said of one does not answer for another
    return Verdict(version_id, advisory_id, 1 if inferred and verdict == 0 else verdict, inferred, disagree)


def _without_supplement(worst: dict[int, int | None]) -> tuple[int, bool]:
    levels = {worst[NVD], worst[CNA], worst[CSAF]} - {None}
    contradicted = {0, 2} <= levels
    verdict = 2 if 2 in levels else 0 if 0 in levels else 1
    if contradicted and worst[NVD] != 2:
        verdict = 1
    if worst[TEXT] != 2:
        return verdict, contradicted
    return (1, True) if verdict == 0 else (2, contradicted)
