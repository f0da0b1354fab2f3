"""Everything that changes imports. Each call is one transaction with its event."""

from custodes.evidence.actions.adding import add
from custodes.evidence.actions.choosing import decide, map_again
from custodes.evidence.actions.failing import fail, resume_imports
from custodes.evidence.actions.reading import read
from custodes.evidence.actions.undoing import undo
from custodes.evidence.actions.uploading import upload

__all__ = ["add", "decide", "fail", "map_again", "read", "resume_imports", "undo", "upload"]
