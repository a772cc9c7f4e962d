"""Addresses of conformity, under /pro/conformite/; a museum's board is among the museum's pages."""

from django.urls import path

from coffret.desk.conformity import board, table

urlpatterns = [
    path("conformite/", table.museums, name="conformity"),
    path("conformite/tableau.csv", table.as_csv, name="conformity_csv"),
    path("conformite/tableau.xlsx", table.as_workbook, name="conformity_xlsx"),
    path("musees/<str:code>/conformite/", board.board, name="museum_conformity"),
    path("musees/<str:code>/conformite/mesure/", board.measure, name="museum_measure"),
    path("musees/<str:code>/conformite/correction/", board.preparation, name="museum_preparation"),
]
