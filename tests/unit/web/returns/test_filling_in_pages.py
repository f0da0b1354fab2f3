"""A holder fills in a return on its pages, without scripts."""

import time
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from parsed import parsed
from sent_forms import fields_of
from waves import SMALL, answered, kept, wave

from cast import Cast, sign_in
from custodes.access.models import Person
from custodes.survey import actions
from custodes.survey.filling import Given, State
from custodes.survey.models import Answer, Proposal, Return, Wave
from custodes.web.pages.returns import unsaved

Sent = dict[str, Any]


@pytest.fixture
def autumn(cast: Cast) -> Wave:
    return wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby])


@pytest.fixture
def begun(cast: Cast, autumn: Wave) -> Return:
    return actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)


def as_(who: Person) -> Client:
    return sign_in(Client(), who)


def section(of: Return, name: str = "about", body: str = "oxmere") -> str:
    return f"/bodies/{body}/returns/{of.pk}/sections/{name}"


def saving(of: Return, name: str = "about", body: str = "oxmere") -> str:
    return f"/bodies/{body}/returns/{of.pk}/saved/{name}"


def shown(client: Client, address: str) -> tuple[str, Sent]:
    page = client.get(address)
    assert page.status_code == 200
    html = page.content.decode()
    return html, fields_of(html)


def words(html: str) -> str:
    return parsed(html).text


def test_a_return_is_started_and_gone_on_with(cast: Cast, autumn: Wave) -> None:
    client = as_(cast.lead)
    assert "Start" in words(client.get("/bodies/oxmere/returns").content.decode())
    assert "A return to start: Autumn, due on" in words(client.get("/").content.decode())
    for _ in range(2):  # a double click
        answer = client.post(f"/bodies/oxmere/returns/start/{autumn.pk}")
    made = Return.objects.get()
    assert answer["Location"] == f"/bodies/oxmere/returns/{made.pk}"
    assert "Go on with the return" in words(client.get("/bodies/oxmere/returns").content.decode())
    assert "A return to go on with: Autumn, due on" in words(client.get("/").content.decode())
    assert "0 of 1 question answered" in words(client.get(answer["Location"]).content.decode())


def test_only_what_the_person_changed_is_saved(cast: Cast, begun: Return) -> None:
    answered(begun, cast.it_security, {"runs": "yes", "cameras": "120"})
    client = as_(cast.lead)
    _, sent = shown(client, section(begun))
    assert sent["a.cameras"] == ["120"]
    answered(begun, cast.it_security, {"runs": "not_known"})  # meanwhile, not touched here
    client.post(saving(begun), {**sent, "a.cameras": "130"})
    assert dict(Answer.objects.values_list("key", "value")) == {"runs": "not_known", "cameras": "130"}
    assert Answer.objects.get(key="cameras").changed_by == cast.lead


def test_two_versions_come_back_and_everything_else_is_saved(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"runs": "yes", "cameras": "120", "makers": "Axis"})
    client = as_(cast.lead)
    _, sent = shown(client, section(begun))
    answered(begun, cast.it_security, {"cameras": "125"})
    mine = {**sent, "a.cameras": "130", "a.makers": "Axis and Bosch"}
    page = client.post(saving(begun), mine).content.decode()
    assert "Tomas Quill changed this answer while you did" in page
    assert "Keep mine: <strong>130</strong>" in page
    assert "Take theirs: <strong>125</strong>" in page
    assert Answer.objects.get(key="makers").value == "Axis and Bosch"
    again = fields_of(page)
    unchosen = client.post(saving(begun), again).content.decode()
    assert "Choose which of the two answers is to stand" in unchosen
    assert Answer.objects.get(key="cameras").value == "125"
    assert client.post(saving(begun), {**again, "c.cameras": "mine"}).status_code == 302
    assert Answer.objects.get(key="cameras").value == "130"


def test_a_non_answer_state_can_be_said(cast: Cast, begun: Return) -> None:
    client = as_(cast.lead)
    _, sent = shown(client, section(begun))
    page = client.post(saving(begun), {**sent, "s.runs": "withheld"}).content.decode()
    assert "Say which exemption applies" in page
    client.post(saving(begun), {**fields_of(page), "s.runs": "withheld", "e.runs": "s.31"})
    assert Answer.objects.get(key="runs").given == Given(State.WITHHELD, exemption="s.31")


