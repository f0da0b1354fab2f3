"""A person's judgement of who made a device outranks every score.

It is about the hardware: nobody else's is possible any more. What the label says stays true of the label, so
concerns about the name on it bear as before, and a model number in that name's own numbering says nothing in
the maker's.
"""

import datetime as dt

from custodes.identity.attributing import by_model
from custodes.identity.compare import model_text, ownership
from custodes.identity.compare.name import NameReading
from custodes.identity.conclusion import Attribution, How, Identification
from custodes.identity.opinions import of_relabel


def settled(
    found: Identification, maker: str, label: NameReading, brand: str, as_of: dt.date | None
) -> Identification:
    """What is concluded once a person has settled that `maker` made it. `label`: the reading of `brand`."""
    model = model_text.tidy(found.model, (maker,)) or found.model
    reason = f"A person settled that {maker} made it."
    named = tuple(name for name in label.makers if label.says == "one" and name != maker)
    under_other_name = _is_other(label, brand, maker)
    own_number = _own_number(found.brand, model, maker, as_of) if under_other_name else ""
    how: How = "relabel" if under_other_name else "direct"
    bear = [Attribution(maker, how, True, own_number or model, reason)]
    bear += [Attribution(name, "direct", True, model, f"The label names {name}.") for name in named]
    models = model_text.several(model)
    return found._replace(
        status="identified",
        maker=maker,
        model=model,
        confidence=1.0,
        conflict=False,
        attributions=tuple(each for a in bear for each in by_model(a, model, models))
        if models
        else tuple(bear),
        reasons=(reason, *found.reasons),
    )


def _is_other(label: NameReading, brand: str, maker: str) -> bool:
    """Whether the label carries a name that is not the maker's, nor of one that hangs together with it."""
    if label.makers:
        return not any(ownership.hang_together(name, maker) for name in label.makers)
    return label.says == "unknown" and brand.strip().casefold() not in ("", maker.casefold())


def _own_number(label: str, model: str, maker: str, as_of: dt.date | None) -> str:
    published, number = of_relabel(label, model, as_of) if label else (None, "")
    return number if published and published.makers == (maker,) else ""
