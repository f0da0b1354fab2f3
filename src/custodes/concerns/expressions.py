"""THE formulation: product versions x claims -> verdicts -> devices.

Four small tables meet once, over distinct product versions only; devices are touched last, by an integer id.

    versions       version_id, product_id, firmware_id, has_firmware, line, hardware
    applicability  product_id, pattern_id, maker_id, certain, inferred, broad
    claims         claim_id, pattern_id, advisory_id, source, level, scheme, line, low, high, hardware
    readings       maker_id, firmware_id, scheme, low, high

`level`: 2 affected, 1 cannot be told, 0 not affected, null says nothing. The rules are written out in
docs/reference/verdicts.md and, in plain Python, in `reference.py`; the property tests hold the two together.
"""

import ibis
from ibis import Table, _
from ibis.expr.types import IntegerValue

SUPPLEMENT, NVD, CNA, CSAF, TEXT, UNSAID = range(6)
SOURCES = {"supplement": SUPPLEMENT, "nvd": NVD, "cna": CNA, "csaf": CSAF, "text": TEXT, "unsaid": UNSAID}
NOTHING = -1


def placed(versions: Table, applicability: Table, claims: Table, readings: Table) -> Table:
    """Each claim that bears on each version, with the level it gives: one row per version x claim.

    Where an advisory names the very product, what it says of products it may be does not bear.
    """
    claimed = applicability.join(claims, "pattern_id").rename(needs_hardware="hardware", of_line="line")
    joined = versions.join(claimed, "product_id").left_join(
        readings.rename(from_low="low", to_high="high"), ["maker_id", "firmware_id", "scheme"]
    )
    spoken = joined.select(
        "version_id", "advisory_id", "claim_id", "source", "certain", "inferred", level=_level(joined)
    )
    of_one = ibis.window(group_by=["version_id", "advisory_id"])
    return spoken.mutate(named=spoken.certain.any().over(of_one)).filter(_.certain | ~_.named).drop("named")


def _level(row: Table) -> IntegerValue:
    """What one claim says of one version.

    Where a maker's firmware comes in lines of their own numbers, what is said of one line says nothing of a
    version read in another. Hardware revisions compare only where both are numbers, or both have a letter.
    """
    affected = row.level == 2
    inside = (row.low.isnull() | (row.from_low >= row.low)) & (row.high.isnull() | (row.to_high < row.high))
    outside = (row.low.notnull() & (row.to_high < row.low)) | (
        row.high.notnull() & (row.from_low >= row.high)
    )
    unread = row.from_low.isnull()
    alike = (row.needs_hardware.substr(0, 1) <= "9") == (row.hardware.substr(0, 1) <= "9")
    needs = row.needs_hardware != ""
    other_hardware = needs & (row.hardware != "") & alike & (row.needs_hardware != row.hardware)
    capped = (needs & (row.needs_hardware != row.hardware)) | ~row.certain
    said = ibis.cases(
        (other_hardware, 0),
        ((row.scheme == "") & affected & ~row.has_firmware, 1),
        (row.scheme == "", row.level),
        (unread & ((row.source == TEXT) | ((row.of_line != "") & (row.of_line == row.line))), NOTHING),
        (unread, 1),
        (inside, row.level),
        (outside & affected, 0),
        (outside | (row.level == 0), NOTHING),
        else_=1,
    )
    unproven = row.broad & (said == 0)
    level = ibis.cases(
        (said == NOTHING, ibis.null("int8")), ((capped & (said == 2)) | unproven, 1), else_=said
    )
    return level.cast("int8")


def verdicts(placed_claims: Table) -> Table:
    """version_id, advisory_id, verdict (as `level`), inferred, disagree: one row per version x advisory."""
    row = placed_claims
    by_source = row.group_by("version_id", "advisory_id").aggregate(
        inferred=row.inferred.min(),
        named=row.certain.max(),
        **{
            name: ibis.coalesce(row.level.max(where=row.source == code), NOTHING).cast("int8")
            for name, code in SOURCES.items()
        },
    )
    sources = by_source.mutate(
        best=ibis.greatest(by_source.nvd, by_source.cna, by_source.csaf),
        any_doubt=ibis.greatest(by_source.supplement, by_source.nvd, by_source.cna, by_source.csaf) == 1,
        clean=(by_source.nvd == 0) | (by_source.cna == 0) | (by_source.csaf == 0),
    )
    settled = sources.mutate(structured=_structured(sources))
    return settled.select(
        "version_id", "advisory_id", "inferred", verdict=_verdict(settled), disagree=_disagree(settled)
    )


def _structured(s: Table) -> IntegerValue:
    """The sources that give ranges, together: a cited supplement outranks them, decided outranks undecided.

    Unless the device may be any of several products: then what is said of one does not answer for another.
    """
    return ibis.cases(
        (~s.named & s.any_doubt, 1),
        (s.supplement != NOTHING, s.supplement),
        ((s.best == 2) & s.clean & (s.nvd != 2), 1),
        (s.best == 2, 2),
        (s.clean, 0),
        else_=1,
    ).cast("int8")


def _verdict(s: Table) -> IntegerValue:
    """Prose can only make it worse, and what is known of a relabel only never makes it clean."""
    return ibis.cases(
        ((s.supplement == NOTHING) & (s.text == 2) & (s.structured == 0), 1),
        ((s.supplement == NOTHING) & (s.text == 2), 2),
        (s.inferred & (s.structured == 0), 1),
        else_=s.structured,
    ).cast("int8")


def _disagree(s: Table) -> Table:
    contradicted = (s.best == 2) & s.clean
    return (s.supplement == NOTHING) & (contradicted | ((s.text == 2) & (s.structured == 0)))


def worst(verdict_table: Table) -> Table:
    """version_id, verdict: the worst verdict of each version over all advisories."""
    return verdict_table.group_by("version_id").aggregate(verdict=verdict_table.verdict.max())


def by_device(devices: Table, per_version: Table) -> Table:
    """Every device row with its version's worst verdict; null where no source covers its product."""
    return devices.left_join(per_version, "version_id").drop("version_id_right")
