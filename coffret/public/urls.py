"""The public site's addresses. A published one answers for ever."""

from django.urls import path, re_path

from coffret.public import help as guide
from coffret.public import (
    home,
    iiif_images,
    iiif_presentation,
    logos,
    machines,
    museums,
    notices,
    searching,
    statistics,
    verifying,
)

app_name = "public"

urlpatterns = [
    path("", home.home, name="home"),
    path("recherche", searching.results, name="search"),
    path("recherche/suggestions", searching.suggestions, name="suggestions"),
    path("recherche/facettes/<slug:key>", searching.facet, name="facet"),
    path("notices/<path:ref>.json", notices.machine, name="notice_json"),
    path("notices/<path:ref>.jsonld", notices.linked_data, name="notice_json_ld"),
    path("notices/<path:ref>", notices.notice, name="notice"),
    path("musees", museums.directory, name="museums"),
    path("musees/<str:code>", museums.museum, name="museum"),
    path("musees/<str:code>/logo.<str:kind>", logos.logo, name="logo"),
    path("iiif/notices/<path:ref>/manifest.json", iiif_presentation.record_manifest, name="manifest"),
    path("iiif/musees/<str:code>/collection.json", iiif_presentation.museum_collection, name="museum_collection"),
    path("iiif/recherche/collection.json", iiif_presentation.search_collection, name="search_collection"),
    re_path(r"^iiif/(?P<version>[23])/(?P<rest>.*)$", iiif_images.view, name="iiif_image"),
    path("aide/", guide.guide, name="help"),
    path("aide/controles", guide.rules, name="rules"),
    path("aide/controles/<str:code>", guide.rule, name="rule"),
    path("aide/champs", guide.fields, name="fields"),
    path("mentions-legales", guide.legal, name="legal"),
    path("accessibilite", guide.accessibility, name="accessibility"),
    path("chiffres", statistics.figures, name="figures"),
    path("carte", statistics.chart, name="chart"),
    path("images/verifier", verifying.verifier, name="verifier"),
    path("images/<str:sha256>/<int:width>.jpg", machines.image, name="image"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap_index"),
    path("sitemap-<str:name>.xml", machines.sitemap, name="sitemap"),
]
