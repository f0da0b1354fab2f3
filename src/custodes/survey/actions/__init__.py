"""Everything that changes a survey. Each call is one transaction with its event."""

from custodes.survey.actions.amending import amend, confirm_answer
from custodes.survey.actions.answering import (
    AnswerConflict,
    explain,
    refuse_proposal,
    same_for_all,
    save_answer,
    take_proposal,
)
from custodes.survey.actions.chasing import (
    ask_for_replies,
    invite_bodies,
    note_invited,
    remind_bodies,
    send_again,
)
from custodes.survey.actions.coding import code_answer, settle_coding, take_back_coding
from custodes.survey.actions.covering import accept_cover, cover, let_cover, stop_covering, stop_letting
from custodes.survey.actions.delegating import delegate, say_done, take_back
from custodes.survey.actions.instruments import add_instrument, add_shipped
from custodes.survey.actions.merging import Merging, merge
from custodes.survey.actions.populations import create_population, in_a_demo
from custodes.survey.actions.prefilling import propose
from custodes.survey.actions.queries import (
    answer_query,
    ask_again,
    close_query,
    open_query,
    send_back_for,
)
from custodes.survey.actions.returns import start_return
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
    set_contacts,
)

__all__ = [
    "AnswerConflict",
    "Merging",
    "accept_cover",
    "add_instrument",
    "add_shipped",
    "add_wave",
    "amend",
    "answer_query",
    "ask_again",
    "ask_bodies",
    "ask_for_replies",
    "begin_correction",
    "change_wave",
    "close_query",
    "code_answer",
    "confirm_answer",
    "cover",
    "create_population",
    "delegate",
    "end_wave",
    "explain",
    "extend",
    "in_a_demo",
    "invite_bodies",
    "leave_out",
    "let_cover",
    "merge",
    "not_ready",
    "note_invited",
    "open_query",
    "propose",
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
    "set_contacts",
    "settle_coding",
    "start_return",
    "stop_covering",
    "stop_letting",
    "submit",
    "take_back",
    "take_back_coding",
    "take_proposal",
]
