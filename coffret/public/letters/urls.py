"""The public addresses of letters, under /lettres/."""

from django.urls import URLPattern, path

from coffret.public.letters import returns

urlpatterns: list[URLPattern] = [
    path("retours/", returns.returned, name="letters_returned"),
    path("retours/<str:secret>", returns.returned),
]
