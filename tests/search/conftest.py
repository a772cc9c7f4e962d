"""An index of its own for each test, and a way to fill it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import factories
import pytest
from django.db import transaction

from coffret.catalogue import log
from coffret.catalogue.models import ChangeKind, Record
from coffret.search.index import follow


@pytest.fixture(autouse=True)
def index_directory(tmp_path: Path, settings: Any) -> Path:
    """Give the test its own data directory; return where its indexes stand."""
    settings.DATA = tmp_path
    return tmp_path / "search"


@pytest.fixture
def tell(db: None) -> Callable[..., None]:
    """Return a function: appends to the change log and follows it."""

    def tell(kind: ChangeKind, *records: Record) -> None:
        with transaction.atomic():
            log.append(kind, [record.pk for record in records])
        follow()

    return tell


@pytest.fixture
def publish(tell: Callable[..., None]) -> Callable[..., list[Record]]:
    """Return a function: publishes records of these values and brings the index up to date."""

    def publish(*given: dict[str, str], **columns: Any) -> list[Record]:
        records = [factories.record(values, **columns) for values in given]
        tell(ChangeKind.PUBLISHED, *records)
        return records

    return publish
