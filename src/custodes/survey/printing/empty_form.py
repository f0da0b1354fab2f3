"""An instrument as an empty form, to be filled in by hand."""

from custodes.survey.filling import Form
from custodes.survey.filling.keys import Key
from custodes.survey.instrument import ALWAYS, Question
from custodes.survey.keeping import form_of
from custodes.survey.models import InstrumentVersion
from custodes.survey.offline.asking import asked_for
from custodes.survey.offline.cells import choices_of
from custodes.survey.offline.conditions import first, in_words, without_answers
from custodes.survey.printing.layout import Item, Paper, paper_of, sections_of
from custodes.survey.printing.typesetting import pdf

SPACE = {"text": 5, "select_one": 0, "select_multiple": 0, "rank": 0, "acknowledge": 0}
"""Lines to write on, by the kind of question; one for what is not named."""


def instrument_pdf(version: InstrumentVersion) -> bytes:
    """An instrument as an empty form, to be filled in by hand. Raises UserError where it is too long to be set."""
    return pdf(instrument_paper(version))


def instrument_paper(version: InstrumentVersion) -> Paper:
    """Every question with its hint, when it is asked, and room to answer it."""
    form = form_of(version)
    keys = {
        Key(name, (1,) * len(part.place.repeats)): part
        for name, part in form.by_name.items()
        if isinstance(part.item, Question) and (part.asked or part.item.kind == "note")
    }

    def item(key: Key) -> Item:
        question = keys[key].item
        assert isinstance(question, Question)
        return _empty(form, question)

    facts = [
        ("Asked by", version.office.name),
        ("Version", version.version or "none is named"),
        ("Questions", f"{version.questions:,}"),
        *([("About", form.instrument.about)] if form.instrument.about else []),
        ("If there is no answer", "Write why instead: not known, not held, or withheld, with the exemption."),
    ]
    return paper_of(
        form,
        title=version.title,
        lead="An empty form, to be filled in by hand.",
        mark="",
        facts=facts,
        author=version.office.name,
        sections=sections_of(form, keys, item, empty=True),
        fictional=version.office.fictional,
        empty=True,
    )


def _empty(form: Form, question: Question) -> Item:
    choices = (
        list(choices_of(question).values()) if question.choices or question.kind == "acknowledge" else []
    )
    must = "Must be answered." if question.required == ALWAYS else ""
    told = (
        without_answers(first(question.hint)),
        asked_for(question),
        must,
        in_words(form, question.relevant),
    )
    space = SPACE.get(question.kind, 1) if question.asked else 0
    return {
        "label": without_answers(first(question.label)) or question.name,
        "told": "\n".join(filter(None, told)) if question.asked else "",
        "choices": choices,
        "space": max(space, 2 if question.or_other else 0),
    }
