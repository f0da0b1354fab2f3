"""The reference page gives the weights that the code uses."""

import re
from pathlib import Path

from custodes.identity import judgement, opinions
from custodes.identity.compare.name import WEIGHTS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "identification.md"


def test_weights_on_the_page_are_those_of_the_code() -> None:
    table = PAGE.read_text(encoding="utf-8").split("## Weights")[1]
    printed = sorted(float(weight) for weight in re.findall(r"\| (\d\.\d\d) \|", table))
    used = [opinions.MODEL_WEIGHT, opinions.MODEL_NAME_WEIGHT, opinions.RELABEL_WEIGHT, opinions.MAC_WEIGHT]
    assert printed == sorted([*WEIGHTS.values(), *used, judgement.CONFLICT])


def test_statuses_on_the_page_are_those_of_the_code() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == {
        "identified",
        "ambiguous",
        "not_an_answer",
        "unknown",
    }
