"""Putting right from the pages of a submission: one line, all of them, always; undone, accepted, refused when stale."""

import io
import re
from pathlib import Path
from typing import Any

import factories
import pytest
from django.test import Client
from html5lib import parse
from test_desk import hand_in, signed_in, text

from coffret.accounts.models import Role
from coffret.base import jobs
from coffret.cli.demonstration import dirty
from coffret.desk.mending import done
from coffret.desk.mending.letters import marked_letters
from coffret.submissions import actions
from coffret.submissions.mending import accepting, by_hand, fixing, keeping
from coffret.submissions.models import Acceptance, Correction, FindingGroup, Line, Mending, Submission
from coffret.submissions.payload import unpack

pytestmark = pytest.mark.django_db(transaction=True)

XHTML = "{http://www.w3.org/1999/xhtml}"
MUSEUM = "M0650"


@pytest.fixture
def submission(tmp_path: Path) -> Submission:
    """Give a submission with many faults: the demonstration's."""
    factories.museum(MUSEUM)
    submission = actions.receive(dirty.write(tmp_path / dirty.NAME))
    return actions.check(submission, museum=MUSEUM)


@pytest.fixture
def hasty(tmp_path: Path) -> Submission:
    """Give three lines whose period is written in roman figures, another whose period differs."""
    record = text(count=4).replace("INV\n", "PERI\nXVIIIe siècle\nINV\n")
    return hand_in(tmp_path, record.replace("XVIIIe", "XIXe", 1))


@pytest.fixture
def contributor() -> Client:
    """Give the browser of somebody who corrects for the museum."""
    return signed_in(museums={MUSEUM: Role.CONTRIBUTOR})


def shown(answer: Any) -> str:
    """Return a page's HTML with plain spaces."""
    return re.sub(r"[\u202f\u00a0]", " ", answer.content.decode())


def words(answer: Any) -> str:
    """Return what a page says, without its tags."""
    apart = re.sub(r"(</(?:td|th|p|li|h1|h2|span)>)", r" \1", shown(answer))
    body = parse(apart).find(f"{XHTML}body")
    return " ".join("".join(body.itertext()).split())


def forms(answer: Any, action: str) -> list[dict[str, str]]:
    """Return what each form posted to ``action`` would send, buttons aside."""
    found = []
    for form in parse(shown(answer)).iter(f"{XHTML}form"):
        if form.get("action") == action:
            fields = form.iter(f"{XHTML}input")
            given = [one for one in fields if one.get("type") not in {"checkbox", "radio"} and one.get("name")]
            found.append({one.get("name"): one.get("value") or "" for one in given})
    return found


def report(submission: Submission) -> str:
    return f"/pro/versements/{submission.pk}"


def group_of(submission: Submission, code: str, value: str = "") -> FindingGroup:
    found = submission.finding_groups.filter(code=code)
    return found.get(value=value) if value else found.get()


def ask(client: Client, submission: Submission, group: FindingGroup) -> tuple[str, list[dict[str, str]]]:
    """Return the address of a group's correction, and its forms as the group's page gives them."""
    address = f"{report(submission)}/constats/{group.pk}/correction"
    return address, forms(client.get(f"{report(submission)}/constats/{group.pk}"), address)


def values(submission: Submission, field: str) -> list[str]:
    lines = submission.lines.order_by("position")
    return [unpack(bytes(line.payload)).values.get(field, "") for line in lines]


def line_of(submission: Submission, position: int) -> Line:
    return submission.lines.get(position=position)


def test_what_is_proposed_is_shown_with_the_letters_that_change(submission: Submission, contributor: Client):
    group = group_of(submission, "REC046", "18è Siècle")
    page = shown(contributor.get(f"{report(submission)}/constats/{group.pk}"))
    assert "18<del>è S</del>iècle" in page
    assert "18<ins>e s</ins>iècle" in page


def test_all_the_lines_of_a_value_are_corrected_at_once(hasty: Submission, contributor: Client):
    group = group_of(hasty, "REC046", "XVIIIe siècle")
    address, (proposed, *_others) = ask(contributor, hasty, group)
    assert (proposed["apres"], proposed["nombre"]) == ("18e siècle", "3")
    answer = contributor.post(address, {**proposed, "portee": "toutes"}, follow=True)
    assert "« XVIIIe siècle » → « 18e siècle » : 3 lignes corrigées. 3 constats de moins, il en reste" in words(answer)
    assert values(hasty, "PERI") == ["XIXe siècle", "18e siècle", "18e siècle", "18e siècle"]
    assert not hasty.finding_groups.filter(pk=group.pk).exists()
    assert "1 correction faite" in words(answer)


