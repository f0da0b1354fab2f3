"""What is wrong, worst first; and nothing of systems that somebody cannot see."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from small_registers import FLAGGED, NAMELESS, OTHER, PATCHED, devices, system

from cast import Cast, sign_in
from custodes.concerns.actions import run_waiting
from custodes.concerns.models import Concern
from custodes.register.models import System, SystemUse

pytestmark = pytest.mark.django_db
PAGE = "/bodies/oxmere/findings"
HIKVISION = f"{PAGE}/vulnerability/CVE-2021-36260"


def text(client: Client, address: str) -> str:
    """The main part of a page, as it is read."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)
    assert main
    return " ".join(re.sub(r"<[^>]+>", " ", main[0]).split())


@pytest.fixture
def oxmere(cast: Cast) -> tuple[System, System]:
    """A shared system with a patched camera, and a draft with flagged ones."""
    shared = system(cast.oxmere, cast.lead, "Bridge", shared=True)
    draft = system(cast.oxmere, cast.lead, "Town centre", technology="anpr")
    devices(shared, cast.lead, [PATCHED, OTHER])
    devices(draft, cast.lead, [FLAGGED, {**FLAGGED, "quantity": 7, "serial": "SECRET-77"}, NAMELESS])
    run_waiting()
    return shared, draft


@pytest.fixture
def ida(client: Client, cast: Cast, oxmere: tuple[System, System]) -> Client:
    return sign_in(client, cast.lead)


def names(client: Client, query: str = "") -> list[str]:
    """The findings of the list, in order."""
    page = client.get(f"{PAGE}{query}").content.decode()
    return re.findall(rf'href="{PAGE}/([a-z]+/[^"?]+)"', page)


def test_the_worst_comes_first(ida: Client) -> None:
    found = names(ida)
    assert found[0] == "vulnerability/CVE-2021-36260"  # known to be exploited
    assert found[1].startswith("watchlist/")
    kinds = [name.partition("/")[0] for name in found[1:]]
    last_sure = max(n for n, kind in enumerate(kinds) if kind == "watchlist")
    assert "vulnerability" not in kinds[: kinds.index("vulnerability")]
    assert last_sure >= 0


def test_figures_are_devices_by_verdict(ida: Client) -> None:
    row = re.search(r"CVE-2021-36260(.*?)</tr>", ida.get(PAGE).content.decode(), re.DOTALL)
    assert row
    assert re.findall(r"numeric\">([\d,]+)<", row[1]) == ["8", "0"]


def test_what_nobody_could_look_up_stands_above_it_all(ida: Client) -> None:
    page = text(ida, PAGE)
    assert "None of it is clean" in page
    assert "1 device : not identified well enough to look up" in page
    assert 'href="/bodies/oxmere/devices?vulnerable=not_identified"' in ida.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("query", "wanted", "unwanted"),
    [
        ("?kind=watchlist", "watchlist/", "vulnerability/"),
        ("?kind=vulnerability", "vulnerability/CVE-2021-36260", "watchlist/"),
        ("?exploited=yes", "vulnerability/CVE-2021-36260", "watchlist/"),
        ("?q=cve-2021-36260", "vulnerability/CVE-2021-36260", "watchlist/"),
        ("?q=HIKVISION", "watchlist/", "vulnerability/CVE-2000"),
        (
            "?verdict=not_affected&technology=cctv_external",
            "vulnerability/CVE-2021-36260",
            "vulnerability/CVE-2000",
        ),
    ],
)
def test_narrowing(ida: Client, query: str, wanted: str, unwanted: str) -> None:
    found = names(ida, query)
    assert any(name.startswith(wanted) for name in found), found
    assert not any(name.startswith(unwanted) for name in found), found


def test_a_technology_narrows_figures_and_findings(ida: Client) -> None:
    assert "vulnerability/CVE-2021-36260" in names(ida, "?technology=anpr")
    assert "vulnerability/CVE-2021-36260" not in names(ida, "?technology=cctv_external")
    assert "Of at least 2 devices of this technology" in text(ida, f"{PAGE}?technology=cctv_external")


@pytest.mark.parametrize("query", ["?kind=none", "?verdict=x", "?technology=x", "?page=x", "?page=999"])
def test_nonsense_asks_for_nothing(ida: Client, query: str) -> None:
    assert names(ida, query) == names(ida)


def test_no_match_is_not_no_finding(ida: Client) -> None:
    assert "No finding matches" in text(ida, f"{PAGE}?q=zzzz")


def test_one_finding_with_its_devices_and_why(ida: Client, oxmere: tuple[System, System]) -> None:
    page = text(ida, HIKVISION)
    assert "Known to be exploited" in page
    assert "Showing 1 to 2 of 2 rows" in page
    assert "V5.5.800 build 210115" in page
    assert "V5.7.1" not in page
    assert "There is a verdict for 9 of at least 11 devices" in page
    assert "for 4 rows the number is not known, and each counts as one" in page
    assert "Nothing is said here of the other 2: it does not concern them, or they are not identified" in page
    assert "Affected: at least 8 devices of 11" in page
    for home in oxmere:
        assert f'href="/bodies/oxmere/systems/{home.pk}"' in ida.get(HIKVISION).content.decode()
    ruled_out = text(ida, f"{HIKVISION}?verdict=not_affected")
    assert "V5.7.1 build 220801" in ruled_out
    assert "V5.5.800" not in ruled_out


