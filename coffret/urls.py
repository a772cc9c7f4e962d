"""Mounts the doors."""

from django.urls import include, path

urlpatterns = [
    path("pro/", include("coffret.desk.urls")),
    path("pro/", include("coffret.desk.accounts.urls")),
    path("", include("coffret.public.urls")),
]
