"""The OpenAPI document, the page that shows it, and the page about the API."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pydantic import BaseModel

from cast import Cast
from custodes.web.api.asking import scope_of
from custodes.web.api.operations import ALWAYS, OPERATIONS, ROUTER
from custodes.web.pages.api import urls  # noqa: F401 (reads every operation)

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/openapi.json").json()
    return found


def _described(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["operationId"]: one for methods in document["paths"].values() for one in methods.values()}


def test_every_operation_is_described_with_its_problems_and_its_scope(document: dict[str, Any]) -> None:
    described = _described(document)
    assert set(described) == {one.name for one in OPERATIONS}
    for operation in OPERATIONS:
        told = described[operation.name]
        assert re.search(r"Needs the scope `(read|write|history)`", told["description"]), operation.name
        assert {str(status) for status in ALWAYS} <= set(told["responses"]), operation.name
        for status, answer in told["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], operation.name


def test_changing_needs_a_token_and_reading_a_token_or_a_session(document: dict[str, Any]) -> None:
    described = _described(document)
    for operation in OPERATIONS:
        ways = [next(iter(way)) for way in described[operation.name]["security"]]
        assert ways == (["BearerToken", "BrowserSession"] if operation.method == "GET" else ["BearerToken"])


def test_no_two_shapes_share_a_name() -> None:
    """In the document the second would take the place of the first."""
    shapes: dict[str, type[BaseModel]] = {}
    for view in ROUTER.path_operations.values():
        for operation in view.operations:
            for model in operation.response_models.values():
                _gather(model, shapes)
            for model in operation.models:
                _gather(model, shapes)


def _gather(model: Any, shapes: dict[str, type[BaseModel]]) -> None:
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        for part in getattr(model, "__args__", ()):
            _gather(part, shapes)
        return
    ours = model.__module__.startswith("custodes")
    if ours and shapes.setdefault(model.__name__, model) is not model:
        raise AssertionError(f"two shapes are called {model.__name__}")
    for field in model.model_fields.values():
        _gather(field.annotation, shapes)


def test_the_page_of_operations_runs_no_script_of_its_own(client: Client) -> None:
    """Our Content-Security-Policy forbids it, and stays as strict as on every other page."""
    answer = client.get("/api/docs")
    page = answer.content.decode()
    scripts = re.findall(r"<script([^>]*)>", page)
    assert len(scripts) == 3
    assert all('src="/static/ninja/' in one or 'type="application/json"' in one for one in scripts)
    assert not re.search(r"https?://(?!127\.0\.0\.1)", page)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_the_page_about_it_says_what_there_is(client: Client) -> None:
    page = client.get("/api/").content.decode()
    for operation in OPERATIONS:
        assert f"{operation.method} /api{operation.path}" in page
    for anchor in ("conflict", "refused", "too-many"):
        assert f'id="{anchor}"' in page


def test_numbers_are_given_as_the_document_says(document: dict[str, Any], cast: Cast) -> None:
    given = document["components"]["schemas"]["DeviceSaid"]["properties"]
    assert given["technology"]["enum"][:2] == ["", "cctv_external"]
    assert given["quantity"]["anyOf"][0]["minimum"] == 0


def test_the_reference_lists_every_operation_and_no_other() -> None:
    told = (Path(__file__).parents[4] / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([A-Z]+ /api/[^`]*)` \| (\w+) \| (.*) \|$", told, re.MULTILINE)
    assert rows == [
        (f"{one.method} /api{one.path}", scope_of(one.permission), one.does.replace("`", ""))
        for one in OPERATIONS
    ]
