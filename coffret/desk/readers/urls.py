"""The addresses of the workshop of readers, under /pro/lettres/abonnes/."""

from django.urls import path, re_path

from coffret.desk.readers import lists, views

urlpatterns = [
    path("", views.index, name="readers"),
    path("<int:number>/", views.reader, name="reader"),
    path("<int:number>/suspension/", views.suspension, name="reader_suspension"),
    path("<int:number>/reprise/", views.revival, name="reader_revival"),
    path("<int:number>/exclusion/", views.exclusion, name="reader_exclusion"),
    path("<int:number>/lien/", views.link, name="reader_link"),
    path("<int:number>/effacement/", views.erasure, name="reader_erasure"),
    path("<int:number>/lettres/<int:subscription>/desabonnement/", views.leaving_one, name="reader_leaving"),
    path("exclusions/levee/", views.lifting, name="readers_lifting"),
    path("import/", lists.start, name="readers_import_start"),
    path("import/<str:key>/", lists.preview, name="readers_import"),
    path("import/<str:key>/application/", lists.application, name="readers_import_application"),
    path("import/<str:key>/abandon/", lists.abandon, name="readers_import_abandon"),
    path("import/<str:key>/rapport.csv", lists.report, name="readers_import_report"),
    re_path(r"^export\.(?P<kind>csv|xlsx)$", lists.export, name="readers_export"),
]
