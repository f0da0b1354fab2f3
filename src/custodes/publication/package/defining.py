"""Definitions of figures as a publication has them, which may be anything."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from custodes.publication.figures.definitions import MOST_DECIMALS, Figure, from_data, reads


def definition(said: Mapping[str, Any]) -> Figure | None:
    """Its definition, None where it is none that can be counted with."""
    try:
        figure = from_data(said["definition"])
        texts = (figure.name, figure.title, figure.of, figure.of_words, figure.parts, *figure.by)
        texts += (figure.theme, figure.technology, figure.note)
        sound = (
            figure.name == said["name"]
            and all(isinstance(text, str) for text in texts)
            and type(figure.decimals) is type(figure.below) is int
            and type(figure.mixed) is bool
            and 0 <= figure.decimals <= MOST_DECIMALS
            and _sound(figure.counts)
            and (figure.belongs is None or _sound(figure.belongs))
        )
        return figure if sound else None
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError):
        return None


def _sound(condition: object) -> bool:
    """Whether it is a condition."""
    match condition:
        case ["and" | "or", *inner]:
            return all(map(_sound, inner))
        case ["not", inner]:
            return _sound(inner)
        case ["state", "=" | "!=", str(), str()] | ["is", "=" | "!=" | "selected" | "contains", str(), str()]:
            return True
        case ["is", "=" | "!=" | "<" | "<=" | ">" | ">=", str(), int() | float() as number]:
            return isfinite(number)
    return False


def needed(figure: Figure) -> set[str]:
    """The questions whose answers it takes to work it out and to check its splits."""
    return {*reads(figure), *figure.by, figure.parts}


def splits(figure: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What a figure is split into."""
    for key in ("groups", "parts"):
        found = figure.get(key, ())
        yield from (one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()
    if isinstance(residual := figure.get("residual"), dict):
        yield residual
