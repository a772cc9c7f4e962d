"""Every address of the workshop × every role × every method: who gets in, and nobody acts outside their museum.

The table is in access_table.py.
"""

import io
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import editorial_factories
import factories
import pytest
import reader_factories
from access_table import ARGUMENTS, POSTED, ROLES, TABLE
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from paper_samples import jpeg, pdf
from test_desk import hand_in, text

from coffret.accounts import invitations
from coffret.accounts.models import Invitation, Office, Role, User
from coffret.authorities import vocabularies
from coffret.authorities.models import Museum
from coffret.catalogue.models import Record
from coffret.editorial.agenda import registrations
from coffret.editorial.files import documents, pictures
from coffret.editorial.models import Document, Entry, Newsletter, Picture, Registration
from coffret.newsletters import newsletters
from coffret.newsletters.models import Reader, Sending
from coffret.newsletters.readers import waiting_imports
from coffret.newsletters.readers.tables import Given
from coffret.submissions.handing import deliveries
from coffret.submissions.mending import by_hand, keeping
from coffret.submissions.models import Acceptance, Correction, DeliveredFile, Mending, Remark, Stage, Submission
from coffret.submissions.remarks import making
from coffret.submissions.remarks.making import Said

pytestmark = pytest.mark.django_db

MUSEUM = "M0650"
REGION = "Hauts-de-France"
ACCOUNTS: dict[str, dict[str, Any]] = {
    "contributor": {"museums": {MUSEUM: Role.CONTRIBUTOR}},
    "manager": {"museums": {MUSEUM: Role.MANAGER}},
    "stranger": {"museums": {"M0001": Role.MANAGER}},
    "editor": {"office": Office.EDITOR},
    "administrator": {"office": Office.ADMINISTRATOR},
    "nobody": {},
    "observer": {"regions": [REGION]},
}
OTHER_METHODS = ("PUT", "PATCH", "DELETE")


