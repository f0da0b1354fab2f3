"""Downloading a return, uploading it filled in, choosing between two answers, and who may."""

import html
import re
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from offline_returns import EVERY_KIND, downloaded, standing
from refilled import filled_in, sheets_of
from waves import answered, kept, wave

from cast import Cast, sign_in
from custodes.access.models import Person
from custodes.survey import actions
from custodes.survey.filling import Given, State
from custodes.survey.models import Answer, Return
from custodes.web.pages.workbooks import kept as keeping


@pytest.fixture
def begun(cast: Cast) -> Return:
    run = wave(kept(cast.office, cast.analyst, EVERY_KIND), cast.analyst, [cast.oxmere, cast.thornby])
    return actions.start_return(by=cast.lead, wave=run, body=cast.oxmere)


def address(of: Return, what: str, body: str = "oxmere") -> str:
    return f"/bodies/{body}/returns/{of.pk}/{what}"


def page(who: Person) -> Client:
    return sign_in(Client(), who)


def upload(client: Client, of: Return, data: bytes, name: str = "filled.xlsx") -> Any:
    file = BytesIO(data)
    file.name = name
    return client.post(address(of, "workbook/upload"), {"workbook": file}, follow=True)


def text(answer: HttpResponse) -> str:
    """What is to be read on a page."""
    main = re.sub(r"(?s).*<main[^>]*>(.*)</main>.*", r"\1", answer.content.decode())
    return " ".join(html.unescape(re.sub(r"(?s)<[^>]+>", " ", main)).split())


