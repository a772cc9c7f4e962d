"""The pages before independent judges: the Nu HTML checker and axe-core, signed out and signed in."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import Any
from urllib.parse import urljoin

import pytest
from demo_site import coffret, needs

HERE = Path(__file__).parent
VNU = HERE / "node_modules/vnu-jar/build/dist/vnu.jar"
AXE = HERE / "node_modules/axe-core/axe.min.js"

PAGES = {
    "home": "/",
    "home-en": "/?lang=en",
    "search": "/recherche",
    "search-en": "/recherche?q=courbet&lang=en",
    "search-words": "/recherche?q=coffret+émail",
    "search-mosaic": "/recherche?vue=mosaique",
    "search-nothing": "/recherche?q=zzzxqy",
    "search-typo": "/recherche?q=courbat",
    "search-facet": "/recherche?domaine=peinture&domaine=dessin&image=oui",
    "search-years": "/recherche?de=1800&a=1850&tri=date",
    "search-far": "/recherche?page=9",
    "facet": "/recherche/facettes/auteur",
    "notice": "/notices/M0650000001",
    "notice-en": "/notices/M0266000001?lang=en",
    "notice-found": "/notices/M0650000001?dans=q%3Dcoffret&rang=1",
    "notice-without-picture": "/notices/M0650000006",
    "notice-missing": "/notices/M0650000017",
    "notice-unknown": "/notices/M0650999999",
    "museums": "/musees",
    "museums-asked": "/musees?q=rouen",
    "museums-en": "/musees?lang=en",
    "museum": "/musees/M0650",
    "museum-unknown": "/musees/M9999",
    "help": "/aide/",
    "help-en": "/aide/?lang=en",
    "rules": "/aide/controles",
    "rule": "/aide/controles/REC001",
    "rule-en": "/aide/controles/SUB050?lang=en",
    "rule-of-letters": "/aide/controles/P01",
    "rule-of-letters-en": "/aide/controles/P29?lang=en",
    "fields": "/aide/champs",
    "fields-en": "/aide/champs?lang=en",
    "verifier": "/images/verifier",
    "verifier-en": "/images/verifier?lang=en",
    "legal": "/mentions-legales",
    "accessibility": "/accessibilite",
    "figures": "/chiffres",
    "figures-en": "/chiffres?lang=en",
    "chart": "/carte",
    "chart-domain": "/carte?domaine=peinture&lang=en",
    "months-of-notices": "/notices-du-mois/",
    "month-of-notices": "/notices-du-mois/2026-05",
    "month-of-museums": "/musees-du-mois/2026-05?lang=en",
    "months-of-museums": "/musees-du-mois/",
    "selections": "/selections/",
    "selection": "/selections/peindre-la-nuit",
    "selection-en": "/selections/peindre-la-nuit?lang=en",
    "month-unknown": "/notices-du-mois/1999-01",
    "notice-put-forward": "/notices/M0650000001?lang=en",
    "agenda": "/agenda/",
    "agenda-en": "/agenda/?lang=en",
    "agenda-of-year": "/agenda/archives/2026",
    "event-past": "/agenda/journee-professionnelle-fontainebleau-2026",
    "event-open": "/agenda/atelier-premieres-notices",
    "event-open-en": "/agenda/atelier-premieres-notices?lang=en",
    "event-waiting": "/agenda/atelier-photographier-en-reserve",
    "event-online": "/agenda/une-heure-une-question-droits",
    "event-cancelled": "/agenda/journee-costumes-textiles",
    "event-announced": "/agenda/rencontres-du-catalogue",
    "event-unknown": "/agenda/nulle-journee",
    "register": "/agenda/atelier-premieres-notices/inscription",
    "register-en": "/agenda/atelier-premieres-notices/inscription?lang=en",
    "register-waiting": "/agenda/atelier-photographier-en-reserve/inscription",
    "registered": "/agenda/atelier-premieres-notices/inscription/envoyee",
    "registration-unknown": "/agenda/inscription/aucune/",
    "notify": "/agenda/rencontres-du-catalogue/prevenir",
    "letters": "/lettres/",
    "letters-en": "/lettres/?lang=en",
    "letters-of-a-newsletter": "/lettres/nouveautes",
    "letter": "/lettres/nouveautes/2026-05-11",
    "letter-en": "/lettres/nouveautes/2026-05-11?lang=en",
    "letter-unknown": "/lettres/nouveautes/1999-01-01",
    "letters-of-an-empty-newsletter": "/lettres/recolement?lang=en",
    "letters-subscribe": "/lettres/abonnement",
    "letters-subscribe-en": "/lettres/abonnement?lang=en",
    "letters-asked": "/lettres/abonnement/envoye",
    "letters-own-link": "/lettres/mon-lien",
    "letters-own-link-en": "/lettres/mon-lien?lang=en",
    "letters-own-link-sent": "/lettres/mon-lien/envoye",
    "letters-confirmation-unknown": "/lettres/confirmation/aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "letters-preferences-unknown": "/lettres/preferences/aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "letters-leaving-unknown": "/lettres/desabonnement/aaaaaaaaaaaaaaaaaaaaaaaaaa?lang=en",
    "data": "/donnees",
    "data-en": "/donnees?lang=en",
    "remark-form": "/notices/M0650000001/signaler?champ=DENO",
    "remark-form-en": "/notices/M0650000001/signaler?champ=DENO&lang=en",
    "remark-whole": "/notices/M0650000001/signaler",
    "remark-thanks": "/notices/M0650000001/signaler/merci",
    "sign-in": "/pro/connexion/",
    "sign-in-en": "/pro/connexion/?lang=en",
    "forgotten": "/pro/connexion/oubli/",
    "forgotten-sent": "/pro/connexion/oubli/envoye/",
    "forgotten-late": "/pro/connexion/oubli/1/perime/",
    "invitation-late": "/pro/invitation/perimee/",
    "not-a-page": "/nulle-part",
}
# Of a reader of letters, who comes by a link of their own: « {} » is its token, made for « reader », « leave »…
READER: dict[str, tuple[str, str]] = {
    "letters-preferences": ("reader", "/lettres/preferences/{}"),
    "letters-preferences-en": ("reader", "/lettres/preferences/{}?lang=en"),
    "letters-erasure": ("reader", "/lettres/preferences/{}/effacement"),
    "letters-leaving": ("leave", "/lettres/desabonnement/{}"),
    "letters-leaving-en": ("leave", "/lettres/desabonnement/{}?lang=en"),
    "letters-confirmation": ("request", "/lettres/confirmation/{}"),
}
# Run on the demonstration: a reader of every letter, and somebody who has not confirmed yet.
READER_LINKS = """
import json
from coffret.base.models import Mail
from coffret.newsletters.models import Reader, Request
from coffret.newsletters.readers import keys, subscribing
subscribing.ask("lectrice@musee.example", ["nouveautes", "recolement"], text=subscribing.words())
Mail.objects.filter(to="lectrice@musee.example").delete()
reader = Reader.objects.get(key="lecteur6@musee7.example")
leaving = reader.subscriptions.get(newsletter__slug="nouveautes")
request = Request.objects.get(reader__key="lectrice@musee.example")
rows = {"reader": reader, "leave": leaving, "request": request}
print(json.dumps({opens: keys.token(opens, row.nonce) for opens, row in rows.items()}))
"""
# Of the office's site: where one starts, then the links followed; the demonstration decides what stands there.
SITE: dict[str, tuple[str, ...]] = {
    "resources": ("/ressources/",),
    "resource": ("/ressources/", ".shelf-part .branches a, .shelf-part h2 a"),
    "resource-en": ("/ressources/?lang=en", ".shelf-part .branches a, .shelf-part h2 a"),
    "news": ("/actualites/",),
    "resource-below": ("/ressources/images/droits",),
    "news-one": ("/actualites/", ".stories a"),
    "news-en": ("/actualites/?lang=en", ".stories a"),
    "news-of-may": ("/actualites/mai-2026-deux-oeuvres-une-norme-deux-journees",),
    "search-site": ("/recherche?q=image&dans=site",),
    "plan": ("/plan-du-site",),
    "plan-en": ("/plan-du-site?lang=en",),
    "search-joined": ("/recherche?q=récolement",),
    "who": ("/qui-sommes-nous",),
    "faq": ("/questions",),
    "contact": ("/contact",),
    "contact-en": ("/contact?lang=en",),
    "personal-data": ("/donnees-personnelles",),
}
# The first of the issues being made.
MAKING = ".ed-table tbody th a >> nth=0"
# Of the workshop, as the office sees it: where it starts, then the links followed; « + » goes on from where one is.
DESK: dict[str, tuple[str, ...]] = {
    "desk": ("/pro/",),
    "desk-en": ("/pro/?lang=en",),
    "suggestions": ("/pro/redaction/suggestions?month=2026-12",),
    "suggestions-of-museums": ("/pro/redaction/suggestions?genre=museum&month=2026-12&lang=en",),
    "desk-agenda": ("/pro/agenda/",),
    "attendance": ("/pro/agenda/", "text=ses premières notices", "+inscrits"),
    "attendance-en": ("/pro/agenda/?lang=en", "text=une journée pratique", "+inscrits"),
    "attendance-sheet": ("/pro/agenda/", "text=ses premières notices", "+emargement"),
    "attendance-message": ("/pro/agenda/", "text=ses premières notices", "+message"),
    "editing": ("/pro/redaction/",),
    "editing-en": ("/pro/redaction/?genre=event&lang=en",),
    "editing-found": ("/pro/redaction/?q=récolement",),
    "editing-nothing": ("/pro/redaction/?q=zzzxqy",),
    "editing-tree": ("/pro/redaction/arborescence",),
    "editing-uses": ("/pro/redaction/usages?genre=notice&cle=M0650000001",),
    "new-resource": ("/pro/redaction/nouveau/resource",),
    "new-news-en": ("/pro/redaction/nouveau/news?lang=en",),
    "new-event": ("/pro/redaction/nouveau/event",),
    "new-feature": ("/pro/redaction/nouveau/feature",),
    "edit-resource": ("/pro/redaction/?genre=resource&q=normes", "text=normes et bonnes pratiques"),
    "edit-resource-en": ("/pro/redaction/?genre=resource&q=normes&lang=en", "text=normes et bonnes pratiques"),
    "edit-event": ("/pro/redaction/?genre=event", "text=ses premières notices"),
    "edit-feature": ("/pro/redaction/?genre=feature", "text=Peindre la nuit"),
    "edit-questions": ("/pro/redaction/?genre=page", "text=Questions fréquentes"),
    "edit-draft": ("/pro/redaction/", "text=Ce que disent les procès-verbaux"),
    "edit-proof": ("/pro/redaction/", "text=Le procès-verbal, pas à pas"),
    "versions": ("/pro/redaction/?genre=resource&q=normes", "text=normes et bonnes pratiques", "+versions/"),
    "versions-compared": (
        "/pro/redaction/?genre=resource&q=normes&lang=en",
        "text=normes et bonnes pratiques",
        "+versions/?de=1&a=2",
    ),
    "preview": ("/pro/redaction/", "text=Ce que disent les procès-verbaux", "+apercu"),
    "desk-letters": ("/pro/lettres/",),
    "desk-letters-en": ("/pro/lettres/?lang=en",),
    "new-letter": ("/pro/lettres/nouveau",),
    "new-newsletter": ("/pro/lettres/lettre/nouvelle",),
    "newsletter-settings": ("/pro/lettres/lettre/nouveautes/",),
    "newsletter-settings-en": ("/pro/lettres/lettre/nouveautes/?lang=en",),
    "edit-letter": ("/pro/lettres/", MAKING),
    "edit-letter-en": ("/pro/lettres/?lang=en", MAKING),
    "letter-previewed": ("/pro/lettres/", MAKING, "text=Aperçus >> nth=0"),
    "letter-previewed-phone": ("/pro/lettres/", MAKING, "text=Aperçus >> nth=0", "+apercu?mode=phone"),
    "letter-previewed-text": ("/pro/lettres/", MAKING, "text=Aperçus >> nth=0", "+apercu?mode=text"),
    "letter-domain": ("/pro/lettres/domaine",),
    "readers": ("/pro/lettres/abonnes/",),
    "readers-found": ("/pro/lettres/abonnes/?q=lecteur&lettre=nouveautes",),
    "readers-found-en": ("/pro/lettres/abonnes/?q=lecteur1&lang=en",),
    "readers-nothing": ("/pro/lettres/abonnes/?q=zzzxqy",),
    "readers-import": ("/pro/lettres/abonnes/import/",),
    "reader": ("/pro/lettres/abonnes/?q=lecteur12@", ".desk-table tbody th a >> text=lecteur12@"),
    "reader-en": ("/pro/lettres/abonnes/?q=lecteur12@&lang=en", ".desk-table tbody th a >> text=lecteur12@"),
    "letter-steps": ("/pro/lettres/", MAKING, "text=Préparer l’envoi >> nth=0"),
    "letter-sent": ("/pro/lettres/", "text=deux notices, une norme >> nth=0"),
    "letter-sent-en": ("/pro/lettres/?lang=en", "text=deux notices, une norme >> nth=0"),
    "letter-recipients": ("/pro/lettres/", "text=deux notices, une norme >> nth=0", ".send-tabs a >> nth=3"),
    "letter-figures": ("/pro/lettres/", "text=deux notices, une norme >> nth=0", ".send-tabs a >> nth=4"),
    "letter-errata": ("/pro/lettres/", "text=deux notices, une norme >> nth=0", ".send-tabs a >> nth=5"),
    "letters-over-time": ("/pro/lettres/lettre/nouveautes/chiffres",),
    "letters-rhythm": ("/pro/lettres/rythme",),
    "pictures": ("/pro/redaction/images/",),
    "picture": ("/pro/redaction/images/", ".media-thumb"),
    "documents": ("/pro/redaction/documents/",),
    "site": ("/pro/site/",),
    "site-en": ("/pro/site/?lang=en",),
    "account": ("/pro/compte/",),
    "account-en": ("/pro/compte/?lang=en",),
    "account-password": ("/pro/compte/mot-de-passe/",),
    "account-sessions": ("/pro/compte/sessions/",),
    "account-factors": ("/pro/compte/second-facteur/",),
    "account-confirm": ("/pro/compte/second-facteur/application/",),
    "people": ("/pro/comptes/",),
    "people-invite": ("/pro/comptes/inviter/",),
    "person": ("/pro/comptes/", ".desk-table tbody a"),
    "museums-enrolled": ("/pro/musees/",),
    "museums-enrolled-en": ("/pro/musees/?lang=en",),
    "museum-of-office": ("/pro/musees/M0650/",),
    "conformity": ("/pro/conformite/",),
    "conformity-en": ("/pro/conformite/?lang=en",),
    "review-asked": ("/pro/versements", "text=M0266000001.jsonl"),
    "submissions": ("/pro/versements",),
    "report": ("/pro/versements", "text=versement_a_corriger.txt"),
    "report-en": ("/pro/versements?lang=en", "text=versement_a_corriger.txt"),
    "report-published": ("/pro/versements", "text=J_M0650_0001.txt"),
    "finding": ("/pro/versements", "text=versement_a_corriger.txt", ".finding-lines a >> nth=0"),
    "lines": ("/pro/versements", "text=versement_a_corriger.txt", ".outcomes a >> nth=0"),
    "line": ("/pro/versements", "text=versement_a_corriger.txt", ".outcomes a >> nth=3", ".desk-table a >> nth=0"),
}
# Of the workshop still, as the manager of a museum sees it; the demonstration's hurried submission is read there.
HURRIED = "text=versement_a_corriger.txt"
FIRST_LINE = ".lines-table tbody th a >> nth=0"
MUSEUM: dict[str, tuple[str, ...]] = {
    "museum-home": ("/pro/",),
    "museum-home-en": ("/pro/?lang=en",),
    "museum-own": ("/pro/musees/M0650/",),
    "museum-people": ("/pro/musees/M0650/personnes/",),
    "museum-people-en": ("/pro/musees/M0650/personnes/?lang=en",),
    "museum-exports": ("/pro/musees/M0650/exports",),
    "museum-exports-en": ("/pro/musees/M0650/exports?lang=en",),
    "handing": ("/pro/verser/",),
    "handing-en": ("/pro/verser/?lang=en",),
    "museum-submissions": ("/pro/versements",),
    "report-by-field": ("/pro/versements", HURRIED, "+?par=champ"),
    "report-by-value": ("/pro/versements", HURRIED, "+?par=terme"),
    "report-of-one-rule": ("/pro/versements", HURRIED, "+?regle=REC004"),
    "report-nothing": ("/pro/versements", HURRIED, "+?q=zzzxqy"),
    "lines-filtered": ("/pro/versements", HURRIED, ".outcomes a >> nth=0", "+lignes?gravite=alerte&images=oui"),
    "finding-en": ("/pro/versements?lang=en", HURRIED, ".finding-lines a >> nth=0"),
    "line-refused": ("/pro/versements", HURRIED, ".outcomes a >> nth=3", FIRST_LINE),
    "line-refused-en": ("/pro/versements?lang=en", HURRIED, ".outcomes a >> nth=3", FIRST_LINE),
    "line-with-pictures": ("/pro/versements", HURRIED, "text=voir les lignes avec images", FIRST_LINE),
    "line-form": ("/pro/versements", HURRIED, ".outcomes a >> nth=3", FIRST_LINE, "text=Corriger à la main"),
    "rule-mended": ("/pro/versements", HURRIED, "+?gravite=signalement", "a[href*='/controles/'][href*='correction']"),
    "corrections-made": ("/pro/versements", HURRIED, ".outcomes a >> nth=0", "+corrections"),
    "submission-taken-back": ("/pro/versements", "text=J_M0650_0001.txt", ".outcomes a >> nth=0", "+annulation/"),
    "habits": ("/pro/musees/M0650/corrections/",),
    "habits-en": ("/pro/musees/M0650/corrections/?lang=en",),
    "acceptances": ("/pro/musees/M0650/acceptations/",),
    "acceptances-en": ("/pro/musees/M0650/acceptations/?lang=en",),
    "holdings": ("/pro/notices/",),
    "holdings-en": ("/pro/notices/?lang=en",),
    "holdings-nothing": ("/pro/notices/?q=zzzxqy",),
    "holdings-images": ("/pro/images/",),
    "holdings-images-en": ("/pro/images/?lang=en",),
    "record-new": ("/pro/notices/nouvelle",),
    "record-new-en": ("/pro/notices/nouvelle?lang=en",),
    "record-form": ("/pro/notices/M0650000001/modifier",),
    "record-form-en": ("/pro/notices/M0650000001/modifier?lang=en",),
    "record-versions": ("/pro/notices/M0650000002/versions",),
    "record-versions-en": ("/pro/notices/M0650000002/versions?lang=en",),
    "record-compared": ("/pro/notices/M0650000002/versions?de=1&a=2",),
    "record-withdrawal": ("/pro/notices/M0650000002/retrait/",),
    "record-withdrawal-en": ("/pro/notices/M0650000002/retrait/?lang=en",),
    "remarks": ("/pro/signalements/",),
    "remarks-none": ("/pro/signalements/?etat=spam&lang=en",),
    "remark": ("/pro/signalements/", ".desk-page a[href^='/pro/signalements/']"),
    "conformity-of-museum": ("/pro/musees/M0650/conformite/",),
    "conformity-of-museum-en": ("/pro/musees/M0650/conformite/?lang=en",),
    "why": ("/pro/pourquoi",),
    "why-online": ("/pro/pourquoi?q=M0650000001",),
    "why-refused": ("/pro/pourquoi?q=M0650005002",),
    "why-refused-en": ("/pro/pourquoi?q=M0650005002&lang=en",),
    "why-unknown": ("/pro/pourquoi?q=XYZ-123",),
}
# Each scheme at a width of its own: a window, and the narrowest a page must fit (WCAG 2.2, 1.4.10: 320 CSS pixels).
SCHEMES = {"light": {"width": 1440, "height": 900}, "dark": {"width": 320, "height": 640}}
EVERY = [*PAGES, *READER, *SITE, *DESK, *MUSEUM]

pytestmark = pytest.mark.external

Opened = Callable[..., Any]


def _signed_in(demo_data: Path, demo_site: str, browser: Any, beginning: str) -> Any:
    """Return the state of a browser signed in with the account of the demonstration whose address begins so."""
    accounts = json.loads((demo_data / "demo_accounts.json").read_text())
    address = next(address for address in accounts if address.startswith(beginning))
    context = browser.new_context()
    page = context.new_page()
    page.goto(demo_site + "/pro/connexion/")
    page.fill("[name=login]", address)
    page.fill("[name=password]", accounts[address])
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/pro/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="session")
def office(demo_data: Path, demo_site: str, browser: Any) -> Any:
    """Return the state of a browser signed in as the office."""
    return _signed_in(demo_data, demo_site, browser, "office@")


@pytest.fixture(scope="session")
def manager(demo_data: Path, demo_site: str, browser: Any) -> Any:
    """Return the state of a browser signed in as the manager of a museum."""
    return _signed_in(demo_data, demo_site, browser, "responsable@saint-omer")


@pytest.fixture(scope="session")
def links(demo_data: Path) -> Any:
    """Return the tokens of a reader's own links, by what each opens: made as a mail would bear them."""
    words = ["manage", "shell", "-v0", "-c", READER_LINKS]
    return json.loads(coffret(*words, data=demo_data).stdout.splitlines()[-1])


