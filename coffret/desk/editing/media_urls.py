"""The addresses of pictures and documents, under /pro/redaction/."""

from django.urls import path

from coffret.desk.editing import choosing, uploads

urlpatterns = [
    path("choisir/", choosing.home, name="choose_home"),
    path("choisir/cible", choosing.target, name="choose_target"),
    path("choisir/<slug:what>", choosing.choose, name="choose"),
    path("images/", uploads.images, name="pictures"),
    path("images/<int:pk>/", uploads.image, name="picture"),
    path("images/<int:pk>/suppression/", uploads.image_removal, name="picture_removal"),
    path("documents/", uploads.papers, name="documents"),
    path("documents/<int:pk>/suppression/", uploads.paper_removal, name="document_removal"),
]