def test_questions_come_and_go_with_what_is_answered(cast: Cast, begun: Return) -> None:
    client = as_(cast.lead)
    html, sent = shown(client, section(begun))
    assert "How many?" not in html
    answer = client.post(saving(begun), {**sent, "a.runs": "yes", "next": "1"})
    assert answer["Location"] == section(begun)  # there is more to answer here before it goes on
    html, sent = shown(client, section(begun))
    assert "Saved. 1 more question to answer" in words(html)
    client.post(saving(begun), {**sent, "a.cameras": "12"})
    html, sent = shown(client, section(begun))
    assert "Who made the 12?" in words(html)
    client.post(saving(begun), {**sent, "a.makers": "Axis"})
    _, sent = shown(client, section(begun))
    client.post(saving(begun), {**sent, "a.runs": "no", "next": "1"})
    html, _ = shown(client, section(begun))
    assert "No longer asked, so kept and not counted: “How many?” (12); “Who made the ?” (Axis)" in words(
        html
    )
    assert Answer.objects.get(key="makers").value == "Axis"
    page = words(client.get(f"/bodies/oxmere/returns/{begun.pk}").content.decode())
    assert "2 answers no longer apply" in page
    assert "Number platesNot applicable" in page


def test_a_section_that_nothing_has_decided_about_yet_says_so(cast: Cast, begun: Return) -> None:
    client = as_(cast.lead)
    here = f"/bodies/oxmere/returns/{begun.pk}"
    assert "Number platesDepends on answers" in words(client.get(here).content.decode())
    answered(begun, cast.lead, {"runs": "no"})
    assert "Number platesNot applicable" in words(client.get(here).content.decode())


def test_what_was_decided_further_up_does_not_depend_on_answers_any_more(cast: Cast) -> None:
    rows = SMALL.replace("${runs} = 'yes'      |\nselect", "${cameras} > 9        |\nselect")
    assert rows != SMALL
    run = wave(kept(cast.office, cast.analyst, rows), cast.analyst, [cast.oxmere])
    of = actions.start_return(by=cast.lead, wave=run, body=cast.oxmere)
    for given, status in (
        (None, "Depends on answers"),
        ("yes", "Depends on answers"),
        ("no", "Not applicable"),
    ):
        if given:
            answered(of, cast.lead, {"runs": given})
        seen = as_(cast.lead).get(f"/bodies/oxmere/returns/{of.pk}").content.decode()
        assert f"Number plates{status}" in words(seen)


def test_what_is_wrong_is_kept_and_said_at_its_question(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"runs": "yes"})
    client = as_(cast.lead)
    _, sent = shown(client, section(begun))
    answer = client.post(saving(begun), {**sent, "a.cameras": "about 120", "next": "1"})
    html = client.get(answer["Location"]).content.decode()
    page = parsed(html)
    assert page.one("title").text.startswith("Error: About you")
    (link,) = page.one(class_="govuk-error-summary").all("a")
    assert link.text == "How many?: Enter a whole number, like 120"
    assert page.one(id=link.attrs["href"].removeprefix("#")).attrs["value"] == "about 120"
    assert Answer.objects.get(key="cameras").value == "about 120"
    again = client.post(saving(begun), {**fields_of(html), "next": "1"})  # seen, and gone on all the same
    assert again["Location"] == section(begun, "plates")


def test_the_same_page_sent_twice_changes_once(cast: Cast, begun: Return) -> None:
    client = as_(cast.lead)
    _, sent = shown(client, section(begun))
    for _ in range(3):
        assert client.post(saving(begun), {**sent, "a.runs": "yes"}).status_code == 302
    assert Answer.objects.get(key="runs").revision == 1


REPEATED = """
type                 | name   | label
begin_group          | site   | Sites
begin_repeat         | place  | Place
text                 | where  | Where is it?
end_repeat           |        |
end_group            |        |
"""


