"""Takes the pictures of the guides from a running demonstration: `python docs/screenshots.py [ADDRESS] [--all]`.

Needs Debian's chromium. ``--account ADDRESS PASSWORD`` (the office's, printed by `make run`) adds the workshop,
``--museum ADDRESS PASSWORD`` (the manager's of Saint-Omer) the museums' side of it. With ``--all`` every page is taken at 390, 820 and 1440 px, light and dark, into ``var/shots``.
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
GUIDE = HERE / "guide" / "images"

NOTICE = "/notices/M0650000001"
# name -> address; those the guides show.
PUBLIC = {
    "accueil": "/",
    "recherche": "/recherche?q=portrait",
    "ressource": "/ressources/images",
    "agenda": "/agenda/",
    "chiffres": "/chiffres",
    "carte": "/carte",
    "lettre": "/lettres/nouveautes/2026-05-11",
    "abonnement": "/lettres/abonnement",
    "signaler": f"{NOTICE}/signaler?champ=DENO",
    "donnees": "/donnees",
}
# name -> address, then what to do from there: the words of a link to follow; « ?… », what to ask of the page reached;
# « @… », the place to bring to the top; « !… », the words of a button to press; « ~… », what to wait for.
DESK = {
    "atelier": ["/pro/"],
    "redaction": ["/pro/redaction/"],
    "fiche": ["/pro/redaction/?genre=news", "Ce que disent les procès-verbaux"],
    "versions": [
        "/pro/redaction/?genre=resource",
        "Les images : normes et bonnes pratiques",
        "Versions et journal",
        "?de=1&a=2",
    ],
    "suggestions": ["/pro/redaction/suggestions"],
    "inscrits": ["/pro/agenda/", "Photographier en réserve"],
    "lettres": ["/pro/lettres/"],
    "numero": ["/pro/lettres/", "Nouveautés du catalogue :", "@#g-sections"],
    "messagerie": ["/pro/lettres/", "Mai 2026", "Aperçus", "?mode=client&client=orange"],
    "envoi": ["/pro/lettres/", "Nouveautés du catalogue :", "Préparer l’envoi"],
    "envoi-compte": ["/pro/lettres/", "Mai 2026"],
    "envoi-chiffres": ["/pro/lettres/", "Mai 2026", "Chiffres"],
    "rythme": ["/pro/lettres/rythme"],
    "abonnes": ["/pro/lettres/abonnes/?q=musee2"],
    "domaine": ["/pro/lettres/domaine", "!Vérifier", "~.dom-points", "@.dom"],
    "musees-inscrits": ["/pro/musees/"],
    "conformite": ["/pro/conformite/"],
    "inviter": ["/pro/comptes/", "Inviter quelqu’un"],
}
# The same, for the manager of a museum; « + » presses what stands there, « ^ » chooses a folder to hand in.
HURRIED = ["/pro/versements", "versement_a_corriger.txt"]
MUSEUM = {
    "musee-a-faire": ["/pro/"],
    "musee-verser": ["/pro/verser/", "^#hand-folder", "@.hand-museum"],
    "musee-rapport": HURRIED,
    "musee-corriger": [*HURRIED, "Par valeur", "@.part:has-text('assiete')"],
    "musee-ligne": ["/pro/versements", "M0650000002.jsonl", "Toutes les lignes", "M0650000002"],
    "musee-publier": [
        *HURRIED,
        "En choisir une partie",
        *(f"+tbody tr:nth-of-type({row}) [name=ligne]" for row in (3, 4, 6)),
    ],
    "musee-versions": ["/pro/notices/M0650000002/versions", "!Comparer ces deux versions"],
    "musee-modifier": [f"/pro{NOTICE}/modifier"],
    "musee-pourquoi": ["/pro/pourquoi?q=2019.4.1"],
    "musee-conformite": ["/pro/musees/M0650/conformite/"],
    "musee-signalement": ["/pro/signalements/", "Coffret à bijoux"],
    "musee-corrections": ["/pro/musees/M0650/corrections/"],
    "musee-notices": ["/pro/notices/"],
    "musee-images": ["/pro/images/"],
    "musee-exports": ["/pro/musees/M0650/exports"],
    "musee-personnes": ["/pro/musees/M0650/personnes/"],
}
# Those of the museum's that no guide shows.
UNGUIDED = ("musee-corrections", "musee-notices", "musee-images", "musee-exports", "musee-personnes")
MORE = {
    "notice": NOTICE,
    "musees": "/musees",
    "mosaique": "/recherche?vue=mosaique",
    "facettes": "/recherche?domaine=peinture",
    "sans-reponse": "/recherche?q=zzzxqy",
    "musee": "/musees/M0650",
    "actualites": "/actualites/",
    "notices-du-mois": "/notices-du-mois/",
    "musees-du-mois": "/musees-du-mois/",
    "evenement": "/agenda/journee-du-recolement-2026",
    "plan": "/plan-du-site",
    "aide": "/aide/",
    "controles": "/aide/controles",
    "controle": "/aide/controles/REC001",
    "champs": "/aide/champs",
    "connexion": "/pro/connexion/",
}


def main() -> None:
    """Take the pictures the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--account", nargs=2, metavar=("ADRESSE", "MOT_DE_PASSE"))
    parser.add_argument("--museum", nargs=2, metavar=("ADRESSE", "MOT_DE_PASSE"))
    args = parser.parse_args()
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        if args.all:
            everything(chromium, args)
        else:
            for name, path in PUBLIC.items():
                take(chromium, args.address + path, GUIDE / f"{name}-1440.png", 1440, "light")
            images(chromium, args.address, GUIDE, 1440, "light")
            if args.account:
                signed_in(chromium, args, GUIDE, 1440, "light")
            if args.museum:
                museum(chromium, args, GUIDE, 1440, "light")


