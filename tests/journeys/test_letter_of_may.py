"""The newsletter of 11 May 2026 typed in the real forms as it was printed: each slip shows beside the text while one
types, leads to its place, is put right by its button or by hand; then the page goes online.
"""

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import factories
import pytest
from editorial_factories import editor
from editorial_factories import entry as written
from paper_samples import jpeg
from test_editing import kept, signed_in, until  # noqa: F401 - a fixture

from coffret.base.rules import REGISTRY
from coffret.catalogue.actions import withdraw
from coffret.editorial.files import pictures
from coffret.editorial.models import Entry, Picture, Waiver
from coffret.images import rows
from coffret.search import index

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SENT = datetime(2026, 5, 11, 7, tzinfo=UTC)
PROOF = "© CRDOA, ou juste © CRDOA"


@pytest.fixture(autouse=True)
def _in_may(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the morning of 11 May 2026 on the site; what is uploaded goes to a directory of its own."""
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: SENT)


@pytest.fixture
def lea() -> Any:
    return editor("lea@example.org", "Léa Martin")


@pytest.fixture
def works() -> list[Any]:
    """Give the two works of the month, published, with their images: the first one credited to the CRDOA."""
    factories.museum("M0650", usual_name="musée de l’hôtel Sandelin")
    factories.museum("M0266", usual_name="musée du Compagnonnage")
    casket = factories.record(
        {"TITR": "Coffret à bijoux orné de scènes mythologiques", "PHOT": "© CRDOA"}, has_image=True
    )
    triptych = factories.record(
        {"MUSEO": "M0266", "TITR": "Les trois fondateurs", "PHOT": "© Ville de Tours"}, has_image=True
    )
    for number, record in enumerate((casket, triptych)):
        sha256 = pictures.upload(io.BytesIO(jpeg(900, 600, 4 + number)), "œuvre.jpg", None).sha256
        rows.replace({record.pk: [["oeuvre.jpg", sha256, "JPEG", 900, 600, 1000]]})
    Picture.objects.all().delete()
    index.rebuild()
    return [casket, triptych]


class Panel:
    """The preflight beside the form, as its reader sees it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.box = page.locator("[data-check]")

    def item(self, code: str, words: str) -> Any:
        """Return the line of a rule that says these words."""
        link = self.page.get_by_role(
            "link", name=re.compile(re.escape(str(REGISTRY[code].title)).replace(r"\ ", r"\s"))
        )
        lines = self.box.locator(".check-rule", has=link).locator(".check-item")
        return lines.filter(has_text=words) if words else lines

    def finds(self, code: str, words: str = "") -> Any:
        """Wait until the rule says these words beside the text, by itself; return the line."""
        line = self.item(code, words).first
        line.wait_for()
        return line

    def lets(self, code: str, words: str = "") -> None:
        """Wait until the rule says these words no more."""
        self.item(code, words).first.wait_for(state="detached")

    def shows(self, code: str, words: str, quote: str = "") -> None:
        """Follow the line to its place: the words it speaks of, or ``quote``, are then selected."""
        self.finds(code, words).get_by_role("link", name=re.compile("Montrer")).click()
        until(self.page, f"getSelection().toString() === '{quote or words}'")

    def retype(self, code: str, words: str, better: str) -> None:
        """Follow the line to its place and type something else over it."""
        self.shows(code, words)
        self.page.keyboard.type(better)
        self.lets(code, words)

    def mend(self, code: str, words: str, button: str) -> None:
        """Put it right by its button."""
        self.finds(code, words).get_by_role("button", name=re.compile(button)).click()
        self.lets(code, words)


def begun(page: Any, kind: str, title: str, **given: str) -> Panel:
    """Begin an entry by its first screen; return the panel of its form."""
    page.goto(f"/pro/redaction/nouveau/{kind}")
    page.get_by_label("Titre").fill(title)
    for name, value in given.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.get_by_role("button", name="Commencer").click()
    page.locator(".ProseMirror").wait_for()
    return Panel(page)


def at_the_end(page: Any) -> Any:
    """Put the cursor at the end of the text; return the keyboard."""
    page.locator("[data-field=body] .ProseMirror").click()
    page.keyboard.press("Control+End")
    # The editor learns of it a moment later: somebody typing never sees that moment.
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))")
    return page.keyboard


def line(page: Any, words: str) -> None:
    """Type a line of the text."""
    keyboard = at_the_end(page)
    keyboard.type(words)
    keyboard.press("Enter")


