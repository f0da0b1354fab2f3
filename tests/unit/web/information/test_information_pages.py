"""A data protection officer answers a request for information in the browser, and the next one beside it."""

import csv
import html
import io
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from small_registers import FLAGGED, NAMELESS, OTHER, assessed, devices

from cast import Cast, sign_in
from custodes import clock
from custodes.concerns.actions import run_waiting
from custodes.publication.models import InformationAnswer, InformationRequest
from custodes.register.models import System

pytestmark = pytest.mark.django_db
HERE = "/bodies/oxmere/requests"


@pytest.fixture
def officer(cast: Cast) -> Client:
    rows = [{**OTHER, "quantity": 10}, {**FLAGGED, "quantity": 20}, {**NAMELESS, "quantity": 30}]
    assessed(cast.oxmere, cast.lead, rows)
    return sign_in(Client(), cast.data_protection_officer)


def text(answer: Any) -> str:
    return html.unescape(" ".join(answer.content.decode().split()))


def recorded(officer: Client, reference: str = "FOI 1", asked: str = "Who made them?") -> InformationRequest:
    day = clock.today()
    parts = {f"received_on_{part}": getattr(day, part) for part in ("day", "month", "year")}
    answer = officer.post(f"{HERE}/new", {"reference": reference, "asked": asked, **parts})
    made = InformationRequest.objects.get(reference=reference)
    assert answer["Location"] == f"{HERE}/{made.pk}"
    return made


def answering(request: InformationRequest, *figures: str) -> str:
    return f"{HERE}/{request.pk}/answer?" + "&".join(f"figure={name}" for name in figures)


def mark(page: Any) -> str:
    """Of the figures that a page shows."""
    found = re.search(r'name="base" value="(\d+)"', page.content.decode())
    assert found
    return found[1]


def keep(officer: Client, address: str, **said: str) -> Any:
    return officer.post(address, {"base": mark(officer.get(address)), **said})


def answered(officer: Client, request: InformationRequest, *figures: str, **said: str) -> InformationAnswer:
    answer = keep(officer, answering(request, *figures), **said)
    made = InformationAnswer.objects.latest("pk")
    assert answer["Location"] == f"{HERE}/{request.pk}/answers/{made.number}"
    return made


def grown(cast: Cast) -> None:
    devices(System.objects.get(body=cast.oxmere), cast.lead, [{**OTHER, "quantity": 7}])
    run_waiting()


def test_from_a_request_to_an_answer(officer: Client) -> None:
    assert "No request is recorded yet." in text(officer.get(HERE))
    request = recorded(officer)
    assert "Not answered" in text(officer.get(HERE))
    assert "Devices by maker" in text(officer.get(f"{HERE}/{request.pk}"))
    seen = text(officer.get(answering(request, "maker")))
    assert "Nothing is kept yet" in seen
    assert not InformationAnswer.objects.exists()
    made = answered(officer, request, "maker")
    seen = text(officer.get(f"{HERE}/{request.pk}/answers/1"))
    assert "The answer is kept." in seen
    assert "Out of 60 devices in the register." in seen
    assert made.digest in seen
    assert "Maker not known" in seen
    assert "Not answered" not in text(officer.get(HERE))


def test_no_figure_or_one_that_is_not_there_is_asked_for_again(officer: Client) -> None:
    request = recorded(officer)
    assert "Choose at least one figure" in text(officer.get(answering(request)))
    assert "Choose from the list" in text(officer.get(answering(request, "serials")))
    for address in (answering(request), answering(request, "serials")):
        officer.post(address, {"base": 0})
    assert not InformationAnswer.objects.exists()


def test_the_next_answer_says_that_it_agrees(officer: Client) -> None:
    answered(officer, recorded(officer), "maker")
    seen = text(officer.get(answering(recorded(officer, "FOI 2"), "maker")))
    assert "What is given does not differ from the answer to FOI 1." in seen
    assert "Why are these figures others" not in seen


