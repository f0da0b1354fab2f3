from django.urls import path

from custodes.web.pages.systems import changing, sharing, views

BODY = "bodies/<slug:slug>/systems"

urlpatterns = [
    path(BODY, views.systems, name="systems"),
    path(f"{BODY}/add", changing.add_system, name="add_system"),
    path(f"{BODY}/share", sharing.share_systems, name="share_systems"),
    path(f"{BODY}/<int:pk>", views.system, name="system"),
    path(f"{BODY}/<int:pk>/change", changing.change_system, name="change_system"),
    path(f"{BODY}/<int:pk>/withdraw", changing.withdraw_system, name="withdraw_system"),
    path(f"{BODY}/<int:pk>/restore", changing.restore_system, name="restore_system"),
    path(f"{BODY}/<int:pk>/stop-sharing", sharing.stop_sharing, name="stop_sharing"),
    path(f"{BODY}/<int:pk>/uses/add", sharing.let_use, name="let_use"),
    path(f"{BODY}/<int:pk>/uses/<int:use>/end", sharing.end_use, name="end_use"),
]
