"""Every page that somebody can walk to: on a desk and a phone, with every form sent empty; the main ones without scripts."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import accessible
import pytest
from browsing import DESK, PHONE, Account, Visitor, settle_in, sign_in
from django.urls import Resolver404, resolve

if TYPE_CHECKING:
    from playwright.sync_api import Locator
    from service_process import Service

    from cast import Cast
    from custodes.access.models import Person

Arrive = Callable[..., Visitor]
OXMERE = "/bodies/oxmere"
Piece = tuple[str, str]
SIDEWAYS = "document.documentElement.scrollWidth"
ASKED = "input:not([type=hidden]), textarea"
TEXTS = "input:not([type=hidden], [type=file], [type=radio], [type=checkbox]), textarea"


def tell(cast: "Cast") -> dict[str, "Person"]:
    """Something of every kind: conflicts, judgements, drafts, what is shared, used, withdrawn, invited, surveyed."""
    import information_to_walk
    import waves_to_walk
    from small_registers import CONFLICT, FLAGGED, NAMELESS, OTHER, devices, system

    from cast import body
    from custodes.access import actions as access
    from custodes.access.roles import Role
    from custodes.identity import actions as identity
    from custodes.register import actions as register

    lead = cast.lead
    town = devices(system(cast.oxmere, lead, "Town centre"), lead, [CONFLICT, CONFLICT, NAMELESS, OTHER])
    custody = system(cast.oxmere, lead, "Custody suite", technology="cctv_internal", shared=True)
    devices(custody, lead, [FLAGGED])
    register.let_use(by=lead, system=custody, user=cast.thornby)
    old = system(cast.oxmere, lead, "Old depot")
    register.withdraw_system(by=lead, system=old, reason="Closed")
    register.withdraw_devices(by=lead, body=cast.oxmere, ids=[town[3].pk], reason="Sold")
    reason = "The plate on its back names the factory."
    town[1].refresh_from_db()
    base = town[1].revision
    identity.judge(by=lead, device=town[1], about="maker", value="Hikvision", reason=reason, base=base)
    access.invite(by=lead, email="hollis.reed@example.test", body=cast.oxmere, role=Role.READER)
    access.invite(by=cast.administrator, email="perry.stone@example.test")
    access.create_collaboration(by=None, name="Two towns", lead=cast.oxmere, members=[cast.thornby])
    body("Marlbank University")
    waves_to_walk.tell(cast)
    information_to_walk.tell(cast)
    return {}


@pytest.fixture(scope="module")
def accounts(service: "Service") -> dict[str, Account]:
    return settle_in(service, __name__)


@pytest.fixture(scope="module")
def plain(arrive: Arrive, accounts: dict[str, Account]) -> Visitor:
    """IT security of Oxmere, whose browser runs no scripts."""
    visitor = arrive(java_script_enabled=False)
    sign_in(visitor, accounts["it_security"])
    return visitor


def test_without_scripts_a_list_is_imported(plain: Visitor, tmp_path: Path) -> None:
    with (tmp_path / "yard.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [
                ("Make", "Model", "Firmware", "Site", "Qty"),
                ("Axis", "P3245-LV", "10.12.182", "Yard, north gate", "1"),
                ("Dahua", "IPC-HFW2431S-S-S2", "2.800.0000000.14.R", "Yard, south gate", "1"),
                ("Dahua", "IPC-HFW2431S-S-S2", "2.800.0000000.14.R", "Yard", "lots"),
            ]
        )
    plain.open(f"{OXMERE}/imports")
    plain.follow("Import lists")
    plain.page.set_input_files("input[type=file]", tmp_path / "yard.csv")
    for label, value in (("Day", "2"), ("Month", "3"), ("Year", "2026")):
        plain.answer(label, value)
    plain.press("Upload and read")
    plain.looks_again_until(lambda: plain.heading == "Check what will be added")
    plain.page.get_by_label("Only the 2 rows that can be added").check()
    plain.press("Continue")
    plain.looks_again_until(lambda: plain.heading == "What was added")
    plain.follow("See the devices")
    plain.sees("Yard, south gate")


def test_without_scripts_a_device_is_added(plain: Visitor) -> None:
    plain.open(f"{OXMERE}/systems")
    plain.follow("Town centre")
    plain.follow("Add a device")
    plain.press("Add the device")
    assert plain.page.title().startswith("Error: ")
    plain.answer("Brand on the label", "Bosch")
    plain.answer("Model", "NBE-3502-AL")
    plain.answer("Site", "Clock tower")
    plain.press("Add the device")
    plain.sees("Bosch NBE-3502-AL is in the register.")


def test_without_scripts_the_list_is_narrowed_and_changed_in_bulk(plain: Visitor) -> None:
    plain.open(f"{OXMERE}/devices")
    plain.page.get_by_label("Search", exact=True).fill("yard")
    plain.press("Search")
    plain.sees("2 rows that match")
    made_by = plain.page.get_by_label("Maker").locator("option", has_text="Dahua Technology")
    plain.looks_again_until(lambda: made_by.count() == 1)  # its maker is known once somebody has looked
    plain.page.locator("summary", has_text="Filters").click()
    plain.answer("Maker", "Dahua Technology")
    plain.press("Apply filters")
    plain.sees("1 row that match")
    plain.press(re.compile("^Change (all|the only)"))
    plain.press("Continue")
    assert plain.page.title().startswith("Error: ")
    plain.answer("Site class", "Sensitive site")
    plain.press("Continue")
    plain.press(re.compile("^Change 1 "))
    plain.sees(" was changed.")
    # what it says of itself has changed, so that its maker is not known until somebody has looked again
    plain.looks_again_until(lambda: plain.link("Dahua IPC-HFW2431S-S-S2").count() == 1)
    plain.follow("Dahua IPC-HFW2431S-S-S2")
    assert "Sensitive site" in plain.section("What is recorded")


@dataclass
class Looked:
    """What was looked at: which pages, by name, and all the pieces that they were made of."""

    pages: set[str] = field(default_factory=set)
    pieces: set[Piece] = field(default_factory=set)
    sent_empty: list[str] = field(default_factory=list)

    def has_seen(self, address: str, text: str) -> bool:
        """Whether this page has been looked at, and whatever it is made of now; from now on it has."""
        page, pieces = page_of(address), pieces_of(text)
        seen = page in self.pages and pieces <= self.pieces
        self.pages.add(page)
        self.pieces |= pieces
        return seen


@pytest.fixture(scope="module")
def looked() -> Looked:
    return Looked()


LEAST = {
    "lead": 60,
    "senior_responsible_officer": 60,
    "stranger": 40,
    "analyst": 15,
    "administrator": 40,
    "": 4,
}
"""By who walks: how many pages they find at least."""
ALSO = {
    "lead": [f"{OXMERE}/devices/change?which=all", "/nowhere", "/bodies/thornby/"],
    "senior_responsible_officer": [],
    "stranger": [],
    "analyst": [],
    "administrator": [],
    "": ["/invitations/wrong"],
}
"""By who walks: what no link leads to. Nobody is signed in where there is no name."""
NOT_SAVED = re.compile(r"422 \S+/returns/\d+/answers$")
"""What a return answers, by script, to an answer that was emptied and cannot be kept so: the page says what to mend."""
NOT_OURS = {"/api/docs"}
"""Swagger UI breaks rules by itself; /api/ says the same."""


ALIKE = {"senior_responsible_officer", "stranger"}
"""Whose pages come from what was asked for the lead's already: once is enough."""