def test_a_repeat_has_as_many_times_as_are_added(cast: Cast) -> None:
    version = kept(cast.office, cast.analyst, REPEATED, version="2")
    made = wave(version, cast.analyst, [cast.oxmere], "Places")
    of = actions.start_return(by=cast.lead, wave=made, body=cast.oxmere)
    client = as_(cast.lead)
    html, sent = shown(client, section(of, "site"))
    button = parsed(html).one("button", name="add").attrs["value"]
    for _ in range(2):  # a double click
        client.post(saving(of, "site"), {**sent, "a.where[1]": "Old Yard", "add": button})
    html, sent = shown(client, section(of, "site"))
    assert [one.text for one in parsed(html).all("h2") if one.text.startswith("Place")] == [
        "Place 1",
        "Place 2",
    ]
    client.post(saving(of, "site"), {**sent, "a.where[2]": "New Yard"})
    _, sent = shown(client, section(of, "site"))
    client.post(saving(of, "site"), {**sent, "take_out": "place/1"})
    html, sent = shown(client, section(of, "site"))
    assert sent["a.where[2]"] == ["New Yard"]
    assert "a.where[1]" not in sent
    assert "Where is it? (taken out) Old Yard" in words(html)
    assert parsed(html).all("button", name="add")[0].attrs["value"] == "place/3"
    client.post(saving(of, "site"), {**sent, "add": "place/1"})  # put back, with its answer
    assert shown(client, section(of, "site"))[1]["a.where[1]"] == ["Old Yard"]


def test_what_is_suggested_is_taken_by_a_person_and_says_where_it_is_from(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"runs": "yes"})
    for key, value in (("cameras", "147"), ("runs", "no")):
        Proposal.objects.create(of=begun, key=key, source="register", value=value, because="Its rows say so.")
    client = as_(cast.lead)
    html, sent = shown(client, section(begun))
    assert "Suggested from the register: 147" in words(html)
    take, refuse = (Proposal.objects.get(key=key).pk for key in ("cameras", "runs"))
    client.post(saving(begun), {**sent, "take": take})
    client.post(saving(begun), {**sent, "refuse": refuse})
    twice = client.post(saving(begun), {**sent, "take": take}, follow=True)  # a double click
    assert "was decided on since" not in words(twice.content.decode())
    for decide in ({"refuse": take}, {"take": refuse}, {"take": 10**30}):
        told = client.post(saving(begun), {**sent, **decide}, follow=True)
        assert "was decided on since" in words(told.content.decode())
    assert Answer.objects.get(key="cameras").source == "register"
    html, _ = shown(client, section(begun))
    assert "Taken from the register" in words(html)
    assert "Suggested" not in words(html)
    assert Answer.objects.get(key="runs").value == "yes"


def test_suggestions_are_looked_for_again_when_somebody_asks(cast: Cast, begun: Return) -> None:
    Proposal.objects.create(of=begun, key="cameras", source="register", value="147", because="It did once.")
    client, address = as_(cast.lead), f"/bodies/oxmere/returns/{begun.pk}"
    assert "Look for suggestions again" in words(client.get(address).content.decode())
    told = [client.post(f"{address}/suggestions", follow=True).content.decode() for _ in range(2)]
    assert "suggest nothing else than they did" in words(told[1])
    assert not Proposal.objects.exists()
    actions.delegate(by=cast.lead, of=begun, section="plates", to=cast.thornby)
    for who, body, status in (
        (cast.reader, "oxmere", 403),
        (cast.stranger, "oxmere", 404),
        (cast.stranger, "thornby", 404),
    ):
        assert as_(who).post(f"/bodies/{body}/returns/{begun.pk}/suggestions").status_code == status
    assert "Look for suggestions" not in words(
        as_(cast.reader).get(f"/bodies/oxmere/returns/{begun.pk}").content.decode()
    )


def test_what_a_register_holds_is_suggested_to_nobody_outside_the_body_that_makes_the_return(
    cast: Cast, begun: Return
) -> None:
    answered(begun, cast.lead, {"runs": "yes", "reads": "yes"})
    actions.delegate(by=cast.lead, of=begun, section="plates", to=cast.thornby)
    told = {
        key: Proposal.objects.create(of=begun, key=name, source=source, value=value, because="As it says.")
        for key, name, source, value in (
            ("ours", "cameras", "earlier", "147"),
            ("register", "reads", "register", "no"),
            ("before", "since", "earlier", "2019-03-27"),
        )
    }
    assert "Suggested from the register" in words(shown(as_(cast.lead), section(begun, "plates"))[0])
    client, address = as_(cast.stranger), saving(begun, "plates", "thornby")
    html, sent = shown(client, section(begun, "plates", "thornby"))
    assert "Suggested from the wave before: 27 March 2019" in words(
        html
    )  # it is of the section that is theirs
    assert "from the register" not in words(html)
    for what in ("ours", "register"):  # what they are not shown, they cannot take or refuse
        for decide in ("take", "refuse"):
            client.post(address, {**sent, decide: told[what].pk})
    client.post(address, {**sent, "confirm": "runs", "b.runs": "1:x"})
    autosaved = client.post(
        f"/bodies/thornby/returns/{begun.pk}/answers", {**sent, "key": "reads", "a.reads": "yes"}
    )
    assert "from the register" not in autosaved.content.decode()
    assert not Answer.objects.filter(key="cameras").exists()
    assert set(Proposal.objects.filter(taken_at=None, refused_at=None)) == {*told.values()}
    client.post(address, {**sent, "take": told["before"].pk})
    assert Answer.objects.get(key="since").source == "earlier"


