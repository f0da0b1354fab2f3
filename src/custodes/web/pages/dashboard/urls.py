"""Pages of this journey."""

from django.urls import path

from custodes.web.pages.dashboard import views

urlpatterns = [
    path("bodies/<slug:slug>/", views.body, name="body"),
    path("bodies/<slug:slug>/changes", views.changes, name="changes"),
    path("bodies/<slug:slug>/pictures/<int:number>/<str:name>-<str:kind>.svg", views.picture, name="picture"),
]
