"""The page ours are measured beside: Django as it comes, one form of nine fields, one query for the session's person.

`gunicorn stock_page:application` with STOCK_DATABASE naming a SQLite file; `python stock_page.py` prepares it
and prints the session cookie.
"""

import os

import django
from django import forms
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse

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
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ.get("STOCK_DATABASE", ":memory:"),
            "CONN_MAX_AGE": 600,
        }
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


def page(request: HttpRequest) -> HttpResponse:
    """The form, for whoever is signed in."""
    from django.shortcuts import render

    if not request.user.is_authenticated:  # type: ignore[attr-defined]
        return HttpResponse(status=403)
    return render(request, "page.html", {"form": Nine()})


def _urls() -> list[object]:
    from django.urls import path

    return [path("", page)]


urlpatterns = _urls()
application = get_wsgi_application()


def prepare() -> str:
    """Make the tables, a person and a session; the cookie that is signed in."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    client = Client()
    client.force_login(User.objects.get_or_create(username="benchmark")[0])
    return f"sessionid={client.cookies['sessionid'].value}"


if __name__ == "__main__":
    print(prepare())
