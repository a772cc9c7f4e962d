"""The demonstration's site: what the office wrote, published through the preflight; its documents."""

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import factories
import pypdf
import pytest
from django.utils import timezone

from coffret.authorities import museofile
from coffret.base.models import Mail
from coffret.base.text import typeset
from coffret.catalogue.models import Record
from coffret.cli.demonstration import booklets, collection, site
from coffret.editorial.agenda import registrations
from coffret.editorial.agenda.state import State
from coffret.editorial.models import Document, Entry, Event, Feature, Publication, Reference, Registration, Update
from coffret.editorial.proofing import preflight

NAMED = re.compile(r"M\d{10}")
LETTER = datetime(2026, 11, 23, 9, tzinfo=UTC)


def named() -> set[str]:
    """Return the references of the records the pages speak of."""
    return set(NAMED.findall(" ".join(path.read_text(encoding="utf-8") for path in site.PAGES.glob("*.html"))))


@pytest.fixture
def catalogue(publish: Any, picture: Any) -> None:
    """Publish the demonstration's records the pages speak of, as its own files say them."""
    refs = named()
    items = [item for museum in {ref[:5] for ref in refs} for item in collection.collection(museum) if item.ref in refs]
    museofile.load(collection.HERE / "museums.csv")
    publish(*(item.values for item in items if item.pictures), has_image=True)
    publish(*(item.values for item in items if not item.pictures))
    publish({"MUSEO": "M0208"})
    for record in Record.objects.filter(has_image=True).order_by("pk"):
        picture(record, 1475, 1152)


@pytest.fixture
def filled(catalogue: None) -> str:
    """Write the site; return what was said of it."""
    office = factories.user("office@coffret.example", office=True)
    return site.fill(office, factories.user("redaction@coffret.example", office=True), LETTER)


def test_every_page_passes_the_preflight(filled):
    online = list(Entry.objects.online().order_by("pk"))
    assert len(online) >= 40
    for entry in online:
        assert entry.published
        findings = preflight.check(entry.kind, entry.content, entry=entry, now=entry.published_at)
        assert preflight.blocking(findings) == [], entry.title
        assert preflight.unconfirmed(entry, findings) == [], entry.title


def test_the_letter_of_may_is_there(filled, client):
    works = client.get("/notices-du-mois/2026-05").content.decode()
    assert "Coffret à bijoux orné de scènes mythologiques" in works
    assert "Les fondateurs légendaires du Compagnonnage" in works
    assert re.search(r'class="credit">©\u00a0CRDOA<', works)
    norms = client.get("/ressources/images").content.decode()
    assert "deuxième édition" in norms
    assert "première édition" in norms
    assert "un chapitre sur les crédits" in norms
    assert "11 mai 2026" in norms
    day = client.get("/agenda/journee-professionnelle-fontainebleau-2026").content.decode()
    assert re.search(r"vendredi\s5\sjuin\s2026", day)
    told = client.get("/actualites/mai-2026-deux-oeuvres-une-norme-deux-journees").content.decode()
    assert 'href="/agenda/journee-du-recolement-2026"' in told
    assert 'href="/notices/M0266000001"' in told


def test_rows_say_what_was_meant(filled):
    # the agenda lives
    states = {registrations.situation(event, LETTER).state for event in Event.objects.filter(live=True).order_by("pk")}
    assert states >= {State.OPEN, State.WAITING, State.NO_BOOKING, State.CANCELLED, State.SAVE_THE_DATE, State.PAST}
    assert not Event.objects.filter(starts_at__week_day__in=(1, 7)).exists()
    # an update tells its readers, and makes a piece of news
    update = Update.objects.get()
    assert update.entry.title == typeset("Les images : normes et bonnes pratiques")
    assert update.news
    assert update.news.live
    assert Publication.objects.get(key="normes").editions.count() == 2
    # eight months at least, up to this one
    months = set(Feature.objects.filter(genre="notice", live=True).values_list("month", flat=True))
    assert len(months) >= 8
    assert max(months) <= timezone.localdate(LETTER)
    assert Feature.objects.filter(genre="selection", live=True).count() == 2
    # no mail leaves to people who do not exist
    assert not Mail.objects.exists()
    # links are references
    assert Reference.objects.filter(live=True, target__isnull=False).count() >= 15
    assert Reference.objects.filter(live=True, record__isnull=False).count() >= 20
    # registration was to open soon on the day of the letter
    day = Event.objects.get(path="/agenda/journee-du-recolement-2026")
    free = Event.objects.get(path="/agenda/journee-professionnelle-fontainebleau-2026")
    then = datetime(2026, 5, 11, 12, tzinfo=UTC)
    assert registrations.situation(day, then).state is State.SOON
    assert registrations.situation(day, datetime(2026, 5, 20, 12, tzinfo=UTC)).state is State.OPEN
    assert registrations.situation(free, then).state is State.NO_BOOKING
    # and there is always one whose registration opens soon, whatever the day the demonstration is made
    assert (
        registrations.situation(Event.objects.get(path="/agenda/journee-recolement-des-depots"), LETTER).state
        is State.SOON
    )


