"""Accepted rows become observations and devices, all in one transaction: a worker that dies leaves nothing behind."""

from array import array
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from custodes import locks
from custodes.access.models import Body
from custodes.audit.actions import record
from custodes.audit.chain import canonical
from custodes.audit.seal import seal_of
from custodes.concerns.actions import ask_refresh
from custodes.evidence import bulk, files, progress, rows
from custodes.evidence.actions.beforehand import numbers_of, spoken_of_twice
from custodes.evidence.actions.laying_out import lay_out, systems
from custodes.evidence.actions.reading import Tell
from custodes.evidence.actions.secrets_kept import forget_secrets
from custodes.evidence.merging import ANEW, name_key
from custodes.evidence.models import Import, Observation
from custodes.register.actions import number_products, project_again
from custodes.register.actions.holding import hold_systems
from custodes.register.actions.projecting import batches
from custodes.register.columns import columns_of
from custodes.register.models import Device, System
from custodes.register.products import Given, given
from custodes.register.projection import BLANK, Said, project

_LONGEST = 255
"""Characters of a file's or sheet's name in an observation."""
_FRESH = ("revision", "created_at", "changed_at", "withdrawn_at", "withdrawn_by", "withdrawn_reason")
_DEVICE = ("id", "body", "system", "product", "disagreement", *_FRESH, *BLANK)
_OBSERVATION = ("device", "of", "source", "observed_on", "at", "by", "file", "sheet", "line", "said")


def add(import_id: int, on_progress: Tell | None = None) -> None:
    """Add the accepted rows of an import to the register, each as one observation.

    Does nothing with an import that is not waiting for it, so it can be begun again at any time.
    """
    of = Import.objects.get(pk=import_id)
    if of.state != Import.State.ADDING:
        return
    progress.forget(of.folder)
    tell = on_progress or progress.Teller(of.folder)
    tell("Comparing with the register", 0.0)
    numbers = numbers_of(of)
    with transaction.atomic():
        # two imports of a body, one after the other: the second finds the devices of the first
        body = locks.held(Body.objects.filter(pk=of.body_id)).get()
        held = locks.held(Import.objects.filter(pk=import_id)).get()
        if held.state == Import.State.ADDING:
            hold_systems(body)  # what follows from the rows follows from the systems, too
            _Adding(held, body, tell, numbers).run()
    progress.forget(of.folder)


class _Adding:
    """One import on its way into the register."""

    def __init__(self, of: Import, body: Body, tell: Tell, numbers: dict[Given, int]) -> None:
        self.of, self.body, self.tell, self.numbers = of, body, tell, numbers
        self.reading = files.kept(of.folder, of.report)
        self.plan, self.to_do = lay_out(body, self.reading)
        self.said = spoken_of_twice(self.reading, self.plan)
        self.homes, self.new_systems = self._systems()
        self.ids: array[int] = array("q")
        self.now = timezone.now()
        self.fresh = (1, self.now, self.now, None, None, "")

    def run(self) -> None:
        done, total = 0, len(self.plan.targets)
        for some in rows.accepted(self.reading / files.ACCEPTED):
            targets = self.plan.targets[done : done + len(some)]
            said = [rows.said(row) for row in some]
            self._devices(targets, said)
            self._observations(targets, some, said)
            done += len(some)
            self.tell(f"{done:,} of {total:,} rows", 0.95 * done / total)
        assert done == total == self.of.report["accepted"], "a row was lost"
        for held in batches(sorted({target for target in self.plan.targets if target >= 0})):
            project_again(held)  # some at a time: it returns the devices, which are not needed here
        self.tell("Sealing", 0.99)
        self._finish()

    def _systems(self) -> tuple[list[System], list[System]]:
        """The system of each home, and those of them that are new. Their events come last, as events do."""
        there, new = systems(self.body), []
        for home in self.plan.homes:
            if name_key(home.name) not in there:
                made = System.objects.create(body=self.body, name=home.name, technology=home.technology)
                there[name_key(home.name)] = made
                new.append(made)
        return [there[name_key(home.name)] for home in self.plan.homes], new

    def _devices(self, targets: Sequence[int], said: Sequence[dict[str, Any]]) -> None:
        """Make the devices that these rows are the first to speak of."""
        drafts: list[tuple[dict[str, Any], bool, System]] = []
        wanted: list[Given] = []
        for target, values in zip(targets, said, strict=True):
            number = ANEW - target
            if number == len(self.ids) + len(drafts):
                home = self.homes[self.plan.home_of[number]]
                found = project([Said(one) for one in self.said.get(target, (values,))], {})
                columns = columns_of(found.values)
                drafts.append((columns, bool(found.disagreements), home))
                wanted.append(given(columns, home.technology, home.site_class))
        ids = bulk.next_ids(Device, len(drafts))
        bulk.insert(
            Device,
            _DEVICE,
            (
                (number, self.body.pk, home.pk, product, disagreement, *self.fresh, *columns.values())
                for number, product, (columns, disagreement, home) in zip(
                    ids, self._products(wanted), drafts, strict=True
                )
            ),
        )
        self.ids.extend(ids)

    def _products(self, wanted: Sequence[Given]) -> list[int]:
        unseen = [one for one in dict.fromkeys(wanted) if one not in self.numbers]
        self.numbers |= dict(zip(unseen, number_products(unseen), strict=True))
        return [self.numbers[one] for one in wanted]

    def _observations(
        self, targets: Sequence[int], some: Sequence[dict[str, Any]], said: Sequence[dict[str, Any]]
    ) -> None:
        bulk.insert(
            Observation,
            _OBSERVATION,
            (
                (
                    target if target >= 0 else self.ids[ANEW - target],
                    self.of.pk,
                    Observation.Source.LIST.value,
                    self.of.observed_on,
                    self.now,
                    self.of.by_id,
                    row["file"][:_LONGEST],
                    row["sheet"][:_LONGEST],
                    row["line"],
                    canonical(values),
                )
                for target, row, values in zip(targets, some, said, strict=True)
            ),
        )

    def _finish(self) -> None:
        """The import says what was done, and so does its event."""
        of = self.of
        of.state, of.seal = Import.State.ADDED, seal_of(of.pk)
        of.report["added"] = {**self.to_do, "system_ids": [system.pk for system in self.new_systems]}
        forget_secrets(of)
        of.save()
        ask_refresh(self.body, f"import {of.pk}")
        for system in self.new_systems:
            after = {"name": system.name, "technology": system.technology}
            record(
                by=of.decided_by, action="register.add_system", subject=system, body=self.body, after=after
            )
        record(
            by=of.decided_by,
            action="evidence.add_import",
            subject=of,
            body=self.body,
            seal=of.seal,
            files={one.name: one.digest for one in of.files.order_by("id")},
            **{name: of.report[name] for name in ("rows_in", "accepted", "rejected")},
            **{name: self.to_do[name] for name in ("new", "further", "held", "new_systems")},
        )
