"""Everything that changes who may do what. Each call is one transaction with its event."""

from custodes.access.actions.bodies import (
    begin_oversight,
    change_body,
    change_collaboration,
    create_body,
    create_collaboration,
    end_collaboration,
    end_oversight,
)
from custodes.access.actions.first_run import first_run_code, make_first_administrator
from custodes.access.actions.invitations import (
    accept_as_new_person,
    accept_invitation,
    accept_through_provider,
    invite,
    revoke_invitation,
    send_again,
)
from custodes.access.actions.people import (
    change_address,
    change_name,
    change_password,
    link_single_sign_on,
    make_recovery_codes,
    set_up_second_factor,
)
from custodes.access.actions.roles import (
    deactivate_person,
    end_administrator,
    end_role,
    give_role,
    reactivate_person,
    reset_second_factor,
)
from custodes.access.actions.sessions import end_other_sessions, end_session
from custodes.access.actions.tokens import create_token, revoke_token

__all__ = [
    "accept_as_new_person",
    "accept_invitation",
    "accept_through_provider",
    "begin_oversight",
    "change_address",
    "change_body",
    "change_collaboration",
    "change_name",
    "change_password",
    "create_body",
    "create_collaboration",
    "create_token",
    "deactivate_person",
    "end_administrator",
    "end_collaboration",
    "end_other_sessions",
    "end_oversight",
    "end_role",
    "end_session",
    "first_run_code",
    "give_role",
    "invite",
    "link_single_sign_on",
    "make_first_administrator",
    "make_recovery_codes",
    "reactivate_person",
    "reset_second_factor",
    "revoke_invitation",
    "revoke_token",
    "send_again",
    "set_up_second_factor",
]
