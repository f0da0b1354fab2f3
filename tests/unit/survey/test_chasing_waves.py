"""Inviting and reminding: whom, when, once; and what becomes of mails that fail."""

import datetime as dt
import email
from email import policy
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.conf import settings
from django_tasks_db.models import DBTaskResult
from waves import answered, kept, wave

from cast import Cast
from custodes.access.models import Membership
from custodes.access.roles import Role
from custodes.audit.models import Event
from custodes.errors import Invalid
from custodes.survey import actions
from custodes.survey.actions import chasing, posting
from custodes.survey.chasing import not_reached
from custodes.survey.models import BodyAsked, Notice, Return, Wave
from custodes.survey.tasks import follow_reminders, send_mails

REAL = dt.datetime.now(dt.UTC).date()
OPEN_FOR = 30


@pytest.fixture
def autumn(cast: Cast) -> Wave:
    return wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby], days=OPEN_FOR)


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch, autumn: Wave) -> Any:
    """Sets the day, so many from the last day of the wave."""

    def at(days: int) -> None:
        monkeypatch.setenv("CUSTODES_TODAY", (autumn.closes_on + dt.timedelta(days)).isoformat())

    return at


def of(cast: Cast, autumn: Wave) -> BodyAsked:
    return BodyAsked.objects.get(wave=autumn, body=cast.oxmere)


def invite(cast: Cast, autumn: Wave) -> chasing.Posted:
    return actions.invite_bodies(by=cast.analyst, wave=autumn, asked=autumn.asked.all())


def mails() -> list[Any]:
    """Those in the folder that takes them where no mail server is set up."""
    folder = Path(settings.EMAIL_FILE_PATH)
    texts = [text for path in sorted(folder.glob("*")) for text in path.read_text().split("-" * 79)]
    return [email.message_from_string(text.lstrip(), policy=policy.default) for text in texts if text.strip()]


def forget_mails() -> None:
    for path in Path(settings.EMAIL_FILE_PATH).glob("*"):
        path.unlink()


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"


def submit(cast: Cast, autumn: Wave) -> Return:
    made = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    answered(made, cast.lead, {"runs": "no"})
    actions.submit(by=cast.senior_responsible_officer, of=made, base=made.revision)
    return made


def test_invitations_go_to_who_leads_and_who_signs_off_or_to_the_contact(cast: Cast, autumn: Wave) -> None:
    actions.change_wave(
        by=cast.analyst, wave=autumn, values={"letter": "Dear colleagues, we ask again."}, base=1
    )
    thornby = BodyAsked.objects.get(wave=autumn, body=cast.thornby)
    actions.set_contact(by=cast.analyst, asked=thornby, contact="cctv@thornby.example")
    posted = invite(cast, autumn)
    assert (posted.bodies, posted.mails, posted.left) == (2, 3, {})
    assert posting.send_waiting() == (3, 0, 0)
    to = sorted(mail["To"] for mail in mails())
    assert to == ["cctv@thornby.example", cast.lead.email, cast.senior_responsible_officer.email]
    said = next(mail for mail in mails() if mail["To"] == cast.lead.email)
    text = " ".join(said.get_content().split())
    last = f"{autumn.closes_on.day} {autumn.closes_on:%B %Y}"
    assert "Dear colleagues, we ask again." in text
    assert f"submitted by {last} is on time" in text
    assert "/bodies/oxmere/returns" in text
    assert last in said["Subject"]
    autumn.refresh_from_db()
    assert autumn.opened_at
    assert of(cast, autumn).invited_at
    assert Event.objects.filter(action="survey.invite_bodies").count() == 1


def test_a_second_click_invites_nobody_twice(cast: Cast, autumn: Wave) -> None:
    invite(cast, autumn)
    posting.send_waiting()
    again = invite(cast, autumn)
    assert (again.mails, sorted(again.left[chasing.ALREADY])) == (0, [cast.oxmere.name, cast.thornby.name])
    assert posting.send_waiting() == (0, 0, 0)
    assert len(mails()) == 3  # Thornby has a lead, and nobody who signs off


def test_a_body_in_which_nobody_can_be_written_to_is_told_and_not_invited(cast: Cast, autumn: Wave) -> None:
    Membership.objects.filter(body=cast.thornby).update(role=Role.READER)
    posted = invite(cast, autumn)
    assert posted.left == {chasing.NOBODY: [cast.thornby.name]}
    assert BodyAsked.objects.get(body=cast.thornby).invited_at is None


def test_an_ended_wave_invites_and_reminds_nobody(cast: Cast, autumn: Wave, clock_at: Any) -> None:
    invite(cast, autumn)
    actions.end_wave(by=cast.analyst, wave=autumn)
    for act in (actions.invite_bodies, actions.remind_bodies):
        with pytest.raises(Invalid, match="has ended"):
            act(by=cast.analyst, wave=autumn, asked=autumn.asked.all())
    clock_at(1)
    assert chasing.follow_rules() == 0
    assert posting.send_waiting() == (0, 0, 3)  # not even the invitations that were on their way
    assert mails() == []


