"""The public addresses of letters, under /lettres/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
