"""The history pages of a body: who sees them, what they say, how one looks through them, what is taken along."""

import csv
import datetime as dt
import io
import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from cast import Cast, sign_in
from custodes.access.models import Body, Person
from custodes.audit.actions import record
from custodes.audit.history import Wanted, part
from custodes.audit.models import Event
from custodes.audit.verify import verify_file

NAMES = ("history", "history_csv", "history_jsonl")


@pytest.fixture
def events(cast: Cast) -> list[Event]:
    """120 events of Oxmere by two people, every tenth by Custodes itself, and one of Thornby."""
    made = []
    for number in range(120):
        by = None if number % 10 == 9 else cast.lead if number % 3 else cast.it_security
        action = "register.add_device" if number % 4 else "register.change_device"
        made.append(
            record(by=by, action=action, subject=cast.oxmere, body=cast.oxmere, note=f"note {number}")
        )
    record(
        by=cast.stranger,
        action="register.add_system",
        subject=cast.thornby,
        body=cast.thornby,
        note="Secret depot",
    )
    return made


def page(client: Client, who: Person, query: str = "", body: str = "oxmere") -> str:
    response = sign_in(client, who).get(f"/bodies/{body}/history{query}")
    assert response.status_code == 200, response.content.decode()[:500]
    return response.content.decode()


def told(html: str) -> list[int]:
    """The sequences of the events on a page, in its order."""
    return [int(number) for number in re.findall(r'id="event-(\d+)"', html)]


@pytest.mark.parametrize("name", NAMES)
def test_who_may_read_it(cast: Cast, events: list[Event], client: Client, name: str) -> None:
    allowed = {"lead", "it_security", "data_protection_officer", "senior_responsible_officer"}
    for part_of, who in cast.people.items():
        response = sign_in(client, who).get(reverse(name, args=["oxmere"]))
        assert response.status_code == (200 if part_of in allowed else cast.refusal(who)), part_of
        if part_of not in allowed:
            assert "note 1" not in response.content.decode()


def test_it_holds_the_events_of_this_body_only(cast: Cast, events: list[Event], client: Client) -> None:
    assert "Secret" not in page(client, cast.lead)
    for name in NAMES[1:]:
        content = b"".join(sign_in(client, cast.lead).get(reverse(name, args=["oxmere"])).streaming_content)  # type: ignore[attr-defined]
        assert b"Secret" not in content
        assert b"note 119" in content
    assert "Secret depot" in page(client, cast.stranger, body="thornby")


def test_an_office_reads_its_own_history_and_not_that_of_a_body(
    cast: Cast, events: list[Event], client: Client
) -> None:
    record(
        by=cast.head, action="access.give_role", subject=cast.office, body=cast.office, note="of the office"
    )
    assert "of the office" in page(client, cast.analyst, body="commissioner")
    assert sign_in(client, cast.analyst).get("/bodies/oxmere/history").status_code == 403


def test_latest_first_and_page_by_page_to_the_first_and_back(
    cast: Cast, events: list[Event], client: Client
) -> None:
    every = [event.sequence for event in reversed(events)]
    seen: list[int] = []
    url, pages = "", []
    while True:
        html = page(client, cast.lead, url)
        seen += told(html)
        pages.append(told(html))
        older = re.search(r'href="/bodies/oxmere/history(\?before=\d+)" rel="next"', html)
        if not older:
            break
        url = older[1]
    assert seen[:120] == every
    newer = re.search(r'href="/bodies/oxmere/history(\?after=\d+)" rel="prev"', html)
    assert newer
    assert told(page(client, cast.lead, newer[1])) == pages[-2]


def test_page_by_page_within_days(cast: Cast, events: list[Event], client: Client) -> None:
    day = "since_day=1&since_month=1&since_year=2020"
    seen, url = [], f"?{day}"
    while url:
        html = page(client, cast.lead, url)
        seen += told(html)
        older = re.search(r'href="/bodies/oxmere/history(\?[^"]*before=\d+)" rel="next"', html)
        url = older[1].replace("&amp;", "&") if older else ""
        assert not url or day in url
    assert seen == [event.sequence for event in reversed(events)]


def test_nonsense_in_the_address_gives_the_latest(cast: Cast, events: list[Event], client: Client) -> None:
    latest = told(page(client, cast.lead))
    for query in (
        "?before=x",
        "?before=-1",
        "?after=99999999999999999999999",
        "?before=0",
        "?after=999999999",
    ):
        assert told(page(client, cast.lead, query)) == latest


def test_filters_by_person_action_and_day(cast: Cast, events: list[Event], client: Client) -> None:
    html = page(client, cast.lead, f"?person={cast.it_security.pk}&action=register.change_device")
    by_tomas = [e.sequence for e in reversed(events) if e.person == cast.it_security.pk and e.action == "register.change_device"]  # fmt: skip
    assert told(html) == by_tomas
    assert "Clear the filters" in html
    ours = [e.sequence for e in reversed(events) if e.person is None]
    assert told(page(client, cast.lead, "?person=0")) == ours
    assert "No event fits these filters" in page(client, cast.lead, f"?person={cast.procurement.pk}")


