"""The shape of an identification: what we conclude about one device, and why."""

from typing import Literal, NamedTuple

Status = Literal["identified", "ambiguous", "not_an_answer", "unknown"]
How = Literal["direct", "relabel"]


class Clue(NamedTuple):
    """What a device row says that bears on its maker. "" where the row is silent."""

    brand: str = ""
    model: str = ""
    mac: str = ""
    """Upper-case hex digits without separators: the first nine (36 bits) are enough."""
    supplier: str = ""
    firmware: str = ""
    judged: str = ""
    """Whom a person settled on as the maker: a canonical name, or one that nobody lists."""


class Opinion(NamedTuple):
    """What one kind of evidence says: these makers, this strongly, because."""

    evidence: Literal["name", "model", "mac", "relabel", "device"]
    makers: tuple[str, ...]
    """One maker, several (it cannot tell which), or none (it says "this is not an answer")."""
    weight: float
    """0 to 1: how often a statement of this kind and form is right."""
    reason: str
    """A sentence a chief officer can read."""


class Attribution(NamedTuple):
    """A maker whose concerns and advisories bear on the device."""

    maker: str
    how: How
    """direct: this is the company. relabel: it made the hardware that another name is on."""
    certain: bool
    """False where it is one of several, or the relabel is known of the brand but not of this model."""
    model: str
    """The model in this maker's own numbering ("" where not known)."""
    reason: str


class Identification(NamedTuple):
    """The conclusion for one clue."""

    status: Status
    maker: str
    """Canonical maker; "" unless status is identified."""
    brand: str
    """Canonical name on the label where it is a known one, else ""."""
    model: str
    """The model as it should be looked up: brand words, lens and colour notes taken off."""
    confidence: float
    conflict: bool
    """Two kinds of evidence contradict each other: "label says X, MAC says Y"."""
    attributions: tuple[Attribution, ...]
    reasons: tuple[str, ...]
