"""A publication that was tampered with: which file, which line, which figure."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import publications
import pytest
from typer.testing import CliRunner

from custodes.cli import app
from custodes.errors import BrokenPublication, UnreadableInput
from custodes.publication.package import cells, sealed, signing
from custodes.publication.package.disclosure import Disclosed, Disclosure
from custodes.publication.package.verifying import verify

Files = dict[str, bytes]
SECRET = {"flagged": Disclosed(Disclosure.AGGREGATED, "section 24", "It would show where to look.")}
FLAGGED = """
[[figure]]
name = "flagged"
title = "Have equipment on a list"
counts = "${flagged} = 'yes'"
bound = "at_least"
below = 5
"""


def signed(files: Files) -> Files:
    """With hashes and a signature of its own, as somebody would who has the key: only the content is wrong."""
    unsigned = {name: data for name, data in files.items() if name not in signing.UNSUMMED}
    return signing.signed(
        {name: d for name, d in unsigned.items() if name != signing.PUBLIC_KEY}, publications.KEY
    )


def problems(files: Files, key: bytes | None = None) -> list[str]:
    return [str(one) for one in verify(sealed.seal(files), key).problems]


def replaced(files: Files, name: str, old: bytes, new: bytes) -> Files:
    assert files[name].count(old) == 1
    return {**files, name: files[name].replace(old, new)}


def edited(files: Files, edit: Callable[[list[dict[str, Any]]], None]) -> Files:
    data = json.loads(files["publication.json"])
    edit(data["figures"])
    return {**files, "publication.json": json.dumps(data).encode()}


def test_a_sound_publication_has_no_problems_and_says_what_was_checked() -> None:
    verdict = verify(publications.publication())
    assert verdict.problems == []
    assert (verdict.title, verdict.files, verdict.figures, verdict.from_totals) == (
        "Autumn survey",
        12,
        13,
        4,
    )
    assert verdict.answers == 2 * 13 + 3


def test_files_with_long_cells_can_be_read_at_a_time() -> None:
    data = cells.table(["a"], [["short"], ["x" * 200_000]])
    first, second = cells.rows(data, ["a"]), cells.rows(data, ["a"])
    assert next(first) == next(second) == (2, ["short"])
    first.close()
    assert next(second) == (3, ["x" * 200_000])


def test_a_changed_answer_is_named_with_its_line() -> None:
    files = publications.files()
    changed = replaced(
        files, "answers.csv", b"return,brantham,cameras,answered,5", b"return,brantham,cameras,answered,4"
    )
    line = changed["answers.csv"].decode().splitlines().index("return,brantham,cameras,answered,4") + 1
    found = problems(signed(changed))
    assert (
        f"answers.csv, line {line}: the answer of the return brantham to cameras was changed or added"
        in found
    )
    assert "publication.json, figure many: number is 2, and comes out as 1" in found
    assert len([one for one in found if one.startswith("answers.csv")]) == 1
    assert any(one.startswith("answers.csv: it was changed: SHA256SUMS says") for one in problems(changed))


def test_an_answer_that_was_taken_out_is_named() -> None:
    files = publications.files()
    found = problems(signed(replaced(files, "answers.csv", b"return,brantham,cameras,answered,5\n", b"")))
    assert "answers.csv, the return brantham: it has no answer to cameras: one was taken out" in found


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("units.csv", b",Brantham,yes,yes,terr", b",Brantham,yes,no,terr", "units.csv, line 8: this line of the body brantham was"),
        ("questions.csv", b"How many?", b"How few?", "questions.csv, line 3: this line of cameras was changed"),
        ("tallies.csv", b"\nsaid,yes,yes,2\n", b"\nsaid,yes,yes,1\n", "publication.json, figure said: number is 2, and comes out as 1"),
        ("answers.csv", b"return,dunmere,", b"return,dunnmere,", "the return dunnmere is not in units.csv"),
        ("answers.csv", b"return,dunmere,runs,answered", b"return,dunmere,runs,sure", "“sure” is no state of an answer"),
        ("listed.csv", b"source\n", b"source\n,Axis,Axis,,,clean,,,\n", "listed.csv, line 2: “clean” is no verdict"),
        ("listed.csv", b"source\n", b"source\n,Axis,Axis,own,,affected,,,\n", "“own” is none of the watchlists of publication.json"),
        ("answers.csv", b"unit,id,", b"unit,ids,", "line 1: its columns are not"),
    ],
)  # fmt: skip
def test_each_file_is_looked_at(name: str, old: bytes, new: bytes, said: str) -> None:
    found = problems(signed(replaced(publications.files(), name, old, new)))
    assert any(said in one for one in found), found


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda f: f[2].update(number=3), "figure many: number is 3, and comes out as 2"),
        (lambda f: f[2].update(percent="51.0"), "figure many: percent is 51.0, and comes out as 50.0"),
        (lambda f: f[2].update(unknown_ids=["dunmere"]), 'figure many: unknown_ids is ["dunmere"], and comes out as'),
        (lambda f: f[2].update(suppressed=True), "figure many: suppressed is true, and comes out as nothing"),
        (lambda f: f[2].update(condition="${cameras} >= 4"), "figure many: condition is"),
        (lambda f: f[2].update(query="select 2, 4"), "figure many: query is select 2, 4, and comes out as select (select"),
        (lambda f: f[2]["definition"].update(counts=["is", ">=", "cameras", 4]), "the digest of its definition is another"),
        (lambda f: f[2]["definition"].update(counts=["maybe"]), "figure many: its definition cannot be read"),
        (lambda f: f[2]["definition"].update(counts=[]), "figure many: its definition cannot be read"),
        (lambda f: f[1]["definition"].update(mixed="yes"), "figure received: its definition cannot be read"),
        (lambda f: f[2].pop("definition"), "figure many: its definition cannot be read"),
        (lambda f: f[2]["residual"].update(number=1), "figure many/part/flagged/: number is 1, and comes out as 0"),
        (lambda f: f[2]["parts"].pop(), "figure many: split by flagged it adds up to 1, and it is 2"),
        (lambda f: f[0]["groups"].pop(), "figure covered: split by wave:kind it adds up to"),
        (lambda f: f.append(f[2]), "figure many: it is there twice"),
        (lambda f: f.append(3), "one of its figures is none"),
    ],
)  # fmt: skip
def test_each_figure_is_worked_out_again(edit: Callable[[list[dict[str, Any]]], None], said: str) -> None:
    found = problems(signed(edited(publications.files(), edit)))
    assert any(said in one for one in found), found


def test_publications_of_before_figures_had_a_query_still_verify() -> None:
    without = edited(publications.files(), lambda figures: [one.pop("query") for one in figures] and None)
    assert problems(signed(without)) == []


def test_files_are_all_there_and_no_others() -> None:
    files = publications.files()
    without = {name: data for name, data in files.items() if name != "report.md"}
    assert problems(without) == ["report.md: it is missing"]
    assert problems({**files, "extra.txt": b""}) == [
        "extra.txt: it is no part of a publication",
        "extra.txt: it has no hash in SHA256SUMS",
    ]
    for name in files:
        assert problems({other: data for other, data in files.items() if other != name})


def test_new_hashes_without_the_key_are_not_signed() -> None:
    files = {**publications.files(), "report.md": b"# Another\n"}
    summed = {name: data for name, data in files.items() if name not in signing.UNSUMMED}
    (found,) = problems({**files, signing.SUMS: signing.sums(summed)})
    assert "did not sign SHA256SUMS" in found


def test_the_key_of_somebody_else_is_said() -> None:
    forged = publications.files(key=publications.OTHER_KEY)
    assert problems(forged) == [], "it is whole, whoever made it"
    found = problems(forged, signing.public_key(publications.KEY))
    assert any("somebody else may have made this file" in one for one in found)
    assert any("did not sign" in one for one in found)
    assert problems(publications.files(), b"no key") == [
        "the key that was given: it is no public key (Ed25519, PEM)"
    ]


def test_suppressed_numbers_are_nowhere_and_the_rest_comes_out() -> None:
    files = publications.files(publications.published(FLAGGED, SECRET))
    assert problems(files) == []
    data = json.loads(files["publication.json"])["figures"][0]
    assert (data["number"], data["of"], data["percent"], data["suppressed"]) == (None, 5, None, True)
    assert data["says"] == "suppressed: too few to be said, of returns"
    assert files["tallies.csv"].decode().splitlines()[1:] == [
        "flagged,yes,any,5",
        "flagged,yes,yes,",
        "flagged,yes,unknown,",
        "flagged,yes,no,",
    ]
    invented = replaced(files, "tallies.csv", b"flagged,yes,yes,\n", b"flagged,yes,yes,3\n")
    assert "publication.json, figure flagged: number is nothing, and comes out as 3" in problems(
        signed(invented)
    )


def test_the_command_says_what_it_checked(tmp_path: Path) -> None:
    file, key = tmp_path / "publication.zip", tmp_path / "key.txt"
    file.write_bytes(publications.publication())
    key.write_bytes(signing.public_key(publications.KEY))
    ran = CliRunner().invoke(app, ["verify", str(file), "--key", str(key)])
    assert ran.exit_code == 0, ran.output
    assert "12 files, 29 answers, 13 figures worked out again (4 from published totals only)" in ran.output
    assert "Every file is as it was signed, and every figure comes out." in ran.output
    assert "The key is that in the file itself" in CliRunner().invoke(app, ["verify", str(file)]).output


def test_the_command_names_problems_and_fails(tmp_path: Path) -> None:
    file = tmp_path / "publication.zip"
    file.write_bytes(sealed.seal(edited(publications.files(), lambda f: f[2].update(number=3))))
    ran = CliRunner().invoke(app, ["verify", str(file)])
    assert ran.exit_code == BrokenPublication.exit_code
    assert "publication.json, figure many: number is 3, and comes out as 2" in ran.output
    assert "Do not rely on this file." in ran.output
    assert "every figure comes out" not in ran.output


@pytest.mark.parametrize("data", [None, b"", b"PK\x03\x04 and no more", b"a,b\n1,2\n"])
def test_what_is_no_publication_is_said_to_be_none(tmp_path: Path, data: bytes | None) -> None:
    file = tmp_path / "publication.zip"
    if data is not None:
        file.write_bytes(data)
    assert CliRunner().invoke(app, ["verify", str(file)]).exit_code == UnreadableInput.exit_code
