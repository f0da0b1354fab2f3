"""What is asked before somebody else has a part of a return."""

from typing import Any

from django import forms

LINES = forms.Textarea(attrs={"rows": 3})


class DelegateForm(forms.Form):
    """Who is asked to fill in a section."""

    to = forms.ChoiceField(
        label="Who is to fill it in?", error_messages={"required": "Choose a colleague or a body"}
    )
    note = forms.CharField(
        label="What do they need to know?",
        max_length=2000,
        required=False,
        widget=LINES,
        help_text="It goes with the mail that they get",
    )

    def __init__(self, *args: Any, choices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class SectionsForm(forms.Form):
    """Which sections."""

    sections = forms.MultipleChoiceField(
        label="Which sections?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one section"},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sections"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices


class LetForm(SectionsForm):
    """Which body's return may answer, and what."""

    to = forms.ChoiceField(
        label="Whose return is to answer for you?", error_messages={"required": "Choose a body"}
    )
    field_order = ("to", "sections")

    def __init__(self, *args: Any, bodies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose a body"), *bodies]