def hidden(answer: HttpResponse) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(token|seen)" value="([^"]*)"', answer.content.decode())
    return dict(found)


def save(client: Client, of: Return, shown: HttpResponse, **chosen: str) -> Any:
    sent = {**hidden(shown), **{name.replace("_", "-"): value for name, value in chosen.items()}}
    return client.post(address(of, "workbook/check"), sent, follow=True)


def test_it_is_downloaded_filled_in_looked_at_and_saved(cast: Cast, begun: Return) -> None:
    client = page(cast.lead)
    got = client.get(address(begun, "workbook"))
    assert got["Content-Disposition"] == 'attachment; filename="oxmere-autumn.xlsx"'
    shown = upload(
        client, begun, filled_in(got.content, {"words": "Much", "runs": "Yes", "cameras": "about 9"})
    )
    assert shown.redirect_chain == [(address(begun, "workbook/check"), 302)]
    told = text(shown)
    assert "Answers in filled.xlsx: 3 new. Nothing is saved yet." in told
    assert "To look at again: Enter a whole number, like 120" in told
    assert standing(begun) == {}
    saved = save(client, begun, shown)
    assert saved.redirect_chain == [(f"/bodies/oxmere/returns/{begun.pk}", 302)]
    assert "3 answers from filled.xlsx were saved." in saved.content.decode()
    assert standing(begun) == {"words": "Much", "runs": "yes", "cameras": "about 9"}
    assert client.get(address(begun, "workbook/check"))["Location"] == address(begun, "workbook/upload")


def test_the_same_workbook_again_changes_nothing_and_says_so(cast: Cast, begun: Return) -> None:
    client, data = page(cast.lead), filled_in(downloaded(begun), {"words": "Much"})
    save(client, begun, upload(client, begun, data))
    shown = upload(client, begun, data)
    assert "Nothing: filled.xlsx says what the return says already." in text(shown)
    assert "Save" not in text(shown)


def test_where_both_changed_a_person_chooses_and_both_are_shown(cast: Cast, begun: Return) -> None:
    data = filled_in(downloaded(begun), {"words": "From the workbook", "cameras": 7, "cost": 2})
    answered(begun, cast.it_security, {"words": "From the page", "cameras": "8"})
    client = page(cast.lead)
    shown = upload(client, begun, data)
    told = text(shown)
    assert "1 new, 2 changed on both sides" in told
    assert "In the workbook: From the workbook Here: From the page Tomas Quill" in told
    not_yet = save(client, begun, shown, choice_0="mine")
    assert not_yet.status_code == 200
    assert "Choose which answer to “How many?” stands" in text(not_yet)
    assert standing(begun) == {"words": "From the page", "cameras": "8"}
    save(client, begun, not_yet, choice_0="mine", choice_1="theirs")
    assert standing(begun) == {"words": "From the workbook", "cameras": "8", "cost": "2"}


@pytest.mark.parametrize(("all_of", "words"), [("mine", "Workbook"), ("theirs", "Page")])
def test_all_conflicts_can_be_settled_at_once(cast: Cast, begun: Return, all_of: str, words: str) -> None:
    data = filled_in(downloaded(begun), {"words": "Workbook", "cameras": 7})
    answered(begun, cast.it_security, {"words": "Page", "cameras": "8"})
    client = page(cast.lead)
    save(client, begun, upload(client, begun, data), all=all_of)
    assert standing(begun)["words"] == words


def test_what_changed_while_the_page_was_looked_at_is_shown_first(cast: Cast, begun: Return) -> None:
    client = page(cast.lead)
    shown = upload(client, begun, filled_in(downloaded(begun), {"words": "Workbook"}))
    answered(begun, cast.it_security, {"words": "Page"})
    stopped = save(client, begun, shown)
    assert "Answers were changed while you looked at this page" in text(stopped)
    assert "Here: Page" in text(stopped)
    assert standing(begun) == {"words": "Page"}
    # somebody answers once more, also after a choice was made
    answered(begun, cast.it_security, {"words": "Page, again"})
    save(client, begun, stopped, choice_0="mine")
    assert standing(begun) == {"words": "Page, again"}


def test_another_upload_in_a_second_window_is_not_saved_unseen(cast: Cast, begun: Return) -> None:
    client = page(cast.lead)
    first = upload(client, begun, filled_in(downloaded(begun), {"words": "First"}))
    upload(client, begun, filled_in(downloaded(begun), {"words": "Second"}))
    shown = save(client, begun, first)
    assert "Another workbook was uploaded since" in shown.content.decode()
    assert standing(begun) == {}
    save(client, begun, shown)
    assert standing(begun) == {"words": "Second"}


def test_what_cannot_be_read_is_listed_with_its_place_and_the_rest_can_be_saved(
    cast: Cast, begun: Return
) -> None:
    client = page(cast.lead)
    shown = upload(client, begun, filled_in(downloaded(begun), {"runs": "<b>Maybe</b>", "words": "Much"}))
    told = text(shown)
    assert "1 new, 1 that cannot be read" in told
    assert "28 questions were looked at; 26 of them are as in the return" in told
    assert "1 General, row 7, Your answer “<b>Maybe</b>” is not among the choices." in told
    assert "1 answer could not be read" in save(client, begun, shown).content.decode()
    assert standing(begun) == {"words": "Much"}


def test_an_upload_can_be_thrown_away(cast: Cast, begun: Return) -> None:
    client = page(cast.lead)
    shown = upload(client, begun, filled_in(downloaded(begun), {"words": "Much"}))
    sent = {**hidden(shown), "discard": "yes"}
    assert client.post(address(begun, "workbook/check"), sent)["Location"] == address(
        begun, "workbook/upload"
    )
    assert standing(begun) == {}
    assert client.get(address(begun, "workbook/check")).status_code == 302


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "The file is empty"),
        (b"name,answer", "answers.xlsx is not a workbook"),
        (b"PK\x03\x04....", "is damaged or was cut off"),
    ],
)
def test_what_is_no_workbook_is_told_at_the_field(cast: Cast, begun: Return, data: bytes, told: str) -> None:
    shown = upload(page(cast.lead), begun, data, "answers.xlsx")
    assert told in text(shown)
    assert "Error: " in shown.content.decode().partition("</title>")[0]


def test_nothing_chosen_is_told(cast: Cast, begun: Return) -> None:
    assert "Select the workbook" in text(page(cast.lead).post(address(begun, "workbook/upload")))


