from django.urls import path

from custodes.web.pages.sharing_out import covering, delegating, letting

BODY = "bodies/<slug:slug>/returns"
SECTION = f"{BODY}/<int:pk>/delegate/<str:section>"
LET = f"{BODY}/waves/<int:wave>/let"

urlpatterns = [
    path(SECTION, delegating.delegate_section, name="delegate_section"),
    path(f"{SECTION}/take-back", delegating.take_back_section, name="take_back_section"),
    path(f"{SECTION}/done", delegating.section_done, name="section_done"),
    path(f"{BODY}/<int:pk>/bodies", covering.cover_bodies, name="cover_bodies"),
    path(f"{BODY}/<int:pk>/bodies/<int:letting>/accept", covering.accept_cover, name="accept_cover"),
    path(f"{BODY}/<int:pk>/bodies/<slug:covered>/stop", covering.stop_covering, name="stop_covering"),
    path(LET, letting.let_cover, name="let_cover"),
    path(f"{LET}/<int:let>/end", letting.stop_letting, name="stop_letting"),
]
