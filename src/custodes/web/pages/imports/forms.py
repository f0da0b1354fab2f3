"""What is asked about an import."""

from typing import Any

from django import forms

from custodes import settings
from custodes.evidence.actions.choosing import ALL, NOTHING, VALID
from custodes.web.govuk.fields import DateField, Hinted
from custodes.web.govuk.wording import count


class _SeveralInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """One file or several; cleaned, a list of them."""

    widget = _SeveralInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list) else [data] if data else []
        if not given:
            return super().clean(None, initial)
        return [forms.FileField(allow_empty_file=True).clean(one, initial) for one in given]


class UploadForm(forms.Form):
    """Lists, and the day they tell of."""

    lists = SeveralFiles(label="Lists of devices", error_messages={"required": "Select at least one file"})
    observed_on = DateField(
        label="Which day do they tell of?",
        help_text="The day they were exported, or last checked. For example, 27 3 2026",
        error_messages={"required": "Enter the day that the lists tell of"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lists"].help_text = (
            "Spreadsheets (xlsx, xls, xlsb, ods), csv, JSON lines or parquet; as many as belong together, "
            f"up to {settings.largest_upload() // 1_000_000:,} MB."
        )


class ChoiceForm(forms.Form):
    """What to do with the rows that were read."""

    choice = forms.ChoiceField(
        label="What should be added to the register?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what to add"},
    )

    def __init__(self, *args: Any, accepted: int, rejected: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = "The register stays as it is. What was found stays here to look at."
        choices: list[tuple[str, Any]] = [(NOTHING, Hinted("Nothing", left))]
        if accepted and rejected:
            others = "The other one is" if rejected == 1 else f"The other {rejected:,} are"
            told = f"{others} left out: correct them in the mend file, and import that."
            choices.insert(0, (VALID, Hinted(f"Only the {count(accepted, 'row')} that can be added", told)))
        elif accepted:
            choices.insert(0, (ALL, Hinted(f"All {count(accepted, 'row')}", "Every row can be added.")))
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
