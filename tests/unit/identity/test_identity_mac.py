"""MAC blocks: the longest registered prefix, and no evidence from addresses nobody was assigned."""

import pytest

from custodes import packs
from custodes.identity.compare.mac import block
from custodes.identity.conclusion import Clue
from custodes.identity.identify import identify

REGISTRY = {
    "70B3D5": "IEEE Registration Authority",
    "70B3D5123": "AXIS COMMUNICATIONS AB",
    "70B3D51": "Hangzhou Hikvision Digital Technology Co.,Ltd.",
    "001122": "Cimsys Inc",
}


def test_every_packed_block_tells_its_maker() -> None:
    rows = packs.table("oui")
    assert rows
    for row in rows:
        found = block(row["prefix"].ljust(9, "7"))
        assert found is not None
        assert found.makers


@pytest.mark.parametrize(
    ("mac", "makers"),
    [
        ("70B3D5123456", ("Axis Communications",)),
        ("70B3D5199", ("Hikvision",)),
        ("70B3D5999", None),
        ("001122334", None),
        ("02408C123", None),  # locally administered
        ("01408C123", None),  # multicast
        ("000000000", None),
        ("0040", None),
        ("00:40:8C", None),
        ("", None),
    ],
)
def test_longest_prefix_wins(mac: str, makers: tuple[str, ...] | None) -> None:
    found = block(mac, REGISTRY)
    assert (found.makers if found else None) == makers


def test_the_registry_adds_to_the_pack() -> None:
    clue = Clue(mac="70B3D5123")
    assert identify([clue])[0].status == "unknown"
    assert identify([clue], registry=REGISTRY)[0].maker == "Axis Communications"
    assert identify([Clue(mac="00408C123")], registry={})[0].maker == "Axis Communications"
