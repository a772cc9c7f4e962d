"""The addresses of a museum's notices, under /pro/notices/: their list, and the life of each."""

from django.urls import path

from coffret.desk.records import history, lists, withdrawing

urlpatterns = [
    path("", lists.notices, name="notices"),
    path("<path:ref>/versions", history.history, name="record_history"),
    path("<path:ref>/retablissement/", history.restore, name="record_restore"),
    path("<path:ref>/retrait/", withdrawing.withdrawal, name="record_withdrawal"),
    path("<path:ref>/remise-en-ligne/", withdrawing.putting_back, name="record_putting_back"),
    path("<path:ref>/images/<str:sha256>/<int:width>.jpg", history.image, name="record_image"),
]
