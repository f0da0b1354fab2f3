"""docs/reference/expressions.md has the functions that there are, no more and no less, each with what it takes."""

import re

from custodes.survey.expressions import FUNCTIONS, UNSUPPORTED, grammar, parts
from custodes.survey.expressions.functions import ELSEWHERE
from test_docs import REFERENCE, section, text

PAGE = text(REFERENCE / "expressions.md")
WORDS = {"boolean": "true or false", "nodes": "questions"}


def in_words(kinds: str) -> str:
    return re.sub("boolean|nodes", lambda kind: WORDS[kind[0]], kinds)


def rows(part: str) -> list[list[str]]:
    """The cells of the lines of a table, without its heading."""
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def told() -> set[tuple[str, ...]]:
    """Every function of the page: the heading that it stands under, its name, what it takes and gives."""
    functions = section(PAGE, "## Functions")
    headings = re.findall("^### (.+)$", functions, re.MULTILINE)
    return {
        (heading, row[0].strip("`"), row[1], row[2])
        for heading in headings
        for row in rows(section(functions, f"### {heading}"))
    }


def test_every_function_is_documented_and_no_other() -> None:
    there = {(f.section, f.name, in_words(f.takes), in_words(f.gives)) for f in FUNCTIONS.values()}
    assert len(there) > 50
    assert told() == there


def test_everything_that_is_refused_is_documented() -> None:
    refused = section(PAGE, "## Not supported")
    named = {name for row in rows(refused) for name in re.findall("`([^`]+)`", row[0])}
    assert set(UNSUPPORTED) <= named
    assert named - set(UNSUPPORTED) - set(ELSEWHERE) == {"${last-saved#name}", "@id", "text()"}
    assert set(FUNCTIONS).isdisjoint(UNSUPPORTED | ELSEWHERE)


def test_the_limits_are_documented() -> None:
    page = " ".join(PAGE.split())
    assert f"{grammar.LONGEST:,} characters, and brackets at most {grammar.DEEPEST} deep" in page
    assert f"{parts.MOST_LOOKED_AT:,} answers" in page
