"""Mails as they are handed to the mail server: whatever stands in a title, and to whomever."""

from typing import Any

import pytest
from django.core import mail as sent

from custodes.access import mail


def test_a_subject_is_one_line() -> None:
    mail.send("kit@example.test", "please fill in “Cameras\r\n  outside”\nBcc: all@example.test", "Now")
    (one,) = sent.outbox
    assert one.subject == "Custodes: please fill in “Cameras outside” Bcc: all@example.test"
    assert one.recipients() == ["kit@example.test"]


@pytest.mark.parametrize("address", ["kit@example.test\nBcc: all@example.test"])
def test_an_address_that_no_mail_can_carry_is_told(address: str) -> None:
    with pytest.raises(mail.MailFailed, match="could not be written"):
        mail.send(address, "hello", "Now")
    assert sent.outbox == []


def test_who_cannot_be_reached_keeps_nobody_else_from_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.mail.backends.locmem import EmailBackend

    real = EmailBackend.send_messages

    def send(backend: Any, messages: list[Any]) -> Any:
        if "gone@example.test" in messages[0].to:
            raise OSError("no such host")
        return real(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    with pytest.raises(mail.MailFailed, match=r"gone@example\.test"):
        mail.send_each(["gone@example.test", "kit@example.test"], "hello", "Now")
    assert [one.to for one in sent.outbox] == [["kit@example.test"]]
