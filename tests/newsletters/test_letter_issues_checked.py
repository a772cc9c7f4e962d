"""The issue of 11 May 2026 composed with its slips: each rule says its own; the clean issue, and its mail, say nothing."""

import copy
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import editorial_factories as made
import factories
import pytest

from coffret.base.rules import Severity
from coffret.catalogue.actions import withdraw
from coffret.editorial.entries import content
from coffret.editorial.models import Entry, Event, Picture, Stage
from coffret.editorial.proofing import preflight
from coffret.newsletters.composing import compose
from coffret.newsletters.models import DomainCheck, ProofCopy, Reader, Subscription, Suppression
from coffret.newsletters.proofing import file as files
from coffret.newsletters.readers import keys
from coffret.newsletters.rendering.mail import render
from coffret.newsletters.returns.addresses import domain_of

pytestmark = pytest.mark.django_db

SENT = datetime(2026, 5, 11, 7, tzinfo=UTC)
N, F = "\u00a0", "\u202f"


def picture(width: int = 2400, height: int = 1800, name: str = "coffret.jpg") -> Picture:
    return Picture.objects.create(
        sha256=f"{Picture.objects.count():064x}", name=name, width=width, height=height, added_at=SENT
    )


def use(row: Picture, **given: Any) -> dict[str, Any]:
    return {"picture": row.pk, "alt": "Un coffret d’émail bleu, ouvert", "credit": "© CRDOA", "caption": "", **given}


@pytest.fixture
def site() -> dict[str, Any]:
    """Give what the issue names: two notices, a museum, a resource, an event to come and one that is over."""
    factories.museum("M0650", usual_name="musée Sandelin", city="Saint-Omer")
    factories.museum("M0651", usual_name="musée Henri-Dupuis", city="Saint-Omer")
    coming = {
        "starts": "2026-06-19T09:30",
        "ends": "2026-06-19T17:00",
        "opens": "2026-06-02T10:00",
        "plan": "own",
        "free": True,
    }
    over = {"starts": "2026-04-30T09:30", "ends": "2026-04-30T17:00", "plan": "none", "free": True}
    return {
        "casket": factories.record({"TITR": "Coffret à bijoux"}),
        "case": factories.record({"TITR": "Étui de toilette"}),
        "norms": made.entry(
            "resource", title="Les normes des images", summary="Ce qu’il faut.", body="<p>1500 pixels.</p>"
        ),
        "day": made.entry(
            "event", title="Journée du récolement", summary="Une journée.", place="Auditorium Colbert", **coming
        ),
        "gone": made.entry("event", title="Visite des réserves", summary="Une visite.", place="Tours", **over),
        "large": picture(),
        "small": picture(1200, 900, "salle.jpg"),
    }


def item(thing: str, ref: object, **given: Any) -> dict[str, Any]:
    return {"thing": thing, "ref": str(ref), **given}


def issue(site: dict[str, Any], **given: Any) -> dict[str, Any]:
    """Return the clean issue."""
    casket = item("notice", site["casket"].ref, picture=use(site["large"]))
    sections = [
        {"one": "Notice du mois", "many": "Notices du mois", "items": [casket]},
        {"one": "Musée du mois", "many": "Musées du mois", "items": [item("museum", "M0650")]},
        {"one": "Ressource", "many": "Ressources", "items": [item("entry", site["norms"].pk)]},
        {"one": "Agenda", "many": "Agenda", "items": [item("entry", site["day"].pk)]},
        {"one": "En bref", "many": "En bref", "items": [item("words", "", words="<p>Le catalogue s’étend.</p>")]},
    ]
    made.newsletter("catalogue", name="La lettre du catalogue")
    return {
        "newsletter": "catalogue",
        "day": "2026-05-11",
        "title": "La lettre de mai 2026",
        "preheader": "Un coffret, un musée, des normes, une journée.",
        "body": f"<p>Bonjour{F}! Les musées ont versé leurs notices.</p>",
        "sections": sections,
        **given,
    }


def checked(given: dict[str, Any], entry: Entry | None = None, now: datetime = SENT) -> list[Any]:
    return preflight.check("letter", content.clean("letter", given), entry=entry, now=now)


def told(findings: list[Any]) -> set[tuple[str, Severity]]:
    return {(one.code, one.severity) for one in findings}


