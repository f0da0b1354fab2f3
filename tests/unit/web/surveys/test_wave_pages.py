"""Waves on pages: begun, changed, asking, chased, followed, downloaded and ended."""

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from parsed import parsed
from python_calamine import CalamineWorkbook
from waves import SMALL, answered, kept, wave

from cast import Cast, give, sign_in
from custodes import clock
from custodes.access.models import Body, Membership, Oversight
from custodes.access.roles import Role
from custodes.survey import actions
from custodes.survey.actions import posting
from custodes.survey.models import BodyAsked, InstrumentVersion, Notice, Wave

HERE = "/bodies/commissioner/surveys"


def text_of(answer: Any) -> str:
    return parsed(answer.content.decode()).text


@pytest.fixture
def version(cast: Cast) -> InstrumentVersion:
    return kept(cast.office, cast.analyst)


@pytest.fixture
def autumn(cast: Cast, version: InstrumentVersion) -> Wave:
    return wave(version, cast.analyst, [cast.oxmere, cast.thornby])


@pytest.fixture
def analyst(cast: Cast, client: Client) -> Client:
    return sign_in(client, cast.analyst)


def asked(autumn: Wave, body: Body) -> BodyAsked:
    return BodyAsked.objects.get(wave=autumn, body=body)


def day(name: str, when: dt.date) -> dict[str, str]:
    return {f"{name}_day": str(when.day), f"{name}_month": str(when.month), f"{name}_year": str(when.year)}


def said(title: str = "Autumn 2026", **more: str) -> dict[str, str]:
    window = day("opens_on", dt.date(2026, 6, 1)) | day("closes_on", dt.date(2026, 6, 30))
    return {"title": title, **window, "before": "14, 3", "after": "1", "letter": "", **more}


def submit(cast: Cast, autumn: Wave) -> None:
    made = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    answered(made, cast.lead, {"runs": "no"})
    actions.submit(by=cast.senior_responsible_officer, of=made, base=made.revision)


def test_a_wave_is_begun(cast: Cast, analyst: Client, version: InstrumentVersion) -> None:
    answer = analyst.post(f"{HERE}/add", said(instrument=str(version.pk)))
    made = Wave.objects.get()
    assert answer["Location"] == f"{HERE}/{made.pk}/ask"
    assert (made.title, made.instrument, made.reminders) == ("Autumn 2026", version, [-14, -3, 1])
    assert (made.opens_on, made.closes_on) == (dt.date(2026, 6, 1), dt.date(2026, 6, 30))
    page = text_of(analyst.get(f"{HERE}/{made.pk}"))
    assert "14 days before the last day; 3 days before the last day; 1 day after the last day" in page
    assert "No body is asked yet" in page


def test_everything_that_does_not_fit_is_said_at_once(analyst: Client, version: InstrumentVersion) -> None:
    wrong = said("", instrument="999", before="soon", after="400") | day("closes_on", dt.date(2026, 5, 1))
    page = text_of(analyst.post(f"{HERE}/add", wrong))
    for text in ("Enter a title", "Choose", "“soon” is no number of days", "must be 365 or less"):
        assert text in page
    page = text_of(
        analyst.post(f"{HERE}/add", said(instrument=str(version.pk)) | day("closes_on", dt.date(2026, 5, 1)))
    )
    assert "The last day must not be before the first day" in page
    assert not Wave.objects.exists()


def test_without_an_instrument_one_is_added_first(cast: Cast, analyst: Client) -> None:
    assert analyst.get(f"{HERE}/add")["Location"] == f"{HERE}/instruments/add"


def test_an_instrument_or_wave_of_another_office_is_none_to_choose(
    cast: Cast, analyst: Client, version: InstrumentVersion
) -> None:
    other = Body.objects.create(name="Inspectorate", slug="inspectorate", kind="office")
    theirs = kept(other, cast.administrator)
    page = text_of(analyst.post(f"{HERE}/add", said(instrument=str(theirs.pk))))
    assert "There is a problem" in page
    assert not Wave.objects.exists()


def test_who_changed_it_meanwhile_is_not_overwritten_unseen(
    cast: Cast, analyst: Client, autumn: Wave
) -> None:
    actions.change_wave(by=cast.head, wave=autumn, values={"title": "Winter"}, base=1)
    mine = said("Spring", base="1")
    page = parsed(analyst.post(f"{HERE}/{autumn.pk}/change", mine).content.decode())
    assert "Somebody else changed this wave while you did" in page.text
    assert "How somebody else has saved it" in page.text
    assert "Winter" in page.text
    assert page.one("input", name="title").attrs["value"] == "Spring"
    autumn.refresh_from_db()
    assert autumn.title == "Winter"
    assert page.one("input", name="base").attrs["value"] == "2"
    assert analyst.post(f"{HERE}/{autumn.pk}/change", said("Spring", base="2")).status_code == 302
    autumn.refresh_from_db()
    assert autumn.title == "Spring"


