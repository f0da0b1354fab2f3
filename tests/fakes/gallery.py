"""A page that shows every piece of the look once, in the states it can be in. Nothing in it is real."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import add_message, constants
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, QueryDict
from django.template import engines
from django.test import RequestFactory
from markupsafe import Markup

from custodes.access.models import Body, Person
from custodes.access.permissions import Permission
from custodes.web.govuk.fields import DateField, Hinted
from custodes.web.paging import page_of

CHOICES = [("counted", "Counted"), ("estimated", "Estimated"), ("not_held", "Not held")]
HINTED = [
    ("open", Hinted("Open to the internet", "Reached from anywhere, with or without a password")),
    ("closed", Hinted("On a network of its own", "Nothing else is on it")),
    ("unknown", "Not known"),
]
GROUPED = [("", "Choose one"), ("Fixed", [("wall", "On a wall"), ("pole", "On a pole")]), ("car", "In a car")]

GALLERY = """
{% extends "page.html" %}
{% import "govuk/macros.html" as govuk %}
{% set title = "Every piece of the look" %}
{% set section = "devices" %}
{% block before %}{{ govuk.breadcrumbs([("Oxmere", "/a"), ("Devices", "/b")]) }}{% endblock %}
{% block content %}
<h1 class="govuk-heading-l">Every piece of the look</h1>
{{ govuk.form(form, request=request, cancel="/back") }}
<h2 class="govuk-heading-m">Figures</h2>
<ul class="custodes-tiles">
<li class="custodes-tile custodes-tile--affected"><strong>1,204</strong> affected</li>
<li class="custodes-tile custodes-tile--unknown"><strong>318</strong> cannot be ruled out</li>
<li class="custodes-tile custodes-tile--quiet"><strong>12,077</strong> devices looked at</li>
</ul>
{{ govuk.table("Devices by maker", ["Maker", "Devices", "Affected", "Verdict"], rows, numeric=(1, 2)) }}
{{ govuk.table("Devices by year", ["Maker", "Twenty-twenty-two", "Twenty-twenty-three", "Twenty-twenty-four"], [("Axis", 12, 14, 15)], numeric=(1, 2, 3)) }}
<p>{% for name in ("affected", "unknown", "not_affected", "not_covered", "not_identified", "") %}{{ govuk.verdict(name) }} {% endfor %}</p>
{{ govuk.summary_list([
  {"key": "Model", "value": "DS-2CD2032-I", "actions": [("Change", "/change", "model")]},
  {"key": "Installed", "value": govuk.date(day)},
  {"key": "Site", "value": "Harbour gate", "actions": [("Change", "/change", "site"), ("Move", "/move", "to another site")]},
]) }}
{{ govuk.inset("Nothing was looked at before 3 November 2026.") }}
{{ govuk.warning("This cannot be taken back.") }}
{{ govuk.details("What is a batch?", "Several devices of one kind, entered together.") }}
{{ govuk.task_list([
  {"text": "Upload the list", "href": "/1", "status": "Done"},
  {"text": "Check the columns", "href": "/2", "hint": "Three are not known", "status": "To do", "colour": "blue"},
  {"text": "Add the devices", "status": "Cannot start yet"},
]) }}
{{ govuk.tabs([("by-maker", "By maker", "Makers"), ("by-site", "By site", "Sites")]) }}
<p>{{ govuk.count(page.total, "device") }}, {{ page.showing }}</p>
{{ govuk.pagination(page) }}
<div class="govuk-button-group">{{ govuk.button_link("Add a device", "/add") }}{{ govuk.button_link("Import", "/import", secondary=True) }}</div>
{% endblock %}
"""


class EveryWidget(forms.Form):
    """One field of each kind; all of those that can be wrong are, when it is sent as `WRONG`."""

    name = forms.CharField(max_length=60, help_text="As the label on the device has it")
    quantity = forms.IntegerField(min_value=1, label="Number of devices")
    email = forms.EmailField(label="E-mail address")
    password = forms.CharField(widget=forms.PasswordInput)
    notes = forms.CharField(widget=forms.Textarea, max_length=400, required=False)
    mounting = forms.ChoiceField(choices=GROUPED)
    known_by = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect, label="How is the number known?")
    connection = forms.ChoiceField(choices=HINTED, widget=forms.RadioSelect)
    ways = forms.MultipleChoiceField(
        choices=CHOICES, widget=forms.CheckboxSelectMultiple, label="Ways it was known before"
    )
    installed = DateField(label="Date installed", help_text="For example, 27 3 2024")
    removed = DateField(label="Date removed", required=False)
    file = forms.FileField(label="List of devices")
    sure = forms.BooleanField(label="I have checked this", help_text="Against the label on the device")
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> None:
        if self.data.get("name") == "twice":
            self.add_error(None, "A device of that name is there already")


WRONG = {"quantity": "some", "email": "nobody", "notes": "x" * 401, "mounting": "moon", "revision": "1"}
WRONG_DATES = {"installed_day": "31", "installed_year": "2024", "removed_day": "31", "removed_month": "2"}
RIGHT = {
    **{"name": "Gate 4", "quantity": "3", "email": "ana@example.test", "password": "long enough"},
    **{"notes": "By the <gate>", "mounting": "wall", "known_by": "counted", "connection": "open"},
    **{"installed_day": "27", "installed_month": "March", "installed_year": "2024", "revision": "1"},
    **{"removed_day": "", "removed_month": "", "removed_year": "", "ways": ["estimated"], "sure": "on"},
}


def sent(values: dict[str, Any]) -> QueryDict:
    """Values as a browser sends them."""
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def request(path: str = "/gallery", signed_in: bool = True) -> HttpRequest:
    """Somebody with every permission, and something to tell them."""
    asked: Any = RequestFactory().get(path)
    asked.user = Person(name="Ana Reyes", email="ana.reyes@example.test") if signed_in else AnonymousUser()
    asked.session = {}
    asked._messages = CookieStorage(asked)
    if signed_in:
        asked.may = frozenset(Permission)
        add_message(asked, constants.SUCCESS, "Gate 4 was added")
    return asked


def gallery(form: forms.Form) -> str:
    """The page, as a browser gets it."""
    asked = request("/gallery?maker=Axis&page=4")
    makers = [
        ("Hikvision", 1204, 980, "affected"),
        ("Axis", 318, 0, "unknown"),
        (Markup("<i>Unknown</i>"), 77, 0, ""),
    ]
    verdict = engines["jinja2"].env.get_template("govuk/macros.html").module.verdict  # type: ignore[attr-defined]
    context = {
        "form": form,
        "body": Body(name="Oxmere Constabulary (fictional)", slug="oxmere", fictional=True),
        "rows": [(*row[:3], verdict(row[3])) for row in makers],
        "day": dt.date(2026, 11, 3),
        "page": page_of(range(477), asked),
    }
    return str(engines["jinja2"].from_string(GALLERY).render(context, request=asked))
