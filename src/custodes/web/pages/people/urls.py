"""Who may do what in a body."""

from django.urls import path

from custodes.web.pages.people import views

HERE = "bodies/<slug:slug>/people"
urlpatterns = [
    path(HERE, views.people, name="people"),
    path(f"{HERE}/invite", views.invite, name="people_invite"),
    path(f"{HERE}/<int:membership>/end", views.end_role, name="people_end_role"),
    path(f"{HERE}/invitations/<int:invitation>/send-again", views.send_again, name="people_send_again"),
    path(f"{HERE}/invitations/<int:invitation>/revoke", views.revoke, name="people_revoke"),
]
