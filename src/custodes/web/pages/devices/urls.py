from django.urls import path

from custodes.web.pages.devices import bulk, views

urlpatterns = [
    path("bodies/<slug:slug>/devices", views.devices, name="devices"),
    path("bodies/<slug:slug>/devices/change", bulk.change_devices, name="change_devices"),
]
