"""What administrators do."""

from django.urls import path

from custodes.web.pages.administration import people, views

urlpatterns = [
    path("administration", views.administration, name="administration"),
    path("administration/bodies/new", views.new_body, name="administration_new_body"),
    path("bodies/<slug:slug>/settings", views.change_body, name="administration_change_body"),
    path("administration/oversight/new", views.new_oversight, name="administration_new_oversight"),
    path(
        "administration/oversight/<int:oversight>/end",
        views.end_oversight,
        name="administration_end_oversight",
    ),
    path(
        "administration/collaborations/new", views.new_collaboration, name="administration_new_collaboration"
    ),
    path(
        "administration/collaborations/<int:collaboration>",
        views.change_collaboration,
        name="administration_change_collaboration",
    ),
    path(
        "administration/collaborations/<int:collaboration>/end",
        views.end_collaboration,
        name="administration_end_collaboration",
    ),
    path("administration/invite", people.invite, name="administration_invite"),
    path(
        "administration/invitations/<int:invitation>/send-again",
        people.send_again,
        name="administration_send_again",
    ),
    path("administration/invitations/<int:invitation>/revoke", people.revoke, name="administration_revoke"),
    path("administration/people", people.everybody, name="administration_people"),
    path("administration/people/<int:person>", people.person, name="administration_person"),
    path(
        "administration/people/<int:person>/address",
        people.change_address,
        name="administration_change_address",
    ),
    path(
        "administration/people/<int:person>/deactivate",
        people.deactivate,
        name="administration_deactivate",
    ),
    path(
        "administration/people/<int:person>/reactivate",
        people.reactivate,
        name="administration_reactivate",
    ),
    path(
        "administration/people/<int:person>/reset-second-factor",
        people.reset_second_factor,
        name="administration_reset_second_factor",
    ),
    path(
        "administration/people/<int:person>/end-administrator",
        people.end_administrator,
        name="administration_end_administrator",
    ),
]
