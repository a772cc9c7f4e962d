"""`coffret doctor`: is this instance well? Each line says ok, attention or faute, and what to do."""

import argparse
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coffret.accounts.models import Office, User
from coffret.base import outbox
from coffret.base.errors import Refused
from coffret.base.models import DutyRun, Job, Mail
from coffret.catalogue.log import last_sequence
from coffret.catalogue.models import Record
from coffret.editorial.files import documents
from coffret.editorial.models import Document
from coffret.images.backends import masters
from coffret.images.derived import upkeep
from coffret.images.models import Awaited, Image
from coffret.images.store import has
from coffret.search import index, soundness, store

HELP = "Vérifier l’état de cette installation."
PREPARE = False
LOW_DISK = 1_000_000_000  # bytes
# Images of a bucket looked for, each by a request of its own; ten times as many on this machine.
LOOKED_AT = 20
# A worker sends mail within seconds: one nobody tried for so long says that none runs.
LATE_MAIL = timedelta(minutes=10)
# So does a job nobody began; those that failed are told of for a week.
LATE_JOB, TOLD_OF = timedelta(minutes=10), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Result:
    """One check: ``state`` is ok, attention or faute."""

    name: str
    state: str
    detail: str
    remedy: str = ""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare --json."""
    parser.add_argument("--json", action="store_true", help="un document JSON")


def run(args: argparse.Namespace) -> int:
    """Print every check; return 1 when one is a fault."""
    results = list(examine())
    if args.json:
        print(json.dumps({"checks": [asdict(result) for result in results]}, ensure_ascii=False))
    else:
        for result in results:
            print(f"{result.state:<10} {result.name} : {result.detail}")
            if result.remedy:
                print(f"{'':<10} → {result.remedy}")
    return int(any(result.state == "faute" for result in results))


def examine() -> Iterator[Result]:
    """Yield the results, one check after the other; what needs the schema waits for it."""
    for check in (data_directory, free_disk, secret_key, database):
        yield check()
    schema = schema_current()
    yield schema
    if schema.state == "ok":
        later: tuple[Callable[[], Result], ...] = (search_index, image_place, image_masters, image_derivatives)
        for check in (*later, office_files, administrators, mail, jobs, duties):
            yield check()


def data_directory() -> Result:
    """The data directory must be writable."""
    name, detail = _("dossier de données"), str(settings.DATA)
    if os.access(settings.DATA, os.W_OK | os.X_OK):
        return Result(name, "ok", detail)
    return Result(name, "faute", detail, _("Donner au compte qui lance Coffret le droit d’y écrire."))


def free_disk() -> Result:
    """A full disk stops publications."""
    free = shutil.disk_usage(settings.DATA).free
    detail = _("%.1f Go libres") % (free / 1e9)
    if free >= LOW_DISK:
        return Result(_("disque"), "ok", detail)
    return Result(_("disque"), "attention", detail, _("Libérer au moins 1 Go."))


def secret_key() -> Result:
    """The key that signs sessions must be readable by its owner alone."""
    path = settings.DATA / "secret_key"
    if not path.exists():
        return Result(_("clé secrète"), "ok", _("donnée par COFFRET_SECRET_KEY"))
    if path.stat().st_mode & 0o077:
        return Result(_("clé secrète"), "faute", str(path), _("Restreindre ses droits : chmod 600."))
    return Result(_("clé secrète"), "ok", str(path))


def database() -> Result:
    """The database must answer and, on SQLite, be whole."""
    if connection.vendor != "sqlite":
        return Result(_("base de données"), "ok", connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        verdict = cursor.fetchone()[0]
    detail = f"SQLite {sqlite3.sqlite_version}"
    if verdict == "ok":
        return Result(_("base de données"), "ok", detail)
    return Result(_("base de données"), "faute", f"{detail}, {verdict}", _("Restaurer la dernière sauvegarde."))


def schema_current() -> Result:
    """The schema must be the one of this code."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return Result(_("schéma"), "ok", _("à jour"))
    remedy = _("Lancer « coffret manage migrate ».")
    return Result(_("schéma"), "faute", _("%d migration(s) à passer") % len(plan), remedy)


def search_index() -> Result:
    """The index must follow the change log, and be whole: every byte of it is read."""
    name, live = _("index de recherche"), store.current()
    fault = live and (store.condemned(live) or soundness.fault(live, thorough=True))
    if fault:
        return Result(name, "faute", fault, _("Lancer « coffret reindex »."))
    held, wanted = index.held(), last_sequence()
    detail = _("%(held)d sur %(wanted)d faits du journal") % {"held": held, "wanted": wanted}
    if rebuilt := store.rebuilt():
        day = date_format(timezone.localtime(datetime.fromtimestamp(rebuilt[0], UTC)), "j F Y")
        detail += _(" ; reconstruit le %(day)s : %(why)s") % {"day": day, "why": rebuilt[1]}
    if held >= wanted:
        return Result(name, "ok", detail)
    return Result(name, "attention", detail, _("Lancer « coffret worker », ou « coffret reindex »."))


def image_place() -> Result:
    """The place of masters, folder or bucket, must take, give back and remove what it is given."""
    name, place = _("dépôt des images"), masters()
    try:
        place.check()
    except Refused as refusal:
        told, _dot, remedy = str(refusal).partition(". ")
        return Result(name, "faute", told, remedy)
    return Result(name, "ok", place.where)


