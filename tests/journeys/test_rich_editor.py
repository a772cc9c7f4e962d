"""Writing rich text in a real browser: typed, pasted, linked, illustrated, by keyboard; and what the page then shows."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import factories
import pytest
from django.db import transaction
from editorial_factories import editor, entry
from paper_samples import jpeg, pdf

from coffret.editorial.entries import publishing, references
from coffret.editorial.entries.journal import lock
from coffret.editorial.entries.references import Ref
from coffret.editorial.files import documents, pictures
from coffret.editorial.models import Entry, Picture
from coffret.images import rows
from coffret.search import index

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

AXE = Path(__file__).resolve().parents[1] / "external" / "node_modules" / "axe-core" / "axe.min.js"
FIELD = "textarea[name=body]"


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def writer() -> Any:
    return editor("lea@example.org", "Léa Martin")


@pytest.fixture
def window(live_server: Any, browser: Any, client: Any, writer: Any) -> Iterator[Any]:
    """Give a page of a browser where the editor is signed in; what breaks in it, or is asked elsewhere, fails the test."""
    client.force_login(writer)
    context = browser.new_context(base_url=live_server.url, reduced_motion="reduce", locale="fr-FR")
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    broken: list[str] = []
    asked: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: broken.append(f"{error}{error.stack}"))
    page.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
    page.on("request", lambda asking: asked.append(asking.url))
    yield page
    context.close()
    assert not broken
    assert not [url for url in asked if not url.startswith((live_server.url, "data:", "about:", "blob:"))]


def opened(page: Any, body: str = "") -> Entry:
    """Open the form of a draft whose text is ``body``, the cursor in it; returns the draft."""
    draft = entry("news", live=False, title="Un bol au musée", body=body)
    page.goto(f"/pro/redaction/{draft.pk}/")
    page.locator("[data-field=body] .ProseMirror").click()
    page.keyboard.press("Control+End")
    return draft


def text(page: Any) -> str:
    """Return the field the form sends, as one line."""
    return re.sub(r">\s+<", "><", page.locator(FIELD).input_value())


def saved(page: Any, draft: Entry) -> str:
    """Save the form; return the text kept."""
    page.get_by_role("button", name="Enregistrer", exact=True).last.click()
    page.wait_for_load_state()
    draft.refresh_from_db()
    assert draft.working is not None
    body: str = draft.working.content["body"]
    return body


def test_typed_by_keyboard_alone(window: Any) -> None:
    draft = opened(window)
    keyboard = window.keyboard
    keyboard.press("Control+b")
    keyboard.type("Un bol")
    keyboard.press("Control+b")
    keyboard.type(" de ")
    keyboard.press("Control+i")
    keyboard.type("Sèvres")
    keyboard.press("Control+i")
    keyboard.press("Enter")
    keyboard.type("## Le décor")
    keyboard.press("Enter")
    keyboard.type("- bleu")
    keyboard.press("Enter")
    keyboard.type("or")
    keyboard.press("Alt+Shift+ArrowRight")
    keyboard.press("Enter")
    keyboard.press("Enter")
    keyboard.press("Enter")
    keyboard.type("Fin")
    keyboard.press("Shift+Enter")
    keyboard.type("ligne")
    # Out of the text by the Tab key, back to the bar, and along it by the arrows.
    keyboard.press("Tab")
    assert window.evaluate("document.activeElement.closest('.ProseMirror')") is None
    keyboard.press("Shift+Tab")
    keyboard.press("Shift+Tab")
    assert window.evaluate("document.activeElement.dataset.style") is not None
    keyboard.press("ArrowRight")
    assert window.evaluate("document.activeElement.dataset.do") == "strong"
    keyboard.press("End")
    assert window.evaluate("document.activeElement.dataset.do") == "redo"
    keyboard.press("Escape")
    assert window.evaluate("document.activeElement.classList.contains('ProseMirror')")
    assert saved(window, draft) == (
        "<p><strong>Un bol</strong> de <em>Sèvres</em></p>\n<h2>Le décor</h2>\n"
        "<ul><li>bleu<ul><li>or</li></ul></li></ul>\n<p>Fin<br>ligne</p>"
    )


WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0}</style></head><body>
<!--[if gte mso 9]><xml>déchet</xml><![endif]-->
<p class=MsoNormal style='color:red'><b style='mso-bidi-font-weight:normal'>Titre</b><o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>un</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o</span>un bis</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>deux</p>
<p><b style="font-weight:normal"><span style="font-weight:700">gras</span> <span style="font-style: italic">penché</span></b></p>
<p class=MsoNormal><a href="javascript:alert(1)">piège</a> <a href="https://www.culture.gouv.fr/">ministère</a>
<img src="https://ailleurs.example/x.png" onerror="alert(1)"><script>alert(1)</script></p>
</body></html>"""


