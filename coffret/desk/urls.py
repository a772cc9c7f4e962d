"""The workshop's addresses."""

from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.decorators.http import require_http_methods

from coffret.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("connexion/", require_http_methods(["GET", "HEAD", "POST"])(views.SignIn.as_view()), name="sign_in"),
    path("deconnexion/", LogoutView.as_view(), name="sign_out"),
    path("versements", views.submissions, name="submissions"),
    path("versements/<int:number>", views.report, name="report"),
    path("versements/<int:number>/constats/<int:group>", views.finding, name="finding"),
    path("versements/<int:number>/lignes", views.lines, name="lines"),
    path("versements/<int:number>/lignes/<int:line>", views.line, name="line"),
    path("versements/<int:number>/fichier", views.original, name="original"),
    path("versements/<int:number>/publication/", views.publication, name="publication"),
    path("versements/<int:number>/annulation/", views.annulation, name="annulation"),
]
