"""What somebody looks for in the history."""

from typing import Any, cast

from django import forms
from django.db.models import Q

from custodes.access.models import Body, Person
from custodes.audit.history import OURSELVES, Wanted
from custodes.audit.telling import label, sentences
from custodes.web.govuk.fields import DateField


class Looking(forms.Form):
    """Filters: all are optional, and an empty form looks for everything."""

    mark_optional = False
    person = forms.ChoiceField(label="Who", required=False)
    action = forms.ChoiceField(label="What they did", required=False)
    since = DateField(label="From", required=False)
    until = DateField(label="To", required=False)

    def __init__(self, data: Any, body: Body) -> None:
        super().__init__(data)
        labels = sorted((label(action), action) for action in sentences())
        offered: dict[str, list[tuple[str, str]]] = {
            "person": [("", "Anybody"), *_people(body), (str(OURSELVES), "Custodes by itself")],
            "action": [("", "Anything"), *((action, text) for text, action in labels)],
        }
        for name, choices in offered.items():
            cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", "To must be the same as or after From")
        return said

    @property
    def wanted(self) -> Wanted:
        """Raises KeyError for a form that is not valid."""
        said = self.cleaned_data
        person = int(said["person"]) if said["person"] else None
        return Wanted(person, said["action"], said["since"], said["until"])


def _people(body: Body) -> list[tuple[str, str]]:
    """Whoever has or had a role here, and administrators, who do things everywhere."""
    known = Person.objects.filter(Q(memberships__body=body) | Q(is_administrator=True)).distinct()
    return [(str(one.pk), str(one)) for one in known.order_by("name", "pk")]
