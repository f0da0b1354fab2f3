"""Several who invite, remind and send at the same time: every mail goes out once, whoever was first."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterator
from threading import Lock
from typing import Any

import pytest
from committing import Beside, copied
from waves import kept, wave

from cast import Cast, assemble
from custodes import clock
from custodes.survey import actions
from custodes.survey.actions import chasing, posting
from custodes.survey.models import Notice, Wave

pytestmark = pytest.mark.service
AT_ONCE = 4


@pytest.fixture(scope="module", autouse=True)
def database(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """One in which these tests commit."""
    with django_db_blocker.unblock(), copied(tmp_path_factory.mktemp("copy")):
        yield


@pytest.fixture(scope="module")
def cast(database: None) -> Cast:
    return assemble()


@pytest.fixture
def autumn(cast: Cast, request: pytest.FixtureRequest) -> Wave:
    version = kept(cast.office, cast.analyst)
    return wave(version, cast.analyst, [cast.oxmere, cast.thornby], title=request.node.name)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[str, str]]:
    """A slow mail server, and what it was given: by address and subject."""
    given: Counter[tuple[str, str]] = Counter()
    lock = Lock()

    def send(to: str, subject: str, text: str) -> None:
        time.sleep(0.05)
        with lock:
            given[to, subject] += 1

    monkeypatch.setattr("custodes.access.mail.send", send)
    return given


def at_once(work: Any) -> list[Any]:
    beside = [Beside(work).begin() for _ in range(AT_ONCE)]
    return [one.done() for one in beside]


def test_several_who_invite_at_once_note_each_mail_once(cast: Cast, autumn: Wave) -> None:
    done = at_once(lambda: actions.invite_bodies(by=cast.analyst, wave=autumn, asked=autumn.asked.all()))
    assert sorted(one.mails for one in done) == [0] * (AT_ONCE - 1) + [3]
    assert Notice.objects.filter(asked__wave=autumn).count() == 3


def test_several_workers_send_each_mail_once(
    cast: Cast, autumn: Wave, sent: Counter[tuple[str, str]]
) -> None:
    actions.invite_bodies(by=cast.analyst, wave=autumn, asked=autumn.asked.all())
    at_once(posting.send_waiting)
    mine = {to: number for (to, subject), number in sent.items() if autumn.title in subject}
    assert mine == {cast.lead.email: 1, cast.senior_responsible_officer.email: 1, cast.stranger.email: 1}
    assert set(Notice.objects.filter(asked__wave=autumn).values_list("state", flat=True)) == {"sent"}


def test_rules_looked_at_by_several_at_once_are_followed_once(
    cast: Cast, autumn: Wave, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.invite_bodies(by=cast.analyst, wave=autumn, asked=autumn.asked.all())
    day = autumn.closes_on - dt.timedelta(3)
    monkeypatch.setenv("CUSTODES_TODAY", day.isoformat())
    assert clock.today() == day
    at_once(chasing.follow_rules)
    found = Notice.objects.filter(asked__wave=autumn, kind="reminder").values_list("address", "rule")
    assert Counter(found) == {
        (address, f"-3 {autumn.closes_on}"): 1
        for address in (cast.lead.email, cast.senior_responsible_officer.email, cast.stranger.email)
    }
