"""The addresses under /agenda/."""

from django.urls import path

from coffret.public.agenda import attending
from coffret.public.agenda import views as agenda

urlpatterns = [
    path("", agenda.index, name="agenda"),
    path("agenda.ics", agenda.calendar_feed, name="agenda_calendar"),
    path("archives/<int:year>", agenda.archive, name="agenda_archive"),
    path("inscription/ouverture/<str:secret>/", attending.unnotify, name="interest"),
    path("inscription/<str:secret>/", attending.mine, name="registration"),
    path("inscription/<str:secret>/retour/", attending.back, name="registration_back"),
    path("inscription/<str:secret>/mot/", attending.note, name="registration_note"),
    path("inscription/<str:secret>/effacement/", attending.erasure, name="registration_erasure"),
    path("<slug:slug>.ics", agenda.event_calendar, name="event_calendar"),
    path("<slug:slug>/inscription", attending.register, name="event_register"),
    path("<slug:slug>/inscription/envoyee", attending.sent, name="event_registered"),
    path("<slug:slug>/inscription/lien", attending.recall, name="event_recall"),
    path("<slug:slug>/prevenir", attending.notify, name="event_notify"),
    path("<slug:slug>/prevenir/note", attending.notified, name="event_notified"),
    path("<path:slug>", agenda.event, name="event"),
]
