"""Whatever goes wrong is a problem as RFC 9457 has it, and says nothing of our insides."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from api_programs import Estate, Program
from django.test import Client
from django.utils import timezone

from cast import Cast, sign_in
from custodes.access import actions as access
from custodes.access.models import Token
from custodes.web.api import limits
from custodes.web.api.problems import KINDS
from custodes.web.api.resources import bodies

Programs = Callable[..., Program]
pytestmark = pytest.mark.django_db


def _problem(answer: Any, status: int) -> dict[str, Any]:
    """What every problem has."""
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    assert told["title"] == KINDS[status].title
    assert told["type"].endswith(f"/api/#{KINDS[status].name}")
    assert told["detail"]
    return told


@pytest.mark.parametrize("said", ["Bearer ", "Bearer", "Basic aWRhOnNlY3JldA==", ""])
def test_no_token(said: str, cast: Cast) -> None:
    answer = Client(headers={"authorization": said}).get("/api/bodies")
    told = _problem(answer, 401)
    assert told["detail"] == "There is no token."
    assert "Authorization: Bearer" in told["mend"]
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Custodes"'


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_that_is_refused_is_not_told_why(method: str, cast: Cast, program: Programs) -> None:
    """Not known, revoked and out of time are the same to whoever may have found it."""
    revoked, old = program(cast.lead), program(cast.lead)
    assert revoked("GET", "/bodies").status_code == 200
    access.revoke_token(by=cast.lead, token=revoked.token)
    Token.objects.filter(pk=old.token.pk).update(expires_at=timezone.now())
    path = "/bodies" if method == "GET" else "/systems"
    answers = [revoked(method, path), old(method, path)]
    for said in ("Bearer nonsense", "Bearer \N{LATIN SMALL LETTER E WITH ACUTE}"):
        answers.append(Client(headers={"authorization": said}).generic(method, f"/api{path}"))
    for answer in answers:
        told = _problem(answer, 401)
        assert told["detail"] == "This token is not known, has expired or was revoked."
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Custodes", error="invalid_token"'


def test_a_bad_token_beside_a_good_cookie_is_a_bad_token(cast: Cast, client: Client) -> None:
    sign_in(client, cast.lead)
    assert client.get("/api/bodies").status_code == 200
    _problem(client.get("/api/bodies", headers={"authorization": "Bearer nonsense"}), 401)


@pytest.mark.parametrize("path", ["/nowhere", "/bodies/nowhere", "/devices/1/2/3", "/systems/4"])
def test_nothing_there(path: str, cast: Cast, program: Programs) -> None:
    _problem(program(cast.lead)("GET", path), 404)


def test_a_method_that_is_not_for_this(cast: Cast, program: Programs) -> None:
    answer = program(cast.lead)("DELETE", "/devices")
    _problem(answer, 405)
    assert {part.strip() for part in answer.headers["Allow"].split(",")} == {"GET", "POST", "PATCH"}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/nothing", "/devices/", "/devices/1/"])
def test_no_page_answers_a_program_that_has_the_address_wrong(method: str, path: str, cast: Cast) -> None:
    """Also where somebody is signed in, and Django would look for the key of a form."""
    client = sign_in(Client(enforce_csrf_checks=True), cast.lead)
    told = _problem(client.generic(method, f"/api{path}"), 404)
    assert ("slash" in told["mend"]) == path.endswith("/")


@pytest.mark.parametrize("path", ["/", "/docs", "/openapi.json"])
def test_what_is_about_the_api_is_only_read(path: str, cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.get(f"/api{path}").status_code == 200
    for method in ("POST", "PATCH", "DELETE"):
        answer = client.generic(method, f"/api{path}")
        _problem(answer, 405)
        assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("sent", [b"{", b"\xff", b"[1, 2", b'"text"', b"nul\x00"])
def test_what_is_no_json(sent: bytes, cast: Cast, program: Programs) -> None:
    answer = program(cast.lead)("POST", "/systems", data=sent, content_type="application/json")
    _problem(answer, 422 if sent == b'"text"' else 400)


@pytest.mark.parametrize("query", ["?q=%00", "?q=a%00b&body=oxmere"])
def test_characters_that_no_text_has(query: str, cast: Cast, program: Programs) -> None:
    _problem(program(cast.lead)("GET", f"/devices{query}"), 400)


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_the_same_in_what_is_sent(text: str, cast: Cast, estate: Estate, program: Programs) -> None:
    told = _problem(program(cast.lead)("POST", "/systems", {"body": "oxmere", "name": text}), 422)
    assert "name" in told["fields"]


@pytest.mark.parametrize("number", ["0", "-1", "9223372036854775808", "1e3", "one"])
def test_numbers_that_no_record_has(number: str, cast: Cast, program: Programs) -> None:
    _problem(program(cast.lead)("GET", f"/devices/{number}"), 422)


def test_a_request_that_is_too_large(cast: Cast, program: Programs, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    _problem(program(cast.lead)("POST", "/systems", {"body": "oxmere", "name": "x" * 2_000}), 413)


def test_a_bug_of_ours_tells_nothing_of_it(
    cast: Cast, program: Programs, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr(bodies, "_shown", broken)
    answer = program(cast.lead)("GET", "/bodies/oxmere")
    assert "swordfish" not in answer.content.decode()
    _problem(answer, 500)
    assert "swordfish" in caplog.text


def test_too_many_requests_are_told_when_to_come_back(
    cast: Cast, program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "A_MINUTE", 2)
    monkeypatch.setattr("time.time", lambda: 1_800_000_010.0)
    ask, other = program(cast.lead), program(cast.lead)
    assert [ask("GET", "/bodies").status_code for _ in range(3)] == [200, 200, 429]
    answer = ask("GET", "/bodies")
    _problem(answer, 429)
    assert answer.headers["Retry-After"] == "50"
    assert other("GET", "/bodies").status_code == 200
    monkeypatch.setattr("time.time", lambda: 1_800_000_060.0)
    assert ask("GET", "/bodies").status_code == 200


def test_no_request_is_lost_where_several_are_counted_at_once(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each locks the file by a handle of its own, as processes do."""
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr("time.time", lambda: 1_800_000_010.0)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(limits.spend, ["token-1"] * 200))
    _, count = limits.COUNT.unpack((tmp_path / "api-use" / "token-1").read_bytes())
    assert count == 200
