"""The cases of `tests/spec/answer_checks.csv`: questions, answers and registers as text, made into what rules look at.

A register is written so, with `; ` between: `14 cctv_external: Hikvision as Annke, affected` are 14 devices of that
technology (`-` for none), maker and label; `3?` are rows that do not say how many, `40~` an estimate; how they stand on
watchlists and vulnerabilities is `affected`, `unknown`, `unassessed`, else not affected.
`system anpr: own, standalone, audio+live_stream`; `uses anpr: Thornby`; `supplier anpr: Brightwell 12`; `waiting`.

`python tests/fakes/answer_checks.py` writes the cases into docs/reference/checks.md.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from custodes.survey.checking.found import Asked
    from custodes.survey.checking.held import Registers

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "checks.md"
HEADING = "## Cases\n"
Case = Mapping[str, str]

with (ROOT / "tests" / "spec" / "answer_checks.csv").open(encoding="utf-8", newline="") as lines:
    CASES = list(csv.DictReader(lines))

YES_NO = "yes no not_known"
CHOICES = {
    "operated": "own shared lead_body no",
    "technologies": "cctv_external cctv_internal anpr body_worn drone none",
    "connectivity": "internet cellular networked closed_network standalone mixed not_known",
    "capabilities": "audio thermal night_vision live_stream face_matching remote_access none not_known",
    "operators": "own lead_body landlord partner",
    "makers": "axis hikvision",
}
LABELS = {"axis": "Axis", "hikvision": "Hikvision"}
STATES = {"(not known)": "not_known", "(not held)": "not_held", "(withheld)": "withheld", "(blank)": "blank"}
OPERATORS = {"own", "lead_body", "landlord", "partner"}
WAYS = {"internet", "cellular", "networked", "closed_network", "standalone"}


def asked(case: Case) -> "Asked":
    """The question of a case with its answer."""
    from custodes.survey.checking.found import Asked
    from custodes.survey.expressions import FORM
    from custodes.survey.filling import Given, Standing, State
    from custodes.survey.filling.form import Part
    from custodes.survey.filling.keys import Key
    from custodes.survey.instrument import Choice, Question

    kind = case["kind"]
    names = CHOICES.get(case["link"], YES_NO).split() if kind.startswith("select") else []
    question = Question(
        kind,
        "q",
        {"": "?"},
        choices=tuple(Choice(name, {"": LABELS.get(name, name)}) for name in names),
        technology=case["technology"],
        unit=case["unit"],
        register=case["link"],
    )
    state = State(STATES.get(case["answer"], "answered"))
    value = "" if case["answer"] in STATES else case["answer"]
    given = Given(state, value, exemption="s.31" if state is State.WITHHELD else "")
    place = FORM.inside("held").inside("q")
    part = Part(question, place, "held", asked=True)
    return Asked(Standing(Key("q"), part, True, given, value, "", False, question.choices))


def registers(text: str) -> "Registers":
    """The register of one body, number 1."""
    from custodes.survey.checking.held import Registers

    items = [item.strip() for item in text.split(";") if item.strip()]
    heads = [(item, *item.split(": ", 1)) for item in items]
    return Registers(
        tuple(_rows(head, rest[0]) for item, head, *rest in heads if re.match(r"\d", item)),
        tuple(_system(head, rest[0]) for item, head, *rest in heads if item.startswith("system")),
        tuple(_used(head, rest[0]) for item, head, *rest in heads if item.startswith("uses")),
        tuple(_supplier(head, rest[0]) for item, head, *rest in heads if item.startswith("supplier")),
        frozenset({1} if "waiting" in items else set()),
    )


def _rows(head: str, rest: str) -> Any:
    from custodes.survey.checking.held import Rows

    number, technology = head.split()
    n = int(number.strip("?~"))
    name, _, standing = rest.partition(", ")
    maker, _, brand = name.partition(" as ")
    listed = {"": "not_affected", "unassessed": ""}.get(standing, standing)
    return Rows(
        1,
        technology.strip("-"),
        maker.replace("nobody known", ""),
        brand or maker.replace("nobody known", ""),
        listed,
        listed,
        n if number.endswith("?") else 1,
        n,
        n if number.endswith("?") else 0,
        n if number.endswith("~") else 0,
    )


def _system(head: str, rest: str) -> Any:
    from custodes.survey.checking.held import SystemHeld

    words = {word for part in rest.split(", ") for word in part.split("+")} - {"nothing said"}
    ways = words & WAYS
    return SystemHeld(
        1,
        frozenset({head.split()[1].strip("-")}),
        next(iter(words & OPERATORS), ""),
        "",
        frozenset(ways),
        not ways,
        frozenset(words - ways - OPERATORS),
    )


def _used(head: str, rest: str) -> Any:
    from custodes.survey.checking.held import Used

    return Used(1, head.split()[1], rest)


def _supplier(head: str, rest: str) -> tuple[int, str, str, int]:
    name, _, number = rest.rpartition(" ")
    return 1, head.split()[1], name, int(number)


def table() -> str:
    """The cases as the document shows them, by link."""
    parts = []
    for link in dict.fromkeys(case["link"] for case in CASES):
        rows = [_line(case) for case in CASES if case["link"] == link]
        head = ["| asked of | answer | register | comes out as | what is said |", "|---|---|---|---|---|"]
        parts.append("\n".join([f"### `{link}`\n", *head, *rows]))
    return "\n\n".join(parts) + "\n"


def _line(case: Case) -> str:
    technology = f"`{case['technology']}`" if case["technology"] else "all"
    said = " ".join(text for text in (case["says"], case["evidence"]) if text)
    register = "<br>".join(case["register"].split("; ")) or "nothing"
    cells = (technology, case["answer"], register, case["outcome"].replace("_", " "), said)
    return f"| {' | '.join(cells)} |"


def published() -> Iterator[str]:
    """The document with the cases as they are now."""
    before = PAGE.read_text(encoding="utf-8").partition(HEADING)[0]
    yield f"{before}{HEADING}\n{table()}"


if __name__ == "__main__":
    PAGE.write_text("".join(published()), encoding="utf-8")
