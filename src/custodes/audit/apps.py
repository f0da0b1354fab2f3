"""The history as a Django app: its guards are in place after every migration, and out of its way on SQLite."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


def _make_way(using: str, plan: Sequence[object], **_: Any) -> None:
    """SQLite cannot remake a table of which a trigger of another one speaks."""
    from custodes.audit import guards

    if plan and connections[using].vendor == "sqlite":
        guards.remove(connections[using])


def _guard(using: str, **_: Any) -> None:
    from custodes.audit import guards

    guards.install(connections[using])


class AuditConfig(AppConfig):
    name = "custodes.audit"

    def ready(self) -> None:
        pre_migrate.connect(_make_way, sender=self, dispatch_uid="audit.make_way")
        post_migrate.connect(_guard, sender=self, dispatch_uid="audit.guards")