def test_by_hand_nobody_is_reminded_twice_on_a_day_nor_who_has_submitted_or_is_not_invited(
    cast: Cast, autumn: Wave, clock_at: Any
) -> None:
    actions.invite_bodies(by=cast.analyst, wave=autumn, asked=[of(cast, autumn)])
    posting.send_waiting()

    def remind() -> chasing.Posted:
        return actions.remind_bodies(by=cast.analyst, wave=autumn, asked=autumn.asked.all())

    clock_at(-20)
    first = remind()
    assert (first.bodies, first.mails, first.left) == (1, 2, {chasing.NOT_INVITED: [cast.thornby.name]})
    assert remind().left[chasing.ALREADY] == [cast.oxmere.name]
    clock_at(-19)
    assert remind().mails == 2
    submit(cast, autumn)
    clock_at(-18)
    assert remind().left[chasing.SUBMITTED] == [cast.oxmere.name]


@pytest.mark.parametrize(
    ("days", "subject"),
    [(-14, "14 days are left"), (-3, "3 days are left"), (1, "is late"), (14, "is late")],
)
def test_a_rule_is_followed_on_its_day(
    cast: Cast, autumn: Wave, clock_at: Any, days: int, subject: str
) -> None:
    invite(cast, autumn)
    posting.send_waiting()
    forget_mails()
    clock_at(days)
    assert chasing.follow_rules() == 2
    posting.send_waiting()
    new = mails()
    assert len(new) == 3
    assert all(subject in mail["Subject"] for mail in new)
    assert chasing.follow_rules() == 0  # a second look on that day
    assert {one.rule for one in Notice.objects.filter(kind="reminder")} == {f"{days:+d} {autumn.closes_on}"}
    assert Event.objects.filter(action="survey.remind_by_rule", person=None).count() == 1


@pytest.mark.parametrize("days", [-15, -10, -4, 10, 18, 200])
def test_on_other_days_nobody_is_reminded(cast: Cast, autumn: Wave, clock_at: Any, days: int) -> None:
    """10 days before is four after the rule of -14: too long ago. 200 days after is too long after the last."""
    invite(cast, autumn)
    clock_at(days)
    assert chasing.follow_rules() == 0


def test_a_rule_whose_day_was_missed_is_followed_soon_after_and_only_the_latest(
    cast: Cast, autumn: Wave, clock_at: Any
) -> None:
    """The service stood still from four days before the last day until two after it."""
    invite(cast, autumn)
    clock_at(2)
    assert chasing.follow_rules() == 2
    assert {one.rule.split()[0] for one in Notice.objects.filter(kind="reminder")} == {"+1"}
    clock_at(3)
    assert chasing.follow_rules() == 0


def test_who_was_invited_after_the_day_of_a_rule_is_not_reminded_by_it(cast: Cast) -> None:
    soon = wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere], days=3)
    invite(cast, soon)  # today is the day of the rule of -3
    assert chasing.follow_rules() == 0


def test_an_extension_moves_the_rules_of_its_body(cast: Cast, autumn: Wave, clock_at: Any) -> None:
    invite(cast, autumn)
    until = autumn.closes_on + dt.timedelta(20)
    actions.extend(by=cast.analyst, asked=of(cast, autumn), until=until, reason="Somebody is ill")
    clock_at(1)
    assert chasing.follow_rules() == 1  # Thornby alone
    clock_at(17)
    assert chasing.follow_rules() == 2  # Oxmere three days before its own last day; Thornby late for its +14
    assert set(
        Notice.objects.filter(asked=of(cast, autumn), kind="reminder").values_list("rule", flat=True)
    ) == {f"-3 {until}"}


def test_who_has_submitted_is_not_reminded_and_who_does_so_meanwhile_neither(
    cast: Cast, autumn: Wave, clock_at: Any
) -> None:
    invite(cast, autumn)
    posting.send_waiting()
    forget_mails()
    clock_at(-3)
    assert chasing.follow_rules() == 2
    submit(cast, autumn)  # before the mails go out
    assert posting.send_waiting() == (1, 0, 2)
    assert [mail["To"] for mail in mails()] == [cast.stranger.email]
    clock_at(1)
    assert chasing.follow_rules() == 1


def test_a_reminder_names_the_body_whose_return_is_waited_for(
    cast: Cast, autumn: Wave, clock_at: Any
) -> None:
    from custodes.survey.models import Covered

    invite(cast, autumn)
    posting.send_waiting()
    forget_mails()
    lead = actions.start_return(by=cast.stranger, wave=autumn, body=cast.thornby)
    for section in ("about", "plates"):
        Covered.objects.create(of=lead, wave=autumn, body=cast.oxmere, section=section)
    clock_at(-3)
    chasing.follow_rules()
    posting.send_waiting()
    text = next(m for m in mails() if m["To"] == cast.lead.email).get_content()
    assert f"part of the return of {cast.thornby.name}" in " ".join(text.split())


