"""Text as people type it, brought to one form: tokens of small letters and digits.

Everything that compares names compares these tokens, or `key`: the tokens run together, so that
"HIK-VISION", "Hik Vision" and "ＨＩＫＶＩＳＩＯＮ" are one.
"""

import re
import unicodedata

_TOKEN = re.compile(
    r"[a-z0-9]+(?:\+\+)?"  # "Face++" is not "face"
    r"|[\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff]"  # written without spaces: a token for each character
    r"|[^\W_]+"
)
_POSSESSIVE = re.compile(r"(?<=[a-z])['’`´]s\b")
_LOST_LETTER = re.compile(r"(?<=[^\W\d_])[?\ufffd](?=[^\W\d_])")
_MOJIBAKE = re.compile(r"[ÃÂÐÑåæçèéäïìëê][\u0080-\u00bf\u0152-\u2122]|â€")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPELT_OUT = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})


def fold(text: str) -> str:
    """One spelling for what looks the same: small letters, plain width, no accents, no possessives.

    A letter lost to a bad encoding ("Geutebr?ck") is dropped, which leaves a near miss; text that was
    decoded wrongly ("GeutebrÃ¼ck") is decoded again.
    """
    if not text.isascii():
        text = _without_accents(unicodedata.normalize("NFKC", _INVISIBLE.sub("", _decoded_again(text))))
    text = text.lower()
    if "?" in text or "\ufffd" in text:
        text = _LOST_LETTER.sub("", text)
    if "s" in text and not text.isalnum():
        text = _POSSESSIVE.sub("", text)
    return text


def tokens(text: str) -> list[str]:
    """The words, numbers and ideographs of `text` after folding, in order."""
    return _TOKEN.findall(fold(text))


def key(text: str) -> str:
    """The tokens of `text` run together: what dictionaries of names are keyed by."""
    return "".join(tokens(text))


def model_key(text: str) -> str:
    """A model as the packs' patterns expect it: upper case, no spaces, plain width."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("–", "-").replace("‐", "-").replace("‑", "-")
    return "".join(text.upper().split())


def _decoded_again(text: str) -> str:
    """`text` as it was before someone read its UTF-8 bytes as Windows-1252; unchanged if that fits not."""
    if not _MOJIBAKE.search(text):
        return text
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


def _without_accents(text: str) -> str:
    """Small Latin letters without their marks. Other scripts keep theirs: there they are letters."""
    small = text.casefold().translate(_SPELT_OUT)
    if small.isascii():
        return small
    return "".join(_base_letter(letter) for letter in small)


def _base_letter(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    return parts[0] if len(parts) > 1 and parts[0].isascii() else letter