def test_the_next_answer_says_why_it_does_not_agree(officer: Client, cast: Cast) -> None:
    answered(officer, recorded(officer), "devices")
    grown(cast)
    request = recorded(officer, "FOI 2")
    address = answering(request, "devices")
    seen = text(officer.get(address))
    assert "Differs from the answer to FOI 1." in seen
    assert "1 device was added by hand" in seen
    assert "Known otherwise" in seen
    refused = text(keep(officer, address))
    assert "Error: Answer FOI 2" in refused
    assert "Devices: say why it is not what was given before" in refused
    assert InformationAnswer.objects.count() == 1
    answered(officer, request, "devices", **{"why-devices": "Seven were bought."})
    assert "Why: Seven were bought." in text(officer.get(f"{HERE}/{request.pk}/answers/1"))


def test_what_changed_after_it_was_looked_at_is_shown_before_it_is_kept(officer: Client, cast: Cast) -> None:
    request = recorded(officer)
    address = answering(request, "devices")
    base = mark(officer.get(address))
    grown(cast)
    again = officer.post(address, {"base": base})
    assert "others than you saw" in text(again)
    assert "67" in text(again)
    assert not InformationAnswer.objects.exists()
    assert officer.post(address, {"base": mark(again)}).status_code == 302


def test_while_figures_are_worked_out_again_there_is_nothing_to_keep(officer: Client, cast: Cast) -> None:
    request = recorded(officer)
    devices(System.objects.get(body=cast.oxmere), cast.lead, [OTHER])
    seen = text(officer.get(answering(request, "devices")))
    assert "being worked out again" in seen
    assert "Keep this answer" not in seen


