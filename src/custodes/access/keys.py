"""Secrets that people and programs carry: shown or mailed once, kept only as a fingerprint."""

import hashlib
import secrets


def new_secret(prefix: str = "") -> str:
    """A secret of 256 random bits, fit for an address."""
    return prefix + secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """SHA-256 in hex. A secret is looked up by it, so how long that takes says nothing about the secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
