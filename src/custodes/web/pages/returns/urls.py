from django.urls import path

from custodes.web.pages.returns import autosave, differing, history, lists, overview, sections, suggesting

BODY = "bodies/<slug:slug>/returns"
ANSWER = f"{BODY}/<int:pk>/answers/<str:key>"

urlpatterns = [
    path(BODY, lists.returns, name="returns"),
    path(f"{BODY}/start/<int:wave>", lists.start_return, name="start_return"),
    path(f"{BODY}/<int:pk>", overview.return_, name="return"),
    path(f"{BODY}/<int:pk>/suggestions", suggesting.look_for_suggestions, name="look_for_suggestions"),
    path(f"{BODY}/<int:pk>/sections/<str:section>", sections.return_section, name="return_section"),
    path(f"{BODY}/<int:pk>/saved/<str:section>", sections.save_section, name="save_section"),
    path(f"{BODY}/<int:pk>/answers", autosave.save_answer, name="save_answer"),
    path(f"{ANSWER}/history", history.answer_history, name="answer_history"),
    path(f"{ANSWER}/bodies", differing.differing_bodies, name="differing_bodies"),
    path(f"{ANSWER}/<slug:other>", differing.differing_answer, name="differing_answer"),
]
