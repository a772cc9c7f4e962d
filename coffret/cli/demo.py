"""`coffret demo`: a collection to try Coffret with, handed in and published as museums would."""

import argparse
import json
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from coffret.accounts.models import User
from coffret.authorities import museofile, vocabularies
from coffret.authorities.models import Scheme
from coffret.base.text import grouped
from coffret.catalogue.models import Record
from coffret.cli.demonstration import dirty, letters, museums
from coffret.cli.demonstration.collection import HERE, collection, museum_codes
from coffret.cli.demonstration.people import PEOPLE, known_passwords, make_accounts
from coffret.cli.demonstration.site import fill
from coffret.cli.demonstration.workshop import Workshop
from coffret.cli.drawing import draw
from coffret.images.models import Image
from coffret.search.index import follow
from coffret.submissions import actions
from coffret.submissions.models import Stage, Submission

HELP = "Charger la collection de démonstration : musées, notices, images, comptes. Relancée, elle ne change rien."
OFFICE = PEOPLE[0].email
WRITER = PEOPLE[2].email
EDITOR = PEOPLE[4].email
MANAGER = PEOPLE[1].email
REVIEWED = PEOPLE[3].email
# What the demonstration holds has grown: one of an earlier edition is completed. 2: the office's site. 3: its letters.
# 4: the museums' workshop.
EDITION = 4


def arguments(parser: argparse.ArgumentParser) -> None:
    """--force, --processes."""
    parser.add_argument(
        "--force", action="store_true", help="compléter la démonstration même si le dossier de données a déjà servi"
    )
    parser.add_argument(
        "--processes", type=int, default=0, metavar="N", help="processus qui dessinent (défaut : un par cœur)"
    )
    parser.add_argument("--base-url", default="http://127.0.0.1:8000", metavar="ADRESSE", help="adresse à imprimer")


def run(args: argparse.Namespace) -> int:
    """Load the demonstration unless it is there; print where to go; return 0, or 1 when records were refused."""
    marker = Path(settings.DATA) / "demonstration.json"
    state = _state(marker)
    refused = 0
    if state == "complete" and not args.force:
        print("La collection de démonstration est déjà là : rien n’a changé.")
    elif not state and not args.force and _in_use():
        print(
            "Ce dossier de données contient déjà des notices : la démonstration n’y ajoute rien (--force l’y ajoute)."
        )
    else:
        _write(marker, "begun")
        refused = _load(args.processes)
        _write(marker, "complete")
    _show_way(args.base_url)
    return 1 if refused else 0


def _state(marker: Path) -> str:
    """Return where the demonstration stands: complete, begun (or of an earlier edition), « » when there is none."""
    try:
        kept = json.loads(marker.read_text(encoding="utf-8"))
        return str(kept["state"]) if kept.get("edition") == EDITION else "begun"
    except (FileNotFoundError, ValueError, KeyError):
        return ""


def _write(marker: Path, state: str) -> None:
    part = marker.with_suffix(".part")
    part.write_text(
        json.dumps({"state": state, "edition": EDITION, "at": timezone.now().isoformat()}), encoding="utf-8"
    )
    part.rename(marker)


def _in_use() -> bool:
    return Record.objects.exists() or Submission.objects.exists()


def _load(processes: int) -> int:
    """Do every step that is not done yet; return how many records of the collection were refused."""
    started = time.monotonic()
    folder = Path(settings.DATA) / "demonstration"
    with Workshop.opened(folder, processes) as workshop:
        chosen = {museum: collection(museum) for museum in museum_codes()}
        for museum, items in chosen.items():
            if not _published(workshop.deliver(museum, items)):
                workshop.begin(museum, items)
        _step("Musées", lambda: f"{museofile.load(HERE / 'museums.csv').total} du répertoire national")
        _step("Vocabulaires", _load_vocabularies)
        people = make_accounts(_accounts())
        _step("Comptes", lambda: ", ".join(people))
        museums.enrol(list(chosen), people[OFFICE])
        refused = _publish_all(workshop, chosen, people[OFFICE])
        _step("Index", lambda: f"à jour ({grouped(follow())} faits)")
        _step("Images", lambda: f"{grouped(draw().made)} découpées pour l’agrandissement")
        _step("Versement à corriger", lambda: _hand_in_dirty(people[WRITER]))
        _step("Atelier des musées", lambda: museums.fill(people[MANAGER], people[WRITER], people[REVIEWED]))
    _step("Site du bureau", lambda: fill(people[OFFICE], people[EDITOR]))
    _step("Lettres", lambda: letters.fill(people[OFFICE], people[EDITOR]))
    follow()
    _step("Conformité", museums.measure)
    print(f"Démonstration prête en {time.monotonic() - started:.0f} s.", flush=True)
    return refused


