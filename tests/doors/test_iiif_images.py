"""/iiif/3 and /iiif/2: what viewers ask and get, before Django's middleware as within it."""

import io
import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image as Pixels
from wsgi_door import ask

from coffret.catalogue.models import Record, Status
from coffret.images.delivery import regions
from coffret.images.models import Image

Publish = Callable[..., list[Record]]
LD = 'application/ld+json;profile="http://iiif.io/api/image/3/context.json"'


def size_of(body: bytes) -> tuple[int, int]:
    with Pixels.open(io.BytesIO(body)) as image:
        image.load()
        return image.size


def test_info_of_both_versions(shown: Image):
    base = f"https://musees.example.org/iiif/3/{shown.sha256}"
    status, headers, body = ask(f"/iiif/3/{shown.sha256}/info.json")
    assert (status, headers["content-type"]) == (200, LD)
    info = json.loads(body)
    assert (info["id"], info["width"], info["height"], info["profile"]) == (base, 1300, 900, "level2")
    assert info["sizes"] == [{"width": w, "height": h} for w, h in ((325, 225), (650, 450), (1300, 900))]
    assert info["tiles"] == [{"width": 512, "height": 512, "scaleFactors": [1, 2, 4]}]
    status, headers, body = ask(f"/iiif/2/{shown.sha256}/info.json")
    assert (status, headers["content-type"]) == (200, "application/json")
    assert json.loads(body)["@id"] == base.replace("/3/", "/2/")


@pytest.mark.parametrize(
    ("version", "accept", "kind"),
    [
        (3, "application/ld+json", LD),
        (3, "application/json", "application/json"),
        (3, "text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        (3, "*/*", LD),
        (2, "application/ld+json", LD.replace("/3/", "/2/")),
        (2, "*/*", "application/json"),
    ],
)
def test_info_comes_as_asked(shown: Image, version: int, accept: str, kind: str):
    _status, headers, _body = ask(f"/iiif/{version}/{shown.sha256}/info.json", accept=accept)
    assert headers["content-type"] == kind
    assert headers["vary"] == "Accept"
    assert headers["access-control-allow-origin"] == "*"


def test_rights_are_told_when_the_records_agree(shown: Image, publish: Publish):
    def rights() -> str:
        return json.loads(ask(f"/iiif/3/{shown.sha256}/info.json")[2]).get("rights", "")

    assert rights() == "http://rightsstatements.org/vocab/UND/1.0/"  # nothing is known of the author
    licence = "http://creativecommons.org/publicdomain/mark/1.0/"
    Image.objects.filter(pk=shown.pk).update(licence=licence)
    assert rights() == licence
    assert json.loads(ask(f"/iiif/2/{shown.sha256}/info.json")[2])["license"] == licence
    (other,) = publish({"TITR": "Le même"})
    row = {**Image.objects.values().get(pk=shown.pk), "id": None, "record_id": other.pk}
    second = Image.objects.create(**{**row, "licence": "http://rightsstatements.org/vocab/InC/1.0/"})
    assert rights() == ""
    Image.objects.filter(pk=second.pk).update(withdrawn=True)
    assert rights() == licence
    # One that the specification of IIIF does not take.
    Image.objects.filter(pk=shown.pk).update(licence="https://www.etalab.gouv.fr/licence-ouverte-open-licence/")
    assert rights() == ""


@pytest.mark.parametrize("tail", ["", "/"])
def test_the_base_address_leads_to_info(shown: Image, tail: str):
    status, headers, _body = ask(f"/iiif/3/{shown.sha256}{tail}")
    assert status == 303
    assert headers["location"] == f"https://musees.example.org/iiif/3/{shown.sha256}/info.json"
    assert headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("version", "path", "size", "canonical"),
    [
        (3, "full/max/0/default.jpg", (1300, 900), "full/max/0/default.jpg"),
        (3, "0,0,512,512/512,/0/default.jpg", (512, 512), "0,0,512,512/max/0/default.jpg"),
        (3, "1024,512,276,388/276,388/0/color.jpg", (276, 388), "1024,512,276,388/max/0/color.jpg"),
        (3, "1024,0,276,900/138,450/0/default.jpg", (138, 450), "1024,0,276,900/138,450/0/default.jpg"),
        (3, "square/^1000,/90/gray.png", (1000, 1000), "200,0,900,900/^1000,1000/90/gray.png"),
        (3, "full/325,225/270/bitonal.png", (225, 325), "full/325,225/270/bitonal.png"),
        (3, "pct:10,10,50,50/!100,100/!180/default.jpg", (100, 69), "130,90,650,450/100,69/!180/default.jpg"),
        (2, "full/full/0/default.jpg", (1300, 900), "full/full/0/default.jpg"),
        (2, "full/650,/0/default.jpg", (650, 450), "full/650,/0/default.jpg"),
    ],
)
def test_images(shown: Image, version: int, path: str, size: tuple[int, int], canonical: str):
    status, headers, body = ask(f"/iiif/{version}/{shown.sha256}/{path}")
    assert (status, size_of(body)) == (200, size)
    assert headers["content-type"] == ("image/png" if path.endswith("png") else "image/jpeg")
    assert int(headers["content-length"]) == len(body)
    base = f"https://musees.example.org/iiif/{version}/{shown.sha256}"
    profile = f"http://iiif.io/api/image/{version}/level2.json"
    assert headers["link"] == f'<{base}/{canonical}>;rel="canonical", <{profile}>;rel="profile"'


