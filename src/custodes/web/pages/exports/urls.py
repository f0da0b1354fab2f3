"""Pages of this journey."""

from django.urls import path

from custodes.web.pages.exports import views

urlpatterns = [
    path("bodies/<slug:slug>/exports", views.exports, name="exports"),
    path("bodies/<slug:slug>/exports/<str:name>", views.export, name="export"),
]
