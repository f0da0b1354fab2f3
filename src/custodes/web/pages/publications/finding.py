"""What an address of a publication names."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404

from custodes.publication.models import Draft
from custodes.publication.preparing import Prepared, open_draft
from custodes.publication.site.model import Shown, Site
from custodes.publication.site.preview import site_of
from custodes.publication.site.shown import public_address
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


def previewed(held: Draft, found: Prepared, earlier: Sequence[Shown] = ()) -> Site:
    """The site as it would be with a draft as the next edition. `earlier`: editions that are shown."""
    return site_of(
        found.files,
        number=found.number,
        title=held.title,
        slug=found.slug,
        address=public_address(),
        at=found.at,
        earlier=earlier,
    )


def about(request: Asked, wave: Wave) -> dict[str, Any]:
    """What every page of these shows."""
    return {"body": request.body_, "section": "surveys", "wave": wave}
