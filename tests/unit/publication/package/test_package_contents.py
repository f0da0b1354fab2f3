"""What is in a publication and what is not; the same bytes for the same contents."""

import csv
import hashlib
import io
import json
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import publications
import pytest

from custodes.errors import Invalid
from custodes.publication.figures.counting import Group
from custodes.publication.figures.definitions import read
from custodes.publication.figures.snapshot import Snapshot
from custodes.publication.package.disclosure import Disclosed, Disclosure, disclosures
from custodes.publication.package.numbers import Tally, groups_of, of_tally
from custodes.publication.package.verifying import verify
from custodes.publication.site.words import between

ROOT = Path(__file__).parents[4]
TABLES = ("answers.csv", "units.csv", "questions.csv", "tallies.csv", "listed.csv")
AGGREGATED = Disclosed(Disclosure.AGGREGATED, "section 24", "It would show where to look.")


def rows(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode(), newline="")))


def figure(files: dict[str, bytes], name: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = json.loads(files["publication.json"])["figures"]
    return next(one for one in found if one["name"] == name)


def test_a_figure_carries_all_that_is_needed_to_check_it() -> None:
    found = figure(publications.unsigned(publications.published()), "many")
    assert found["definition"]["counts"] == ["is", ">=", "cameras", 5]
    assert found["condition"] == "${cameras} >= 5"
    assert found["denominator"] == "${runs} = 'yes'"
    assert (found["number"], found["of"], found["percent"], found["most"]) == (2, 4, "50.0", 3)
    assert (found["least_percent"], found["most_percent"]) == ("50.0", "75.0")
    assert found["unknown_ids"] == ["corvedale"]
    assert found["says"] == "at least 2 of 4 returns that run cameras (50.0%)"
    assert found["versions"]["instrument"] == "small"


SILENT = {"gorse": {"runs": ("not_known", "")}, "hale": {"runs": ("withheld", ""), "cameras": "2"}}
MAY_BELONG = """
[[figure]]
name = "{0}"
title = "Run five cameras or more"
of = "${{runs}} = 'yes'"
of_words = "returns that run cameras"
counts = "${{cameras}} >= 5"
bound = "{0}"
"""


@pytest.mark.parametrize("chosen", [{}, {"cameras": AGGREGATED}])
def test_who_may_be_in_the_denominator_is_unknown(chosen: dict[str, Disclosed]) -> None:
    """Of six returns two do not say whether they run cameras, so that 2 of 4 may be 2 of 6."""
    at = publications.snapshot({**publications.RETURNS, **SILENT})
    made = publications.published(MAY_BELONG.format("exact") + MAY_BELONG.format("at_least"), chosen, of=at)
    files = publications.unsigned(made)
    exact, least = figure(files, "exact"), figure(files, "at_least")
    assert [(one["unknown"], one["holds"]) for one in (exact, least)] == [(3, False), (3, True)]
    assert (least["least_percent"], least["percent"], least["most_percent"]) == ("33", "50", "75")
    assert least["most"] == 3, "the two run fewer than five"
    assert exact["says"] == "2 of 4 returns that run cameras (50%)"
    assert least["says"] == (
        "at least 2 of 4 returns that run cameras (at least 33%: 2 more may be among them)"
    )
    assert between(least) == (
        "Between 2 and 3 (from 33% to 75%), whatever the 3 of whom it cannot be said would say."
    )
    assert verify(publications.publication(made)).problems == []


@pytest.mark.parametrize(
    ("may_belong", "share"), [(0, " (50%)"), (1, ""), (None, "")], ids=["nobody", "one", "suppressed"]
)
def test_a_lower_bound_with_suppressed_numbers_says_no_share_that_may_be_less(
    may_belong: int | None, share: str
) -> None:
    (of,) = read(MAY_BELONG.format("at_least"), publications.instrument())
    cells = dict.fromkeys(groups_of(of), 0) | {Group(True, True): 2, Group(None, False): may_belong}
    said = of_tally(of, Tally({**cells, Group(True, False): None}, 4))
    least = "" if may_belong == 0 else "at least "
    assert said["says"] == f"{least}2 of 4 returns that run cameras{share}"
    assert (said["most"], said["unknown"]) == (2, may_belong)


def test_parts_and_their_residual_add_up() -> None:
    found = figure(publications.unsigned(publications.published()), "many")
    parts = {one["label"]: one["number"] for one in found["parts"]}
    assert parts == {"Yes": 1, "No": 1}
    assert found["residual"]["number"] == 0
    assert sum(parts.values()) + found["residual"]["number"] == found["number"]


def test_groups_have_denominators_of_their_own() -> None:
    found = figure(publications.unsigned(publications.published()), "covered")
    assert [(one["label"], one["number"], one["of"]) for one in found["groups"]] == [
        ("not said", 2, 3),
        ("special", 1, 1),
        ("territorial", 2, 2),
    ]


def test_free_text_is_not_published_unless_somebody_says_so() -> None:
    without = publications.unsigned(publications.published())
    assert b"Hik" not in b"".join(without.values())
    assert {row["question"] for row in rows(without, "answers.csv")} == {"runs", "cameras", "flagged"}
    public = {"makers": Disclosed(Disclosure.PUBLIC)}
    assert "'=Hik, and others" in [
        row["value"]
        for row in rows(publications.unsigned(publications.published(chosen=public)), "answers.csv")
    ]


def test_a_question_that_is_not_public_is_nowhere_singly() -> None:
    found = publications.unsigned(publications.published(chosen={"flagged": AGGREGATED}))
    assert not [row for row in rows(found, "answers.csv") if row["question"] == "flagged"]
    said = figure(found, "many")
    assert said["checked_by"] == "answers"
    assert "unknown_ids" in said
    assert [("unknown_ids" in one, one["checked_by"]) for one in said["parts"]] == [(False, "tallies")] * 2
    assert {row["figure"].split("/")[0] for row in rows(found, "tallies.csv")} == {"many", "said"}
    told = json.loads(found["publication.json"])["not_public"]
    assert {"question": "flagged", **AGGREGATED._asdict()} in told


def test_what_stands_beside_withheld_is_not_said() -> None:
    withheld = [
        row
        for row in rows(publications.unsigned(publications.published()), "answers.csv")
        if row["state"] == "withheld"
    ]
    assert len(withheld) == 2
    assert {row["value"] for row in withheld} == {""}


def test_the_same_contents_give_the_same_bytes() -> None:
    one = publications.snapshot()
    order = list(range(one.answers.num_rows))
    random.Random(5).shuffle(order)
    mixed = Snapshot(
        one.at, one.units.take(list(reversed(range(one.units.num_rows)))), one.answers.take(order)
    )
    assert publications.publication() == publications.publication(publications.published(of=mixed))


def test_a_choice_not_to_publish_has_an_exemption_and_a_reason() -> None:
    form = publications.instrument()
    with pytest.raises(Invalid) as refused:
        disclosures(form, {"flagged": Disclosed(Disclosure.WITHHELD), "flaged": AGGREGATED})
    assert refused.value.fields == {
        "flagged": "It is withheld without an exemption and a reason.",
        "flaged": "No question is called “flaged”. “flagged” is one.",
    }


def test_errata_are_kept_as_they_are() -> None:
    erratum = {"figure": "many", "from": "3", "to": "2", "reason": "A return was corrected."}
    found = publications.unsigned(replace(publications.published(), errata=[erratum]))
    assert json.loads(found["publication.json"])["errata"] == [erratum]


def test_the_tables_are_described_as_they_are() -> None:
    found = publications.unsigned(publications.published())
    package, csvw = (json.loads(found[name]) for name in ("datapackage.json", "csv-metadata.json"))
    tables = {name: csv.DictReader(io.StringIO(found[name].decode())).fieldnames for name in TABLES}
    assert {
        one["path"]: [column["name"] for column in one["schema"]["fields"]] for one in package["resources"]
    } == tables
    assert {
        one["url"]: [column["name"] for column in one["tableSchema"]["columns"]] for one in csvw["tables"]
    } == tables
    assert all(
        one["hash"] == f"sha256:{hashlib.sha256(found[one['path']]).hexdigest()}"
        for one in package["resources"]
    )


def test_every_file_and_column_is_documented_and_no_other() -> None:
    page = (ROOT / "docs" / "reference" / "publications.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([^`]+)` \|", page.split("## The tables")[0], re.MULTILINE))
    assert named == set(publications.files())
    for name in TABLES:
        part = page.split(f"\n`{name}`:", 1)[1].split("\n\n", 2)[1]
        columns = re.findall(r"`([^`]+)`", "".join(line.split("|")[1] for line in part.splitlines()))
        assert columns == (csv.DictReader(io.StringIO(publications.files()[name].decode())).fieldnames), name