def pasted(page: Any, html: str) -> None:
    page.evaluate(
        """html => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          document.querySelector(".ProseMirror").dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        html,
    )


def test_what_a_word_processor_gives_is_made_plain(window: Any) -> None:
    draft = opened(window)
    pasted(window, WORD)
    assert saved(window, draft) == (
        "<p><strong>Titre</strong></p>\n<ul><li>un<ul><li>un bis</li></ul></li><li>deux</li></ul>\n<p><strong>gras</strong> <em>penché</em></p>\n"
        '<p><a href="#">piège</a> <a href="https://www.culture.gouv.fr/">ministère</a></p>'
    )


def bowl() -> Any:
    """Return a published record that has an image."""
    sha256 = pictures.upload(io.BytesIO(jpeg(900, 600, 4)), "bol.jpg", None).sha256
    Picture.objects.all().delete()
    record = factories.record({"TITR": "Bol aux émaux", "PHOT": "© C2RMF / A. Durand"}, has_image=True)
    rows.replace({record.pk: [["bol.jpg", sha256, "JPEG", 900, 600, 1000]]})
    index.rebuild()
    return record


def test_a_link_to_a_record_and_its_image_then_the_page(window: Any, live_server: Any) -> None:
    record = bowl()
    draft = opened(window, "<p>Voir</p>")
    keyboard = window.keyboard
    keyboard.press("Control+k")
    window.get_by_role("dialog", name="Lien").get_by_label("Chercher").fill("émaux")
    window.get_by_role("radio", name=re.compile("Bol aux émaux")).wait_for()
    keyboard.press("ArrowDown")
    # What was chosen among other lines is chosen no more.
    window.get_by_role("dialog", name="Lien").get_by_label("Chercher").fill("bol")
    window.get_by_role("radio", name=re.compile("Bol aux émaux"), checked=False).wait_for()
    keyboard.press("Enter")
    assert "Choisir" in window.get_by_role("dialog", name="Lien").get_by_role("button", name="Mettre le lien").evaluate(
        "button => { button.click(); return button.closest('dialog').querySelector('[data-error]').textContent; }"
    )
    window.get_by_role("dialog", name="Lien").get_by_label("Chercher").press("ArrowDown")
    keyboard.press("Enter")
    assert text(window) == f'<p>Voir <a href="coffret:notice/{record.ref}">Bol aux émaux</a></p>'
    window.get_by_role("button", name="Image", exact=True).click()
    dialog = window.get_by_role("dialog", name="Image")
    dialog.get_by_label("Chercher").fill("émaux")
    dialog.get_by_role("radio", name=re.compile("Bol aux émaux")).check()
    dialog.get_by_label("Texte de remplacement").wait_for()
    assert dialog.get_by_label("Crédit").input_value() == "© C2RMF / A. Durand"
    dialog.get_by_role("button", name="Mettre l’image").click()
    assert "remplacement" in dialog.get_by_role("alert").inner_text()
    dialog.get_by_label("Texte de remplacement").fill("Un bol bleu")
    dialog.get_by_role("button", name="Mettre l’image").click()
    window.locator(".rich-figure figcaption").click()
    keyboard.type("Le bol, vers 1900")
    body = saved(window, draft)
    picture = Picture.objects.get()
    assert f'<img src="coffret:picture/{picture.pk}" alt="Un bol bleu" data-credit="© C2RMF / A. Durand"' in body
    assert "<figcaption>Le bol, vers 1900</figcaption>" in body
    with transaction.atomic():
        publishing.put_online(lock(draft), None, factories.THEN)
    assert [one.pk for one in references.uses(Ref("notice", record.ref))] == [draft.pk]
    draft.refresh_from_db()
    window.goto(draft.path)
    assert window.locator("main a", has_text="Bol aux émaux").get_attribute("href") == record.get_absolute_url()
    image = window.get_by_role("img", name="Un bol bleu")
    image.scroll_into_view_if_needed()
    assert image.evaluate("async image => { await image.decode(); return image.naturalWidth; }") > 100


def test_a_file_dropped_in_becomes_a_picture(window: Any, tmp_path: Path) -> None:
    opened(window)
    (tmp_path / "affiche.jpg").write_bytes(jpeg(500, 400, 9))
    (tmp_path / "fausse.jpg").write_bytes(b"\xff\xd8\xff" + b"x" * 400)
    window.get_by_role("button", name="Image", exact=True).click()
    dialog = window.get_by_role("dialog", name="Image")
    dialog.get_by_label("La prendre").select_option("fichier")
    window.once("console", lambda _said: None)
    dialog.get_by_label("JPEG, PNG").set_input_files(tmp_path / "affiche.jpg")
    dialog.get_by_label(re.compile("Décorative")).check()
    dialog.get_by_role("button", name="Mettre l’image").click()
    assert text(window).startswith(
        f'<figure><img src="coffret:picture/{Picture.objects.get().pk}" alt="" data-decorative="">'
    )


def test_a_table_is_filled_by_the_tab_key(window: Any) -> None:
    draft = opened(window, "<p>Avant</p>")
    window.get_by_role("button", name="Tableau", exact=True).click()
    for words in ("Musée", "Ville", "Sandelin", "Saint-Omer"):
        window.keyboard.type(words)
        window.keyboard.press("Tab")
    window.get_by_role("button", name="− ligne").click()
    window.get_by_role("button", name="+ colonne").click()
    window.keyboard.type("M0650")
    assert saved(window, draft).splitlines()[1] == (
        "<table><thead><tr><th>Musée</th><th></th><th>Ville</th></tr></thead>"
        "<tbody><tr><td>Sandelin</td><td>M0650</td><td>Saint-Omer</td></tr></tbody></table>"
    )


def test_a_document_already_there_is_chosen(window: Any) -> None:
    document = documents.upload(io.BytesIO(pdf(4)), "Normes.pdf", None)
    draft = entry("resource", live=False, title="Normes")
    window.goto(f"/pro/redaction/{draft.pk}/")
    window.get_by_role("button", name="Ajouter une publication").click()
    window.get_by_role("button", name="Choisir un fichier déjà déposé").click()
    dialog = window.get_by_role("dialog", name="Document")
    dialog.get_by_role("radio", name=re.compile("Normes.pdf")).check()
    dialog.get_by_role("button", name="Choisir").click()
    window.get_by_role("link", name="Normes.pdf").wait_for()
    window.get_by_label("Titre").last.fill("Normes d’images")
    window.get_by_role("button", name="Enregistrer", exact=True).last.click()
    window.wait_for_load_state()
    draft.refresh_from_db()
    assert draft.working is not None
    assert draft.working.content["publications"][0]["editions"][0]["document"] == document.pk


def test_a_quote_is_shown_and_mended_in_place(window: Any) -> None:
    opened(window, "<p>Un <strong>mot</strong> juste , puis un mot de trop.</p>")
    asked = """detail => {
      const asking = new CustomEvent("coffret:find", { cancelable: true, detail });
      return [!document.dispatchEvent(asking), String(document.getSelection())];
    }"""
    assert window.evaluate(asked, {"field": "body", "quote": "mot", "nth": 1}) == [True, "mot"]
    assert window.evaluate(asked, {"field": "body", "quote": "absent"}) == [False, "mot"]
    assert window.evaluate(asked, {"field": "body", "quote": "juste ,", "words": "juste,"})[0]
    assert text(window) == "<p>Un <strong>mot</strong> juste, puis un mot de trop.</p>"
    window.locator(FIELD).evaluate(
        "field => { field.value = '<p>Autre</p>'; field.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    assert window.locator(".ProseMirror").inner_text().strip() == "Autre"
    window.locator(".ProseMirror").click()
    window.keyboard.press("Control+z")
    assert "juste, puis" in text(window)


def test_nothing_to_say_for_who_cannot_see(window: Any) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not on this machine")
    shown = pictures.upload(io.BytesIO(jpeg(400, 300)), "bol.jpg", None)
    figure = f'<figure><img src="coffret:picture/{shown.pk}" alt=""></figure>'
    opened(window, f'<p>a <a href="#">b</a></p><h2>Titre</h2>{figure}')
    window.keyboard.press("Control+k")
    window.get_by_role("dialog", name="Lien").wait_for()
    window.evaluate(AXE.read_text())
    found = window.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
