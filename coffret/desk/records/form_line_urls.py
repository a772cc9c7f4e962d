"""The form of a line that waits, under /pro/versements/."""

from django.urls import path

from coffret.desk.records import form_lines

urlpatterns = [
    path("<int:number>/lignes/<int:line>/modifier", form_lines.edit, name="line_edit"),
]
