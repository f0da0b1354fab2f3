"""What is asked about a system."""

from typing import Any, ClassVar

from django import forms

from custodes.access.models import Body
from custodes.errors import Invalid
from custodes.register.checks import fitting_system
from custodes.register.terms import Capability, Connectivity, Operator, SiteClass, Technology, Volume

WIDE = forms.TextInput(attrs={"class": "govuk-input--width-30"})
NUMBER = forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-10"})


def _radios(label: str, choices: Any, blank: str = "Not known") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=[*choices.choices, ("", blank)], widget=forms.RadioSelect, required=False
    )


class SystemForm(forms.Form):
    """Everything a person can say of a system."""

    GROUPS: ClassVar = (
        ("What it is", ("name", "technology", "purpose")),
        ("Who operates it", ("operator", "operator_name")),
        ("Where it is and how it is connected", ("site_class", "connectivity")),
        ("What it can do", ("capabilities",)),
        ("How much it is used", ("volume", "volume_unit")),
    )
    mark_optional = False

    name = forms.CharField(
        label="Name", max_length=200, widget=WIDE, error_messages={"required": "Enter a name for the system"}
    )
    technology = forms.ChoiceField(
        label="Technology", choices=[("", "Not recorded"), *Technology.choices], required=False
    )
    purpose = forms.CharField(
        label="Purpose",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What it is there for, in a sentence or two",
    )
    operator = _radios("Who operates it?", Operator)
    operator_name = forms.CharField(
        label="Name of the operator",
        max_length=200,
        required=False,
        widget=WIDE,
        help_text="Where that is not the body itself",
    )
    site_class = _radios("Site class", SiteClass)
    connectivity = _radios("Connectivity", Connectivity)
    capabilities = forms.MultipleChoiceField(
        label="What can it do?",
        choices=Capability.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Select all that you know of. What is not selected counts as not known",
    )
    volume = forms.IntegerField(label="How much?", required=False, widget=NUMBER, min_value=0, localize=False)
    volume_unit = forms.ChoiceField(
        label="Of what?", choices=[("", "Choose"), *Volume.choices], required=False
    )

    def clean(self) -> dict[str, Any]:
        """What the register refuses is said together with what the form does."""
        given = super().clean() or {}
        try:
            fitting_system(given)
        except Invalid as error:
            for name, text in error.fields.items():
                self.add_error(name, text)
        return self.cleaned_data


class WhyForm(forms.Form):
    """A reason, which is kept."""

    reason = forms.CharField(label="Why?", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: str, missing: str, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label, field.help_text, field.error_messages["required"] = label, hint, missing


class ShareForm(forms.Form):
    """Which drafts to share."""

    systems = forms.MultipleChoiceField(
        label="Which systems do you want to share?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select the systems that you want to share"},
    )

    def __init__(self, *args: Any, drafts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["systems"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = drafts


class UserForm(forms.Form):
    """A body that uses the system."""

    user = forms.ModelChoiceField(
        label="Which body uses it?",
        queryset=Body.objects.none(),
        empty_label="Choose a body",
        error_messages={"required": "Choose a body"},
    )

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = others
