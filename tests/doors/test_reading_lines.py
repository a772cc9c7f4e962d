"""Lines of a submission: every filter and any mixture of them, then one line with its fields, images and pages."""

import re
from itertools import product
from pathlib import Path
from typing import Any

import factories
import pytest
from django.test import Client
from reading_samples import MUSEUM, hand_in, online_then_again, pictures, sheet

from coffret.accounts.models import Role
from coffret.catalogue.models import Record
from coffret.desk.submissions import filters
from coffret.images.models import Image
from coffret.submissions import actions, sets
from coffret.submissions.mending import by_hand
from coffret.submissions.models import Line, Submission
from coffret.submissions.payload import unpack

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def submission(tmp_path: Path, settings: Any) -> Submission:
    settings.DATA = tmp_path
    return online_then_again(tmp_path)


@pytest.fixture
def manager(db: None) -> Client:
    client = Client()
    client.force_login(factories.user("regie@example.org", museums={MUSEUM: Role.MANAGER}))
    return client


def listed(client: Client, submission: Submission, query: str = "") -> list[int]:
    """Return the positions of the lines a list shows."""
    page = client.get(f"/pro/versements/{submission.pk}/lignes{query}").content.decode()
    return [int(place) for place in re.findall(r'<tr id="l(\d+)"', page)]


def line_of(submission: Submission, number: int) -> Line:
    return submission.lines.get(ref=f"{MUSEUM}{number:06d}")