B, C, I = Severity  # noqa: E741 - the levels as the norm names them


def test_the_clean_issue_says_nothing(site: dict[str, Any]):
    factories.record({"MUSEO": "M0650", "TITR": "Vase"})
    assert [(one.code, one.field, one.value) for one in checked(issue(site))] == []


def put(given: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(given)
    *parents, name = path.split(".")
    holder: Any = changed
    for part in parents:
        holder = holder[int(part)] if isinstance(holder, list) else holder.setdefault(part, {})
    holder[name] = value
    return changed


SLIPS: list[tuple[str, Severity, str, Any]] = [
    ("P01", B, "sections.0.items.0.picture.credit", "© CRDOA, ou juste © CRDOA"),
    ("P01", B, "sections.0.items.0.credit", "© CRDOA ou © Musée Sandelin"),
    ("P02", B, "body", "<p>La journée aura lieu à Paris, lieu à confirmer.</p>"),
    ("P02", B, "body", "<p>Le catalogue compte {nouvele_notices}.</p>"),
    ("P02", C, "body", "<blockquote><p>Vase (date à vérifier).</p></blockquote>"),
    ("P03", B, "body", '<p>Voir <a href="#">les normes</a>.</p>'),
    ("P03", B, "body", '<p>Voir <a href="http://localhost:3000/x">les normes</a>.</p>'),
    ("P04", B, "body", '<p>Voir <a href="/ressources/disparue">les normes</a>.</p>'),
    ("P05", B, "sections.0.items.0.ref", "M0650999999"),
    ("P05", B, "sections.1.items.0.ref", "M9999"),
    ("P05", B, "sections.2.items.0.ref", "987654"),
    ("P05", B, "body", '<p>Voir <a href="coffret:notice/M0650999999">la notice</a>.</p>'),
    ("P07", C, "sections.0.one", "Notices du mois"),
    ("P07", B, "sections.4.items", []),
    ("P08", B, "sections.0.items.0.picture.alt", ""),
    ("P08", C, "sections.0.items.0.picture.alt", "IMG_0412.jpg"),
    ("P09", B, "sections.0.items.0.picture.credit", ""),
    ("P11", B, "sections.3.items", [{"thing": "words", "words": "<p>Visite le 30 avril 2026.</p>"}]),
    ("P11", C, "body", "<p>La visite aura lieu le 30 avril 2026.</p>"),
    ("P12", B, "body", "<p>La visite aura lieu le jeudi 5 juin 2026.</p>"),
    ("P12", B, "closing", "<p>Rendez-vous le 30 février 2027.</p>"),
    ("P13", B, "sections.3.items.0.words", "<p>Les inscriptions sont ouvertes.</p>"),
    ("P13", B, "sections.4.items.0.words", "<p>Inscriptions bientôt ouvertes, le 4 mai 2026.</p>"),
    ("P14", C, "title", "La lettre d’avril 2026"),
    ("P16", B, "title", ""),
    ("P16", C, "title", "La lettre de mai 2026, ses notices, ses musées, ses ressources et son agenda en entier"),
    ("P16", C, "title", "Mai 2026"),
    ("P16", C, "preheader", ""),
    ("P16", B, "day", ""),
    ("P18", C, "body", '<p>Voir <a href="https://example.org/guide">cliquez ici</a>.</p>'),
    ("P23", C, "body", "<p>L'émail.</p>"),
    ("P24", C, "body", '<p>Voir <a href="https://bit.ly/3xyz">les normes</a>.</p>'),
    ("P27", C, "body", '<p>Voir <a href="https://example.org/normes.pdf">les normes</a>.</p>'),
    ("P27", B, "body", '<p>Voir <a href="coffret:document/987">les normes</a>.</p>'),
    ("P28", C, "sections.1.items.0.ref", "M0651"),
    ("P28", C, "sections.1.items.0.title", "Musée Quentovic"),
    ("P29", C, "body", f"<p>Le catalogue compte 990{F}000 notices.</p>"),
    ("P29", C, "body", f"<p>2{F}448 nouvelles notices vous attendent.</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "level", "path", "slip"), SLIPS, ids=[f"{one[0]}-{n}" for n, one in enumerate(SLIPS)])
def test_each_slip_is_found_by_its_rule_alone(site: dict[str, Any], code: str, level: Severity, path: str, slip: Any):
    factories.record({"MUSEO": "M0650", "TITR": "Vase"})
    assert told(checked(put(issue(site), path, slip))) == {(code, level)}


# What only the facts around an issue tell ------------------------------------------------------------------------------


def test_an_event_that_is_over_blocks_in_the_agenda_and_is_confirmed_elsewhere(site: dict[str, Any]):
    given = put(issue(site), "sections.3.items", [item("entry", site["gone"].pk)])
    assert told(one for one in checked(given) if one.code != "P28") == {("P11", B)}
    given = put(put(issue(site), "sections.3.items", [item("entry", site["gone"].pk)]), "sections.3.one", "Retour sur")
    assert told(one for one in checked(given) if one.code != "P28") == {("P11", C)}


def test_what_was_true_when_written_is_judged_at_the_minute_it_leaves(site: dict[str, Any]):
    letter = made.entry("letter", live=False, **issue(site))
    late = datetime(2026, 6, 22, 7, tzinfo=UTC)
    assert "P11" not in {one.code for one in checked(issue(site), letter)}
    letter.publish_at = late
    assert ("P11", B) in told(checked(issue(site), letter))


def test_soon_without_an_opening_does_not_hold_the_week_before(site: dict[str, Any]):
    Event.objects.filter(pk=site["day"].pk).update(opens_at=None)
    found = [one for one in checked(issue(site), now=datetime(2026, 6, 12, 7, tzinfo=UTC)) if one.code == "P13"]
    assert [(one.severity, one.field) for one in found] == [(B, "sections.3.items.0.ref")]


def test_an_image_under_the_norm_is_confirmed(site: dict[str, Any]):
    given = put(issue(site), "sections.0.items.0.picture", use(site["small"]))
    assert ("P10", C) in told(checked(given))


def test_a_caption_written_over_words_that_changed_is_looked_at_again(site: dict[str, Any]):
    now = compose(content.clean("letter", issue(site)), now=SENT).parts[0].items[0].title
    given = put(issue(site), "sections.0.items.0.title", "Un coffret d’émail")
    same = put(given, "sections.0.items.0.seen", {"title": now})
    assert "P06" not in {one.code for one in checked(same)}
    changed = put(given, "sections.0.items.0.seen", {"title": "Coffret"})
    (found,) = [one for one in checked(changed) if one.code == "P06"]
    assert (found.severity, found.field, found.facts["choices"]) == (C, "sections.0.items.0.title", [now])
    assert preflight.fixed("letter", content.clean("letter", changed), found)["sections"][0]["items"][0]["title"] == now


def test_the_same_notice_twice_goes_in_one_click(site: dict[str, Any]):
    given = put(
        issue(site), "sections.0.items", [item("notice", site["casket"].ref), item("notice", site["casket"].ref)]
    )
    (found,) = [one for one in checked(given) if one.code == "P15"]
    assert found.severity is C
    mended = preflight.fixed("letter", content.clean("letter", given), found)
    assert len(mended["sections"][0]["items"]) == 1


def sent(site: dict[str, Any], **given: Any) -> Entry:
    letter = made.entry("letter", **{**issue(site), "day": "2026-04-10", **given})
    type(letter).objects.filter(pk=letter.pk).update(sent_at=SENT - timedelta(days=30))
    return letter


def test_what_the_last_letters_put_forward_is_said_and_their_subject_is_not_taken_again(site: dict[str, Any]):
    sent(site)
    found = told(one for one in checked(issue(site)) if one.code in {"P15", "P16"})
    assert found == {("P15", I), ("P16", C)}


def reader(number: int) -> Reader:
    address = f"r{number}@example.org"
    nonce = keys.nonce()
    return Reader.objects.create(
        address=address, key=address, digest=keys.digest(address), state="active", nonce=nonce,
        link_hash=keys.hashed(nonce), created_at=SENT,
    )  # fmt: skip


def subscribe(letter: Any, *readers: Reader) -> None:
    for one in readers:
        nonce = keys.nonce()
        Subscription.objects.create(
            reader=one, newsletter=letter.newsletter, state="active", source="form", nonce=nonce,
            leave_hash=keys.hashed(nonce), at=SENT,
        )  # fmt: skip


def leaving(site: dict[str, Any]) -> Any:
    """Return an issue that was handed to proof."""
    letter = made.entry("letter", live=False, by=made.editor("lea@example.org"), **issue(site))
    Entry.objects.filter(pk=letter.pk).update(stage=Stage.PROOF)
    letter.refresh_from_db()
    return letter


def readiness(site: dict[str, Any], letter: Any) -> list[tuple[str, Severity]]:
    return sorted((one.facts["reason"], one.severity) for one in checked(issue(site), letter) if one.code == "P25")


def test_a_draft_is_asked_nothing_of_its_recipients_and_a_proof_is(site: dict[str, Any]):
    letter = made.entry("letter", live=False, **issue(site))
    assert readiness(site, letter) == []
    letter = leaving(site)
    assert [level for _why, level in readiness(site, letter)] == [C, B]
    subscribe(letter, reader(1), two := reader(2))
    Suppression.objects.create(digest=two.digest, reason="left", at=SENT)
    assert [level for _why, level in readiness(site, letter)] == [C]
    ProofCopy.objects.create(issue=letter, revision=letter.working.number, to=["x@example.org"], at=SENT)
    assert readiness(site, letter) == []


def test_who_wrote_a_letter_does_not_approve_it(site: dict[str, Any]):
    letter = leaving(site)
    subscribe(letter, reader(1))
    ProofCopy.objects.create(issue=letter, revision=letter.working.number, to=["x@example.org"], at=SENT)
    other = made.editor("paul@example.org")
    Entry.objects.filter(pk=letter.pk).update(stage=Stage.APPROVED)
    letter.refresh_from_db()
    letter.steps.create(act="approved", revision=letter.working.number, by=other, at=SENT)
    assert readiness(site, letter) == []
    letter.steps.create(act="approved", revision=letter.working.number, by=letter.created_by, at=SENT)
    assert [level for _why, level in readiness(site, letter)] == [B]


def test_a_domain_out_of_order_holds_the_letter(site: dict[str, Any], settings: Any):
    letter = leaving(site)
    results = {"dkim": {"ok": False, "said": "List-Unsubscribe-Post absent de h="}, "dmarc": {"ok": True, "said": ""}}
    DomainCheck.objects.create(at=SENT, domain=domain_of(settings.DEFAULT_FROM_EMAIL), results=results)
    found = [one for one in checked(issue(site), letter) if one.code == "P26"]
    assert [(one.severity, one.value) for one in found] == [(B, "List-Unsubscribe-Post absent de h=")]


def test_a_domain_that_nobody_looked_at_is_confirmed_once_there_is_a_relay(site: dict[str, Any], settings: Any):
    letter = leaving(site)
    assert "P26" not in {one.code for one in checked(issue(site), letter)}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert [one.severity for one in checked(issue(site), letter) if one.code == "P26"] == [C]


def test_a_notice_withdrawn_blocks_the_minute_it_leaves(site: dict[str, Any]):
    withdraw(site["casket"].ref, "Doublon")
    assert ("P05", B) in told(checked(issue(site)))


def test_a_resource_is_said_updated_the_day_it_was(site: dict[str, Any]):
    day = content.day("2026-05-04")
    assert day
    told_right = {
        "thing": "entry",
        "ref": str(site["norms"].pk),
        "words": f"<p>Mise à jour le {factories.THEN:%d/%m/%Y}.</p>",
    }
    told_wrong = {**told_right, "words": "<p>Mise à jour le 3 mars 2020.</p>"}
    assert "P27" not in {one.code for one in checked(put(issue(site), "sections.2.items", [told_right]))}
    assert ("P27", C) in told(checked(put(issue(site), "sections.2.items", [told_wrong])))


def test_its_mail_read_from_a_file_says_nothing(site: dict[str, Any], tmp_path: Path, settings: Any):
    settings.BASE_URL = "https://catalogue.exemple.fr"
    factories.record({"MUSEO": "M0650", "TITR": "Vase"})
    mail = render(compose(content.clean("letter", issue(site)), now=SENT))
    message = EmailMessage()
    message["Subject"], message["Date"] = mail.subject, "Mon, 11 May 2026 09:00:00 +0200"
    message["From"] = "Catalogue <lettre@catalogue.exemple.fr>"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    path = tmp_path / "lettre.eml"
    path.write_bytes(message.as_bytes())
    assert [(one.code, one.value, one.message()) for one in files.check(path)] == []
