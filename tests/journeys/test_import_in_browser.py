"""A list with the mistakes that people make: uploaded, understood, mended, added and taken back."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from browsing import Visitor, settle_in, sign_in
from thirty_mistakes import PASSWORDS, SHEET, Mistake, thirty_mistakes

if TYPE_CHECKING:
    from service_process import Service

IMPORTS, DEVICES = "/bodies/oxmere/imports", "/bodies/oxmere/devices"


def test_a_list_with_every_mistake_is_told_of_each_added_in_part_and_undone(
    service: "Service", arrive: Callable[..., Visitor], tmp_path: Path
) -> None:
    mistakes = thirty_mistakes(tmp_path / "cameras.xlsx")
    assert len(mistakes) >= 30
    lead = arrive()
    sign_in(lead, settle_in(service)["lead"])
    upload(lead, tmp_path / "cameras.xlsx")
    see_every_problem(lead, mistakes)
    change_a_column(lead)
    rejected = download_the_mend_file(lead)
    add_what_can_be_added(lead, rejected)
    undo(lead)


def upload(at: Visitor, file: Path) -> None:
    at.open(IMPORTS)
    at.follow("Import lists")
    at.press("Upload and read")
    assert at.page.title().startswith("Error: ")
    at.page.set_input_files("input[type=file]", file)
    say_the_day(at)
    at.press("Upload and read")
    wait_for(at, "Check what will be added")


def say_the_day(at: Visitor) -> None:
    for label, value in (("Day", "2"), ("Month", "3"), ("Year", "2026")):
        at.answer(label, value)


def wait_for(at: Visitor, heading: str) -> None:
    """The page of an import looks again by itself; nobody has to reload it."""
    at.found(at.page.get_by_role("heading", level=1, name=heading), patience=240)


def change_a_column(at: Visitor) -> None:
    """Two columns could be the brand; the person says what the second is, and nothing is doubtful about it then."""
    assert "Could be the brand too" in at.section("Problems")
    assert "Admin password" in at.section("What the columns were read as")
    at.follow("Change what the columns are")
    at.page.get_by_label("Manufacturer", exact=True).select_option(label="Supplier")
    at.press("Read the lists again")
    wait_for(at, "Check what will be added")
    row = at.page.locator("tr", has=at.page.locator("th:text-is('Manufacturer')")).first.text_content()
    assert " ".join((row or "").split()).startswith("Manufacturer Supplier somebody’s choice")
    assert "Could be the brand too" not in at.section("Problems")


def see_every_problem(at: Visitor, mistakes: list[Mistake]) -> None:
    """What is about the import as a whole stands above the choice; the rest row by row."""
    here = at.path
    notes = at.section("Before you choose")
    at.page.locator("main a", has_text="Every problem, row by row").click()
    at.page.wait_for_url("**/problems")
    told = problems(at)
    for mistake in mistakes:
        if mistake.kind == "note":
            assert mistake.says in notes, mistake
            continue
        where = f"sheet {mistake.sheet}" + (f", line {mistake.line}" if mistake.line else "")
        assert [row for row in told if where in row and mistake.says.lower() in row.lower()], (
            f"{mistake}:\n{told}"
        )
    everything = "\n".join([notes, *told])
    assert not [password for password in PASSWORDS if password in everything]
    at.open(here)


def problems(at: Visitor) -> list[str]:
    """Every row of the list of problems, over all its pages."""
    rows: list[str] = []
    while True:
        rows += [" ".join(row.split()) for row in at.page.locator("main tbody tr").all_inner_texts()]
        following = at.page.locator("a[rel=next]")
        if not following.count():
            return rows
        with at.leaving():
            following.click()


def download_the_mend_file(at: Visitor) -> int:
    """The rows that cannot be added, each with what is wrong; how many is returned."""
    text = at.download("the rows that cannot be added, to mend (csv)").decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert f"{len(rows)} cannot." in at.text
    assert "is not a number of devices" in text
    assert not [password for password in PASSWORDS if password in text]
    return len(rows)


def add_what_can_be_added(at: Visitor, rejected: int) -> None:
    at.press("Continue")
    assert at.page.title().startswith("Error: ")
    at.page.get_by_label("that can be added").check()
    at.press("Continue")
    wait_for(at, "What was added")
    assert f"added; {rejected} left out." in at.text
    here = at.path
    at.follow("See the devices")
    at.sees("rows that match")
    assert "P3245-LV" in at.text
    at.open(here)


def undo(at: Visitor) -> None:
    at.follow("Undo this import")
    at.answer("Why is it undone?", "The list was of last year.")
    at.press("Undo the import")
    assert at.heading == "This import was undone"
    assert "The list was of last year." in at.text
    at.open(DEVICES)
    at.sees("There are no devices here yet that you can see.")
    assert SHEET not in at.text