def test_what_was_corrected_is_listed_then_undone(hasty: Submission, contributor: Client):
    address, (proposed, *_others) = ask(contributor, hasty, group_of(hasty, "REC046", "XVIIIe siècle"))
    contributor.post(address, proposed)
    mending = hasty.mendings.get()
    listed = contributor.get(f"{report(hasty)}/corrections")
    assert "Période de création PERI" in words(listed)
    assert "3 lignes" in words(listed)
    lines = words(contributor.get(f"{report(hasty)}/corrections/{mending.pk}"))
    assert "M0650000002 XVIIIe siècle 18e siècle" in lines
    undoing = f"{report(hasty)}/corrections/{mending.pk}/annulation"
    assert "3 lignes reviendront à ce qu’elles étaient" in words(contributor.get(undoing))
    answer = contributor.post(undoing, follow=True)
    assert "3 lignes sont revenues à ce qu’elles étaient. 3 constats de plus" in words(answer)
    assert "défaite le" in words(answer)
    assert values(hasty, "PERI")[1:] == ["XVIIIe siècle"] * 3
    assert "déjà défaite" in words(contributor.post(undoing, follow=True))


def test_undoing_names_the_lines_corrected_again_since(hasty: Submission, contributor: Client):
    address, (proposed, *_others) = ask(contributor, hasty, group_of(hasty, "REC046", "XVIIIe siècle"))
    contributor.post(address, proposed)
    first = hasty.mendings.get()
    by_hand.change(hasty, 1, {"PERI": "18e siècle ; 19e siècle"})
    undoing = f"{report(hasty)}/corrections/{first.pk}/annulation"
    page = words(contributor.get(undoing))
    assert "2 lignes reviendront" in page
    assert "1 ligne garde une correction plus récente" in page
    assert "M0650000002 XVIIIe siècle 18e siècle ; 19e siècle" in page
    answer = words(contributor.post(undoing, follow=True))
    assert "2 lignes sont revenues" in answer
    assert "1 garde une correction plus récente" in answer
    assert values(hasty, "PERI") == ["XIXe siècle", "18e siècle ; 19e siècle", "XVIIIe siècle", "XVIIIe siècle"]


def test_undoing_many_lines_says_how_many_at_most(
    hasty: Submission, contributor: Client, monkeypatch: pytest.MonkeyPatch
):
    address, (proposed, *_others) = ask(contributor, hasty, group_of(hasty, "REC046", "XVIIIe siècle"))
    contributor.post(address, proposed)
    monkeypatch.setattr(done, "MOST_READ", 2)
    undoing = f"{report(hasty)}/corrections/{hasty.mendings.get().pk}/annulation"
    assert "3 lignes au plus reviendront" in words(contributor.get(undoing))
    contributor.post(undoing)
    assert values(hasty, "PERI")[1:] == ["XVIIIe siècle"] * 3


def test_a_line_alone_is_corrected_from_its_page(hasty: Submission, contributor: Client):
    line = line_of(hasty, 2)
    page = f"{report(hasty)}/lignes/{line.pk}"
    proposed = next(
        one for one in forms(contributor.get(page), f"{page}/correction") if one["valeur"] == "XVIIIe siècle"
    )
    answer = contributor.post(f"{page}/correction", {**proposed, "portee": "ligne"}, follow=True)
    assert answer.redirect_chain[-1][0] == page
    assert "1 ligne corrigée" in words(answer)
    assert values(hasty, "PERI")[1:] == ["XVIIIe siècle", "18e siècle", "XVIIIe siècle"]
    other = f"{report(hasty)}/lignes/{line_of(hasty, 1).pk}"
    proposed = next(
        one for one in forms(contributor.get(other), f"{other}/correction") if one["valeur"] == "XVIIIe siècle"
    )
    assert proposed["nombre"] == "2"
    contributor.post(f"{other}/correction", {**proposed, "portee": "toutes"})
    assert values(hasty, "PERI")[1:] == ["18e siècle"] * 3


