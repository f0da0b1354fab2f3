"""Every setting that code reads is documented, and no other."""

import re
from pathlib import Path

import pytest

from custodes import settings
from custodes.errors import UserError

ROOT = Path(__file__).parents[2]
NAME = r"\b(?:CUSTODES_[A-Z_]*[A-Z]|DATABASE_URL|NVD_API_KEY)\b"
OIDC = {f"CUSTODES_OIDC_{key}" for key in ("URL", "CLIENT", "SECRET", "NAME")}
"""Put together from parts in `settings.oidc`."""


def named_in_code() -> set[str]:
    """What is read from the environment, in whichever module."""
    read = rf'environ(?:\.get\(|\.setdefault\(|\[)"({NAME})"'
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "src").rglob("*.py"))
    return set(re.findall(read, code)) | OIDC


def test_every_setting_is_documented_and_no_other() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    assert len(named_in_code()) > 10
    assert set(re.findall(rf"^\| `({NAME})`", page, re.MULTILINE)) == named_in_code()


def test_settings_that_the_how_to_names_exist() -> None:
    page = (ROOT / "docs" / "how-to" / "run-the-service.md").read_text(encoding="utf-8")
    assert set(re.findall(NAME, page)) <= named_in_code()


def test_half_a_provider_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTODES_OIDC_URL", "https://sign-in.example.test")
    monkeypatch.setenv("CUSTODES_OIDC_CLIENT", "us")
    monkeypatch.delenv("CUSTODES_OIDC_SECRET", raising=False)
    with pytest.raises(UserError, match="without CUSTODES_OIDC_SECRET"):
        settings.oidc()


def test_a_key_is_made_once_and_is_its_owners_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CUSTODES_SECRET_KEY", raising=False)
    monkeypatch.setenv("CUSTODES_DATA", str(tmp_path / "data"))
    first = settings.secret_key()
    assert len(first) > 50
    assert settings.secret_key() == first
    assert (tmp_path / "data" / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("size", ["", "0", "-5", "a lot", "1.5"])
def test_an_upload_limit_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, size: str) -> None:
    monkeypatch.setenv("CUSTODES_UPLOAD_MB", size)
    with pytest.raises(UserError, match="CUSTODES_UPLOAD_MB"):
        settings.largest_upload()
