"""The addresses of the workshop of letters, under /pro/lettres/."""

from django.urls import URLPattern, path

from coffret.desk.letters import domain, index, previews, settings, starting

urlpatterns: list[URLPattern] = [
    path("", index.index, name="letters"),
    path("nouveau", starting.start, name="letter_start"),
    path("lettre/nouvelle", settings.new, name="newsletter_new"),
    path("lettre/<slug:slug>/", settings.settings_of, name="newsletter"),
    path("lettre/<slug:slug>/fermeture/", settings.closing, name="newsletter_closing"),
    path("<int:number>/apercu", previews.previews, name="letter_preview"),
    path("<int:number>/apercu/courriel", previews.mail, name="letter_mail"),
    path("domaine", domain.domain, name="letter_domain"),
    path("domaine/verification/", domain.look_at, name="letter_domain_look"),
]
