from django.urls import path

from custodes.web.pages.reading import answer, questions, views

_WAVE = "bodies/<slug:slug>/surveys/<int:wave>"

urlpatterns = [
    path(f"{_WAVE}/returns/<int:pk>", views.submitted_return, name="submitted_return"),
    path(f"{_WAVE}/returns/<int:pk>/answers/<str:key>", answer.submitted_answer, name="submitted_answer"),
    path(f"{_WAVE}/questions", questions.questions_of_wave, name="questions_of_wave"),
    path(f"{_WAVE}/questions/<str:key>", questions.answers_to_question, name="answers_to_question"),
]