def test_always_is_made_again_at_the_next_submission(hasty: Submission, contributor: Client, tmp_path: Path):
    address, (proposed, *_others) = ask(contributor, hasty, group_of(hasty, "REC046", "XVIIIe siècle"))
    answer = contributor.post(address, {**proposed, "toujours": "oui"}, follow=True)
    assert "Elle sera refaite à chaque versement" in words(answer)
    habits = words(contributor.get(f"/pro/musees/{MUSEUM}/corrections/"))
    assert "XVIIIe siècle 18e siècle 0 jamais" in habits
    later = hand_in(tmp_path, text(count=2).replace("INV\n", "PERI\nXVIIIe siècle\nINV\n"), "suite.txt")
    assert values(later, "PERI") == ["18e siècle", "18e siècle"]
    assert "correction habituelle du musée" in words(contributor.get(f"{report(later)}/corrections"))
    assert "XVIIIe siècle 18e siècle 2" in words(contributor.get(f"/pro/musees/{MUSEUM}/corrections/"))


def test_a_text_of_ones_own_or_none_at_all(hasty: Submission, contributor: Client):
    address, (_proposed, own) = ask(contributor, hasty, group_of(hasty, "REC046", "XVIIIe siècle"))
    contributor.post(address, {**own, "apres": "3e quart 18e siècle", "regle": ""})
    assert values(hasty, "PERI")[1:] == ["3e quart 18e siècle"] * 3
    address, (_proposed, own) = ask(contributor, hasty, group_of(hasty, "REC046", "XIXe siècle"))
    contributor.post(address, {**own, "apres": ""})
    assert values(hasty, "PERI")[0] == ""


def test_two_tabs_the_second_is_refused_with_both_texts(hasty: Submission, contributor: Client):
    address, (proposed, own) = ask(contributor, hasty, group_of(hasty, "REC046", "XVIIIe siècle"))
    contributor.post(address, proposed)
    answer = contributor.post(address, {**own, "apres": "époque de Louis XV"})
    assert answer.status_code == 409
    page = words(answer)
    assert "Le versement a changé entre-temps" in page
    assert "époque de Louis XV" in page
    assert "XVIIIe siècle → remplacé par 18e siècle" in page
    assert "Plus aucune ligne ne porte la valeur" in page
    assert values(hasty, "PERI")[1:] == ["18e siècle"] * 3


def test_what_remains_of_a_value_may_be_corrected_all_the_same(hasty: Submission, contributor: Client):
    address, (proposed, _own) = ask(contributor, hasty, group_of(hasty, "REC046", "XVIIIe siècle"))
    by_hand.change(hasty, 1, {"PERI": "17e siècle"})
    answer = contributor.post(address, proposed)
    assert answer.status_code == 409
    again = forms(answer, address)[0]
    assert (again["nombre"], again["apres"]) == ("2", "18e siècle")
    contributor.post(address, again)
    assert values(hasty, "PERI") == ["XIXe siècle", "17e siècle", "18e siècle", "18e siècle"]


def test_a_line_changed_in_another_tab_is_not_overwritten(hasty: Submission, contributor: Client):
    page = f"{report(hasty)}/lignes/{line_of(hasty, 1).pk}"
    proposed = next(
        one for one in forms(contributor.get(page), f"{page}/correction") if one["valeur"] == "XVIIIe siècle"
    )
    by_hand.change(hasty, 1, {"TITR": "Vue de Saint-Omer"})
    answer = contributor.post(f"{page}/correction", {**proposed, "portee": "ligne"})
    assert answer.status_code == 409
    assert "Le champ dit maintenant : XVIIIe siècle" in words(answer)
    contributor.post(f"{page}/correction", forms(answer, f"{page}/correction")[0])
    assert values(hasty, "PERI")[1] == "18e siècle"
    assert values(hasty, "TITR")[1] == "Vue de Saint-Omer"


def test_several_values_are_shown_before_they_change(hasty: Submission, contributor: Client):
    address = f"{report(hasty)}/controles/REC046/PERI/correction"
    assert f"{address}?retour=" in shown(contributor.get(report(hasty))).replace("&amp;", "&")
    page = contributor.get(address)
    assert "4 lignes sont concernées" in words(page)
    assert "<del>XIX</del>e siècle" in shown(page)
    stale = contributor.post(address, {"nombre": "3"})
    assert stale.status_code == 409
    assert "rien n’a été corrigé" in words(stale)
    assert not hasty.mendings.exists()
    answer = contributor.post(address, {"nombre": "4", "toujours": "oui"}, follow=True)
    assert "4 lignes corrigées" in words(answer)
    assert values(hasty, "PERI") == ["19e siècle", *["18e siècle"] * 3]
    assert Correction.objects.get().code == "REC046"