@pytest.fixture(scope="session")
def opened(demo_site: str, browser: Any, office: Any, manager: Any, request: pytest.FixtureRequest) -> Iterator[Opened]:
    """Give what opens a page of the tables by its name, in a context of its own; contexts are closed at the end."""
    contexts = []
    # Where the links led, and what the browser kept on the way (its language): they are followed once for each page.
    known: dict[str, tuple[str, Any]] = {}

    def steps(name: str) -> tuple[str, ...]:
        if name in READER:
            opens, path = READER[name]
            return (path.format(request.getfixturevalue("links")[opens]),)
        return DESK.get(name) or MUSEUM.get(name) or SITE.get(name) or (PAGES[name],)

    def seen_by(name: str) -> Any:
        return office if name in DESK else manager if name in MUSEUM else None

    def open_page(name: str, **options: Any) -> Any:
        path, *links = steps(name)
        address, state = known.get(name) or (demo_site + path, seen_by(name))
        context = browser.new_context(storage_state=state, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        for link in () if name in known else links:
            page.goto(_next(page, link))
        known[name] = page.url, context.storage_state()
        return page

    yield open_page
    for context in contexts:
        context.close()


def _next(page: Any, link: str) -> str:
    """Return where a link of a page leads; of « +versions/ », the address so called below that of the page."""
    if link.startswith("+"):
        return urljoin(page.url, link[1:])
    href = page.locator(f"main >> {link}").first.evaluate("link => link.closest('a').getAttribute('href')")
    return urljoin(page.url, href)


@pytest.fixture(scope="session")
def html_faults(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return name → what the Nu HTML checker says of each page as it was sent; one run for them all."""
    needs(VNU.exists() and which("java"), "the Nu HTML checker")
    folder = tmp_path_factory.mktemp("html")
    for name in EVERY:
        page = opened(name)
        (folder / f"{name}.html").write_bytes(page.context.request.get(page.url).body())
        page.context.close()
    command = ["java", "-Xss8m", "-jar", str(VNU), "--format", "json", *map(str, folder.iterdir())]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    faults: dict[str, list[str]] = {path.stem: [] for path in folder.iterdir()}
    for message in json.loads(result.stderr)["messages"]:
        if message["type"] == "error":
            faults[Path(message["url"]).stem].append(f"{message.get('lastLine')}: {message['message']}")
    return faults


@pytest.mark.parametrize("name", EVERY)
def test_html_is_valid(name: str, html_faults: dict[str, list[str]]):
    assert not html_faults[name], "\n".join(html_faults[name])


@pytest.mark.parametrize("name", EVERY)
def test_axe_finds_nothing(name: str, opened: Opened):
    needs(AXE.exists(), "axe-core")
    # Without motion, colours do not take time to change with the scheme.
    page = opened(name, reduced_motion="reduce")
    try:
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        page.evaluate(AXE.read_text())
        found = {scheme: _looked_at(page, scheme) for scheme in SCHEMES}
    finally:
        page.context.close()
    for scheme, (faults, wider) in found.items():
        assert not faults, f"{scheme}: {json.dumps(faults, indent=1, ensure_ascii=False)}"
        assert wider <= 0, f"{name} is {wider} pixels wider than its window ({scheme})"


def _looked_at(page: Any, scheme: str) -> tuple[list[Any], int]:
    """Return what axe says of the page in a scheme and its window, and by how many pixels it is too wide for it."""
    page.set_viewport_size(SCHEMES[scheme])
    page.emulate_media(color_scheme=scheme)
    violations = page.evaluate("async () => (await axe.run()).violations")
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in violations], wider
