"""Made-up estates of fictional bodies, in the forms and with the mistakes of real inventories.

`make_estates` writes them; every body is fictional by name, and every file says so.
"""

from custodes.demo.estates import make_estates
from custodes.demo.names import FICTIONAL_NOTICE

__all__ = ["FICTIONAL_NOTICE", "make_estates"]
