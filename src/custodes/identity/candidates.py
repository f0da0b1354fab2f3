"""Whom the evidence names as a device's maker, each with what speaks for it: what a person chooses between."""

from functools import lru_cache
from typing import NamedTuple

from custodes import clock
from custodes.concerns.feeds.registry import mac_registry
from custodes.concerns.feeds.store import open_store
from custodes.identity.conclusion import Clue
from custodes.identity.identify import identify
from custodes.register.models import ProductVersion


class Candidate(NamedTuple):
    """A maker, and the sentences of the evidence that name it."""

    maker: str
    reasons: tuple[str, ...]


def candidates(product: ProductVersion) -> list[Candidate]:
    """Whom the evidence names, in the order of the conclusion; whoever was settled on by a judgement is left out.

    Empty where nothing names a maker that is known.
    """
    clue = Clue(product.brand, product.model, product.mac_block, product.supplier)
    found = identify([clue], as_of=clock.today(), registry=_registry())[0]
    said = [reason for reason in found.reasons if not reason.startswith("Conflict:")]
    said += [a.reason for a in found.attributions if a.how == "relabel"]
    makers = dict.fromkeys((*(a.maker for a in found.attributions), *([found.brand] if found.brand else [])))
    return [Candidate(maker, tuple(dict.fromkeys(s for s in said if maker in s))) for maker in makers]


def _registry() -> dict[str, str]:
    store = open_store()
    return _read(store.edition())


@lru_cache(maxsize=1)
def _read(edition: str) -> dict[str, str]:
    return mac_registry(open_store())
