from django.urls import path

from custodes.web.pages.queries import holder, office

_WAVE = "bodies/<slug:slug>/surveys/<int:wave>"
_RETURN = "bodies/<slug:slug>/returns/<int:pk>/queries"

urlpatterns = [
    path(f"{_WAVE}/queries", office.queries_of_wave, name="queries_of_wave"),
    path(f"{_WAVE}/queries/<int:query>", office.query, name="query"),
    path(f"{_WAVE}/returns/<int:pk>/answers/<str:key>/query", office.open_query, name="open_query"),
    path(_RETURN, holder.queries_of_return, name="queries_of_return"),
    path(f"{_RETURN}/<int:query>", holder.answer_query, name="answer_query"),
]
