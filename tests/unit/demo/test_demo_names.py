"""The bodies are fictional: none is, or holds the name of, a real police body or local authority."""

import csv
from pathlib import Path

import pytest

from custodes.demo.names import FICTIONAL_NOTICE, bodies

REAL = Path(__file__).parents[3].parent / "shared" / "data" / "bodies"

COMMON = {"police", "constabulary", "council", "district", "city", "county", "county council", "transport"}


def real_names() -> set[str]:
    """Names of real police bodies and local authorities, with their other names, in lower case."""
    found: set[str] = set()
    with (REAL / "police_bodies_2022.csv").open(encoding="utf-8") as lines:
        found |= {row["body"].casefold() for row in csv.DictReader(lines)}
    with (REAL / "uk_local_authorities.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            others = row["alt-names"].split(",")
            found |= {name.strip().casefold() for name in (row["official-name"], row["nice-name"], *others)}
    return found - COMMON - {""}


@pytest.mark.skipif(not REAL.is_dir(), reason="the lists of real bodies are not beside this checkout")
def test_no_fictional_name_is_or_contains_a_real_one() -> None:
    real = real_names()
    assert len(real) > 400
    for body in bodies():
        name = body.name.removesuffix(" (fictional)").casefold()
        assert name not in real
        assert not {word for word in name.split() if word in real}, name
        assert not any(name.split()[0] in other for other in real if body.kind == "territorial"), name


def test_every_name_says_it_is_fictional_and_occurs_once() -> None:
    names = [body.name for body in bodies()]
    assert all(name.endswith(" (fictional)") for name in names)
    assert len(set(names)) == len(names)
    assert len({body.slug for body in bodies()}) == len(names)


def test_the_notice_says_both_things() -> None:
    assert "every body named here is fictional" in FICTIONAL_NOTICE
    assert "its estate is made up" in FICTIONAL_NOTICE
