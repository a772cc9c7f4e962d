"""The addresses of vocabularies, under /pro/vocabulaires/."""

from django.urls import path

from coffret.desk.vocabularies import views

urlpatterns = [
    path("<str:scheme>/suggestions", views.suggestions, name="vocabulary_suggestions"),
]
