"""What an address names of what was submitted in a wave: of the office in it, else 404."""

from typing import Any, NamedTuple

from django.http import Http404
from django.urls import NoReverseMatch, reverse

from custodes.access.models import Body
from custodes.survey.coded import Codings, codings_of, kept_of
from custodes.survey.filling import Form
from custodes.survey.instrument import Question
from custodes.survey.models import Return, Wave
from custodes.survey.submitted import Said, Submitted, history_of
from custodes.web.page import Asked
from custodes.web.pages.surveys.finding import the_wave

SECTION = "surveys"
"""Of the navigation of the office."""


def the_return_of_wave(request: Asked, wave: int, pk: int) -> Return:
    """A return of a wave that the office runs, submitted or not."""
    run = the_wave(request, wave)
    found = Return.objects.select_related("body").filter(pk=pk, wave=run).first()
    if found is None:
        raise Http404
    found.wave = run
    return found


class TheAnswer(NamedTuple):
    """One answer of a return as it was submitted last. `body`: one whose answer differs, None for that in common."""

    of: Return
    history: list[Submitted]
    key: str
    body: Body | None
    said: Said
    codings: Codings

    @property
    def now(self) -> Submitted:
        return self.history[-1]

    @property
    def question(self) -> Question | None:
        return self.now.question(self.key)

    @property
    def form(self) -> Form:
        return self.now.form

    @property
    def query(self) -> str:
        """What follows in the address of every page about it."""
        return f"?of={self.body.slug}" if self.body else ""


def the_answer(request: Asked, wave: int, pk: int, key: str) -> TheAnswer:
    """The answer that an address names, with `?of=` for a body that differs."""
    of = the_return_of_wave(request, wave, pk)
    history = history_of(of)
    if not history:
        raise Http404
    slug = request.GET.get("of", "")
    body = Body.objects.filter(slug=slug).first() if slug in history[-1].differing(key) else None
    said = history[-1].said(key, slug)
    if said is None or (slug and body is None):
        raise Http404
    kept = kept_of(one.submission for one in history)
    return TheAnswer(of, history, key, body, said, codings_of(history, kept, key, slug))


def about(wave: Wave, *further: tuple[str, str]) -> dict[str, Any]:
    """What every page about a wave is given: the office, the wave, and the way to it."""
    office = wave.office
    steps = [
        (office.name, _address("body", office.slug) or "/"),
        ("Surveys", _address("surveys", office.slug)),
        (wave.title, _address("survey_wave", office.slug, wave.pk)),
        *further,
    ]
    crumbs = [(text, href) for text, href in steps if href]
    return {"body": office, "section": SECTION, "wave": wave, "crumbs": crumbs}


def _address(name: str, *args: Any) -> str:
    """ "" for a page that is not there."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def names_of(slugs: set[str]) -> dict[str, str]:
    """Bodies by their slugs, those that a submission names. One query."""
    return dict(Body.objects.filter(slug__in=slugs).values_list("slug", "name"))