def test_what_somebody_else_said_of_a_body_meanwhile_is_not_made_the_same_for_all(
    cast: Cast, begun: Return
) -> None:
    actions.cover(by=None, of=begun, body=cast.thornby, sections=["about"])
    answered(begun, cast.lead, {"runs": "yes"})
    no, unknown = Given(State.ANSWERED, "no"), Given(State.NOT_KNOWN)
    actions.save_answer(by=cast.lead, of=begun, key="runs", given=no, base=0, body=cast.thornby)
    client = as_(cast.lead)
    address = f"/bodies/oxmere/returns/{begun.pk}/answers/runs/thornby"
    seen = fields_of(client.get(address).content.decode(), "")
    actions.save_answer(by=cast.it_security, of=begun, key="runs", given=unknown, base=1, body=cast.thornby)
    answer = client.post(address, {**seen, "same": "1"}, follow=True)
    assert "Somebody else changed what Thornby Borough Council (fictional) answers" in words(
        answer.content.decode()
    )
    assert Answer.objects.get(body=cast.thornby).given == unknown
    client.post(address, {**fields_of(answer.content.decode(), ""), "same": "1"})
    assert not Answer.objects.filter(body=cast.thornby).exists()
    typed = client.post(address, {**seen, "a.runs": "not_known"}).content.decode()  # it began again since
    assert "Saved" not in words(typed)
    assert not Answer.objects.filter(body=cast.thornby).exists()


@pytest.mark.parametrize("press", [{"confirm": "cameras"}, {}])
def test_what_differs_for_a_body_is_looked_at_again_and_stands(
    cast: Cast, begun: Return, press: dict[str, str]
) -> None:
    actions.cover(by=None, of=begun, body=cast.thornby, sections=["about"])
    answered(begun, cast.lead, {"runs": "yes"})
    given = Given(State.ANSWERED, "5")
    actions.save_answer(by=cast.lead, of=begun, key="cameras", given=given, base=0, body=cast.thornby)
    version = kept(cast.office, cast.analyst, SMALL.replace("How many?", "How many cameras?"), version="2")
    actions.amend(
        by=cast.analyst, wave=begun.wave, instrument=version, reason="Clearer", base=begun.wave.revision
    )
    client = as_(cast.lead)
    assert "Look at this again" in words(shown(client, section(begun))[0])
    address = f"/bodies/oxmere/returns/{begun.pk}/answers/cameras/thornby"
    page = client.get(address).content.decode()
    assert "It still stands: the answer to How many cameras?" in words(page)
    sent = fields_of(page, "")
    client.post(address, {**sent, "b.cameras": "1:" + sent["b.cameras"][0][2:], **press})
    assert Answer.objects.get(body=cast.thornby).look_again  # they saw it before it was marked
    client.post(address, {**sent, **press})
    there = Answer.objects.get(body=cast.thornby)
    assert (there.look_again, there.value) == ("", "5")
    assert "Look at this again" not in words(shown(client, section(begun))[0])


def test_a_body_can_differ_and_be_the_same_again(cast: Cast, begun: Return) -> None:
    actions.cover(by=None, of=begun, body=cast.thornby, sections=["about"])
    answered(begun, cast.lead, {"runs": "yes"})
    client = as_(cast.lead)
    html, _ = shown(client, section(begun))
    assert "Different for one of the bodies" in words(html)
    address = f"/bodies/oxmere/returns/{begun.pk}/answers/runs/thornby"
    page = client.get(address).content.decode()
    client.post(address, fields_of(page, ""))
    assert not Answer.objects.filter(body=cast.thornby).exists()  # nothing was changed
    client.post(address, {**fields_of(page, ""), "a.runs": "no"})
    assert Answer.objects.get(body=cast.thornby).value == "no"
    assert "Thornby Borough Council (fictional): No" in words(shown(client, section(begun))[0])
    listed = client.get(f"/bodies/oxmere/returns/{begun.pk}/answers/runs/bodies").content.decode()
    assert "The same as for all" in words(listed)
    seen = fields_of(client.get(address).content.decode(), "")
    client.post(address, {**seen, "same": "1"})
    assert not Answer.objects.filter(body=cast.thornby).exists()
    told = client.get(f"/bodies/oxmere/returns/{begun.pk}/answers/runs/history").content.decode()
    assert "For Thornby Borough Council (fictional) alone" in words(told)


