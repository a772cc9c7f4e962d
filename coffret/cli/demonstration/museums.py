"""The museums' side of the demonstration: who takes part, what waits there, what was corrected and said."""

from pathlib import Path

from coffret.accounts import participations
from coffret.accounts.models import Participation, User
from coffret.authorities.models import Museum
from coffret.base.models import Mail
from coffret.base.rules import Severity
from coffret.catalogue.models import Record, RecordVersion
from coffret.cli.demonstration import dirty
from coffret.conformity import dumps, measuring
from coffret.submissions import reviewing
from coffret.submissions.forming.writing import submit
from coffret.submissions.mending import accepting, keeping
from coffret.submissions.models import Acceptance, Correction, FindingGroup, Remark, Review, Submission
from coffret.submissions.remarks import making

# Left in the data directory: a folder to hand in, as a museum would drag it.
FOLDER = Path("a-verser") / "saint-omer"
REVIEWED = "M0266"
CHANGED = "M0650000002"
ASKED_ABOUT = "M0650000001"
TRIPTYCH = "M0266000001"


def folder(data: Path) -> Path:
    """Write the folder that needs correcting, notices and pictures, where it stays; return the file of its notices."""
    dirty.pictures(data / FOLDER / "photos")
    return dirty.write(data / FOLDER / dirty.NAME)


def enrol(codes: list[str], by: User) -> None:
    """Make the museums of the collection take part; the office reads those of REVIEWED first."""
    participations.enrol_missing(codes, by=by)
    if Participation.objects.filter(museum=REVIEWED, changed_at=None).exists():
        participations.choose_review(REVIEWED, True, by=by)


def fill(manager: User, writer: User, reviewed: User) -> str:
    """Give the museums a life, once: versions, a habit, an alert accepted, a remark, a question; return it in words."""
    said = [
        _versions(writer, manager),
        _habit(manager),
        _accepted(manager),
        _remark(),
        _question(reviewed),
    ]
    # Nobody reads the mail of these accounts.
    Mail.objects.filter(to__endswith=".example", sent_at=None).delete()
    return ", ".join(filter(None, said)) or "déjà là"


def measure() -> str:
    """Measure the museums that take part and make the public export, as every night does; return it in words."""
    codes = list(Participation.objects.order_by("museum").values_list("museum_id", flat=True))
    for code in codes:
        measuring.keep(code)
    made = dumps.make()
    return f"{len(codes)} musées mesurés, un export public de {made.count} notices"


def _versions(writer: User, manager: User) -> str:
    """Change a notice twice from the workshop, and publish each time."""
    record = Record.objects.filter(ref=CHANGED).first()
    if record is None or RecordVersion.objects.filter(record=record).exists():
        return ""
    for by, values in (
        (writer, {"BIBL": "Catalogue de démonstration, 2026, n° 2."}),
        (
            manager,
            {"BIBL": "Catalogue de démonstration, 2026, n° 2, reproduit p. 14.", "EXPO": "Exposition imaginée, 2026."},
        ),
    ):
        submit(values, museum="M0650", by=by, ref=CHANGED, publication=True)
    return "une notice et ses trois versions"


def _habit(manager: User) -> str:
    museum = Museum.objects.filter(pk=dirty.MUSEUM).first()
    if museum is None or Correction.objects.filter(museum=museum).exists():
        return ""
    keeping.keep(museum, field="DENO", before="assiete", after="assiette", by=manager)
    return "une correction habituelle"


def _accepted(manager: User) -> str:
    submission = Submission.objects.filter(file_name=dirty.NAME).order_by("-pk").first()
    if submission is None or Acceptance.objects.exists():
        return ""
    alerts = FindingGroup.objects.filter(submission=submission, severity=Severity.ALERTE, field="DACQ")
    group = alerts.exclude(value="").exclude(members=b"").order_by("pk").first()
    if group is None:
        return ""
    accepting.accept(submission, group, "Entré avant l’inventaire de 1876 : la date n’est pas connue.", by=manager)
    return "une alerte acceptée"


def _remark() -> str:
    record = Record.objects.filter(ref=ASKED_ABOUT).first()
    if record is None or Remark.objects.exists():
        return ""
    words = "Ce coffret n’est-il pas plutôt une layette ? Le compartiment intérieur le laisse penser."
    code = next(code for code in ("DENO", "TITR", "DESC") if making.can_be_said_of(record, code))
    making.make(record, code, making.Said(words, source="Inventaire de démonstration, folio 12"))
    return "un signalement de lecteur"


def _question(reviewed: User) -> str:
    if Review.objects.exists() or not Record.objects.filter(ref=TRIPTYCH).exists():
        return ""
    submission = submit({"BIBL": "Guide de démonstration, 2026, p. 3."}, museum=REVIEWED, by=reviewed, ref=TRIPTYCH)
    reviewing.ask(submission, words="Une référence ajoutée, rien d’autre ne change.", by=reviewed)
    return "une publication demandée au bureau"
