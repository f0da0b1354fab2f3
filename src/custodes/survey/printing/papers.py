"""What stands on the paper of a return and of a submission, as the data that `paper.typ` sets."""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from django.utils import timezone

from custodes.access.models import Body
from custodes.survey.filling import Form, Given, Standing, State
from custodes.survey.filling.keys import Key, parse
from custodes.survey.filling.seeing import NOT_SHOWN, hidden_from, shown_of
from custodes.survey.in_words import in_words as answer_in_words
from custodes.survey.instrument import Question
from custodes.survey.models import BodyAsked, Return, Submission
from custodes.survey.offline.conditions import first
from custodes.survey.printing.layout import Item, Paper, paper_of, sections_of
from custodes.survey.printing.typesetting import pdf
from custodes.survey.returns import Answers, answers_of, bodies_of, outcome_of
from custodes.survey.sections import Seen, answered_in, coverage_of
from custodes.survey.submitted import Said, Submitted, concerns, history_of

NOTHING = "No answer"


def return_pdf(of: Return, seen: Seen | None = None) -> bytes:
    """A return as it stands. Raises UserError where it is too long to be set."""
    return pdf(return_paper(of, seen))


def submission_pdf(submission: Submission, seen: Seen | None = None) -> bytes:
    """A submission as it was sealed, with its hash. Raises UserError where it is too long to be set."""
    return pdf(submission_paper(submission, seen))


def return_paper(of: Return, seen: Seen | None = None) -> Paper:
    """What is asked as the answers stand, and what was answered and is not counted.

    `seen`: what people of another body see of it, None for all.
    """
    answers = answers_of(of)
    outcome = shown_of(outcome_of(of, answers), seen.sections if seen else None)
    answered = answered_in(coverage_of(of))
    answered = answered & seen.sections if seen else answered
    standings = {
        key: one
        for key, one in outcome.standings.items()
        if one.question.asked and (one.applies or one.not_counted) and one.part.section in answered
    }
    names = {body.pk: body.name for body in bodies_of(of) if seen is None or body == seen.body}

    def item(key: Key) -> Item:
        one = standings[key]
        label = outcome.text(key, first(one.question.label)) or key.name
        return _draft(outcome.form, one, label) | {"extra": _draft_extra(outcome.form, one, answers, names)}

    draft = of.state != Return.State.SUBMITTED
    lead = (
        "This is a draft: it was not submitted."
        if draft
        else "These are the answers that were submitted last."
    )
    return paper_of(
        outcome.form,
        title=f"{of.wave.title}: return of {of.body.name}",
        lead=f"{lead} It shows the return as it stood on {_moment(timezone.now())}.",
        mark="DRAFT" if draft else "Not the sealed copy",
        facts=[
            *_facts_of(of, seen),
            ("State", of.get_state_display()),
            ("To be submitted by", _due(of)),
            *_shown(seen),
        ],
        author=of.body.name,
        fictional=of.body.fictional,
        sections=sections_of(outcome.form, standings, item),
    )


def _draft(form: Form, one: Standing, label: str) -> Item:
    if one.unseen:
        return {"label": label, "told": "", "answer": "", "absent": NOT_SHOWN}
    value = one.value if one.told else one.given.value
    state = State.ANSWERED if one.told and value else one.given.state
    said = Said(state, value, one.given.other, one.given.exemption)
    answer = "" if state is State.BLANK else answer_in_words(one.question, said, form)
    return {"label": label, "told": "", "answer": answer, "absent": NOTHING}


def _draft_extra(
    form: Form, one: Standing, answers: Answers, names: Mapping[int, str]
) -> list[tuple[str, str]]:
    found = [("Note", one.given.note)] if one.given.note else []
    if one.not_counted:
        found.append(("Not counted", "it is not asked as the other answers stand now"))
    if one.applies and one.wrong:
        found.append(("To be corrected", one.wrong))
    for body, name in names.items():
        answer = answers.of_bodies.get(body, {}).get(str(one.key))
        if answer:
            found.append((f"Only {name}", _given(one.question, answer.given, form)))
    return found


def _shown(seen: Seen | None) -> list[tuple[str, str]]:
    return [("Shown here", seen.told)] if seen else []


def _given(question: Question, given: Given, form: Form) -> str:
    said = Said(given.state, given.value, given.other, given.exemption)
    return f"{answer_in_words(question, said, form)}{f'. Note: {given.note}' if given.note else ''}"