def _step(name: str, do: Callable[[], str]) -> None:
    print(f"{name} : {do()}", flush=True)


def _load_vocabularies() -> str:
    """Load the short lists of the demonstration, never over a list that somebody loaded."""
    loaded = set(Scheme.objects.order_by("code").values_list("code", flat=True))
    wanted = [path for path in sorted((HERE / "vocabularies").glob("*.txt")) if path.stem not in loaded]
    for path in wanted:
        vocabularies.load(path.stem, path)
    return f"{len(wanted)} listes partielles ({', '.join(path.stem for path in wanted)})" if wanted else "déjà chargés"


def _published(path: Path) -> bool:
    return Submission.objects.filter(sha256=_sum(path), stage__in=(Stage.PUBLISHED, Stage.REVERTED)).exists()


def _sum(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _publish_all(workshop: Workshop, chosen: dict[str, list[Any]], office: User) -> int:
    refused = 0
    for number, (museum, items) in enumerate(chosen.items(), 1):
        path = workshop.deliver(museum, items)
        if not _published(path):
            _forget_half_done(path)
            submission = actions.submit(
                path, museum=museum, images=workshop.images(museum), publication=True, user=office
            )
            refused += submission.rejected
            about = f"{submission.created} notices, {sum(len(item.pictures) for item in items)} images"
            print(f"  {number:>2}/{len(chosen)} {museum} {items[0].values['LOCA']} : {about}", flush=True)
        workshop.clear(museum)
    return refused


def _forget_half_done(path: Path) -> None:
    """Remove the submission of this file that a kill left checked and unpublished."""
    for submission in Submission.objects.filter(sha256=_sum(path), stage=Stage.CHECKED).order_by("pk"):
        actions.forget(submission)


def _hand_in_dirty(writer: User) -> str:
    """Hand in the folder that needs correcting, and leave it checked: its report is what there is to see."""
    path = museums.folder(Path(settings.DATA))
    if Submission.objects.filter(sha256=_sum(path)).exclude(stage=Stage.RECEIVED).exists():
        return "déjà versé"
    submission = actions.submit(path, museum=dirty.MUSEUM, images=path.parent / "photos", user=writer)
    return f"{submission.created + submission.updated} notices acceptées, {submission.rejected} refusées, non publié"


def _accounts() -> Path:
    return Path(settings.DATA) / "demo_accounts.json"


def _show_way(address: str) -> None:
    """Print figures, addresses worth seeing, accounts."""
    print(f"\n{grouped(Record.objects.count())} notices, {grouped(Image.objects.count())} images.")
    print("\nÀ voir")
    submission = Submission.objects.filter(file_name=dirty.NAME).order_by("-pk").first()
    places = [
        ("le site", "/"),
        ("le coffret de Saint-Omer", "/notices/M0650000001"),
        ("le triptyque de Tours", "/notices/M0266000001"),
        ("une recherche", "/recherche?q=courbet"),
        ("les musées", "/musees"),
        ("la carte, les chiffres", "/carte"),
        ("les notices de mai 2026", "/notices-du-mois/2026-05"),
        ("les normes des images", "/ressources/images"),
        ("l’agenda", "/agenda/"),
        ("la lettre de mai 2026", "/lettres/nouveautes/2026-05-11"),
        ("les contrôles", "/aide/controles"),
    ]
    if submission:
        places.append(("un versement à corriger", submission.get_absolute_url()))
    for name, path in places:
        print(f"  {name:<26} {address}{path}")
    print(f"\nÀ verser soi-même (atelier, « Verser ») : {Path(settings.DATA) / museums.FOLDER}")
    passwords = known_passwords(_accounts())
    if passwords:
        print("\nComptes de démonstration (atelier : " + address + "/pro/)")
    for person in PEOPLE:
        if person.email in passwords:
            print(f"  {person.email:<36} {passwords[person.email]}")
