"""Bodies of a population that ships, and lists of names that people paste."""

import pytest

from cast import Cast
from custodes.access.models import Body, Oversight
from custodes.errors import Invalid, NothingFound, Refused
from custodes.survey.actions import create_population
from custodes.survey.naming import decoded, named_in
from custodes.survey.populations import Entry, offered, population, populations

KNOWN = {"Oxmere Constabulary": 1, "Thornby Borough Council": 2, "Fenwick, Port of": 3}
OF = "the bodies that your office oversees"


def test_the_47_bodies_of_2022_ship_each_with_its_source() -> None:
    found = population("police-england-wales-2022")
    assert len({entry.name for entry in found.entries}) == len(found.entries) == 47
    assert all(entry.sector and entry.source.startswith("https://") for entry in found.entries)
    assert sum(entry.sector == "Territorial police force" for entry in found.entries) == 43
    assert found.source.startswith("https://www.gov.uk/")
    assert found in populations()


def test_a_population_that_does_not_ship_is_told_with_the_nearest() -> None:
    with pytest.raises(NothingFound) as error:
        population("police-england-wales-2023")
    assert "police-england-wales-2022" in error.value.mend


def test_bodies_are_created_once_and_overseen_once(cast: Cast) -> None:
    entries = [
        Entry("Fenwick Police", "Police force", "https://example.org"),
        Entry(cast.oxmere.name.upper(), "Police force", "https://example.org"),
    ]
    first = create_population(by=cast.administrator, office=cast.office, entries=entries)
    assert first == (1, 0, 1)
    made = Body.objects.get(name="Fenwick Police")
    assert (made.sector, made.kind) == ("Police force", Body.Kind.HOLDER)
    assert create_population(by=cast.administrator, office=cast.office, entries=entries) == (0, 0, 2)
    assert Oversight.objects.filter(office=cast.office, body=made, ended_at=None).count() == 1


def test_all_or_none_are_created(cast: Cast) -> None:
    entries = [Entry("Fenwick Police", "", ""), Entry(cast.office.name, "", "")]
    with pytest.raises(Invalid):
        create_population(by=cast.administrator, office=cast.office, entries=entries)
    assert not Body.objects.filter(name="Fenwick Police").exists()


def test_a_body_that_holds_cameras_oversees_nobody(cast: Cast) -> None:
    with pytest.raises(Invalid, match="oversees nobody"):
        create_population(by=cast.administrator, office=cast.oxmere, entries=[])


def test_a_demo_takes_no_real_bodies(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert offered() == populations()
    monkeypatch.setenv("CUSTODES_DEMO", "1")
    entries = population("police-england-wales-2022").entries
    with pytest.raises(Refused) as error:
        create_population(by=cast.administrator, office=cast.office, entries=entries)
    assert "a register of your own" in error.value.mend
    assert not Body.objects.filter(name=entries[0].name).exists()
    assert offered() == ()


@pytest.mark.parametrize(
    "text",
    [
        "Oxmere Constabulary\nThornby Borough Council",
        "body\n oxmere  CONSTABULARY \n\n\nThornby Borough Council\n",
        '"Oxmere Constabulary",\n"Thornby Borough Council",',
        "Name;Contact\r\nOxmere Constabulary;\r\nThornby Borough Council;",
        "Oxmere Constabulary\t\nThornby Borough Council\t",
        "'Oxmere Constabulary\nThornby Borough Council".removeprefix("'"),
    ],
)
def test_names_are_found_however_the_list_is_written(text: str) -> None:
    assert named_in(text, KNOWN, OF) == ([(1, ""), (2, "")], [])


def test_contacts_stand_behind_names_also_with_commas_in_them() -> None:
    text = '"Fenwick, Port of", cctv@fenwick.example\nOxmere Constabulary,'
    assert named_in(text, KNOWN, OF).found == [(3, "cctv@fenwick.example"), (1, "")]


def test_every_mistake_is_said_at_once_with_its_line() -> None:
    text = "\n".join(
        [
            "body,contact",
            "Oxmere Constabulary,not an address",
            "Thornby Borrough Council",
            "Oxmere Constabulary",
            ",lead@oxmere.example",
            "Atlantis,poseidon@",
        ]
    )
    found = named_in(text, KNOWN, OF)
    assert found.found == []
    assert found.problems == [
        "Line 2: “not an address” is no e-mail address",
        f"Line 3: “Thornby Borrough Council” is none of {OF}. Is “Thornby Borough Council” meant?",
        "Line 4: “Oxmere Constabulary” is in line 2 already",
        "Line 5: there is no name before “lead@oxmere.example”",
        f"Line 6: “Atlantis” is none of {OF}",
        "Line 6: “poseidon@” is no e-mail address",
    ]


def test_a_list_without_end_is_not_read_to_its_end() -> None:
    problems = named_in("x\n" * 6_000, {}, OF).problems
    assert problems[-1] == "There are more than 5,000 lines. The rest was not read."
    assert named_in('"' * 300_000, {}, OF).problems  # one field that never ends


@pytest.mark.parametrize("data", [b"x" * 1_000_001, b"PK\x03\x04\x00\x00"])
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        decoded(data)


def test_lists_come_in_the_encodings_of_spreadsheets() -> None:
    assert decoded("\ufeffbody\nGwrych Môn".encode()) == "body\nGwrych Môn"
    assert decoded("Gwrych Môn".encode("cp1252")) == "Gwrych Môn"
