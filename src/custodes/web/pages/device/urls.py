from django.urls import path

from custodes.web.pages.device import changing, findings, views

BODY = "bodies/<slug:slug>/devices"

urlpatterns = [
    path(f"{BODY}/add", changing.add_device, name="add_device"),
    path(f"{BODY}/<int:pk>", views.device, name="device"),
    path(f"{BODY}/<int:pk>/findings", findings.device_findings, name="device_findings"),
    path(f"{BODY}/<int:pk>/change", changing.change_device, name="change_device"),
    path(f"{BODY}/<int:pk>/withdraw", changing.withdraw_device, name="withdraw_device"),
    path(f"{BODY}/<int:pk>/restore", changing.restore_device, name="restore_device"),
]
