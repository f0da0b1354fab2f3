"""Systems in the browser: listed with their figures, added, changed, shared, used by others, withdrawn."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from small_registers import FLAGGED, NAMELESS, OTHER, assessed, devices, system

from cast import Cast, sign_in
from custodes.audit.models import Event
from custodes.register import actions
from custodes.register.listing import RESULTS, matching
from custodes.register.models import ProductVersion, System, SystemUse
from custodes.web.pages.systems.figures import Figures, figures_of

pytestmark = pytest.mark.django_db
SYSTEMS = "/bodies/oxmere/systems"


@pytest.fixture
def lead(cast: Cast) -> Client:
    return sign_in(Client(), cast.lead)


@pytest.fixture
def town(cast: Cast) -> System:
    return system(cast.oxmere, cast.lead, "Town centre")


def text(client: Client, address: str) -> str:
    """What a page says, without its elements."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_an_empty_register_says_what_to_do_next(lead: Client) -> None:
    assert "There are no systems yet. Add the first one" in text(lead, SYSTEMS)


def test_what_nobody_has_looked_at_counts_as_not_known(cast: Cast, town: System) -> None:
    made = assessed(cast.oxmere, cast.lead, [FLAGGED, OTHER, NAMELESS], "Depot")
    depot = made[0].system
    known = figures_of([depot.pk])[depot.pk]
    listed = {result: matching(depot.devices.all(), {"result": result}).count() for result in RESULTS}
    assert known == Figures(3, 3, 3, listed["flagged"], listed["not_known"])
    assert known.flagged >= 1  # the Hikvision
    assert known.not_known >= 1  # the nameless one
    devices(depot, cast.lead, [{"brand": "Axis", "model": "M1"}, {"brand": "Axis", "model": "M2"}])
    assert figures_of([depot.pk, town.pk]) == {
        depot.pk: Figures(5, 5, 5, known.flagged, known.not_known + 2),
        town.pk: Figures(),
    }


def test_a_clean_device_that_makes_way_for_one_nobody_has_looked_at_is_no_longer_counted(
    cast: Cast, lead: Client
) -> None:
    made = assessed(cast.oxmere, cast.lead, [OTHER], "Depot")[0]
    ProductVersion.objects.filter(pk=made.product_id).update(listed="not_affected", vulnerable="not_affected")
    assert figures_of([made.system_id])[made.system_id].not_known == 0
    actions.withdraw_devices(by=cast.lead, body=cast.oxmere, ids=[made.pk], reason="Sold")
    devices(made.system, cast.lead, [{"brand": "Axis", "model": "M1", "quantity": 4}])
    assert figures_of([made.system_id])[made.system_id] == Figures(1, 4, 0, 0, 4)
    assert re.search(r"Depot .* 1 4 0 4 A row", text(lead, SYSTEMS))


def test_numbers_of_devices_say_that_they_are_lower_bounds(cast: Cast, lead: Client, town: System) -> None:
    devices(town, cast.lead, [{**FLAGGED, "quantity": 4}, NAMELESS])
    page = text(lead, f"{SYSTEMS}/{town.pk}")
    assert "At least 5 devices in 2 rows of the register" in page
    assert "for 1 row the number is not known, and it counts as one" in page
    assert "At least 5 of at least 5 devices not flagged, but not known" in page
    assert "2 at least 5 0 at least 5" in text(lead, SYSTEMS)


def test_a_list_of_any_length_takes_as_many_queries(cast: Cast, lead: Client, town: System) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert lead.get(SYSTEMS).status_code == 200
        return len(asked)

    lead.get(SYSTEMS)
    devices(town, cast.lead, [FLAGGED])
    one = queries()
    for number in range(5):
        devices(system(cast.oxmere, cast.lead, f"System {number}"), cast.lead, [OTHER])
    assert queries() == one <= 10


def test_a_system_is_added(lead: Client, cast: Cast) -> None:
    given = {
        "name": "Drones",
        "technology": "drone",
        "operator": "own",
        "capabilities": ["thermal", "live_stream"],
        "volume": "40",
        "volume_unit": "flights_a_year",
    }
    answer = lead.post(f"{SYSTEMS}/add", given)
    made = System.objects.get(name="Drones")
    assert (answer.status_code, answer["Location"]) == (302, f"{SYSTEMS}/{made.pk}")
    page = text(lead, f"{SYSTEMS}/{made.pk}")
    assert "It is a draft until you share it" in page
    assert "40 flights a year" in page
    assert "Connectivity Not recorded" in page


