"""The history as a Django app: its guards are in place after every migration."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


def _guard(using: str, **_: Any) -> None:
    from custodes.audit import guards

    guards.install(connections[using])


class AuditConfig(AppConfig):
    name = "custodes.audit"

    def ready(self) -> None:
        post_migrate.connect(_guard, sender=self, dispatch_uid="audit.guards")
