"""Makers named in prose: what watchlists, registrants and advisories are read with."""

import pytest

from custodes.identity.names import makers_in

SECTION_889 = (
    "video surveillance and telecommunications equipment produced by Hytera Communications Corporation, "
    "Hangzhou Hikvision Digital Technology Company, or Dahua Technology Company (or any subsidiary or affiliate)"
)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (SECTION_889, ("Hytera", "Hikvision", "Dahua Technology")),
        ("ring of steel around the city; Ring LLC", ("Ring",)),
        ("an axis of rotation", ()),
        ("Axis", ("Axis Communications",)),
        ("AXIS COMMUNICATIONS AB", ("Axis Communications",)),
        ("Hikvison", ()),
        ("Acme Widgets Ltd", ()),
        ("", ()),
    ],
)
def test_makers_in(text: str, named: tuple[str, ...]) -> None:
    assert makers_in(text) == named
