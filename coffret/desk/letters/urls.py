"""The addresses of the workshop of letters, under /pro/lettres/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
