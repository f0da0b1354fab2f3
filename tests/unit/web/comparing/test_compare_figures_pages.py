"""The figures of two waves on a page: the raw change, the change among the same units, and what cannot be compared."""

import csv
import html
import io
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook
from waves import SMALL, answered, kept, wave

import cast as people
from cast import Cast, sign_in
from custodes.access.models import Body, Person
from custodes.publication import actions as publishing
from custodes.publication.models import FigureSet
from custodes.survey import actions
from custodes.survey.filling import Given, State
from custodes.survey.models import Wave

pytestmark = pytest.mark.django_db
SECOND = SMALL.replace("Do they read plates?", "Do they read number plates?").replace(
    "date                 | since     | Since when?                 |          | ${reads} = 'yes'     | . <= today()",
    "text                 | since     | Since when?                 |          | ${reads} = 'yes'     |",
)
"""One wording changed, and `since` asked as text."""
ROWS = """
[[figure]]
name = "runs"
title = "Run cameras"
counts = "${runs} = 'yes'"

[[figure]]
name = "runs_bodies"
title = "Bodies that run cameras"
unit = "body"
of = "asked"
counts = "${runs} = 'yes'"
bound = "at_least"

[[figure]]
name = "reads"
title = "Read plates"
counts = "${reads} = 'yes'"
of = "${runs} = 'yes'"
of_words = "returns that run cameras"
bound = "at_least"

[[figure]]
name = "many"
title = "Run many"
counts = "${cameras} > 10"

[[figure]]
name = "received"
title = "Returns received"
of = "asked"
mixed = true
counts = "${wave:submitted} = 'yes'"
"""
DATED = '\n[[figure]]\nname = "dated"\ntitle = "Say since when"\ncounts = "state(${since}) = \'answered\'"\n'
BEFORE = (
    ROWS.replace("> 10", "> 100") + '\n[[figure]]\nname = "old"\ntitle = "Old"\ncounts = "${cameras} = 0"\n'
)
UNKNOWN = Given(State.NOT_KNOWN)


def submitted(of: Wave, body: Body, by: Person, **answers: str | Given) -> None:
    made = answered(actions.start_return(by=by, wave=of, body=body), by, answers)
    actions.submit(by=by, of=made, base=made.revision)


@pytest.fixture
def bodies(cast: Cast) -> list[Body]:
    return [cast.oxmere, cast.thornby, *map(people.body, ("Ashdale", "Brackley", "Fenwick", "Wexcombe"))]


@pytest.fixture
def spring(cast: Cast, bodies: list[Body]) -> Wave:
    """Two of four run cameras."""
    made = wave(kept(cast.office, cast.analyst), cast.analyst, bodies[:5], "Spring 2024")
    oxmere, thornby, ashdale, brackley, *_ = bodies
    submitted(made, oxmere, cast.lead, runs="yes", cameras="120", reads="yes", since="2020-01-01")
    submitted(made, thornby, cast.stranger, runs="yes", cameras="20", reads="no")
    submitted(made, ashdale, cast.lead, runs="no")
    submitted(made, brackley, cast.lead, runs="no")
    return made


@pytest.fixture
def autumn(cast: Cast, bodies: list[Body], spring: Wave) -> Wave:
    """Three of four run cameras; of those that were there before, one of two does, where both did."""
    version = kept(cast.office, cast.analyst, SECOND, version="2")
    made = wave(version, cast.analyst, bodies, "Autumn 2026")
    made.earlier = spring
    made.save()
    oxmere, thornby, _, _, fenwick, wexcombe = bodies
    submitted(made, oxmere, cast.lead, runs="yes", cameras="120", reads=UNKNOWN)
    submitted(made, thornby, cast.stranger, runs="no")
    submitted(made, fenwick, cast.lead, runs="yes", cameras="7", reads="yes", since="Ever")
    submitted(made, wexcombe, cast.lead, runs="yes", cameras="11", reads="yes", since="Ever")
    define(cast, spring, BEFORE)
    define(cast, made, ROWS + DATED)
    return made


def define(cast: Cast, of: Wave, text: str) -> None:
    publishing.set_figures(by=cast.analyst, wave=of, text=text, reason="", base=0)


def page(of: Wave, who: Person, query: str = "", status: int = 200) -> str:
    answer = sign_in(Client(), who).get(reverse("compare_figures", args=["commissioner", of.pk]) + query)
    assert answer.status_code == status
    return html.unescape(" ".join(answer.content.decode().split()))


