from django.urls import path

from custodes.web.pages.publications import deciding, holders, views, writing

_HERE = "bodies/<slug:slug>/surveys/<int:wave>/publications"
_DRAFT = f"{_HERE}/draft"
_REPLIES = "bodies/<slug:slug>/publications"

urlpatterns = [
    path(_HERE, views.publications, name="publications"),
    path(f"{_HERE}/<int:number>.zip", views.edition_file, name="edition_file"),
    path(_DRAFT, views.draft, name="draft"),
    path(f"{_DRAFT}/write", writing.write_draft, name="write_draft"),
    path(f"{_DRAFT}/disclosure", writing.disclose, name="disclose"),
    path(f"{_DRAFT}/changes", writing.explain_changes, name="explain_changes"),
    path(f"{_DRAFT}/preview/", views.preview, name="preview"),
    path(f"{_DRAFT}/preview/<path:address>", views.preview, name="preview_page"),
    path(f"{_DRAFT}/publish", deciding.publish, name="publish"),
    path(f"{_DRAFT}/discard", deciding.discard_draft, name="discard_draft"),
    path(_REPLIES, holders.to_reply, name="to_reply"),
    path(f"{_REPLIES}/<int:draft>/reply", holders.reply, name="reply"),
]
