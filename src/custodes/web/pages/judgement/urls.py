"""Pages of this journey."""

from django.urls import path

from custodes.web.pages.judgement import views

DEVICE = "bodies/<slug:slug>/devices/<int:pk>"

urlpatterns = [
    path(f"{DEVICE}/judge/<str:about>", views.judge, name="judge"),
    path(f"{DEVICE}/judgements/<int:number>/take-back", views.take_back, name="take_back"),
]
