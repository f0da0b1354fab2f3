from django.urls import path

from custodes.web.pages.figures import defining, views

_WAVE = "bodies/<slug:slug>/surveys/<int:wave>/figures"

urlpatterns = [
    path(_WAVE, views.figures_of_wave, name="figures_of_wave"),
    path(f"{_WAVE}/definitions", defining.define_figures, name="define_figures"),
    path(f"{_WAVE}/definitions.toml", defining.definitions, name="definitions"),
    path(f"{_WAVE}/<slug:name>", views.figure_of_wave, name="figure_of_wave"),
]
