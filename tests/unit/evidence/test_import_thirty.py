"""A workbook of thirty mistakes: each is told of, and nothing in it is lost or taken on trust."""

from pathlib import Path

import pytest
from import_stories import added, checked
from thirty_mistakes import OTHER_BODY, PASSWORDS, thirty_mistakes

from cast import Cast
from custodes.evidence import files
from custodes.evidence.checked import Chosen, Problems
from custodes.evidence.models import Observation
from custodes.register.models import Device
from custodes.web.pages.imports.wording import notes


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return tmp_path / "estate with mistakes.xlsx"


def test_it_holds_at_least_thirty(workbook: Path) -> None:
    mistakes = thirty_mistakes(workbook)
    assert len({mistake.what for mistake in mistakes}) == len(mistakes) >= 30


def test_every_mistake_is_told_of_where_it_is(cast: Cast, workbook: Path) -> None:
    mistakes = thirty_mistakes(workbook)
    of = checked(cast, workbook)
    found = Problems(files.kept(of.folder, of.report), Chosen())
    told = notes(of.report, of.report["plan"], [])
    for mistake in mistakes:
        if mistake.kind == "note":
            assert any(mistake.says in note for note in told), mistake
            continue
        here = [
            one
            for one in found
            if (one.sheet, one.line, one.kind) == (mistake.sheet, mistake.line, mistake.kind)
        ]
        assert any(mistake.says in one.problem for one in here), mistake
        assert all(one.mend for one in here), mistake


def test_only_rows_with_a_mistake_are_rejected_and_the_rest_is_added(cast: Cast, workbook: Path) -> None:
    rejected = [mistake for mistake in thirty_mistakes(workbook) if mistake.kind == "rejected"]
    of = added(cast, workbook)
    assert (of.report["rejected"], of.report["rows_in"]) == (len(rejected), 32)
    assert Observation.objects.count() == of.report["accepted"] == 32 - len(rejected)
    assert Device.objects.count() == of.report["accepted"] - 1, "two rows speak of one device"
    assert of.report["plan"]["bodies"] == {OTHER_BODY: 1}


def test_its_passwords_are_nowhere(cast: Cast, workbook: Path) -> None:
    thirty_mistakes(workbook)
    of = added(cast, workbook)
    kept = [path.read_bytes() for path in files.kept(of.folder, of.report).iterdir()]
    stored = [str(of.report), *map(str, Observation.objects.values())]
    for password in PASSWORDS:
        assert not any(password.encode() in data for data in kept)
        assert not any(password in text for text in stored)
    assert not of.files.get().kept