def test_no_more_than_twenty_lines_are_shown_beforehand(tmp_path: Path, contributor: Client):
    many = hand_in(tmp_path, text(count=25).replace("INV\n", "BIBL\nCatalogue // Guide\nINV\n"))
    page = contributor.get(f"{report(many)}/controles/REC061/BIBL/correction")
    assert "25 lignes sont concernées. Voici les 20 premières." in words(page)
    assert shown(page).count("Catalogue /<del>/</del> Guide") + shown(page).count("Catalogue <del>/</del>/ Guide") == 20


def test_a_rule_or_a_field_that_is_none_has_no_page(hasty: Submission, contributor: Client):
    for path in ("controles/XXX999/PERI", "controles/REC046/RIEN", "controles/REC046/PERI"):
        address = f"{report(hasty)}/{path}/correction"
        expected = 200 if path.endswith("REC046/PERI") else 404
        assert contributor.get(address).status_code == expected
    assert contributor.get(f"{report(hasty)}/controles/REC046/PERI/correction?constat=99999999").status_code == 404
    assert contributor.get(f"{report(hasty)}/controles/REC046/PERI/correction?constat=%C2%B2").status_code == 404


def test_a_large_correction_is_made_by_the_worker(
    hasty: Submission, contributor: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(fixing, "SMALL", 2)
    address, (proposed, *_others) = ask(contributor, hasty, group_of(hasty, "REC046", "XVIIIe siècle"))
    answer = contributor.post(address, proposed, follow=True)
    assert "La correction est lancée" in words(answer)
    assert "Une correction est en cours" in words(answer)
    assert "data-progress" in contributor.get(f"{report(hasty)}/corrections/avancement").content.decode()
    assert "correction du versement" in words(contributor.post(address, proposed, follow=True))
    assert jobs.run_waiting() == 1
    assert values(hasty, "PERI")[1:] == ["18e siècle"] * 3
    assert "Une correction est en cours" not in words(contributor.get(report(hasty)))


def test_an_alert_is_accepted_with_a_reason(submission: Submission, contributor: Client, tmp_path: Path):
    group = group_of(submission, "REC130")
    address = f"{report(submission)}/constats/{group.pk}/acceptation"
    given = forms(contributor.get(f"{report(submission)}/constats/{group.pk}"), address)[0]
    short = contributor.post(address, {**given, "raison": "oui"}, follow=True)
    assert "Dire en quelques mots" in words(short)
    assert not Acceptance.objects.exists()
    contributor.post(address, {**given, "raison": "Photographe inconnu, fonds ancien"})
    listed = words(contributor.get(f"/pro/musees/{MUSEUM}/acceptations/"))
    assert "cliché du musée partout dans le musée Photographe inconnu, fonds ancien" in listed
    page = contributor.get(f"{report(submission)}/constats/{group.pk}")
    assert "Accepté par le musée" in words(page)
    assert not forms(page, address)
    acceptance = Acceptance.objects.get()
    contributor.post(f"/pro/musees/{MUSEUM}/acceptations/{acceptance.pk}/revocation")
    assert "cliché du musée" not in words(contributor.get(f"/pro/musees/{MUSEUM}/acceptations/"))
    assert forms(contributor.get(f"{report(submission)}/constats/{group.pk}"), address)


def test_an_alert_is_accepted_on_one_notice(submission: Submission, contributor: Client):
    line = next(one for one in submission.lines.all() if "REC011" in str(unpack(bytes(one.payload)).findings))
    page = f"{report(submission)}/lignes/{line.pk}"
    given = next(one for one in forms(contributor.get(page), f"{page}/acceptation") if one["code"] == "REC011")
    contributor.post(f"{page}/acceptation", {**given, "raison": "Technique à étudier", "portee": "notice"})
    assert Acceptance.objects.get().ref == line.ref
    assert "Accepté par le musée" in words(contributor.get(page))


def test_an_alert_is_accepted_on_the_notices_of_a_submission_alone(submission: Submission, contributor: Client):
    group = group_of(submission, "REC011")
    address = f"{report(submission)}/constats/{group.pk}/acceptation"
    page = contributor.get(report(submission))
    assert "Accepter pour 1 notice Accepter partout dans le musée" in words(page)
    given = next(one for one in forms(page, address) if one["code"] == "REC011")
    contributor.post(address, {**given, "raison": "Technique à étudier", "portee": "notice"})
    refs = {line.ref for line in submission.lines.all() if "REC011" in str(unpack(bytes(line.payload)).findings)}
    assert {one.ref for one in Acceptance.objects.all()} == refs
    assert not accepting.held(MUSEUM).accepts("M0650999999", "REC011", group.field, group.value)


def test_what_has_no_correction_to_offer_leads_to_its_field_in_the_form(submission: Submission, contributor: Client):
    group = group_of(submission, "REC004")
    line = next(one for one in submission.lines.all() if "REC004" in str(unpack(bytes(one.payload)).findings))
    form = f"{report(submission)}/lignes/{line.pk}/modifier"
    for page in (
        report(submission),
        f"{report(submission)}/constats/{group.pk}",
        f"{report(submission)}/lignes/{line.pk}",
    ):
        assert f'href="{form}#champ-STAT"' in contributor.get(page).content.decode()
    assert 'id="champ-STAT"' in contributor.get(form).content.decode()


def test_an_error_is_not_accepted_and_says_why(submission: Submission, contributor: Client):
    group = group_of(submission, "REC004")
    page = contributor.get(f"{report(submission)}/constats/{group.pk}")
    address = f"{report(submission)}/constats/{group.pk}/acceptation"
    assert not forms(page, address)
    assert "Une erreur ne s’accepte pas" in words(page)
    answer = contributor.post(address, {"code": "REC004", "raison": "Sans importance"}, follow=True)
    assert "REC004 est une erreur" in words(answer)
    assert not Acceptance.objects.exists()


def test_who_may_not_correct_sees_no_form(hasty: Submission):
    group = group_of(hasty, "REC046", "XVIIIe siècle")
    for account in ({"office": "editor"}, {"regions": ["Hauts-de-France"]}):
        factories.museum(MUSEUM, region="Hauts-de-France")
        type(factories.museum(MUSEUM)).objects.filter(pk=MUSEUM).update(region="Hauts-de-France")
        client = signed_in(**account)
        page = client.get(f"{report(hasty)}/constats/{group.pk}")
        assert page.status_code == 200
        assert "/correction" not in shown(page)
        assert client.post(f"{report(hasty)}/constats/{group.pk}/correction").status_code == 403
    assert values(hasty, "PERI")[1:] == ["XVIIIe siècle"] * 3


def test_a_published_line_offers_nothing_more(hasty: Submission, contributor: Client):
    actions.publish(hasty)
    group = group_of(hasty, "REC046", "XVIIIe siècle")
    assert "mend-fix" not in shown(contributor.get(f"{report(hasty)}/constats/{group.pk}"))
    line = line_of(hasty, 1)
    assert "mend-fix" not in shown(contributor.get(f"{report(hasty)}/lignes/{line.pk}"))
    answer = contributor.post(f"{report(hasty)}/constats/{group.pk}/correction", {"code": "REC046", "champ": "PERI"})
    assert answer.status_code in {302, 409}
    assert values(hasty, "PERI")[1:] == ["XVIIIe siècle"] * 3


def test_as_many_queries_whatever_the_findings(
    submission: Submission, hasty: Submission, contributor: Client, django_assert_max_num_queries: Any
):
    for one in (submission, hasty):
        contributor.get(report(one))
        with django_assert_max_num_queries(45):
            contributor.get(report(one))


def test_the_way_back_is_a_page_of_the_submission(hasty: Submission, contributor: Client):
    address, (proposed, *_others) = ask(contributor, hasty, group_of(hasty, "REC046", "XVIIIe siècle"))
    for elsewhere in ("https://exemple.fr/", "//exemple.fr", "/pro/versements/1234", f"{report(hasty)}0"):
        answer = contributor.post(address, {**proposed, "retour": elsewhere})
        if answer.status_code == 302:
            assert answer["Location"].split("#")[0] == report(hasty)
    assert hasty.mendings.count() == 1


def habits_page() -> str:
    return f"/pro/musees/{MUSEUM}/corrections/"


def test_a_habit_is_added_by_hand_found_and_given_up(contributor: Client):
    given = {"champ": "DENO", "avant": "assiete", "apres": "assiette"}
    assert "sera faite à chaque versement" in words(contributor.post(habits_page(), given, follow=True))
    page = contributor.get(f"{habits_page()}?q=assiet")
    assert "assiet<ins>t</ins>e" in shown(page)
    assert "Aucune correction ne contient" in words(contributor.get(f"{habits_page()}?q=cruche"))
    refused = contributor.post(habits_page(), {**given, "apres": "assiete"})
    assert refused.status_code == 400
    assert "se remplace par lui-même" in words(refused)
    assert 'value="assiete"' in shown(refused)
    assert contributor.post(habits_page(), {**given, "champ": "REF"}).status_code == 400
    contributor.post(f"{habits_page()}{Correction.objects.get().pk}/revocation")
    assert "Aucune pour l’instant" in words(contributor.get(habits_page()))


def test_the_table_is_taken_away_and_loaded_back(contributor: Client):
    museum = factories.museum(MUSEUM)
    keeping.keep(museum, field="DENO", before="=assiete", after="assiette")
    keeping.keep(museum, field="PERI", code="REC046")
    for kind in ("csv", "xlsx"):
        table = contributor.get(f"{habits_page()}tableau.{kind}")
        content = b"".join(table) if table.streaming else table.content
        Correction.objects.update(revoked_at=factories.THEN)
        file = io.BytesIO(content)
        file.name = f"corrections.{kind}"
        page = contributor.post(f"{habits_page()}tableau", {"fichier": file})
        assert "2 corrections à ajouter" in words(page)
        assert not Correction.objects.filter(revoked_at=None).exists()
        loaded = contributor.post(
            f"{habits_page()}chargement", forms(page, f"{habits_page()}chargement")[0], follow=True
        )
        assert "2 corrections habituelles ajoutées" in words(loaded)
        held = set(Correction.objects.filter(revoked_at=None).values_list("field", "before", "after", "code"))
        assert held == {("DENO", "=assiete", "assiette", ""), ("PERI", "", "", "REC046")}


def test_bad_lines_of_a_table_are_told_and_stop_no_other(contributor: Client):
    table = "champ;valeur d’origine;valeur corrigée;règle\nDENO;assiete;assiette;\nZZZZ;un;deux;\nREF;un;deux;\n"
    file = io.BytesIO(table.encode())
    file.name = "corrections.csv"
    page = contributor.post(f"{habits_page()}tableau", {"fichier": file})
    assert "1 correction à ajouter" in words(page)
    assert "2 lignes laissées de côté" in words(page)
    assert "Le champ « ZZZZ » n’existe pas" in words(page)
    given = forms(page, f"{habits_page()}chargement")[0]
    tampered = contributor.post(f"{habits_page()}chargement", {"table": given["table"][:-3] + "abc"}, follow=True)
    assert "le charger de nouveau" in words(tampered)
    elsewhere = signed_in(museums={"M0001": Role.MANAGER})
    elsewhere.post("/pro/musees/M0001/corrections/chargement", given)
    assert not Correction.objects.exists()
    contributor.post(f"{habits_page()}chargement", given)
    assert Correction.objects.get().after == "assiette"


def test_what_is_no_table_is_refused_in_words(contributor: Client):
    assert "Choisir le tableau" in words(contributor.post(f"{habits_page()}tableau", follow=True))
    file = io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(200))
    file.name = "corrections.csv"
    answer = contributor.post(f"{habits_page()}tableau", {"fichier": file}, follow=True)
    assert "notice-error" in shown(answer)


