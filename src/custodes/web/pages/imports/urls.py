from django.urls import path

from custodes.web.pages.imports import columns, files, problems, uploading, views

_ONE = "bodies/<slug:slug>/imports/<int:pk>"

urlpatterns = [
    path("bodies/<slug:slug>/imports", views.imports, name="imports"),
    path("bodies/<slug:slug>/imports/new", uploading.import_new, name="import_new"),
    path("bodies/<slug:slug>/imports/template.xlsx", files.import_template, name="import_template"),
    path(_ONE, views.import_, name="import"),
    path(f"{_ONE}/columns", columns.import_columns, name="import_columns"),
    path(f"{_ONE}/problems", problems.import_problems, name="import_problems"),
    path(f"{_ONE}/problems.csv", files.import_problems_csv, name="import_problems_csv"),
    path(f"{_ONE}/mend.csv", files.import_mend, name="import_mend"),
    path(f"{_ONE}/undo", views.undo_import, name="undo_import"),
]
