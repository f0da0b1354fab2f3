from django.urls import path

from custodes.web.pages.coding import agreeing, views

_WAVE = "bodies/<slug:slug>/surveys/<int:wave>"
_ANSWER = f"{_WAVE}/returns/<int:pk>/answers/<str:key>"

urlpatterns = [
    path(f"{_WAVE}/coding", agreeing.agreement_of_wave, name="agreement_of_wave"),
    path(f"{_ANSWER}/code", views.code_answer, name="code_answer"),
    path(f"{_ANSWER}/settle", views.settle_coding, name="settle_coding"),
    path(f"{_WAVE}/codings/<int:coding>/take-back", views.take_back_coding, name="take_back_coding"),
]
