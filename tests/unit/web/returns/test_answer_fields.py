"""Every value that is kept can be shown in the fields of its question, and what was not touched is not changed."""

import pytest
from django.test import Client
from sent_forms import fields_of
from waves import wave
from written_forms import workbook

from cast import Cast, sign_in
from custodes.survey import actions
from custodes.survey.filling import Given, State
from custodes.survey.in_words import with_unit
from custodes.survey.instrument import Choice, Question
from custodes.survey.models import Answer, Return
from custodes.web.pages.returns.fields import base_from, base_of, joined, parted

EVERY_KIND = """
type                      | name   | label   | parameters             | appearance
text                      | text   | Text    |                        |
integer                   | whole  | Whole   |                        |
decimal                   | part   | Part    |                        |
range                     | range  | Range   | start=0 end=10 step=1  |
select_one few            | one    | One     |                        |
select_one few or_other   | else   | Else    |                        |
select_one few            | list   | List    |                        | minimal
select_multiple few       | some   | Some    |                        |
rank few                  | order  | Order   |                        |
date                      | day    | Day     |                        |
time                      | time   | Time    |                        |
dateTime                  | moment | Moment  |                        |
acknowledge               | sure   | Sure    |                        |
"""
FEW = """
list_name | name | label
few       | a    | First
few       | b    | Second
few       | c    | Third
"""
VALUES = {
    "text": ["plain", "two\nlines", "<b>&\"'", "\\n", "x" * 3000, "line\n\n\nline"],
    "whole": ["120", "-3", "about 120", "120\nor so", "0"],
    "part": ["12.5", "twelve"],
    "range": ["7", "11"],
    "one": ["b", "gone"],
    "else": ["a", "other"],
    "list": ["c", "gone"],
    "some": ["a c", "a gone", "b"],
    "order": ["c a b", "b", "b gone"],
    "day": ["2026-03-05", "2026-13-45", "in March", "2026", "2026-3-5", "-03-05", "12-2026"],
    "time": ["14:30", "14:30:00.000+01:00", "noon"],
    "moment": ["2026-03-05T14:30", "2026-03-05T14:30:00.000Z", "2026-03-05", "March"],
    "sure": ["OK", "yes"],
}


@pytest.fixture
def begun(cast: Cast) -> Return:
    data = workbook(EVERY_KIND, FEW)
    version = actions.add_instrument(by=cast.analyst, office=cast.office, workbook=data, name="form.xlsx")
    made = wave(version, cast.analyst, [cast.oxmere])
    return actions.start_return(by=cast.lead, wave=made, body=cast.oxmere)


def test_what_was_not_touched_is_not_changed(cast: Cast, begun: Return) -> None:
    client = sign_in(Client(), cast.lead)
    address = f"/bodies/oxmere/returns/{begun.pk}"
    for at in range(max(map(len, VALUES.values()))):
        for key, values in VALUES.items():
            other = "said else" if key == "else" else ""
            given = Given(State.ANSWERED, values[at % len(values)], other, "", "a note" if at % 2 else "")
            there = Answer.objects.filter(of=begun, key=key).first()
            actions.save_answer(
                by=cast.lead, of=begun, key=key, given=given, base=there.revision if there else 0
            )
        before = list(Answer.objects.order_by("pk").values_list("key", "value", "note", "revision"))
        html = client.get(f"{address}/sections/-").content.decode()
        answer = client.post(f"{address}/saved/-", fields_of(html))
        assert answer.status_code == 302, key
        assert list(Answer.objects.order_by("pk").values_list("key", "value", "note", "revision")) == before


def test_every_kind_is_filled_in_without_scripts(cast: Cast, begun: Return) -> None:
    client = sign_in(Client(), cast.lead)
    address = f"/bodies/oxmere/returns/{begun.pk}"
    sent = fields_of(client.get(f"{address}/sections/-").content.decode())
    given = {
        "a.text": "Two\r\nlines",
        "a.whole": "1,200",
        "a.part": "12.5",
        "a.range": "7",
        "a.one": "b",
        "a.else": "other",
        "o.else": "A fourth",
        "a.list": "c",
        "a.some": ["c", "a"],
        "r.a.order": "2",
        "r.b.order": "3",
        "r.c.order": "1",
        "d.day": "5",
        "m.day": "3",
        "y.day": "2026",
        "a.time": "14:30",
        "d.moment": "5",
        "m.moment": "3",
        "y.moment": "2026",
        "a.moment": "09:15",
        "a.sure": "OK",
    }
    assert client.post(f"{address}/saved/-", {**sent, **given}).status_code == 302
    assert dict(Answer.objects.values_list("key", "value")) == {
        "text": "Two\nlines",
        "whole": "1200",
        "part": "12.5",
        "range": "7",
        "one": "b",
        "else": "other",
        "list": "c",
        "some": "a c",
        "order": "c a b",
        "day": "2026-03-05",
        "time": "14:30",
        "moment": "2026-03-05T09:15",
        "sure": "OK",
    }
    assert Answer.objects.get(key="else").other == "A fourth"


def test_two_in_the_same_place_are_no_order(cast: Cast, begun: Return) -> None:
    client = sign_in(Client(), cast.lead)
    address = f"/bodies/oxmere/returns/{begun.pk}"
    sent = fields_of(client.get(f"{address}/sections/-").content.decode())
    same = {"r.a.order": "1", "r.b.order": "1", "r.c.order": "2"}
    page = client.post(f"{address}/saved/-", {**sent, **same}).content.decode()
    assert "Two choices have the same place" in page
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "text", ["2026-03-05", "2026-13-45", "1-2-3", "March", "5", "--", "-", "", "20x6-03-05", "T", "2026-03"]
)
@pytest.mark.parametrize("kind", ["date", "dateTime"])
def test_a_date_goes_through_its_boxes_once(kind: str, text: str) -> None:
    once = joined(kind, *parted(kind, text))
    assert joined(kind, *parted(kind, once)) == once


@pytest.mark.parametrize(
    ("text", "is_one"), [("3:abc", True), ("x:abc", False), ("", False), ("-1:a", False)]
)
def test_a_base_is_read_or_is_none(text: str, is_one: bool) -> None:
    assert (base_from(text) is not None) is is_one


def test_a_digest_holds_all_that_an_answer_says() -> None:
    choices = (Choice("other", {"": "Other"}), Choice("a", {"": "A"}))
    question = Question("select_one", "q", {"": "Q"}, choices=choices, or_other=True)
    answers = [
        Given(),
        Given(State.ANSWERED, "a"),
        Given(State.ANSWERED, "other", "x"),
        Given(State.ANSWERED, "other", "y"),
        Given(State.ANSWERED, "a", note="n"),
        Given(State.NOT_KNOWN),
        Given(State.NOT_HELD),
        Given(State.WITHHELD, exemption="s.31"),
        Given(State.WITHHELD, exemption="s.24"),
    ]
    assert len({base_of(question, one, 1).digest for one in answers}) == len(answers)


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("1200", "devices", "1,200 devices"),
        ("1", "bodies", "1 body"),
        ("12", "percent", "12%"),
        ("5000", "gbp", "£5,000"),
        ("about 3", "days", "about 3 days"),
        ("7", "", "7"),
        ("", "days", ""),
    ],
)
def test_a_number_is_read_with_its_unit(value: str, unit: str, said: str) -> None:
    assert with_unit(value, unit) == said
