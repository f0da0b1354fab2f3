"""Requests for information to Oxmere: one not answered yet, and two answers that differ."""

import time
from collections.abc import Mapping

from small_registers import OTHER, devices

from cast import Cast
from custodes import clock
from custodes.concerns.actions import run_waiting
from custodes.concerns.models import Refresh
from custodes.publication.information.actions import keep_answer, record_request
from custodes.publication.information.answering import prepared
from custodes.publication.information.figures import BY_NAME
from custodes.publication.models import InformationRequest
from custodes.register.models import System


def tell(cast: Cast) -> None:
    """Asked of a register that has devices; it has more in the end."""
    _answered(cast, "FOI 1", {})
    devices(System.objects.get(body=cast.oxmere, name="Town centre"), cast.lead, [{**OTHER, "quantity": 40}])
    _answered(cast, "FOI 2", dict.fromkeys(BY_NAME, "Forty cameras were bought."))
    _asked(cast, "FOI 3")


def _asked(cast: Cast, reference: str) -> InformationRequest:
    return record_request(
        by=cast.data_protection_officer,
        body=cast.oxmere,
        reference=reference,
        received_on=clock.today(),
        asked="How many cameras have you, and who made them?\nAre any on a watchlist?",
    )


def _answered(cast: Cast, reference: str, reasons: Mapping[str, str]) -> None:
    while Refresh.objects.filter(body=cast.oxmere).exists():  # the service may be at it already
        run_waiting()
        time.sleep(0.1)
    request, by = _asked(cast, reference), cast.data_protection_officer
    mark = prepared(request, BY_NAME).mark
    keep_answer(by=by, request=request, figures=BY_NAME, reasons=reasons, base=mark)
