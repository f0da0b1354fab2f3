"""What is asked about waves and instruments."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from custodes.survey import shipped
from custodes.survey.actions.instruments import LARGEST
from custodes.survey.actions.waves import MOST_DAYS
from custodes.survey.models import REMINDERS, InstrumentVersion, Wave
from custodes.web.govuk.fields import DateField, Hinted

WIDE = forms.TextInput(attrs={"class": "govuk-input--width-30"})
SHORT = forms.TextInput(attrs={"class": "govuk-input--width-10"})
UPLOAD = "upload"


class DaysField(forms.CharField):
    """Several numbers of days with commas between; cleaned, a list of them."""

    widget = SHORT

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        words = str(value or "").replace(",", " ").split()
        wrong = [word for word in words if not (word.isascii() and word.isdigit() and len(word) < 5)]
        if wrong:
            raise ValidationError(f"{self.label}: “{wrong[0][:20]}” is no number of days, like 14")
        return sorted({int(word) for word in words})

    def validate(self, value: Any) -> None:
        if value and value[-1] > MOST_DAYS:
            raise ValidationError(f"{self.label} must be {MOST_DAYS} or less")


class WaveForm(forms.Form):
    """What can be said of a wave at any time."""

    GROUPS: ClassVar[Sequence[tuple[str, Sequence[str]]]] = (
        ("", ("title", "instrument", "earlier")),
        ("When", ("opens_on", "closes_on")),
        ("Invitation", ("letter",)),
        ("Reminders", ("before", "after")),
    )

    title = forms.CharField(
        label="Title", max_length=200, widget=WIDE, error_messages={"required": "Enter a title for the wave"}
    )
    opens_on = DateField(
        label="First day", help_text="From then on returns can be started. For example, 1 6 2026"
    )
    closes_on = DateField(
        label="Last day",
        help_text="A return submitted by then is on time. Later ones can still come, and count as late",
    )
    letter = forms.CharField(
        label="What the invitation says",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Why you ask, and whom to ask back. The last day and the link are added to it",
    )
    before = DaysField(
        label="Days before the last day",
        required=False,
        help_text="Such as 14, 3. 0 is the last day itself. Whoever has not submitted is reminded then",
    )
    after = DaysField(label="Days after the last day", required=False, help_text="Such as 1, 14")

    def said(self) -> dict[str, Any]:
        """The values as actions take them."""
        given = dict(self.cleaned_data)
        before, after = given.pop("before"), given.pop("after")
        given["reminders"] = sorted({*(-day for day in before), *after})
        return given


def reminder_fields(days: Iterable[int]) -> dict[str, list[int]]:
    """Rules as the form has them."""
    rules = list(days)
    return {
        "before": sorted((-day for day in rules if day <= 0), reverse=True),
        "after": sorted(day for day in rules if day > 0),
    }


class NewWave(WaveForm):
    """A wave that is not there yet: on which instrument, and after which other wave."""

    instrument = forms.ModelChoiceField(
        label="Instrument",
        queryset=InstrumentVersion.objects.none(),
        empty_label="Choose an instrument",
        error_messages={"required": "Choose an instrument"},
        help_text="Another version of the same form can take its place while the wave runs",
    )
    earlier = forms.ModelChoiceField(
        label="The wave before it",
        queryset=Wave.objects.none(),
        required=False,
        empty_label="None",
        help_text="Its answers are offered to the bodies again, and figures are compared with it",
    )

    def __init__(self, *args: Any, office: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {**reminder_fields(REMINDERS), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for name, found in (
            ("instrument", InstrumentVersion.objects.filter(office=office).defer("workbook")),
            ("earlier", Wave.objects.filter(office=office)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = found


class ChangedWave(WaveForm):
    """What changes of a wave. `base`: the revision that the person saw."""

    GROUPS: ClassVar[Sequence[tuple[str, Sequence[str]]]] = (("", ("title",)), *WaveForm.GROUPS[1:])
    base = forms.IntegerField(widget=forms.HiddenInput)


class InstrumentForm(forms.Form):
    """A workbook, or one that ships."""

    mark_optional = False

    which = forms.ChoiceField(
        label="Which instrument?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an instrument"},
    )
    workbook = forms.FileField(
        label="Workbook",
        required=False,
        help_text=f"An XLSForm of your own: xlsx, xls, xlsb or ods, up to {LARGEST // 1_000_000} MB",
    )

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        """Who chose a file and nothing else has said which."""
        if data is not None and files and files.get("workbook") and not data.get("which"):
            data = {**data.dict(), "which": UPLOAD}
        super().__init__(data, files, **kwargs)
        ours = [(name, shipped.load(name)) for name in shipped.names()]
        field = self.fields["which"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (UPLOAD, Hinted("A workbook of your own", "Written as an XLSForm, as Kobo and ODK use it")),
            *(
                (name, Hinted(one.title, f"Ships with Custodes. {_asked(one)} questions"))
                for name, one in ours
            ),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("which") == UPLOAD and not given.get("workbook") and "workbook" not in self.errors:
            self.add_error("workbook", "Select the workbook")
        elif given.get("which") not in (None, UPLOAD) and given.get("workbook"):
            self.add_error("which", "Choose either the workbook that you selected, or one that ships")
        return given


def _asked(instrument: Any) -> int:
    return sum(question.asked for question in instrument.questions())


class ContactForm(forms.Form):
    contact = forms.CharField(
        label="E-mail address",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "govuk-input--width-30", "autocomplete": "off"}),
        help_text="Left blank, mails go to the surveillance lead and the senior responsible officer of the body",
    )


class ExtendForm(forms.Form):
    until = DateField(
        label="New last day",
        error_messages={"required": "Enter the new last day"},
        help_text="For example, 30 9 2026",
    )
    reason = forms.CharField(
        label="Why?",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the body has longer"},
        help_text="It stands in the history. The reminders of this body move with its last day",
    )


class ListForm(forms.Form):
    """A list of bodies that is pasted or uploaded."""

    mark_optional = False

    names = forms.CharField(
        label="Names",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    file = forms.FileField(label="Or a csv file", required=False)

    def __init__(self, *args: Any, label: str, hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["names"].label, self.fields["names"].help_text = label, hint


class StillThere(forms.MultipleChoiceField):
    """Choices of which some may have gone since the page was loaded: the others are taken."""

    def clean(self, value: Any) -> Any:
        given = value or []
        left = [one for one in given if self.valid_value(one)]
        if given and not left:
            raise ValidationError("There is nothing left to do for what you chose: look at the wave again")
        return super().clean(left)


class ChosenForm(forms.Form):
    """Some bodies of a list."""

    bodies = StillThere(
        label="Which bodies?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one body"},
    )

    def __init__(
        self, *args: Any, label: str, choices: Sequence[tuple[str, Any]], chosen: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["bodies"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.label, field.choices = label, list(choices)
        if chosen:
            field.initial = [value for value, _ in choices]
