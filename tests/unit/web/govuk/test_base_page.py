"""What stands around every page: who is asking, where they can go, what is fictional, what just happened."""

from collections.abc import Collection
from typing import Any

import gallery
import pytest
from django import forms
from django.http import HttpRequest
from django.template import engines
from django.urls import reverse
from parsed import Element, parsed

from custodes.access.models import Body
from custodes.access.permissions import GRANTS, Permission, Reach
from custodes.access.roles import Role
from custodes.errors import Invalid
from custodes.web.govuk.places import BODY_PLACES, body_places

PAGE = '{% extends "page.html" %}{% set title = "Devices" %}{% block content %}<h1>Devices</h1>{% endblock %}'
OXMERE = Body(name="Oxmere Constabulary (fictional)", slug="oxmere", fictional=True)
REAL = Body(name="Oxmere Constabulary", slug="oxmere")


def drawn(asked: HttpRequest | None = None, **context: Any) -> Element:
    return parsed(engines["jinja2"].from_string(PAGE).render(context, request=asked or gallery.request()))


def title(tree: Element) -> str:
    return tree.one("title").text


def test_the_title_is_the_heading_and_the_name() -> None:
    tree = drawn()
    assert title(tree) == "Devices – Custodes"
    assert tree.one("h1").text == "Devices"


def test_the_title_says_that_a_form_has_errors() -> None:
    assert title(drawn(form=gallery.EveryWidget({}))) == "Error: Devices – Custodes"
    assert title(drawn(form=gallery.EveryWidget())) == "Devices – Custodes"
    assert title(drawn(form=forms.Form({}))) == "Devices – Custodes"


def test_a_title_that_says_error_says_it_once() -> None:
    source = PAGE.replace('"Devices"', '"Error: Devices"')
    tree = parsed(engines["jinja2"].from_string(source).render({"form": gallery.EveryWidget({})}))
    assert title(tree) == "Error: Devices – Custodes"


def test_the_skip_link_is_first_and_leads_to_the_content() -> None:
    tree = drawn()
    assert tree.all("a")[0].attrs["href"] == "#main-content"
    assert tree.one("main").attrs["id"] == "main-content"


def test_signing_out_is_a_post_that_only_our_page_can_make() -> None:
    form = drawn().one("header").one("form")
    assert form.attrs["method"] == "post"
    assert form.one("input", name="csrfmiddlewaretoken").attrs["value"]
    assert form.one("button").text == "Sign out"


def test_who_is_not_signed_in_is_offered_to() -> None:
    header = drawn(gallery.request(signed_in=False)).one("header")
    assert "Signed in" not in header.text
    assert not header.all("form")
    assert "Sign in" in header.text


def test_what_happened_is_told_first() -> None:
    told = drawn().one("main").one(class_="govuk-notification-banner")
    assert told.has(role="alert", class_="govuk-notification-banner--success")
    assert told.one("p").text == "Gate 4 was added"


def test_a_fictional_body_says_so_on_every_page_and_a_real_one_does_not() -> None:
    assert "this body and everything about it is made up" in drawn(body=OXMERE).one("header").text
    assert "made up" not in drawn(body=REAL).text
    assert "made up" not in drawn().text


def test_a_demo_says_so_also_outside_of_bodies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines["jinja2"].env.globals, "demo", True)  # type: ignore[attr-defined]
    assert "every body here and everything about them is made up" in drawn().one("header").text


@pytest.mark.parametrize("broken", ["", "user", "may"])
def test_it_stands_with_whatever_is_there(broken: str) -> None:
    """An error page has no person, no permissions, or not even a request."""
    template = engines["jinja2"].from_string(PAGE)
    if not broken:
        assert parsed(template.render({})).one("h1")
        return
    asked = gallery.request(signed_in=broken != "user")
    if broken == "may":
        del asked.may  # type: ignore[attr-defined]
    assert drawn(asked, body=OXMERE).one("h1")


def offered(may: Collection[Permission]) -> list[str]:
    return [place.text for place in body_places(may)]


@pytest.mark.parametrize(
    ("role", "texts"),
    [
        (Role.READER, "Overview Systems Devices Findings Returns"),
        (Role.PROCUREMENT, "Overview Systems Devices Findings Returns"),
        (Role.IT_SECURITY, "Overview Systems Devices Findings Imports Returns History"),
        (
            Role.SENIOR_RESPONSIBLE_OFFICER,
            "Overview Systems Devices Findings Returns Requests People History",
        ),
        (Role.SURVEILLANCE_LEAD, "Overview Systems Devices Findings Imports Returns Requests People History"),
    ],
)
def test_people_are_shown_the_places_they_may_open(role: Role, texts: str) -> None:
    assert " ".join(offered(GRANTS[Reach.OWN][role])) == texts


def test_a_stranger_is_shown_no_place_of_a_body() -> None:
    assert offered({Permission.PUBLIC, Permission.OWN_ACCOUNT}) == []


@pytest.mark.parametrize("page", [*(place.page for place in BODY_PLACES), "home", "account", "account_login"])
def test_every_place_is_there(page: str) -> None:
    assert reverse(page, args=["oxmere"] if page in {place.page for place in BODY_PLACES} else [])


def test_where_one_is_in_a_body_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines["jinja2"].env.globals, "url_if", lambda name, *_: f"/bodies/oxmere/{name}/")
    asked = gallery.request("/bodies/oxmere/devices/")
    nav = drawn(asked, body=OXMERE, section="devices").one("nav", **{"aria-label": OXMERE.name})
    assert [link.text for link in nav.all("a")] == [place.text for place in BODY_PLACES]
    assert [link.text for link in nav.all("a", **{"aria-current": "page"})] == ["Devices"]
    deeper = drawn(gallery.request("/bodies/oxmere/devices/7/"), body=OXMERE, section="devices")
    assert [link.text for link in deeper.all("a", **{"aria-current": "true"})] == ["Devices"]


def test_a_problem_says_what_to_do_and_every_wrong_value() -> None:
    error = Invalid("The device was not saved.", "Mend these.", {"model": "too long", "maker": "<b>"})
    tree = parsed(engines["jinja2"].get_template("problem.html").render({"error": error}, gallery.request()))
    assert title(tree) == "Error: The device was not saved – Custodes"
    assert tree.one("h1").text == "The device was not saved"
    assert "Mend these." in tree.one("main").text
    assert [item.text for item in tree.one("main").all("li")] == ["model: too long", "maker: <b>"]