def submission_paper(submission: Submission, seen: Seen | None = None) -> Paper:
    """Everything that was sealed, blank answers to what was asked too. `seen`: as of `return_paper`."""
    of = submission.of
    history = history_of(of)
    at = next(at for at, one in enumerate(history) if one.submission.pk == submission.pk)
    sealed, before = history[at], history[at - 1] if at else None
    reason = submission.reason if seen is None or concerns(before, sealed, seen.body.slug) else ""
    keys = {key: text for text in sealed.keys if (key := parse(text)) and _asked(sealed, text, seen)}
    hidden = hidden_from(sealed.form, seen.sections) if seen else frozenset[str]()
    names = _names([slug for slug in sealed.told["differences"] if seen is None or slug == seen.body.slug])

    def item(key: Key) -> Item:
        return _sealed(sealed, keys[key], names, hidden, checks=seen is None)

    first_one = submission.number == 1
    facts = [
        *_sealed_facts(sealed, seen),
        ("Submission", "1, the first" if first_one else f"{submission.number}, a correction"),
        (
            "Submitted",
            _moment(submission.at) + (f", signed off by {submission.by.name}" if submission.by else ""),
        ),
        *([("Why it was corrected", reason)] if reason else []),
        ("SHA-256 of the contents", submission.digest),
        *_shown(seen),
    ]
    return paper_of(
        sealed.form,
        title=f"{of.wave.title}: return of {of.body.name}, submission {submission.number}",
        lead="",
        mark=f"Submission {submission.number}",
        facts=facts,
        author=of.body.name,
        fictional=of.body.fictional,
        sections=sections_of(sealed.form, keys, item),
    )


def _sealed_facts(sealed: Submitted, seen: Seen | None) -> list[tuple[str, str]]:
    """Of whom and on which form it was given: since then, the wave may have another, and the return other bodies."""
    of, told = sealed.submission.of, sealed.told
    covers = [
        slug for slug, sections in told["covers"].items() if seen is None or seen.sections & {*sections}
    ]
    others = sorted(name for slug, name in _names(covers).items() if slug != told["body"])
    version = told["instrument"]["version"]
    title = sealed.form.instrument.title
    return [
        ("Return of", of.body.name),
        *([("It also answers for", ", ".join(others))] if others else []),
        ("Asked by", of.wave.office.name),
        ("Questionnaire", f"{title}, version {version}" if version else title),
    ]


def _names(slugs: Iterable[str]) -> dict[str, str]:
    return dict(Body.objects.filter(slug__in=list(slugs)).values_list("slug", "name"))


def _asked(sealed: Submitted, key: str, seen: Seen | None) -> bool:
    question, part = sealed.question(key), sealed.part(key)
    if question is None or part is None:
        return False
    return question.asked and (seen is None or part.section in seen.sections)


def _sealed(
    sealed: Submitted, key: str, names: Mapping[str, str], hidden: Container[str], *, checks: bool
) -> Item:
    question, said = sealed.question(key), sealed.said(key)
    assert question is not None
    if sealed.unseen(key, hidden):
        return {"label": sealed.wording(key, hidden), "told": "", "answer": "", "absent": NOT_SHOWN}
    answer = "" if said is None or said.state is State.BLANK else answer_in_words(question, said, sealed.form)
    extra = [("Note", said.note)] if said and said.note else []
    for check in sealed.checks(key) if checks else ():
        extra += [("The register", check.evidence), ("Explanation", check.explanation)]
    for slug in sealed.differing(key):
        if slug in names:
            own = sealed.said(key, slug)
            told = answer_in_words(question, own, sealed.form) if own else "Not asked"
            extra.append((f"Only {names[slug]}", told))
    absent = NOTHING if said else "Not asked of the others"
    return {
        "label": sealed.wording(key, hidden),
        "told": "",
        "answer": answer,
        "absent": absent,
        "extra": extra,
    }


def _facts_of(of: Return, seen: Seen | None) -> list[tuple[str, str]]:
    others = [body.name for body in bodies_of(of, seen.sections if seen else None) if body.pk != of.body_id]
    return [
        ("Return of", of.body.name),
        *([("It also answers for", ", ".join(others))] if others else []),
        ("Asked by", of.wave.office.name),
        ("Questionnaire", str(of.wave.instrument)),
    ]


def _due(of: Return) -> str:
    asked = BodyAsked.objects.filter(wave=of.wave, body=of.body).select_related("wave").first()
    return f"{(asked.due_on if asked else of.wave.closes_on):%-d %B %Y}"


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%-d %B %Y at %H:%M}"
