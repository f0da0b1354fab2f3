"""The wave or instrument that an address names."""

from django.http import Http404

from custodes.survey.models import InstrumentVersion, Wave
from custodes.web.page import Asked


def the_wave(request: Asked, pk: int) -> Wave:
    """One that the office in the address runs, else 404."""
    found = Wave.objects.select_related("office", "instrument", "earlier")
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
