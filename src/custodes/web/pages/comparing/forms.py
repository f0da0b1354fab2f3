"""What is asked about another version of a wave's instrument."""

from typing import Any

from django import forms

from custodes.survey.actions.instruments import LARGEST
from custodes.survey.models import InstrumentVersion
from custodes.web.govuk.fields import Hinted
from custodes.web.govuk.wording import count, date

UPLOAD = "upload"


class VersionForm(forms.Form):
    """A version that the office keeps, or a workbook with a new one."""

    version = forms.ChoiceField(
        label="Which version?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a version"},
    )
    workbook = forms.FileField(
        label="Workbook",
        required=False,
        help_text=f"Only for a workbook of your own: xlsx, xls, xlsb or ods, up to {LARGEST // 1_000_000} MB",
    )

    def __init__(self, *args: Any, kept: list[InstrumentVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["version"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *((str(one.pk), Hinted(str(one), _told(one))) for one in kept),
            (UPLOAD, Hinted("A workbook with a new version", "It is kept among your instruments")),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("version") == UPLOAD and not given.get("workbook") and "workbook" not in self.errors:
            self.add_error("workbook", "Select the workbook")
        return given


def _told(one: InstrumentVersion) -> str:
    by = f" by {one.added_by}" if one.added_by else ""
    return f"{count(one.questions, 'question')}. Added on {date(one.added_at)}{by}"


class AmendForm(forms.Form):
    """Why, and which revision of the wave the person saw."""

    reason = forms.CharField(
        label="Why is the form changed?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The bodies that answer read it in the history of their return",
        error_messages={"required": "Say why the form is changed"},
    )
    base = forms.IntegerField(widget=forms.HiddenInput)
