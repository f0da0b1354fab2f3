"""Whether answers to requests for information are those that were kept, as the events that tell of them have it."""

from django.db import connection

from custodes.audit.models import Event

ACTION = "publication.answer_request"


def check() -> list[str]:
    """Hold every answer against its event: all that is wrong."""
    if "publication_informationanswer" not in connection.introspection.table_names():
        return []  # a backup of a release without them, which is being restored
    from custodes.publication.information.answering import digest
    from custodes.publication.models import InformationAnswer

    told = {event.subject: event for event in Event.objects.filter(action=ACTION)}
    problems = []
    for one in InformationAnswer.objects.order_by("pk").iterator(100):
        event = told.pop(str(one.pk), None)
        name = f"Answer {one.number} to request for information {one.request_id}"
        if event is None:
            problems.append(f"{name} is there, and no event tells that it was kept.")
        elif {digest(one.given, one.worked_out), one.digest} != {event.said.get("digest")}:
            problems.append(f"{name} is not what event {event.sequence:,} says was kept: it was changed.")
    gone = "Answer {} to a request for information, of which event {:,} tells, is gone."
    return problems + [gone.format(pk, event.sequence) for pk, event in sorted(told.items())]
