from django.urls import path

from custodes.web.pages.workbooks import checking, downloading, printing, uploading

_ONE = "bodies/<slug:slug>/returns/<int:pk>"

urlpatterns = [
    path(f"{_ONE}/workbook", downloading.return_workbook, name="return_workbook"),
    path(f"{_ONE}/workbook/upload", uploading.upload_workbook, name="upload_workbook"),
    path(f"{_ONE}/workbook/check", checking.check_workbook, name="check_workbook"),
    path(f"{_ONE}/print.pdf", printing.print_return, name="print_return"),
    path(f"{_ONE}/submissions/<int:number>/print.pdf", printing.print_submission, name="print_submission"),
    path(
        "bodies/<slug:slug>/surveys/instruments/<int:pk>/print.pdf",
        printing.print_instrument,
        name="print_instrument",
    ),
]