def test_entries_of_watchlists_have_a_page(ida: Client) -> None:
    entry = Concern.objects.filter(kind="watchlist", concern__endswith="/hikvision").first()
    assert entry
    page = text(ida, f"{PAGE}/watchlist/{entry.concern}")
    assert entry.title in page
    assert "Bridge" in page
    assert "Town centre" in page


@pytest.mark.parametrize("address", [f"{PAGE}/vulnerability/CVE-1999-0001", f"{PAGE}/other/CVE-2021-36260"])
def test_what_is_not_found_is_not_there(ida: Client, address: str) -> None:
    assert ida.get(address).status_code == 404


@pytest.mark.parametrize("address", [PAGE, HIKVISION])
def test_strangers_are_refused(
    client: Client, cast: Cast, oxmere: tuple[System, System], address: str
) -> None:
    for who in (cast.stranger, cast.nobody, cast.administrator):
        assert sign_in(client, who).get(address).status_code == cast.refusal(who)
    assert Client().get(address).status_code == 302


def test_an_overseer_learns_nothing_of_drafts(
    client: Client, cast: Cast, oxmere: tuple[System, System]
) -> None:
    """Neither by a name, nor by a figure, nor by a finding that only drafts have."""
    overseer = sign_in(client, cast.analyst)
    page = text(overseer, PAGE)
    assert "Of at least 2 devices" in page
    assert "0 devices: not identified" in page
    assert "anpr" not in overseer.get(PAGE).content.decode()
    one = text(overseer, HIKVISION)
    assert "Bridge" in one
    for secret in ("Town centre", "SECRET-77", "V5.5.800", "ANPR"):
        assert secret not in one
    assert "None." in text(overseer, f"{HIKVISION}?verdict=affected")


def test_findings_of_drafts_alone_are_not_there_for_an_overseer(client: Client, cast: Cast) -> None:
    devices(system(cast.oxmere, cast.lead, "Bridge", shared=True), cast.lead, [OTHER])
    devices(system(cast.oxmere, cast.lead, "Town centre"), cast.lead, [FLAGGED])
    run_waiting()
    assert sign_in(client, cast.analyst).get(HIKVISION).status_code == 404
    assert sign_in(client, cast.lead).get(HIKVISION).status_code == 200


def test_who_uses_a_system_sees_its_findings_alone(
    client: Client, cast: Cast, oxmere: tuple[System, System]
) -> None:
    SystemUse.objects.create(system=oxmere[1], body=cast.thornby)
    page = text(sign_in(client, cast.stranger), HIKVISION)
    assert "Town centre" in page
    assert "Bridge" not in page


def test_what_nobody_has_looked_at_is_not_clean(client: Client, cast: Cast) -> None:
    devices(system(cast.oxmere, cast.lead, "Town centre"), cast.lead, [FLAGGED])
    page = text(sign_in(client, cast.lead), PAGE)
    assert "Not yet assessed" in page
    assert "No finding" not in page
    assert "No watchlist" not in page


def test_figures_that_are_behind_say_so(ida: Client, cast: Cast, oxmere: tuple[System, System]) -> None:
    assert "Being worked out again" not in text(ida, PAGE)
    devices(oxmere[0], cast.lead, [OTHER])
    assert "Being worked out again" in text(ida, PAGE)
    assert "a device was added" in text(ida, HIKVISION)


def test_why_figures_are_behind_is_told_to_their_body_alone(
    client: Client, cast: Cast, oxmere: tuple[System, System]
) -> None:
    devices(oxmere[1], cast.lead, [OTHER])
    page = text(sign_in(client, cast.analyst), PAGE)
    assert "Being worked out again" in page
    assert "a device was added" not in page


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_queries_do_not_grow_with_the_register(
    ida: Client, cast: Cast, oxmere: tuple[System, System]
) -> None:
    before: dict[str, int] = {address: queries(ida, address) for address in (PAGE, HIKVISION)}
    for number in range(3):
        more: Any = system(cast.oxmere, cast.lead, f"More {number}")
        devices(more, cast.lead, [{**FLAGGED, "serial": f"{number}-{n}"} for n in range(25)])
    run_waiting()
    assert {address: queries(ida, address) for address in before} == before


def test_long_lists_come_page_by_page(ida: Client, cast: Cast, oxmere: tuple[System, System]) -> None:
    devices(oxmere[0], cast.lead, [{**FLAGGED, "serial": str(number)} for number in range(60)])
    run_waiting()
    assert "Showing 1 to 50 of 62 rows" in text(ida, HIKVISION)
    assert "Showing 51 to 62 of 62 rows" in text(ida, f"{HIKVISION}?page=2")