def pasted(page: Any, html: str) -> None:
    """Paste at the end of the text what was copied from the letter."""
    at_the_end(page)
    page.evaluate(
        """html => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          document.querySelector(".ProseMirror").dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        html,
    )


def linked(page: Any, asked: str, title: str) -> None:
    """Put a link to a record found by search."""
    keyboard = at_the_end(page)
    keyboard.press("Control+k")
    page.get_by_role("dialog", name="Lien").get_by_label("Chercher").fill(asked)
    page.get_by_role("radio", name=re.compile(title)).wait_for()
    keyboard.press("ArrowDown")
    keyboard.press("Space")
    keyboard.press("Enter")


def covered(page: Any, asked: str, title: str) -> None:
    """Choose the picture of a record as the image of the page."""
    page.get_by_role("button", name="Choisir une image").click()
    dialog = page.get_by_role("dialog", name="Image")
    dialog.get_by_label("Chercher").fill(asked)
    dialog.get_by_role("radio", name=re.compile(title)).check()
    dialog.get_by_role("button", name=re.compile("Choisir|Mettre")).click()
    page.locator("[name='cover.credit']").wait_for()


def published(page: Any, panel: Panel) -> None:
    """Publish what nothing blocks any more."""
    panel.box.locator(".check-ready").wait_for()
    page.get_by_role("button", name="Publier", exact=True).click()
    page.get_by_text("En ligne.", exact=True).wait_for()


def test_the_letter_as_it_was_printed(signed_in, lea, works):  # noqa: F811
    _casket, triptych = works
    page = signed_in(lea)
    panel = begun(page, "news", "La lettre d'avril 2026")

    # The title: a straight apostrophe.
    panel.finds("EDI042", "d'avril")
    page.get_by_label("Titre").fill("La lettre de mai 2026")
    panel.lets("EDI042")
    page.get_by_label("Chapeau").fill("Deux œuvres, une norme, deux journées.")
    panel.lets("EDI005")

    # The credit of the proof, the missing alternative text, the image under the norm.
    covered(page, "coffret", "Coffret à bijoux")
    panel.finds("INF032")
    panel.finds("EDI030")
    page.locator("[name='cover.alt']").fill("Un coffret d’émail bleu, fermé")
    panel.lets("EDI030")
    credit = page.locator("[name='cover.credit']")
    credit.fill("")
    panel.finds("EDI035")
    credit.fill("© Musée Sandelin")
    panel.finds("INF030")
    credit.fill(PROOF)
    panel.mend("EDI001", "© CRDOA, ou juste", "© CRDOA")
    assert credit.input_value() == "© CRDOA"
    panel.lets("INF030")

    # « Notices du mois » over one notice; then the second one is given.
    line(page, "## Notices du mois")
    page.keyboard.type("Voir ")
    linked(page, "coffret", "Coffret à bijoux")
    panel.finds("INF015", "Notices du mois")
    at_the_end(page).type(" et ")
    linked(page, "fondateurs", "Les trois fondateurs")
    page.keyboard.type(".")
    page.keyboard.press("Enter")
    panel.lets("INF015")

    # The « # » links, and their words.
    line(page, "## Ressources")
    pasted(page, '<p>Les normes des images sont à jour. Pour les lire, <a href="#">cliquez ici</a>.</p>')
    panel.finds("EDI020", "cliquez ici")
    panel.finds("EDI021", "cliquez ici")
    panel.shows("EDI020", "cliquez ici")
    norms = written("resource", title="Les normes des images", summary="Ce qu’il faut.", body="<p>1500 pixels.</p>")
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Lien")
    dialog.locator("select").select_option(label="une page, une actualité, un événement")
    dialog.get_by_label("Chercher").fill("normes")
    dialog.get_by_role("radio", name=re.compile("Les normes des images")).check()
    dialog.get_by_role("button", name="Mettre le lien").click()
    panel.lets("EDI020", "cliquez ici")
    body = page.locator("textarea[name=body]").input_value()
    assert f'<a href="coffret:entry/{norms.pk}">cliquez ici</a>' in body
    panel.retype("EDI021", "cliquez ici", "ouvrir la page des normes")

    # The agenda: a day of the week that is another's, a date that is past, words left open, a shortened address.
    at_the_end(page).press("Enter")
    line(page, "## Agenda")
    line(page, "La journée de Fontainebleau se tiendra le jeudi 5 juin 2026.")
    panel.mend("INF004", "jeudi 5 juin 2026", "vendredi")
    line(page, "La visite aura lieu le 30 avril 2026.")
    panel.retype("INF003", "30 avril 2026", "30 juin 2026")
    line(page, "Le programme, lieu à confirmer")
    panel.retype("EDI002", "lieu à confirmer", "dans l’auditorium.")
    pasted(page, '<p>Le détail est dans <a href="https://bit.ly/3abc">le programme</a>.</p>')
    panel.finds("EDI024", "bit.ly")
    panel.shows("EDI024", "bit.ly", "le programme")
    page.keyboard.press("Control+k")
    page.get_by_role("dialog", name="Lien").get_by_role("button", name="Enlever le lien").click()
    panel.lets("EDI024")

    # A title of section with nothing under it.
    at_the_end(page).press("Enter")
    page.keyboard.type("## Musées du mois")
    panel.finds("EDI010", "Musées du mois")
    page.keyboard.press("Enter")
    page.keyboard.type("Le musée de l’hôtel Sandelin et le musée du Compagnonnage.")
    panel.lets("EDI010")

    # A notice withdrawn meanwhile is told at the next look.
    kept(page)
    withdraw(triptych.ref, "Erreur de versement")
    page.get_by_role("button", name="Contrôler").click()
    panel.finds("INF020", "Les trois fondateurs")
    panel.shows("INF020", "Les trois fondateurs")
    page.keyboard.press("Control+k")
    page.get_by_role("dialog", name="Lien").get_by_role("button", name="Enlever le lien").click()
    panel.lets("INF020")

    # One notice again: the section says so. The image under the norm is confirmed, with its reason.
    panel.retype("INF015", "Notices du mois", "Notice du mois")
    doubt = panel.finds("INF032")
    doubt.locator("summary").click()
    doubt.locator("input").fill("Dessin de la lettre : une vignette suffit.")
    doubt.get_by_role("button", name="Confirmer à mon nom").click()
    panel.box.get_by_text("Une alerte confirmée").wait_for()
    published(page, panel)
    page.wait_for_load_state("networkidle")
    assert Waiver.objects.get().code == "INF032"
    content = Entry.objects.get(kind="news").content
    assert content["cover"]["credit"] == "© CRDOA"
    assert "vendredi 5 juin 2026" in content["body"]


def test_the_days_of_june_as_they_were_printed(signed_in, lea):  # noqa: F811
    page = signed_in(lea)
    panel = begun(page, "event", "Journée du récolement", starts="2026-06-19T09:30")
    page.get_by_label("Chapeau").fill("Une journée pour les musées.")
    page.locator("[name=place]").fill("Auditorium Colbert")
    plan = page.locator("#f-plan")

    # Registration « soon », typed, where the state is another.
    line(page, "Les inscriptions seront bientôt ouvertes, le jeudi 19 juin 2026.")
    panel.mend("INF004", "jeudi 19 juin 2026", "vendredi")
    plan.select_option("none")
    panel.finds("INF012", "bientôt ouvertes")
    plan.select_option("own")
    page.locator("[name=opens]").fill("2026-06-02T10:00")
    panel.lets("INF012")
    page.locator("[name=opens]").fill("2026-05-04T10:00")
    panel.finds("INF012", "bientôt ouvertes")

    # Registration elsewhere, the address forgotten; an end before the beginning.
    plan.select_option("outside")
    panel.finds("INF008")
    plan.select_option("own")
    page.locator("[name=opens]").fill("2026-06-02T10:00")
    page.locator("[name=ends]").fill("2026-06-18T17:00")
    panel.finds("INF006")
    page.locator("[name=ends]").fill("2026-06-19T17:00")
    panel.lets("INF006")
    published(page, panel)
    page.wait_for_load_state("networkidle")
    page.goto(Entry.objects.get().path)
    said = page.locator("main").inner_text().lower().replace("\u00a0", " ")
    assert "inscriptions" in said
    assert "2 juin" in said


def test_the_works_of_the_month_as_they_were_printed(signed_in, lea, works):  # noqa: F811
    page = signed_in(lea)
    panel = begun(page, "feature", "Notices du mois d’avril 2026", genre="notice", month="2026-05")
    panel.finds("EDI004")
    page.locator("[data-find]").fill("coffret")
    page.get_by_role("button", name="Chercher", exact=True).click()
    page.get_by_role("button", name=re.compile("Choisir : Coffret")).click()
    page.get_by_label("Vos mots").fill("Tout un panthéon dans le creux de la main.")
    panel.finds("INF010", "avril 2026")
    panel.finds("INF015", "Notices du mois")
    page.get_by_label("Titre").fill("Un coffret")
    panel.lets("INF010")
    panel.lets("INF015")
    published(page, panel)
    page.goto(works[0].get_absolute_url())
    page.get_by_role("link", name=re.compile("honneur en mai 2026")).click()
    page.get_by_text("© CRDOA").first.wait_for()
    assert "Notice du mois" in page.locator("main").inner_text()
