"""Statements -> claims: makers resolved, bounds made comparable, release tracks cut out.

A claim says: of this product (pattern), versions inside this interval are affected, not affected or cannot
be told, because this source says so. Claims are what devices are joined to.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from custodes import packs
from custodes.concerns.catalogue import platform_of
from custodes.concerns.products import split_revision
from custodes.concerns.statements import Statement
from custodes.identity.names import makers_in
from custodes.register import versions
from custodes.register.versions.reading import Interval
from custodes.register.versions.tracks import track_interval, tracks

AFFECTED, UNKNOWN, NOT_AFFECTED = 2, 1, 0
LEVELS = {"affected": AFFECTED, "unknown": UNKNOWN, "not_affected": NOT_AFFECTED}
EVERYTHING = Interval("", None, None)


class Claim(NamedTuple):
    """One comparable claim. `scheme` "" means every version, whatever its scheme."""

    maker: str
    product: str
    advisory: str
    source: str
    level: int
    scheme: str
    low: str | None
    high: str | None
    hardware: str
    says: str
    url: str


@cache
def _makers_by_vendor() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in packs.table("makers"):
        for vendor in row["cpe_vendors"].split(";"):
            found[vendor.strip()].append(row["maker"])
    return {vendor: tuple(makers) for vendor, makers in found.items() if vendor}


@cache
def makers_of(vendor: str) -> tuple[str, ...]:
    """The canonical makers behind a CPE vendor, or a vendor's name as an advisory writes it."""
    known = _makers_by_vendor().get(vendor.lower().replace(" ", "_"))
    return known or makers_in(vendor.replace("_", " "))


def claims(statements: Iterable[Statement]) -> list[Claim]:
    """Every claim the statements make, once each. Statements about makers we do not know make none."""
    groups: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in statements:
        for maker in makers_of(statement.vendor):
            groups[maker, statement.advisory].append(statement)
    made = (claim for (maker, _), group in groups.items() for claim in _of_advisory(maker, group))
    return list(dict.fromkeys(made))


def _of_advisory(maker: str, statements: Sequence[Statement]) -> Iterator[Claim]:
    """The claims of one advisory about one maker's products."""
    cuts = _named_tracks(maker, statements)
    for statement in [*statements, *_silences(statements)]:
        for interval, level in _intervals(maker, statement, cuts):
            yield _claim(maker, statement, interval, level)
        ends = statement.high if statement.high_inclusive and statement.source != "text" else None
        if ends and (beyond := versions.continued(maker, ends)):
            yield _claim(maker, statement, beyond, UNKNOWN)


def _claim(maker: str, statement: Statement, interval: Interval, level: int) -> Claim:
    product, revision = split_revision(statement.product)
    return Claim(
        maker,
        product,
        statement.advisory,
        statement.source,
        level,
        *interval,
        statement.hardware or revision,
        statement.says(),
        statement.url,
    )


def _intervals(
    maker: str, statement: Statement, cuts: Mapping[Interval, set[str]]
) -> Iterator[tuple[Interval, int]]:
    """The intervals a statement is about, each with its level.

    `cuts` are the tracks that the advisory speaks of by name, with the sources that do. What is said of
    all versions is not about those: the sources that name the track say it better, the others (there the
    claim is "cannot be told") do not say it.
    """
    level = LEVELS[statement.status]
    whole, track = _whole(maker, statement), _track(maker, statement)
    if whole is None:  # no version given, or one that nothing can order: nobody can tell
        if statement.source != "text" and statement.status != "not_affected":
            yield EVERYTHING, UNKNOWN
        return
    pieces = [whole]
    if track is not None:
        pieces = [overlap] if (overlap := _overlap(whole, track)) else []
    elif statement.source != "supplement" and platform_of(maker, statement.product)[0]:
        for cut, named_by in cuts.items():
            if statement.source not in named_by and (silent := _overlap(whole, cut)):
                yield silent, UNKNOWN
            pieces = [piece for part in pieces for piece in _without(part, cut)]
    yield from ((piece, level) for piece in pieces)


def _whole(maker: str, statement: Statement) -> Interval | None:
    """The interval a statement means; None where it names no versions or unreadable ones."""
    if statement.exact is not None:
        return versions.exactly(maker, statement.exact)
    if statement.low is None and statement.high is None:
        return EVERYTHING if statement.all_versions else None
    return versions.interval(
        maker,
        low=statement.low,
        low_inclusive=statement.low_inclusive,
        high=statement.high,
        high_inclusive=statement.high_inclusive,
    )


def _track(maker: str, statement: Statement) -> Interval | None:
    """The long-term track that a platform name limits a statement to: 9.80 of `axis_os_2020`."""
    year = platform_of(maker, statement.product)[1]
    named = [t for t in tracks(maker) if year and t.name.endswith(year)]
    return track_interval(maker, named[0]) if named else None


def _named_tracks(maker: str, statements: Sequence[Statement]) -> dict[Interval, set[str]]:
    """Tracks that have statements of their own, in order, with the sources that make them."""
    named: dict[Interval, set[str]] = defaultdict(set)
    for statement in statements:
        if track := _track(maker, statement):
            named[track].add(statement.source)
    return dict(sorted(named.items(), key=lambda item: item[0].low or ""))


def _overlap(one: Interval, other: Interval) -> Interval | None:
    if one.scheme and one.scheme != other.scheme:
        return None
    low = max((b for b in (one.low, other.low) if b is not None), default=None)
    high = min((b for b in (one.high, other.high) if b is not None), default=None)
    return Interval(other.scheme, low, high) if low is None or high is None or low < high else None


def _without(whole: Interval, cut: Interval) -> Iterator[Interval]:
    """`whole` less `cut`: up to two intervals."""
    if cut.low is not None and (below := _overlap(whole, Interval(cut.scheme, None, cut.low))):
        yield below
    if cut.high is not None and (above := _overlap(whole, Interval(cut.scheme, cut.high, None))):
        yield above


def _silences(statements: Sequence[Statement]) -> Iterator[Statement]:
    """What single versions leave unsaid, as statements of their own.

    A source that lists versions one by one says nothing of those below or between. Two or more are a list
    that ends: above it the product is not affected. A single one is a test of one version: nothing is said
    of any other.
    """
    groups: dict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for s in statements:
        if s.source != "text" and s.status == "affected":
            groups[s.source, s.vendor, s.product, s.component, s.hardware].append(s)
    for group in groups.values():
        exact = {s.exact: s for s in group if s.exact is not None}
        if exact and all(s.exact is not None for s in group):
            yield from _below(list(exact.values()))


def _below(exact: Sequence[Statement]) -> Iterator[Statement]:
    unsaid = exact[0]._replace(status="unknown", exact=None)
    if len(exact) == 1:
        yield unsaid
    else:
        yield from (unsaid._replace(high=s.exact) for s in exact)
