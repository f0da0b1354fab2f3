"""What is asked before a return goes out, and before it comes back."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from custodes.survey.filling.fitting import LONGEST

LINES = forms.Textarea(attrs={"rows": 3})
BOUNDED = (MaxLengthValidator(LONGEST),)
"""Without a counter of what nobody comes near."""


class SignOffForm(forms.Form):
    """The declaration, with what it is about: the revision of the return and the digest of what was shown."""

    base = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="What was corrected, and why?",
        validators=BOUNDED,
        widget=LINES,
        help_text="It stands on the receipt, and the office reads it beside the corrected answers",
        error_messages={"required": "Say what was corrected, and why"},
    )
    declared = forms.BooleanField(error_messages={"required": "Confirm that you have checked the answers"})

    def __init__(self, *args: Any, names: str, correcting: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "declared"
        ].label = f"I have checked these answers. As far as I know they are true and complete, and I sign them off for {names}."
        if not correcting:
            del self.fields["reason"]


class ExplainForm(forms.Form):
    """Why an answer stands although the evidence contradicts it. Several are sent at once: their prefix is the digest of
    the contradiction."""

    text = forms.CharField(
        label="Why does the answer stand?",
        validators=BOUNDED,
        widget=LINES,
        help_text="It goes with the answer: the office reads it",
        error_messages={"required": "Explain why the answer stands"},
    )
