"""Why a verdict is what it is, in words a chief officer can follow and an engineer can check."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from custodes.concerns.expressions import CNA, CSAF, NVD, SUPPLEMENT, TEXT, UNSAID
from custodes.register import versions

WHO = {
    SUPPLEMENT: "The advisory cited",
    NVD: "NVD",
    CNA: "The CVE's assigner",
    CSAF: "The CSAF advisory",
    TEXT: "The record's own text",
}
BASIS = {
    SUPPLEMENT: "supplement",
    NVD: "nvd",
    CNA: "cna",
    CSAF: "csaf",
    TEXT: "record text",
    UNSAID: "product not known",
}
DISAGREE = "The sources of this record disagree with each other."
NOT_CLEAN = "So it is not called clean."
BY_RELABEL = "It bears on this device because its hardware is believed to be made by {maker} (a relabel)."
INFERRED_CLEAN = (
    "The label's own firmware numbers may differ from the hardware maker's, so nothing is ruled out."
)


MOST_RANGES = 6


class Said(NamedTuple):
    """One claim as it bears on one version (a row of `expressions.placed`, with what it says)."""

    source: int
    level: int | None
    certain: bool
    inferred: bool
    maker: str
    product: str
    says: str
    hardware: str
    url: str
    claimed: int = 2
    """The level the source gives to the versions it names: 2 affected, 1 cannot be told, 0 not affected."""


class Reason(NamedTuple):
    """The sentence, what decided, and where it can be read."""

    basis: str
    text: str
    url: str


def explain(verdict: int, disagree: bool, inferred: bool, firmware: str, said: Sequence[Said]) -> Reason:
    """The reason for one verdict, from every claim that bore on it."""
    deciding = _deciding(verdict, disagree, said)
    sentences = [_sentence(s, firmware, _ranges(s, said)) for s in deciding]
    if disagree:
        sentences += [DISAGREE] if verdict == 2 else [DISAGREE, NOT_CLEAN]
    if inferred:
        sentences.append(BY_RELABEL.format(maker=deciding[0].maker))
        if verdict == 1 and all(s.level == 0 for s in deciding):
            sentences.append(INFERRED_CLEAN)
    basis = "sources disagree" if disagree else BASIS[deciding[0].source]
    return Reason(basis, " ".join(sentences), deciding[0].url)


def _deciding(verdict: int, disagree: bool, said: Sequence[Said]) -> list[Said]:
    """The claims worth telling: where sources disagree one of each, else the strongest that agrees."""
    heard = sorted((s for s in said if s.level is not None), key=lambda s: (s.source, -(s.level or 0)))
    first_of_source = [s for n, s in enumerate(heard) if n == 0 or heard[n - 1].source != s.source]
    if disagree:
        return first_of_source
    agreeing = [s for s in first_of_source if s.level == verdict]
    return (agreeing or first_of_source or list(said))[:1]


def _ranges(chosen: Said, said: Sequence[Said]) -> str:
    """What the source says of the product: of a version outside them, every range it gives."""
    of_product = (s for s in said if (s.source, s.product, s.level) == (chosen.source, chosen.product, 0))
    ranges = list(dict.fromkeys(s.says for s in of_product)) if chosen.level == 0 else [chosen.says]
    more = f"; {len(ranges) - MOST_RANGES} more" if len(ranges) > MOST_RANGES else ""
    return "; ".join(ranges[:MOST_RANGES]).replace("; versions ", "; ") + more


def _sentence(said: Said, firmware: str, ranges: str) -> str:
    if said.source == UNSAID:
        return said.says
    return f"{WHO[said.source]} names {said.product} ({ranges}). {_placing(said, firmware)}"


def _placing(said: Said, firmware: str) -> str:
    """How the recorded firmware stands to what the source says."""
    doubt: Sequence[tuple[bool, Callable[[], str]]] = (
        (said.level == 2, lambda: f"The recorded firmware “{firmware}” is one of them."),
        (said.level == 0 and bool(said.hardware), lambda: f"It is about hardware revision {said.hardware}."),
        (said.level == 0 and said.claimed == 0, lambda: f"It says that “{firmware}” is not affected."),
        (said.level == 0, lambda: f"The recorded firmware “{firmware}” is not among them."),
        (said.says == "no version", lambda: "Without a version nothing can be ruled out."),
        (not firmware, lambda: "No firmware version was recorded, so it cannot be ruled out."),
        (
            not said.certain,
            lambda: "The recorded model may be that product or another: it cannot be ruled out.",
        ),
        (bool(versions.why_unreadable(said.maker, firmware)), lambda: _unplaced(said.maker, firmware)),
        (bool(said.hardware), lambda: f"It is about hardware revision {said.hardware}; none was recorded."),
    )
    return next((say() for holds, say in doubt if holds), "") or _unplaced(said.maker, firmware)


@lru_cache(maxsize=65536)
def _unplaced(maker: str, firmware: str) -> str:
    why = versions.why_unreadable(maker, firmware)
    return f"{why or f'The recorded firmware “{firmware}” cannot be placed against that.'} It cannot be ruled out."
