"""A register that is not for us to open: a newer release's, or a real one in a demo."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from custodes import settings
from custodes.access.models import Body
from custodes.cli import service
from custodes.cli.serve import _refuse_real_bodies
from custodes.errors import UserError


@pytest.mark.django_db
def test_a_register_of_a_newer_release_is_left_alone() -> None:
    MigrationRecorder(connection).record_applied("register", "9999_of_the_future")
    with pytest.raises(UserError, match="newer Custodes"):
        service.migrate()


@pytest.mark.django_db
def test_a_real_body_is_never_in_a_demo() -> None:
    Body.objects.create(name="Larkmere (fictional)", slug="larkmere", fictional=True)
    _refuse_real_bodies()
    Body.objects.create(name="A body somebody entered", slug="entered")
    with pytest.raises(UserError, match="A body somebody entered is no fictional body") as error:
        _refuse_real_bodies()
    assert f"remove the folder {settings.data_folder()} and run custodes demo" in error.value.mend
