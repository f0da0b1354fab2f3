"""What an address of a publication names."""

from typing import Any

from django.http import Http404

from custodes.publication.models import Draft
from custodes.publication.preparing import open_draft
from custodes.survey.models import Wave
from custodes.web.page import Asked
from custodes.web.pages.surveys.finding import the_wave


def the_draft(request: Asked, wave: int) -> Draft:
    """The one that the office in the address prepares of the wave, else 404."""
    held = the_wave(request, wave)
    found = open_draft(held)
    if found is None:
        raise Http404
    found.wave = held
    return found


def about(request: Asked, wave: Wave) -> dict[str, Any]:
    """What every page of these shows."""
    return {"body": request.body_, "section": "surveys", "wave": wave}
