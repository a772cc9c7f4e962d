"""The workshop's addresses."""

from django.urls import include, path

from coffret.desk import home, site_settings
from coffret.desk.accounts import entrance
from coffret.desk.accounts import invitations as invitation_views
from coffret.desk.accounts import people as people_views
from coffret.desk.accounts import views as account_views
from coffret.desk.editing import uploads
from coffret.desk.museums import why
from coffret.desk.records import lists
from coffret.desk.submissions import listing

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("connexion/", entrance.sign_in, name="sign_in"),
    path("deconnexion/", entrance.sign_out, name="sign_out"),
    path("invitation/<str:token>/", invitation_views.invitation, name="invitation"),
    path("compte/", account_views.account, name="account"),
    path("compte/adresse/", account_views.address, name="address"),
    path("compte/adresse/<str:token>/", account_views.new_address, name="new_address"),
    path("compte/sessions/", account_views.sessions, name="sessions"),
    path("compte/sessions/<int:number>/fermeture/", account_views.end_session, name="end_session"),
    path("compte/sessions/fermeture/", account_views.end_sessions, name="end_sessions"),
    path("comptes/", people_views.accounts, name="accounts"),
    path("comptes/inviter/", people_views.invite, name="invite"),
    path("comptes/invitations/<int:number>/envoi/", people_views.invitation_again, name="invitation_again"),
    path("comptes/invitations/<int:number>/annulation/", people_views.invitation_revoked, name="invitation_revoked"),
    path("comptes/<int:number>/", people_views.person, name="person"),
    path("comptes/<int:number>/bureau/", people_views.part, name="part"),
    path("comptes/<int:number>/musees/", people_views.role, name="role"),
    path("comptes/<int:number>/regions/", people_views.regions, name="regions"),
    path("comptes/<int:number>/fermeture/", people_views.closing, name="closing"),
    path("comptes/<int:number>/reouverture/", people_views.reopening, name="reopening"),
    path("comptes/<int:number>/second-facteur/", people_views.factor_removal, name="factor_removal"),
    path("verser/", include("coffret.desk.handing.urls")),
    path("versements", listing.submissions, name="submissions"),
    path("versements/", include("coffret.desk.submissions.urls")),
    path("agenda/", include("coffret.desk.attendance.urls")),
    path("lettres/abonnes/", include("coffret.desk.readers.urls")),
    path("lettres/", include("coffret.desk.letters.urls")),
    path("lettres/", include("coffret.desk.letters.sending_urls")),
    path("redaction/", include("coffret.desk.editing.urls")),
    path("redaction/", include("coffret.desk.editing.media_urls")),
    path("medias/<str:key>/<int:width>.jpg", uploads.media, name="media"),
    path("medias/<str:key>/lettre-<int:width>.jpg", uploads.media, {"light": True}, name="media_light"),
    path("vocabulaires/", include("coffret.desk.vocabularies.urls")),
    path("notices/", include("coffret.desk.records.form_urls")),
    path("notices/", include("coffret.desk.records.urls")),
    path("images/", lists.images, name="images"),
    path("versements/", include("coffret.desk.records.form_line_urls")),
    path("", include("coffret.desk.mending.urls")),
    path("signalements/", include("coffret.desk.remarks.urls")),
    path("", include("coffret.desk.conformity.urls")),
    path("musees/", include("coffret.desk.museums.urls")),
    path("musees/", include("coffret.desk.museums.export_urls")),
    path("pourquoi", why.why, name="why"),
    path("site/", site_settings.site, name="site"),
]
