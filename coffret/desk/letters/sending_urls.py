"""The addresses of what leaves: sending, recipients, figures, errata, the way out; under /pro/lettres/."""

from django.urls import path

from coffret.desk.letters import account, channel, errata, figures, sending
from coffret.desk.letters import sending_acts as acts

urlpatterns = [
    path("rythme", channel.channel, name="letter_channel"),
    path("lettre/<slug:slug>/chiffres", figures.newsletter_figures, name="newsletter_figures"),
    path("<int:number>/envoi", sending.sending, name="letter_sending"),
    path("<int:number>/envoi/avancement", sending.progress, name="letter_progress"),
    path("<int:number>/envoi/raisons/", acts.confirm, name="letter_confirm"),
    path("<int:number>/envoi/epreuve/", acts.proof, name="letter_proof"),
    path("<int:number>/envoi/relecture/", acts.submit, name="letter_submit"),
    path("<int:number>/envoi/approbation/", acts.approve, name="letter_approve"),
    path("<int:number>/envoi/renvoi/", acts.send_back, name="letter_send_back"),
    path("<int:number>/envoi/depart/", acts.send, name="letter_send"),
    path("<int:number>/envoi/programmation/", acts.schedule, name="letter_schedule"),
    path("<int:number>/envoi/programmation/annulation/", acts.unschedule, name="letter_unschedule"),
    path("<int:number>/envoi/pause/", acts.pause, name="letter_pause"),
    path("<int:number>/envoi/reprise/", acts.resume, name="letter_resume"),
    path("<int:number>/envoi/confirmation/", acts.confirm_held, name="letter_confirm_held"),
    path("<int:number>/envoi/annulation/", acts.cancel, name="letter_cancel"),
    path("<int:number>/envoi/incertains/", acts.settle, name="letter_doubts"),
    path("<int:number>/envoi/non-recus/", acts.missed, name="letter_missed"),
    path("<int:number>/destinataires", account.account, name="letter_account"),
    path("<int:number>/destinataires.csv", account.table, name="letter_account_table"),
    path("<int:number>/chiffres", figures.issue_figures, name="letter_figures"),
    path("<int:number>/errata", errata.errata, name="letter_errata"),
]
