"""Where everybody starts."""

from django.urls import path

from custodes.web.pages.home import views

urlpatterns = [path("", views.home, name="home")]
