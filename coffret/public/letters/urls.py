"""The public addresses of letters, under /lettres/."""

from django.urls import URLPattern, path, re_path

from coffret.public.letters import archive, feeds, issues, leaving, preferences, returns, subscribing

urlpatterns: list[URLPattern] = [
    path("retours/", returns.returned, name="letters_returned"),
    path("retours/<str:secret>", returns.returned),
    path("abonnement", subscribing.subscribe, name="letters_subscribe"),
    path("abonnement/envoye", subscribing.asked, name="letters_asked"),
    path("mon-lien", subscribing.own_link, name="letters_own_link"),
    path("mon-lien/envoye", subscribing.own_link_sent, name="letters_own_link_sent"),
    path("confirmation/<str:token>", subscribing.confirmation, name="letters_confirmation"),
    path("desabonnement/<str:token>", leaving.leave, name="letters_leave"),
    path("preferences/<str:token>", preferences.mine, name="letters_mine"),
    path("preferences/<str:token>/arret", preferences.stop, name="letters_stop"),
    path("preferences/<str:token>/pause", preferences.pause, name="letters_pause"),
    path("preferences/<str:token>/reprise", preferences.revival, name="letters_revival"),
    path("preferences/<str:token>/adresse", preferences.move, name="letters_move"),
    path("preferences/<str:token>/donnees.json", preferences.data, name="letters_data"),
    path("preferences/<str:token>/effacement", preferences.erasure, name="letters_erasure"),
    path("", archive.index, name="letters"),
    path("flux.xml", feeds.all_letters, name="letters_feed"),
    path("<slug:newsletter>", archive.archive, name="newsletter"),
    path("<slug:newsletter>/", archive.without_slash),
    path("<slug:newsletter>/flux.xml", feeds.newsletter, name="newsletter_feed"),
    re_path(r"^(?P<newsletter>[-a-zA-Z0-9_]+)/(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})/?$", issues.issue, name="letter"),
]
