"""The dialogs of the editor and the library: what is found, what is taken in, what is refused and how it is said."""

import io
import json
from typing import Any

import editorial_factories
import factories
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from paper_samples import jpeg, pdf

from coffret.editorial.files import documents, pictures
from coffret.editorial.models import Document, Picture
from coffret.images.models import Image

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(editorial_factories.editor(name="Léa Martin"))
    return client


def found(desk: Client, what: str, q: str = "") -> list[dict[str, Any]]:
    answer = desk.get(f"/pro/redaction/choisir/{what}", {"q": q})
    assert answer.status_code == 200
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def test_notices_and_their_images(publish: Any, picture: Any, desk: Client) -> None:
    (bowl, vase) = publish({"TITR": "Bol bleu", "PHOT": "© C2RMF / A. Durand"}, {"TITR": "Vase"}, has_image=True)
    image = picture(bowl)
    assert [row["href"] for row in found(desk, "notices", "bol")] == [f"coffret:notice/{bowl.ref}"]
    assert found(desk, "notices", vase.ref)[0]["title"] == "Vase"
    assert not found(desk, "notices")
    (row,) = found(desk, "catalogue", "bol")
    assert (row["image"], row["credit"]) == (image.pk, "© C2RMF / A. Durand")
    taken = desk.post("/pro/redaction/images/", {"image": image.pk}, headers=JSON).json()
    again = desk.post("/pro/redaction/images/", {"image": image.pk}, headers=JSON).json()
    assert taken["picture"] == again["picture"]
    assert taken["credit"] == "© C2RMF / A. Durand"
    assert [row["picture"] for row in found(desk, "images", "bol")] == [taken["picture"]]
    Image.objects.update(withdrawn=True)
    assert not found(desk, "images", "bol")
    refused = desk.post("/pro/redaction/images/", {"image": image.pk}, headers=JSON)
    assert refused.status_code == 422
    assert "n’est plus montrée" in refused.json()["refused"]
    assert desk.post("/pro/redaction/images/", {"image": 999}, headers=JSON).status_code == 422


def test_museums_and_pages(desk: Client) -> None:
    factories.museum()
    assert found(desk, "musees", "sandelin")[0]["href"] == "coffret:museum/M0650"
    assert not found(desk, "musees")
    online = editorial_factories.entry("resource", title="Normes d’images")
    draft = editorial_factories.entry("news", False, title="Normes à venir")
    assert [(row["href"], row["draft"]) for row in found(desk, "pages", "normes")] == [
        (f"coffret:entry/{online.pk}", False),
        (f"coffret:entry/{draft.pk}", True),
    ]
    assert desk.get("/pro/redaction/choisir/rien").status_code == 404
    assert "notices" in desk.get("/pro/redaction/choisir/").json()["kinds"]


def test_where_a_link_leads(desk: Client) -> None:
    record = factories.record({"TITR": "Bol"})
    told = desk.get("/pro/redaction/choisir/cible", {"href": f"coffret:notice/{record.ref}"}).json()
    assert (told["title"], told["standing"], told["url"]) == ("Bol", "online", record.get_absolute_url())
    assert desk.get("/pro/redaction/choisir/cible", {"href": "coffret:notice/rien"}).json()["standing"] == "unknown"
    assert desk.get("/pro/redaction/choisir/cible", {"href": "https://x.fr"}).status_code == 404


def test_a_picture_is_taken_in_listed_and_removed(desk: Client) -> None:
    file = SimpleUploadedFile("affiche été.jpg", jpeg(640, 480), "image/jpeg")
    told = desk.post("/pro/redaction/images/", {"file": file}, headers=JSON).json()
    assert (told["title"], told["width"], told["height"]) == ("affiche été.jpg", 640, 480)
    page = desk.get("/pro/redaction/images/", {"q": "affiche"}).content.decode()
    assert "affiche été.jpg" in page
    assert "sans crédit" in page
    one = f"/pro/redaction/images/{told['picture']}/"
    desk.post(one, {"credit": " © C. Martin ", "rights": "CC BY"})
    assert "© C. Martin" in desk.get(one).content.decode()
    entry = editorial_factories.entry("news", body=f'<img src="coffret:picture/{told["picture"]}" alt="x">')
    assert entry.title in desk.get(one).content.decode()
    desk.post(f"{one}suppression/")
    assert Picture.objects.filter(pk=told["picture"]).exists()
    entry.delete()
    assert desk.post(f"{one}suppression/").status_code == 302
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "vide"), (b"GIF89a" + b"0" * 100, "illisible"), (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "illisible")],
)
def test_what_is_no_picture_is_refused(desk: Client, content: bytes, said: str) -> None:
    answer = desk.post("/pro/redaction/images/", {"file": SimpleUploadedFile("a.jpg", content)}, headers=JSON)
    assert answer.status_code == 422
    assert said in answer.json()["refused"]
    plain = desk.post("/pro/redaction/images/", {"file": SimpleUploadedFile("a.jpg", content)}, follow=True)
    assert said in plain.content.decode()
    assert not Picture.objects.exists()


def test_a_picture_withdrawn_from_the_catalogue_does_not_come_back(desk: Client) -> None:
    content = jpeg(300, 200, 3)
    sha256 = pictures.upload(io.BytesIO(content), "a.jpg", None).sha256
    Picture.objects.all().delete()
    image = Image(record=factories.record(), position=0, name="a.jpg", sha256=sha256, withdrawn=True)
    image.format, image.width, image.height, image.size = "JPEG", 300, 200, len(content)
    image.save()
    answer = desk.post("/pro/redaction/images/", {"file": SimpleUploadedFile("b.jpg", content)}, headers=JSON)
    assert "retirée du catalogue" in json.loads(answer.content)["refused"]


def test_a_document_is_taken_in_listed_and_removed(desk: Client) -> None:
    told = desk.post(
        "/pro/redaction/documents/", {"file": SimpleUploadedFile("Guide.pdf", pdf(2))}, headers=JSON
    ).json()
    assert told["title"] == "Guide.pdf"
    assert "2 pages" in told["about"]
    document = Document.objects.get(pk=told["document"])
    assert document.uploaded_by is not None
    assert found(desk, "documents", "guide")[0]["document"] == document.pk
    linked = editorial_factories.entry("news", False, body=f'<p><a href="coffret:document/{document.pk}">x</a></p>')
    assert "1 page</a>" in desk.get("/pro/redaction/documents/").content.decode()
    removal = f"/pro/redaction/documents/{document.pk}/suppression/"
    assert "l’en enlever d’abord" in desk.post(removal, follow=True).content.decode()
    linked.delete()
    desk.post(removal)
    assert not Document.objects.exists()
    assert not documents.address(document.sha256).exists()


def test_nothing_sent(desk: Client) -> None:
    for address in ("/pro/redaction/images/", "/pro/redaction/documents/"):
        assert "Aucun fichier" in desk.post(address, follow=True).content.decode()
        assert desk.get(address, {"q": "rien de tel"}).status_code == 200