def test_the_history_of_an_answer_says_who_and_what(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"runs": "yes"})
    answered(begun, cast.it_security, {"runs": Given(State.WITHHELD, exemption="s.31", note="As agreed")})
    answered(begun, cast.it_security, {"runs": "yes", "cameras": "3"})
    address = f"/bodies/oxmere/returns/{begun.pk}/answers/runs/history"
    page = parsed(as_(cast.reader).get(address).content.decode())
    rows = [[cell.text for cell in row.all("th", "td")][1:] for row in page.one("tbody").all("tr")]
    assert rows == [
        ["Tomas Quill", "Withheld: s.31", "YesOn the command line"],
        ["Tomas Quill", "Yes", "Withheld: s.31Note: As agreedOn the command line"],
        ["Ida Marlowe", "Not answered", "YesOn the command line"],
    ]


def test_a_delegated_body_fills_in_its_section_and_sees_no_other(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"runs": "yes", "cameras": "120"})
    client = as_(cast.stranger)
    mine, other = (section(begun, name, "thornby") for name in ("plates", "about"))
    assert client.get(mine).status_code == 404
    actions.delegate(by=cast.lead, of=begun, section="plates", to=cast.thornby)
    _, sent = shown(client, mine)
    assert client.post(saving(begun, "plates", "thornby"), {**sent, "a.reads": "no"}).status_code == 302
    assert Answer.objects.get(key="reads").changed_by == cast.stranger
    assert client.get(other).status_code == 404
    assert (
        client.post(saving(begun, "about", "thornby"), {"b.runs": "1:x", "a.runs": "no"}).status_code == 404
    )
    assert Answer.objects.get(key="runs").value == "yes"
    for hidden in ("history", "bodies"):
        assert client.get(f"/bodies/thornby/returns/{begun.pk}/answers/cameras/{hidden}").status_code == 404
    page = words(client.get(f"/bodies/thornby/returns/{begun.pk}").content.decode())
    assert "Number plates" in page
    assert "About you" not in page
    assert "120" not in page


def test_a_reader_reads_and_a_stranger_finds_nothing(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"runs": "yes"})
    html, sent = as_(cast.reader).get(section(begun)).content.decode(), {"b.runs": "1:x", "a.runs": "no"}
    assert "Do you run cameras?Yes" in words(html)
    assert "<textarea" not in html
    assert as_(cast.reader).post(saving(begun), sent).status_code == 403
    assert as_(cast.stranger).get(section(begun)).status_code == 404
    assert as_(cast.stranger).post(saving(begun), sent).status_code == 404
    assert as_(cast.analyst).get(section(begun)).status_code == 403  # the office sees what is submitted
    assert Answer.objects.get().value == "yes"


def test_what_was_typed_into_a_return_that_was_submitted_meanwhile_is_shown(
    cast: Cast, begun: Return
) -> None:
    answered(begun, cast.lead, {"runs": "no"})
    client = as_(cast.lead)
    _, sent = shown(client, section(begun))
    actions.submit(by=cast.senior_responsible_officer, of=begun, base=begun.revision)
    answer = client.post(saving(begun), {**sent, "a.runs": "yes"})
    assert answer.status_code == 409
    assert "What you typed in “About you”" in words(answer.content.decode())
    assert "Do you run cameras?Yes" in words(answer.content.decode())
    assert "This return was submitted" in words(client.get(section(begun)).content.decode())


def test_what_was_sent_after_the_session_ended_waits_for_signing_in(cast: Cast, begun: Return) -> None:
    client = as_(cast.lead)
    _, sent = shown(client, section(begun))
    session = client.session
    session["began"] = session["seen"] = 0
    session.save()
    answer = client.post(saving(begun), {**sent, "a.runs": "yes", "n.runs": "All of them"})
    assert answer["Location"].startswith("/sign-in?next=")
    assert not Answer.objects.exists()
    sign_in(client, cast.lead)
    html, sent = shown(client, section(begun))
    assert "You were signed out before this could be saved" in words(html)
    assert (sent["a.runs"], sent["n.runs"]) == (["yes"], ["All of them"])
    client.post(saving(begun), sent)
    assert Answer.objects.get().note == "All of them"
    assert "You were signed out" not in words(shown(client, section(begun))[0])


