"""Pages of this journey."""

from django.urls import path

from custodes.web.pages.information import answering, views

_HERE = "bodies/<slug:slug>/requests"
_ONE = f"{_HERE}/<int:pk>"
_ANSWER = f"{_ONE}/answers/<int:number>"

urlpatterns = [
    path(_HERE, views.requests, name="requests"),
    path(f"{_HERE}/new", views.record_request, name="record_request"),
    path(_ONE, views.request_for_information, name="request_for_information"),
    path(f"{_ONE}/close", views.close_request, name="close_request"),
    path(f"{_ONE}/answer", answering.answer_request, name="answer_request"),
    path(_ANSWER, views.information_answer, name="information_answer"),
    path(f"{_ANSWER}.csv", views.information_answer_file, name="information_answer_file"),
    path(f"{_ANSWER}/print", views.print_information_answer, name="print_information_answer"),
]
