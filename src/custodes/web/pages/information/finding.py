"""What an address names, and what every page of it shows."""

from typing import Any

from django.http import Http404

from custodes.publication.models import InformationAnswer, InformationRequest
from custodes.web.page import Asked


def the_request(asked: Asked, pk: int) -> InformationRequest:
    """One that came to the body in the address, else 404."""
    found = InformationRequest.objects.select_related("body", "by").filter(pk=pk, body=asked.body_).first()
    if found is None:
        raise Http404
    return found


def the_answer(asked: Asked, pk: int, number: int) -> InformationAnswer:
    """One to such a request, else 404."""
    held = the_request(asked, pk)
    found = held.answers.select_related("by").filter(number=number).first()
    if found is None:
        raise Http404
    found.request = held
    return found


def about(asked: Asked) -> dict[str, Any]:
    """What every page of these shows."""
    return {"body": asked.body_, "section": "requests"}