def test_what_waits_is_for_nobody_else(cast: Cast, begun: Return) -> None:
    client = as_(cast.lead)
    _, sent = shown(client, section(begun))
    client.logout()
    client.post(saving(begun), {**sent, "a.runs": "yes"})
    sign_in(client, cast.it_security)
    assert "You were signed out" not in words(shown(client, section(begun))[0])
    forged = Client()
    forged.post(saving(begun), {**sent, "who": "1:forged", "a.runs": "yes"})
    assert "typed_in_return" not in forged.session
    assert "lost_in_return" not in forged.session


def test_what_waits_is_kept_for_each_page(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"runs": "yes"})
    client = as_(cast.lead)
    (_, about), (_, plates) = shown(client, section(begun)), shown(client, section(begun, "plates"))
    client.logout()
    client.post(saving(begun), {**about, "a.cameras": "11"})
    client.post(saving(begun), {**about, "a.cameras": "12"})  # the same page once more
    client.post(saving(begun, "plates"), {**plates, "a.reads": "no"})
    sign_in(client, cast.lead)
    for name, key, value in (("plates", "a.reads", "no"), ("about", "a.cameras", "12")):
        html, sent = shown(client, section(begun, name))
        assert "You were signed out before this could be saved" in words(html)
        assert sent[key] == [value]
        assert client.post(saving(begun, name), sent).status_code == 302
        assert "You were signed out" not in words(shown(client, section(begun, name))[0])
    assert dict(Answer.objects.values_list("key", "value")) == {"runs": "yes", "cameras": "12", "reads": "no"}


@pytest.mark.parametrize("too", ["long", "old"])
def test_what_cannot_be_kept_is_said_once_to_whose_it_was(
    cast: Cast, begun: Return, too: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_(cast.lead)
    _, sent = shown(client, section(begun))
    client.logout()
    if too == "old":
        monkeypatch.setattr("time.time", lambda now=time.time: now() - unsaved.AGE - 60)
        sent["who"] = [signing.dumps(cast.lead.pk, salt="custodes.returns.who")]
        monkeypatch.undo()
    length = unsaved.LONGEST + 1 if too == "long" else 3
    client.post(saving(begun), {**sent, "n.runs": "x" * length})
    assert "typed_in_return" not in client.session
    sign_in(client, cast.it_security)
    assert "could not be kept" not in words(shown(client, section(begun))[0])
    anew = as_(cast.lead)
    assert "could not be kept" not in words(shown(anew, section(begun))[0])
    again = Client()
    again.post(saving(begun), {**sent, "n.runs": "x" * length})
    sign_in(again, cast.lead)
    assert "could not be kept" in words(shown(again, section(begun))[0])
    assert "could not be kept" not in words(shown(again, section(begun))[0])


def test_a_page_from_before_signing_in_again_loses_nothing(cast: Cast, begun: Return) -> None:
    client = sign_in(Client(enforce_csrf_checks=True), cast.lead)
    _, sent = shown(client, section(begun))
    old = {**sent, "csrfmiddlewaretoken": "x" * 32, "a.runs": "yes"}
    answer = client.post(saving(begun), old)
    assert answer.status_code == 200
    again = fields_of(answer.content.decode())
    assert again["a.runs"] == ["yes"]
    assert not Answer.objects.exists()
    assert client.post(saving(begun), again).status_code == 302
    assert Answer.objects.get().value == "yes"
    assert client.post(saving(begun), {**old, "who": ""}).status_code == 403


def test_pages_take_few_queries_however_much_is_answered(cast: Cast, begun: Return) -> None:
    client = as_(cast.lead)
    address = f"/bodies/oxmere/returns/{begun.pk}"
    for values in ({}, {"runs": "yes", "cameras": "120", "makers": "Axis", "reads": "yes"}):
        answered(begun, cast.lead, values)
        for page, most in ((section(begun), 9), (address, 15), ("/bodies/oxmere/returns", 10)):
            client.get(page)
            with CaptureQueriesContext(connection) as asked:
                client.get(page)
            assert len(asked) <= most, (page, len(asked), [one["sql"][:90] for one in asked])
