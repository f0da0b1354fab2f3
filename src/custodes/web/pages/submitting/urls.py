from django.urls import path

from custodes.web.pages.submitting import checking, receipts, signing

RETURN = "bodies/<slug:slug>/returns/<int:pk>"
SUBMISSION = f"{RETURN}/submissions/<int:number>"

urlpatterns = [
    path(f"{RETURN}/check", checking.check_return, name="check_return"),
    path(f"{RETURN}/explain", checking.explain_answer, name="explain_answer"),
    path(f"{RETURN}/hand-over", checking.hand_over, name="hand_over"),
    path(f"{RETURN}/hand-back", signing.hand_back, name="hand_back"),
    path(f"{RETURN}/sign-off", signing.sign_off, name="sign_off"),
    path(f"{RETURN}/correct", signing.begin_correction, name="begin_correction"),
    path(f"{RETURN}/submissions", receipts.submissions, name="submissions"),
    path(SUBMISSION, receipts.receipt, name="receipt"),
    path(f"{SUBMISSION}/answers", receipts.submission, name="submission"),
    path(f"{SUBMISSION}/contents.json", receipts.submission_contents, name="submission_contents"),
]
