"""Which makers hang together: one owns the other, both have one owner, or they share a CPE vendor name.

Two names on one device that hang together do not contradict each other.
"""

from collections import defaultdict
from functools import cache

from custodes import packs
from custodes.identity.names import makers_in


def owns(owner: str, maker: str) -> bool:
    """Whether `owner` owns or once owned `maker`, itself or through others. Both canonical names."""
    return owner in _owners_of(maker)


def hang_together(one: str, other: str) -> bool:
    """Whether evidence for `one` is compatible with evidence for `other`."""
    if one == other or owns(one, other) or owns(other, one):
        return True
    return bool(_owners_of(one) & _owners_of(other) or _cpe_vendors(one) & _cpe_vendors(other))


def without_owners(makers: tuple[str, ...]) -> tuple[str, ...]:
    """`makers` less those named only because they own another of them: Avigilon (Motorola) is Avigilon."""
    kept = tuple(m for m in makers if not any(owns(m, other) for other in makers if other != m))
    return kept or makers


@cache
def _owners_of(maker: str) -> frozenset[str]:
    """Every owner of `maker`, near and far, now or once."""
    found: set[str] = set()
    to_see = [maker]
    while to_see:
        for owner in _direct_owners().get(to_see.pop(), ()):
            if owner not in found and owner != maker:
                found.add(owner)
                to_see.append(owner)
    return frozenset(found)


@cache
def _direct_owners() -> dict[str, list[str]]:
    owners: dict[str, list[str]] = defaultdict(list)
    for row in packs.table("ownership"):
        owners[row["maker"]].append(canonical_owner(row["owner"]))
    return owners


@cache
def canonical_owner(owner: str) -> str:
    """An owner's name as a canonical maker where it is one ("Motorola Solutions, Inc."), else as given."""
    makers = makers_in(owner)
    return makers[0] if len(makers) == 1 else owner


@cache
def _cpe_vendors(maker: str) -> frozenset[str]:
    for row in packs.table("makers"):
        if row["maker"] == maker:
            return frozenset(row["cpe_vendors"].replace("|", " ").replace(";", " ").split())
    return frozenset()
