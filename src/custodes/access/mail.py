"""Mail to people: plain text, from us, with links to the public address. Secrets stand only in the mail."""

from collections.abc import Iterable
from smtplib import SMTPException

from django.conf import settings as service
from django.core.mail import EmailMessage
from django.urls import reverse

from custodes import settings
from custodes.errors import UserError

NOT_SENT = (
    "No mail server is set up, so {what} are not sent. Each becomes a file in the folder “mail” of the service’s data "
    "folder: ask whoever runs this service to pass {it} on."
)


class MailFailed(UserError):
    """The mail server did not take a mail. What it was about is kept, and can be sent again."""

    status = 503


def link(name: str, *args: str) -> str:
    """The public address of a page. Never made from the request: whoever asks could name another host."""
    return settings.address() + reverse(name, args=args)


def not_sent(what: str = "mails", it: str = "it") -> str:
    """What somebody who writes has to know where mails become files; "" where a mail server takes them."""
    if service.EMAIL_BACKEND.endswith(".filebased.EmailBackend"):
        return NOT_SENT.format(what=what, it=it)
    return ""


def invitations_not_sent() -> str:
    """The same, for who invites somebody to an account."""
    return not_sent("invitations", "its link")


def send(to: str, subject: str, text: str) -> None:
    """Send now. Line breaks in the subject become spaces: titles have them, headings of mails cannot.

    Raises MailFailed where the mail server cannot be reached or refuses, or no mail can carry the address.
    """
    line = " ".join(f"Custodes: {subject}".split())
    try:
        EmailMessage(line, text, settings.mail_from(), [to]).send()
    except ValueError as error:
        raise MailFailed(
            f"The mail to {' '.join(to.split())} could not be written.", f"Look at the address: {error}"
        ) from error
    except (SMTPException, OSError) as error:
        raise MailFailed(
            f"The mail to {to} could not be sent.",
            "Nothing was lost. Try again later; if it goes on, ask whoever runs this service to look at "
            f"its mail server ({type(error).__name__}).",
        ) from error


def send_each(to: Iterable[str], subject: str, text: str) -> None:
    """Send to each address by itself: who cannot be reached keeps nobody else from theirs.

    Raises MailFailed, the first of them, once all have been tried.
    """
    problems = []
    for address in to:
        try:
            send(address, subject, text)
        except MailFailed as error:
            problems.append(error)
    if problems:
        raise problems[0]
