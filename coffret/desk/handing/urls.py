"""The addresses of handing in, under /pro/verser/."""

from django.urls import path

from coffret.desk.handing import receiving, views

urlpatterns = [
    path("", views.handing, name="handing"),
    path("envois/", receiving.begin, name="delivery_begin"),
    path("<int:number>", views.delivery, name="delivery"),
    path("<int:number>/etat", views.state, name="delivery_state"),
    path("<int:number>/fichiers/", receiving.files, name="delivery_files"),
    path("<int:number>/fin/", views.finish, name="delivery_finish"),
    path("<int:number>/sans-les-manquants/", views.leave_out, name="delivery_leave_out"),
    path("<int:number>/abandon/", views.drop, name="delivery_drop"),
    path("<int:number>/<int:file>", receiving.piece, name="delivery_piece"),
]
