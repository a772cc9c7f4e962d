"""Files of records written in a few words, and the road they take."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coffret.submissions import actions
from coffret.submissions.models import Submission

Write = Callable[..., Path]
Submit = Callable[..., Submission]

WHOLE = {
    "MUSEO": "M0650",
    "INV": "2026.1.1",
    "DOMN": "céramique",
    "STAT": "propriété de la commune ; don ; Saint-Omer ; musée de l'hôtel Sandelin",
    "DENO": "assiette",
    "LOCA": "Saint-Omer ; musée de l'hôtel Sandelin",
}


def sheet(number: int, **values: str) -> dict[str, str]:
    """Return a whole record of Saint-Omer; an argument « » is handed in empty."""
    return {"REF": f"M0650{number:06d}", **WHOLE, "INV": f"2026.1.{number}", **values}


def text_of(*records: dict[str, str]) -> str:
    """Return records as ajout piloté."""
    return "".join("".join(f"{code}\n{text}\n" for code, text in record.items()) + "//\n" for record in records)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function: writes records (codes → texts) as an ajout piloté file."""

    def make(*records: dict[str, str], name: str = "versement.txt") -> Path:
        path = tmp_path / name
        path.write_text(text_of(*records), encoding="utf-8")
        return path

    return make


@pytest.fixture
def submit(db: None, write: Write) -> Submit:
    """Return a function: submits records and publishes them."""

    def make(*records: dict[str, str], publication: bool = True, **options: Any) -> Submission:
        return actions.submit(write(*records), publication=publication, **options)

    return make