class Refusing:
    """A mail server that refuses an address, until it does not."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
        from django.core.mail.backends.filebased import EmailBackend

        self.refuses, real = True, EmailBackend.send_messages

        def send(backend: Any, messages: list[Any]) -> Any:
            if self.refuses and any(address in message.to for message in messages):
                raise SMTPRecipientsRefused({address: (550, b"no such user")})
            return real(backend, messages)

        monkeypatch.setattr(EmailBackend, "send_messages", send)


def test_a_mail_that_fails_is_said_and_tried_again_and_the_others_go_out(
    cast: Cast, autumn: Wave, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Refusing(monkeypatch, cast.lead.email)
    invite(cast, autumn)
    send_mails.func()
    failed = Notice.objects.get(address=cast.lead.email)
    assert (failed.state, failed.tries, failed.sent_at) == ("failed", 1, None)
    assert "could not be sent" in failed.problem
    assert len(mails()) == 2
    now = dt.datetime.now(dt.UTC)
    next_try = DBTaskResult.objects.filter(run_after__range=(now, now + dt.timedelta(minutes=2)))
    assert [one.task_path for one in next_try] == [send_mails.module_path]
    server.refuses = False
    send_mails.func()
    failed.refresh_from_db()
    assert (failed.state, failed.problem, failed.tries) == ("sent", "", 2)
    assert len(mails()) == 3


def test_what_fails_for_good_is_left_alone_until_somebody_says_so(
    cast: Cast, autumn: Wave, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Refusing(monkeypatch, cast.lead.email)
    invite(cast, autumn)
    for _ in range(posting.MOST_TRIES + 3):
        posting.send_waiting()
    failed = Notice.objects.get(address=cast.lead.email)
    assert failed.tries == posting.MOST_TRIES
    server.refuses = False
    assert posting.send_waiting() == (0, 0, 0)
    assert actions.send_again(by=cast.analyst, wave=autumn) == 1
    assert posting.send_waiting() == (1, 0, 0)


def test_another_contact_is_invited_in_place_of_an_address_that_fails(
    cast: Cast, autumn: Wave, monkeypatch: pytest.MonkeyPatch
) -> None:
    Refusing(monkeypatch, cast.lead.email)
    invite(cast, autumn)
    posting.send_waiting()
    actions.set_contact(by=cast.analyst, asked=of(cast, autumn), contact="cameras@oxmere.example")
    assert not_reached(autumn.asked.all()) == [of(cast, autumn)]
    assert invite(cast, autumn).mails == 1
    assert not_reached(autumn.asked.all()) == []
    assert posting.send_waiting() == (1, 0, 1)
    assert "cameras@oxmere.example" in [mail["To"] for mail in mails()]


def test_a_mail_whose_sending_was_cut_off_is_never_sent_again_by_itself(
    cast: Cast, autumn: Wave, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise SystemExit

    invite(cast, autumn)
    monkeypatch.setattr(posting.mail, "send", killed)
    with pytest.raises(SystemExit):
        posting.send_waiting()
    monkeypatch.undo()
    assert posting.send_waiting() == (2, 0, 0)
    left = Notice.objects.get(state=Notice.State.SENDING)
    assert left.get_state_display() == "Not known whether it was sent"
    assert left.sent_at is None


def test_the_look_at_rules_comes_again_every_day_and_once_at_each_start(cast: Cast, autumn: Wave) -> None:
    def waiting() -> int:
        return DBTaskResult.objects.ready().filter(task_path=follow_reminders.module_path).count()

    for _ in range(3):
        chasing.keep_chasing()
    assert waiting() == 1
    DBTaskResult.objects.all().delete()  # the worker did it
    follow_reminders.func()
    assert waiting() == 0  # tomorrow's is not ready yet
    tomorrow = DBTaskResult.objects.get(task_path=follow_reminders.module_path).run_after
    assert tomorrow is not None
    assert dt.timedelta(hours=23) < tomorrow - dt.datetime.now(dt.UTC) <= dt.timedelta(hours=24)
    chasing.keep_chasing()  # after a restart, today's rules are looked at once more: followed once all the same
    assert waiting() == 1


def test_two_waves_at_once_are_chased_each_by_its_own_rules(cast: Cast, autumn: Wave, clock_at: Any) -> None:
    other = wave(autumn.instrument, cast.analyst, [cast.oxmere], title="Winter", days=OPEN_FOR + 15)
    invite(cast, autumn)
    invite(cast, other)
    clock_at(1)  # fourteen days before the last day of the other
    assert chasing.follow_rules() == 3
    rules = {(one.asked.wave.title, one.rule.split()[0]) for one in Notice.objects.filter(kind="reminder")}
    assert rules == {("Autumn", "+1"), ("Winter", "-14")}