def shown(client: Client, line: Line, query: str = "") -> str:
    answer = client.get(f"/pro/versements/{line.submission_id}/lignes/{line.pk}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_filter_gives_its_lines(manager: Client, submission: Submission):
    period = submission.finding_groups.filter(value="XVIIIe siècle").first()
    assert period
    for query, wanted in {
        "": [0, 1, 2, 3],
        "?effet=U": [0],
        "?effet=C&effet=R": [2, 3],
        "?gravite=erreur": [3],
        "?champ=PERI": [0, 2],
        f"?regle={period.code}": [0, 2],
        f"?constat={period.pk}": [0, 2],
        "?champ=PERI&valeur=XVIIIe si%C3%A8cle": [0, 2],
        "?images=oui": [0],
        "?images=non": [1, 2, 3],
        "?etat=attend": [0, 2],
        "?etat=publiee": [],
        "?q=SOUPIERE": [2],
        "?q=ecuelle": [1],
        "?q=2026.1.3": [2],
        "?q=m0650000002": [1],
        "?q=%00": [0, 1, 2, 3],
        "?champ=PERI&effet=C": [2],
        "?champ=PERI&images=oui&etat=attend&q=oiseaux": [0],
        "?gravite=inconnue&effet=Z&etat=rien&images=peut-etre&constat=zz": [0, 1, 2, 3],
        "?page=99": [0, 1, 2, 3],
    }.items():
        assert listed(manager, submission, query) == wanted, query


def test_what_is_published_is_a_filter_too(manager: Client, submission: Submission):
    actions.publish(submission, sets.BitMap([0]))
    assert listed(manager, submission, "?etat=publiee") == [0]
    assert listed(manager, submission, "?etat=attend") == [2]
    actions.revert(submission, sets.BitMap([0]))
    assert listed(manager, submission, "?etat=publiee") == []
    assert listed(manager, submission, "?etat=reprise") == [0]


def test_filters_combine_as_their_lines_do(submission: Submission):
    parts = {
        "outcomes": [(), ("C",), ("U", "R")],
        "severities": [(), ("alerte",), ("erreur", "signalement")],
        "field": ["", "PERI"],
        "images": ["", "oui", "non"],
        "states": [(), ("attend",)],
        "words": ["", "o"],
    }
    alone = {
        (name, one): filters.Filter(**{name: one}).members(submission) for name, all_ in parts.items() for one in all_
    }
    kept = sets.of(submission.pk)
    for chosen in product(*parts.values()):
        asked = dict(zip(parts, chosen, strict=True))
        got = filters.Filter(**asked).members(submission, kept)
        wanted = sets.every(kept)
        for name in ("outcomes", "images", "states", "words"):
            wanted &= alone[name, asked[name]]
        findings = {code: row.members for code, row in _groups(submission, asked).items()}
        if asked["severities"] or asked["field"]:
            wanted &= sets.BitMap.union(sets.BitMap(), *(sets.load(raw) for raw in findings.values()))
        assert got == wanted, asked
        again = filters.from_text(filters.Filter(**asked).query)
        assert again == filters.Filter(**asked)


def _groups(submission: Submission, asked: dict[str, Any]) -> dict[int, Any]:
    return {
        row.pk: row
        for row in submission.finding_groups.all()
        if (not asked["severities"] or row.severity in asked["severities"])
        and (not asked["field"] or row.field == asked["field"])
    }


def test_a_line_knows_its_neighbours_in_the_filter(manager: Client, submission: Submission):
    first, third = line_of(submission, 1), line_of(submission, 3)
    page = shown(manager, first, "?champ=PERI")
    assert "1 / 2" in page
    assert f'rel="next" href="/pro/versements/{submission.pk}/lignes/{third.pk}?champ=PERI"' in page
    assert 'rel="prev"' not in page
    page = shown(manager, third, "?champ=PERI")
    assert f'rel="prev" href="/pro/versements/{submission.pk}/lignes/{first.pk}?champ=PERI"' in page
    assert 'class="line-steps"' not in shown(manager, line_of(submission, 2), "?champ=PERI")


def test_a_line_shows_the_changed_fields_first(manager: Client, submission: Submission):
    page = shown(manager, line_of(submission, 1))
    assert "<del>Plat</del>" in page
    assert "<ins>Grand plat</ins>" in page
    folded = page.index("sans changement</summary>")
    assert page.index("<ins>Grand plat</ins>") < folded < page.index("propriété de la commune", folded)
    fresh = shown(manager, line_of(submission, 3))
    assert "&lt;b&gt;bleu&lt;/b&gt;" in fresh
    assert "<b>bleu" not in fresh


def test_what_was_handed_in_stands_beside_its_correction(manager: Client, submission: Submission):
    line = line_of(submission, 3)
    by_hand.change(submission, line.position, {"PERI": "18e siècle"})
    page = shown(manager, line)
    corrected = page[page.index('id="line-corrected"') : page.index('id="line-fields"')]
    assert "<del>XVIIIe</del>" in corrected
    assert "<ins>18e</ins>" in corrected
    assert listed(manager, submission, "?etat=corrigee") == [line.position]


def test_images_stand_side_by_side(manager: Client, submission: Submission):
    line = line_of(submission, 1)
    page = shown(manager, line)
    fates = re.findall(r'class="pair pair-(\w+)"', page)
    assert fates == ["replaced", "new"]
    assert "Une image sans changement" in page
    assert "1\u202f700 × 1\u202f600 px" in page
    for address in set(re.findall(rf'src="(/pro/versements/{submission.pk}/lignes/{line.pk}/images/[^"]+)"', page)):
        answer = manager.get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/jpeg"


def test_the_door_of_images_gives_those_of_the_line_alone(manager: Client, submission: Submission, tmp_path: Path):
    foreign = hand_in(tmp_path, sheet(9, REFIM="vue_1.jpg"), images=pictures(tmp_path, "#777777"), name="autre.txt")
    content = unpack(bytes(foreign.lines.get().payload)).images
    assert content
    sha256 = content[0][1]
    line = line_of(submission, 1)
    root = f"/pro/versements/{submission.pk}/lignes/{line.pk}/images"
    assert manager.get(f"{root}/{sha256}/480.jpg").status_code == 404
    own = unpack(bytes(line.payload)).images
    assert own
    assert manager.get(f"{root}/{own[0][1]}/480.jpg").status_code == 200
    assert manager.get(f"{root}/{own[0][1]}/479.jpg").status_code == 404
    stranger = Client()
    stranger.force_login(factories.user(museums={"M0001": Role.MANAGER}))
    assert stranger.get(f"{root}/{own[0][1]}/480.jpg").status_code == 403


def page_of(client: Client, line: Line, side: str) -> Any:
    return client.get(f"/pro/versements/{line.submission_id}/lignes/{line.pk}/page?cote={side}")


def test_the_page_is_shown_before_and_after(manager: Client, submission: Submission):
    line = line_of(submission, 1)
    before, after = page_of(manager, line, "avant"), page_of(manager, line, "apres")
    online = Client().get(f"/notices/{line.ref}").content.decode()
    told = re.compile(r"<dl>.*?</dl>", re.DOTALL)
    assert told.findall(before.content.decode()) == told.findall(online)
    assert "Grand plat aux oiseaux</h1>" in after.content.decode()
    assert "Grand plat" not in before.content.decode()
    assert (
        len(re.findall(rf'src="/pro/versements/{submission.pk}/lignes/{line.pk}/images/', after.content.decode())) > 3
    )
    assert 'src="/images/' not in after.content.decode()
    for answer in (before, after):
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
        assert answer["X-Robots-Tag"] == "noindex"
        assert "no-store" in answer["Cache-Control"]
    assert page_of(manager, line_of(submission, 3), "avant").status_code == 404
    assert "Soupière" in page_of(manager, line_of(submission, 3), "apres").content.decode()


def test_a_page_shown_before_publication_keeps_nothing(manager: Client, submission: Submission):
    line = line_of(submission, 1)
    old = Record.objects.get(ref=line.ref)
    page_of(manager, line, "apres")
    new = Record.objects.get(ref=line.ref)
    assert (new.values, new.version, new.title) == (old.values, old.version, old.title)
    assert not Record.objects.filter(ref=f"{MUSEUM}000003").exists()
    assert Image.objects.filter(record=old).count() == 2


def test_the_page_after_is_that_which_publication_makes(manager: Client, submission: Submission):
    told = re.compile(r"<dl>.*?</dl>", re.DOTALL)
    for number in (1, 3):
        line = line_of(submission, number)
        foreseen = told.findall(page_of(manager, line, "apres").content.decode())
        actions.publish(submission, sets.BitMap([line.position]))
        assert told.findall(Client().get(f"/notices/{line.ref}").content.decode()) == foreseen
        line.refresh_from_db()
        assert told.findall(page_of(manager, line, "apres").content.decode()) == foreseen


def test_pages_before_and_after_are_for_those_who_may_read(submission: Submission):
    line = line_of(submission, 1)
    assert page_of(Client(), line, "apres").status_code == 302
    for museums, answer in (({"M0001": Role.MANAGER}, 403), ({}, 403), ({MUSEUM: Role.CONTRIBUTOR}, 200)):
        client = Client()
        client.force_login(factories.user(museums=museums))
        assert page_of(client, line, "apres").status_code == answer


def test_a_longer_list_costs_no_more_queries(
    manager: Client, tmp_path: Path, settings: Any, django_assert_max_num_queries: Any
):
    settings.DATA = tmp_path
    counts = []
    for many in (3, 48):
        submission = hand_in(tmp_path, *(sheet(n, PERI=f"XVIIIe, {n}") for n in range(1, many + 1)), name=f"{many}.txt")
        listed(manager, submission)
        with django_assert_max_num_queries(40) as counted:
            assert len(listed(manager, submission, "?champ=PERI&etat=attend")) == many
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_a_selection_is_sent_by_plain_boxes(manager: Client, submission: Submission):
    page = manager.get(f"/pro/versements/{submission.pk}/lignes").content.decode()
    boxes = re.findall(r'name="ligne" value="(\d+)"', page)
    assert boxes == ["0", "2"], "a line refused, or that changes nothing, is not to be chosen"
    contributor = Client()
    contributor.force_login(factories.user(museums={MUSEUM: Role.CONTRIBUTOR}))
    assert 'name="ligne"' not in contributor.get(f"/pro/versements/{submission.pk}/lignes").content.decode()