def image_masters() -> Result:
    """Masters named by the catalogue must be in the store (the last ones are looked at)."""
    name = _("images")
    looked_at = LOOKED_AT if settings.IMAGES_BUCKET[0] else 10 * LOOKED_AT
    contents = list(Image.objects.order_by("-pk").values_list("sha256", flat=True)[:looked_at])
    try:
        lost = [sha256 for sha256 in contents if not has(sha256)]
    except Refused:  # said of the place already
        return Result(name, "attention", _("non vérifiées"))
    if lost:
        detail = _("%d fichier(s) absents, dont %s") % (len(lost), lost[0])
        return Result(name, "faute", detail, _("Restaurer le dépôt des images."))
    found = {"images": len(contents), "records": Record.objects.count()}
    return Result(name, "ok", _("%(images)d vérifiées, %(records)d notices") % found)


def image_derivatives() -> Result:
    """Thumbnails and pyramids must follow publications; what could not be made is named."""
    name, remedy = _("vignettes et pyramides"), _("Lancer « coffret worker », ou « coffret rebuild --images ».")
    aside = Awaited.objects.filter(failures__gte=upkeep.ATTEMPTS).order_by("pk")
    first = aside.first()
    if first:
        detail = _("%d image(s) n’ont pu être découpées, dont %s (%s)") % (aside.count(), first.sha256, first.reason)
        return Result(name, "attention", detail, remedy)
    left = upkeep.waiting()
    if left:
        return Result(name, "attention", _("%d image(s) à découper") % left, remedy)
    contents = Image.objects.order_by("-pk").values_list("sha256", flat=True)[: 10 * LOOKED_AT]
    lacking = sum(not upkeep.whole(sha256) for sha256 in contents)
    if lacking:
        detail = _("%d image(s) sans vignettes ou sans pyramide") % lacking
        return Result(name, "attention", detail, _("Lancer « coffret rebuild --images »."))
    return Result(name, "ok", _("à jour"))


def office_files() -> Result:
    """Documents the office offers must be in the data directory."""
    name, lost = _("documents du bureau"), documents.lost()
    if lost:
        detail = _("%d fichier(s) absents, dont %s") % (len(lost), lost[0])
        return Result(name, "faute", detail, _("Restaurer le dossier documents."))
    return Result(name, "ok", str(Document.objects.count()))


def administrators() -> Result:
    """Somebody must be able to invite the others."""
    count = User.objects.filter(office=Office.ADMINISTRATOR, is_active=True).count()
    name = _("administrateurs")
    if count:
        return Result(name, "ok", str(count))
    remedy = _("Inviter le premier : coffret accounts invite ADRESSE --office administrator.")
    return Result(name, "attention", _("aucun"), remedy)


def mail() -> Result:
    """What was promised by mail must leave."""
    waiting, lost = outbox.waiting()
    name, detail = _("courrier"), _("%(waiting)d à partir, %(lost)d abandonnés") % {"waiting": waiting, "lost": lost}
    late = Mail.objects.filter(sent_at__isnull=True, attempts=0, queued_at__lt=timezone.now() - LATE_MAIL)
    if late.exists():
        return Result(name, "attention", detail, _("Lancer « coffret worker », ou « coffret serve » qui le lance."))
    if lost:
        said = Mail.objects.filter(given_up=True).order_by("-queued_at", "-pk").values_list("error", flat=True).first()
        remedy = _("Vérifier COFFRET_MAIL_URL ; le relais a dit : %s") % said
        return Result(name, "attention", detail, remedy)
    return Result(name, "ok", detail)


def jobs() -> Result:
    """What museums asked for must be done: examining what they sent, publishing, taking back, correcting."""
    now = timezone.now()
    waiting = Job.objects.filter(ended_at__isnull=True)
    failed = Job.objects.filter(ended_at__gt=now - TOLD_OF).exclude(failure="").order_by("-ended_at", "-pk")
    name = _("travaux des musées")
    detail = _("%(waiting)d en cours, %(failed)d échoués en sept jours") % {
        "waiting": waiting.count(),
        "failed": failed.count(),
    }
    if waiting.filter(attempts=0, next_at__lt=now - LATE_JOB).exists():
        return Result(name, "attention", detail, _("Lancer « coffret worker », ou « coffret serve » qui le lance."))
    if last := failed.first():
        remedy = _(
            "Le dernier (%(kind)s %(key)s) a dit : %(said)s. Corriger la cause, puis le redemander dans l’atelier."
        )
        return Result(name, "attention", detail, remedy % {"kind": last.kind, "key": last.key, "said": last.failure})
    return Result(name, "ok", detail)


def duties() -> Result:
    """What is done again and again must succeed."""
    failed = list(DutyRun.objects.filter(failed=True).values_list("name", "said"))
    name = _("tâches")
    if not failed:
        return Result(name, "ok", _("%d tenues") % DutyRun.objects.filter(ended_at__isnull=False).count())
    detail = " ; ".join(f"{duty} : {said}" for duty, said in failed)
    return Result(
        name, "attention", detail, _("Elles sont réessayées ; le journal de « coffret worker » dit le reste.")
    )