def test_every_mistake_is_told_at_once_and_links_land(lead: Client, town: System) -> None:
    wrong = {"name": "Town centre", "volume": "many", "technology": "webcam", "capabilities": ["x-ray"]}
    page = lead.post(f"{SYSTEMS}/add", wrong).content.decode()
    landings = re.findall(r'<a href="#([^"]+)">', page)
    assert len(landings) == 3  # the name is looked up once the rest is right
    assert all(f'id="{landing}"' in page for landing in landings)
    assert "<title>Error: Add a system" in page
    taken = lead.post(f"{SYSTEMS}/add", {"name": "Town centre"}).content.decode()
    assert "There is already a system called Town centre" in taken


def test_two_editors_and_nothing_is_lost(cast: Cast, town: System) -> None:
    ida, petra = sign_in(Client(), cast.lead), sign_in(Client(), cast.procurement)
    address = f"{SYSTEMS}/{town.pk}/change"
    page = ida.get(address).content.decode()
    carried = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1].replace("&#34;", '"')  # type: ignore[index]
        for name in ("base", "seen")
    }
    stands = {"name": "Town centre", "technology": "cctv_external"}
    theirs = {**stands, **carried, "purpose": "Traffic", "site_class": "sensitive"}
    assert petra.post(address, theirs).status_code == 302
    mine = {**stands, **carried, "purpose": "Crime", "connectivity": "networked"}
    answer = ida.post(address, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Petra Lund saved Town centre" in page
    assert re.search(r'id="choice-site_class-theirs" value="theirs" checked', page)  # only she changed it
    assert re.search(r'id="choice-connectivity-mine" value="mine" checked', page)  # only I did
    assert not re.search(r'id="choice-purpose-\w+" value="\w+" checked', page)
    hidden = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1].replace("&#34;", '"')  # type: ignore[index]
        for name in ("settles", "base", "seen", "mine")
    }
    choices = {"choice-site_class": "theirs", "choice-connectivity": "mine"}
    undecided = ida.post(address, {**hidden, **choices})
    assert undecided.status_code == 422
    assert "Purpose: choose which to keep" in undecided.content.decode()
    assert ida.post(address, {**hidden, **choices, "choice-purpose": "mine"}).status_code == 302
    held = System.objects.get(pk=town.pk)
    assert (held.purpose, held.site_class, held.connectivity, held.revision) == (
        "Crime",
        "sensitive",
        "networked",
        3,
    )


def test_sharing_says_what_the_office_will_see(cast: Cast, lead: Client, town: System) -> None:
    system(cast.oxmere, cast.lead, "Depot")
    page = text(lead, f"{SYSTEMS}/share")
    assert "Office of the Camera Commissioner (fictional) will see of each system" in page
    assert "Select the systems that you want to share" in lead.post(f"{SYSTEMS}/share").content.decode()
    assert lead.post(f"{SYSTEMS}/share", {"systems": [town.pk]}).status_code == 302
    assert "1 system is shared." in text(lead, SYSTEMS)
    analyst = text(sign_in(Client(), cast.analyst), SYSTEMS)
    assert "Town centre" in analyst
    assert "Depot" not in analyst
    assert "Share systems" not in analyst


def test_sharing_ends_with_a_reason(cast: Cast, lead: Client, town: System) -> None:
    actions.share_systems(by=cast.lead, body=cast.oxmere, systems=[town])
    address = f"{SYSTEMS}/{town.pk}/stop-sharing"
    assert "Say why it is no longer shared" in lead.post(address, {"reason": " "}).content.decode()
    assert lead.post(address, {"reason": "Shared too early"}).status_code == 302
    assert sign_in(Client(), cast.analyst).get(f"{SYSTEMS}/{town.pk}").status_code == 404
    assert Event.objects.latest("sequence").reason == "Shared too early"