def everything(chromium: Any, args: argparse.Namespace) -> None:
    """Take every page at three widths in both schemes."""
    shots = Path("var/shots")
    for scheme in ("light", "dark"):
        for width in (390, 820, 1440):
            for name, path in {**PUBLIC, **MORE}.items():
                take(chromium, args.address + path, shots / f"{name}-{width}-{scheme}.png", width, scheme, full=True)
            images(chromium, args.address, shots, width, scheme, full=True)
            if args.account:
                signed_in(chromium, args, shots, width, scheme, full=True)
            if args.museum:
                museum(chromium, args, shots, width, scheme, full=True)


def signed_in(
    chromium: Any, args: argparse.Namespace, folder: Path, width: int, scheme: str, full: bool = False
) -> None:
    """Take the workshop's pages as the office's account given."""
    context = entered(chromium, args.address, args.account, width, scheme)
    for name, steps in DESK.items():
        followed(
            context.pages[0], args.address, steps, folder / f"{name}-{width}{'-' + scheme if full else ''}.png", full
        )
    if not full:
        mail(chromium, context, folder)
    context.close()


def museum(chromium: Any, args: argparse.Namespace, folder: Path, width: int, scheme: str, full: bool = False) -> None:
    """Take the museums' side of the workshop as the manager's account given."""
    context = entered(chromium, args.address, args.museum, width, scheme)
    for name in [name for name in MUSEUM if full or name not in UNGUIDED]:
        path = folder / f"{name}-{width}{'-' + scheme if full else ''}.png"
        followed(context.pages[0], args.address, MUSEUM[name], path, full)
    context.close()


