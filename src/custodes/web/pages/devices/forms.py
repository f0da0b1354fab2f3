"""What can be said of many devices at once."""

from collections.abc import Mapping
from typing import Any

from django import forms

from custodes.register.terms import Connectivity, SiteClass, Technology
from custodes.web.govuk.fields import DateField

LEAVE = ("", "Leave as it is")
BLANK = "blank"
"""Chosen to take back what is said, so that the system's own word counts, or nothing."""


def _words(label: str, choices: Any, blank: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[LEAVE, *choices.choices, (BLANK, blank)], required=False)


class ChangeMany(forms.Form):
    """Each left as it is unless something is chosen."""

    prefix = "to"  # the same page carries the filters of the list, some of the same name
    mark_optional = False
    technology = _words("Technology", Technology, "As its system has it")
    site_class = _words("Site class", SiteClass, "As its system has it")
    connectivity = _words("Connectivity", Connectivity, "As its system has it")
    supported_until = DateField(
        label="Supported until",
        required=False,
        help_text="The last day its maker mends it, such as 31 3 2027",
    )
    system = forms.ChoiceField(label="Move to system", required=False)
    reason = forms.CharField(
        label="Why",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept in the history of each device. You can leave it empty",
    )

    def __init__(self, *args: Any, systems: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["system"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [LEAVE, *((str(pk), name) for pk, name in systems.items())]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not self.said and not given.get("system"):
            raise forms.ValidationError("Choose what to change")
        return given

    @property
    def said(self) -> dict[str, Any]:
        """What will be said of every device."""
        words = {
            name: self.cleaned_data.get(name, "") for name in ("technology", "site_class", "connectivity")
        }
        said: dict[str, Any] = {
            name: "" if value == BLANK else value for name, value in words.items() if value
        }
        day = self.cleaned_data.get("supported_until")
        return said | ({"supported_until": day.isoformat()} if day else {})

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """Label and what is chosen, of all that will change."""
        found = []
        for name in ("technology", "site_class", "connectivity", "system"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            value = self.cleaned_data[name]
            if value:
                found.append((str(field.label), str(dict(field.choices)[value])))  # type: ignore[arg-type]
        return found


class WithdrawMany(forms.Form):
    prefix = "withdraw"
    reason = forms.CharField(
        label="Why are they withdrawn?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Such as: replaced, sold, counted twice",
        error_messages={"required": "Say why they are withdrawn"},
    )