def test_drafts_do_not_show_and_documents_do(filled, client):
    assert set(Entry.objects.filter(live=False).values_list("stage", flat=True)) == {"draft", "proof"}
    assert Entry.objects.filter(publish_at__isnull=False).count() == 1
    pages = "".join(client.get(path).content.decode() for path in ("/", "/actualites/", "/ressources/"))
    assert "procès-verbaux" not in pages
    # the draft holds what a draft holds: something of each sort for the preflight to say
    draft = Entry.objects.get(title="Ce que disent les procès-verbaux")
    assert draft.working is not None
    said = preflight.check(draft.kind, draft.working.content, entry=draft)
    assert {one.code for one in said} == {"EDI002", "EDI021", "INF004"}
    for document in Document.objects.order_by("pk"):
        answer = client.get(f"/documents/{document.pk}/{document.name}")
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content).startswith(b"%PDF-")
        assert document.pages


def test_a_second_time_writes_nothing(filled):
    before = list(Entry.objects.order_by("pk").values_list("pk", "published_id"))
    said = site.fill(factories.user(office=True), factories.user(office=True), LETTER + timedelta(hours=1))
    assert said.startswith("0 page")
    assert list(Entry.objects.order_by("pk").values_list("pk", "published_id")) == before
    assert Registration.objects.count() == 23


def test_without_its_records_a_page_waits(publish, db):
    museofile.load(collection.HERE / "museums.csv")
    office = factories.user(office=True)
    site.fill(office, office, LETTER)
    assert not Feature.objects.filter(genre="notice").exists()
    assert not Entry.objects.filter(title__contains="normes et bonnes").exists()
    assert Entry.objects.online().filter(path="/qui-sommes-nous").exists() is False
    assert Entry.objects.online().filter(path="/contact").exists()


def test_in_another_month_the_site_stands_too(catalogue):
    early = datetime(2026, 3, 1, 8, tzinfo=UTC)
    site.fill(factories.user(office=True), factories.user(office=True), early)
    assert Entry.objects.online().filter(published_at__gt=early).count() == 0
    assert Feature.objects.filter(month__year=2025, live=True).exists()


@pytest.mark.parametrize("name", sorted(path.stem for path in booklets.FOLDER.glob("*.txt")))
def test_booklets_are_whole_tagged_and_always_the_same(name):
    given = booklets.booklet(name)
    assert given == booklets.booklet(name)
    read = pypdf.PdfReader(io.BytesIO(given), strict=True)
    assert read.metadata
    assert read.metadata.title
    root = read.trailer["/Root"]
    assert root["/Lang"] == "fr-FR"
    assert root["/MarkInfo"]["/Marked"]
    words = " ".join(page.extract_text() for page in read.pages)
    lines = (booklets.FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        wanted = typeset(line.lstrip("# ")).replace("\u202f", "\u00a0").split()
        assert " ".join(wanted) in " ".join(words.split()), line
    tags = [element.get_object()["/S"] for element in root["/StructTreeRoot"]["/K"]["/K"]]
    assert tags == [{"#": "/H1", "##": "/H2"}.get(line.split(" ")[0], "/P") for line in lines]


def test_a_long_paragraph_stays_inside_the_margins():
    blocks = [booklets.Block("H1", "Titre"), booklets.Block("P", "œuvre d’art ÉTÉ mmmmm " * 400)]
    read = pypdf.PdfReader(io.BytesIO(booklets.pdf(blocks)), strict=True)
    assert len(read.pages) > 1
