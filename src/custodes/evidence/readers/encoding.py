"""Bytes to text when nobody wrote down the encoding."""

import codecs
import re

from charset_normalizer import from_bytes

from custodes.errors import UnreadableInput

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 64 * 1024
_HIGH = re.compile(rb"[\x80-\xff]+")
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_EAST_ASIAN = {"gb18030", "gb2312", "gbk", "big5", "big5hkscs", "cp949", "euc_kr", "euc_jp"}
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")


def _lone_byte(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    lone = error.object[error.start : error.end]
    return "".join(windows_1252(bytes([byte])) for byte in lone), error.end


codecs.register_error("custodes_windows_1252", _lone_byte)


def windows_1252(data: bytes) -> str:
    """cp1252, with its five undefined bytes read as Latin-1 does."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(_windows_letter(byte) for byte in data)


def _windows_letter(byte: int) -> str:
    return chr(byte) if byte in b"\x81\x8d\x8f\x90\x9d" else bytes([byte]).decode("cp1252")


def decode(data: bytes, name: str) -> str:
    """The text of `data`. Raises `UnreadableInput` where it is not text at all."""
    text = _decoded(data)
    if len(_CONTROLS.findall(text[:_SAMPLE])) > 0.05 * min(len(text), _SAMPLE):
        raise UnreadableInput(
            f"{name} is not text, nor a spreadsheet we know.", "Save it as xlsx, ods or csv."
        )
    return text


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            rest = data[len(mark) :]
            return rest.decode(encoding, "custodes_windows_1252" if encoding == "utf-8" else "replace")
    if encoding := _utf_16_without_a_mark(data[:_SAMPLE]):
        return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _doubtful(data)


def _utf_16_without_a_mark(sample: bytes) -> str:
    """Mostly European text in UTF-16 has a zero in every other byte."""
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.1 * half else ""


def _doubtful(data: bytes) -> str:
    """Not UTF-8 throughout: UTF-8 with a few stray bytes, an East Asian code page, or Windows-1252.

    In Windows-1252 the accented letters stand alone among ASCII; in the East Asian code pages bytes above
    127 come in runs. Only for those is charset-normalizer asked, since it takes short Windows-1252 text
    for exotic code pages.
    """
    patched = data.decode("utf-8", "custodes_windows_1252")
    runs = _HIGH.findall(data)
    high_bytes = sum(map(len, runs))
    if sum(map(len, _SEQUENCE.findall(data))) > high_bytes / 2:
        return patched
    in_runs = sum(len(run) for run in runs if len(run) > 1)
    if in_runs > 0.7 * high_bytes:
        best = from_bytes(b"\n".join(_lines_with_high_bytes(data)[:500])).best()
        if best is not None and best.encoding in _EAST_ASIAN:
            return data.decode("gb18030" if best.encoding.startswith("gb") else best.encoding, "replace")
    return windows_1252(data)


def _lines_with_high_bytes(data: bytes) -> list[bytes]:
    return [line for line in data[: 4 * _SAMPLE].splitlines() if _HIGH.search(line)]