def test_the_file_has_what_was_given_and_no_formula(officer: Client, cast: Cast) -> None:
    answered(officer, recorded(officer, '=HYPERLINK("x")'), "maker", "devices")
    grown(cast)
    request = recorded(officer, "FOI 2")
    reasons = {"why-devices": "=1+1", "why-maker": "Bought."}
    answered(officer, request, "devices", "maker", **reasons)
    answer = officer.get(f"{HERE}/{request.pk}/answers/1.csv")
    assert answer["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    by_row = {row["row"]: row for row in rows}
    assert by_row["Axis Communications"]["number"] == "17"
    assert by_row["Axis Communications"]["given_before"] == "10"
    assert by_row["Axis Communications"]["why_it_differs"] == "Bought."
    assert by_row["Hikvision"]["given_before"] == "20"
    assert by_row["Hikvision"]["why_it_differs"] == ""
    assert by_row["Maker not known"]["note"] == ("FICTIONAL; not known: it may be any of the others")
    everything = by_row["All devices in the register"]
    assert (everything["number"], everything["of"], everything["unit"]) == ("67", "67", "device")
    assert everything["why_it_differs"] == "'=1+1"
    assert everything["given_before_in"].startswith("'=HYPERLINK")


def test_small_numbers_are_on_no_page_that_is_given(officer: Client, cast: Cast) -> None:
    home = System.objects.get(body=cast.oxmere)
    devices(home, cast.lead, [{"brand": "Bosch", "model": "NBE-3502-AL", "quantity": 3}])
    run_waiting()
    request = recorded(officer)
    answered(officer, request, "maker", "systems")
    rows = list(
        csv.DictReader(io.StringIO(officer.get(f"{HERE}/{request.pk}/answers/1.csv").content.decode()))
    )
    by_row = {row["row"]: row for row in rows}
    hidden = [row["row"] for row in rows if row["number"] == ""]
    assert len(hidden) == 3  # Bosch, whoever hides it, and the one system
    assert {by_row[row]["note"].partition("not given: ")[1] for row in hidden} == {"not given: "}
    printed = text(officer.get(f"{HERE}/{request.pk}/answers/1/print"))
    assert "Not given" in printed
    assert "is a number from 1 to 4, or one that would give such a number away" in printed


def test_what_is_printed_is_the_answer_alone(officer: Client, cast: Cast) -> None:
    answered(officer, recorded(officer), "devices")
    grown(cast)
    request = recorded(officer, "FOI 2")
    answered(officer, request, "devices", **{"why-devices": "Seven were bought."})
    own = text(officer.get(f"{HERE}/{request.pk}/answers/1"))
    printed = text(officer.get(f"{HERE}/{request.pk}/answers/1/print"))
    assert "1 device was added by hand" in own
    assert "1 device was added by hand" not in printed
    assert "Known otherwise" not in printed
    assert "Why: Seven were bought." in printed


def test_rows_without_a_quantity_make_it_at_least(officer: Client, cast: Cast) -> None:
    assessed(cast.oxmere, cast.lead, [OTHER] * 6, "Station")
    request = recorded(officer)
    answered(officer, request, "devices")
    assert "there may be more devices" in text(officer.get(f"{HERE}/{request.pk}/answers/1/print"))


@pytest.mark.parametrize(
    "who", ["reader", "it_security", "procurement", "analyst", "head", "stranger", "nobody"]
)
def test_who_does_not_answer_for_the_body_finds_nothing(officer: Client, cast: Cast, who: str) -> None:
    request = recorded(officer)
    answered(officer, request, "devices")
    them = getattr(cast, who)
    client = sign_in(Client(), them)
    for address in (HERE, f"{HERE}/{request.pk}/answers/1", f"{HERE}/{request.pk}/answers/1.csv"):
        assert client.get(address).status_code == cast.refusal(them)


def test_it_is_in_the_navigation_and_in_the_history(officer: Client) -> None:
    answered(officer, recorded(officer), "devices")
    assert f'href="{HERE}"' in officer.get("/bodies/oxmere/").content.decode()
    told = text(officer.get(reverse("history", args=["oxmere"])))
    assert "recorded the request for information FOI 1" in told
    assert "answered the request for information FOI 1 from the register" in told


def test_a_request_that_is_not_answered_is_closed_with_a_reason(officer: Client) -> None:
    request = recorded(officer)
    address = f"{HERE}/{request.pk}/close"
    assert "Say why it is not answered" in text(officer.post(address, {"reason": " "}))
    assert officer.post(address, {"reason": "Taken back."})["Location"] == HERE
    seen = text(officer.get(HERE))
    assert "Closed" in seen
    assert "Not answered" not in seen
    assert "Taken back." in text(officer.get(f"{HERE}/{request.pk}"))
    assert "closed already" in text(officer.post(address, {"reason": "Again."}))
    assert "without an answer from the register" in text(officer.get(reverse("history", args=["oxmere"])))


def test_what_is_answered_is_not_closed(officer: Client) -> None:
    request = recorded(officer)
    answered(officer, request, "devices")
    assert "Close it" not in text(officer.get(f"{HERE}/{request.pk}"))
    assert "answered or closed already" in text(
        officer.post(f"{HERE}/{request.pk}/close", {"reason": "Done."})
    )


def test_the_same_figures_are_one_link_away(officer: Client) -> None:
    request = recorded(officer)
    answered(officer, request, "devices", "maker")
    assert answering(request, "devices", "maker") in text(officer.get(f"{HERE}/{request.pk}/answers/1"))


def test_what_was_given_neither_time_is_not_called_the_same(officer: Client, cast: Cast) -> None:
    """It may have been 1 then, and be 40 now that another small number stands beside it."""
    devices(System.objects.get(body=cast.oxmere), cast.lead, [{"brand": "Bosch", "model": "NBE-3502-AL"}])
    run_waiting()
    answered(officer, recorded(officer), "maker")
    seen = officer.get(answering(recorded(officer, "FOI 2"), "maker")).content.decode()
    rows = [re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", row) for row in re.findall(r"<tr.*?</tr>", seen, re.S)]
    assert ["Bosch Security Systems", "Not given", "Not given", "Not given"] in rows
    assert ["Hikvision", "20", "20", "Same"] in rows
