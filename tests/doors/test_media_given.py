"""Pictures and documents of the office's pages: given while a page that is online shows them, and to nobody before."""

import io
from typing import Any

import editorial_factories
import factories
import pytest
from django.test import Client
from paper_samples import jpeg, pdf

from coffret.cli import doctor
from coffret.editorial.entries import actions, publishing
from coffret.editorial.entries.journal import lock
from coffret.editorial.files import documents, pictures
from coffret.editorial.models import Document, Entry, Picture
from coffret.images import rows
from coffret.images.models import Image

pytestmark = pytest.mark.django_db


def uploaded(seed: int = 1) -> Picture:
    return pictures.upload(io.BytesIO(jpeg(900, 600, seed)), "affiche.jpg", None)


def paper(pages: int = 3, name: str = "Normes 2026.pdf") -> Document:
    return documents.upload(io.BytesIO(pdf(pages)), name, None)


def figure(picture: Picture) -> str:
    return f'<figure><img src="coffret:picture/{picture.pk}" alt="Une affiche" data-credit="© C. Martin"></figure>'


def offering(document: Document, live: bool = True) -> Entry:
    editions = [{"document": document.pk, "version": "", "issued_on": "", "changed": ""}]
    return editorial_factories.entry("resource", live, publications=[{"title": "Normes", "editions": editions}])


def taken_off(entry: Entry) -> None:
    actions.withdraw(entry, None, "Une erreur")


def editor_client() -> Client:
    client = Client()
    client.force_login(editorial_factories.editor())
    return client


def ask(client: Client, address: str, method: str = "GET", **headers: str) -> Any:
    """Return the answer, its file read and closed; ``whole`` holds its bytes."""
    response: Any = client.generic(method, address, headers={name.replace("_", "-"): v for name, v in headers.items()})
    response.whole = b"".join(response.streaming_content) if response.streaming else response.content
    return response


# Pictures -------------------------------------------------------------------------------------------------------------


def test_a_picture_shows_with_the_page_that_shows_it(client: Client) -> None:
    picture = uploaded()
    address = f"/medias/{picture.sha256}/480.jpg"
    assert ask(client, address).status_code == 404
    page = editorial_factories.entry("news", body=figure(picture))
    shown = ask(client, address)
    assert shown.status_code == 200
    assert shown["Content-Type"] == "image/jpeg"
    assert "immutable" in shown["Cache-Control"]
    assert ask(client, address, If_None_Match=shown["ETag"]).status_code == 304
    html = client.get(page.path).content.decode()
    assert f"{address} 480w" in html
    assert 'alt="Une affiche"' in html
    assert "©\u00a0C. Martin" in html
    taken_off(page)
    assert ask(client, address).status_code == 404


def test_the_picture_of_a_draft_is_seen_by_those_who_write_alone(client: Client) -> None:
    picture = uploaded()
    editorial_factories.entry("news", live=False, body=figure(picture))
    for key in (picture.sha256, picture.pk):
        address = f"/pro/medias/{key}/240.jpg"
        assert ask(editor_client(), address).status_code == 200
        assert ask(client, address).status_code == 302
        stranger = Client()
        stranger.force_login(factories.user(museums={"M0650": "manager"}))
        assert stranger.get(address).status_code == 403
    assert ask(client, f"/medias/{picture.sha256}/240.jpg").status_code == 404


def in_catalogue() -> tuple[Picture, Image]:
    sha256 = uploaded(7).sha256
    Picture.objects.all().delete()
    record = factories.record({"TITR": "Le Bol", "PHOT": "© C2RMF / A. Durand", "AUTR": "GALLÉ Émile"}, has_image=True)
    rows.replace({record.pk: [["bol.jpg", sha256, "JPEG", 900, 600, 1000]]})
    image = Image.objects.get(record=record)
    return pictures.from_catalogue(image, None), image


def test_a_picture_of_the_catalogue_goes_with_its_image(client: Client) -> None:
    picture, image = in_catalogue()
    assert picture.credit == "© C2RMF / A. Durand"
    page = editorial_factories.entry("news", body=figure(picture))
    address = f"/medias/{picture.sha256}/480.jpg"
    assert ask(client, address).status_code == 200
    Image.objects.filter(pk=image.pk).update(withdrawn=True)
    assert ask(client, address).status_code == 410
    html = client.get(page.path).content.decode()
    assert address not in html
    assert "Image retirée." in html
    assert ask(editor_client(), f"/pro/medias/{picture.pk}/240.jpg").status_code == 410


def test_an_image_taken_back_by_its_museum_is_gone_from_pages(client: Client) -> None:
    picture, image = in_catalogue()
    editorial_factories.entry("news", body=figure(picture))
    rows.replace({image.record_id: []})
    assert ask(client, f"/medias/{picture.sha256}/480.jpg").status_code == 410


def test_a_picture_follows_the_image_handed_in_again() -> None:
    picture, image = in_catalogue()
    Image.objects.filter(pk=image.pk).update(sha256="c" * 64, width=1200)
    assert pictures.follow_images() == 1
    picture.refresh_from_db()
    assert (picture.sha256, picture.width) == ("c" * 64, 1200)
    assert pictures.follow_images() == 0


