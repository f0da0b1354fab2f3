"""What is wrong with an expression, said to whoever wrote it."""

from custodes.errors import UserError


class ExpressionError(UserError):
    """An expression that cannot be used. `what`: what is wrong; `position`: at which character, from 1."""

    status = 422

    def __init__(self, what: str, position: int, mend: str = "") -> None:
        super().__init__(f"{what} (character {position})", mend)
        self.what = what
        self.position = position
