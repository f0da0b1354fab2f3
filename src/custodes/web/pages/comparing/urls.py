from django.urls import path

from custodes.web.pages.comparing import amending, figures, views

_WAVE = "bodies/<slug:slug>/surveys/<int:wave>"

urlpatterns = [
    path(f"{_WAVE}/compare", views.compare_waves, name="compare_waves"),
    path(f"{_WAVE}/compare/figures", figures.compare_figures, name="compare_figures"),
    path(f"{_WAVE}/compare/figures.<str:suffix>", figures.compare_figures_file, name="compare_figures_file"),
    path(f"{_WAVE}/compare.<str:suffix>", views.compare_waves_file, name="compare_waves_file"),
    path(f"{_WAVE}/instrument", amending.amend_wave, name="amend_wave"),
]
