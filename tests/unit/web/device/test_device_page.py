"""The page of one device: what it is, the evidence, what is found and what could not be looked at."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from small_registers import CONFLICT, FLAGGED, NAMELESS, OTHER, assessed, devices, system

from cast import Cast, sign_in
from custodes.concerns.actions import run_waiting
from custodes.concerns.models import Finding, FindingSet
from custodes.evidence.models import Import, Observation
from custodes.identity.actions import judge
from custodes.register import actions
from custodes.register.models import Device, ProductVersion
from custodes.web.pages.device.findings import READ, SHOWN, groups_of, not_looked_at
from custodes.web.pages.device.views import confidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(cast: Cast) -> Client:
    return sign_in(Client(), cast.lead)


def address(device: Device) -> str:
    return f"/bodies/oxmere/devices/{device.pk}"


def html(client: Client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200, where
    return answer.content.decode()


def test_a_maker_that_somebody_settled_has_no_score(cast: Cast, lead: Client) -> None:
    device = assessed(cast.oxmere, cast.lead, [CONFLICT])[0]
    judge(
        by=cast.it_security,
        device=device,
        about="maker",
        value="Hikvision",
        reason="Plate",
        base=device.revision,
    )
    run_waiting()
    assert f"Maker Hikvision, settled by {cast.it_security}" in text(lead, address(device))


def test_watchlists_have_their_own_words_and_titles(cast: Cast, lead: Client) -> None:
    page = html(lead, address(assessed(cast.oxmere, cast.lead, [FLAGGED])[0]))
    start, end = page.index(">Watchlists</h3>"), page.index(">Known vulnerabilities</h3>")
    assert "On the list" in page[start:end]
    assert "Affected</strong>" not in page[start:end]
    assert ">fcc-covered-list" not in page
    assert "Basis: " not in page
    assert "Listed for legal reasons" in page
    assert 'href="#findings"' in page


def text(client: Client, where: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html(client, where)))


def listed(device: Device, by: object, line: int, state: str = Import.State.ADDED, **said: str) -> None:
    """A line of a list that came in later than everything else."""
    came = Import.objects.create(body=device.body, by=by, observed_on="2099-01-02", state=state)
    Observation.objects.create(
        device=device,
        of=came,
        source="list",
        observed_on="2099-01-02",
        file="cameras.xlsx",
        sheet="Register",
        line=line,
        said=json.dumps(said),
    )


def with_findings(device: Device, key: str, findings: list[dict[str, object]]) -> ProductVersion:
    """As an assessment leaves a product version that has these findings."""
    found = FindingSet.objects.create(key=key)
    Finding.objects.bulk_create([Finding(of=found, **one) for one in findings])
    ProductVersion.objects.filter(pk=device.product_id).update(found=found)
    return ProductVersion.objects.select_related("found").get(pk=device.product_id)


def test_a_device_says_what_it_is_and_why(cast: Cast, lead: Client) -> None:
    made = assessed(cast.oxmere, cast.lead, [{**FLAGGED, "mac": "44:19:B6:01:02:03", "quantity": 4}])[0]
    page = text(lead, address(made))
    assert "Maker Hikvision, almost certain" in page
    assert "44:19:B6:01:02:03" in page
    assert "4 (not said how it is known)" in page
    assert "CCTV outside (as its system)" in page
    assert "On a watchlist" in page
    assert "Section 889 of the US National Defense Authorization Act for 2019: Hikvision" in page
    assert "ndaa-889/hikvision" not in page
    assert "A person" in page
    assert "from Ida Marlowe" in page
    assert "Serial number Not recorded" in page


def test_what_nobody_has_looked_at_is_not_clean(cast: Cast, lead: Client) -> None:
    made = devices(system(cast.oxmere, cast.lead, "Town centre"), cast.lead, [FLAGGED])[0]
    page = text(lead, address(made))
    assert page.count("Not yet assessed") == 3
    assert "Nobody has looked yet, so nothing is known" in page
    for claim in ("No watchlist that was asked", "The sources cover this product"):
        assert claim not in page


def test_what_cannot_be_looked_up_is_not_clean(cast: Cast, lead: Client) -> None:
    made = assessed(cast.oxmere, cast.lead, [NAMELESS])[0]
    page = text(lead, address(made))
    assert "It could not be looked up: what it is, is not known well enough. That is not clean." in page
    assert "no watchlist can be ruled out that names a possible maker" in page
    assert "The sources cover this product" not in page


@pytest.mark.parametrize(
    ("vulnerable", "firmware", "told"),
    [
        (
            "not_covered",
            "1",
            "No source covers this model: nothing is known of its vulnerabilities, which is not clean.",
        ),
        ("unknown", "", "Its firmware is not recorded"),
        ("not_affected", "1", ""),
    ],
)
def test_each_way_of_not_knowing_has_its_sentence(vulnerable: str, firmware: str, told: str) -> None:
    product = ProductVersion(assessed_at="2026-01-01", vulnerable=vulnerable, listed="not_affected")
    said = not_looked_at(Device(product=product, firmware=firmware))
    assert (told in " ".join(said)) if told else said == []


def test_conflicts_are_shown_with_what_each_source_says(cast: Cast, lead: Client) -> None:
    made = assessed(cast.oxmere, cast.lead, [CONFLICT])[0]
    page = html(lead, address(made))
    assert "The evidence names different makers" in page
    assert f"{address(made)}/judge/maker" in page
    listed(made, cast.lead, 12, brand="Dahua")
    actions.project_again([made.pk])
    page = text(lead, address(made))
    assert "Sources disagree about the brand on the label" in page
    assert "Dahua : cameras.xlsx, sheet Register, line 12 (Ida Marlowe), 2 January 2099" in page
    assert "Axis : a person (Ida Marlowe)" in page
    assert f"{address(made)}/judge/brand" in html(lead, address(made))
    reader = html(sign_in(Client(), cast.reader), address(made))
    assert "/judge/" not in reader
    assert "Change the device" not in reader


def test_what_an_undone_import_said_is_shown_and_does_not_count(cast: Cast, lead: Client) -> None:
    made = assessed(cast.oxmere, cast.lead, [OTHER])[0]
    listed(made, cast.lead, 3, Import.State.UNDONE, brand="Dahua")
    actions.project_again([made.pk])
    page = text(lead, address(made))
    assert "Import undone: does not count" in page
    assert "Sources disagree" not in page
    assert "Brand on the label Axis" in page


def test_one_finding_and_hundreds_take_as_many_queries(cast: Cast, lead: Client) -> None:
    few, many = assessed(cast.oxmere, cast.lead, [OTHER, NAMELESS])
    unknown = {
        "kind": "vulnerability",
        "verdict": "unknown",
        "title": "It might",
        "source": "https://example.test/",
    }
    with_findings(few, "few", [{**unknown, "concern": "CVE-2020-0001"}])
    with_findings(many, "many", [{**unknown, "concern": f"CVE-2021-{n:04}"} for n in range(300)])
    Observation.objects.bulk_create(
        [
            Observation(device=many, source="device", observed_on="2025-01-01", said='{"firmware": "1"}')
            for _ in range(20)
        ]
    )

    def queries(device: Device) -> int:
        html(lead, address(device))
        with CaptureQueriesContext(connection) as asked:
            html(lead, address(device))
        return len(asked)

    # session, person, body, roles, device, observations, judgements, events, and what those two are called
    assert queries(few) == queries(many) <= 10


def test_the_worst_come_first_and_long_lists_are_a_link_away(cast: Cast, lead: Client) -> None:
    made = assessed(cast.oxmere, cast.lead, [OTHER])[0]
    findings: list[dict[str, object]] = [
        {"kind": "vulnerability", "verdict": "unknown", "concern": f"CVE-2021-{n:04}", "cvss": n % 10}
        for n in range(READ + 40)
    ]
    findings += [
        {"kind": "vulnerability", "verdict": "affected", "concern": "CVE-2020-0001", "cvss": 5.0},
        {"kind": "vulnerability", "verdict": "affected", "concern": "CVE-2020-0002", "cvss": 9.8},
        {
            "kind": "vulnerability",
            "verdict": "affected",
            "concern": "CVE-2020-0003",
            "cvss": 4.0,
            "exploited": True,
        },
        {"kind": "vulnerability", "verdict": "not_affected", "concern": "CVE-2019-0001"},
        {
            "kind": "watchlist",
            "verdict": "affected",
            "concern": "list/axis",
            "source": "https://example.test/list",
        },
    ]
    product = with_findings(made, "long", findings)
    groups = {(g.kind, g.verdict): (g.number, g.shown) for g in groups_of(product, "oxmere")}
    assert groups == {
        ("watchlist", "affected"): (1, 1),
        ("vulnerability", "affected"): (3, 3),
        ("vulnerability", "unknown"): (READ + 40, SHOWN["unknown"]),
        ("vulnerability", "not_affected"): (1, 0),
    }
    page = html(lead, address(made))
    order = [
        page.index(f">{name}<") for name in ("list/axis", "CVE-2020-0003", "CVE-2020-0002", "CVE-2020-0001")
    ]
    assert order == sorted(order)
    assert "Show all 100" in page
    assert 'href="https://example.test/list"' in page
    every = html(lead, f"{address(made)}/findings?kind=vulnerability&verdict=unknown&page=2")
    assert "Showing 51 to 100 of 100" in re.sub(r"\s+", " ", every)
    assert "CVE-2020-0001" not in every
    assert html(lead, f"{address(made)}/findings?verdict=perhaps")


def test_addresses_in_sources_are_links_only_when_they_are_addresses(cast: Cast, lead: Client) -> None:
    made = assessed(cast.oxmere, cast.lead, [OTHER])[0]
    nasty = {
        "kind": "watchlist",
        "verdict": "affected",
        "concern": "x/y",
        "source": "javascript:alert(1) <b>",
    }
    with_findings(made, "nasty", [nasty])
    page = html(lead, address(made))
    assert 'href="javascript' not in page
    assert "javascript:alert(1) &lt;b&gt;" in page


def test_who_may_not_see_a_device_does_not_find_it(cast: Cast, lead: Client) -> None:
    home = system(cast.oxmere, cast.lead, "Town centre")
    made = devices(home, cast.lead, [FLAGGED])[0]
    analyst, stranger = sign_in(Client(), cast.analyst), sign_in(Client(), cast.stranger)
    for way in ("", "/findings"):
        assert analyst.get(address(made) + way).status_code == 404
        assert stranger.get(address(made) + way).status_code == 404
        assert stranger.get(f"/bodies/thornby/devices/{made.pk}{way}").status_code == 404
    actions.share_systems(by=cast.lead, body=cast.oxmere, systems=[home])
    actions.let_use(by=cast.lead, system=home, user=cast.thornby)
    for client in (analyst, stranger):
        page = html(client, address(made))
        assert "Hikvision" in page
        assert "<h2" in page
        for forbidden in ("Change the device", "Withdraw it", 'id="history"', "/judge/"):
            assert forbidden not in page
    actions.withdraw_devices(by=cast.lead, body=cast.oxmere, ids=[made.pk], reason="Sold")
    assert analyst.get(address(made)).status_code == 404
    assert "Sold" in html(lead, address(made))


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.99, "almost certain (99%)"),
        (0.8, "likely (80%)"),
        (0.6, "more likely than not (60%)"),
        (0.2, "weak evidence (20%)"),
    ],
)
def test_confidence_in_words(share: float, words: str) -> None:
    assert confidence(share) == words
