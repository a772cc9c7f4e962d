"""EDI030-EDI035: what each use of an image says of it; INF030-INF032: against the image itself and its notice."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.base.text import fold
from coffret.editorial.entries.references import Ref
from coffret.editorial.proofing.proof import PictureUse, Proof
from coffret.editorial.proofing.rules.sources import METHOD, NORMS, OURS, RGAA
from coffret.editorial.proofing.rules.wording import readings_of
from coffret.images.norms import RECOMMENDED_SHORT_SIDE

LONG_ALTERNATIVE = 250
_FILE_NAME = re.compile(
    r"^\S+\.(?:jpe?g|png|tiff?|webp|gif|bmp|svg)$|^(?:IMG|DSCN?|DSC_|P|PICT|image)[ _-]?\d{3,}$|^(?=\S*_)[\w-]+$", re.I
)
_IMAGE_OF = re.compile(
    r"^\s*(?:(?:une |l[’'])?(?:image|illustration)|(?:une |la )?photo|(?:une )?photographie montrant|picture|photo)"
    r"\s+(?:de\s+la\s+|de\s+l[’']|de\s+|d[’']|du\s+|des\s+|représentant\s+|montrant\s+|of\s+)"
    r"|^\s*(?:image|photo|photographie|illustration|visuel|picture)s?\s*\d*\s*$",
    re.IGNORECASE,
)
_FREE = re.compile(r"domaine public|public domain|\bcc0\b|publicdomain|libre de droits?", re.IGNORECASE)


@rule(
    "EDI030",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Texte alternatif absent"),
    message=_("L’image {picture_name} n’a pas de texte alternatif."),
    remedy=_("Dire ce qu’elle montre en une phrase, ou la déclarer décorative."),
    source=f"{RGAA}, critère 1.1",
    passes=Example({"body.figure.alt": "Un coffret d’émail bleu, ouvert"}),
    fails=Example({"body.figure.alt": ""}),
)
def missing(page: Proof) -> Iterator[Finding]:
    """Who does not see an image is told what it shows; of a decorative one, nothing: somebody says which."""
    for use in page.pictures:
        if not use.decorative and not use.alt.strip():
            yield use.finding("EDI030", "alt", "", picture_name=_named(page, use))


def _named(page: Proof, use: PictureUse) -> str:
    target = page.world.target(Ref("picture", str(use.picture)))
    name = use.caption or target.title
    return f"« {name[:80]} »" if name else f"{use.picture}"


@rule(
    "EDI031",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Nom de fichier en guise de texte alternatif"),
    message=_("Le texte alternatif est un nom de fichier : « {value} »."),
    remedy=_("Dire ce que l’image montre, en une phrase."),
    source=f"{RGAA}, critère 1.3",
    passes=Example({"body.figure.alt": "Un coffret d’émail bleu, ouvert"}),
    fails=Example({"body.figure.alt": "IMG_0412.jpg"}),
)
def file_name(page: Proof) -> Iterator[Finding]:
    """A file name tells nobody what an image shows."""
    for use in page.pictures:
        name = page.world.target(Ref("picture", str(use.picture))).title
        alt = use.alt.strip()
        if alt and (_FILE_NAME.search(alt) or (alt == name and "." in name)):
            yield use.finding("EDI031", "alt", use.alt)


@rule(
    "EDI032",
    target="entry",
    severity=Severity.ALERTE,
    title=_("« Image de » dans un texte alternatif"),
    message=_("Le texte alternatif commence par dire que c’est une image : « {value} »."),
    remedy=_("Dire seulement ce qu’elle montre : un lecteur d’écran annonce déjà une image."),
    source=f"{RGAA}, critère 1.3",
    passes=Example({"body.figure.alt": "Un coffret d’émail bleu, ouvert"}),
    fails=Example({"body.figure.alt": "Image d’un coffret d’émail"}),
)
def image_of(page: Proof) -> Iterator[Finding]:
    """The alternative begins with what is shown."""
    for use in page.pictures:
        if match := _IMAGE_OF.match(use.alt):
            rest = use.alt[match.end() :].strip()
            choices = [rest[:1].upper() + rest[1:]] if rest else []
            yield use.finding("EDI032", "alt", use.alt, *choices)


@rule(
    "EDI033",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Texte alternatif qui répète la légende"),
    message=_("Le texte alternatif répète la légende : « {value} »."),
    remedy=_("Dire ce que l’on voit, que la légende ne dit pas."),
    source=f"{RGAA}, critère 1.3",
    passes=Example({"body.figure.alt": "Un coffret d’émail bleu, ouvert", "body.figure.caption": "Coffret à bijoux"}),
    fails=Example({"body.figure.alt": "Coffret à bijoux", "body.figure.caption": "Coffret à bijoux"}),
)
def repeated(page: Proof) -> Iterator[Finding]:
    """Alternative and caption are read one after the other: they say two things."""
    for use in page.pictures:
        if use.alt and fold(use.alt.strip(" .")) == fold(use.caption.strip(" .")):
            yield use.finding("EDI033", "alt", use.alt)


@rule(
    "EDI034",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Texte alternatif très long"),
    message=_("Ce texte alternatif fait {length} caractères : « {value} »."),
    remedy=_("S’en tenir à une phrase ou deux ; le reste va dans la légende ou dans le texte, où chacun le lit."),
    source=f"{RGAA}, critère 1.3",
    passes=Example({"body.figure.alt": "Un coffret d’émail bleu, ouvert"}),
    fails=Example({"body.figure.alt": "Un coffret d’émail bleu, ouvert sur une table de marbre, " * 5}),
)
def long_alternative(page: Proof) -> Iterator[Finding]:
    """An alternative is heard at one go."""
    for use in page.pictures:
        if len(use.alt) > LONG_ALTERNATIVE:
            yield use.finding("EDI034", "alt", use.alt, length=len(use.alt))


@rule(
    "EDI035",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Crédit d’une image absent"),
    message=_("L’image {picture_name} n’a pas de crédit."),
    remedy=_("Écrire le crédit, ou dire dans les droits que l’image est dans le domaine public."),
    source=f"{OURS} ; Code de la propriété intellectuelle, L121-1 ; {METHOD}",
    passes=Example({"body.figure.credit": "", "body.figure.rights": "Domaine public"}),
    fails=Example({"body.figure.credit": "", "body.figure.rights": ""}),
)
def credit_missing(page: Proof) -> Iterator[Finding]:
    """Whoever made an image is named beside it."""
    for use in page.pictures:
        if not use.credit.strip() and not _FREE.search(use.rights):
            today = page.world.credits.get(use.picture, "")
            yield use.finding("EDI035", "credit", "", *([today] if today else []), picture_name=_named(page, use))


@rule(
    "INF030",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Crédit qui n’est plus celui de la notice"),
    message=_("Le crédit « {value} » n’est pas celui que donne la notice aujourd’hui : « {today} »."),
    remedy=_("Reprendre celui de la notice, ou confirmer celui-ci."),
    source=OURS,
    passes=Example({"body.figure.credit": "© CRDOA"}),
    fails=Example({"body.figure.credit": "© Ancien photographe"}),
)
def stale_credit(page: Proof) -> Iterator[Finding]:
    """The credit of an image of the catalogue is the one its museum gives."""
    for use in page.pictures:
        today = page.world.credits.get(use.picture, "")
        decided = use.credit.strip() and not readings_of(use.credit)
        if today and decided and _plain(use.credit) != _plain(today):
            yield use.finding("INF030", "credit", use.credit, today, today=today)


def _plain(text: str) -> str:
    return fold(text).strip(" .")


@rule(
    "INF031",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Légende plus ancienne que la notice"),
    message=_(
        "La légende « {value} » est celle d’une version passée de la notice, qui donne aujourd’hui : « {today} »."
    ),
    remedy=_("Reprendre la légende d’aujourd’hui, ou confirmer celle-ci."),
    source=OURS,
    passes=Example({"body.figure.caption": "Le coffret tel qu’on l’ouvre"}),
    fails=Example({"body.figure.caption": "Coffret, émail"}),
)
def stale_caption(page: Proof) -> Iterator[Finding]:
    """A caption taken from a notice follows it; one the editor wrote is theirs."""
    for use in page.pictures:
        if use.caption and use.picture in page.world.credits:
            today, before = page.world.captions(use.picture)
            if today and _plain(use.caption) in {_plain(one) for one in before} - {_plain(today)}:
                yield _in_text(page, use, today)


def _in_text(page: Proof, use: PictureUse, today: str) -> Finding:
    """Return a finding about a caption: words of the rich text, or a part of the cover."""
    if not use.rich:
        return use.finding("INF031", "caption", use.caption, today, today=today)
    return Finding("INF031", use.path, use.caption, facts={"choices": [today], "today": today})


@rule(
    "INF032",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Image sous la norme"),
    message=_("L’image {picture_name} fait {width} × {height} pixels : son petit côté n’atteint pas {least}."),
    remedy=_("Demander au musée un fichier plus grand, ou confirmer celui-ci."),
    source=NORMS,
    passes=Example({"body.figure.picture": "1", "body.figure.caption": "Coffret à bijoux"}),
    fails=Example({"body.figure.picture": "2", "body.figure.caption": "Vase"}),
)
def too_small(page: Proof) -> Iterator[Finding]:
    """What the office asks of museums, it asks of its own pages."""
    for use in page.pictures:
        row = page.world.target(Ref("picture", str(use.picture))).row
        if row is not None and min(row.width, row.height) < RECOMMENDED_SHORT_SIDE:
            size = {"width": row.width, "height": row.height, "least": RECOMMENDED_SHORT_SIDE}
            yield use.finding("INF032", "picture", _named(page, use), picture_name=_named(page, use), **size)