def test_every_offer_of_the_hurried_file_keeps_its_word(submission: Submission, contributor: Client):
    """Each correction proposed on its own is made, and its finding is gone or says something else."""
    made = 0
    for group in list(submission.finding_groups.order_by("pk")):
        if not FindingGroup.objects.filter(pk=group.pk).exists():
            continue
        address, offered = ask(contributor, submission, group)
        if offered and proposes(contributor, submission, group):
            answer = contributor.post(address, {**offered[0], "portee": "toutes"}, follow=True)
            assert "corrigée" in words(answer), (group.code, group.value)
            assert not submission.finding_groups.filter(pk=group.pk, value=group.value, count=group.count).exists()
            made += 1
    assert made >= 15
    assert Mending.objects.filter(submission=submission, undone_at=None).count() == made


def proposes(client: Client, submission: Submission, group: FindingGroup) -> bool:
    """Say whether a text is proposed, beside what one may write."""
    return "mend-pair" in shown(client.get(f"{report(submission)}/constats/{group.pk}"))


def test_only_the_letters_that_differ_are_marked():
    assert marked_letters("assiete", "assiette") == ("assiete", "assiet<ins>t</ins>e")
    assert marked_letters("<b>", "") == ("<del>&lt;b&gt;</del>", "")
    same = "Une longue description, "
    before, after = marked_letters(same * 9 + "céramiqe", same * 9 + "céramique")
    assert after.endswith("céramiq<ins>u</ins>e")
    assert before.startswith("…")
    assert len(before) < 60
    assert marked_letters("l\x92or", "l’or") == ("l<del>�</del>or", "l<ins>’</ins>or")
