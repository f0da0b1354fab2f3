"""Everything that changes a survey. Each call is one transaction with its event."""

from custodes.survey.actions.answering import (
    AnswerConflict,
    explain,
    refuse_proposal,
    same_for_all,
    save_answer,
    take_proposal,
)
from custodes.survey.actions.chasing import invite_bodies, remind_bodies, send_again
from custodes.survey.actions.coding import code_answer, settle_coding, take_back_coding
from custodes.survey.actions.instruments import add_instrument, add_shipped
from custodes.survey.actions.queries import (
    answer_query,
    ask_again,
    close_query,
    open_query,
    send_back_for,
)
from custodes.survey.actions.returns import (
    cover,
    delegate,
    say_done,
    start_return,
    stop_covering,
    take_back,
)
from custodes.survey.actions.submitting import (
    begin_correction,
    not_ready,
    say_ready,
    send_back,
    submit,
)
from custodes.survey.actions.waves import (
    add_wave,
    ask_bodies,
    change_wave,
    end_wave,
    extend,
    leave_out,
    set_contact,
)

__all__ = [
    "AnswerConflict",
    "add_instrument",
    "add_shipped",
    "add_wave",
    "answer_query",
    "ask_again",
    "ask_bodies",
    "begin_correction",
    "change_wave",
    "close_query",
    "code_answer",
    "cover",
    "delegate",
    "end_wave",
    "explain",
    "extend",
    "invite_bodies",
    "leave_out",
    "not_ready",
    "open_query",
    "refuse_proposal",
    "remind_bodies",
    "same_for_all",
    "save_answer",
    "say_done",
    "say_ready",
    "send_again",
    "send_back",
    "send_back_for",
    "set_contact",
    "settle_coding",
    "start_return",
    "stop_covering",
    "submit",
    "take_back",
    "take_back_coding",
    "take_proposal",
]
