"""The API keeps to its OpenAPI document, whatever it is asked: schemathesis asks the real service."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

if TYPE_CHECKING:
    from service_process import Service

TOKENS = 12
"""Each has 600 requests a minute, and none is to be turned away for asking too often."""
EXAMPLES = 5
"""Of each operation and each kind of question."""
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]


@pytest.fixture(scope="module")
def seeded(service: "Service") -> dict[str, Any]:
    """What is in the service: tokens, and the numbers of some records."""
    script = Path(__file__).parents[1] / "fakes" / "api_seed.py"
    done = subprocess.run(
        [sys.executable, str(script), str(TOKENS)],
        env=service.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found | {"slug": "oxmere"}


def test_whatever_is_asked_the_answer_is_as_the_document_says(
    service: "Service", seeded: dict[str, Any]
) -> None:
    schema = schemathesis.openapi.from_url(f"{service.url}/api/openapi.json")
    answered: Counter[int] = Counter()
    with requests.Session() as session:
        for number, result in enumerate(schema.get_all_operations()):
            headers = {"Authorization": f"Bearer {seeded['tokens'][number % TOKENS]}"}
            for strategy in _strategies(result.ok(), seeded):
                _ask_all(strategy, session, headers, answered)
    print(dict(sorted(answered.items())))
    assert answered[200] > 40
    assert answered[422] > 100
    assert answered[429] == 0


def _strategies(operation: Any, seeded: dict[str, Any]) -> Iterator[Any]:
    """Well formed questions about records that there are, and about others; and badly formed ones."""
    known = {one.name: seeded[one.name] for one in operation.path_parameters if one.name in seeded}
    yield operation.as_strategy(generation_mode=GenerationMode.POSITIVE, path_parameters=known or None)
    yield operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)


def _ask_all(strategy: Any, session: requests.Session, headers: Any, answered: Counter[int]) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def ask(case: Any) -> None:
        answer = case.call_and_validate(session=session, headers=headers, checks=CHECKS)
        answered[answer.status_code] += 1

    ask()


def test_the_examples_in_the_guide_work_as_they_stand(
    service: "Service", seeded: dict[str, Any], tmp_path: Path
) -> None:
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    guide = (Path(__file__).parents[2] / "docs" / "how-to" / "use-the-api.md").read_text(encoding="utf-8")
    blocks = [block for block in re.findall(r"```sh\n(.*?)```", guide, re.DOTALL) if "curl" in block]
    assert len(blocks) > 5
    (tmp_path / "cameras.csv").write_text("brand,model,system\nAxis,P3245-LV,Town centre\n")
    ours = {"CUSTODES": service.url, "TOKEN": seeded["tokens"][-1]}
    for block in blocks:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            env=os.environ | ours, cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, block + done.stdout + done.stderr
    assert (tmp_path / "flagged.xlsx").stat().st_size > 1_000
    assert json.loads((tmp_path / "import.json").read_text())["report"]["accepted"] == 1
