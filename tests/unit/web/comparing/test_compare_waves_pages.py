"""The page that puts two waves side by side, and its files."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook
from waves import SMALL, answered, kept, wave

from cast import Cast, sign_in
from custodes.access.models import Body, Person
from custodes.survey import actions
from custodes.survey.comparing.reading import side_of
from custodes.survey.models import Submission, Wave

SECOND = (
    SMALL.replace("How many?", "How many do you run?")
    .replace("date     ", "text     ")
    .replace(". <= today()", "")
)
"""One wording changed, and `since` asked as text."""


@pytest.fixture
def spring(cast: Cast) -> Wave:
    return wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby], "Spring 2024")


@pytest.fixture
def autumn(cast: Cast, spring: Wave) -> Wave:
    """The wave after it, on a version of its own."""
    version = kept(cast.office, cast.analyst, SECOND, version="2")
    made = wave(version, cast.analyst, [cast.oxmere, cast.thornby], "Autumn 2026")
    made.earlier = spring
    made.save()
    return made


def submitted(of: Wave, body: Body, by: Person, **answers: str) -> None:
    made = answered(actions.start_return(by=by, wave=of, body=body), by, answers)
    actions.submit(by=by, of=made, base=made.revision)


@pytest.fixture
def told(cast: Cast, spring: Wave, autumn: Wave) -> Wave:
    submitted(spring, cast.oxmere, cast.lead, runs="yes", cameras="100", makers="=1+1", reads="yes")
    submitted(spring, cast.thornby, cast.stranger, runs="yes", cameras="10", reads="no")
    submitted(autumn, cast.oxmere, cast.lead, runs="yes", cameras="120", reads="no")
    return autumn


def page(of: Wave, who: Person, query: str = "") -> str:
    answer = sign_in(Client(), who).get(reverse("compare_waves", args=["commissioner", of.pk]) + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def rows(of: Wave, who: Person, query: str = "") -> list[dict[str, str]]:
    address = reverse("compare_waves_file", args=["commissioner", of.pk, "csv"])
    answer = sign_in(Client(), who).get(address + query)
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_what_cannot_be_compared_is_said_first(cast: Cast, told: Wave) -> None:
    text = page(told, cast.analyst)
    assert text.index("What cannot be compared") < text.index(">Answers<")
    assert "1 question of 5 in both forms" in text
    assert "It was asked as a day." in text
    assert (
        "Of 4 questions that can be compared: same question 3, wording changed 1, choices changed 0." in text
    )


def test_every_number_says_what_it_counts_and_of_how_many(cast: Cast, told: Wave) -> None:
    text = page(told, cast.analyst)
    assert "2 of 2 bodies asked (100%)" in text
    assert "1 of 2 bodies asked (50%)" in text
    assert "1 of 2 bodies covered (50%)" in text
    assert "Same bodies, Spring 2024" in text
    assert "Of 1 body covered in both waves, 1 answered both times: 1 of them otherwise than before." in text
    assert "The question was: “How many?”" in text
    assert "2 (100%)" in text


def test_the_answers_of_another_section_are_asked_for(cast: Cast, told: Wave) -> None:
    text = page(told, cast.analyst, "?section=plates")
    assert "Do they read plates?" in text
    assert "Do you run cameras?" not in text
    assert "Do you run cameras?" in page(told, cast.analyst, "?section=nonsense")


def test_another_wave_can_be_chosen_and_one_of_another_office_is_not_there(
    cast: Cast, told: Wave, spring: Wave
) -> None:
    assert "Compare Spring 2024 with Autumn 2026" in page(spring, cast.analyst, f"?with={told.pk}")
    assert "No wave is recorded as the one before it" in page(spring, cast.analyst)
    office = Body.objects.create(name="Another office (fictional)", slug="another", kind=Body.Kind.OFFICE)
    theirs = wave(kept(office, cast.analyst), cast.analyst, [], "Theirs")
    client = sign_in(Client(), cast.analyst)
    for query in (f"?with={theirs.pk}", f"?with={told.pk}", "?with=x", "?with=99999"):
        assert client.get(reverse("compare_waves", args=["commissioner", told.pk]) + query).status_code == 404
    assert client.get(reverse("compare_waves", args=["commissioner", theirs.pk])).status_code == 404


def test_a_wave_without_returns_says_that_nothing_was_counted(cast: Cast, autumn: Wave) -> None:
    text = page(autumn, cast.analyst)
    assert "Nothing was submitted in Spring 2024 yet" in text
    assert "Nothing was submitted in Autumn 2026 yet" in text


def test_an_office_with_one_wave_has_nothing_to_compare(cast: Cast, spring: Wave) -> None:
    assert "There is no other wave to compare it with yet" in page(spring, cast.analyst)


def test_what_was_coded_counts_as_it_is_read_and_to_no_second_coder_before_their_own(
    cast: Cast, told: Wave
) -> None:
    submission = Submission.objects.get(of__wave=told)

    def states(who: Person, key: str) -> list[str]:
        side = side_of(told, who)
        return [str(said.state) for of in side.by_return(side.form.by_name[key]) for said in of]

    def read(by: Person, key: str, state: str, reading: str = "") -> None:
        actions.code_answer(
            by=by, submission=submission, key=key, body=None, state=state, reading=reading, rationale="So"
        )

    read(cast.analyst, "cameras", "non_answer")
    assert states(cast.analyst, "cameras") == ["non_answer"]
    assert states(cast.head, "cameras") == ["answered"]
    read(cast.head, "cameras", "non_answer")
    assert states(cast.head, "cameras") == ["non_answer"]
    assert "one that was coded, as it is read" in page(told, cast.analyst)
    wanted = {"question": "cameras", "answer": "Non-answer", "counted": "returns"}
    (row,) = (one for one in rows(told, cast.analyst) if wanted.items() <= one.items())
    assert (float(row["then"]), float(row["now"])) == (0, 1)
    read(cast.analyst, "runs", "answered", "no")
    side = side_of(told, cast.analyst)
    assert [said.value for of in side.by_return(side.form.by_name["runs"]) for said in of] == ["no"]


def test_drafts_are_not_counted(cast: Cast, told: Wave) -> None:
    before = rows(told, cast.analyst)
    begun = actions.start_return(by=cast.stranger, wave=told, body=cast.thornby)
    answered(begun, cast.stranger, {"runs": "no"})
    assert rows(told, cast.analyst) == before


def test_the_files_hold_every_section_and_no_formula(cast: Cast, told: Wave) -> None:
    found = rows(told, cast.analyst)
    assert {row["question"] for row in found} == {"runs", "cameras", "makers", "reads", "since"}
    assert {row["counted"] for row in found} == {"", "returns", "bodies", "bodies in both waves"}
    together = next(
        row
        for row in found
        if (row["question"], row["answer"], row["counted"]) == ("cameras", "Together", "bodies")
    )
    assert [float(together[name]) for name in ("then", "then_asked", "then_covered")] == [110, 2, 2]
    assert [float(together[name]) for name in ("now", "now_asked", "now_covered")] == [120, 1, 1]
    address = reverse("compare_waves_file", args=["commissioner", told.pk, "xlsx"])
    data = sign_in(Client(), cast.analyst).get(address).getvalue()
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["notice", "compared"]  # the office is made up
    assert len(book.get_sheet_by_name("compared").to_python()) == len(found) + 1


def test_what_begins_like_a_formula_is_text_in_the_file(cast: Cast, spring: Wave) -> None:
    version = kept(cast.office, cast.analyst, SMALL.replace("How many?", "=HYPERLINK(1)"), version="3")
    made = wave(version, cast.analyst, [], "Late")
    found = rows(made, cast.analyst, f"?with={spring.pk}")
    assert "'=HYPERLINK(1)" in {row["wording"] for row in found}


def test_there_is_no_file_without_another_wave_or_in_another_format(cast: Cast, spring: Wave) -> None:
    client = sign_in(Client(), cast.analyst)
    for suffix, query in (("csv", ""), ("pdf", ""), ("csv", f"?with={spring.pk}")):
        address = reverse("compare_waves_file", args=["commissioner", spring.pk, suffix])
        assert client.get(address + query).status_code == 404


def test_holders_and_strangers_are_refused(cast: Cast, told: Wave) -> None:
    for who in (cast.lead, cast.senior_responsible_officer, cast.stranger, cast.nobody):
        for name, args in (("compare_waves", ()), ("compare_waves_file", ("csv",)), ("amend_wave", ())):
            address = reverse(name, args=["commissioner", told.pk, *args])
            assert sign_in(Client(), who).get(address).status_code == 404
