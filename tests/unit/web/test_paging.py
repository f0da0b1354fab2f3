"""A long list is left through and come back to without losing what was searched."""

import pytest
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from cast import Cast, person
from custodes.access.models import Person
from custodes.web import paging
from custodes.web.paging import Page, page_of


def page(query: str, rows: int = 477, size: int = 50, total: int | None = None) -> Page[int]:
    return page_of(range(rows), RequestFactory().get(f"/devices?{query}"), total, size)


def steps(of: Page[int]) -> list[int | None]:
    return [step and step.number for step in of.steps]


@pytest.mark.parametrize(
    ("query", "number", "first"),
    [("", 1, 0), ("page=4", 4, 150), ("page=10", 10, 450), ("page=99", 10, 450)]
    + [(f"page={odd}", 1, 0) for odd in ("0", "-1", "x", "", "²", "1e3", "9" * 30)],
)
def test_which_page(query: str, number: int, first: int) -> None:
    found = page(query)
    assert (found.number, found.items[0]) == (number, first)


def test_the_last_page_holds_the_rest() -> None:
    found = page("page=10")
    assert len(found) == 27
    assert found.showing == "451 to 477 of 477"
    assert (found.next_url, found.previous_url) == ("", "/devices?page=9")


def test_nothing_is_one_empty_page() -> None:
    found = page("page=3", rows=0)
    assert (found.number, list(found), found.showing, found.next_url, found.previous_url) == (
        1,
        [],
        "0",
        "",
        "",
    )


def test_addresses_keep_every_filter_and_drop_the_page() -> None:
    found = page("maker=Axis&maker=Bosch&q=gate+4%26&page=2")
    assert found.next_url == "/devices?maker=Axis&maker=Bosch&q=gate+4%26&page=3"
    assert found.previous_url == "/devices?maker=Axis&maker=Bosch&q=gate+4%26"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1, [1, 2, None, 10]),
        (2, [1, 2, 3, None, 10]),
        (4, [1, 2, 3, 4, 5, None, 10]),
        (5, [1, None, 4, 5, 6, None, 10]),
        (10, [1, None, 9, 10]),
    ],
)
def test_which_pages_are_linked(number: int, shown: list[int | None]) -> None:
    found = page(f"page={number}")
    assert steps(found) == shown
    assert [step.number for step in found.steps if step and step.current] == [number]


@pytest.fixture
def many(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> int:
    """More people than are counted."""
    monkeypatch.setattr(paging, "COUNTED_TO", 10)
    for number in range(14):
        person(f"Person {number}")
    return Person.objects.count()


def people(query: str, total: int | None = None) -> Page[Person]:
    return page_of(Person.objects.order_by("pk"), RequestFactory().get(f"/people?{query}"), total, 4)


def test_what_is_not_counted_to_its_end_is_said_to_be_more(many: int) -> None:
    found = people("page=2")
    assert found.showing == "5 to 8 of more than 10"
    assert [step and step.number for step in found.steps] == [1, 2, 3, None]


def test_all_of_an_uncounted_list_is_reached(many: int) -> None:
    seen, url = 0, "/people?"
    while url:
        found = people(url.partition("?")[2])
        seen, url = seen + len(found), found.next_url
    assert seen == many


def test_beyond_an_uncounted_list_is_a_page_that_has_something(many: int) -> None:
    assert len(people("page=99")) == 4


def test_two_queries_and_one_when_the_total_is_known(
    many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        people("page=2")
    with django_assert_num_queries(1):
        assert people("page=2", total=many).showing == f"5 to 8 of {many}"
