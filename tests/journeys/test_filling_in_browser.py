"""A return filled in in a real browser: with scripts, with a connection that comes and goes, signed out, without scripts."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import accessible
import pytest
from browsing import DESK, PHONE, Account, Visitor, give_code, settle_in, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from service_process import Service

    from cast import Cast
    from custodes.access.models import Person

pytestmark = pytest.mark.one_database  # scripts; what they send is asked of both in tests/unit/web/returns
Arrive = Callable[..., Visitor]
RETURN = "/bodies/oxmere/returns/1"
ABOUT = f"{RETURN}/sections/about"
EITHER_OR = (
    "select_multiple yes_no | asked | Were people asked? | | | "
    "not(selected(., 'not_known') and count-selected(.) > 1)\n"
)


def tell(cast: "Cast") -> dict[str, "Person"]:
    """A small survey that asks Oxmere, whose lead has begun a return. One of its questions takes either-or."""
    from waves import SMALL, kept, wave

    from custodes.survey import actions

    rows = SMALL.replace("end_group", EITHER_OR + "end_group", 1)
    made = wave(kept(cast.office, cast.analyst, rows), cast.analyst, [cast.oxmere, cast.thornby])
    actions.start_return(by=cast.lead, wave=made, body=cast.oxmere)
    return {}


@pytest.fixture(scope="module")
def accounts(service: "Service") -> dict[str, Account]:
    return settle_in(service, __name__)


@pytest.fixture(scope="module")
def lead(arrive: Arrive, accounts: dict[str, Account]) -> Visitor:
    visitor = arrive()
    sign_in(visitor, accounts["lead"])
    return visitor


def told(page: "Page", text: str) -> str:
    """What the page says of saving, once it says this."""
    from playwright.sync_api import TimeoutError as TooLate

    status = page.locator("#saving")
    try:
        status.filter(has_text=text).wait_for()
    except TooLate:
        raise AssertionError(f"It says “{status.inner_text()}”, not “{text}”") from None
    return status.inner_text()


def type_in(page: "Page", name: str, value: str) -> None:
    """As somebody who goes on to the next field."""
    field = page.locator(f"[name='{name}']")
    field.fill(value)
    field.blur()


def in_field(page: "Page", name: str) -> str:
    return page.locator(f"[name='{name}']").input_value()


def test_what_is_answered_is_saved_and_brings_what_is_to_be_asked(lead: Visitor) -> None:
    page = lead.page
    lead.open(ABOUT)
    assert page.get_by_label("How many?").count() == 0
    page.locator("[name='a.runs'][value=yes]").check()
    assert "1 more question to answer" in told(page, "Saved at")
    type_in(page, "a.cameras", "120")
    page.locator("label", has_text="Who made the 120?").wait_for()
    type_in(page, "a.cameras", "130")
    page.locator("label", has_text="Who made the 130?").wait_for()
    type_in(page, "a.makers", "Axis")
    told(page, "Saved at")
    page.locator("[name='a.runs'][value=no]").check()
    assert "2 questions no longer asked; what was answered is kept" in told(page, "no longer asked")
    assert "Kept, and not counted" in lead.text
    page.locator("[name='a.runs'][value=yes]").check()
    told(page, "2 more questions")
    assert in_field(page, "a.makers") == "Axis"
    page.reload()
    assert (in_field(page, "a.cameras"), in_field(page, "a.makers")) == ("130", "Axis")


def test_while_somebody_types_their_field_is_left_alone(lead: Visitor) -> None:
    page = lead.page
    lead.open(ABOUT)
    makers = page.locator("[name='a.makers']")
    makers.press_sequentially(" and Bosch")
    told(page, "Saved at")  # by itself, after they stopped
    assert makers.evaluate("e => e === document.activeElement")
    type_in(page, "a.cameras", "about 100")
    page.locator("#e-cameras", has_text="Enter a whole number").wait_for()
    type_in(page, "a.cameras", "131")
    page.locator("#e-cameras").wait_for(state="hidden")
    told(page, "Saved at")


def test_what_is_wrong_is_said_at_the_field_and_taken_off_when_it_is_mended(lead: Visitor) -> None:
    page = lead.page
    lead.open(ABOUT)
    cameras = page.locator("[name='a.cameras']")
    cameras.fill("about 120")  # and stay there
    assert told(page, "to correct").startswith("Saved. 1 answer to correct.")
    page.locator("#e-cameras", has_text="Enter a whole number").wait_for()
    assert "govuk-input--error" in (cameras.get_attribute("class") or "")
    assert "e-cameras" in (cameras.get_attribute("aria-describedby") or "")
    assert cameras.evaluate("e => e === document.activeElement")
    page.reload()
    page.locator("#to-correct", has_text="1 answer to correct").wait_for()
    cameras.fill("131")
    told(page, "Saved at")
    assert not page.locator("#e-cameras").is_visible()
    assert not page.locator("#to-correct").is_visible()
    assert cameras.evaluate("e => e === document.activeElement")
    assert "govuk-input--error" not in (cameras.get_attribute("class") or "")


def test_who_goes_on_to_the_note_or_stays_at_a_choice_is_told_what_is_wrong(lead: Visitor) -> None:
    page = lead.page
    lead.open(ABOUT)
    cameras, there = page.locator("[name='a.cameras']"), page.locator("#e-cameras")
    cameras.fill("about 120")
    cameras.press("Tab")  # to what folds out below it
    there.filter(has_text="Enter a whole number").wait_for()
    assert there.get_attribute("role") == "alert"
    cameras.fill("131")
    cameras.press("Tab")
    there.wait_for(state="hidden")
    for value in ("yes", "not_known"):
        page.locator(f"[name='a.asked'][value={value}]").check()
    asked = page.locator("#e-asked[role=alert]")
    asked.wait_for()
    assert page.locator("[name='a.asked'][value=not_known]").evaluate("e => e === document.activeElement")
    page.locator("[name='a.asked'][value=not_known]").uncheck()
    asked.wait_for(state="hidden")


def test_what_was_typed_without_a_connection_is_found_again(lead: Visitor) -> None:
    page = lead.page
    lead.open(ABOUT)
    lead.context.set_offline(True)
    type_in(page, "a.makers", "Axis, on the train")
    assert "there is no connection" in told(page, "Not saved")
    page.close()  # and the browser with it
    lead.wrong.clear()
    lead.context.set_offline(False)
    lead.page = page = lead.context.new_page()
    lead.open(ABOUT)
    told(page, "Saved at")
    assert in_field(page, "a.makers") == "Axis, on the train"
    page.reload()
    assert in_field(page, "a.makers") == "Axis, on the train"
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_connection_that_comes_back_is_enough(lead: Visitor) -> None:
    page = lead.page
    lead.open(ABOUT)
    lead.context.set_offline(True)
    type_in(page, "a.cameras", "140")
    told(page, "Not saved")
    lead.context.set_offline(False)
    told(page, "Saved at")
    page.reload()
    assert in_field(page, "a.cameras") == "140"
    lead.wrong.clear()


def test_two_tabs_lose_nothing(lead: Visitor) -> None:
    first, second = lead.page, lead.context.new_page()
    for page in (first, second):
        page.goto(lead.address + ABOUT)
    type_in(first, "a.cameras", "150")
    told(first, "Saved at")
    type_in(second, "a.cameras", "160")
    assert "You changed this answer in another window" in told(second, "Not saved")
    panel = second.locator("[data-conflict]")
    assert "Keep mine: 160" in panel.inner_text()
    assert "Take the other: 150" in panel.inner_text()
    breaks_no_rule(second)
    panel.get_by_label("Keep mine").click()  # it is saved at once, and the panel gone
    told(second, "Saved at")
    first.reload()
    assert in_field(first, "a.cameras") == "160"
    second.close()


def test_who_was_signed_out_goes_on_after_signing_in(lead: Visitor, accounts: dict[str, Account]) -> None:
    page = lead.page
    lead.open(ABOUT)
    lead.context.clear_cookies(name="sessionid")
    type_in(page, "a.makers", "Axis, signed out")
    assert "you were signed out" in told(page, "Not saved")
    with lead.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again").click()
    lead.page = again = opened.value
    lead.answer("E-mail address", accounts["lead"].email)
    lead.answer("Password", accounts["lead"].password)
    lead.press("Sign in")
    give_code(lead, accounts["lead"].app)
    told(again, "Saved at")  # the page that signing in leads to sends it
    page.bring_to_front()
    told(page, "Saved at")
    lead.page = page
    again.close()
    page.reload()
    assert in_field(page, "a.makers") == "Axis, signed out"
    lead.wrong.clear()


def test_without_scripts_nothing_is_lost_either(arrive: Arrive, accounts: dict[str, Account]) -> None:
    plain = arrive(java_script_enabled=False)
    sign_in(plain, accounts["it_security"])
    plain.open(ABOUT)
    plain.page.locator("[name='a.makers']").fill("Axis, on paper")
    plain.context.clear_cookies(name="sessionid")
    plain.press("Save and continue")
    plain.answer("E-mail address", accounts["it_security"].email)
    plain.answer("Password", accounts["it_security"].password)
    plain.press("Sign in")
    give_code(plain, accounts["it_security"].app)
    plain.sees("You were signed out before this could be saved")
    assert in_field(plain.page, "a.makers") == "Axis, on paper"
    plain.press("Save and continue")
    assert plain.heading == "Number plates"
    plain.page.go_back()
    plain.page.go_back()
    plain.open(ABOUT)
    assert in_field(plain.page, "a.makers") == "Axis, on paper"


@pytest.mark.parametrize(
    "address", ["/bodies/oxmere/returns", RETURN, ABOUT, f"{RETURN}/answers/makers/history"]
)
def test_no_accessibility_rule_is_broken(lead: Visitor, address: str) -> None:
    lead.open(address)
    for viewport in (DESK, PHONE):
        lead.page.set_viewport_size(viewport)  # type: ignore[arg-type]
        breaks_no_rule(lead.page)
        assert lead.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def breaks_no_rule(page: "Page") -> None:
    assert accessible.broken_rules(page) == ""