def test_days_are_those_of_the_service(cast: Cast) -> None:
    """Half past midnight in London in summer is still yesterday in UTC."""
    event = record(by=cast.lead, action="a.b", subject=cast.oxmere, body=cast.oxmere)
    from tampering_with_time import moved

    moved(event, dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC))
    july, june = dt.date(2026, 7, 1), dt.date(2026, 6, 30)
    assert [one.sequence for one in part(cast.oxmere, Wanted(since=july, until=july)).events] == [
        event.sequence
    ]
    assert part(cast.oxmere, Wanted(since=june, until=june)).events == []


def test_wrong_filters_are_told_and_nothing_is_claimed(
    cast: Cast, events: list[Event], client: Client
) -> None:
    wrong = "?since_day=31&since_month=2&since_year=2026&person=4711"
    html = page(client, cast.lead, wrong)
    assert "There is a problem" in html
    assert "<title>Error: History" in html
    assert told(html) == []
    assert "No event fits" not in html
    landings = re.findall(r'href="#(id_[^"]+)"', html)
    assert len(landings) == 2
    assert all(f'id="{landing}"' in html for landing in landings)
    assert sign_in(client, cast.lead).get(f"/bodies/oxmere/history.csv{wrong}").status_code == 422
    assert "same as or after" in page(
        client,
        cast.lead,
        "?since_day=2&since_month=2&since_year=2026&until_day=1&until_month=2&until_year=2026",
    )


def test_the_sheet_has_every_event_that_fits_in_plain_words(
    cast: Cast, events: list[Event], client: Client
) -> None:
    record(by=cast.lead, action="a.b", subject=cast.oxmere, body=cast.oxmere, reason='=HYPERLINK("http://x")')
    response = sign_in(client, cast.lead).get(f"/bodies/oxmere/history.csv?person={cast.lead.pk}")
    assert response["Content-Disposition"].startswith('attachment; filename="oxmere-history-')
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == Event.objects.filter(body=cast.oxmere.pk, person=cast.lead.pk).count()
    assert {row["who"] for row in rows} == {"Ida Marlowe"}
    assert rows[-1]["reason"].startswith("'=")


def test_the_lines_verify_as_a_part(cast: Cast, events: list[Event], client: Client, tmp_path: Path) -> None:
    for query, said in (("", cast.oxmere.name), ("?person=0", f"{cast.oxmere.name}, filtered")):
        response = sign_in(client, cast.lead).get(f"/bodies/oxmere/history.jsonl{query}")
        path = tmp_path / "part.jsonl"
        path.write_bytes(b"".join(response.streaming_content))  # type: ignore[attr-defined]
        verdict = verify_file(path, None, lambda what, share: None)
        assert (verdict.problems, verdict.part) == ([], said)
        assert verdict.events == len(path.read_text(encoding="utf-8").splitlines()) - 1 > 10
        edited = path.read_text(encoding="utf-8").replace("note", "mote", 1)
        path.write_text(edited, encoding="utf-8")
        assert len(verify_file(path, None, lambda what, share: None).problems) == 1


def test_what_is_told_is_text_and_no_markup(cast: Cast, client: Client) -> None:
    record(
        by=cast.lead, action="a.b", subject=cast.oxmere, body=cast.oxmere, reason="<script>alert(1)</script>"
    )
    html = page(client, cast.lead)
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html


def test_a_body_without_events_says_so(cast: Cast, client: Client) -> None:
    assert "Nothing has been done here yet" in page(client, cast.lead)


def test_a_page_takes_the_same_queries_however_many_events(
    cast: Cast, client: Client, django_assert_num_queries: object
) -> None:
    client = sign_in(client, cast.lead)

    def count() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            client.get("/bodies/oxmere/history")
        return len(queries)

    record(by=cast.lead, action="register.change_device", subject=cast.oxmere, body=cast.oxmere)
    few = count()
    for number in range(60):
        record(
            by=cast.lead,
            action="register.change_device",
            subject=cast.oxmere,
            body=cast.oxmere,
            system=number,
        )
    assert count() <= few + 1  # the names of the systems that are spoken of


def test_the_jsonl_of_an_empty_body_is_a_header(cast: Cast, client: Client) -> None:
    response = sign_in(client, cast.lead).get("/bodies/oxmere/history.jsonl")
    (line,) = b"".join(response.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert json.loads(line)["sequence"] == 0


def test_bodies_are_found_by_their_address_only(cast: Cast, client: Client) -> None:
    assert Body.objects.filter(slug="nowhere").first() is None
    assert sign_in(client, cast.lead).get("/bodies/nowhere/history").status_code == 404
