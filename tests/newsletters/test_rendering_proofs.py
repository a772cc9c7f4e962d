"""A proof copy shows its pictures although nobody may fetch them yet: they travel with it."""

import io
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail
from editorial_factories import editor, entry, newsletter
from paper_samples import jpeg

from coffret.base import outbox
from coffret.editorial.files import pictures
from coffret.newsletters.sending.proofs import send_proof

pytestmark = pytest.mark.django_db


def _parts(message: Any) -> list[EmailMessage]:
    return list(message.walk())


def test_the_pictures_of_a_proof_travel_with_it():
    picture = pictures.upload(io.BytesIO(jpeg(1600, 1200, 3)), "affiche.jpg", None)
    use = {"picture": picture.pk, "alt": "Une affiche", "credit": "© C. Martin", "caption": "", "rights": ""}
    item = {"thing": "picture", "ref": str(picture.pk), "picture": use}
    sections = [{"one": "Image", "many": "Images", "items": [item, item]}]
    draft = entry("letter", live=False, newsletter=newsletter().slug, day="2026-05-11", sections=sections)
    send_proof(draft, ["collegue@bureau.example"], editor())
    assert outbox.deliver() == 1
    sent = mail.outbox[0].message()
    assert sent.get_content_type() == "multipart/related"
    parts = {part.get_content_type(): part for part in _parts(sent)}
    (called,) = {part["Content-ID"] for part in _parts(sent) if part["Content-ID"]}
    html = parts["text/html"].get_payload(decode=True)
    assert isinstance(html, bytes)
    assert html.count(f'src="cid:{called[1:-1]}"'.encode()) == 2, "shown twice, sent once"
    content = parts["image/jpeg"].get_payload(decode=True)
    assert isinstance(content, bytes)
    assert content[:2] == b"\xff\xd8"
    assert "/medias/" not in html.decode()
