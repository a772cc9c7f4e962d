"""IMG020-IMG027: what Joconde asks of the picture it shows."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.images.case import Case, label, same_label, told
from coffret.images.norms import (
    MINIMUM_HEIGHT,
    MINIMUM_QUALITY,
    MINIMUM_WIDTH,
    REASON_TOO_SMALL,
    RECOMMENDED_SHORT_SIDE,
    RESOLUTION,
    WORDS,
    Reading,
)
from coffret.images.wording import colours

SMF = "Service des musées de France, normes numériques des images, 11/05/2026"
SPEC = "Spécifications d’export Joconde, 25/03/2024"
_INKS = ("CMYK", "YCCK")


@rule(
    "IMG020",
    target="picture",
    severity=Severity.ERREUR,
    title=_("Format qui n’est pas reçu"),
    message=_("Le format {format} n’est pas reçu pour cet usage ; le sont : {formats}."),
    remedy=_("L’exporter en JPEG de qualité élevée, à sa taille d’origine."),
    source=f"{SPEC}, p. 5 : conformité du format ; POP ne prend que le JPEG et le PNG, une copie JPEG est faite des autres",
    passes=Example({"nom": "vase.tif", "format": "TIFF", "compression": "lzw"}),
    fails=Example({"nom": "vase.gif", "format": "GIF", "compression": "lzw", "mode": "PALETTE"}),
)
def format_not_received(case: Case) -> Iterator[Finding]:
    """A picture is in a format from which a JPEG can be made."""
    seen = case.seen
    if seen.format and seen.format not in case.profile.formats:
        yield case.finding("IMG020", format=seen.format, formats=", ".join(case.profile.formats))


@rule(
    "IMG021",
    target="picture",
    severity=Severity.ALERTE,
    title=_("Définition inférieure à celle recommandée"),
    message=_("Le petit côté fait {short} pixels, moins que les {wanted} recommandés."),
    remedy=_("Donner une image plus grande si elle existe. Ne pas l’agrandir : cela n’ajoute aucun détail."),
    source=SMF,
    passes=Example({"largeur": "2000", "hauteur": "1500"}),
    fails=Example({"largeur": "2000", "hauteur": "1499"}),
)
def under_recommended(case: Case) -> Iterator[Finding]:
    """The short side has 1500 pixels: recommended, never compulsory."""
    short = case.seen.short_side
    if 0 < short < RECOMMENDED_SHORT_SIDE:
        yield case.finding("IMG021", short=short, wanted=RECOMMENDED_SHORT_SIDE)


@rule(
    "IMG022",
    target="picture",
    severity=Severity.ERREUR,
    title=_("Image trop petite pour l’export"),
    message=_("L’image fait {width} × {height} pixels : {what}, elle n’est pas exportée, motif « {reason} »."),
    remedy=_("Retrouver l’original ou photographier de nouveau. Ne pas l’agrandir : cela n’ajoute aucun détail."),
    source=f"{SPEC}, p. 11 (lecture littérale) ; p. 5 et 13 (lecture stricte)",
    passes=Example({"largeur": "800", "hauteur": "400", "lecture": "literal"}, "la largeur suffit, lue à la lettre"),
    fails=Example({"largeur": "800", "hauteur": "400", "lecture": "strict"}, "la hauteur manque, lue strictement"),
)
def too_small(case: Case) -> Iterator[Finding]:
    """640 × 480 at least; the texts say it in two ways, and the finding says which was applied."""
    seen = case.seen
    if seen.area and _small(seen.width, seen.height, case.reading):
        what = WORDS[case.reading.value]
        yield case.finding("IMG022", width=seen.width, height=seen.height, what=what, reason=REASON_TOO_SMALL)


def _small(width: int, height: int, reading: Reading) -> bool:
    low, narrow = height < MINIMUM_HEIGHT, width < MINIMUM_WIDTH
    return (low and narrow) if reading is Reading.LITERAL else (low or narrow)


@rule(
    "IMG023",
    target="picture",
    severity=Severity.SIGNALEMENT,
    title=_("Étiquette de résolution autre que 72"),
    message=_(
        "Le fichier se dit à {dpi} points par pouce au lieu de {wanted} : c’est une étiquette, aucun pixel n’y change."
    ),
    remedy=_(
        "Rien à faire : la copie de diffusion est réétiquetée, l’original gardé tel quel. Ne pas rééchantillonner."
    ),
    source=f"{SMF} : 72 dpi ; la résolution est une indication d’impression, non une taille",
    passes=Example({"étiquettes": "JFIF 72"}),
    fails=Example({"étiquettes": "JFIF 300"}),
)
def other_resolution(case: Case) -> Iterator[Finding]:
    """The copy shown is labelled 72; a master without label is no fault."""
    one = label(case.seen)
    if one and not (same_label(one.x, RESOLUTION) and same_label(one.y, RESOLUTION)):
        yield case.finding("IMG023", dpi=told(one), wanted=int(RESOLUTION))


@rule(
    "IMG024",
    target="picture",
    severity=Severity.SIGNALEMENT,
    title=_("Résolutions contradictoires"),
    message=_("Le fichier déclare plusieurs résolutions : {places}."),
    remedy=_("Rien à faire : la copie de diffusion porte la même partout."),
    source="La résolution s’écrit en plusieurs endroits d’un fichier (JFIF, EXIF, Photoshop, TIFF 6.0, PNG, XMP)",
    passes=Example({"étiquettes": "JFIF 72, EXIF 72"}),
    fails=Example({"étiquettes": "JFIF 300, EXIF 72"}),
)
def contradictory_resolutions(case: Case) -> Iterator[Finding]:
    """Every place of a file declares the same resolution."""
    declared = case.seen.resolutions
    if any(not same_label(one.x, declared[0].x) or not same_label(one.y, declared[0].y) for one in declared[1:]):
        yield case.finding("IMG024", places=", ".join(f"{one.place} {told(one)}" for one in declared))


@rule(
    "IMG025",
    target="picture",
    severity=Severity.SIGNALEMENT,
    title=_("Couleurs à convertir pour l’écran"),
    message=_("Les couleurs ({mode}, {depth} bits par canal) ne sont pas celles d’un écran."),
    remedy=_("Rien à faire : la copie de diffusion est convertie en sRVB 8 bits, l’original gardé tel quel."),
    source="W3C et CEI 61966-2-1 : le sRVB 8 bits est ce que tout écran montre",
    passes=Example({"mode": "RGB", "profondeur": "8"}),
    fails=Example({"nom": "vase.tif", "format": "TIFF", "mode": "RGB", "profondeur": "16", "compression": "lzw"}),
)
def other_colours(case: Case) -> Iterator[Finding]:
    """What is shown is RGB or grey, eight bits per channel."""
    seen = case.seen
    if seen.mode in (*_INKS, "LAB", "PALETTE", "BITONAL") or seen.depth > 8:
        yield case.finding("IMG025", mode=colours(seen.mode), depth=seen.depth)


@rule(
    "IMG026",
    target="picture",
    severity=Severity.ALERTE,
    title=_("Encres sans profil de couleurs"),
    message=_("L’image est en encres d’imprimerie ({mode}) sans profil : ses couleurs à l’écran seront devinées."),
    remedy=_("La réexporter avec son profil incorporé, ou en sRVB depuis le logiciel qui l’a faite."),
    source="ICC.1:2022 : sans profil, les valeurs d’encre ne désignent aucune couleur",
    passes=Example({"mode": "CMYK", "profil ICC": "ISO Coated v2"}),
    fails=Example({"mode": "CMYK", "profil ICC": ""}),
)
def inks_without_profile(case: Case) -> Iterator[Finding]:
    """Inks mean a colour only through a profile."""
    if case.seen.mode in _INKS and not case.seen.profile:
        yield case.finding("IMG026", mode=colours(case.seen.mode))


@rule(
    "IMG027",
    target="picture",
    severity=Severity.SIGNALEMENT,
    title=_("JPEG très compressé"),
    message=_("La qualité du JPEG est estimée à {quality} sur 100, moins que {wanted}."),
    remedy=_(
        "Réexporter depuis l’original à une qualité de {wanted} ou plus ; la relever sur ce fichier ne rend rien."
    ),
    source="ICDP (Italie), plan national de numérisation : JPEG de qualité 75 ou plus",
    passes=Example({"qualité": "75"}),
    fails=Example({"qualité": "60"}),
)
def low_quality(case: Case) -> Iterator[Finding]:
    """A JPEG keeps a quality of 75, as libjpeg counts it."""
    if 0 < case.seen.quality < MINIMUM_QUALITY:
        yield case.finding("IMG027", quality=case.seen.quality, wanted=MINIMUM_QUALITY)
