"""docs/reference/feeds.md says what the code does."""

from pathlib import Path

import pytest

from custodes.concerns.feeds import files, pull
from custodes.concerns.feeds.sources import FACTS

PAGE = (Path(__file__).parents[4] / "docs" / "reference" / "feeds.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("feed", FACTS)
def test_each_feed_stands_in_the_table_as_in_the_code(feed: str) -> None:
    facts = FACTS[feed]
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{feed}`: ")]
    assert f"`{feed}`: {facts.title} |" in row
    assert f"<{facts.page}>" in row
    assert f"| {facts.fresh_days} days |" in row
    assert row.split("|")[2].strip() in facts.purpose


def test_the_limits_are_those_of_the_code() -> None:
    limits = f"{pull.MAX_DEPTH} deep and hold {pull.MAX_FILES:,} files and {pull.MAX_TOTAL >> 30} GB"
    assert limits in PAGE
    assert f"{files.MAX_BYTES >> 30} GB once decompressed" in PAGE
    assert f"one JSON document {files.MAX_DOCUMENT >> 20} MB" in PAGE
