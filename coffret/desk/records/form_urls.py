"""The addresses of the forms of notices, under /pro/notices/."""

from django.urls import path

from coffret.desk.records import form_views

urlpatterns = [
    path("nouvelle", form_views.new, name="record_new"),
    path("<path:ref>/modifier", form_views.edit, name="record_edit"),
]
