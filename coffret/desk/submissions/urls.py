"""Addresses of a submission: the report, the lines, and what is given back of them."""

from django.urls import include, path

from coffret.desk.submissions import line, lines, pictures, report, tables, views

urlpatterns = [
    path("<int:number>", report.report, name="report"),
    path("<int:number>/constats.csv", tables.findings_csv, name="findings_csv"),
    path("<int:number>/constats.xlsx", tables.findings_xlsx, name="findings_xlsx"),
    path("<int:number>/constats/<int:group>", lines.finding, name="finding"),
    path("<int:number>/lignes", lines.lines, name="lines"),
    path("<int:number>/lignes/<int:line>", line.line, name="line"),
    path("<int:number>/lignes/<int:line>/images/<str:sha256>/<int:width>.jpg", pictures.picture, name="line_image"),
    path("<int:number>/fichier", views.original, name="original"),
    path("", include("coffret.desk.submissions.deciding_urls")),
]
