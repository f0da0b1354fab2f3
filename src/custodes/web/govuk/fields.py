"""Fields that Django does not have."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from custodes.web.govuk.forms import PARTS, DateInput

MONTHS = tuple(dt.date(2000, month, 1).strftime("%B").lower() for month in range(1, 13))


class Hinted(str):
    """The label of a radio or checkbox with a hint under it: `("counted", Hinted("Counted", "One by one"))`."""

    hint: str

    def __new__(cls, label: str, hint: str) -> "Hinted":
        made = super().__new__(cls, label)
        made.hint = hint
        return made

    def __deepcopy__(self, memo: dict[int, Any]) -> "Hinted":
        return self  # forms copy their choices; nothing here changes


class DateField(forms.DateField):
    """A date in three boxes. Months may be words. An error says what is missing and which box it is in.

    Years have four figures. What is too early or too late is a matter for the form's validators.
    """

    widget = DateInput

    def to_python(self, value: Any) -> dt.date | None:
        """`value`: the three texts as typed, a date, or None. Raises ValidationError coded with the wrong parts."""
        if value is None or isinstance(value, dt.date):
            return value.date() if isinstance(value, dt.datetime) else value
        typed = [str(part or "").strip() for part in value]
        if not any(typed):
            return None
        missing = [part for part, text in zip(PARTS, typed, strict=True) if not text]
        if missing:
            raise ValidationError(f"{self._name} must include a {' and a '.join(missing)}", " ".join(missing))
        return self._day(*typed)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def _day(self, day: str, month: str, year: str) -> dt.date:
        if not (len(year) == 4 and _is_figures(year)):
            raise ValidationError(f"{self._name}: the year must be 4 numbers, like 2024", "year")
        numbered = _month(month)
        if not numbered:
            raise ValidationError(f"{self._name}: the month must be between 1 and 12, or its name", "month")
        try:
            return dt.date(int(year), numbered, int(day) if _is_figures(day) else 0)
        except ValueError:
            raise ValidationError(f"{self._name} must be a real date", "day") from None

    @property
    def _name(self) -> str:
        return str(self.label or "The date").strip().rstrip("?")


def _is_figures(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _month(text: str) -> int:
    """1 to 12 from a number or the first letters of a month's name; 0 for anything else."""
    if _is_figures(text):
        return int(text) if 1 <= int(text) <= 12 else 0
    named = [n for n, month in enumerate(MONTHS, 1) if len(text) >= 3 and month.startswith(text.lower())]
    return named[0] if len(named) == 1 else 0
