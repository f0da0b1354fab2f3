"""One's own account. Some names are those that allauth looks pages up by."""

from django.urls import path

from custodes.web.pages.account import second_factor, views

urlpatterns = [
    path("account", views.account, name="account"),
    path("account/name", views.name, name="account_name"),
    path("account/password", views.password, name="account_change_password"),
    path("account/second-factor", second_factor.set_up, name="mfa_activate_totp"),
    path("account/recovery-codes", second_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new", second_factor.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/sessions", views.sessions, name="usersessions_list"),
    path("account/sessions/<int:session>/end", views.end_session, name="account_end_session"),
    path("account/sessions/end-others", views.end_other_sessions, name="account_end_other_sessions"),
    path("account/tokens/new", views.new_token, name="account_new_token"),
    path("account/tokens/<int:token>/revoke", views.revoke_token, name="account_revoke_token"),
]