@pytest.mark.parametrize(
    "part",
    [pytest.param(part, marks=[pytest.mark.one_database] if part in ALIKE else []) for part in ALSO],
)
def test_every_page_is_accessible_and_every_error_leads_to_its_field(
    part: str,
    arrive: Arrive,
    accounts: dict[str, Account],
    looked: Looked,
    tmp_path: Path,
    pytestconfig: pytest.Config,
) -> None:
    who = arrive()
    if part:
        sign_in(who, accounts[part])
    if part == "lead":
        upload_and_leave(who, tmp_path / "attic.csv")
        disagree_with_a_workbook(who, tmp_path / "return.xlsx")
    pages = {address: answer for address, answer in who.walk("/").items() if answer.is_page}
    pages |= {address: who.asked_for(address) for address in ALSO[part]}
    assert [(at, a.status) for at, a in pages.items() if a.status != 200 and at not in ALSO[part]] == []
    assert len(pages) >= LEAST[part]
    if pytestconfig.getoption("--database") == "postgres":
        return  # what pages are made of does not depend on the database: that is looked at on SQLite
    wrong = []
    accessible.bring_along(who.context)
    for address, answer in pages.items():
        if address not in NOT_OURS and not looked.has_seen(address, answer.text):
            wrong += looked_at(who, address, looked.sent_empty)
    assert wrong == [], "\n".join(wrong)
    who.wrong[:] = [one for one in who.wrong if not NOT_SAVED.match(one)]
    assert len(looked.sent_empty) > 15  # by the lead alone, who walks first, and by all that came after


