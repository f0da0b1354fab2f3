"""The list of devices: bounded queries, what it counts, who sees what, what it says when there is nothing."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from small_registers import CONFLICT, FLAGGED, NAMELESS, OTHER, assessed, devices, system

from cast import Cast, sign_in
from custodes.concerns.actions import run_waiting
from custodes.register import actions
from custodes.register.models import Device, System

pytestmark = pytest.mark.django_db
DEVICES = "/bodies/oxmere/devices"


@pytest.fixture
def lead(cast: Cast) -> Client:
    return sign_in(Client(), cast.lead)


@pytest.fixture
def town(cast: Cast) -> System:
    return system(cast.oxmere, cast.lead, "Town centre")


def html(client: Client, address: str = DEVICES) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def text(client: Client, address: str = DEVICES) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html(client, address)))


def rows(client: Client, address: str = DEVICES) -> list[str]:
    """What the first column links to, as shown."""
    return re.findall(rf'<a class="govuk-link" href="{DEVICES}/\d+">([^<]+)</a>', html(client, address))


def many(home: System, by: object, number: int) -> None:
    """As a large list leaves them: devices that differ in their serial number."""
    first = Device.objects.filter(system=home).first()
    assert first
    Device.objects.bulk_create(
        [
            Device(
                body=home.body,
                system=home,
                product_id=first.product_id,
                brand="Axis",
                model=f"P{at:04}",
                serial=str(at),
            )
            for at in range(number)
        ]
    )


def test_an_empty_register_says_what_to_do_next(lead: Client, cast: Cast) -> None:
    page = html(lead)
    assert "There are no devices here yet" in page
    assert 'href="/bodies/oxmere/systems/add"' in page
    assert "<table" not in page
    assert "add a system" not in html(sign_in(Client(), cast.reader))


def test_one_device_and_many_take_as_many_queries(cast: Cast, lead: Client, town: System) -> None:
    def queries(address: str) -> int:
        html(lead, address)
        with CaptureQueriesContext(connection) as asked:
            html(lead, address)
        return len(asked)

    devices(town, cast.lead, [FLAGGED])
    addresses = (
        DEVICES,
        f"{DEVICES}?firmware=recorded&status=not_assessed&sort=-vulnerable",
        f"{DEVICES}?page=3",
    )
    one = [queries(address) for address in addresses]
    many(town, cast.lead, 170)
    devices(town, cast.lead, [OTHER])  # an action, so that the body's last event is another
    assert [queries(address) for address in addresses] == one
    # session, person, body, roles, last event, the rows; a search also counts what matches
    assert one == [6, 7, 6]


def test_every_device_is_on_exactly_one_page_in_every_order(cast: Cast, lead: Client, town: System) -> None:
    devices(town, cast.lead, [FLAGGED])
    many(town, cast.lead, 119)
    devices(town, cast.lead, [OTHER])
    for sort in ("device", "-device", "site", "-vulnerable"):
        pages = [rows(lead, f"{DEVICES}?sort={sort}&page={number}") for number in (1, 2, 3)]
        assert [len(page) for page in pages] == [50, 50, 21], sort
        assert len(set().union(*pages)) == 121, sort
    names = [name for number in (1, 2, 3) for name in rows(lead, f"{DEVICES}?page={number}")]
    assert names == sorted(names, key=str.lower)
    assert rows(lead, f"{DEVICES}?page=99") == rows(lead, f"{DEVICES}?page=3")
    assert rows(lead, f"{DEVICES}?page=none") == rows(lead, DEVICES)


def test_the_count_says_of_what_and_follows_every_change(cast: Cast, lead: Client, town: System) -> None:
    made = devices(town, cast.lead, [{**FLAGGED, "quantity": 12}, OTHER])
    page = text(lead)
    assert "Showing 1 to 2 of 2 rows of the register: at least 13 devices in all;" in page
    assert "for 1 row the number is not known, and it counts as one" in page
    assert rows(lead, f"{DEVICES}?quantity=not_known") == ["Axis P3245-LV"]
    assert "Showing 1 to 1 of 1 row that matches: 12 devices in all." in text(lead, f"{DEVICES}?q=hikvision")
    assert "No device matches. The register holds 2 rows" in text(lead, f"{DEVICES}?q=elephant")
    actions.withdraw_devices(by=cast.lead, body=cast.oxmere, ids=[made[0].pk], reason="Sold")
    assert "Showing 1 to 1 of 1 row of the register: at least 1 device in all" in text(lead)
    assert rows(lead, f"{DEVICES}?withdrawn=yes") == ["Hikvision DS-2CD2186G2-ISU"]


def test_on_a_phone_each_cell_says_what_it_is_of(cast: Cast, lead: Client, town: System) -> None:
    devices(town, cast.lead, [FLAGGED])
    page = html(lead)
    headings = [re.sub("<[^>]+>", "", one) for one in re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page)]
    labels = re.findall(r'<td role="cell" data-label="([^"]+)"', page)
    assert [heading.strip(" ▲▼") for heading in headings] == ["Select", "Device", *labels]


def test_withdrawn_devices_of_a_withdrawn_system_are_still_listed(
    cast: Cast, lead: Client, town: System
) -> None:
    made = devices(town, cast.lead, [FLAGGED])
    actions.withdraw_devices(by=cast.lead, body=cast.oxmere, ids=[made[0].pk], reason="Sold")
    actions.withdraw_system(by=cast.lead, system=town, reason="Closed")
    page = html(lead, f"{DEVICES}?withdrawn=yes")
    assert "Hikvision" in page
    assert 'name="device"' not in page  # what is withdrawn is put back one by one


def test_what_is_not_known_is_never_shown_as_clean(cast: Cast, lead: Client, town: System) -> None:
    devices(town, cast.lead, [FLAGGED])
    page = text(lead)
    assert page.count("Not yet assessed") >= 3  # maker, watchlists, vulnerabilities
    assert "None that is listed" not in html(lead).partition("<tbody")[2]
    devices(town, cast.lead, [NAMELESS, CONFLICT])
    run_waiting()
    table = html(lead).partition("<tbody")[2]
    assert re.search(r"Not known \(“[^”]+”\)", table)
    assert "On a watchlist" in table
    assert "Conflict" in table
    assert "Not recorded" in table


def test_filters_that_are_on_are_shown_and_can_be_taken_away(cast: Cast, lead: Client, town: System) -> None:
    devices(town, cast.lead, [FLAGGED])
    asked = f"{DEVICES}?q=hik&system={town.pk}&listed=not_assessed&vulnerable=perhaps&sort=-site"
    page = html(lead, asked)
    tags = re.findall(
        r'<li><a class="govuk-link" href="([^"]+)"><span[^>]+>Take away the filter </span>([^<]+)', page
    )
    assert [told.strip() for _, told in tags] == [
        "Search: “hik”",
        "System: Town centre",
        "Watchlists: Not yet assessed",
    ]
    assert tags[0][0] == f"{DEVICES}?system={town.pk}&amp;listed=not_assessed&amp;sort=-site"
    assert re.search(r'<option value="not_assessed" selected>', page)
    assert 'name="sort" value="-site"' in page
    assert 'aria-sort="descending"' in page


def test_texts_of_others_stay_texts(cast: Cast, lead: Client, town: System) -> None:
    nasty = {"brand": "<b>Axis</b>", "model": "\"&'", "site": "<script>alert(1)</script>"}
    devices(town, cast.lead, [{**nasty, "serial": "a\x1fb"}, OTHER])
    Device.objects.filter(model=OTHER["model"]).update(site="split\x1fhere")
    page = html(lead, f"{DEVICES}?q=%3Cb%3E")
    assert "&lt;b&gt;Axis&lt;/b&gt;" in page
    assert "<script>alert" not in page
    assert "split" in html(lead)


def test_outsiders_see_and_count_only_what_they_may(cast: Cast, lead: Client, town: System) -> None:
    depot = system(cast.oxmere, cast.lead, "Depot")
    shared, kept = devices(town, cast.lead, [FLAGGED])[0], devices(depot, cast.lead, [OTHER])[0]
    run_waiting()
    assert len(rows(lead)) == 2
    analyst = sign_in(Client(), cast.analyst)
    assert "There are no devices here yet that you can see" in text(analyst)
    actions.share_systems(by=cast.lead, body=cast.oxmere, systems=[town])
    actions.let_use(by=cast.lead, system=depot, user=cast.thornby)
    for client, own, other in (
        (analyst, shared, kept),
        (sign_in(Client(), cast.stranger), kept, shared),
    ):
        page = html(client)
        assert rows(client) == [str(own)]
        assert "1 to 1 of 1 row of the register" in page
        assert other.system.name not in page  # not among the filters either
        assert str(other.product.maker or "Axis") not in page.partition("</form>")[0]
        assert "Select" not in page
        assert "No device matches. The register holds 1 row" in text(client, f"{DEVICES}?q={other.brand}")
        assert rows(client, f"{DEVICES}?system={other.system_id}") == []
        assert rows(client, f"{DEVICES}?withdrawn=yes") == []
    assert sign_in(Client(), cast.nobody).get(DEVICES).status_code == 404


def test_outsiders_never_see_what_was_withdrawn(cast: Cast, town: System) -> None:
    made = devices(town, cast.lead, [FLAGGED])
    actions.share_systems(by=cast.lead, body=cast.oxmere, systems=[town])
    actions.withdraw_devices(by=cast.lead, body=cast.oxmere, ids=[made[0].pk], reason="Sold")
    analyst = sign_in(Client(), cast.analyst)
    assert "Hikvision" not in html(analyst, f"{DEVICES}?withdrawn=yes")
    assert "Withdrawn devices instead" not in html(analyst, f"{DEVICES}?withdrawn=yes")


def test_a_list_of_one_body_is_not_given_to_another(cast: Cast, lead: Client, town: System) -> None:
    """What is kept in memory is kept by body, and dropped when something is done there."""
    assessed(cast.thornby, cast.stranger, [OTHER], "Library")
    devices(town, cast.lead, [FLAGGED])
    assert rows(lead) == [f"{FLAGGED['brand']} {FLAGGED['model']}"]
    silas = sign_in(Client(), cast.stranger)
    assert "Axis" in html(silas, "/bodies/thornby/devices")
    assert "Library" not in html(lead)
    actions.change_system(by=cast.lead, system=town, values={"name": "Old town"}, base=1)
    assert "Old town" in html(lead)


def test_what_is_no_name_is_not_given_as_one(cast: Cast, lead: Client, town: System) -> None:
    devices(town, cast.lead, [{"brand": "?"}, {"brand": "various"}])
    run_waiting()
    assert "No name recorded (“?”)" in rows(lead)
    assert "Not known (“various”)" in text(lead)
    assert "Not a maker’s name" not in text(lead)
