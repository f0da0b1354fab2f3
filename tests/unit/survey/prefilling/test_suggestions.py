"""Answers suggested from the register: only where it really says so, and never no."""

import datetime as dt

import pytest
from answer_checks import CASES, Case, asked, registers
from hypothesis import given
from hypothesis import strategies as st

from custodes.survey.checking.found import Result
from custodes.survey.checking.reading import Model
from custodes.survey.checking.rules import RULES as CHECKED
from custodes.survey.checking.rules import look
from custodes.survey.prefilling import from_register
from custodes.survey.prefilling.suggestion import Source, Suggested

DAY = dt.date(2026, 11, 23)
ON = "of your register on 23 November 2026"
STREETS = "system cctv_external: own, networked, audio; system cctv_external: own, internet, live_stream"
CAMERAS = f"{STREETS}; 14 cctv_external: Hikvision as Annke, affected; 130 cctv_external: Axis Communications"


def case(link: str, kind: str, register: str, technology: str = "cctv_external", unit: str = "") -> Case:
    return {
        "link": link,
        "kind": kind,
        "register": register,
        "technology": technology,
        "unit": unit,
        "answer": "(blank)",
    }


def suggested(one: Case, models: tuple[Model, ...] = ()) -> Suggested | None:
    question = asked(one).standing.question
    held = registers(one["register"]).of({1}, one["technology"])
    return from_register.suggest(Source(question, held, models, 1, DAY))


@pytest.mark.parametrize(
    ("link", "kind", "value", "because"),
    [
        ("devices", "integer", "147", f"147 external cameras in 2 systems {ON}; 3 rows do not say how many, so at least"),
        ("systems", "integer", "2", f"2 systems {ON}"),
        ("operated", "select_one", "own", f"2 systems {ON}"),
        ("technologies", "select_multiple", "cctv_external", f"2 systems {ON}"),
        ("flagged", "select_one", "yes", f"14 external cameras on a watchlist {ON}"),
        ("flagged", "integer", "14", f"14 external cameras on a watchlist {ON}; there may be more that nobody can tell"),
        ("vulnerable", "select_one", "yes", f"14 external cameras with a known vulnerability {ON}"),
        ("connectivity", "select_multiple", "internet networked", f"2 systems {ON}"),
        ("connectivity", "select_one", "mixed", f"2 systems {ON}"),
        ("capabilities", "select_multiple", "audio live_stream", f"2 systems {ON}"),
        ("live_stream", "select_one", "yes", f"1 system {ON} that can stream live"),
        ("operators", "select_one", "own", f"2 systems {ON}"),
        ("makers", "select_multiple", "axis hikvision", f"147 external cameras in 2 systems {ON}; 3 rows do not say how many, so at least; of 3 it is not known who made them"),
    ],
)  # fmt: skip
def test_what_a_register_suggests(link: str, kind: str, value: str, because: str) -> None:
    found = suggested(case(link, kind, f"{CAMERAS}; 3? cctv_external: nobody known, unknown"))
    assert found == (value, because)


def test_makers_are_listed_with_their_numbers() -> None:
    found = suggested(case("makers", "text", f"{CAMERAS}; 3 cctv_external: nobody known"))
    assert found
    assert found.value == (
        "Axis Communications (130) and Hikvision (14, of which 14 carry another brand's name); not known who made 3"
    )


def test_models_and_suppliers_are_listed_with_their_numbers() -> None:
    models = (
        Model(1, "cctv_external", "Axis P3245", 130, False),
        Model(1, "cctv_external", "Annke C500", 14, True),
    )
    found = suggested(case("models", "text", CAMERAS), models)
    assert found
    assert found.value == "Axis P3245 (130) and Annke C500 (14)"
    sellers = suggested(case("suppliers", "text", f"{CAMERAS}; supplier cctv_external: Brightwell 12"))
    assert sellers
    assert sellers.value == "Brightwell (12)"


@pytest.mark.parametrize(
    ("link", "kind", "register"),
    [
        ("operated", "select_one", "system anpr: own"),
        ("operated", "select_one", "system cctv_external: nothing said"),
        ("flagged", "select_one", f"{STREETS}; 130 cctv_external: Axis Communications"),
        ("flagged", "select_one", f"{STREETS}; 130 cctv_external: nobody known, unknown"),
        ("connectivity", "select_one", "system cctv_external: own, internet; system cctv_external: own"),
        ("capabilities", "select_multiple", "system cctv_external: own, internet"),
        ("live_stream", "select_one", "system cctv_external: own, audio"),
        ("devices", "integer", "20 cctv: Axis Communications"),
        ("makers", "text", "20 cctv_external: nobody known, unknown"),
        ("operators", "select_one", "system cctv_external: own; system cctv_external: landlord"),
    ],
)
def test_nothing_is_suggested_where_the_register_does_not_say(link: str, kind: str, register: str) -> None:
    assert suggested(case(link, kind, register)) is None


def test_who_only_uses_what_others_run_is_suggested_that() -> None:
    found = suggested(case("operated", "select_one", "uses cctv_external: Thornby"))
    assert found == ("lead_body", f"1 system of other bodies that you use, {ON}")


@pytest.mark.parametrize("one", CASES, ids=lambda one: f"{one['link']} {one['register']}")
def test_what_is_suggested_is_never_no_and_not_contradicted(one: Case) -> None:
    found = suggested(one)
    if found is None:
        return
    assert found.value not in ("no", "none", "0", "")
    answer = {**one, "answer": found.value}
    held = registers(one["register"]).of({1}, one["technology"])
    assert look(asked(answer), held, 1).result is not Result.CONTRADICTS


@given(
    st.sampled_from(sorted(CHECKED)), st.sampled_from(["text", "select_one", "select_multiple", "integer"])
)
def test_an_empty_register_suggests_nothing(link: str, kind: str) -> None:
    assert suggested(case(link, kind, "")) is None


def test_every_link_that_is_checked_can_suggest() -> None:
    assert set(from_register.RULES) == set(CHECKED)
