"""The exports of a museum and its spreadsheet model, under /pro/musees/."""

from django.urls import path

from coffret.desk.museums import exports

urlpatterns = [
    path("<str:code>/exports", exports.exports, name="museum_exports"),
    path("<str:code>/exports/fichier", exports.chosen, name="museum_export_chosen"),
    path("<str:code>/exports/<slug:name>", exports.export, name="museum_export"),
    path("<str:code>/modele.xlsx", exports.workbook, name="museum_model"),
]
