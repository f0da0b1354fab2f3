"""Every operation: refused to who has no token, to strangers, and to tokens without the scope."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from api_programs import Estate, Program
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve

from cast import Cast, sign_in
from custodes.access.permissions import SCOPES, Permission, Scope
from custodes.web.api.operations import OPERATIONS, Operation
from custodes.web.pages.api import urls  # noqa: F401 (reads every operation)

Programs = Callable[..., Program]


class Sample(NamedTuple):
    """A request that would be answered if the permission were there."""

    given: Any = None
    data: Any = None
    query: str = ""


WHY = Sample({"reason": "A good one"})
SAMPLES: dict[str, Sample] = {
    "list_devices": Sample(query="body=oxmere"),
    "list_systems": Sample(query="body=oxmere"),
    "list_imports": Sample(query="body=oxmere"),
    "add_system": Sample({"body": "oxmere", "name": "Car parks"}),
    "change_system": Sample({"revision": 1, "purpose": "Safety"}),
    "withdraw_system": WHY,
    "stop_sharing_system": WHY,
    "add_use": Sample({"body": "marlbank"}),
    "add_device": Sample({"system": "{system}", "brand": "Bosch"}),
    "change_device": Sample({"revision": 1, "site": "Roof"}),
    "change_devices": Sample({"ids": ["{device}"], "change": {"site": "Roof"}}),
    "withdraw_devices": Sample({"ids": ["{device}"], "reason": "Sold"}),
    "withdraw_device": WHY,
    "restore_device": WHY,
    "upload": Sample(data={"body": "oxmere", "observed_on": "2026-03-01"}),
    "map_columns": Sample({"mapping": {}}),
    "judge": Sample({"about": "maker", "value": "Axis", "reason": "Seen", "revision": 1}),
    "take_back": WHY,
    "decide": Sample({"choice": "nothing"}),
    "undo": WHY,
}
"""By operation; those that are not here need no more than their path."""

ABOUT_YOURSELF = {"list_bodies"}
"""Operations that a stranger may ask, and gets what is their own."""


def _ask(program: Any, operation: Operation, estate: Estate) -> Any:
    places = {
        "slug": "oxmere", "system": estate.system.pk, "device": estate.device.pk, "use": estate.use.pk,
        "number": estate.imported.pk, "judgement": 1, "name": "devices.csv",
    }  # fmt: skip
    sample = SAMPLES.get(operation.name, Sample())
    path = operation.path.format(**places) + (f"?{sample.query}" if sample.query else "")
    form = {"data": sample.data | {"files": _list()}} if sample.data else {}
    answer = program(operation.method, path, _filled(sample.given, places), **form)
    if answer.streaming:
        answer.getvalue()
    return answer


def _list() -> SimpleUploadedFile:
    return SimpleUploadedFile("list.csv", b"brand,model\nAxis,P3245\n")


def _without_token(client: Client) -> Any:
    def ask(method: str, path: str, given: Any = None, **form: Any) -> Any:
        if form:
            return client.post(f"/api{path}", **form)
        return client.generic(method, f"/api{path}", json.dumps(given or {}), "application/json")

    return ask


def _filled(given: Any, places: dict[str, Any]) -> Any:
    if isinstance(given, dict):
        return {name: _filled(value, places) for name, value in given.items()}
    if isinstance(given, list):
        return [_filled(value, places) for value in given]
    return places[given[1:-1]] if isinstance(given, str) and given.startswith("{") else given


def _named() -> list[Any]:
    return [pytest.param(one, id=one.name) for one in OPERATIONS]


def test_there_are_operations_for_all_permissions_of_the_register() -> None:
    needed = {Permission(p) for scope in SCOPES.values() for p in scope}
    assert {one.permission for one in OPERATIONS} == needed


@pytest.mark.django_db
@pytest.mark.parametrize("operation", _named())
def test_nobody_gets_in_without_a_token(operation: Operation, estate: Estate) -> None:
    client = Client()
    answer = _ask(_without_token(client), operation, estate)
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.django_db
@pytest.mark.parametrize("operation", _named())
def test_a_stranger_is_refused(operation: Operation, cast: Cast, estate: Estate, program: Programs) -> None:
    """Surveillance lead of another body, with every scope."""
    answer = _ask(program(cast.stranger), operation, estate)
    if operation.name in ABOUT_YOURSELF:
        assert "oxmere" not in answer.content.decode()
    else:
        assert answer.status_code in (403, 404), answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("operation", _named())
def test_a_token_needs_the_scope(operation: Operation, cast: Cast, estate: Estate, program: Programs) -> None:
    """The right person, with a token that is for everything else."""
    others = [scope for scope in Scope if operation.permission not in SCOPES[scope]]
    answer = _ask(program(cast.lead, *others), operation, estate)
    assert answer.status_code == 403
    assert "scope" in answer.json()["mend"]


@pytest.mark.django_db
@pytest.mark.parametrize("operation", _named())
def test_the_right_person_is_let_in(
    operation: Operation, cast: Cast, estate: Estate, program: Programs
) -> None:
    """Or the refusals above would say nothing."""
    answer = _ask(program(cast.lead), operation, estate)
    assert answer.status_code not in (401, 403, 405, 500), answer.content
    assert answer.status_code != 404 or "you can see" not in answer.json()["detail"], answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("operation", _named())
def test_a_cookie_reads_and_changes_nothing(operation: Operation, cast: Cast, estate: Estate) -> None:
    client = sign_in(Client(), cast.lead)
    answer = _ask(_without_token(client), operation, estate)
    if operation.method == "GET":
        assert answer.status_code not in (401, 403), answer.content
    else:
        assert answer.status_code == 401


def test_every_operation_is_at_its_own_address() -> None:
    for one in OPERATIONS:
        path = one.path.replace("{slug}", "oxmere")
        for name in ("system", "device", "use", "number", "judgement"):
            path = path.replace(f"{{{name}}}", "1")
        assert resolve(f"/api{path}").func is not None
