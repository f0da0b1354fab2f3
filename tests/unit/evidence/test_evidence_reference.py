from pathlib import Path

from custodes.evidence import headers, quantities, readers, shapes, text
from custodes.evidence.readers import zipped
from custodes.evidence.shapes import CANONICAL
from custodes.evidence.synonyms import senses
from custodes.evidence.words import TECHNOLOGIES

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "evidence-files.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.split("|")[1:-1]] for line in PAGE.splitlines() if line.startswith("| `")
]


def test_the_page_lists_the_columns() -> None:
    assert [row[0].strip("`") for row in ROWS] == list(CANONICAL)


def test_the_headers_it_names_are_recognised() -> None:
    for name, _, examples in ROWS:
        for header in examples.replace(";", ",").split(","):
            first = header.split(" where ")[0].split(" beside ")[0].strip()
            assert name.strip("`") in {sense.canonical for sense in senses(first)}, first


def test_it_states_the_technologies_and_limits() -> None:
    assert all(f"`{name}`" in PAGE for name in TECHNOLOGIES)
    flat = " ".join(PAGE.split())
    for limit in (
        f"{readers.LARGEST // 1024**3} GB a file",
        f"{zipped.LARGEST // 1024**3} GB unpacked",
        f"{zipped.MOST_CELLS // 10**6} million cells",
        f"{shapes.MOST_COLUMNS:,} columns",
        f"{text.LONGEST:,} characters",
        f"{quantities.LARGEST:,} devices",
        f"Up to {headers._MOST_TITLES} filled lines",
    ):
        assert limit in flat, limit
