"""Settings, read from the environment in one place. docs/reference/settings.md lists them."""

import os
import secrets
from pathlib import Path

import platformdirs

from custodes.errors import UserError


def data_folder() -> Path:
    """Where feeds, the register and uploads are kept: `CUSTODES_DATA`, else the user's data folder."""
    named = os.environ.get("CUSTODES_DATA")
    return Path(named) if named else Path(platformdirs.user_data_dir("custodes", appauthor=False))


def database_url() -> str:
    """`DATABASE_URL` (PostgreSQL), else a SQLite file in the data folder."""
    return os.environ.get("DATABASE_URL") or f"sqlite:///{data_folder() / 'register.sqlite3'}"


def demo() -> bool:
    """Whether this is a demo with fictional bodies: `custodes serve --demo` sets it, on loopback only."""
    return os.environ.get("CUSTODES_DEMO") == "1"


def address() -> str:
    """The public address of the service (`CUSTODES_ADDRESS`), as links in mail and cookies need it."""
    return os.environ.get("CUSTODES_ADDRESS", "http://127.0.0.1:8000").rstrip("/")


def mail_url() -> str:
    """`CUSTODES_MAIL`: smtp://user:password@host:587 (smtps:// for TLS from the start), else "" (to a folder)."""
    return os.environ.get("CUSTODES_MAIL", "")


def mail_from() -> str:
    """The sender of mail: `CUSTODES_MAIL_FROM`."""
    return os.environ.get("CUSTODES_MAIL_FROM", "custodes@localhost")


def oidc() -> dict[str, str]:
    """`CUSTODES_OIDC_URL`, `_CLIENT`, `_SECRET` and `_NAME` of an OpenID Connect provider; empty without one."""
    keys = ("URL", "CLIENT", "SECRET", "NAME")
    found = {key.lower(): os.environ.get(f"CUSTODES_OIDC_{key}", "") for key in keys}
    if not found["url"]:
        return {}
    missing = [f"CUSTODES_OIDC_{key}" for key in ("CLIENT", "SECRET") if not found[key.lower()]]
    if missing:
        raise UserError(f"CUSTODES_OIDC_URL is set without {' and '.join(missing)}.", "Set all three.")
    return {**found, "name": found["name"] or "single sign-on"}


def oidc_domains() -> list[str]:
    """`CUSTODES_OIDC_DOMAINS`: where the provider owns these domains but does not say that it verified addresses."""
    named = os.environ.get("CUSTODES_OIDC_DOMAINS", "")
    return [domain.strip().lower() for domain in named.split(",") if domain.strip()]


def oidc_second_factor_trusted() -> bool:
    """Whether the provider asks for a second factor: yes, unless `CUSTODES_OIDC_SECOND_FACTOR` is `here`."""
    return os.environ.get("CUSTODES_OIDC_SECOND_FACTOR", "provider") != "here"


def largest_upload() -> int:
    """Bytes that may be uploaded at once: `CUSTODES_UPLOAD_MB`, else 100 MB."""
    named = os.environ.get("CUSTODES_UPLOAD_MB", "100")
    if not named.isdecimal() or not int(named):
        raise UserError(f"CUSTODES_UPLOAD_MB is “{named}”.", "Set it to a whole number, such as 100.")
    return int(named) * 1_000_000


def secret_key() -> str:
    """The key that signs sessions: `CUSTODES_SECRET_KEY`, else one made on first use and kept in the data folder."""
    named = os.environ.get("CUSTODES_SECRET_KEY")
    if named:
        return named
    kept = data_folder() / "secret-key"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        _write_once(kept, secrets.token_urlsafe(50))
    return kept.read_text().strip()


def publication_key() -> bytes:
    """The 32 bytes that sign publications (Ed25519), made on first use and kept in the data folder as hex.

    Raises UserError where the file holds something else: a key that was replaced silently would sign what nobody can
    check.
    """
    kept = data_folder() / "publication-key"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        _write_once(kept, secrets.token_hex(32))
    text = kept.read_text().strip()
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise UserError(f"{kept.name} in the data folder is no key.", "Put back the one from your backup.")
    return key


def _write_once(path: Path, text: str) -> None:
    """Written readable by its owner only; where another process was first, its key stays."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(text)
