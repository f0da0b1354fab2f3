"""Pages of this journey. Entries of watchlists have a slash in their name."""

from django.urls import path

from custodes.web.pages.findings import views

urlpatterns = [
    path("bodies/<slug:slug>/findings", views.findings, name="findings"),
    path("bodies/<slug:slug>/findings/<str:kind>/<path:concern>", views.finding, name="finding"),
]