def test_more_new_text_than_can_be_held_is_told(
    cast: Cast, begun: Return, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST", 1_000)
    shown = upload(page(cast.lead), begun, filled_in(downloaded(begun), {"words": "x" * 900}))
    assert "more new text than can be looked at in one go" in text(shown)


def test_a_reader_reads_a_protected_workbook_and_uploads_none(cast: Cast, begun: Return) -> None:
    client = page(cast.reader)
    got = client.get(address(begun, "workbook"))
    assert "Nothing: this copy is for reading" in str(sheets_of(got.content)["How to fill it in"])
    assert client.get(address(begun, "workbook/upload")).status_code == 403
    assert upload(client, begun, filled_in(got.content, {"words": "Much"})).status_code == 403
    assert client.post(address(begun, "workbook/check"), {"token": "x"}).status_code == 403
    assert Answer.objects.count() == 0


def test_strangers_and_the_office_find_nothing(cast: Cast, begun: Return) -> None:
    pages = ("workbook", "workbook/upload", "workbook/check", "print.pdf", "submissions/1/print.pdf")
    for who, status in ((cast.stranger, 404), (cast.nobody, 404), (cast.analyst, 403)):
        assert {page(who).get(address(begun, what)).status_code for what in pages} == {status}
    # nor by way of their own body
    assert {page(cast.stranger).get(address(begun, what, "thornby")).status_code for what in pages} == {404}


def test_a_lead_body_merges_the_section_that_was_delegated_and_no_other(cast: Cast, begun: Return) -> None:
    actions.delegate(by=cast.lead, of=begun, section="parts", to=cast.thornby)
    client = page(cast.stranger)
    file = BytesIO(filled_in(downloaded(begun), {"place[1]": "Mill Lane", "words": "Not theirs"}))
    file.name = "filled.xlsx"
    shown = client.post(address(begun, "workbook/upload", "thornby"), {"workbook": file}, follow=True)
    assert "“General” is filled in by others" in text(shown)
    client.post(address(begun, "workbook/check", "thornby"), hidden(shown))
    assert standing(begun) == {"place[1]": "Mill Lane"}


def test_what_is_for_one_body_is_never_the_answer_of_all(cast: Cast, begun: Return) -> None:
    actions.cover(by=None, of=begun, body=cast.thornby, sections=["general", "parts"])
    answered(begun, cast.lead, {"words": "Much", "cameras": "120"})
    given = Given(State.ANSWERED, "3")
    actions.save_answer(by=cast.lead, of=begun, key="cameras", given=given, base=0, body=cast.thornby)
    client = page(cast.lead)
    data = filled_in(downloaded(begun), {"cameras@thornby": 4, "words": "More"})
    shown = upload(client, begun, data)
    assert "2 changed" in text(shown)
    actions.stop_covering(by=cast.lead, of=begun, body=cast.thornby, sections=["general"])
    shown = client.get(address(begun, "workbook/check"))
    assert "1 changed, 1 that cannot be read" in text(shown)
    assert "This return does not answer this for “thornby” any more." in text(shown)
    save(client, begun, shown)
    assert standing(begun) == {"words": "More", "cameras": "120"}
    assert Answer.objects.get(body=cast.thornby).value == "3"


def test_a_submitted_return_takes_no_workbook(cast: Cast, begun: Return) -> None:
    client, data = page(cast.lead), filled_in(downloaded(begun), {"words": "Much"})
    shown = upload(client, begun, data)
    answered(begun, cast.lead, {"words": "Enough"})
    actions.submit(by=cast.senior_responsible_officer, of=begun, base=Return.objects.get().revision)
    assert save(client, begun, shown).status_code == 409
    assert upload(client, begun, data).status_code == 409
    assert standing(begun) == {"words": "Enough"}


def test_papers_are_pdf_for_those_who_read_the_return(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"words": "Much"})
    actions.submit(by=cast.senior_responsible_officer, of=begun, base=Return.objects.get().revision)
    client = page(cast.reader)
    for what in ("print.pdf", "submissions/1/print.pdf"):
        got = client.get(address(begun, what))
        assert (got["Content-Type"], got.content[:5]) == ("application/pdf", b"%PDF-")
    assert client.get(address(begun, "submissions/2/print.pdf")).status_code == 404
    assert client.get(address(begun, f"submissions/{10**30}/print.pdf")).status_code == 404
    form = f"/bodies/commissioner/surveys/instruments/{begun.wave.instrument_id}/print.pdf"
    assert page(cast.analyst).get(form).content[:5] == b"%PDF-"
    assert client.get(form).status_code == 404


def test_another_body_downloads_and_prints_the_sections_that_it_has(cast: Cast, begun: Return) -> None:
    secret = " ".join(f"Nobody else reads word {number}." for number in range(400))
    answered(begun, cast.lead, {"words": secret, "place[1]": "High Street"})
    actions.delegate(by=cast.lead, of=begun, section="parts", to=cast.thornby)
    ours, theirs = page(cast.lead), page(cast.stranger)
    sheets = str(sheets_of(theirs.get(address(begun, "workbook", "thornby")).content))
    assert "Nobody else" not in sheets
    assert "High Street" in sheets
    assert "asked to fill in" in sheets  # that it is a part
    printed = [
        len(client.get(address(begun, "print.pdf", slug)).content)
        for client, slug in ((ours, "oxmere"), (theirs, "thornby"))
    ]
    assert printed[0] > printed[1] + 2_000
