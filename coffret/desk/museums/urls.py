"""Addresses of the museums, under /pro/musees/."""

from django.urls import path

from coffret.desk.museums import enrol, page, people

urlpatterns = [
    path("", enrol.museums, name="museums"),
    path("<str:code>/", page.museum, name="museum"),
    path("<str:code>/inscription/", enrol.enrolment, name="museum_enrolment"),
    path("<str:code>/relecture/", enrol.review, name="museum_review"),
    path("<str:code>/personnes/", people.people, name="museum_people"),
    path("<str:code>/personnes/<int:number>/", people.member, name="museum_member"),
    path(
        "<str:code>/personnes/invitations/<int:number>/envoi/",
        people.invitation_again,
        name="museum_invitation_again",
    ),
    path(
        "<str:code>/personnes/invitations/<int:number>/annulation/",
        people.invitation_revoked,
        name="museum_invitation_revoked",
    ),
]
