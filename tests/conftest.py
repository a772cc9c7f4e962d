"""What every test stands on: an own data directory, no network, and pages that must be whole."""

import os
import tempfile
from pathlib import Path

import pytest

# Before Django reads its settings: the tests never touch a real data directory.
os.environ["COFFRET_DATA"] = tempfile.mkdtemp(prefix="coffret-tests-")
os.environ.setdefault("COFFRET_LOG_LEVEL", "WARNING")

SHARED = Path(os.environ.get("COFFRET_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@pytest.fixture(scope="session")
def shared_data():
    """Return a function: path of a real file kept beside the project; skips the test, by name, where it is absent."""

    def find(name: str) -> Path:
        path = SHARED / "data" / name
        if not path.exists():
            pytest.skip(f"real file {name} is not beside the project")
        return path

    return find
