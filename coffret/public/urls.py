"""The public site's addresses. A published one answers for ever."""

from django.urls import include, path, re_path

from coffret.editorial.kinds import ROLES
from coffret.editorial.models import Genre
from coffret.public import help as guide
from coffret.public import home, machines
from coffret.public.images import iiif_images, iiif_presentation, media, verifying
from coffret.public.maps import statistics
from coffret.public.records import dumping, logos, museums, notices, remarking, searching
from coffret.public.records import previewing as record_previewing
from coffret.public.site import entries, features, feeds, fixed, previewing, sharing

app_name = "public"

urlpatterns = [
    path("", home.home, name="home"),
    path("recherche", searching.results, name="search"),
    path("recherche/suggestions", searching.suggestions, name="suggestions"),
    path("recherche/flux.xml", feeds.found, name="search_feed"),
    path("recherche/facettes/<slug:key>", searching.facet, name="facet"),
    path("notices/nouveautes.xml", feeds.new_records, name="new_records"),
    path("notices/<path:ref>.json", notices.machine, name="notice_json"),
    path("notices/<path:ref>.jsonld", notices.linked_data, name="notice_json_ld"),
    path("notices/<path:ref>/signaler", remarking.remark, name="remark"),
    path("notices/<path:ref>/signaler/merci", remarking.thanks, name="remark_thanks"),
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
    path("ressources/", entries.resources, name="resources"),
    path("ressources/flux.xml", feeds.resources, name="resources_feed"),
    path("ressources/<path:rest>", entries.resource, name="resource"),
    path("actualites/", entries.news_index, name="news_index"),
    path("actualites/flux.xml", feeds.news, name="news_feed"),
    path("actualites/<path:rest>", entries.news, name="news"),
    path("agenda/flux.xml", feeds.agenda, name="agenda_feed"),
    path("agenda/", include("coffret.public.agenda.urls")),
    *(path(address[1:], fixed.fixed, {"role": role}, name=role) for role, (address, _title) in ROLES.items()),
    re_path(
        r"^partage/(?P<kind>notices|musees|pages|site)/(?P<key>.+)-(?P<digest>[0-9a-f]{12})\.jpg$",
        sharing.card,
        name="share_card",
    ),
    path("notices-du-mois/", features.archive, {"genre": Genre.NOTICE}, name="notices_of_months"),
    path("musees-du-mois/", features.archive, {"genre": Genre.MUSEUM}, name="museums_of_months"),
    path("selections/", features.archive, {"genre": Genre.SELECTION}, name="selections"),
    re_path(r"^(?:notices-du-mois|musees-du-mois|selections)/(?P<rest>.+)$", features.feature, name="feature"),
    path("lettres/", include("coffret.public.letters.urls")),
    path("donnees", dumping.data, name="data"),
    path("donnees/exports.json", dumping.listing, name="data_listing"),
    path("donnees/<str:key>/<str:name>", dumping.download, name="data_file"),
    path("chiffres", statistics.figures, name="figures"),
    path("carte", statistics.chart, name="chart"),
    path("images/verifier", verifying.verifier, name="verifier"),
    path("images/<str:sha256>/<int:width>.jpg", machines.image, name="image"),
    path("medias/<str:sha256>/<int:width>.jpg", media.picture, name="media"),
    path("medias/<str:sha256>/lettre-<int:width>.jpg", media.light, name="media_light"),
    path("documents/<int:pk>/<str:name>", media.document, name="document"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap_index"),
    path("sitemap-<str:name>.xml", machines.sitemap, name="sitemap"),
    path("pro/redaction/<int:number>/apercu", previewing.preview, name="preview"),
    path("pro/versements/<int:number>/lignes/<int:line>/page", record_previewing.preview, name="line_page"),
]
