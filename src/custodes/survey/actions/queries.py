"""What the office asks back about one answer, and what the holder says: open, answered, closed, and open again."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from custodes import locks
from custodes.access import mail
from custodes.access.models import Body, Person
from custodes.audit.actions import record
from custodes.errors import Conflict, Invalid, NothingFound
from custodes.survey import tasks
from custodes.survey.actions.returns import hold_return
from custodes.survey.actions.submitting import send_back
from custodes.survey.chasing import QUERY, addresses_of
from custodes.survey.models import BodyAsked, Notice, Query, QueryMessage, Return
from custodes.survey.submitted import history_of

LONGEST_MESSAGE = 5_000
OPEN, ANSWERED, CLOSED = Query.State.OPEN, Query.State.ANSWERED, Query.State.CLOSED


@transaction.atomic
def open_query(*, by: Person, of: Return, key: str, text: str, body: Body | None = None) -> Query:
    """Ask the holder about an answer as it was submitted; a mail goes to the body's contact.

    `body`: one whose answer differs, None for the answer in common. The same text again gives the query that is there. Raises Invalid without a text, NothingFound where the question
    was not asked, and Conflict where a query about it is not closed yet.
    """
    said = _said(text)
    held = hold_return(of, open_only=False)
    history = history_of(held)
    slug = body.slug if body else ""
    if not history or (slug not in history[-1].differing(key) if body else key not in history[-1].keys):
        raise NothingFound("This question was not asked in what was submitted.", "Choose one that was.")
    there = Query.objects.filter(of=held, key=key, body=body).exclude(state=CLOSED).first()
    if there:
        if _last(there, of_office=True) == said:
            return there
        raise Conflict("There is a query about this answer already.", "Ask again there.")
    made = Query.objects.create(of=held, key=key, body=body, opened_by=by)
    message = _say(by, made, said, of_office=True)
    _mail_holder(by, made, message)
    _told(by, made, "survey.open_query", said)
    return made


@transaction.atomic
def answer_query(*, by: Person, query: Query, text: str) -> Query:
    """The holder says something to a query, and again as long as it is not closed; who asked gets a mail.

    Raises Invalid without a text, Conflict where the office has closed it, and MailFailed when all is kept.
    """
    said = _said(text)
    held = _hold(query)
    if held.state == ANSWERED and _last(held, of_office=False) == said:
        return held
    if held.state == CLOSED:
        raise Conflict("The office has closed this query.", "Nothing more is asked.")
    _say(by, held, said, of_office=False)
    _move(held, ANSWERED)
    _told(by, held, "survey.answer_query", said)
    _mail_office(held)
    return held


@transaction.atomic
def ask_again(*, by: Person, query: Query, text: str) -> Query:
    """Ask further, whether it waits for an answer, has one, or was closed: then it is open again; a mail goes out.

    Raises Invalid without a text, and Conflict where another query about the answer is open.
    """
    said = _said(text)
    held = _hold(query)
    if held.state == OPEN and _last(held, of_office=True) == said:
        return held
    if held.state == CLOSED:
        _refuse_another(held)
    action = "survey.reopen_query" if held.state == CLOSED else "survey.ask_again"
    message = _say(by, held, said, of_office=True)
    _move(held, OPEN)
    _mail_holder(by, held, message)
    _told(by, held, action, said)
    return held


@transaction.atomic
def close_query(*, by: Person, query: Query, text: str = "") -> Query:
    """The office accepts what the holder said. A query that nobody has answered is withdrawn, which needs a reason."""
    held = _hold(query)
    said = text.strip()
    if held.state == CLOSED:
        return held
    answered = held.messages.filter(of_office=False).exists()
    if said or not answered:
        said = _said(text, "Say why it is closed without an answer")
        _say(by, held, said, of_office=True)
    _move(held, CLOSED)
    _told(by, held, "survey.accept_answer" if answered else "survey.withdraw_query", said)
    return held


@transaction.atomic
def send_back_for(*, by: Person, query: Query, reason: str) -> Query:
    """Give the whole return back to be corrected, because of a query, which waits for the holder; a mail goes out.

    Raises Invalid without a reason or where the return is not submitted.
    """
    held = _hold(query)
    if held.state == CLOSED:
        _refuse_another(held)
    send_back(by=by, of=held.of, reason=reason)
    message = _say(by, held, _said(reason), of_office=True)
    _move(held, OPEN)
    _mail_holder(by, held, message)
    _told(by, held, "survey.ask_again", reason.strip())
    return held


def _hold(query: Query) -> Query:
    """The query as it is now, with its return, kept from other writers."""
    of = hold_return(query.of, open_only=False)
    held = locks.held(Query.objects.select_related("opened_by", "body")).get(pk=query.pk)
    held.of = of
    return held


def _refuse_another(held: Query) -> None:
    if Query.objects.filter(of=held.of, key=held.key, body=held.body).exclude(state=CLOSED).exists():
        raise Conflict("There is another query about this answer, which is not closed.", "Ask again there.")


def _said(text: str, missing: str = "Enter a message") -> str:
    said = text.strip().replace("\r\n", "\n")
    if not said:
        raise Invalid(f"{missing}.", fields={"text": missing})
    if len(said) > LONGEST_MESSAGE:
        told = f"The message must be {LONGEST_MESSAGE:,} characters or fewer"
        raise Invalid(f"{told}.", fields={"text": told})
    return said


def _last(query: Query, *, of_office: bool) -> str:
    """The text of the last message, where it is of that side; so that a second click says nothing twice."""
    last = query.messages.order_by("-at", "-pk").first()
    return last.text if last and last.of_office == of_office else ""


def _say(by: Person, query: Query, text: str, *, of_office: bool) -> QueryMessage:
    return QueryMessage.objects.create(query=query, text=text, of_office=of_office, by=by)


def _move(held: Query, state: str) -> None:
    held.state = state
    held.closed_at = timezone.now() if state == CLOSED else None
    held.save(update_fields=["state", "closed_at"])


def _told(by: Person, query: Query, action: str, text: str) -> None:
    """In the history of the holder, whose return it is."""
    record(
        by=by,
        action=action,
        subject=query.of,
        body=query.of.body,
        question=query.key,
        of_body=query.body_id,
        text=text,
        query=query.pk,
    )


def _mail_holder(by: Person, query: Query, message: QueryMessage) -> None:
    """Note a mail to each address of the body: it goes out in the background, and is tried again where that fails."""
    asked = BodyAsked.objects.filter(wave=query.of.wave, body=query.of.body).first()
    if asked is None:
        return
    addresses = addresses_of([asked])[asked.pk]
    for address in addresses:
        Notice.objects.create(
            asked=asked,
            kind=QUERY,
            rule=str(message.pk),
            address=address,
            by=by,
            state=Notice.State.WAITING,
            sent_at=None,
        )
    if addresses:
        tasks.send_mails.enqueue()


def _mail_office(query: Query) -> None:
    """To whoever opened it, and to whoever asked last."""
    last = query.messages.filter(of_office=True).order_by("-at", "-pk").select_related("by").first()
    people = {query.opened_by, last.by if last else query.opened_by}
    addresses = sorted(person.email for person in people if person.is_active)
    transaction.on_commit(partial(_send_to_office, query, addresses))


def _send_to_office(query: Query, addresses: list[str]) -> None:
    wave, body = query.of.wave, query.of.body
    link = mail.link("query", wave.office.slug, str(wave.pk), str(query.pk))
    text = (
        f"{body.name} has answered a query about its return to {wave.title}.\n\nRead what it says:\n{link}\n"
    )
    mail.send_each(addresses, f"{body.name} has answered a query", text)
