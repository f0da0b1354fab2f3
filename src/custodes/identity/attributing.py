"""Every maker whose concerns bear on a device: surely, as one of several, or as maker of the hardware."""

import datetime as dt
from collections.abc import Iterable, Iterator

from custodes.identity.compare import model_text, relabel
from custodes.identity.compare.model import numberings
from custodes.identity.conclusion import Attribution
from custodes.identity.judgement import Verdict


def attributions(
    verdict: Verdict, certain: bool, model: str, maker_model: str, as_of: dt.date | None
) -> tuple[Attribution, ...]:
    """One for each maker the verdict names, or may mean by a relabel; and for each model, where several.

    `certain`: whether one maker is concluded. `maker_model`: the model in the hardware maker's numbering.
    """
    found = []
    if verdict.hardware:
        reason = f"{verdict.hardware} makes the hardware under this label."
        found.append(Attribution(verdict.hardware, "relabel", certain, maker_model or model, reason))
    for maker in dict.fromkeys((*verdict.makers, *verdict.also)):
        if maker == verdict.hardware:
            continue
        reason = f"The evidence names {maker}." if certain else f"{maker} is one of those it may be."
        found.append(Attribution(maker, "direct", certain, model, reason))
    if not verdict.hardware:
        found += _possible_relabels(verdict.makers, {a.maker for a in found}, model, as_of)
    models = model_text.several(model)
    return tuple(each for a in found for each in by_model(a, model, models)) if models else tuple(found)


def by_model(found: Attribution, model: str, models: tuple[str, ...]) -> Iterator[Attribution]:
    """`found` once for each model number of the cell that can be this maker's; none is certain."""
    if found.model != model:
        yield found
        return
    for one in models:
        makers = {n.maker for n in numberings(one)}
        if found.how == "direct" and makers and found.maker not in makers and _numbers_any(found, models):
            continue
        reason = f"{found.reason} “{one}” is one of {len(models)} model numbers in one cell."
        yield found._replace(certain=False, model=one, reason=reason)


def _numbers_any(found: Attribution, models: tuple[str, ...]) -> bool:
    return any(n.maker == found.maker for one in models for n in numberings(one))


def _possible_relabels(
    makers: Iterable[str], seen: set[str], model: str, as_of: dt.date | None
) -> list[Attribution]:
    """Whose hardware it may be under these brands: known of the brand, or of models when ours is not said."""
    found = []
    for brand in makers:
        for row in relabel.by_brand(brand, as_of):
            if row.maker not in seen and (row.pattern is None or not model_text.says_which(model)):
                seen.add(row.maker)
                reason = f"{brand} has sold {row.maker} hardware ({row.source}); not known for this model."
                found.append(Attribution(row.maker, "relabel", False, "", reason))
    return found
