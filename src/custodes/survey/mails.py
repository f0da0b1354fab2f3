"""What is told by mail of returns that several fill in. Sent once the change is committed."""

from custodes.access import mail
from custodes.access.models import Body, Membership
from custodes.access.roles import Role
from custodes.survey.models import Delegation, Letting, Return
from custodes.survey.sections import labels_of

OUTSIDE = "-"
"""In addresses, the section without a name."""


def tell_of_delegation(made: Delegation) -> None:
    """Tell who is asked to fill in a section: the colleague, or the leads of the other body. Raises MailFailed."""
    of = made.of
    section = labels_of(of.wave)[made.section]
    where = made.body or of.body
    there = mail.link("return_section", where.slug, str(of.pk), made.section or OUTSIDE)
    text = (
        f"{made.by or 'Custodes'} of {of.body.name} asks you to fill in “{section}” of the survey {of.wave.title}, "
        f"which closes on {of.wave.closes_on:%-d %B %Y}.\n\n"
        + (f"{made.note}\n\n" if made.note else "")
        + f"It is here:\n{there}\n\n"
        "Say there that it is done when it is.\n"
    )
    mail.send_each(asked_by_mail(made), f"please fill in “{section}”", text)


def asked_by_mail(made: Delegation) -> list[str]:
    """The addresses of those who are asked: none where nobody leads in the other body."""
    return [made.person.email] if made.person else _leads(made.body)


def tell_of_letting(made: Letting) -> None:
    """Tell the leads of a body that another lets its return answer for it. Raises MailFailed."""
    own = Return.objects.filter(wave=made.wave, body=made.to).first()
    there = mail.link("cover_bodies", made.to.slug, str(own.pk)) if own else mail.link("body", made.to.slug)
    text = (
        f"{made.body.name} lets the return of {made.to.name} answer parts of the survey {made.wave.title} for it.\n\n"
        f"Nothing has changed yet: take it up under “Bodies this return answers for”, or leave it.\n{there}\n"
    )
    mail.send_each(_leads(made.to), f"{made.body.name} lets your return answer for it", text)


def _leads(body: Body | None) -> list[str]:
    """The addresses of the people who lead surveillance in a body."""
    here = Membership.objects.filter(
        body=body, role=Role.SURVEILLANCE_LEAD, ended_at=None, person__is_active=True
    )
    return list(here.order_by("person").values_list("person__email", flat=True))
