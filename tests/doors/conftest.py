"""A public site for one test: its own index, and a way to publish records that pages then show."""

import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import factories
import pytest
from django.core.cache import cache
from django.db import transaction
from PIL import Image as Pixels

from coffret.catalogue import log
from coffret.catalogue.models import ChangeKind, Record
from coffret.images import store
from coffret.images.models import Image
from coffret.search.index import follow

Publish = Callable[..., list[Record]]


@pytest.fixture
def publish(db: None, tmp_path: Path, settings: Any) -> Publish:
    """Return a function: publishes records of these values, the index up to date, in a data directory of the test."""
    settings.DATA = tmp_path
    cache.clear()

    def publish(*given: dict[str, str], **columns: Any) -> list[Record]:
        records = [factories.record(values, **columns) for values in given]
        with transaction.atomic():
            log.append(ChangeKind.PUBLISHED, [record.pk for record in records])
        follow()
        return records

    return publish


@pytest.fixture
def picture() -> Callable[..., Image]:
    """Return a function: attaches a drawn picture of this size to a record."""

    def picture(record: Record, width: int = 1200, height: int = 800, position: int = 0) -> Image:
        name = f"{record.ref}-{position}.jpg"
        shade = hashlib.sha256(name.encode()).digest()[:3]
        drawn = BytesIO()
        Pixels.new("RGB", (width, height), tuple(shade)).save(drawn, "JPEG")
        return Image.objects.create(
            record=record,
            position=position,
            name=name,
            sha256=store.save(drawn.getvalue()),
            format="JPEG",
            width=width,
            height=height,
            size=len(drawn.getvalue()),
            colour="#8a6f4d",
        )

    return picture


@pytest.fixture
def shown(publish: Publish, picture: Callable[..., Image], settings: Any) -> Image:
    """Return an image of 1300 × 900 pixels of a published record."""
    settings.BASE_URL = "https://musees.example.org"
    return picture(publish({"TITR": "Coffret"})[0], 1300, 900)
