"""The script in the documents finds what `custodes verify` finds, with nothing but Python."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import publications
import pytest

from custodes.publication.package import sealed, signing
from custodes.publication.package.disclosure import Disclosed, Disclosure
from custodes.publication.package.verifying import verify

PAGE = Path(__file__).parents[4] / "docs" / "how-to" / "check-a-publication.md"
NOT_PUBLIC = {"flagged": Disclosed(Disclosure.AGGREGATED, "section 24", "It would show where to look.")}


def check(folder: Path, data: bytes, key: bytes | None = None) -> tuple[int, str]:
    """What the script of the page says of a publication, run as the page says: alone, in a folder of its own."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (folder / "check.py").write_text(code, encoding="utf-8")
    (folder / "publication.zip").write_bytes(data)
    if key:
        (folder / "key.txt").write_bytes(key)
    asked = [sys.executable, "-I", "check.py", "publication.zip", *(["key.txt"] if key else [])]
    ran = subprocess.run(asked, cwd=folder, capture_output=True, text=True, timeout=120, encoding="utf-8")
    assert ran.stderr == ""
    return ran.returncode, ran.stdout


@pytest.mark.parametrize("chosen", [{}, NOT_PUBLIC, {"makers": Disclosed(Disclosure.PUBLIC)}], ids=str)
def test_a_sound_publication_comes_out(tmp_path: Path, chosen: dict[str, Disclosed]) -> None:
    data = publications.publication(publications.published(chosen=chosen))
    assert verify(data).problems == []
    assert check(tmp_path, data) == (0, f"12 files, {verify(data).figures} figures: everything comes out\n")
    assert check(tmp_path, data, signing.public_key(publications.KEY))[0] == 0


def test_what_is_suppressed_comes_out_too(tmp_path: Path) -> None:
    below = publications.published(
        publications.FIGURES, NOT_PUBLIC, change=lambda one: replace(one, below=5) if one.parts else one
    )
    changed = replace(below, figures=[one for one in below.figures if one.figure.name != "said"])
    data = publications.publication(changed)
    numbers = [
        one["number"] for one in json.loads(sealed.unseal(data)["publication.json"])["figures"][2]["parts"]
    ]
    assert numbers == [None, None]
    assert verify(data).problems == []
    assert check(tmp_path, data) == (0, f"12 files, {verify(data).figures} figures: everything comes out\n")


def again(files: dict[str, bytes]) -> dict[str, bytes]:
    """With new hashes, and the old signature."""
    summed = {name: data for name, data in files.items() if name not in signing.UNSUMMED}
    return {**files, signing.SUMS: signing.sums(summed)}


def changed_answer(files: dict[str, bytes]) -> dict[str, bytes]:
    answers = files["answers.csv"].replace(
        b"return,aldbourne,cameras,answered,12", b"return,aldbourne,cameras,answered,1"
    )
    return {**files, "answers.csv": answers}


def changed_figure(files: dict[str, bytes]) -> dict[str, bytes]:
    data = json.loads(files["publication.json"])
    data["figures"][2]["number"] = 3
    return {**files, "publication.json": json.dumps(data).encode()}


def changed_query(files: dict[str, bytes]) -> dict[str, bytes]:
    data = json.loads(files["publication.json"])
    data["figures"][2]["query"] = data["figures"][2]["query"].replace(">= 5", ">= 13")
    return {**files, "publication.json": json.dumps(data).encode()}


def query_that_counts_nothing(files: dict[str, bytes]) -> dict[str, bytes]:
    data = json.loads(files["publication.json"])
    data["figures"][2]["query"] = "select 2, 4"
    return {**files, "publication.json": json.dumps(data).encode()}


def removed_file(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if name != "report.md"}


MANY = "many says (2, 4, '50.0'), and comes out as (1, 4, '25.0')"


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (changed_answer, ["answers.csv was changed, removed or added", MANY]),
        (
            changed_figure,
            [
                "publication.json was changed, removed or added",
                "many says (3, 4, '50.0'), and comes out as (2, 4, '50.0')",
            ],
        ),
        (
            changed_query,
            [
                "publication.json was changed, removed or added",
                "many says (2, 4, '50.0'), and comes out as (0, 4, '0.0')",
            ],
        ),
        (query_that_counts_nothing, ["many says (2, 4, '50.0'), and comes out as (None, None, None)"]),
        (removed_file, ["report.md was changed, removed or added"]),
        (lambda files: again(changed_answer(files)), ["SHA256SUMS was not signed with this key", MANY]),
        (lambda files: again(removed_file(files)), ["SHA256SUMS was not signed with this key"]),
    ],
)
def test_what_was_tampered_with_is_named(tmp_path: Path, tamper: object, said: list[str]) -> None:
    assert callable(tamper)
    data = sealed.seal(tamper(publications.files()))
    code, printed = check(tmp_path, data)
    assert code == 1
    assert all(one in printed for one in said), printed
    assert verify(data).problems


def test_another_key_is_not_the_offices(tmp_path: Path) -> None:
    forged = publications.publication(key=publications.OTHER_KEY)
    assert check(tmp_path, forged)[0] == 0
    code, printed = check(tmp_path, forged, signing.public_key(publications.KEY))
    assert (code, printed) == (1, "SHA256SUMS was not signed with this key\n")