def choose(client: Client, autumn: Wave, how: str, **data: Any) -> Any:
    if how == "all":
        return client.post(f"{HERE}/{autumn.pk}/ask", {"how": "all"})
    return client.post(f"{HERE}/{autumn.pk}/ask?how={how}", data)


@pytest.fixture
def empty(cast: Cast, version: InstrumentVersion) -> Wave:
    return wave(version, cast.analyst, [])


def names(of: Wave) -> list[str]:
    return [one.body.slug for one in BodyAsked.objects.filter(wave=of).select_related("body")]


def test_all_that_the_office_oversees_are_asked_once(analyst: Client, empty: Wave) -> None:
    for _ in range(2):
        assert choose(analyst, empty, "all").status_code == 302
    assert names(empty) == ["oxmere", "thornby"]


def test_bodies_are_asked_by_sector_or_one_by_one(cast: Cast, analyst: Client, empty: Wave) -> None:
    page = text_of(analyst.get(f"{HERE}/{empty.pk}/ask?how=sectors"))
    assert "Local authority (1 body)" in page
    choose(analyst, empty, "sectors", bodies=["Local authority"])
    assert names(empty) == ["thornby"]
    choose(analyst, empty, "single", bodies=[str(cast.oxmere.pk)])
    assert names(empty) == ["oxmere", "thornby"]


def test_a_body_that_the_office_does_not_oversee_cannot_be_asked(analyst: Client, empty: Wave) -> None:
    other = Body.objects.create(name="Fenwick Port", slug="fenwick")
    answer = choose(analyst, empty, "single", bodies=[str(other.pk)])
    assert answer.status_code == 200
    page = text_of(choose(analyst, empty, "list", names="Fenwick Port"))
    assert "is none of the bodies that your office oversees" in page
    assert names(empty) == []


def test_a_pasted_list_asks_and_sets_contacts(cast: Cast, analyst: Client, empty: Wave) -> None:
    text = f"{cast.oxmere.name}, cctv@oxmere.example\n{cast.thornby.name}\n"
    assert choose(analyst, empty, "list", names=text).status_code == 302
    assert names(empty) == ["oxmere", "thornby"]
    assert asked(empty, cast.oxmere).contact == "cctv@oxmere.example"


def test_a_list_with_mistakes_says_all_of_them_and_loses_nothing(
    cast: Cast, analyst: Client, empty: Wave
) -> None:
    text = f"{cast.oxmere.name},nobody\nThornby Borouh Council (fictional)\nAtlantis\n"
    file = SimpleUploadedFile("list.csv", text.encode("utf-8-sig"))
    page = parsed(choose(analyst, empty, "list", names="", file=file).content.decode())
    for said_ in (
        "Line 1: “nobody” is no e-mail address",
        "Line 2:",
        f"Is “{cast.thornby.name}” meant?",
        "Line 3:",
    ):
        assert said_ in page.text
    assert page.one("textarea").text == " ".join(text.split())
    assert names(empty) == []


def test_an_empty_list_and_two_lists_are_said(analyst: Client, empty: Wave) -> None:
    assert "The list names nobody" in text_of(choose(analyst, empty, "list", names=" \n"))
    file = SimpleUploadedFile("list.csv", b"x")
    assert "not both" in text_of(choose(analyst, empty, "list", names="x", file=file))


POPULATION = "police-england-wales-2022"


def test_the_population_of_2022_is_created_by_an_administrator_and_asked_by_the_analyst(
    cast: Cast, analyst: Client, empty: Wave
) -> None:
    page = text_of(analyst.get(f"{HERE}/{empty.pk}/ask?how={POPULATION}"))
    assert "0 of 47 bodies are here" in page
    assert cast.administrator.email in page
    assert analyst.post(f"{HERE}/population", {"which": POPULATION}).status_code == 403
    administrator = sign_in(Client(), cast.administrator)
    assert administrator.post(f"{HERE}/population", {"which": POPULATION}).status_code == 302
    assert Oversight.objects.filter(office=cast.office, ended_at=None).count() == 49
    assert "47 of 47 bodies are here" in text_of(analyst.get(f"{HERE}/{empty.pk}/ask?how={POPULATION}"))
    assert choose(analyst, empty, POPULATION).status_code == 302
    assert len(names(empty)) == 47
    page = text_of(analyst.get(f"{HERE}/{empty.pk}/invite"))
    assert "Nobody can sign in yet in 47 bodies" in page
    assert "0 of 47 bodies (0%)" in text_of(analyst.get(f"{HERE}/{empty.pk}"))


