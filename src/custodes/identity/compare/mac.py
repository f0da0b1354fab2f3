"""What the MAC address says: who registered the block that the network interface's address is from.

Blocks come in three lengths (IEEE MA-S, MA-M, MA-L: nine, seven and six hex digits); the longest that
fits is the one assigned. An address made up by software (locally administered) or shared by a group
(multicast) was assigned to nobody.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from custodes import packs
from custodes.identity.names import makers_in

LENGTHS = (9, 7, 6)
_HEX = frozenset("0123456789ABCDEF")


class Block(NamedTuple):
    """A registered block: its first hex digits, whose it is, and who says so."""

    prefix: str
    makers: tuple[str, ...]
    registrant: str
    source: str


def block(mac: str, registry: Mapping[str, str] | None = None) -> Block | None:
    """The block that `mac` (upper-case hex digits, six or more) is from, where it tells the maker.

    `registry`: registrant by prefix (upper-case hex digits), from a pulled IEEE feed. A longer prefix
    wins over a shorter one; at one length the pack wins over the feed.
    """
    if not _assigned(mac):
        return None
    for length in LENGTHS:
        prefix = mac[:length]
        if len(prefix) == length and (found := _packed().get(prefix) or _registered(prefix, registry)):
            return found if found.makers else None
    return None


def _assigned(mac: str) -> bool:
    """Whether `mac` is a globally assigned address of one interface (the low two bits of its first byte)."""
    return len(mac) >= 6 and _HEX.issuperset(mac) and int(mac[1], 16) & 0b11 == 0 and set(mac) != {"0"}


@cache
def _packed() -> dict[str, Block]:
    return {
        row["prefix"]: Block(row["prefix"], (row["maker"],), row["registrant"], row["source"])
        for row in packs.table("oui")
    }


def _registered(prefix: str, registry: Mapping[str, str] | None) -> Block | None:
    registrant = registry.get(prefix) if registry else None
    return Block(prefix, makers_in(registrant), registrant, "IEEE registry") if registrant else None
