"""The zip file of a publication: the same bytes, and nothing in it that harms whoever opens it. The key that signs it."""

import io
import warnings
import zipfile
from pathlib import Path

import pytest

from custodes import settings
from custodes.errors import UnreadableInput, UserError
from custodes.publication.package import sealed, signing


def packed(*entries: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", how) as file:
        warnings.simplefilter("ignore", UserWarning)
        for name, data in entries:
            file.writestr(name, data)
    return buffer.getvalue()


def test_what_was_sealed_comes_out_whatever_the_order() -> None:
    files = {"b.csv": b"1", "a.csv": b"\x00" * 1000}
    assert sealed.unseal(sealed.seal(files)) == files
    assert sealed.seal(files) == sealed.seal(dict(sorted(files.items())))


def test_a_file_that_was_packed_anew_can_be_read() -> None:
    assert sealed.unseal(packed(("a.csv", b"1" * 1000))) == {"a.csv": b"1" * 1000}


@pytest.mark.parametrize(
    "name", ["../a.csv", "/a.csv", "folder/a.csv", "a\\b.csv", ".hidden", "a\nb", "a" * 200]
)
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    with pytest.raises(UnreadableInput, match="no name of a file"):
        sealed.unseal(packed((name, b"1")))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (packed(("a.csv", b"1"), ("a.csv", b"2")), "two files of one name"),
        (packed(("a.csv", b"1"), ("A.CSV", b"2")), "two files of one name"),
        (packed(*((f"{n}.csv", b"") for n in range(40))), "40 files"),
        (packed(("a.csv", b"1"), how=zipfile.ZIP_LZMA), "packed in a way that is not read"),
        (packed(("a.csv", b"1" * 5000))[:-40], "no zip file"),
    ],
    ids=["one name twice", "one name in two cases", "too many", "packed otherwise", "cut off"],
)
def test_what_we_do_not_write_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableInput, match=why):
        sealed.unseal(data)


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "MOST_BYTES", 10_000_000)
    bomb = packed(("a.csv", b"\x00" * 20_000_000))
    assert len(bomb) < 100_000
    with pytest.raises(UnreadableInput, match="unpacks to more than"):
        sealed.unseal(bomb)


def test_a_damaged_file_is_refused() -> None:
    data = sealed.seal({"a.csv": b"1" * 5000})
    with pytest.raises(UnreadableInput, match="no zip file"):
        sealed.unseal(data.replace(b"111", b"121", 1))


def test_the_key_is_made_once_and_is_its_owners_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CUSTODES_DATA", str(tmp_path / "data"))
    first = settings.publication_key()
    assert len(first) == 32
    assert settings.publication_key() == first
    kept = tmp_path / "data" / "publication-key"
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.write_text("spoiled")
    with pytest.raises(UserError, match="is no key"):
        settings.publication_key()


def test_a_signature_of_rfc_8032() -> None:
    """Test 2 of section 7.1."""
    key = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    public = signing.read_key(signing.public_key(key))
    assert public
    assert (
        public.public_bytes_raw().hex() == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    )
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert signing.is_signed(public, signature, b"r")
    assert not signing.is_signed(public, signature, b"s")
