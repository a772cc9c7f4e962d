"""Resources, news and fixed pages as visitors read them; what an address answers once its page is gone or moved."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from editorial_factories import editor, entry
from factories import THEN

from coffret.editorial.entries import actions, publishing
from coffret.editorial.entries.journal import lock
from coffret.editorial.kinds import ROLES
from coffret.editorial.models import Document, Entry, Picture, Site
from coffret.public.site import entries

LATER = THEN + timedelta(days=8)
LONG = "<h2>Dimensions</h2><p>Un.</p><h2>Nommage</h2><p>Deux.</p><h2>Crédit</h2><h3>Crédit</h3><p>Trois.</p>"


@pytest.fixture
def site(publish):
    """Return a published record, in a data directory of the test: pages show cards and find records."""
    return publish({"REF": "M0650000001", "TITR": "Coffret à bijoux"})[0]


def read(path: str, status: int = 200) -> str:
    answer = Client().get(path)
    assert answer.status_code == status, path
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def again(row: Entry, **content: Any) -> None:
    """Publish an entry anew, eight days later."""
    fresh = Entry.objects.get(pk=row.pk)
    assert fresh.working is not None
    actions.save(fresh, {**fresh.working.content, **content}, None, base=fresh.working.number)
    publishing.put_online(lock(fresh), None, LATER)


def document(name: str = "Normes.pdf", pages: int | None = 24) -> Document:
    return Document.objects.create(
        sha256=f"{Document.objects.count():064}",
        name=name,
        media_type="application/pdf",
        size=1_834_567,
        pages=pages,
        uploaded_at=THEN,
    )


# Resources ------------------------------------------------------------------------------------------------------------


def test_resources_stand_in_their_tree(site):
    entry("resource", title="Récolement")
    images = entry("resource", title="Images", summary="Photographier et nommer.")
    entry("resource", title="Nommer un fichier", parent=images.pk)
    entry("resource", title="Brouillon", parent=images.pk, live=False)
    page = read("/ressources/")
    assert page.index("Récolement") < page.index(">Images<") < page.index("Nommer un fichier")
    assert "Photographier et nommer." in page
    assert "Brouillon" not in page


def test_a_resource_shows_where_it_stands(site):
    images = entry("resource", title="Images")
    naming = entry("resource", title="Nommer un fichier", parent=images.pk)
    entry("resource", title="Photographier", parent=images.pk)
    page = read("/ressources/images/nommer-un-fichier")
    trail = json.loads(re.findall(r'<script type="application/ld\+json">(.+?)</script>', page)[0])
    assert [step["name"] for step in trail["itemListElement"]] == ["Ressources", "Images", "Nommer un fichier"]
    assert trail["itemListElement"][-1]["item"].endswith(naming.path)
    assert '<li lang="fr"><a href="/ressources/images">Images</a></li>' in page
    assert 'href="/ressources/images/photographier"' in page
    assert 'href="/ressources/images/nommer-un-fichier"' in read("/ressources/images")


def test_a_long_text_has_a_table_of_contents_that_leads_somewhere(site):
    entry("resource", title="Normes", body=LONG)
    page = read("/ressources/normes")
    anchors = re.findall(r'<li><a href="#([^"]+)">', page)
    assert anchors == ["t-dimensions", "t-nommage", "t-credit"]
    for anchor in anchors:
        assert f'id="{anchor}"' in page
    entry("resource", title="Courte", body="<h2>Un</h2><p>Texte.</p>")
    assert "Sur cette page" not in read("/ressources/courte")


def test_a_publication_says_what_is_downloaded_and_what_changed(site):
    new, old = document("Normes_2026.pdf"), document("Normes_2020.pdf", 18)
    editions = [
        {"document": new.pk, "version": "version 3", "issued_on": "2026-05-11", "changed": "1 500 pixels demandés."},
        {"document": old.pk, "version": "version 2", "issued_on": "2020-06-08", "changed": ""},
        {"document": None, "version": "à venir", "issued_on": "", "changed": ""},
    ]
    entry("resource", title="Normes", publications=[{"title": "Guide", "description": "", "editions": editions}])
    page = read("/ressources/normes")
    assert f'href="/documents/{new.pk}/Normes_2026.pdf"' in page
    assert "PDF, 1,8 Mo, 24 pages" in page
    assert re.search(r"Mise à jour le 11 mai 2026 :</strong> 1 500 pixels demandés\.", page)
    assert page.index("Normes_2026.pdf") < page.index("1 version antérieure") < page.index("Normes_2020.pdf")
    assert "à venir" not in page


def test_what_changed_is_told_with_its_date(site):
    row = entry("resource", title="Normes")
    assert "Ce qui a changé" not in read("/ressources/normes")
    again(row, update={"words": "Tailles revues.", "announce": True})
    page = read("/ressources/normes")
    assert "Mise à jour le 19 mai 2026" in page
    assert "Tailles revues." in page
    news = Entry.objects.get(kind="news")
    assert f'href="{news.path}"' in page
    assert "Tailles revues." in read("/ressources/")


def test_a_text_leads_to_what_is_online_and_never_to_what_is_not(site):
    draft = entry("resource", title="Pas encore", live=False)
    body = (
        f'<p><a href="coffret:notice/M0650000001">la notice</a> <a href="coffret:entry/{draft.pk}">le brouillon</a> '
        '<a href="coffret:notice/M0650999999">inconnue</a></p>'
    )
    entry("news", title="Liens", body=body)
    page = read("/actualites/liens")
    assert '<a href="/notices/M0650000001">la notice</a>' in page
    assert "le brouillon" in page
    assert "coffret:" not in page
    assert "M0650999999" not in page


def test_the_cover_keeps_its_credit_in_sight(site, picture):
    image = picture(site)
    kept = Picture.objects.create(
        image=image, sha256=image.sha256, name=image.name, width=1200, height=800, colour="#8a6f4d", added_at=THEN
    )
    use = {"picture": kept.pk, "alt": "Un coffret ouvert", "credit": "© Jeanne Dupont", "caption": "Vue de face"}
    entry("news", title="Un coffret", cover=use)
    page = read("/actualites/un-coffret")
    assert f'src="/medias/{image.sha256}/480.jpg"' in page
    assert 'alt="Un coffret ouvert"' in page
    assert "© Jeanne Dupont" in page
    assert "© Jeanne Dupont" in read("/actualites/")
    image.withdrawn = True
    image.save()
    assert "/medias/" not in read("/actualites/un-coffret")


# News -----------------------------------------------------------------------------------------------------------------


def test_news_come_latest_first_by_year(site):
    for number in range(14):
        entry("news", title=f"Nouvelle {number:02}", now=THEN + timedelta(days=number))
    entry("news", title="Nouvelle ancienne", now=THEN - timedelta(days=400))
    page = read("/actualites/")
    assert page.index("Nouvelle 13") < page.index("Nouvelle 12")
    assert "Nouvelle 00" not in page
    assert "Nouvelle 00" in read("/actualites/?page=2")
    assert "Nouvelle ancienne" in read("/actualites/?annee=2025")
    assert "Nouvelle 13" not in read("/actualites/?annee=2025")
    read("/actualites/?annee=1999", 404)
    assert "Nouvelle 13" in read("/actualites/?page=abc"), "what cannot be read is the first page"


def test_a_piece_of_news_has_its_day_and_its_neighbours(site):
    entry("news", title="Avant", now=THEN - timedelta(days=3))
    entry("news", title="Au milieu", summary="En peu de mots.")
    entry("news", title="Ensuite", now=THEN + timedelta(days=3))
    page = read("/actualites/au-milieu")
    assert '<time datetime="2026-05-11">11 mai 2026</time>' in page
    assert 'href="/actualites/avant" rel="prev"' in page
    assert 'href="/actualites/ensuite" rel="next"' in page
    told = [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.+?)</script>', page)]
    article = next(one for one in told if one["@type"] == "NewsArticle")
    assert (article["headline"], article["description"]) == ("Au milieu", "En peu de mots.")
    assert article["datePublished"].startswith("2026-05-11T09:00:00")


def test_a_hostile_title_breaks_out_of_nothing(site):
    entry("news", title='</script><script>alert(1)</script>"><b>', slug="hostile")
    page = read("/actualites/hostile")
    assert "<script>alert" not in page
    assert "\\u003c/script\\u003e" in page


# Addresses ------------------------------------------------------------------------------------------------------------


def test_a_draft_is_nowhere(site):
    entry("news", title="Secret", live=False, slug="secret")
    read("/actualites/secret", 404)
    assert "Secret" not in read("/actualites/") + read("/plan-du-site") + read("/")


def test_what_is_written_and_not_published_is_not_shown(site):
    row = Entry.objects.get(pk=entry("news", title="En ligne", summary="Ancien chapeau").pk)
    actions.save(row, {**row.working.content, "summary": "Nouveau chapeau"}, None, base=row.working.number)
    page = read("/actualites/en-ligne")
    assert "Ancien chapeau" in page
    assert "Nouveau chapeau" not in page


def test_an_address_that_changed_leads_to_the_new_one(site):
    images = entry("resource", title="Images")
    entry("resource", title="Nommer", parent=images.pk)
    again(images, slug="photographies")
    for old, new in (("images", "photographies"), ("images/nommer", "photographies/nommer")):
        answer = Client().get(f"/ressources/{old}")
        assert (answer.status_code, answer["Location"]) == (301, f"/ressources/{new}")
    answer = Client().get("/ressources/photographies/")
    assert (answer.status_code, answer["Location"]) == (301, "/ressources/photographies")


def test_a_page_taken_off_says_so_and_what_to_read_instead(site):
    images = entry("resource", title="Images")
    naming = Entry.objects.get(pk=entry("resource", title="Nommer un fichier", parent=images.pk).pk)
    entry("news", title="Nommer un fichier d’image : nouvelles règles")
    actions.withdraw(naming, editor(), "remplacée")
    page = read("/ressources/images/nommer-un-fichier", 410)
    assert "Cette page a été retirée du site" in page
    assert 'href="/ressources/images"' in page
    assert "nouvelles règles" in page
    assert "Nommer un fichier" not in read("/ressources/images").replace("nouvelles règles", "")
    assert 'content="noindex"' in page


def test_a_page_whose_end_was_decided_says_that_it_is_over(site):
    row = Entry.objects.get(pk=entry("news", title="Une annonce").pk)
    actions.schedule(row, None, None, LATER, now=THEN)
    read("/actualites/une-annonce")
    assert actions.publish_due(LATER)[2] == 1
    page = read("/actualites/une-annonce", 410)
    assert "Cette page n’est plus en ligne" in page
    assert "Elle l’a quitté le 19 mai 2026." in page


def test_an_old_address_of_a_page_taken_off_is_gone_too(site):
    row = Entry.objects.get(pk=entry("news", title="Une annonce").pk)
    again(row, slug="autre-nom")
    actions.withdraw(Entry.objects.get(pk=row.pk), None, "erreur")
    for path in ("/actualites/une-annonce", "/actualites/autre-nom"):
        assert "Cette page a été retirée du site" in read(path, 410)
    assert "retirée" not in read("/actualites/jamais-vue", 404)


# Fixed pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_a_fixed_page_always_answers_and_takes_the_office_s_words(role, site):
    path, title = ROLES[role]
    assert str(title).split()[0] in read(path)
    row = entry("page", role=role, title="Nos propres mots", body="<p>Écrits par le bureau.</p>")
    assert "Écrits par le bureau." in read(path)
    actions.withdraw(Entry.objects.get(pk=row.pk), None, "à refaire")
    assert "Écrits par le bureau." not in read(path)


def test_questions_are_folded_and_all_there(site):
    entry("page", role="faq", title="Questions", questions=[{"question": "Qui ?", "answer": "<p>Nous.</p>"}])
    page = read("/questions")
    assert re.search(r"<summary><h2>Qui ?\?</h2>", page)
    assert "<p>Nous.</p>" in page


def test_the_plan_leads_to_all_that_is_online(site):
    images = entry("resource", title="Images")
    entry("resource", title="Nommer", parent=images.pk)
    entry("news", title="Une nouvelle")
    page = read("/plan-du-site")
    for path in ("/ressources/images", "/ressources/images/nommer", "/actualites/une-nouvelle", "/carte", "/agenda/"):
        assert f'href="{path}"' in page
    row = entry("page", role="plan", title="Le plan")
    assert row.live
    assert 'href="/ressources/images/nommer"' in read("/plan-du-site"), "the office's words stand above the plan"


def test_every_page_carries_what_the_office_says_of_its_site(site):
    Site.objects.update_or_create(pk=1, defaults={
        "name": "Joconde", "tagline": "Le portail des collections", "footer": "3, rue de Valois",
        "contact_email": "bureau@example.org", "publisher": "Bureau de la diffusion",
    })  # fmt: skip
    page = read("/aide/")
    assert "<title>Aide · Joconde</title>" in page
    assert "Le portail des collections" in page
    assert "3, rue de Valois" in page
    assert "mailto:bureau@example.org" in read("/contact")
    assert "Bureau de la diffusion" in read("/qui-sommes-nous")


def test_links_of_head_and_foot_lead_somewhere(site):
    page = read("/")
    head, foot = page.partition("</header>")[0], page.partition('<footer class="foot">')[2]
    paths = set(re.findall(r'<a[^>]*href="(/[^"?#]*)"', head + foot)) - {"/pro/"}
    assert {"/agenda/", "/ressources/", "/actualites/", "/contact", "/notices-du-mois/"} <= paths
    for path in sorted(paths):
        assert Client().get(path).status_code == 200, path


def test_in_english_the_interface_changes_and_the_text_says_it_is_french(site):
    entry("resource", title="Normes", body="<p>Texte en français.</p>")
    page = read("/ressources/normes?lang=en")
    assert '<html lang="en">' in page
    assert re.search(r'<article class="reading" lang="fr">', page)


# Drawing --------------------------------------------------------------------------------------------------------------


def test_a_page_is_drawn_from_another_content_without_a_trace(site, rf: RequestFactory):
    """What a preview does: nothing of it is kept, and what is online does not change."""
    row = entry("resource", title="Normes", body="<p>En ligne.</p>")
    template, context = entries.resource_page(
        rf.get("/"), row, {**row.content, "title": "Essai", "body": "<p>Neuf.</p>"}
    )
    assert template == "public/site/resource.html"
    assert (context["title"], context["body"]) == ("Essai", "<p>Neuf.</p>")
    assert "En ligne." in read("/ressources/normes")


def test_questions_put_to_the_database_do_not_grow(site, django_assert_max_num_queries):
    images = entry("resource", title="Images")
    for number in range(12):
        child = entry("resource", title=f"Page {number}", parent=images.pk)
        again(child, update={"words": f"Changement {number}", "announce": False})
        entry("news", title=f"Nouvelle {number}", now=THEN + timedelta(days=number))
    for path, most in (
        ("/ressources/", 4),
        ("/ressources/images", 5),
        ("/actualites/", 5),
        ("/actualites/nouvelle-5", 6),
        ("/plan-du-site", 8),
        ("/contact", 3),
    ):
        read(path)
        with django_assert_max_num_queries(most):
            read(path)