class World:
    """What addresses are about, each thing made when an address first asks for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def submission(self) -> Submission:
        """A checked submission of the museum, not decided."""
        return hand_in(self.folder, text())

    @cached_property
    def mending(self) -> Mending:
        """A field of a line of the submission, corrected by hand."""
        return by_hand.change(self.submission, 0, {"DENO": "tableau votif"})[0]

    @cached_property
    def habit(self) -> Correction:
        """A correction the museum always wants."""
        return keeping.keep(factories.museum(MUSEUM), field="DENO", before="tablau", after="tableau")

    @cached_property
    def acceptance(self) -> Acceptance:
        """An alert the museum accepts."""
        given = {"code": "REC011", "field": "TECH", "reason": "Technique à étudier", "at": factories.THEN}
        return Acceptance.objects.create(museum=factories.museum(MUSEUM), **given)

    @cached_property
    def record(self) -> Record:
        """A notice of the museum, online."""
        return factories.record()

    @cached_property
    def scheme(self) -> str:
        """The code of a vocabulary that is loaded."""
        vocabularies.ensure_closed_lists()
        return "NSDA"

    @cached_property
    def delivered(self) -> DeliveredFile:
        """A file of a delivery of the museum that is arriving."""
        delivery = deliveries.begin(factories.museum(MUSEUM), None)
        [answer] = deliveries.announce(delivery, [deliveries.Announced("notices.txt", 3)])
        return DeliveredFile.objects.get(pk=answer.file)

    @cached_property
    def people(self) -> dict[str, User]:
        """An account for each role, but the anonymous one."""
        people = {role: factories.user(f"{role}@example.org", **account) for role, account in ACCOUNTS.items()}
        Museum.objects.filter(code=MUSEUM).update(region=REGION)
        return people

    @cached_property
    def person(self) -> User:
        """Somebody else."""
        return factories.user("quelqu.un@example.org", museums={MUSEUM: Role.CONTRIBUTOR})

    @cached_property
    def entry(self) -> Entry:
        """A piece of news that is online."""
        return editorial_factories.entry("news")

    @cached_property
    def newsletter(self) -> Newsletter:
        """A newsletter anybody may subscribe to."""
        return newsletters.create({"name": "Nouveautés"})

    @cached_property
    def letter(self) -> Entry:
        """An issue being written."""
        return editorial_factories.entry("letter", live=False, newsletter=self.newsletter.slug, day="2026-05-11")

    @cached_property
    def left(self) -> Sending:
        """An issue that has left, of which one recipient is in doubt."""
        newsletter = reader_factories.newsletter("partie")
        reader = reader_factories.reader("lecteur@example.org", newsletter)
        sending = reader_factories.sending(reader_factories.sent_issue(newsletter))
        reader_factories.delivery(sending, reader.subscriptions.get(), "doubt")
        Sending.objects.update(total=1)
        return sending

    @cached_property
    def picture(self) -> Picture:
        """A picture no page shows."""
        return pictures.upload(io.BytesIO(jpeg(300, 200)), "affiche.jpg", None)

    @cached_property
    def document(self) -> Document:
        """A document no page offers."""
        return documents.upload(io.BytesIO(pdf(1)), "guide.pdf", None)

    @cached_property
    def registered(self) -> Registration:
        """Somebody registered for an event."""
        event = editorial_factories.entry("event", plan="own")
        return registrations.add(event.pk, registrations.Given("Anne Petit", "anne@example.org"))

    @cached_property
    def remark(self) -> Remark:
        """What a reader says of a notice of the museum."""
        notice = factories.record({"MUSEO": MUSEUM, "TITR": "Coffret"})
        return making.make(notice, "TITR", Said("Il est écrit Cofret.", "Cofret"))

    @cached_property
    def session(self) -> UserSession:
        """An open sign-in of somebody else."""
        return UserSession.objects.create(user=self.person, session_key="autre", ip="192.0.2.1", user_agent="Firefox/1")

    @cached_property
    def offered(self) -> Invitation:
        """An invitation that waits."""
        return invitations.invite("invitee@example.org", office=Office.EDITOR, by=None)[0]

    @cached_property
    def museum(self) -> str:
        """The code of the museum."""
        return factories.museum(MUSEUM).code

    @cached_property
    def colleague(self) -> Invitation:
        """An invitation to the museum, that waits."""
        factories.museum(MUSEUM)
        return invitations.invite("collegue@example.org", museums={MUSEUM: Role.CONTRIBUTOR}, by=None)[0]

    @cached_property
    def invitation(self) -> str:
        """The token of another one."""
        return invitations.invite("bienvenue@example.org", office=Office.EDITOR, by=None)[1].split("/")[-2]

    @cached_property
    def reader(self) -> Reader:
        """Somebody who receives a newsletter."""
        return reader_factories.reader("lectrice@example.org", reader_factories.newsletter())

    @cached_property
    def waiting_import(self) -> str:
        """The key of a list that waits to be imported."""
        given = [Given(2, "nouvelle@example.org")]
        return waiting_imports.keep(reader_factories.newsletter().slug, "liste.csv", "Feuille signée en mai", given).key

    def client(self, role: str) -> Client:
        """Return a browser signed in as ``role``."""
        client = Client()
        if role in ACCOUNTS:
            client.force_login(self.people[role])
        return client

    def address(self, name: str) -> str:
        """Return the address called ``name``, with the arguments the table gives it."""
        return reverse(name, args=ARGUMENTS[name](self) if name in ARGUMENTS else [])


def rows() -> dict[tuple[str, str], list[str]]:
    """Return what each role gets, by address and method."""
    lines = [line.split() for line in TABLE.splitlines()[2:] if line.strip()]
    assert all(len(line) == 2 + len(ROLES) for line in lines), "each row has a name, a method and an answer per role"
    found = {(name, method): answers for name, method, *answers in lines}
    assert len(found) == len(lines), "a row is there twice"
    return found


def workshop() -> set[str]:
    """Return the name of every address under /pro/."""
    mounts = [each for each in get_resolver().url_patterns if str(each.pattern) == "pro/"]
    return {name for mount in mounts for name in mounted(mount)}


def mounted(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """Yield the name of every address of ``resolver``, however deep, with its space: « desk:home »."""
    inside = f"{space}{resolver.namespace}:" if resolver.namespace else space
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from mounted(pattern, inside)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"the address {pattern.pattern} has no name"
            yield f"{inside}{pattern.name}"


def got(answer: Any) -> str:
    """Return an answer as the table writes it."""
    if answer.status_code == 403:
        return "-"
    if answer.status_code == 302 and answer["Location"].startswith("/pro/connexion/"):
        return "in"
    return str(answer.status_code)


@pytest.fixture
def world(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> World:
    """Return what the address ``name`` is about."""
    if name in ARGUMENTS and "submission" in ARGUMENTS[name].__code__.co_names:
        # What checks a submission reads it through connections of its own.
        request.getfixturevalue("transactional_db")
    return World(tmp_path)


def test_every_address_is_in_the_table():
    missing = sorted(workshop() - {name for name, _method in rows()})
    gone = sorted({name for name, _method in rows()} - workshop())
    assert not missing, f"add rows to tests/doors/access_table.py (its head says how) for: {', '.join(missing)}"
    assert not gone, f"rows of tests/doors/access_table.py whose address is not mounted any more: {', '.join(gone)}"


@pytest.mark.parametrize("name", sorted({name for name, _method in rows()}))
def test_each_role_gets_what_it_should(name: str, world: World):
    address = world.address(name)
    for (row, method), answers in rows().items():
        if row != name:
            continue
        found = []
        for role in ROLES:
            client = world.client(role)
            posted = method == "POST"
            found.append(got(client.post(address, POSTED.get(name, {})) if posted else client.generic(method, address)))
        assert found == answers, f"told {' '.join(answers)}, the site answers:\n{name} {method} {' '.join(found)}"


@pytest.mark.parametrize("name", sorted({name for name, _method in rows()}))
def test_what_the_table_does_not_tell_is_closed(name: str, world: World):
    told = {method for row, method in rows() if row == name}
    for method in {"GET", "POST", *OTHER_METHODS} - told:
        for role in ROLES:
            answer = world.client(role).generic(method, world.address(name))
            assert got(answer) in {"405", "-", "in"}, f"{role}: {method} {name} answers {got(answer)}"


def test_a_refused_decision_changes_nothing(tmp_path: Path, transactional_db: None):
    world = World(tmp_path)
    for role in ("anonymous", "contributor", "stranger", "editor", "nobody", "observer"):
        world.client(role).post(world.address("desk:publication"))
    world.submission.refresh_from_db()
    assert world.submission.stage == Stage.CHECKED


def test_a_museum_sees_only_its_own_submissions(tmp_path: Path, transactional_db: None):
    world = World(tmp_path)
    assert world.submission.file_name == "versement.txt"
    assert "versement.txt" in world.client("manager").get("/pro/versements").content.decode()
    assert "versement.txt" not in world.client("stranger").get("/pro/versements").content.decode()
