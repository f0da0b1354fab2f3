"""`custodes reset-second-factor`: the way back in for the only administrator, who lost phone and recovery codes."""

from rich.markup import escape

from custodes.cli import terminal
from custodes.errors import NothingFound

WHY = "asked for on the machine of the service"


def reset(email: str) -> None:
    """Whoever can run commands here could read the database: they need no factor of their own."""
    from custodes.cli.existing import open_register

    with terminal.user_errors("Stopped. Nothing was changed."):
        open_register()
        from custodes.access.actions import reset_second_factor
        from custodes.access.models import Person

        person = Person.objects.filter(email=email.strip().lower()).first()
        if person is None:
            raise NothingFound(f"Nobody here has the address {email}.", "Give the one they sign in with.")
        reset_second_factor(by=None, person=person, reason=WHY)
    terminal.console().print(
        f"{escape(str(person))} is signed out everywhere, and sets up another second factor at the next sign-in, "
        "for which their password is enough until then."
    )
