"""What journeys through Django's own live server share."""

import threading
import time
from collections.abc import Iterator

import pytest

# How long what a browser asked for may still be at work once its window is closed, in seconds.
LONGEST = 30


@pytest.fixture(autouse=True)
def _settled(request: pytest.FixtureRequest) -> Iterator[None]:
    """Wait for the live server's threads before the tables are emptied: one still at work would find them gone."""
    if "live_server" not in request.fixturenames:
        yield
        return
    # Set up after the tables and before any window: so ended after the windows, and before the tables.
    request.getfixturevalue("transactional_db")
    # Threads of servers that other tests left behind (the S3 server's bear the same name) are nobody's business here.
    before = set(threading.enumerate())
    yield
    # What a window left open still asks for would go on: they are closed first.
    if "browser" in request.fixturenames:
        for context in list(request.getfixturevalue("browser").contexts):
            context.close()
    end = time.monotonic() + LONGEST
    while any("process_request_thread" in thread.name for thread in set(threading.enumerate()) - before):
        assert time.monotonic() < end, "the live server is still at work"
        time.sleep(0.02)
