"""Numbers of another museum's things, put in addresses of one's own: nothing is read, nothing is done."""

from pathlib import Path

import factories
import pytest
from django.test import Client
from test_desk import hand_in, text

from coffret.accounts import invitations
from coffret.accounts.models import Membership, Role
from coffret.submissions.handing import deliveries
from coffret.submissions.handing.deliveries import Announced
from coffret.submissions.mending import by_hand, keeping
from coffret.submissions.models import Acceptance, DeliveredFile

pytestmark = pytest.mark.django_db
OWN, OTHER = "M0650", "M0001"


@pytest.fixture
def client(settings, tmp_path: Path) -> Client:
    settings.DATA = tmp_path
    browser = Client()
    browser.force_login(factories.user(museums={OWN: Role.MANAGER}))
    return browser


def test_lines_findings_and_corrections_of_another_submission(client: Client, tmp_path: Path):
    factories.museum(OTHER)
    own = hand_in(tmp_path, text(OWN, deno="tablau"), "own.txt")
    other = hand_in(tmp_path, text(OTHER, deno="tablau"), "other.txt")
    line, group = other.lines.first(), other.finding_groups.first()
    [act] = by_hand.change(other, 0, {"DENO": "tableau votif"})
    stamp = by_hand.stamp(line)
    root = f"/pro/versements/{own.pk}"
    for path in (
        f"lignes/{line.pk}", f"lignes/{line.pk}/page", f"lignes/{line.pk}/page?cote=avant", f"lignes/{line.pk}/modifier",
        f"lignes/{line.pk}/images/{'0' * 64}/240.jpg", f"constats/{group.pk}", f"corrections/{act.pk}",
        f"corrections/{act.pk}/annulation",
    ):  # fmt: skip
        assert client.get(f"{root}/{path}").status_code == 404, path
    posted = {"code": "REC064", "champ": "DENO", "valeur": "", "apres": "x", "empreinte": stamp, "raison": "Parce que"}
    for path, status in (
        (f"lignes/{line.pk}/correction", 404), (f"lignes/{line.pk}/acceptation", 404),
        (f"lignes/{line.pk}/modifier", 404), (f"corrections/{act.pk}/annulation", 404),
        (f"constats/{group.pk}/correction", 409), (f"constats/{group.pk}/acceptation", 409),
    ):  # fmt: skip
        answer = client.post(f"{root}/{path}", posted)
        assert answer.status_code == status, path
        assert OTHER not in answer.content.decode(), path
    # A finding of another submission narrows one's own list to nothing.
    assert OTHER not in client.get(f"{root}/lignes", {"constat": group.pk}).content.decode()
    other.refresh_from_db()
    act.refresh_from_db()
    assert (other.edition, act.undone_at, Acceptance.objects.count()) == (1, None, 0)


def test_files_of_another_delivery(client: Client):
    museum, foreign = factories.museum(OWN), factories.museum(OTHER)
    own, other = deliveries.begin(museum, None), deliveries.begin(foreign, None)
    [answer] = deliveries.announce(other, [Announced("a.txt", 4)])
    for delivery, status in ((own, 404), (other, 403)):
        sent = client.put(f"/pro/verser/{delivery.pk}/{answer.file}?offset=0", b"abcd", "application/octet-stream")
        assert sent.status_code == status
    assert DeliveredFile.objects.get().received == 0


def test_habits_acceptances_and_people_of_another_museum(client: Client):
    museum = factories.museum(OTHER)
    habit = keeping.keep(museum, field="DENO", before="tablau", after="tableau")
    given = {"code": "REC011", "field": "TECH", "reason": "Technique à étudier", "at": factories.THEN}
    acceptance = Acceptance.objects.create(museum=museum, **given)
    person = factories.user(museums={OTHER: Role.CONTRIBUTOR})
    member = Membership.objects.get(user=person)
    invited, _link = invitations.invite("quelqu.un@example.org", museums={OTHER: Role.CONTRIBUTOR}, by=None)
    for path in (
        f"corrections/{habit.pk}/revocation", f"acceptations/{acceptance.pk}/revocation", f"personnes/{member.pk}/",
        f"personnes/invitations/{invited.pk}/annulation/", f"personnes/invitations/{invited.pk}/envoi/",
    ):  # fmt: skip
        assert client.post(f"/pro/musees/{OWN}/{path}", {"role": "manager"}).status_code == 404, path
        assert client.post(f"/pro/musees/{OTHER}/{path}", {"role": "manager"}).status_code == 403, path
    for row in (habit, acceptance, member, invited):
        row.refresh_from_db()
    assert (habit.revoked_at, acceptance.revoked_at, invited.revoked_at) == (None, None, None)
    assert (member.role, invited.sent) == (Role.CONTRIBUTOR, 1)


@pytest.mark.parametrize("role", ["administrator", "editor", "observer", "", "MANAGER"])
def test_a_manager_gives_a_place_in_the_museum_and_no_other(client: Client, role: str):
    posted = {
        "email": "nouveau@example.org",
        "role": role,
        "office": "administrator",
        "museums": OTHER,
        "regions": "Corse",
    }
    assert client.post(f"/pro/musees/{OWN}/personnes/", posted).status_code == 200
    posted["role"] = "manager"
    assert client.post(f"/pro/musees/{OWN}/personnes/", posted).status_code == 302
    [invited] = invitations.waiting()
    assert (invited.office, invited.museums, invited.regions) == ("", {OWN: "manager"}, [])
