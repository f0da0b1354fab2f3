from django.urls import path

from custodes.web.pages.history import views

HERE = "bodies/<slug:slug>/history"

urlpatterns = [
    path(HERE, views.history, name="history"),
    path(f"{HERE}.csv", views.history_csv, name="history_csv"),
    path(f"{HERE}.jsonl", views.history_jsonl, name="history_jsonl"),
]
