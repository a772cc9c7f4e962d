"""The addresses of corrections: those of a submission, and what a museum always wants."""

from django.urls import path

from coffret.desk.mending import accept, acceptances, acts, change, done, habits, tables

_SUBMISSION = "versements/<int:number>/"
_MUSEUM = "musees/<str:code>/"

urlpatterns = [
    path(f"{_SUBMISSION}constats/<int:group>/correction", acts.group, name="group_mending"),
    path(f"{_SUBMISSION}constats/<int:group>/acceptation", accept.group, name="group_acceptance"),
    path(f"{_SUBMISSION}lignes/<int:line>/correction", acts.line, name="line_mending"),
    path(f"{_SUBMISSION}lignes/<int:line>/acceptation", accept.line, name="line_acceptance"),
    path(f"{_SUBMISSION}controles/<str:code>/<str:field>/correction", change.change, name="change"),
    path(f"{_SUBMISSION}corrections", done.corrections, name="corrections"),
    path(f"{_SUBMISSION}corrections/avancement", done.progress, name="mending_progress"),
    path(f"{_SUBMISSION}corrections/<int:mending>", done.mended_lines, name="mended_lines"),
    path(f"{_SUBMISSION}corrections/<int:mending>/annulation", done.undo, name="mending_undoing"),
    path(f"{_MUSEUM}corrections/", habits.corrections, name="habits"),
    path(f"{_MUSEUM}corrections/<int:number>/revocation", habits.revocation, name="habit_revocation"),
    path(f"{_MUSEUM}corrections/tableau.csv", tables.export, {"kind": "csv"}, name="habits_csv"),
    path(f"{_MUSEUM}corrections/tableau.xlsx", tables.export, {"kind": "xlsx"}, name="habits_xlsx"),
    path(f"{_MUSEUM}corrections/tableau", tables.preview, name="habits_preview"),
    path(f"{_MUSEUM}corrections/chargement", tables.load, name="habits_load"),
    path(f"{_MUSEUM}acceptations/", acceptances.acceptances, name="acceptances"),
    path(f"{_MUSEUM}acceptations/<int:number>/revocation", acceptances.revocation, name="acceptance_revocation"),
]
