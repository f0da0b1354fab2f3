"""Several people and one register: a conflict settled, two editors, a shared system, a stranger."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from browsing import Account, Visitor, settle_in, sign_in

if TYPE_CHECKING:
    from service_process import Service

    from cast import Cast
    from custodes.access.models import Person


def tell(cast: "Cast") -> dict[str, "Person"]:
    """Two systems with a device each; Marlbank University uses none of them yet."""
    from small_registers import CONFLICT, FLAGGED, devices, system

    from cast import body, give, person
    from custodes.access.roles import Role

    devices(system(cast.oxmere, cast.lead, "Town centre"), cast.lead, [CONFLICT])
    devices(system(cast.oxmere, cast.lead, "Custody suite"), cast.lead, [FLAGGED])
    marlbank = body("Marlbank University")
    return {"guest": give(person("Corin Vale"), Role.READER, marlbank)}


LABELLED, FLAGGED = "Axis DS-2CD2143G2-I", "Hikvision DS-2CD2186G2-ISU"
OXMERE = "/bodies/oxmere"


@pytest.fixture(scope="module")
def accounts(service: "Service") -> dict[str, Account]:
    return settle_in(service, __name__)


@pytest.fixture(scope="module")
def come(arrive: Callable[..., Visitor], accounts: dict[str, Account]) -> Callable[[str], Visitor]:
    """Somebody of the cast, signed in. Whoever has come before is still there."""
    here: dict[str, Visitor] = {}

    def coming(part: str) -> Visitor:
        if part not in here:
            here[part] = arrive()
            sign_in(here[part], accounts[part])
        return here[part]

    return coming


Come = Callable[[str], Visitor]


def open_device(at: Visitor, name: str) -> None:
    at.open(f"{OXMERE}/devices")
    at.follow(name)


def maker(at: Visitor) -> str:
    """What the page of a device says of who made it, and why."""
    return at.section("Who made it")


def test_a_conflict_is_settled_and_the_judgement_taken_back(come: Come) -> None:
    lead = come("lead")
    open_device(lead, LABELLED)
    lead.looks_again_until(lambda: "The evidence names different makers" in lead.text)
    before = maker(lead)
    assert "Not known: several makers are possible" in before

    lead.follow("Settle who made it")
    lead.press("Settle it")
    assert lead.page.title().startswith("Error: ")
    lead.answer("Hikvision")
    lead.answer("How do you know?", "The plate on its back names the factory.")
    lead.press("Settle it")
    lead.looks_again_until(lambda: "The evidence names different makers" not in lead.text)
    settled = maker(lead)
    assert "settled as Hikvision by Ida Marlowe" in settled
    assert "Reason: The plate on its back names the factory." in settled
    assert "Not known" not in settled
    lead.looks_again_until(lambda: "On a watchlist" in lead.text)

    lead.page.get_by_role("link", name="Take back the judgement: ").click()
    lead.answer("Why is it taken back?", "It was the plate of another camera.")
    lead.press("Take it back")
    lead.looks_again_until(lambda: "The evidence names different makers" in lead.text)
    assert maker(lead) == before
    history = lead.section("History")
    assert "The plate on its back names the factory." in history
    assert "It was the plate of another camera." in history


def test_the_second_of_two_editors_sees_both_versions_and_nothing_is_lost(come: Come) -> None:
    first, second = come("lead"), come("it_security")
    for one in (first, second):
        open_device(one, FLAGGED)
        one.follow("Change the device")
    first.answer("Site", "Cell corridor")
    first.answer("Supplier", "Lanternworks")
    first.press("Save")
    first.sees("The device is saved.")

    second.answer("Site", "Charge desk")
    second.answer("IP address", "10.0.4.7")
    second.press("Save")
    assert second.heading == "Somebody else changed this while you did"
    second.sees("Ida Marlowe saved")
    differences = second.page.locator("main fieldset").all_inner_texts()
    assert [text.split("\n")[0] for text in differences] == ["IP address", "Site", "Supplier"]
    second.press("Save what I chose")
    assert second.page.title().startswith("Error: ")
    second.sees("Site: choose which to keep")
    second.answer("Use mine: Charge desk")
    second.press("Save what I chose")
    second.sees("The device is saved.")

    recorded = second.section("What is recorded")
    for value in ("Charge desk", "Lanternworks", "10.0.4.7"):
        assert value in recorded
    history = second.section("History")
    for change in ("Cell corridor", "Lanternworks", "Charge desk", "10.0.4.7"):
        assert change in history
    assert "Site: Cell corridor → became Charge desk" in " ".join(history.split())
    evidence = second.section("Evidence")
    assert "Site: Cell corridor" in evidence
    assert "Site: Charge desk" in evidence


def test_a_shared_system_is_seen_by_whom_it_is_shared_with_and_no_more(come: Come) -> None:
    lead, analyst, guest, stranger = come("lead"), come("analyst"), come("guest"), come("stranger")
    assert analyst.open(f"{OXMERE}/") == 200
    assert "Custody suite" not in everything(analyst)
    assert guest.open(f"{OXMERE}/") == 404

    lead.open(f"{OXMERE}/systems")
    lead.follow("Custody suite")
    lead.follow("Let another body use it")
    lead.answer("Which body uses it?", "Marlbank University (fictional)")
    lead.press("Let them use it")
    lead.sees("Marlbank University (fictional), since")
    seen = everything(guest)
    assert FLAGGED in seen
    assert "Custody suite" in seen
    assert "Town centre" not in seen
    assert LABELLED not in seen
    assert "Custody suite" not in everything(analyst), "a use is not a share"

    lead.open(f"{OXMERE}/systems")
    lead.follow("Share systems")
    lead.page.get_by_label("Custody suite").check()
    lead.press("Share the selected systems")
    lead.sees("1 system is shared.")
    seen = everything(analyst)
    assert FLAGGED in seen
    assert "Town centre" not in seen
    assert LABELLED not in seen
    assert stranger.open(f"{OXMERE}/") == 404


def everything(at: Visitor) -> str:
    """All that the pages say that somebody can walk to from where they start."""
    return "\n".join(answer.text for answer in at.walk("/").values() if answer.status == 200)


def test_nothing_that_the_lead_can_open_opens_for_a_stranger(come: Come) -> None:
    lead = come("lead")
    pages = {address: found.status for address, found in lead.walk("/").items() if address.startswith(OXMERE)}
    assert len(pages) > 40
    assert set(pages.values()) == {200}
    for part in ("stranger", "nobody", "administrator"):
        who = come(part)
        opened = {address for address in pages if who.status(address) not in (403, 404)}
        # an administrator keeps the people and the settings of every body, and no register by that
        allowed = {a for a in opened if part == "administrator" and a.startswith(f"{OXMERE}/people")}
        assert opened == allowed
        assert "Custody suite" not in everything(who)
