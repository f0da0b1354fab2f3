"""From the link on the terminal to the first finding: an administrator, then a surveillance lead."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from browsing import Account, Visitor, link_in_mail, set_up_second_factor, sign_in

if TYPE_CHECKING:
    from service_process import Service

ADDRESS = "ida.marlowe@example.test"
BODY = "Oxmere Constabulary (fictional)"


def test_from_the_first_run_to_the_first_finding(service: "Service", arrive: Callable[..., Visitor]) -> None:
    administrator = arrive()
    become_first_administrator(administrator, service)
    create_body(administrator)
    invite_lead(administrator)
    lead = arrive()
    account = follow_invitation(lead, service)
    add_system(lead)
    add_device_by_keyboard(lead)
    see_the_finding(lead)
    lead.press("Sign out")
    sign_in(lead, account)
    lead.follow(BODY, "main")
    lead.looks_again_until(lambda: "1 system" in lead.text and "CVE-2021-36260" in lead.text)


def become_first_administrator(at: Visitor, service: "Service") -> None:
    link = re.findall(r"http\S+/first-run/\S+", service.output())[-1]
    at.open(link)
    at.answer("Full name", "Wren Ashdown")
    at.answer("E-mail address", "wren.ashdown@example.test")
    at.answer("Choose a password", "short")
    at.press("Continue")
    assert at.page.title().startswith("Error: ")
    at.answer("Choose a password", "a lamp for every corner")
    at.press("Continue")
    set_up_second_factor(at)
    assert at.heading == "Keep your recovery codes"
    assert at.page.locator("main code").count() == 10
    at.follow("I have kept them")
    again = at.context.new_page()
    assert again.goto(link).status == 404, "the link works once"
    again.close()


def create_body(at: Visitor) -> None:
    at.follow("Bodies, oversight, collaborations and people")
    at.follow("Add a body")
    at.answer("Name", BODY)
    at.answer("It holds surveillance cameras")
    at.press("Add it")


def invite_lead(at: Visitor) -> None:
    at.open("/")
    at.follow(f"Invite somebody into {BODY}")
    at.answer("Their e-mail address", ADDRESS)
    at.answer("Surveillance lead")
    at.press("Send the invitation")
    at.sees(ADDRESS)


def follow_invitation(at: Visitor, service: "Service") -> Account:
    at.open(link_in_mail(service, ADDRESS))
    at.sees("Wren Ashdown invites you as Surveillance lead")
    at.answer("Full name", "Ida Marlowe")
    at.answer("Choose a password", "three lanterns by the weir")
    at.press("Accept and continue")
    app = set_up_second_factor(at)
    at.follow("I have kept them")
    assert BODY in at.text
    return Account(ADDRESS, "three lanterns by the weir", app)


def add_system(at: Visitor) -> None:
    at.follow(BODY, "main")
    at.follow("Systems")
    at.follow("Add a system")
    at.answer("Name", "Town centre")
    at.answer("Technology", "CCTV outside")
    at.press("Add the system")
    at.sees("Town centre is in the register. It is a draft until you share it.")


def add_device_by_keyboard(at: Visitor) -> None:
    at.enter("Devices")
    at.enter("add a device")
    at.type("Brand on the label", "Hikvision")
    at.type("Model", "DS-2CD2186G2-ISU")
    at.type("Firmware", "V5.5.800 build 210115")
    at.enter("Add the device")
    at.sees("Hikvision DS-2CD2186G2-ISU is in the register.")


def see_the_finding(at: Visitor) -> None:
    """Nothing is clean before somebody has looked; then the vulnerability, and why it applies."""
    at.looks_again_until(lambda: "Not yet assessed" not in at.text)
    assert "CVE-2021-36260" in at.text
    assert "The recorded firmware “V5.5.800 build 210115” is one of them." in at.text
    assert "It names Hikvision." in at.text
