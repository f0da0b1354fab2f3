"""The public site as the service shows it: without an account, only what is shown now, kept between requests."""

import datetime as dt
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import public_sites
import pytest
import waves
from django.test import Client
from django.utils import timezone

from cast import Cast, sign_in
from custodes.access.models import Body, Person
from custodes.publication.models import Draft, Edition
from custodes.publication.site import Shown, addresses, draw, shown
from custodes.publication.site.shown import public_address, shown_now, slug_of
from custodes.survey.models import Wave
from custodes.web.pages.public import views

pytestmark = pytest.mark.django_db


def wave(cast: Cast, title: str = "Autumn", version: str = "1") -> Wave:
    by = Person.objects.earliest("pk")
    asked, _ = Body.objects.get_or_create(slug="fenwick", name="Fenwick")
    return waves.wave(waves.kept(cast.office, by, version=version), by, [asked], title=title)


def edition(of: Wave, shown: Shown, from_: dt.datetime) -> Edition:
    draft = Draft.objects.create(wave=of, title=shown.title)
    return Edition.objects.create(
        slug=slug_of(of),
        draft=draft,
        wave=of,
        number=shown.number,
        title=shown.title,
        contents=shown.contents,
        digest=shown.digest,
        shown_from=from_,
        at=from_,
    )


@pytest.fixture
def two(cast: Cast) -> tuple[Edition, Edition]:
    """The first edition is shown; the second is under embargo until tomorrow."""
    of, (second, first) = wave(cast), public_sites.two_editions().editions
    now = timezone.now()
    return (
        edition(of, first, now - dt.timedelta(days=1)),
        edition(of, second, now + dt.timedelta(days=1)),
    )


def ask(path: str, **headers: Any) -> Any:
    return Client().get(f"/public/{path}", headers=headers)


def test_anybody_sees_what_is_shown_and_nothing_under_embargo(two: tuple[Edition, Edition]) -> None:
    first, second = two
    page = ask("autumn/figures/many/")
    assert page.status_code == 200
    assert "at least 2 of 4" in page.content.decode()
    assert ask("autumn/data/publication-autumn-1.zip").content == bytes(first.contents)
    for path in ("autumn/editions/2/", "autumn/editions/2/data/publication-autumn-2.zip"):
        assert ask(path).status_code == 404
    for path in ("", "feed.atom", "autumn/", "autumn/editions/", "autumn/errata/"):
        found = ask(path).content.decode()
        assert second.digest not in found
        assert "Counted again" not in found


def test_when_its_day_comes_an_edition_takes_the_place_of_the_one_before(
    two: tuple[Edition, Edition], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ask("autumn/figures/many/")
    monkeypatch.setattr(views, "timezone", SimpleNamespace(now=lambda: two[1].shown_from))
    page = ask("autumn/figures/many/", if_none_match=before["ETag"])
    assert page.status_code == 200
    assert "at least 1 of 4" in page.content.decode()
    assert "at least 2 of 4" in ask("autumn/editions/1/figures/many/").content.decode()


def test_the_pages_are_those_of_the_static_site(two: tuple[Edition, Edition]) -> None:
    site = shown_now(timezone.now())
    for address in addresses(site):
        page = ask(address)
        assert page.content == draw(site, address).data, address
        assert page["Content-Type"].startswith(draw(site, address).kind)


def test_a_page_that_somebody_has_is_not_sent_again(two: tuple[Edition, Edition]) -> None:
    page = ask("autumn/")
    assert page["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in page
    again = ask("autumn/", if_none_match=page["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert ask("autumn/figures/").headers["ETag"] != page["ETag"]


def test_where_nothing_is_the_public_look_says_so(two: tuple[Edition, Edition]) -> None:
    for path in ("x", "autumn/bodies/nobody/", "autumn/..%2f..%2fhealthz", "%00", "autumn/%E2%80%AE/"):
        page = ask(path)
        assert page.status_code == 404
        assert "Page not found" in page.content.decode()
        assert "_look/site.css" in page.content.decode()
    assert Client().get("/public/autumn").headers["Location"] == "/public/autumn/"
    assert Client().post("/public/autumn/").status_code == 405


def test_an_account_makes_no_difference(two: tuple[Edition, Edition], cast: Cast) -> None:
    signed_in = sign_in(Client(), cast.lead).get("/public/autumn/")
    assert signed_in.content == ask("autumn/").content


def test_one_small_read_for_a_page_that_is_kept(
    two: tuple[Edition, Edition], django_assert_max_num_queries: Any
) -> None:
    ask("autumn/")
    with django_assert_max_num_queries(2):
        assert ask("autumn/").status_code == 200


def test_however_many_editions_there_are_none_is_read_before_it_is_shown(
    two: tuple[Edition, Edition], django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "_shown", lru_cache(1)(shown._shown.__wrapped__))
    later = two[1].shown_from
    for _ in range(2):
        with django_assert_num_queries(1):
            site = shown_now(later)
    assert len(site.waves[0].editions) == 2
    with django_assert_num_queries(1):
        assert site.waves[0].now.files
        assert site.waves[0].now.contents


def test_waves_of_one_title_have_addresses_of_their_own_that_stay(cast: Cast) -> None:
    later, early = wave(cast), wave(cast, "Autumn!", version="2")
    assert slug_of(later) == slug_of(early) == "autumn"
    now = timezone.now()
    edition(early, public_sites.shown(), now + dt.timedelta(days=9))
    assert (slug_of(early), slug_of(later)) == ("autumn", "autumn-2")
    edition(later, public_sites.shown(name="other"), now)
    assert [one.slug for one in shown_now(now).waves] == ["autumn-2"]
    assert [one.slug for one in shown_now(now + dt.timedelta(days=9)).waves] == ["autumn", "autumn-2"]
    assert public_address().endswith("/public/")