def test_the_real_bodies_are_not_offered_in_a_demo(
    cast: Cast, analyst: Client, empty: Wave, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(cast.administrator, Role.ANALYST, cast.office)
    administrator = sign_in(Client(), cast.administrator)
    assert "Create the bodies of a population" in text_of(administrator.get(HERE))
    assert "Ships with Custodes" in text_of(analyst.get(f"{HERE}/{empty.pk}/ask"))
    monkeypatch.setenv("CUSTODES_DEMO", "1")
    assert "Create the bodies of a population" not in text_of(administrator.get(HERE))
    for how in ("", f"?how={POPULATION}"):
        assert "Ships with Custodes" not in text_of(analyst.get(f"{HERE}/{empty.pk}/ask{how}"))
    for answer in (
        administrator.get(f"{HERE}/population"),
        administrator.post(f"{HERE}/population", {"which": POPULATION}),
    ):
        assert answer.status_code == 403
        assert "a register of your own" in text_of(answer)


def test_contacts_are_downloaded_changed_and_uploaded(cast: Cast, analyst: Client, autumn: Wave) -> None:
    cast.oxmere.name = "=HYPERLINK(1) Constabulary"
    cast.oxmere.save()
    actions.set_contact(by=cast.analyst, asked=asked(autumn, cast.thornby), contact="old@thornby.example")
    taken = b"".join(analyst.get(f"{HERE}/{autumn.pk}/contacts.csv")).decode()
    rows = list(csv.reader(io.StringIO(taken)))
    assert rows[0] == ["body", "contact"]
    assert rows[1][0].startswith("'=")  # no formula
    changed = taken.replace("old@thornby.example", "new@thornby.example")
    file = SimpleUploadedFile("contacts.csv", changed.encode())
    assert analyst.post(f"{HERE}/{autumn.pk}/contacts", {"names": "", "file": file}).status_code == 302
    assert asked(autumn, cast.thornby).contact == "new@thornby.example"
    assert asked(autumn, cast.oxmere).contact == ""


def test_where_no_mail_server_is_set_no_mail_is_said_to_be_on_its_way(
    cast: Cast, analyst: Client, autumn: Wave, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    both = [str(one.pk) for one in autumn.asked.all()]
    said = text_of(analyst.post(f"{HERE}/{autumn.pk}/invite", {"bodies": both}, follow=True))
    assert "3 mails to 2 bodies are written." in said
    assert "No mail server is set up, so mails are not sent. Each becomes a file" in said
    assert "on their way" not in said


def test_invitations_and_reminders_are_sent_from_the_page(cast: Cast, analyst: Client, autumn: Wave) -> None:
    both = [str(one.pk) for one in autumn.asked.all()]
    page = text_of(analyst.get(f"{HERE}/{autumn.pk}/invite"))
    assert "Autumn: please answer by" in page  # the mail can be read first
    answer = analyst.post(f"{HERE}/{autumn.pk}/invite", {"bodies": both}, follow=True)
    assert "3 mails to 2 bodies are on their way" in text_of(answer)
    assert "3 mails wait to be sent" in text_of(answer)
    posting.send_waiting()
    submit(cast, autumn)
    offered = parsed(analyst.get(f"{HERE}/{autumn.pk}/remind").content.decode())
    assert [one.text for one in offered.all("label")] == [cast.thornby.name]
    thornby = str(asked(autumn, cast.thornby).pk)
    answer = analyst.post(f"{HERE}/{autumn.pk}/remind", {"bodies": both}, follow=True)
    assert "1 mail to 1 body is on its way" in text_of(answer)
    answer = analyst.post(f"{HERE}/{autumn.pk}/remind", {"bodies": [thornby]}, follow=True)
    assert "was written to already" in text_of(answer)
    assert Notice.objects.filter(kind="reminder").count() == 1
    answer = analyst.post(f"{HERE}/{autumn.pk}/invite", {"bodies": both})  # a second click on the first page
    assert "There is nothing left to do for what you chose" in text_of(answer)


def test_a_mail_that_failed_is_shown_and_tried_again(cast: Cast, analyst: Client, autumn: Wave) -> None:
    actions.invite_bodies(by=cast.analyst, wave=autumn, asked=autumn.asked.all())
    Notice.objects.filter(address=cast.lead.email).update(state="failed", tries=10, problem="No such user")
    for page in (f"{HERE}/{autumn.pk}", f"{HERE}/{autumn.pk}/bodies/{asked(autumn, cast.oxmere).pk}"):
        assert "No such user" in text_of(analyst.get(page))
    assert "1 mail could not be sent" in text_of(analyst.get("/"))
    assert analyst.get(f"{HERE}/{autumn.pk}/send-again").status_code == 405
    analyst.post(f"{HERE}/{autumn.pk}/send-again")
    assert Notice.objects.get(address=cast.lead.email).state == "waiting"


def test_the_response_names_units_and_denominators(cast: Cast, analyst: Client, autumn: Wave) -> None:
    submit(cast, autumn)
    page = text_of(analyst.get(f"{HERE}/{autumn.pk}"))
    assert "1 return submitted, of 1 that was started" in page
    assert "1 of 2 bodies covered wholly by submitted returns" in page
    assert "Submitted on time 1 of 2 bodies (50%)" in page
    assert "Submitted 1 of 1 returns that were started (100%)" in page
    assert "1 of 2 bodies (50%)" in text_of(analyst.get(HERE))


def test_the_page_says_how_returns_on_an_earlier_version_count(
    cast: Cast, analyst: Client, autumn: Wave
) -> None:
    submit(cast, autumn)
    assert "before the instrument was changed" not in text_of(analyst.get(f"{HERE}/{autumn.pk}"))
    second = kept(cast.office, cast.analyst, SMALL.replace("How many?", "How many are there?"), version="2")
    actions.amend(by=cast.analyst, wave=autumn, instrument=second, reason="Clearer", base=autumn.revision)
    page = text_of(analyst.get(f"{HERE}/{autumn.pk}"))
    assert "1 return was submitted before the instrument was changed, and not corrected since." in page
    assert "1 of 2 bodies covered wholly" in page


def test_the_office_sees_no_draft(cast: Cast, analyst: Client, autumn: Wave) -> None:
    made = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    answered(made, cast.lead, {"runs": "yes", "makers": "A secret brand"})
    one = asked(autumn, cast.oxmere).pk
    for page in ("", f"/bodies/{one}", "/bodies.csv", "/remind", "/invite"):
        answer = analyst.get(f"{HERE}/{autumn.pk}{page}")
        content = b"".join(answer) if answer.streaming else answer.content
        assert b"A secret brand" not in content


def test_bodies_are_filtered_and_downloaded(cast: Cast, analyst: Client, autumn: Wave) -> None:
    submit(cast, autumn)
    cast.thornby.name = "@SUM(1)"
    cast.thornby.save()
    page = analyst.get(f"{HERE}/{autumn.pk}?stage=not_started")
    table = parsed(page.content.decode()).all("table", class_="custodes-stacked")[-1]
    assert [row.text for row in table.all("th", scope="row")] == ["@SUM(1)"]
    rows = list(csv.DictReader(io.StringIO(b"".join(analyst.get(f"{HERE}/{autumn.pk}/bodies.csv")).decode())))
    assert [(row["body"], row["stage"], row["notice"]) for row in rows] == [
        ("'@SUM(1)", "Not started", "FICTIONAL"),
        (cast.oxmere.name, "Submitted on time", "FICTIONAL"),
    ]
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(b"".join(analyst.get(f"{HERE}/{autumn.pk}/bodies.xlsx?stage=on_time")))
    )
    assert [row[0] for row in book.get_sheet_by_name("bodies").to_python()] == ["body", cast.oxmere.name]
    assert analyst.get(f"{HERE}/{autumn.pk}/bodies.exe").status_code == 404


def test_the_picture_is_drawn_from_the_first_submission_on(cast: Cast, analyst: Client, autumn: Wave) -> None:
    assert analyst.get(f"{HERE}/{autumn.pk}/response-wide.svg").status_code == 404
    submit(cast, autumn)
    for kind in ("wide", "narrow"):
        answer = analyst.get(f"{HERE}/{autumn.pk}/response-{kind}.svg")
        assert answer["Content-Type"] == "image/svg+xml"
        assert "they cover 1 of 2 bodies wholly" in answer.content.decode()
    assert analyst.get(f"{HERE}/{autumn.pk}/response-huge.svg").status_code == 404
    assert "they cover 1 of 2 bodies wholly" in analyst.get(f"{HERE}/{autumn.pk}").content.decode()


def test_one_body_is_extended_given_a_contact_or_left_out(cast: Cast, analyst: Client, autumn: Wave) -> None:
    one = f"{HERE}/{autumn.pk}/bodies/{asked(autumn, cast.thornby).pk}"
    until = clock.today() + dt.timedelta(60)
    assert "Say why" in text_of(analyst.post(f"{one}/extend", day("until", until)))
    analyst.post(f"{one}/extend", {**day("until", until), "reason": "Somebody is ill"})
    assert "Somebody is ill" in text_of(analyst.get(one))
    assert "e-mail address" in text_of(analyst.post(f"{one}/contact", {"contact": "nobody"}))
    analyst.post(f"{one}/contact", {"contact": "cctv@thornby.example"})
    assert "cctv@thornby.example" in text_of(analyst.get(one))
    assert analyst.post(f"{one}/leave-out", {"reason": "Runs no cameras"}).status_code == 302
    assert names(autumn) == ["oxmere"]


def test_a_body_that_was_written_to_stays_in_the_population(
    cast: Cast, analyst: Client, autumn: Wave
) -> None:
    actions.invite_bodies(by=cast.analyst, wave=autumn, asked=autumn.asked.all())
    one = f"{HERE}/{autumn.pk}/bodies/{asked(autumn, cast.thornby).pk}"
    assert "Leave it out" not in text_of(analyst.get(one))
    assert "It stays in the population" in text_of(analyst.post(f"{one}/leave-out", {"reason": "x"}))


def test_a_wave_is_ended_for_good(cast: Cast, analyst: Client, autumn: Wave) -> None:
    submit(cast, autumn)
    page = text_of(analyst.get(f"{HERE}/{autumn.pk}/end"))
    assert "Will count as never submitted1 of 2 bodies (50%)" in page
    assert "is not over yet" in page
    analyst.post(f"{HERE}/{autumn.pk}/end")
    page = text_of(analyst.get(f"{HERE}/{autumn.pk}"))
    assert "Never submitted, or not all of it 1 of 2 bodies (50%)" in page
    assert "Invite bodies" not in page
    assert "has ended" in text_of(analyst.post(f"{HERE}/{autumn.pk}/change", said("Spring", base="1")))


def test_after_the_end_mails_about_queries_alone_are_tried_again(
    cast: Cast, analyst: Client, autumn: Wave
) -> None:
    row = {"asked": asked(autumn, cast.oxmere), "state": Notice.State.FAILED, "sent_at": None}
    actions.end_wave(by=cast.analyst, wave=autumn)
    Notice.objects.create(kind="reminder", address="a@oxmere.example", **row)
    assert "Try again now" not in text_of(analyst.get(f"{HERE}/{autumn.pk}"))
    Notice.objects.create(kind="query", address="b@oxmere.example", **row)
    assert "Autumn: 1 mail could not be sent" in text_of(analyst.get("/"))
    assert "Try again now" in text_of(analyst.get(f"{HERE}/{autumn.pk}"))
    answer = analyst.post(f"{HERE}/{autumn.pk}/send-again", follow=True)
    assert "1 mail will be tried again at once" in text_of(answer)
    waiting = Notice.objects.filter(state=Notice.State.WAITING)
    assert [one.address for one in waiting] == ["b@oxmere.example"]


def test_a_body_without_anybody_is_warned_of(cast: Cast, analyst: Client, autumn: Wave) -> None:
    Membership.objects.filter(body=cast.thornby).delete()
    page = text_of(analyst.get(f"{HERE}/{autumn.pk}"))
    assert f"There is nobody to write to in 1 body: {cast.thornby.name}" in page


def test_the_start_page_of_the_office_says_what_waits(
    cast: Cast, analyst: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Begin a survey" in text_of(analyst.get("/"))
    autumn = wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby])
    assert "Autumn: 2 of 2 bodies (100%) not invited" in text_of(analyst.get("/"))
    monkeypatch.setenv("CUSTODES_TODAY", (autumn.closes_on + dt.timedelta(1)).isoformat())
    assert "2 of 2 bodies (100%) past their last day, not submitted" in text_of(analyst.get("/"))


@pytest.mark.parametrize("who", ["lead", "senior_responsible_officer", "stranger", "nobody", "administrator"])
def test_holders_and_strangers_see_no_wave_of_the_office(
    cast: Cast, client: Client, autumn: Wave, who: str
) -> None:
    visitor = sign_in(client, cast.people[who])
    one = asked(autumn, cast.oxmere).pk
    pages = ("", "/change", "/end", "/ask", "/contacts", "/contacts.csv", "/invite", "/remind", "/bodies.csv")
    for page in (*pages, f"/bodies/{one}", f"/bodies/{one}/extend"):
        for ask in (visitor.get, visitor.post):
            assert ask(f"{HERE}/{autumn.pk}{page}").status_code in {403, 404}, page
    autumn.refresh_from_db()
    assert autumn.ended_at is None
