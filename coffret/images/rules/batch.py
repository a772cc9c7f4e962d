"""IMG050-IMG055: pictures that come twice, and pictures that are not quite of the object."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.images.case import Case

OUR = "Règle de Coffret"


@rule(
    "IMG050",
    target="picture",
    severity=Severity.SIGNALEMENT,
    title=_("Même fichier donné deux fois"),
    message=_("Ce fichier est, octet pour octet, le même que « {other} »."),
    remedy=_("N’en garder qu’un, sauf si deux notices le montrent sous deux noms."),
    source=f"{OUR} ; « une image, une notice », MCC, normalisation des noms d’images, juin 2014",
    passes=Example({"nom": "vase_1.jpg"}),
    fails=Example({"nom": "vase_2.jpg", "même contenu que": "vase_1.jpg"}),
)
def same(case: Case) -> Iterator[Finding]:
    """A file comes once."""
    if case.same:
        yield case.finding("IMG050", other=case.same)


@rule(
    "IMG051",
    target="picture",
    severity=Severity.SIGNALEMENT,
    title=_("Image presque identique à une autre"),
    message=_("L’image ressemble de très près à « {other} » ({distance} bits d’écart sur 64)."),
    remedy=_("Regarder les deux : si c’est la même vue, ne garder que la plus grande."),
    source=f"{OUR} : empreinte perceptuelle ; le taux de fausses ressemblances est publié",
    passes=Example({"nom": "vase_2.jpg"}),
    fails=Example({"nom": "vase_2.jpg", "ressemble à": "vase_1.jpg", "écart": "2"}),
)
def alike(case: Case) -> Iterator[Finding]:
    """A view comes once, whatever its size or compression."""
    if case.alike and not case.same:
        yield case.finding("IMG051", other=case.alike, distance=case.distance)


@rule(
    "IMG053",
    target="picture",
    severity=Severity.SIGNALEMENT,
    title=_("Capture d’écran"),
    message=_("L’image est sans doute une capture d’écran."),
    remedy=_("Donner le fichier d’origine de la photographie."),
    source=f"{OUR} : une capture n’a ni la définition, ni les couleurs, ni le crédit de la photographie",
    passes=Example({"nom": "vase.jpg"}),
    fails=Example({"nom": "vase.png", "format": "PNG", "compression": "deflate", "indice": "screenshot 1"}),
)
def screenshot(case: Case) -> Iterator[Finding]:
    """A picture is a photograph, not a picture of a screen."""
    if "screenshot" in case.seen.tells:
        yield case.finding("IMG053")


@rule(
    "IMG054",
    target="picture",
    severity=Severity.SIGNALEMENT,
    title=_("Bordure autour de l’image"),
    message=_("Une bordure unie occupe {percent} % de la surface."),
    remedy=_("Recadrer l’original, sauf si le cadre fait partie de l’œuvre."),
    source=f"{OUR} : les pixels comptés sont ceux de l’objet",
    passes=Example({"nom": "vase.jpg"}),
    fails=Example({"nom": "vase.jpg", "indice": "border 0.12"}),
)
def border(case: Case) -> Iterator[Finding]:
    """The pixels counted show the object."""
    share = case.seen.tells.get("border")
    if share is not None:
        yield case.finding("IMG054", percent=_percent(share))


@rule(
    "IMG055",
    target="picture",
    severity=Severity.SIGNALEMENT,
    title=_("Mire de couleurs dans l’image"),
    message=_("Une mire de couleurs d’environ {patches} plages est visible."),
    remedy=_("La garder dans l’original ; la recadrer sur la copie que l’on diffuse."),
    source=f"{OUR} : la mire sert au contrôle de la prise de vue, non au public",
    passes=Example({"nom": "vase.jpg"}),
    fails=Example({"nom": "vase.jpg", "indice": "chart 24"}),
)
def chart(case: Case) -> Iterator[Finding]:
    """The colour chart stays on the master."""
    patches = case.seen.tells.get("chart")
    if patches is not None:
        yield case.finding("IMG055", patches=int(patches + 0.5))


def _percent(share: float) -> int:
    return int(share * 100 + 0.5)