def entered(chromium: Any, address: str, account: list[str], width: int, scheme: str) -> Any:
    """Return a browser signed in to the workshop, one page open."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{address}/pro/connexion/")
    page.fill("[name=login]", account[0])
    page.fill("[name=password]", account[1])
    page.click("main button[type=submit]")
    return context


def followed(page: Any, address: str, steps: list[str], path: Path, full: bool) -> None:
    """Go to a page by its steps (see DESK) and take it."""
    page.goto(address + steps[0], wait_until="networkidle")
    for words in steps[1:]:
        step(page, words)
    save(page, path, full)


def step(page: Any, words: str) -> None:
    """Do one step of DESK."""
    if words.startswith("?"):
        page.goto(page.url.split("?")[0] + words, wait_until="networkidle")
    elif words.startswith("@"):
        page.locator(words[1:]).first.evaluate("place => place.scrollIntoView()")
        page.wait_for_timeout(500)
    elif words.startswith("+"):
        page.locator(words[1:]).first.click()
    elif words.startswith("^"):
        with TemporaryDirectory() as place:
            page.locator(words[1:]).set_input_files(export(Path(place) / "J_M0650-0002_2026-11-22"))
            page.wait_for_timeout(3000)  # each picture is read
    elif words.startswith("!"):
        page.locator("main").get_by_role("button", name=words[1:]).first.click()
    elif words.startswith("~"):
        for _turn in range(60):  # the worker makes it
            if page.locator(words[1:]).count():
                break
            page.wait_for_timeout(2000)
            page.reload(wait_until="networkidle")
    else:
        page.locator("main").get_by_role("link", name=words).first.click()
        page.wait_for_load_state("networkidle")


def mail(chromium: Any, signed: Any, folder: Path) -> None:
    """Take the mail of May as it left, side by side: on a wide screen, and on a phone in the dark."""
    page = signed.new_page()
    page.goto(signed.pages[0].url.split("/pro/")[0] + "/pro/lettres/", wait_until="networkidle")
    step(page, "Mai 2026")
    address = page.url.rpartition("/")[0] + "/apercu/courriel?mode="
    taken = []
    for mode, width in (("page", 820), ("dark", 390)):
        page.set_viewport_size({"width": width, "height": 1200})
        page.goto(address + mode, wait_until="networkidle")
        taken.append(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
    both = Image.new("RGB", (sum(one.width for one in taken), 1200))
    for place, one in zip((0, taken[0].width), taken, strict=True):
        both.paste(one, (place, 0))
    both.quantize(256).save(folder / "courriel-1440.png", optimize=True)


def images(chromium: Any, address: str, folder: Path, width: int, scheme: str, full: bool = False) -> None:
    """Take the open viewer, the checking page with its results, and the report of the command on the same images."""
    end = f"{width}{'-' + scheme if full else ''}.png"
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="fr-FR")
    page = context.new_page()
    page.goto(address + NOTICE, wait_until="networkidle")
    page.locator("[data-zoom]").click()
    page.locator(".waiting").wait_for(state="detached")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("+")
    page.wait_for_timeout(2000)  # the tiles nearer, the small map and the level of zoom
    save(page, folder / f"visionneuse-{end}", full=False)
    with TemporaryDirectory() as place:
        files = samples(Path(place) / "images")
        page.goto(f"{address}/images/verifier", wait_until="networkidle")
        page.locator("#files").set_input_files(files)
        page.locator("#checker .verdict:visible").nth(len(files) - 1).wait_for()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(2000)  # the thumbnails come once every image is judged
        save(page, folder / f"verifier-{end}", full)
        report = Path(place) / "rapport.html"
        words = ["images", "check", ".", "--html", "-o", str(report)]
        own = os.environ | {"COFFRET_DATA": str(Path(place) / "data")}
        subprocess.run([sys.executable, "-m", "coffret.cli.main", *words], cwd=files[0].parent, env=own, check=False)  # noqa: S603 - our own command; it exits 1 on faults
        page.goto(report.as_uri(), wait_until="networkidle")
        save(page, folder / f"rapport-images-{end}", full)
    context.close()


def samples(folder: Path) -> list[Path]:
    """Write images to check, sound and not, into ``folder``."""
    folder.mkdir()
    sound, small, cut = (folder / name for name in ("M0650_paysage.jpg", "M0650_vignette.jpg", "M0650_coupee.jpg"))
    picture = Image.linear_gradient("L").resize((2000, 1600)).convert("RGB")
    picture.save(sound, quality=92, dpi=(72, 72))
    picture.resize((500, 400)).save(small, quality=92, dpi=(300, 300))
    cut.write_bytes(sound.read_bytes()[:9000])
    return [sound, small, cut]


def export(folder: Path) -> Path:
    """Write what a museum hands in, a file of notices and its images, into ``folder``; returns it."""
    rows = [f"REF\nM065000600{place}\nREFIM\n{path.name}" for place, path in enumerate(samples(folder))]
    (folder / f"{folder.name}.txt").write_text("\n\n".join(rows), encoding="utf-8")
    return folder


def take(chromium: Any, url: str, place: Path, width: int, scheme: str, full: bool = False) -> None:
    """Take one page."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="fr-FR")
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    save(page, place, full)
    context.close()


def save(page: Any, place: Path, full: bool) -> None:
    """Write the picture of the page where it is, in 256 colours: a guide is read over any line."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(page.screenshot(full_page=full))) as picture:
        picture.convert("RGB").quantize(256).save(place, optimize=True)


if __name__ == "__main__":
    main()
