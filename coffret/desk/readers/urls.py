"""The addresses of the workshop of readers, under /pro/lettres/abonnes/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
