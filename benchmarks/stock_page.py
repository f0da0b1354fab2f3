"""The page ours are measured beside: Django and its databases as they come, one form of nine fields.

`gunicorn stock_page:application` with STOCK_DATABASE naming a SQLite file, or being the address of a PostgreSQL
database; `python stock_page.py` prepares it and prints the session cookie. `/` shows the form; what is posted to
`/save` is validated and inserted as one row.
"""

import os
from typing import ClassVar

import dj_database_url
import django
from django import forms
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse

_DATABASE = os.environ.get("STOCK_DATABASE", ":memory:")

settings.configure(
    SECRET_KEY="of the benchmark only",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="stock_page",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[  # those of `django-admin startproject`, but for messages
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    DATABASES={
        "default": dj_database_url.parse(_DATABASE, conn_max_age=600)
        if _DATABASE.startswith("postgresql:")
        else {"ENGINE": "django.db.backends.sqlite3", "NAME": _DATABASE, "CONN_MAX_AGE": 600}
    },
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    ("django.template.loaders.locmem.Loader", {"page.html": "<form>{{ form }}</form>"})
                ]
            },
        }
    ],
    USE_TZ=True,
)
django.setup()

from django.db import models  # noqa: E402  (models need an application that is set up)

CHOICES = [(str(n), f"Choice {n}") for n in range(9)]


class Nine(forms.Form):
    """Nine fields of the kinds that a device has."""

    brand = forms.CharField(max_length=200, help_text="As the label has it")
    model = forms.CharField(max_length=200)
    serial = forms.CharField(max_length=200, required=False)
    technology = forms.ChoiceField(choices=CHOICES)
    connectivity = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    quantity = forms.IntegerField(min_value=0)
    installed = forms.DateField(required=False)
    sensitive = forms.BooleanField(required=False)
    purpose = forms.CharField(widget=forms.Textarea)


class Said(models.Model):
    """One row of what is posted."""

    brand = models.CharField(max_length=200)
    model = models.CharField(max_length=200)
    serial = models.CharField(max_length=200, blank=True)
    technology = models.CharField(max_length=20, choices=CHOICES)
    connectivity = models.CharField(max_length=20, choices=CHOICES)
    quantity = models.PositiveIntegerField()
    installed = models.DateField(null=True, blank=True)
    sensitive = models.BooleanField()
    purpose = models.TextField()

    class Meta:
        app_label = "sessions"  # this file is no application of its own
        db_table = "said"


class NineSaved(forms.ModelForm):  # type: ignore[type-arg]
    """The same nine fields, of the row."""

    class Meta:
        model = Said
        fields: ClassVar = list(Nine.base_fields)


def page(request: HttpRequest) -> HttpResponse:
    """The form, for whoever is signed in."""
    from django.shortcuts import render

    if not request.user.is_authenticated:  # type: ignore[attr-defined]
        return HttpResponse(status=403)
    return render(request, "page.html", {"form": Nine()})


def save(request: HttpRequest) -> HttpResponse:
    """What was posted, validated and inserted."""
    if not request.user.is_authenticated:  # type: ignore[attr-defined]
        return HttpResponse(status=403)
    form = NineSaved(request.POST)
    if not form.is_valid():
        return JsonResponse(form.errors, status=422)
    return JsonResponse({"saved": form.save().pk})


def _urls() -> list[object]:
    from django.urls import path

    return [path("", page), path("save", save)]


urlpatterns = _urls()
application = get_wsgi_application()


def prepare() -> str:
    """Make the tables, a person and a session; the cookie that is signed in."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    call_command("migrate", verbosity=0)
    if Said._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(Said)
    client = Client()
    client.force_login(User.objects.get_or_create(username="benchmark")[0])
    return f"sessionid={client.cookies['sessionid'].value}"


if __name__ == "__main__":
    print(prepare())
