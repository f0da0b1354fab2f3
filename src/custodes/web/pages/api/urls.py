"""The API under /api/, and a page that says what it is."""

from django.urls import path

from custodes.web.api.document import made
from custodes.web.pages.api.views import about

urlpatterns = [path("api/", about, name="about_api"), path("api/", made().urls)]
