"""Addresses of the remarks of readers, under /pro/signalements/."""

from django.urls import path

from coffret.desk.remarks import views

urlpatterns = [
    path("", views.remarks, name="remarks"),
    path("<int:number>/", views.remark, name="remark"),
    path("<int:number>/correction/", views.correction, name="remark_correction"),
    path("<int:number>/reponse/", views.answer, name="remark_answer"),
    path("<int:number>/refus/", views.refusal, name="remark_refusal"),
    path("<int:number>/indesirable/", views.spam, name="remark_spam"),
]
