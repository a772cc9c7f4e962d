"""P06, P08-P10: what each use of an image says, whom it credits, how large it is."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import REGISTRY, Example, Finding, Severity
from coffret.base.text import fold
from coffret.editorial.proofing.proof import PictureUse
from coffret.newsletters.proofing.file import FileProof
from coffret.newsletters.proofing.letter import LetterProof
from coffret.newsletters.proofing.rules.base import CANIEMAIL, OURS, RGAA, as_like, borrowed, gettext_noop, letter_rule

WIDEST = 1200  # pixels: twice the width of the column
HEAVIEST = 200_000  # bytes
_FORMATS = re.compile(r"\.(webp|avif|svg|bmp|tiff?|heic|jxl)(?:$|[?#])", re.I)


@letter_rule(
    "P06",
    severity=Severity.ALERTE,
    title=_("Légende ou crédit plus ancien que la notice"),
    message=_("« {value} » a été écrit quand la notice donnait « {seen} » ; elle donne aujourd’hui « {today} »."),
    remedy=_("Reprendre ce que dit la notice, ou confirmer ce qui est écrit."),
    source=OURS,
    passes=Example({"sections.0.items.0.caption": "Le coffret, ouvert", "sections.0.items.0.seen.caption": "Coffret à bijoux, émail"}),
    fails=Example({"sections.0.items.0.caption": "Le coffret, ouvert", "sections.0.items.0.seen.caption": "Coffret, cuivre"}),
)  # fmt: skip
def stale(proof: LetterProof) -> Iterator[Finding]:
    """What was written over the words of a record is looked at again when the record changes."""
    if proof.file:
        return
    yield from borrowed("P06", proof, "INF030", "INF031", weight=Severity.ALERTE)
    for index, section in enumerate(proof.content["sections"]):
        for place, item in enumerate(section["items"]):
            path, now = f"sections.{index}.items.{place}", proof.things(item)
            for name in ("title", "caption", "credit"):
                seen, today = item["seen"][name], now.get(name, "")
                if item[name] and seen and today and fold(seen) != fold(today) and fold(item[name]) != fold(today):
                    facts = {"seen": seen, "today": today, "choices": [today]}
                    yield Finding("P06", f"{path}.{name}", item[name], facts=facts)


@letter_rule(
    "P08",
    severity=Severity.ERREUR,
    title=_("Texte alternatif absent ou qui ne dit rien"),
    message=_("L’image {picture_name} n’a pas de texte alternatif."),
    remedy=_("Dire ce qu’elle montre en une phrase, ou la déclarer décorative."),
    source=f"{RGAA}, critères 1.1 et 1.3",
    passes=Example({"sections.0.items.0.picture.alt": "Un coffret d’émail bleu, ouvert"}),
    fails=Example({"sections.0.items.0.picture.alt": ""}),
)
def alternatives(proof: LetterProof) -> Iterator[Finding]:
    """Who does not see an image is told what it shows, each time it is used."""
    yield from borrowed("P08", proof, "EDI030")
    yield from borrowed("P08", proof, "EDI031", "EDI032", "EDI033", "EDI034", weight=Severity.ALERTE)


@letter_rule(
    "P09",
    severity=Severity.ERREUR,
    title=_("Crédit d’une image absent, dans une lettre"),
    message=_("L’image {picture_name} n’a pas de crédit."),
    remedy=_("Écrire le crédit, ou dire que l’image est dans le domaine public."),
    source=f"{OURS} ; Code de la propriété intellectuelle, L121-1",
    passes=Example({"sections.0.items.0.picture.credit": "", "sections.0.items.0.picture.rights": "Domaine public"}),
    fails=Example({"sections.0.items.0.picture.credit": "", "sections.0.items.0.picture.rights": ""}),
)
def credits(proof: LetterProof) -> Iterator[Finding]:
    """Whoever made an image is named beside it; a logo or an ornament names nobody."""
    found = REGISTRY["EDI035"].check(proof)
    if isinstance(proof, FileProof):
        shown = {use.index: use for use in proof.pictures}
        found = [one for one in found if _is_work(proof, shown[one.facts["index"]]) and not _credited_below(proof)]
    yield from as_like("P09", "EDI035", found)


def _is_work(proof: FileProof, use: PictureUse) -> bool:
    return not (use.decorative or proof.read.is_sign(proof.read.images[use.index]))


_ALL_CREDITS = re.compile(r"^\W*crédits\b.{0,40}:|^\W*crédits (?:photo|des images|iconographiques)", re.I)


def _credited_below(proof: FileProof) -> bool:
    """Say whether the credits of all images stand together after the last."""
    last = max((mark.start for mark in proof.read.text.images), default=0)
    return any(one.start >= last and _ALL_CREDITS.search(one.text) for one in proof.read.passages)


SIZES = {
    "wide": gettext_noop("elle dépasse 1 200 pixels de large, deux fois la colonne"),
    "heavy": gettext_noop("elle pèse plus de 200 ko"),
    "format": gettext_noop("ce format ne se voit pas dans toutes les messageries : JPEG ou PNG"),
    "srcset": gettext_noop("Gmail ne lit ni « picture » ni « srcset » : une seule image, par « img »"),
    "enlarged": gettext_noop("elle est montrée plus grande que ses pixels"),
}


@letter_rule(
    "P10",
    severity=Severity.ALERTE,
    title=_("Image sous la norme, ou trop lourde pour un courriel"),
    message=_("Image « {value} » : {reason}."),
    remedy=_("Donner une image JPEG ou PNG de 1 200 pixels de large et 200 ko au plus, deux fois la largeur montrée."),
    source=f"{OURS} ; {CANIEMAIL}",
    passes=Example({"sections.0.items.0.picture.picture": "1"}),
    fails=Example({"sections.0.items.0.picture.picture": "2"}),
)
def sizes(proof: LetterProof) -> Iterator[Finding]:
    """An image is large enough at its source, and light in the mail. The site makes its own light ones."""
    if not isinstance(proof, FileProof):
        yield from borrowed("P10", proof, "INF032", weight=Severity.ALERTE)
        return
    for use in proof.pictures:
        if reason := _size(proof, use):
            name = (
                unquote(proof.src(use)).rpartition("/")[2][:80] if not proof.src(use).startswith("data:") else "data:"
            )
            yield Finding("P10", "body", name or use.alt, facts={"reason": SIZES[reason]})


def _size(proof: FileProof, use: PictureUse) -> str:
    """Return what is wrong with an image (a key of SIZES), or « »."""
    image, known = proof.read.images[use.index], proof.pixels.get(use.index)
    width = proof.read.width(image)
    if (width or 0) > WIDEST or (known and known.width > WIDEST):
        return "wide"
    if known and known.size > HEAVIEST:
        return "heavy"
    if _FORMATS.search(proof.src(use)) or (known and known.format not in {"", "JPEG", "PNG", "GIF", "MPO"}):
        return "format"
    if image.get("srcset") or any(one.tag == "picture" for one in image.above()):
        return "srcset"
    enlarged = known and known.width and width and width > known.width and not proof.read.is_sign(image)
    return "enlarged" if enlarged and not use.decorative else ""
