"""Pages of this journey."""

from django.urls import path

from custodes.web.pages.surveys import (
    asking,
    bodies,
    chasing,
    creating,
    downloads,
    instruments,
    taking_in,
    views,
    waves,
)

HERE = "bodies/<slug:slug>/surveys"
INSTRUMENTS = f"{HERE}/instruments"
WAVE = f"{HERE}/<int:wave>"
ONE = f"{WAVE}/bodies/<int:asked>"

urlpatterns = [
    path(HERE, views.surveys, name="surveys"),
    path(f"{HERE}/add", waves.add_wave, name="add_wave"),
    path(f"{HERE}/population", creating.create_population, name="create_population"),
    path(INSTRUMENTS, instruments.instruments, name="instruments"),
    path(f"{INSTRUMENTS}/add", taking_in.add_instrument, name="add_instrument"),
    path(f"{INSTRUMENTS}/<int:pk>", instruments.instrument, name="instrument"),
    path(f"{INSTRUMENTS}/<int:pk>/changes", instruments.compare_instrument, name="compare_instrument"),
    path(f"{INSTRUMENTS}/<int:pk>/preview", instruments.preview_instrument, name="preview_instrument"),
    path(f"{INSTRUMENTS}/<int:pk>/workbook", downloads.instrument_workbook, name="instrument_workbook"),
    path(WAVE, views.survey_wave, name="survey_wave"),
    path(f"{WAVE}/change", waves.change_wave, name="change_wave"),
    path(f"{WAVE}/end", waves.end_wave, name="end_wave"),
    path(f"{WAVE}/response-<str:kind>.svg", downloads.response_picture, name="response_picture"),
    path(f"{WAVE}/bodies.<str:suffix>", downloads.wave_bodies, name="wave_bodies"),
    path(f"{WAVE}/ask", asking.ask_bodies, name="ask_bodies"),
    path(f"{WAVE}/contacts", asking.set_contacts, name="set_contacts"),
    path(f"{WAVE}/contacts.csv", downloads.contacts_csv, name="contacts_csv"),
    path(f"{WAVE}/invite", chasing.invite_bodies, name="invite_bodies"),
    path(f"{WAVE}/remind", chasing.remind_bodies, name="remind_bodies"),
    path(f"{WAVE}/send-again", chasing.send_again, name="send_again"),
    path(ONE, bodies.body_asked, name="body_asked"),
    path(f"{ONE}/contact", bodies.set_contact, name="set_contact"),
    path(f"{ONE}/extend", bodies.extend, name="extend"),
    path(f"{ONE}/leave-out", bodies.leave_out, name="leave_out"),
]
