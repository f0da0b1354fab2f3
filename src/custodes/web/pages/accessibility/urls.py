"""How accessible the service is."""

from django.urls import path

from custodes.web.pages.accessibility.views import statement

urlpatterns = [path("accessibility", statement, name="accessibility")]
