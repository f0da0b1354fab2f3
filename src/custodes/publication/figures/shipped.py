"""The figures that ship, beside the instruments that they are of."""

from custodes import packs

_FOLDER = packs.FOLDER / "figures"


def shipped(instrument: str) -> str:
    """The figures that ship for an instrument of this name, as TOML; "" where none do."""
    file = _FOLDER / f"{instrument}.toml"
    return file.read_text(encoding="utf-8") if file.is_file() else ""
