"""What an instrument asks of a return that is being filled in: pure, from the answers to what applies (ADR 0019)."""

from custodes.survey.filling.form import Form
from custodes.survey.filling.given import BLANK, Given, State
from custodes.survey.filling.outcome import Outcome, Standing
from custodes.survey.filling.working_out import work_out

__all__ = ["BLANK", "Form", "Given", "Outcome", "Standing", "State", "work_out"]
