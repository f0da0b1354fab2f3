"""The signature of a publication: Ed25519 (RFC 8032) over the list of hashes, as OpenSSL writes and reads it."""

import hashlib
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

SUMS, SIGNATURE, PUBLIC_KEY = "SHA256SUMS", "SHA256SUMS.sig", "public-key.txt"
UNSUMMED = frozenset((SUMS, SIGNATURE))
"""What the list of hashes cannot hold: itself and what is made over it."""


def sums(files: Mapping[str, bytes]) -> bytes:
    """The hash of every file, in the form that `sha256sum --check` reads."""
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return "".join(lines).encode()


def signed(files: Mapping[str, bytes], key: bytes) -> dict[str, bytes]:
    """The files with the public key, the hashes of all of them, and the signature over these. `key`: 32 bytes."""
    private = Ed25519PrivateKey.from_private_bytes(key)
    found = {**files, PUBLIC_KEY: public_key(key)}
    hashes = sums(found)
    return {**found, SUMS: hashes, SIGNATURE: private.sign(hashes)}


def public_key(key: bytes) -> bytes:
    """The public half of a key, as PEM."""
    private = Ed25519PrivateKey.from_private_bytes(key)
    return private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def read_key(pem: bytes) -> Ed25519PublicKey | None:
    """The key in a file, None where there is none of this kind."""
    try:
        found = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        return None
    return found if isinstance(found, Ed25519PublicKey) else None


def fingerprint(key: Ed25519PublicKey) -> str:
    """A key, short enough to be read out: the first 16 signs of its SHA-256."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def is_signed(key: Ed25519PublicKey, signature: bytes, hashes: bytes) -> bool:
    """Whether the signature over the hashes is that of this key."""
    try:
        key.verify(signature, hashes)
    except InvalidSignature:
        return False
    return True
