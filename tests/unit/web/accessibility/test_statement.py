"""Anybody can read how accessible the service is, from any page."""

import pytest
from django.test import Client
from parsed import parsed


@pytest.mark.django_db
def test_it_is_read_by_whoever_is_not_signed_in_and_linked_from_itself(client: Client) -> None:
    response = client.get("/accessibility")
    page = parsed(response.content.decode())
    assert response.status_code == 200
    assert page.one("h1").text == "Accessibility of this service"
    assert "What was not" in page.one("main").text
    assert "/accessibility" in [link.attrs["href"] for link in page.one("footer").all("a")]
