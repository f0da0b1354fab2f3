"""What is asked of who settles something."""

from collections.abc import Mapping
from typing import Any

from django import forms

from custodes.web.govuk.fields import Hinted

OTHER = "-"
"""The choice of none of those that the evidence names."""
TEXT = forms.TextInput(attrs={"class": "govuk-input--width-30", "spellcheck": "false"})


class JudgeForm(forms.Form):
    """Which of those the evidence names it is, or what else; and why."""

    mark_optional = False  # the one that is not always needed says when it is

    choice = forms.ChoiceField(widget=forms.RadioSelect)
    other = forms.CharField(
        label="If none of these, who or what is it?", max_length=200, required=False, widget=TEXT
    )
    reason = forms.CharField(
        label="How do you know?",
        help_text="What you saw or read, and where. It is kept in the history.",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say how you know"},
    )
    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, question: str, candidates: Mapping[str, str], **kwargs: Any) -> None:
        """`candidates`: what it may be to what speaks for that, in a few words."""
        super().__init__(*args, **kwargs)
        offered: list[tuple[str, str]] = [(value, Hinted(value, hint)) for value, hint in candidates.items()]
        choice = self.fields["choice"]
        assert isinstance(choice, forms.ChoiceField)
        choice.label, choice.choices = question, [*offered, (OTHER, "None of these")]
        choice.error_messages["required"] = "Select an answer, or “None of these”"
        if not offered:
            choice.initial = OTHER

    def clean(self) -> dict[str, Any]:
        """`value`: what was chosen or entered."""
        said = super().clean() or self.cleaned_data
        if said.get("choice") == OTHER and not said.get("other", "").strip():
            self.add_error("other", "Enter what it is")
        said["value"] = said.get("other", "") if said.get("choice") == OTHER else said.get("choice", "")
        return said


class TakeBackForm(forms.Form):
    """Why a judgement does not hold."""

    reason = forms.CharField(
        label="Why is it taken back?",
        help_text="The evidence then speaks for itself again. The judgement stays in the history.",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why it is taken back"},
    )
