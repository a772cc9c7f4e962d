"""The office writes a page, in a real browser: kept while typing, read by another, online; two tabs; by keyboard alone."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import factories
import pytest
from editorial_factories import editor, entry

from coffret.editorial import identity
from coffret.editorial.entries import actions
from coffret.editorial.models import Autosave, Entry

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

AXE = Path(__file__).resolve().parents[1] / "external" / "node_modules" / "axe-core" / "axe.min.js"
PROPER = {
    "title": "Les dépôts de l’année",
    "summary": "Ce que les musées ont reçu en dépôt, et d’où.",
    "body": "<p>Trois musées ont reçu des œuvres en dépôt cette année.</p>",
}
SignedIn = Callable[..., Any]


@pytest.fixture
def lea() -> Any:
    return editor("lea@example.org", "Léa Martin")


@pytest.fixture
def noe() -> Any:
    return editor("noe@example.org", "Noé Petit")


@pytest.fixture
def signed_in(live_server: Any, browser: Any, client: Any) -> Iterator[SignedIn]:
    """Give what opens a browser of its own for a person; what breaks in it, or is asked elsewhere, fails the test."""
    contexts, broken, asked = [], [], []

    def enter(person: Any, *, width: int = 1440, scripts: bool = True) -> Any:
        client.force_login(person)
        options = {"viewport": {"width": width, "height": 900}, "java_script_enabled": scripts, "locale": "fr-FR"}
        context = browser.new_context(base_url=live_server.url, reduced_motion="reduce", **options)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        client.cookies.clear()
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: broken.append(f"{error}{error.stack}"))
        page.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asking: asked.append(asking.url))
        page.broken = broken
        return page

    yield enter
    for context in contexts:
        context.close()
    assert not broken
    assert not [url for url in asked if not url.startswith((live_server.url, "data:", "about:"))]


def kept(page: Any) -> None:
    """Wait until the page says that what is typed is kept."""
    page.locator("[data-kept]", has_text="gardé à").wait_for()


def until(page: Any, expression: str) -> None:
    """Wait until an expression holds in the page: its policy lets no text be made code, so it is asked again."""
    from playwright.sync_api import Error

    for _attempt in range(100):
        try:
            if page.evaluate(expression):
                return
        except Error as gone:
            assert "context was destroyed" in str(gone)  # noqa: PT017 - the page was leaving for the next
        page.wait_for_timeout(80)
    raise AssertionError(f"never true: {expression}")


def typed(page: Any, words: str) -> None:
    """Type words at the end of the text, as one does."""
    page.locator("[data-field=body] .ProseMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def test_one_writes_another_approves_and_everybody_reads(signed_in, lea, noe):
    identity.change({"two_people": ["news"]}, noe)
    mine = signed_in(lea)
    mine.goto("/pro/redaction/")
    mine.get_by_role("link", name="Nouvelle actualité").click()
    mine.get_by_label("Titre").fill("Les dépôts de l’année")
    mine.get_by_role("button", name="Commencer").click()
    mine.get_by_label("Chapeau").fill(PROPER["summary"])
    typed(mine, "Trois musées ont reçu des œuvres en dépôt cette année.")
    kept(mine)
    shown = mine.frame_locator("[data-preview-frame]")
    shown.get_by_text("Trois musées ont reçu").wait_for()
    mine.get_by_role("button", name="Envoyer en relecture").click()
    mine.get_by_text("Envoyé en relecture.").wait_for()
    made = Entry.objects.get()

    other = signed_in(noe)
    other.goto("/pro/redaction/?etat=a-relire")
    other.get_by_role("link", name="Les dépôts de l’année").click()
    other.get_by_role("button", name="Approuver").click()
    other.get_by_text("Approuvé : il reste à publier.").wait_for()
    other.get_by_role("button", name="Publier", exact=True).click()
    other.get_by_text("En ligne.", exact=True).wait_for()
    assert other.goto(Entry.objects.get(pk=made.pk).path).status == 200
    assert "Trois musées ont reçu" in other.locator("main").inner_text()


def test_two_tabs_never_overwrite_each_other(signed_in, lea, noe):
    made = actions.create("news", PROPER, lea)
    mine, other = signed_in(lea), signed_in(noe)
    for page in (mine, other):
        page.goto(f"/pro/redaction/{made.pk}/")
    other.get_by_label("Chapeau").fill("Le chapeau de Noé, tout autre.")
    other.locator("[data-save]").click()
    other.get_by_text("Enregistré.").wait_for()
    mine.get_by_label("Titre").fill("Le titre de Léa")
    kept(mine)
    mine.locator("[data-overtaken]", has_text="Noé Petit").wait_for()
    mine.locator("[data-save]").click()
    mine.get_by_role("heading", name="Deux textes à réunir").wait_for()
    # The browser tells of the answer 409: it is the one awaited.
    mine.broken[:] = [said for said in mine.broken if "409" not in said]
    mine.get_by_role("button", name="Enregistrer ce choix").click()
    mine.get_by_text("réunis et enregistrés").wait_for()
    content = Entry.objects.get(pk=made.pk).working.content
    assert (content["title"], content["summary"]) == ("Le titre de Léa", "Le chapeau de Noé, tout autre.")


def test_what_was_typed_is_there_after_a_crash(signed_in, lea):
    made = actions.create("news", PROPER, lea)
    page = signed_in(lea)
    page.goto(f"/pro/redaction/{made.pk}/")
    page.get_by_label("Chapeau").fill("Un chapeau que personne n’a enregistré.")
    kept(page)
    page.close(run_before_unload=False)
    again = signed_in(lea)
    again.goto(f"/pro/redaction/{made.pk}/")
    assert again.get_by_label("Chapeau").input_value() == "Un chapeau que personne n’a enregistré."
    again.get_by_role("button", name=re.compile("Laisser, et revenir")).click()
    again.wait_for_load_state()
    assert again.get_by_label("Chapeau").input_value() == PROPER["summary"]
    assert not Autosave.objects.exists()


def test_leaving_at_once_loses_nothing(signed_in, lea):
    made = actions.create("news", PROPER, lea)
    page = signed_in(lea)
    page.goto(f"/pro/redaction/{made.pk}/")
    page.wait_for_load_state("networkidle")
    page.get_by_label("Chapeau").fill("Un chapeau tapé puis quitté.")
    page.get_by_role("link", name="Versions et journal").click()
    page.get_by_role("heading", name="Versions et journal").wait_for()
    page.go_back()
    until(page, "document.getElementById('f-summary')?.value === 'Un chapeau tapé puis quitté.'")
    assert Autosave.objects.get().content["summary"] == "Un chapeau tapé puis quitté."


def test_without_network_words_stay_in_the_browser_and_come_back(signed_in, lea):
    made = actions.create("news", PROPER, lea)
    page = signed_in(lea)
    page.goto(f"/pro/redaction/{made.pk}/")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.get_by_label("Chapeau").fill("Écrit dans le train.")
    page.locator("[data-kept]", has_text="hors ligne").wait_for()
    page.context.set_offline(False)
    kept(page)
    page.broken[:] = [said for said in page.broken if "ERR_INTERNET_DISCONNECTED" not in said]
    assert Autosave.objects.get().content["summary"] == "Écrit dans le train."


def test_a_tab_closed_without_network_offers_its_words_back(signed_in, lea):
    made = actions.create("news", PROPER, lea)
    page = signed_in(lea)
    page.goto(f"/pro/redaction/{made.pk}/")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.get_by_label("Chapeau").fill("Écrit dans le train.")
    page.locator("[data-kept]", has_text="hors ligne").wait_for()
    again = page.context.new_page()
    page.close()
    again.context.set_offline(False)
    page.broken[:] = [said for said in page.broken if "ERR_INTERNET_DISCONNECTED" not in said]
    again.goto(f"/pro/redaction/{made.pk}/")
    again.get_by_role("button", name="Reprendre").click()
    assert again.get_by_label("Chapeau").input_value() == "Écrit dans le train."
    kept(again)


def test_what_is_sent_and_never_arrives_is_offered_back(signed_in, lea):
    made = actions.create("news", PROPER, lea)
    page = signed_in(lea)
    page.goto(f"/pro/redaction/{made.pk}/")
    page.wait_for_load_state("networkidle")
    page.route("**/brouillon/", lambda asking: asking.abort())
    page.get_by_label("Chapeau").fill("Écrit quand la séance se fermait.")
    page.context.clear_cookies()
    page.locator("[data-save]").click()
    page.wait_for_load_state()
    again = signed_in(lea).context.cookies()
    page.context.add_cookies(again)
    page.goto(f"/pro/redaction/{made.pk}/")
    page.get_by_role("button", name="Reprendre").click()
    assert page.get_by_label("Chapeau").input_value() == "Écrit quand la séance se fermait."
    page.unroute("**/brouillon/")
    page.locator("[data-save]").click()
    page.get_by_text("Enregistré.").wait_for()
    assert not page.get_by_role("button", name="Reprendre").is_visible()
    page.get_by_role("button", name="Envoyer en relecture").click()
    page.get_by_text("Envoyé en relecture.").wait_for()
    assert not page.get_by_role("button", name="Reprendre").is_visible()
    page.broken[:] = [said for said in page.broken if "403" not in said and "ERR_FAILED" not in said]


def test_a_page_is_written_and_published_by_keyboard_alone(signed_in, lea):
    page = signed_in(lea)
    page.goto("/pro/redaction/nouveau/news")
    page.get_by_label("Titre").focus()
    page.keyboard.type(PROPER["title"])
    page.keyboard.press("Enter")
    page.get_by_label("Chapeau").wait_for()
    page.get_by_label("Titre").focus()
    page.keyboard.press("Tab")
    page.keyboard.type(PROPER["summary"])
    for _press in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.ProseMirror')"):
            break
    page.keyboard.type("Trois musées ont reçu des œuvres en dépôt cette année.")
    for _press in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim() === 'Publier'"):
            break
    page.keyboard.press("Enter")
    page.get_by_text("En ligne.", exact=True).wait_for()
    assert Entry.objects.get().live


def test_lists_are_put_in_order_in_place_and_the_keyboard_follows(signed_in, lea):
    questions = [{"question": word, "answer": "<p>Oui.</p>"} for word in ("Un", "Deux", "Trois")]
    made = actions.create("page", {"title": "FAQ", "questions": questions}, lea, role="faq")
    page = signed_in(lea)
    page.goto(f"/pro/redaction/{made.pk}/")
    page.get_by_role("button", name="Descendre : Un").press("Enter")
    until(page, "document.getElementById('f-questions.0.question').value === 'Deux'")
    until(page, "document.activeElement.getAttribute('aria-label') === 'Descendre : Un'")
    page.get_by_role("button", name="Ajouter une question").click()
    until(page, "document.activeElement.id === 'f-questions.3.question'")
    page.keyboard.type("Quatre")
    kept(page)
    page.locator("[data-save]").click()
    page.get_by_text("Enregistré.").wait_for()
    asked = [one["question"] for one in Entry.objects.get().working.content["questions"]]
    assert asked == ["Deux", "Un", "Trois", "Quatre"]


def test_fields_show_when_they_matter(signed_in, lea):
    made = actions.create("event", {"title": "Journée", "starts": "2026-12-19T09:30"}, lea)
    page = signed_in(lea)
    page.goto(f"/pro/redaction/{made.pk}/")
    assert not page.get_by_label("Places").is_visible()
    page.locator("#f-plan").select_option("own")
    assert page.get_by_label("Places").is_visible()
    page.get_by_label("Places").fill("40")
    page.locator("#f-plan").select_option("none")
    assert not page.get_by_label("Places").is_visible()


def test_the_preview_is_seen_on_a_phone_in_the_dark_and_on_paper(signed_in, lea):
    made = entry("news", **PROPER)
    page = signed_in(lea)
    page.goto(f"/pro/redaction/{made.pk}/")
    page.frame_locator("[data-preview-frame]").get_by_text("Trois musées").wait_for()
    inside = "document.querySelector('[data-preview-frame]').contentDocument"
    colour = f"{inside}.body && getComputedStyle({inside}.body).backgroundColor"
    foot = f"{inside}.querySelector('.foot') && getComputedStyle({inside}.querySelector('.foot')).display"

    def seen(mode: str, wanted: str) -> None:
        page.get_by_role("button", name=mode).click()
        until(page, wanted)

    seen("Téléphone", "document.querySelector('[data-preview-frame]').contentWindow.innerWidth === 390")
    until(page, f"{colour} === 'rgb(251, 249, 245)'")
    seen("Sombre", f"{colour} === 'rgb(21, 20, 17)'")
    seen("Imprimé", f"{foot} === 'none'")
    until(page, f"{colour} === 'rgb(255, 255, 255)'")
    seen("Grand écran", f"{foot} && {foot} !== 'none'")
    assert page.frame_locator("[data-preview-frame]").locator(".foot").is_visible()


def test_resources_are_put_in_order_by_dragging(signed_in, lea):
    for title in ("Alpha", "Beta", "Gamma"):
        entry("resource", title=title)
    page = signed_in(lea)
    page.goto("/pro/redaction/arborescence")
    rows = page.locator("[data-branch]")
    rows.nth(2).drag_to(rows.nth(0))
    until(page, "document.querySelector('[data-branch] a').textContent === 'Gamma'")
    page.get_by_role("button", name="Descendre : Gamma").click()
    until(page, "document.querySelector('[data-branch] a').textContent === 'Alpha'")
    assert rows.locator("a").all_inner_texts()[:2] == ["Alpha", "Gamma"]


def test_a_page_is_written_and_published_without_scripts(signed_in, lea):
    page = signed_in(lea, scripts=False)
    page.goto("/pro/redaction/nouveau/page")
    page.get_by_label("Laquelle").select_option("faq")
    page.get_by_role("button", name="Commencer").click()
    page.get_by_label("Chapeau").fill("Ce qu’on nous demande le plus souvent.")
    page.get_by_role("textbox", name="Texte", exact=True).fill("<p>Les réponses aux questions les plus fréquentes.</p>")
    page.get_by_role("button", name="Ajouter une question").click()
    page.get_by_label("Question", exact=True).fill("Qui peut verser ?")
    page.get_by_label("Réponse").fill("<p>Tout musée de France.</p>")
    page.get_by_role("button", name="Publier", exact=True).click()
    assert "Une espace insécable manque" in page.locator(".desk-page").inner_text()
    page.get_by_role("button", name="Corriger", exact=True).first.click()
    page.get_by_role("button", name="Publier", exact=True).click()
    assert "En ligne." in page.locator(".desk-page").inner_text()
    page.goto("/questions")
    assert "Tout musée de France." in page.locator("main").text_content()


def addresses(lea: Any, noe: Any) -> list[str]:
    """Return one address of each screen, with something to show."""
    record = factories.record({"REF": "M0650000901", "TITR": "Vue du port"})
    made = entry("resource", **PROPER)
    actions.save(made, {**PROPER, "publications": [{"title": "Guide", "editions": [{"version": "1"}]}]}, noe, 1)
    event = actions.create("event", {**PROPER, "starts": "2026-12-19T09:30"}, lea)
    actions.submit(event, lea)
    feature = actions.create("feature", {**PROPER, "items": [{"record": record.ref, "words": "Belle"}]}, lea)
    page = actions.create("page", {"title": "FAQ", "questions": [{"question": "Qui ?", "answer": ""}]}, lea, role="faq")
    return [
        "/pro/redaction/",
        "/pro/redaction/?q=rien",
        "/pro/redaction/arborescence",
        "/pro/redaction/nouveau/event",
        *(f"/pro/redaction/{each.pk}/" for each in (made, event, feature, page)),
        f"/pro/redaction/{made.pk}/versions/?de=1&a=2",
        f"/pro/redaction/usages?genre=notice&cle={record.ref}",
        "/pro/site/",
    ]


@pytest.mark.parametrize("width", [390, 1440])
def test_every_screen_reads_by_machine_and_fits_its_window(signed_in, lea, width):
    if not AXE.exists():
        pytest.skip("axe-core is not on this machine")
    chief = factories.user("chef@example.org", office=True, name="Ana Roy")
    page = signed_in(chief, width=width)
    for address in addresses(lea, chief):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run(document, {resultTypes: ['violations'], iframes: false})")["violations"]
        told = [(one["id"], [node["html"][:160] for node in one["nodes"]][:4]) for one in found]
        assert not told, f"{address}: {told}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_the_page_of_both_texts_reads_by_machine(signed_in, lea, noe):
    if not AXE.exists():
        pytest.skip("axe-core is not on this machine")
    made = actions.create("news", PROPER, lea)
    page = signed_in(lea)
    page.goto(f"/pro/redaction/{made.pk}/")
    page.get_by_label("Titre").fill("Le titre de Léa")
    actions.save(made, {**PROPER, "title": "Le titre de Noé"}, noe, 1)
    page.locator("[data-save]").click()
    page.get_by_text("changé par les deux").wait_for()
    page.broken[:] = [said for said in page.broken if "409" not in said]
    page.evaluate(AXE.read_text())
    assert not page.evaluate("axe.run()")["violations"]
