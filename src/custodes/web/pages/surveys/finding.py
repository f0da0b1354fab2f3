"""The wave, instrument or body asked that an address names."""

from django.http import Http404

from custodes.survey.models import BodyAsked, InstrumentVersion, Wave
from custodes.web.page import Asked


def the_wave(request: Asked, pk: int) -> Wave:
    """One that the office in the address runs, else 404."""
    found = Wave.objects.select_related("office", "instrument", "earlier").defer("instrument__workbook")
    wave = found.filter(pk=pk, office=request.body_).first()
    if wave is None:
        raise Http404
    return wave


def the_instrument(request: Asked, pk: int) -> InstrumentVersion:
    """One that the office in the address keeps, else 404. Its workbook is not read."""
    kept = InstrumentVersion.objects.select_related("office").defer("workbook")
    version = kept.filter(pk=pk, office=request.body_).first()
    if version is None:
        raise Http404
    return version


def the_body_asked(request: Asked, wave: int, pk: int) -> BodyAsked:
    """A body that a wave of the office in the address asks, else 404."""
    found = BodyAsked.objects.select_related("body", "wave__office").filter(pk=pk, wave=wave)
    asked = found.filter(wave__office=request.body_).first()
    if asked is None:
        raise Http404
    return asked
