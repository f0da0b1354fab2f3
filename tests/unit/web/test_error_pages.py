"""What goes wrong outside of a view is a page that says what to do; and nothing is told that should not be."""

import io
import logging
from typing import Any

import gallery
import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, resolve, reverse
from parsed import parsed

from cast import Cast, sign_in
from custodes.web import urls
from custodes.web.middleware import SecondFactor
from custodes.web.pages import errors

BROKEN: dict[str, Exception] = {
    "missing": Http404("a secret"),
    "denied": PermissionDenied("a secret"),
    "odd": SuspiciousOperation("a secret"),
    "bug": ZeroDivisionError("a secret"),
}


def breaking(error: Exception) -> Any:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


class Routes:
    """Pages that break, with the service's own handlers."""

    handler400, handler403 = urls.handler400, urls.handler403
    handler404, handler500 = urls.handler404, urls.handler500
    urlpatterns = (*urls.urlpatterns, *(path(f"broken/{name}/", breaking(e)) for name, e in BROKEN.items()))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "status", "heading"),
    [
        ("missing", 404, "Page not found"),
        ("denied", 403, "You cannot open this page"),
        ("odd", 400, "The service could not understand what your browser sent"),
        ("bug", 500, "Sorry, there is a problem with the service"),
    ],
)
def test_each_says_what_happened_and_nothing_of_the_inside(
    settings: Any, name: str, status: int, heading: str
) -> None:
    settings.ROOT_URLCONF = Routes
    response = Client(raise_request_exception=False).get(f"/broken/{name}/")
    page = parsed(response.content.decode())
    assert response.status_code == status
    assert page.one("h1").text == heading
    assert page.one("title").text == f"Error: {heading} – Custodes"
    assert len(page.one("main").one("p").text) > 30
    assert "secret" not in response.content.decode()


def test_one_that_is_signed_in_keeps_the_way_out(cast: Cast, client: Client) -> None:
    page = parsed(sign_in(client, cast.reader).get("/nothing/here/").content.decode())
    assert str(cast.reader) in page.one("header").text
    assert page.one("header").all("form")


def test_a_bug_is_told_without_asking_the_database() -> None:
    response = errors.server_error(gallery.request())  # no fixture lets this test reach a database
    assert response.status_code == 500
    page = parsed(response.content.decode())
    assert "Signed in" not in page.text
    assert [link.text for link in page.one("nav").all("a")] == [
        "Home"
    ]  # nobody knows who is asking: no "Sign in"


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused_in_words() -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x"})
    assert response.status_code == 403
    assert parsed(response.content.decode()).one("h1").text == "This form could not be accepted"


def test_trying_too_often_has_its_page() -> None:
    response = errors.too_many(gallery.request(signed_in=False))
    assert response.status_code == 429
    assert "Wait a few minutes" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("link", ["/invitations/its-key", "/first-run/its-key", "/reset-password/1/its-key"])
def test_a_failure_is_logged_without_the_secret_of_a_link(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a bug's, nor that of a form that was refused."""
    (console,) = logging.getLogger("django").handlers
    assert isinstance(console, logging.StreamHandler)
    log = io.StringIO()
    monkeypatch.setattr(console, "stream", log)
    Client(enforce_csrf_checks=True).post(link)
    assert "Forbidden (CSRF" in log.getvalue()
    monkeypatch.setattr(SecondFactor, "_may_pass", lambda *given: 1 / 0)
    assert Client(raise_request_exception=False).get(link).status_code == 500
    assert f"Internal Server Error: /{resolve(link).route}" in log.getvalue()
    assert "ZeroDivisionError" in log.getvalue()
    assert "its-key" not in log.getvalue()


def body_of(page: Any) -> list[str]:
    return [nav.attrs["aria-label"] for nav in page.all("nav") if nav.all("a", class_="custodes-body__link")]


@pytest.mark.parametrize(("place", "status"), [("devices/999999", 404), ("people", 403)])
def test_inside_a_body_the_way_to_its_pages_stays(cast: Cast, place: str, status: int) -> None:
    answer = sign_in(Client(), cast.reader).get(f"/bodies/oxmere/{place}")
    page = parsed(answer.content.decode())
    assert answer.status_code == status
    assert body_of(page) == [cast.oxmere.name]
    assert not page.one("h1").text.endswith(".")


def test_whoever_has_no_role_there_is_not_shown_its_pages(cast: Cast) -> None:
    answer = sign_in(Client(), cast.stranger).get("/bodies/oxmere/devices")
    assert answer.status_code == 404
    assert body_of(parsed(answer.content.decode())) == []


def test_opening_what_only_takes_forms_says_so(cast: Cast) -> None:
    answer = sign_in(Client(), cast.lead).get("/bodies/oxmere/people/invitations/1/send-again")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert parsed(answer.content.decode()).one("h1").text == "There is nothing to see at this address"


@pytest.mark.django_db
def test_what_was_sent_after_the_session_ended_leads_home_not_to_an_address_for_forms() -> None:
    sent = Client().post("/bodies/oxmere/people/invitations/1/send-again")
    opened = Client().get("/bodies/oxmere/devices")
    assert sent.headers["Location"].endswith("?next=/")
    assert opened.headers["Location"].endswith("?next=/bodies/oxmere/devices")
