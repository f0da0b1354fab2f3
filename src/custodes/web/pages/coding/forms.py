"""What is asked of somebody who reads an answer."""

from collections.abc import Sequence
from typing import Any

from django import forms

from custodes.survey.actions.coding import LONGEST_CATEGORY, LONGEST_RATIONALE
from custodes.survey.filling import Form, State
from custodes.survey.filling.given import NOT_KNOWN, OTHER
from custodes.survey.in_words import words
from custodes.survey.instrument import Question
from custodes.web.govuk.fields import Hinted

READ_AS = [
    (State.ANSWERED, Hinted("An answer", "It says what was asked")),
    (State.NOT_KNOWN, Hinted("Not known", "It says, in whatever words, that they do not know")),
    (State.NOT_HELD, Hinted("Not held", "It says that they do not have this information")),
    (State.WITHHELD, Hinted("Withheld", "It says that they will not tell")),
    (
        State.NON_ANSWER,
        Hinted(
            "A non-answer", "It answers another question than was asked, such as that policy was followed"
        ),
    ),
]
NEW = "+"
"""The choice of a category that nobody has used yet."""


class CodingForm(forms.Form):
    """A state, a category where it is answered, and why."""

    mark_optional = False  # the one that is not always needed says when it is

    state = forms.ChoiceField(
        label="What is it?",
        choices=[(str(state), label) for state, label in READ_AS],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what the answer is"},
    )
    rationale = forms.CharField(
        label="Why do you read it so?",
        help_text="It stands beside your reading and your name, for good",
        max_length=LONGEST_RATIONALE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why you read it so"},
    )
    submission = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, question: Question | None, form: Form, used: Sequence[str], **kwargs: Any
    ) -> None:
        """`used`: categories that answers to the same question were read as already."""
        super().__init__(*args, **kwargs)
        self.is_several = bool(question and question.kind == "select_multiple")
        chosen = question is not None and question.kind in ("select_one", "select_multiple")
        if chosen and question:
            self.fields["reading"] = _choices(question, form, self.is_several)
        else:
            if used:
                self.fields["used"] = _used(used)
            self.fields["reading"] = _free(bool(used))
        self.order_fields(["state", "used", "reading", "rationale", "submission"])

    def clean(self) -> dict[str, Any]:
        """`reading`: what was chosen or entered."""
        given = super().clean() or self.cleaned_data
        chosen = given.get("reading") or ""
        text = " ".join(chosen) if isinstance(chosen, list) else chosen
        used = given.get("used", NEW)
        given["reading"] = text if used in (NEW, "") else used
        return given


def _choices(question: Question, form: Form, several: bool) -> forms.Field:
    offered = [
        (choice.name, words(choice.label, form) or choice.name)
        for choice in question.choices
        if choice.name != NOT_KNOWN
    ]
    offered += [(OTHER, "Something else")] if question.or_other else []
    label = "If it is an answer, which of the choices does it say?"
    if several:
        return forms.MultipleChoiceField(
            label=label, choices=offered, required=False, widget=forms.CheckboxSelectMultiple
        )
    return forms.ChoiceField(label=label, choices=offered, required=False, widget=forms.RadioSelect)


def _used(used: Sequence[str]) -> forms.Field:
    return forms.ChoiceField(
        label="If it is an answer, what does it say?",
        choices=[*((one, one) for one in used), (NEW, "Another category")],
        required=False,
        widget=forms.RadioSelect,
        help_text="Categories that were used for this question so far",
    )


def _free(used: bool) -> forms.Field:
    return forms.CharField(
        label="Another category" if used else "If it is an answer, what does it say, in a few words?",
        help_text="Short, and the same for every answer that says the same, such as “through a framework contract”",
        max_length=LONGEST_CATEGORY,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-30"}),
    )
