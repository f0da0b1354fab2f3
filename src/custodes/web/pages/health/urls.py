"""Whether we are up, for whoever watches over us."""

from django.urls import path

from custodes.web.pages.health.views import healthz

urlpatterns = [path("healthz", healthz, name="healthz")]