def test_answers_are_kept_for_ever_and_asked_again_for_nothing(shown: Image):
    path = f"/iiif/3/{shown.sha256}/full/300,/0/default.jpg"
    _status, headers, body = ask(path)
    assert "immutable" in headers["cache-control"]
    assert "max-age=31536000" in headers["cache-control"]
    status, again, nothing = ask(path, if_none_match=f'W/"other", {headers["etag"]}')
    assert (status, nothing) == (304, b"")
    assert again["etag"] == headers["etag"]
    assert "content-length" not in again
    assert ask(path, if_none_match='"other"')[0] == 200
    other = ask(path.replace("300,", "301,"))[1]["etag"]
    assert other != headers["etag"]
    status, headed, nothing = ask(path, "HEAD")
    assert (status, nothing, int(headed["content-length"])) == (200, b"", len(body))
    tag = ask(f"/iiif/3/{shown.sha256}/info.json")[1]["etag"]
    assert ask(f"/iiif/3/{shown.sha256}/info.json", if_none_match=tag)[0] == 304
    assert ask(f"/iiif/3/{shown.sha256}/info.json", if_none_match=tag, accept="application/json")[0] == 200


def test_any_site_may_read_and_nothing_else(shown: Image):
    status, headers, _body = ask(f"/iiif/3/{shown.sha256}/info.json", "OPTIONS", origin="https://mirador.example")
    assert status == 204
    assert headers["access-control-allow-origin"] == "*"
    assert "GET" in headers["access-control-allow-methods"]
    status, headers, _body = ask(f"/iiif/3/{shown.sha256}/info.json", "POST")
    assert (status, headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_answers_run_nothing(shown: Image, settings: Any):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    for path in ("info.json", "full/100,/0/default.jpg", "no/sense", ""):
        _status, headers, _body = ask(f"/iiif/3/{shown.sha256}/{path}")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    "path",
    [
        "full/max/45/default.jpg", "full/max/0/default.webp", "full/99999,/0/default.jpg", "full/^99999,/0/default.jpg",
        "5000,0,10,10/max/0/default.jpg", "full/max/0/<script>.jpg", "a/b", "full/max/0/default.jpg/extra", "full",
        "info.xml", "pct:NaN,0,1,1/max/0/default.jpg", "full/٥,/0/default.jpg",
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_both_languages_at_no_cost(shown: Image, path: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(regions, "answer", lambda *_given: pytest.fail("a refused request reached the pixels"))
    encoded = path.encode().decode("latin-1")  # as WSGI gives it
    status, headers, body = ask(f"/iiif/3/{shown.sha256}/{encoded}")
    assert (status, headers["content-type"]) == (400, "text/plain; charset=utf-8")
    french, english, _end = body.decode().split("\n")
    assert french
    assert english
    assert french != english


def test_any_request_is_answered_or_refused(shown: Image, settings: Any):
    """Requests drawn from pieces that make sense and pieces that do not: 200 and within the limits, or 400."""
    settings.IIIF_MAX_AREA = 1_000_000
    chance = random.Random(11)
    numbers = [
        "0",
        "1",
        "255",
        "512",
        "513",
        "899",
        "900",
        "1300",
        "1301",
        "99999",
        "999999999",
        "9" * 12,
        "-1",
        "1.5",
        "",
        "x",
    ]

    def number() -> str:
        return chance.choice(numbers)

    answered = 0
    for _ in range(600):
        box = ",".join(number() for _ in range(4))
        region = chance.choice(["full", "full", "square", box, "0,0,512,512", f"pct:{box}", "pct:10.5,0,33.3,50"])
        size = chance.choice(
            [
                "max",
                "^max",
                f"{number()},",
                f",{number()}",
                f"{number()},{number()}",
                f"!{number()},{number()}",
                f"^{number()},",
                f"pct:{number()}",
                "300,",
            ]
        )
        turn = chance.choice(["0", "90", "!180", "270", "45", number()])
        end = chance.choice(["default.jpg", "gray.jpg", "color.png", "bitonal.png", "default.gif", f"{number()}.jpg"])
        path = f"/iiif/{chance.choice('23')}/{shown.sha256}/{region}/{size}/{turn}/{end}"
        status, _headers, body = ask(path)
        assert status in (200, 400), path
        if status == 200:
            answered += 1
            width, height = size_of(body)
            assert width * height <= 1_000_000, path
    assert answered > 30


@pytest.mark.parametrize("name", ["0" * 64, "A" * 64, "abc", "..", "", "%2e%2e", "0" * 63 + "٣"])
def test_what_is_not_there_is_not_found(shown: Image, name: str):
    encoded = name.encode().decode("latin-1")
    for rest in ("/info.json", "/full/max/0/default.jpg", ""):
        assert ask(f"/iiif/3/{encoded}{rest}")[0] == 404


def test_only_the_two_versions_are_ours(shown: Image):
    for version in ("1", "4", "33", "x"):
        assert ask(f"/iiif/{version}/{shown.sha256}/info.json")[0] == 404


def test_a_withdrawn_image_is_gone_unless_another_record_shows_it(shown: Image, publish: Publish):
    path = f"/iiif/3/{shown.sha256}/full/100,/0/default.jpg"
    assert ask(path)[0] == 200
    Image.objects.filter(pk=shown.pk).update(withdrawn=True)
    cache.clear()
    for gone in (path, f"/iiif/2/{shown.sha256}/info.json", f"/iiif/3/{shown.sha256}"):
        assert ask(gone)[0] == 410
    (other,) = publish({"TITR": "Un autre"})
    row = Image.objects.values().get(pk=shown.pk)
    Image.objects.create(**{**row, "id": None, "record_id": other.pk, "withdrawn": False})
    cache.clear()
    assert ask(path)[0] == 200
    Record.objects.filter(pk=other.pk).update(status=Status.WITHDRAWN)
    cache.clear()
    assert ask(path)[0] == 410


def test_within_django_the_answers_are_the_same(shown: Image, client: Client):
    base = f"/iiif/3/{shown.sha256}"
    for path, accept in (
        ("/info.json", LD),
        ("/full/200,/0/default.jpg", "*/*"),
        ("/full/9999,/0/default.jpg", "*/*"),
        ("", "*/*"),
    ):
        response = client.get(base + path, headers={"accept": accept})
        status, headers, body = ask(base + path, accept=accept)
        assert (response.status_code, response.content) == (status, body)
        for name in set(headers) - {"vary"}:
            assert response[name] == headers[name], name
    assert client.head(base + "/full/200,/0/default.jpg").content == b""
    assert client.options(base + "/info.json").status_code == 204


@pytest.mark.parametrize("path", ["/", "/recherche", "/notices/{ref}", "/notices/{ref}.json", "/images/{sha}/480.jpg",
                                  "/iiif/notices/{ref}/manifest.json", "/iiif/3/{sha}/info.json", "/sitemap.xml"])  # fmt: skip
def test_a_head_is_answered_without_its_body(shown: Image, path: str):
    Record.objects.filter(pk=shown.record_id).update(has_image=True)
    path = path.format(ref=shown.record.ref, sha=shown.sha256)
    status, headers, body = ask(path)
    headed = ask(path, "HEAD")
    assert (status, headed[0], headed[2]) == (200, 200, b"")
    assert body
    assert headed[1]["content-type"] == headers["content-type"]
    assert headed[1].get("content-length") == headers.get("content-length")


def test_thumbnails_are_for_any_site_s_pages(shown: Image):
    path = f"/images/{shown.sha256}/480.jpg"
    assert ask(path, origin="https://mirador.example")[1]["access-control-allow-origin"] == "*"
    status, headers, _body = ask(path, "OPTIONS", origin="https://mirador.example")
    assert (status, headers["access-control-allow-origin"]) == (204, "*")


def test_pages_still_answer_behind_the_door(publish: Publish):
    status, headers, body = ask("/robots.txt")
    assert status == 200
    assert b"Sitemap" in body
    assert headers["content-type"].startswith("text/plain")
