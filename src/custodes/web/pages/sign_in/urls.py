"""Only what is used of allauth is reachable. It looks pages up by the names it knows them by."""

from django.urls import path

from custodes.web.pages.sign_in import joining, resetting, single_sign_on, views

urlpatterns = [
    path("sign-in", views.sign_in, name="account_login"),
    path("sign-in/second-factor", views.give_second_factor, name="mfa_authenticate"),
    path("sign-in/deactivated", views.deactivated, name="account_inactive"),
    path("sign-out", views.sign_out, name="account_logout"),
    path("confirm/password", views.confirm_password, name="account_reauthenticate"),
    path("confirm/second-factor", views.confirm_second_factor, name="mfa_reauthenticate"),
    path("reset-password", resetting.ask, name="account_reset_password"),
    path("reset-password/asked", resetting.asked, name="account_reset_password_done"),
    path("reset-password/done", resetting.chosen, name="account_reset_password_from_key_done"),
    path("reset-password/<uidb36>/<key>", resetting.choose, name="account_reset_password_from_key"),
    path("single-sign-on/<provider_id>", single_sign_on.begin, name="openid_connect_login"),
    path("single-sign-on/<provider_id>/callback", single_sign_on.back, name="openid_connect_callback"),
    path("first-run/<code>", joining.first_run, name="first_run"),
    path("invitations/<secret>", joining.invitation, name="invitation"),
]
