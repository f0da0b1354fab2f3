"""An answer to a request for information is kept as it was given, and the next one agrees or says why not."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from small_registers import FLAGGED, NAMELESS, OTHER, assessed, devices

from cast import Cast
from custodes import clock
from custodes.audit import guards
from custodes.audit.models import Event
from custodes.audit.verify import verify_database
from custodes.concerns.actions import run_waiting
from custodes.concerns.models import Scope, Tally
from custodes.errors import Conflict, Invalid
from custodes.publication.information.actions import keep_answer, record_request
from custodes.publication.information.answering import Prepared, prepared
from custodes.publication.information.figures import FIGURES
from custodes.publication.models import InformationAnswer, InformationRequest
from custodes.register.actions import add_device, add_system, change_device, withdraw_devices
from custodes.register.models import Device, System

pytestmark = pytest.mark.django_db
TEN = [{**OTHER, "quantity": 10}, {**FLAGGED, "quantity": 20}, {**NAMELESS, "quantity": 30}]


def asked(cast: Cast, reference: str = "FOI 1") -> InformationRequest:
    return record_request(
        by=cast.data_protection_officer,
        body=cast.oxmere,
        reference=reference,
        received_on=clock.today(),
        asked="How many cameras have you, and who made them?",
    )


def answer(cast: Cast, reference: str, *figures: str, **reasons: str) -> InformationAnswer:
    request = asked(cast, reference)
    return keep_answer(
        by=cast.data_protection_officer,
        request=request,
        figures=figures,
        reasons=reasons,
        base=prepared(request, figures).mark,
    )


def rows(of: Any, name: str) -> dict[str, int | None]:
    given = of.given
    (figure,) = (one for one in given["figures"] if one["name"] == name)
    return {row["name"]: row["number"] for row in figure["rows"]}


def before(of: Prepared | InformationAnswer, name: str) -> Any:
    (figure,) = (one for one in of.given["figures"] if one["name"] == name)
    return figure["before"]


def home() -> System:
    return System.objects.get(name="Town centre")


def test_an_answer_gives_the_figures_of_the_overview(cast: Cast) -> None:
    assessed(cast.oxmere, cast.lead, TEN)
    tally = Tally.objects.filter(body=cast.oxmere, scope=Scope.ALL).latest("pk").counts
    kept = answer(cast, "FOI 1", *[figure.name for figure in FIGURES])
    assert rows(kept, "devices") == {"all": tally["estate"]["devices"]} == {"all": 60}
    assert rows(kept, "maker") == {"Axis Communications": 10, "Hikvision": 20, "not known": 30}
    assert rows(kept, "certainty")["identified"] == tally["identification"]["identified"]["devices"] == 30
    assert rows(kept, "watchlists") == {"affected": 20, "unknown": 30, "not_affected": 10}
    assert rows(kept, "technology")["cctv_external"] == 60
    assert rows(kept, "technology")["facial_recognition"] == 0
    assert {one["of"] for one in kept.given["figures"] if one["unit"] == "device"} == {60}


def test_what_is_not_known_says_so(cast: Cast) -> None:
    assessed(cast.oxmere, cast.lead, TEN)
    kept = answer(cast, "FOI 1", "maker", "technology", "watchlists")
    unknown = {
        row["label"]: row["number"] for one in kept.given["figures"] for row in one["rows"] if row["unknown"]
    }
    assert unknown == {
        "Maker not known": 30,
        "Technology not given": 0,
        "Cannot be ruled out of a watchlist": 30,
    }


def test_a_few_systems_are_told_of_where_none_is_on_a_sensitive_site(cast: Cast) -> None:
    """Where nobody has said what a site is, it may be one."""
    assessed(cast.oxmere, cast.lead, TEN)
    for name, site_class in (("Cells", "sensitive"), ("Road", "not_sensitive"), ("Yard", "")):
        technology = {"Cells": "cctv_internal", "Road": "anpr", "Yard": "drone"}[name]
        values = {"name": name, "technology": technology, "site_class": site_class}
        add_system(by=cast.lead, body=cast.oxmere, values=values)
    kept = answer(cast, "FOI 1", "systems", "systems_technology")
    found = rows(kept, "systems_technology")
    assert found["anpr"] == 1
    assert [found[name] for name in ("cctv_external", "cctv_internal", "drone")] == [None] * 3
    assert rows(kept, "systems") == {"all": None}


def test_the_next_answer_agrees(cast: Cast) -> None:
    assessed(cast.oxmere, cast.lead, TEN)
    first = answer(cast, "FOI 1", "maker")
    second = answer(cast, "FOI 2", "devices", "maker")
    assert before(second, "devices") is None
    told = before(second, "maker")
    assert (told["answer"], told["reference"], told["differs"]) == (first.pk, "FOI 1", [])
    assert second.worked_out["since"] == {}


def test_a_figure_that_differs_is_not_kept_without_a_reason(cast: Cast) -> None:
    assessed(cast.oxmere, cast.lead, TEN)
    answer(cast, "FOI 1", "devices", "certainty")
    devices(home(), cast.lead, [{**OTHER, "quantity": 7}])
    run_waiting()
    for said in ({}, {"devices": "Seven were bought."}, {"devices": "Bought.", "certainty": "  \n"}):
        with pytest.raises(Invalid) as refused:
            answer(cast, f"FOI {len(said) + 2}", "devices", "certainty", **said)
        assert "why-certainty" in refused.value.fields
    assert InformationAnswer.objects.count() == 1
    kept = answer(cast, "FOI 9", "devices", "certainty", devices="Bought.", certainty="Bought.")
    assert before(kept, "devices")["reason"] == "Bought."
    assert before(kept, "devices")["rows"] == {"all": 60}
    assert rows(kept, "devices") == {"all": 67}


def test_how_a_figure_came_to_differ_is_worked_out_from_history(cast: Cast) -> None:
    _, flagged, nameless = assessed(cast.oxmere, cast.lead, TEN)
    first = answer(cast, "FOI 1", "devices", "maker")
    devices(home(), cast.lead, [{**OTHER, "quantity": 7}])
    withdraw_devices(by=cast.lead, body=cast.oxmere, ids=[flagged.pk], reason="sold")
    nameless = Device.objects.get(pk=nameless.pk)
    said = {"brand": "Axis", "model": "P3245-LV"}
    change_device(by=cast.lead, device=nameless, said=said, base=nameless.revision)
    run_waiting()
    found = prepared(asked(cast, "FOI 2"), ["devices", "maker"])
    since = found.worked_out["since"][str(first.pk)]
    assert since["moved"]["devices"]["all"] == {
        "then": 60, "now": 47, "added": 7, "withdrawn": 20, "otherwise": 0,
    }  # fmt: skip
    assert since["moved"]["maker"] == {
        "Axis Communications": {"then": 10, "now": 47, "added": 7, "withdrawn": 0, "otherwise": 30},
        "Hikvision": {"then": 20, "now": 0, "added": 0, "withdrawn": 20, "otherwise": 0},
        "not known": {"then": 30, "now": 0, "added": 0, "withdrawn": 0, "otherwise": -30},
    }
    assert since["happened"] == [
        "1 device was added by hand",
        "1 change of a device",
        "1 device was withdrawn",
    ]


def test_other_watchlists_are_a_reason_that_is_found(cast: Cast) -> None:
    assessed(cast.oxmere, cast.lead, TEN)
    first = answer(cast, "FOI 1", "watchlists")
    tally = Tally.objects.filter(body=cast.oxmere, scope=Scope.ALL).latest("pk")
    lists = tally.sources["watchlists"]
    new = [{"id": f"new-{at}", "title": f"New list {at}", "entries": 3} for at in (5, 2, 4, 1, 3)]
    tally.sources["watchlists"] = [*lists[1:], *new]
    tally.sources["feeds"][0] |= {"state": "ok", "edition": "abc"}
    tally.counts["watchlists"]["affected"]["devices"] = 25
    tally.save()
    happened = prepared(asked(cast, "FOI 2"), ["watchlists"]).worked_out["since"][str(first.pk)]["happened"]
    assert happened == [
        "NVD was pulled again",
        *(f"The watchlist “New list {at}” is new" for at in (1, 2, 3, 4, 5)),
        f"The watchlist “{lists[0]['title']}” is no longer followed",
    ]


def test_each_figure_is_held_against_the_last_answer_that_gave_it(cast: Cast) -> None:
    assessed(cast.oxmere, cast.lead, TEN)
    first = answer(cast, "FOI 1", "devices", "systems")
    devices(home(), cast.lead, [{**OTHER, "quantity": 7}])
    run_waiting()
    second = answer(cast, "FOI 2", "devices", devices="Bought.")
    third = prepared(asked(cast, "FOI 3"), ["devices", "systems"])
    assert before(third, "devices")["answer"] == second.pk
    assert before(third, "systems")["answer"] == first.pk
    assert third.differing == []


def test_answers_of_another_body_are_not_held_against(cast: Cast) -> None:
    assessed(cast.thornby, cast.stranger, TEN[:2])
    about = {"reference": "FOI 1", "received_on": clock.today(), "asked": "How many?"}
    theirs = record_request(by=cast.stranger, body=cast.thornby, **about)
    mark = prepared(theirs, ["devices"]).mark
    keep_answer(by=cast.stranger, request=theirs, figures=["devices"], reasons={}, base=mark)
    assessed(cast.oxmere, cast.lead, TEN)
    assert before(prepared(asked(cast), ["devices"]), "devices") is None


def test_nothing_is_answered_while_figures_are_not_those_of_the_register(cast: Cast) -> None:
    request = asked(cast)
    with pytest.raises(Conflict, match="no figures yet"):
        prepared(request, ["devices"])
    assessed(cast.oxmere, cast.lead, TEN)
    seen = prepared(request, ["devices"])
    add_device(by=cast.lead, system=home(), said=OTHER)
    with pytest.raises(Conflict, match="worked out again"):
        keep_answer(by=cast.lead, request=request, figures=["devices"], reasons={}, base=seen.mark)
    run_waiting()
    with pytest.raises(Conflict, match="others than you saw") as moved:
        keep_answer(by=cast.lead, request=request, figures=["devices"], reasons={}, base=seen.mark)
    assert moved.value.current == prepared(request, ["devices"]).mark
    assert not InformationAnswer.objects.exists()


def test_what_is_kept_stands_in_the_history_and_is_never_changed(cast: Cast) -> None:
    assessed(cast.oxmere, cast.lead, TEN)
    kept = answer(cast, "FOI 1", "devices")
    event = Event.objects.latest("sequence")
    assert (event.action, event.body, event.person) == (
        "publication.answer_request",
        cast.oxmere.pk,
        cast.data_protection_officer.pk,
    )
    assert event.said["digest"] == kept.digest
    assert event.said["figures"] == ["devices"]
    for statement in (
        "update publication_informationanswer set digest = 'x'",
        "delete from publication_informationanswer",
    ):
        with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
            connection.cursor().execute(statement)


def test_an_answer_that_fails_leaves_no_event(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assessed(cast.oxmere, cast.lead, TEN)
    request = asked(cast)
    seen, events = prepared(request, ["devices"]), Event.objects.count()

    def refuse(**_: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr("custodes.publication.information.actions.record", refuse)
    with pytest.raises(IntegrityError):
        keep_answer(by=cast.lead, request=request, figures=["devices"], reasons={}, base=seen.mark)
    assert Event.objects.count() == events
    assert not InformationAnswer.objects.exists()


def test_everything_wrong_with_a_request_is_said_at_once(cast: Cast) -> None:
    asked(cast)
    tomorrow = clock.today().replace(year=clock.today().year + 1)
    with pytest.raises(Invalid) as refused:
        record_request(
            by=cast.lead, body=cast.oxmere, reference=" FOI  1 ", received_on=tomorrow, asked=" \n"
        )
    assert refused.value.fields.keys() == {"reference", "received_on", "asked"}
    assert InformationRequest.objects.count() == 1


@pytest.mark.parametrize("figures", [[], ["serials"]])
def test_only_figures_that_there_are_can_be_given(cast: Cast, figures: list[str]) -> None:
    with pytest.raises(Invalid, match="No figure"):
        keep_answer(by=cast.lead, request=asked(cast), figures=figures, reasons={}, base=0)


def wrong() -> list[str]:
    return verify_database(None, lambda *_: None).problems


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("update publication_informationanswer set given = worked_out", "is not what event"),
        ("update publication_informationanswer set worked_out = given", "is not what event"),
        ("update publication_informationanswer set digest = 'x'", "is not what event"),
        ("delete from publication_informationanswer", "is gone"),
    ],
)
def test_an_answer_that_somebody_changed_is_found(cast: Cast, statement: str, told: str) -> None:
    assessed(cast.oxmere, cast.lead, TEN)
    answer(cast, "FOI 1", "devices")
    assert wrong() == []
    guards.remove(connection)
    connection.cursor().execute(statement)
    guards.install(connection)
    (problem,) = wrong()
    assert told in problem