@pytest.mark.parametrize("address", ["/medias/x/480.jpg", f"/medias/{'0' * 64}/480.jpg", "/pro/medias/x/480.jpg"])
def test_unknown_pictures(address: str) -> None:
    assert ask(editor_client(), address).status_code == 404


def test_a_width_nobody_offers(client: Client) -> None:
    picture = uploaded()
    editorial_factories.entry("news", body=figure(picture))
    assert ask(client, f"/medias/{picture.sha256}/481.jpg").status_code == 404


# Documents ------------------------------------------------------------------------------------------------------------


def test_a_document_is_given_while_a_page_offers_it(client: Client) -> None:
    document = paper()
    address = documents.path_of(document)
    assert ask(client, address).status_code == 404
    draft = offering(document, live=False)
    assert ask(client, address).status_code == 404
    assert ask(editor_client(), address)["Cache-Control"] == "private, no-store"
    publishing.put_online(lock(draft), None, factories.THEN)
    given = ask(client, address)
    assert given.status_code == 200
    assert given.whole == documents.address(document.sha256).read_bytes()
    taken_off(draft)
    assert ask(client, address).status_code == 410
    assert ask(editor_client(), address).whole


def test_a_document_a_text_links_to_is_given_too(client: Client) -> None:
    document = paper(12)
    words = f'<p><a href="coffret:document/{document.pk}">Les normes</a></p>'
    page = editorial_factories.entry("news", body=words)
    assert ask(client, documents.path_of(document)).status_code == 200
    html = client.get(page.path).content.decode()
    assert f'href="/documents/{document.pk}/Normes%202026.pdf"' in html
    assert "12 pages" in html
    actions.save(page, {**page.content, "body": "<p>Rien</p>"}, None, 1)
    publishing.put_online(lock(page), None, factories.THEN)
    assert ask(client, documents.path_of(document)).status_code == 410


def test_a_document_can_do_nothing(client: Client) -> None:
    page = documents.upload(io.BytesIO(b"REF;TITR\n"), "liste.csv", None)
    offering(page)
    offering(paper())
    table = ask(client, documents.path_of(page))
    assert table["Content-Disposition"] == 'attachment; filename="liste.csv"'
    assert table["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in table["Content-Security-Policy"]
    shown = ask(client, documents.path_of(paper()))
    assert shown["Content-Disposition"] == 'inline; filename="Normes 2026.pdf"'
    assert "script-src" not in shown["Content-Security-Policy"]
    assert "default-src 'none'" in shown["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-9", 206, 0, 9),
        ("bytes=10-", 206, 10, -1),
        ("bytes=-5", 206, -5, -1),
        ("bytes=0-999999999", 206, 0, -1),
        ("bytes=5-2", 200, 0, -1),
        ("bytes=0-1,4-5", 200, 0, -1),
        ("octets=0-1", 200, 0, -1),
    ],
)
def test_ranges(client: Client, asked: str, status: int, first: int, last: int) -> None:
    document = paper()
    offering(document)
    whole = documents.address(document.sha256).read_bytes()
    first, last = first % document.size, last % document.size
    response = ask(client, documents.path_of(document), Range=asked)
    assert response.status_code == status
    assert response.whole == whole[first : last + 1]
    assert response["Content-Length"] == str(last + 1 - first)
    if status == 206:
        assert response["Content-Range"] == f"bytes {first}-{last}/{document.size}"


def test_a_range_past_the_end_and_a_file_that_changed(client: Client) -> None:
    document = paper()
    offering(document)
    address = documents.path_of(document)
    past = ask(client, address, Range="bytes=99999999-")
    assert past.status_code == 416
    assert past["Content-Range"] == f"bytes */{document.size}"
    changed = ask(client, address, Range="bytes=0-9", If_Range='"autre"')
    assert changed.status_code == 200
    tag = changed["ETag"]
    assert ask(client, address, If_None_Match=tag).status_code == 304
    assert ask(client, address, Range="bytes=0-9", If_Range=tag).status_code == 206


def test_head_and_compression(client: Client) -> None:
    document = paper()
    offering(document)
    address = documents.path_of(document)
    head = ask(client, address, "HEAD", Accept_Encoding="gzip")
    assert head.status_code == 200
    assert head["Content-Length"] == str(document.size)
    assert not head.whole
    assert not ask(client, address, Accept_Encoding="gzip").has_header("Content-Encoding")


def test_another_name_leads_to_its_own(client: Client) -> None:
    document = paper()
    offering(document)
    answer = client.get(f"/documents/{document.pk}/vieux-nom.pdf")
    assert answer.status_code == 302
    assert answer["Location"] == documents.path_of(document)
    assert client.get("/documents/999999/x.pdf").status_code == 404


def test_the_doctor_names_a_document_that_is_lost() -> None:
    document = paper(2, "Guide.pdf")
    assert doctor.office_files().state == "ok"
    documents.address(document.sha256).unlink()
    found = doctor.office_files()
    assert found.state == "faute"
    assert "Guide.pdf" in found.detail
