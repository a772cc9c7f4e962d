"""The addresses under /pro/agenda/."""

from django.urls import path

from coffret.desk.attendance import views as attendance

urlpatterns = [
    path("", attendance.index, name="agenda"),
    path("<int:number>/inscrits", attendance.attendance, name="attendance"),
    path("<int:number>/inscrits.csv", attendance.table, name="attendance_table"),
    path("<int:number>/emargement", attendance.sheet, name="attendance_sheet"),
    path("<int:number>/message", attendance.message, name="attendance_message"),
    path("<int:number>/inscrits/<int:person>/presence/", attendance.presence, name="attendance_presence"),
    path("<int:number>/inscrits/<int:person>/annulation/", attendance.cancellation, name="attendance_cancellation"),
    path("<int:number>/inscrits/<int:person>/retour/", attendance.comeback, name="attendance_return"),
    path("<int:number>/inscrits/<int:person>/place/", attendance.promotion, name="attendance_promotion"),
]
