"""Run as a program: adds events to the register at CUSTODES_DATA or DATABASE_URL, from two threads at once."""

import sys
from concurrent.futures import ThreadPoolExecutor


def write(name: str, count: int) -> None:
    """`count` events, in transactions of one to three, with others in between that are rolled back."""
    from django.db import connection, transaction

    from custodes.access.models import Body
    from custodes.audit.actions import record

    body = Body.objects.get()
    written = 0
    while written < count:
        size = min(written % 3 + 1, count - written)
        with transaction.atomic():
            for number in range(size):
                record(by=None, action="test.write", subject=body, body=body, writer=name, number=number)
            with transaction.atomic():
                record(by=None, action="test.undone", subject=body)
                transaction.set_rollback(True)
        with transaction.atomic():
            record(by=None, action="test.undone", subject=body)
            transaction.set_rollback(True)
        written += size
    connection.close()


if __name__ == "__main__":
    import django

    django.setup()
    name, count = sys.argv[1], int(sys.argv[2])
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(write, f"{name}{part}", count) for part in "ab"]:
            done.result()