def rows(text: str, name: str) -> list[list[str]]:
    """The two rows of a figure, all and the same units: the numbers before and after, and the change."""
    rest = text[text.index(f'id="{name}"') :]
    found = []
    for row in rest.split("</tr>")[:2]:
        cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
        found.append([" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells])
    return found


def test_the_raw_change_and_that_of_the_same_returns_can_differ_in_sign(cast: Cast, autumn: Wave) -> None:
    raw, panel = rows(page(autumn, cast.analyst), "runs")
    assert raw == ["2 of 4 returns (50%)", "3 of 4 returns (75%)", "+25.0"]
    assert panel == ["2 of 2 returns (100%)", "1 of 2 returns (50%)", "−50.0"]


def test_a_body_of_which_nothing_came_is_unknown_and_in_no_panel(cast: Cast, autumn: Wave) -> None:
    """Fenwick was asked in spring and did not answer; Ashdale and Brackley did not in autumn."""
    raw, panel = rows(page(autumn, cast.analyst), "runs_bodies")
    then, now, change = raw
    assert then.startswith("At least 2 of 5 bodies asked (40%) Between 2 and 3: from 40% to 60%")
    assert now.startswith("At least 3 of 6 bodies asked (50%) Between 3 and 5: from 50% to 84%")
    assert change == "from −10.0 to +43.4 Rise or fall not known"
    assert panel == [
        "2 of 2 bodies asked (100%)",
        "1 of 2 bodies asked (50%)",
        "−50.0",
    ]


def test_what_is_not_known_is_a_bound_and_never_a_no(cast: Cast, autumn: Wave) -> None:
    raw, panel = rows(page(autumn, cast.analyst), "reads")
    assert raw[0] == "1 of 2 returns that run cameras (50%)"
    assert raw[2] == "from +16.6 to +50.0", "two or three of three: a rise in any case"
    assert panel[1].startswith("At least 0 of 1 returns that run cameras (0%) Between 0 and 1")
    assert panel[2] == "from −50.0 to +50.0 Rise or fall not known"


def test_a_changed_wording_is_said_at_the_figure_and_in_full_below(cast: Cast, autumn: Wave) -> None:
    text = page(autumn, cast.analyst)
    at_figure = text[text.index('id="reads"') :].split("</tr>")[0]
    assert re.search(r">reads</a>: <strong[^>]*>Wording changed<", at_figure)
    assert re.search(r">runs</a>: same question<", at_figure)
    assert "The question was: “Do they read plates?”" in text[text.index('id="questions"') :]


def test_another_definition_is_said_and_both_waves_are_counted_by_the_later_one(
    cast: Cast, autumn: Wave
) -> None:
    text = page(autumn, cast.analyst)
    assert "Defined otherwise" in text[text.index('id="many"') :].split("</tr>")[0]
    assert "In Spring 2024: It counted ${cameras} > 100." in text
    assert rows(text, "many")[0] == ["2 of 4 returns (50%)", "2 of 4 returns (50%)", "0.0"]


def test_what_cannot_be_compared_comes_first_with_its_question_and_no_numbers(
    cast: Cast, autumn: Wave
) -> None:
    text = page(autumn, cast.analyst)
    assert "1 figure of 6 in Autumn 2026." in text
    apart = text[text.index('id="apart"') : text.index('id="runs"')]
    assert "Say since when" in apart
    assert "since: It was asked as a day." in apart
    assert "Only Spring 2024 has this figure." in apart
    assert "/figures/dated" not in text


def test_returns_over_bodies_have_a_raw_change_alone(cast: Cast, autumn: Wave) -> None:
    text = page(autumn, cast.analyst)
    raw, rest = rows(text, "received")
    assert raw == ["4 returns for 5 bodies asked (80%)", "4 returns for 6 bodies asked (67%)", "−13.3"]
    assert rest == [], "it is the last row"
    assert "Returns set against bodies are not matched." in text


def test_a_return_for_other_bodies_than_before_is_another_return(
    cast: Cast, autumn: Wave, bodies: list[Body]
) -> None:
    oxmere, later = bodies[0], wave(autumn.instrument, cast.analyst, bodies, "Winter 2027")
    joint = answered(
        actions.start_return(by=cast.lead, wave=later, body=oxmere),
        cast.lead,
        {"runs": "yes", "cameras": "1"},
    )
    actions.cover(by=None, of=joint, body=bodies[2], sections=["about", "plates"])
    joint.refresh_from_db()
    actions.submit(by=cast.lead, of=joint, base=joint.revision)
    submitted(later, bodies[4], cast.lead, runs="yes", cameras="7")
    define(cast, later, ROWS)
    text = page(later, cast.analyst, f"?with={autumn.pk}")
    assert (
        "Not matched, as they answer for other bodies than before: the return of Oxmere Constabulary" in text
    )
    assert "1 return and 6 bodies are in both waves" in text
    assert rows(text, "runs")[1] == ["1 of 1 returns (100%)", "1 of 1 returns (100%)", "0.0"]


def test_where_nobody_belongs_there_is_no_change(cast: Cast, autumn: Wave) -> None:
    empty = wave(autumn.instrument, cast.analyst, [], "Empty")
    define(cast, empty, ROWS)
    raw, panel = rows(page(empty, cast.analyst, f"?with={autumn.pk}"), "runs")
    assert raw == ["3 of 4 returns (75%)", "0 of 0 returns", "–"]
    assert panel == ["0 of 0 returns", "0 of 0 returns", "–"]


def test_definitions_that_do_not_fit_are_said(cast: Cast, autumn: Wave, spring: Wave) -> None:
    FigureSet.objects.create(wave=spring, number=2, text=ROWS.replace("${runs}", "${gone}"))
    text = page(autumn, cast.analyst)
    assert "The definitions of Spring 2024 do not fit its form" in text
    assert rows(text, "runs")[0][2] == "+25.0"
    FigureSet.objects.create(wave=autumn, number=2, text=ROWS.replace("${runs}", "${gone}"))
    assert "The definitions do not fit the form" in page(autumn, cast.analyst, status=409)


def test_returns_on_an_earlier_form_are_told_of(cast: Cast, autumn: Wave) -> None:
    assert "before its form was changed" not in page(autumn, cast.analyst)
    third = kept(cast.office, cast.analyst, SECOND.replace("How many?", "How many are there?"), version="3")
    actions.amend(by=cast.analyst, wave=autumn, instrument=third, reason="Clearer", base=autumn.revision)
    assert "In Autumn 2026, 4 returns were submitted before its form was changed." in page(
        autumn, cast.analyst
    )


def test_another_wave_of_the_office_can_be_chosen_and_no_other(
    cast: Cast, autumn: Wave, spring: Wave
) -> None:
    assert "No wave is recorded as the one before it" in page(spring, cast.analyst)
    assert "Compare figures of Spring 2024 with Autumn 2026" in page(
        spring, cast.analyst, f"?with={autumn.pk}"
    )
    for query in ("?with=x", "?with=99999", f"?with={autumn.pk}"):
        page(autumn, cast.analyst, query, 404)


def test_it_is_reached_from_the_figures_and_from_the_waves(cast: Cast, autumn: Wave) -> None:
    client = sign_in(Client(), cast.analyst)
    here = reverse("compare_figures", args=["commissioner", autumn.pk])
    for name, more in (("figures_of_wave", ()), ("figure_of_wave", ("runs",)), ("compare_waves", ())):
        seen = client.get(reverse(name, args=["commissioner", autumn.pk, *more])).content.decode()
        assert f'href="{here}' in seen


def file(of: Wave, who: Person, suffix: str = "csv", query: str = "") -> HttpResponse:
    address = reverse("compare_figures_file", args=["commissioner", of.pk, suffix])
    return sign_in(Client(), who).get(address + query)  # type: ignore[return-value]


def test_the_files_hold_every_figure_with_its_bounds_and_its_questions(cast: Cast, autumn: Wave) -> None:
    found = list(csv.DictReader(io.StringIO(file(autumn, cast.analyst).getvalue().decode("utf-8-sig"))))
    assert [(row["figure"], row["among"]) for row in found] == [
        *(
            (name, among)
            for name in ("runs", "runs_bodies", "reads", "many")
            for among in ("all", "in both waves")
        ),
        ("received", "all"),
        ("dated", ""),
        ("old", ""),
    ]
    reads, dated = found[4], found[9]
    assert reads["questions"] == "reads: Wording changed; runs: Same question"
    assert (float(reads["now_number"]), float(reads["now_of"]), float(reads["now_unknown"])) == (2, 3, 1)
    assert (round(float(reads["change_at_least"]), 1), float(reads["change_at_most"])) == (16.7, 50)
    assert (dated["stands_as"], dated["why"]) == ("Not comparable", "since: It was asked as a day.")
    assert dated["now_number"] == ""
    book = CalamineWorkbook.from_filelike(io.BytesIO(file(autumn, cast.analyst, "xlsx").getvalue()))
    assert len(book.get_sheet_by_name("figures-compared").to_python()) == len(found) + 1


def test_there_is_no_file_without_another_wave_or_in_another_format(
    cast: Cast, autumn: Wave, spring: Wave
) -> None:
    for of, suffix in ((spring, "csv"), (autumn, "pdf")):
        assert file(of, cast.analyst, suffix).status_code == 404


def test_holders_and_strangers_do_not_compare(cast: Cast, autumn: Wave) -> None:
    for who in (cast.lead, cast.stranger, cast.nobody):
        page(autumn, who, status=404)
        assert file(autumn, who).status_code == 404