def test_a_body_that_uses_a_system_sees_that_one_alone(cast: Cast, lead: Client, town: System) -> None:
    depot = system(cast.oxmere, cast.lead, "Depot")
    silas = sign_in(Client(), cast.stranger)
    assert silas.get(SYSTEMS).status_code == 404
    assert lead.post(f"{SYSTEMS}/{town.pk}/uses/add", {"user": cast.thornby.pk}).status_code == 302
    theirs = text(silas, SYSTEMS)
    assert "Town centre" in theirs
    assert "Used by your body" in theirs  # whether it is shared with the office is not theirs to know
    assert "Draft" not in theirs
    actions.share_systems(by=cast.lead, body=cast.oxmere, systems=[town])
    assert text(silas, SYSTEMS) == theirs
    assert "Depot" not in theirs
    assert silas.get(f"{SYSTEMS}/{depot.pk}").status_code == 404
    assert silas.get(f"{SYSTEMS}/{town.pk}/change").status_code == 403
    own = text(silas, "/bodies/thornby/systems")
    assert "Of other bodies, used by this one" in own
    assert "Town centre" in own
    use = SystemUse.objects.get()
    assert lead.post(f"{SYSTEMS}/{town.pk}/uses/{use.pk}/end").status_code == 302
    assert silas.get(SYSTEMS).status_code == 404
    assert "Town centre" not in text(silas, "/bodies/thornby/systems")
    assert lead.post(f"{SYSTEMS}/{town.pk}/uses/{use.pk}/end").status_code == 404


def test_an_overseer_does_not_learn_whose_systems_a_body_uses(cast: Cast) -> None:
    library = system(cast.thornby, cast.stranger, "Library")
    actions.let_use(by=cast.stranger, system=library, user=cast.oxmere)
    assert "Library" in text(sign_in(Client(), cast.reader), SYSTEMS)
    assert "Library" not in text(sign_in(Client(), cast.analyst), SYSTEMS)


def test_a_withdrawn_system_is_kept_and_shown_to_its_own_people(
    cast: Cast, lead: Client, town: System
) -> None:
    assert lead.post(f"{SYSTEMS}/{town.pk}/withdraw", {"reason": "Decommissioned"}).status_code == 302
    assert "Town centre , withdrawn on" in text(lead, SYSTEMS)
    assert "Decommissioned" in text(lead, f"{SYSTEMS}/{town.pk}")
    assert lead.get(f"{SYSTEMS}/{town.pk}/change").status_code == 404
    assert sign_in(Client(), cast.analyst).get(f"{SYSTEMS}/{town.pk}").status_code == 404


def test_who_may_not_is_not_offered_it_and_is_refused(cast: Cast, town: System) -> None:
    mabel = sign_in(Client(), cast.reader)
    page = text(mabel, f"{SYSTEMS}/{town.pk}")
    assert not {"Change the system", "Withdraw it", "Stop sharing", "Let another body"} & set(
        page.split("  ")
    )
    for way in ("change", "withdraw", "stop-sharing", "uses/add"):
        assert f"/{town.pk}/{way}" not in mabel.get(f"{SYSTEMS}/{town.pk}").content.decode()
        assert mabel.post(f"{SYSTEMS}/{town.pk}/{way}").status_code == 403
    assert mabel.post(f"{SYSTEMS}/add", {"name": "Mine"}).status_code == 403
    assert not System.objects.filter(name="Mine").exists()


def test_a_system_that_is_not_empty_says_so_before_it_asks_why(
    cast: Cast, lead: Client, town: System
) -> None:
    devices(town, cast.lead, [FLAGGED, OTHER])
    answer = lead.get(f"{SYSTEMS}/{town.pk}/withdraw")
    page = answer.content.decode()
    assert "2 rows of the register" in page
    assert f"/bodies/oxmere/devices?system={town.pk}" in page
    assert 'name="reason"' not in page


def test_a_withdrawn_system_is_put_back_from_its_page(cast: Cast, lead: Client, town: System) -> None:
    actions.withdraw_system(by=cast.lead, system=town, reason="Sold")
    way = f"{SYSTEMS}/{town.pk}/restore"
    assert way in lead.get(f"{SYSTEMS}/{town.pk}").content.decode()
    assert sign_in(Client(), cast.reader).post(way, {"reason": "Mine"}).status_code == 403
    assert lead.post(way, {"reason": "It was not sold"}).status_code == 302
    assert "Town centre , withdrawn on" not in text(lead, SYSTEMS)
