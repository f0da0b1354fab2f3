"""Working out findings and storing them."""

from custodes.concerns.actions.assessing import Assessed, assess_products
from custodes.concerns.actions.refreshing import (
    ask_refresh,
    keep_looking,
    refresh,
    refresh_all,
    refresh_now,
    run_waiting,
)
from custodes.concerns.actions.tallying import tally_body

__all__ = [
    "Assessed",
    "ask_refresh",
    "assess_products",
    "keep_looking",
    "refresh",
    "refresh_all",
    "refresh_now",
    "run_waiting",
    "tally_body",
]
