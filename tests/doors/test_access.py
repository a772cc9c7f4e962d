"""Every address of the workshop × every role: who gets in, and nobody acts outside their museum."""

from pathlib import Path

import factories
import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from test_desk import hand_in, text

from coffret.accounts.models import Role
from coffret.desk import urls as desk_urls
from coffret.submissions.models import Stage, Submission

pytestmark = pytest.mark.django_db

ROLES = ["anonymous", "contributor", "manager", "stranger", "office", "nobody"]

# address name -> what each role gets, in the order of ROLES. 302 = to the sign-in page (or after an act, back).
READ = (302, 200, 200, 403, 200, 403)
OWN = (302, 200, 200, 200, 200, 403)
DECIDE = (302, 403, 302, 403, 302, 403)
EXPECTED = {
    "home": OWN,
    "submissions": OWN,
    "sign_in": (200, 302, 302, 302, 302, 302),
    "report": READ,
    "finding": READ,
    "lines": READ,
    "line": READ,
    "original": READ,
    "publication": DECIDE,
    "annulation": DECIDE,
    "sign_out": (302, 302, 302, 302, 302, 302),
}
POSTED = {"publication", "annulation", "sign_out"}


def test_every_address_is_in_the_table():
    names = {pattern.name for pattern in desk_urls.urlpatterns if isinstance(pattern, URLPattern)}
    assert names == set(EXPECTED)


def client_of(role: str) -> Client:
    client = Client()
    accounts = {
        "contributor": {"museums": {"M0650": Role.CONTRIBUTOR}},
        "manager": {"museums": {"M0650": Role.MANAGER}},
        "stranger": {"museums": {"M0001": Role.MANAGER}},
        "office": {"office": True},
        "nobody": {},
    }
    if role in accounts:
        client.force_login(factories.user(**accounts[role]))
    return client


@pytest.fixture
def submission(tmp_path: Path, transactional_db) -> Submission:
    return hand_in(tmp_path, text())


def address(name: str, submission: Submission) -> str:
    arguments = {
        "finding": [submission.pk, submission.finding_groups.first().pk],
        "line": [submission.pk, submission.lines.first().pk],
    }
    own = arguments.get(name, [] if name in {"home", "submissions", "sign_in", "sign_out"} else [submission.pk])
    return reverse(f"desk:{name}", args=own)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_role_gets_what_it_should(name: str, submission: Submission):
    for role, expected in zip(ROLES, EXPECTED[name], strict=True):
        client = client_of(role)
        act = client.post if name in POSTED else client.get
        answer = act(address(name, submission))
        assert answer.status_code == expected, f"{role} on {name}"


def test_a_refused_decision_changes_nothing(submission: Submission):
    for role in ("anonymous", "contributor", "stranger", "nobody"):
        client_of(role).post(address("publication", submission))
    submission.refresh_from_db()
    assert submission.stage == Stage.CHECKED


def test_a_museum_sees_only_its_own_submissions(submission: Submission):
    assert "versement.txt" in client_of("manager").get("/pro/versements").content.decode()
    assert "versement.txt" not in client_of("stranger").get("/pro/versements").content.decode()