def page_of(address: str) -> str:
    """What is behind an address; of the public site, where one pattern has them all, which kind of page."""
    try:
        found = resolve(address.partition("?")[0])
    except Resolver404:
        return address
    place = found.kwargs.get("address", "").strip("/").split("/")
    return " ".join([str(found.url_name), *place[1::2], str(len(place))])


def pieces_of(text: str) -> set[Piece]:
    """The elements that a page is made of, with their classes and the names of their attributes."""
    elements = re.findall(r"<(\w+)([^>]*)>", text)
    return {(name, re.sub(r'(?<!class)="[^"]*"', "", attributes)) for name, attributes in elements}


def upload_and_leave(at: Visitor, file: Path) -> None:
    """An import that waits for a choice."""
    file.write_text("Make,Model,Colour,Qty\nAxis,P3245-LV,white,1\nAxis,P3245-LV,white,lots\n")
    at.open(f"{OXMERE}/imports/new")
    at.page.set_input_files("input[type=file]", file)
    for label, value in (("Day", "2"), ("Month", "3"), ("Year", "2026")):
        at.answer(label, value)
    at.press("Upload and read")
    at.looks_again_until(lambda: at.heading == "Check what will be added")


def disagree_with_a_workbook(at: Visitor, file: Path) -> None:
    """A workbook in which an answer was changed that was changed on the page, too."""
    from refilled import filled_in

    at.open(f"{OXMERE}/returns")
    at.follow("Go on with the return for Winter")
    here = at.path
    book = at.download("Download it to fill in elsewhere")
    file.write_bytes(filled_in(book, {"words": "Only the quay", "cameras": "some", "place[2]": "The quay"}))
    at.open(f"{here}/sections/general")
    at.answer("What do you do? (must be answered)", "Only the High Street")
    at.press("Save")
    at.open(f"{here}/workbook/upload")
    at.page.set_input_files("input[type=file]", file)
    at.press("Upload and compare")
    at.sees("Changed on both sides")


def looked_at(at: Visitor, address: str, sent: list[str]) -> Iterator[str]:
    """What is wrong with a page, and with what it says of each of its forms when that is sent empty."""
    at.page.set_viewport_size(DESK)
    at.open(address)
    if at.page.locator("h1").count() != 1:
        yield f"{address}: {at.page.locator('h1').count()} headings of the first level"
    yield from broken_rules(at, address)
    at.page.set_viewport_size(PHONE)
    yield from broken_rules(at, address, accessible.OF_WIDTH)
    for number in range(at.page.locator("main form[method=post]").count()):
        if number:
            at.open(address)
        problems = sent_empty(at, at.page.locator("main form[method=post]").nth(number), address)
        if problems is not None:
            sent.append(address)
            yield from problems


def broken_rules(at: Visitor, address: str, rules: accessible.Rules = accessible.ALL) -> Iterator[str]:
    """By axe; and whether the page scrolls sideways."""
    width = (at.page.viewport_size or DESK)["width"]
    if broken := accessible.broken_rules(at.page, rules):
        yield f"{address} at {width}: {broken}"
    if at.page.evaluate(SIDEWAYS) > width:  # with all of it unfolded
        yield f"{address} scrolls sideways at {width}"


def sent_empty(at: Visitor, form: "Locator", address: str) -> list[str] | None:
    """What is wrong with what the page says then; None where nothing was asked, or nothing has to be said.

    Forms that ask nothing are left alone: their button does what it says.
    """
    if not form.locator(ASKED).count():
        return None
    for text in form.locator(TEXTS).all():
        if text.is_visible():  # what is asked further of one choice is not, while another is made
            text.fill("")
    with at.leaving():
        form.locator("button[type=submit], button:not([type])").last.click()
    if not at.page.title().startswith("Error: "):
        return None
    return [*broken_rules(at, f"{address}, sent empty"), *misled(at, f"{address}, sent empty")]


def misled(at: Visitor, address: str) -> Iterator[str]:
    """Errors of a summary whose link does not put the person into the field."""
    listed = at.page.locator(".govuk-error-summary__list a")
    if not listed.count():
        yield f"{address}: no error leads anywhere"
    for link in listed.all():
        wanted = (link.get_attribute("href") or "").removeprefix("#")
        link.click()
        if at.page.evaluate("document.activeElement.id") != wanted:
            yield f"{address}: {link.inner_text()!r} does not lead to {wanted!r}"
