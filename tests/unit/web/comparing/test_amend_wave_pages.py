"""Changing the instrument of a wave: chosen or uploaded, looked at, confirmed."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from waves import SMALL, answered, kept, wave, workbook

from cast import Cast, sign_in
from custodes.survey import actions
from custodes.survey.models import Answer, InstrumentVersion, Return, Wave

SECOND = (
    SMALL.replace("How many?", "How many do you run?")
    .replace("reads     ", "read_them ")
    .replace("${reads}", "${read_them}")
)
WHY = "The number is of cameras in use"


@pytest.fixture
def autumn(cast: Cast) -> Wave:
    return wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby])


@pytest.fixture
def begun(cast: Cast, autumn: Wave) -> Return:
    made = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    return answered(made, cast.lead, {"runs": "yes", "cameras": "120", "makers": "Axis", "reads": "no"})


@pytest.fixture
def second(cast: Cast, autumn: Wave) -> InstrumentVersion:
    return kept(cast.office, cast.analyst, SECOND, version="2")


@pytest.fixture
def analyst(cast: Cast) -> Client:
    return sign_in(Client(), cast.analyst)


def here(of: Wave, version: InstrumentVersion | None = None) -> str:
    address = reverse("amend_wave", args=["commissioner", of.pk])
    return f"{address}?version={version.pk}" if version else address


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def upload(data: bytes) -> dict[str, Any]:
    return {"version": "upload", "workbook": SimpleUploadedFile("form.xlsx", data)}


def test_what_would_change_is_seen_before_it_does(
    analyst: Client, autumn: Wave, second: InstrumentVersion, begun: Return
) -> None:
    chosen = analyst.post(here(autumn), {"version": str(second.pk)})
    assert chosen["Location"] == here(autumn, second)
    seen = text(analyst.get(here(autumn, second)))
    assert "Nothing has been changed yet." in seen
    assert seen.count("1 answer in 1 return") == 2  # one to be looked at again, one that is gone
    assert "The question was: “How many?”" in seen
    assert "120" not in seen  # what is a draft is the holder's
    assert Wave.objects.get().instrument == autumn.instrument


def test_it_is_done_with_a_reason(
    analyst: Client, autumn: Wave, second: InstrumentVersion, begun: Return
) -> None:
    nothing = analyst.post(here(autumn, second), {"reason": " ", "base": "1"})
    assert "Say why the form is changed" in text(nothing)
    assert Wave.objects.get().instrument == autumn.instrument
    done = analyst.post(here(autumn, second), {"reason": WHY, "base": "1"}, follow=True)
    assert "1 answer is to be looked at again." in text(done)
    assert Wave.objects.get().instrument == second
    assert Answer.objects.exclude(look_again="").get().key == "cameras"
    # a second click: the wave is on that version by now
    assert analyst.post(here(autumn, second), {"reason": WHY, "base": "1"}).status_code == 404


def test_a_wave_that_changed_meanwhile_is_looked_at_again(
    cast: Cast, analyst: Client, autumn: Wave, second: InstrumentVersion
) -> None:
    actions.change_wave(by=cast.head, wave=autumn, values={"title": "Winter"}, base=1)
    refused = analyst.post(here(autumn, second), {"reason": WHY, "base": "1"})
    assert "Somebody else changed this wave while you did." in text(refused)
    assert Wave.objects.get().instrument == autumn.instrument


def test_returns_are_named_by_what_happens_to_them(
    cast: Cast, analyst: Client, autumn: Wave, second: InstrumentVersion, begun: Return
) -> None:
    actions.say_ready(by=cast.lead, of=begun)
    assert "They go back to being filled in." in text(analyst.get(here(autumn, second)))
    begun.refresh_from_db()
    actions.submit(by=cast.senior_responsible_officer, of=begun, base=begun.revision)
    seen = text(analyst.get(here(autumn, second)))
    assert "Oxmere Constabulary (fictional)</li>" in seen
    assert "They stay as they were submitted" in seen


def test_a_version_that_asks_the_same_says_what_was_looked_at(
    cast: Cast, analyst: Client, autumn: Wave
) -> None:
    same = kept(cast.office, cast.analyst, SMALL, version="1.1")
    assert "All 5 questions of both versions were looked at" in text(analyst.get(here(autumn, same)))


def test_a_workbook_is_taken_in_and_looked_at(analyst: Client, autumn: Wave) -> None:
    data = workbook("A small survey", SECOND, version="2")
    chosen = analyst.post(here(autumn), upload(data))
    made = InstrumentVersion.objects.get(version="2")
    assert chosen["Location"] == here(autumn, made)
    again = analyst.post(here(autumn), upload(data))
    assert again["Location"] == here(autumn, made)
    assert InstrumentVersion.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (workbook("Another", SECOND, version="2", form_id="other"), "This is the form “other”"),
        (b"", "The survey runs on this version already"),
        (workbook("A small survey", SECOND), "There is a version 1 of this form already, and it differs"),
        (workbook("A small survey", SECOND.replace("integer", "intger"), version="2"), "intger"),
        (b"no workbook", "There is a problem"),
    ],
    ids=["other form", "the same", "same version", "errors", "no workbook"],
)
def test_a_workbook_that_cannot_take_its_place_is_not_kept(
    cast: Cast, analyst: Client, data: bytes, said: str, autumn: Wave
) -> None:
    answer = analyst.post(here(autumn), upload(data or bytes(autumn.instrument.workbook)))
    assert answer.status_code in (200, 422)
    assert said in text(answer)
    assert "Error: " in text(answer)
    assert InstrumentVersion.objects.count() == 1


def test_nothing_chosen_is_said(analyst: Client, autumn: Wave) -> None:
    assert "Choose a version" in text(analyst.post(here(autumn), {}))
    assert "Select the workbook" in text(analyst.post(here(autumn), {"version": "upload"}))


def test_only_versions_of_the_same_form_are_offered(
    cast: Cast, analyst: Client, autumn: Wave, second: InstrumentVersion
) -> None:
    other = kept(cast.office, cast.analyst, SECOND, version="9", form_id="other")
    seen = text(analyst.get(here(autumn)))
    assert "A small survey, version 2" in seen
    assert "version 9" not in seen
    for version in (other, autumn.instrument):
        assert analyst.get(here(autumn, version)).status_code == 404
    assert analyst.get(here(autumn) + "?version=x").status_code == 404


def test_a_wave_that_has_ended_stays_as_it_is(
    cast: Cast, analyst: Client, autumn: Wave, second: InstrumentVersion
) -> None:
    actions.end_wave(by=cast.analyst, wave=autumn)
    assert "its instrument stays as it is" in text(analyst.get(here(autumn, second)))
    analyst.post(here(autumn, second), {"reason": WHY, "base": "1"})
    assert Wave.objects.get().instrument == autumn.instrument


def test_holders_and_strangers_change_nothing(cast: Cast, autumn: Wave, second: InstrumentVersion) -> None:
    for who in (cast.lead, cast.senior_responsible_officer, cast.stranger, cast.nobody, cast.administrator):
        answer = sign_in(Client(), who).post(here(autumn, second), {"reason": WHY, "base": "1"})
        assert answer.status_code in (403, 404)
    assert Wave.objects.get().instrument == autumn.instrument
