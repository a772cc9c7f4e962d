"""Letters for the tests of their rendering: an issue that says a little of everything, and as many items as one likes."""

from dataclasses import replace
from typing import Any

from django.conf import settings

from coffret.newsletters.composing.issue import Composed, Part, Said, Shot
from coffret.newsletters.rendering.signing import Signature

WIDE, TALL = "a" * 64, "b" * 64
SIGN = Signature("Coffret", "Bureau du catalogue", "6, rue des Pyramides\n75001 Paris", "lettre@catalogue.example")


def use(picture: int = 1, **fields: Any) -> dict[str, Any]:
    """Return the use of a picture as contents keep it."""
    given = {"picture": picture, "alt": "Un coffret d’émail bleu", "decorative": False}
    return {**given, "credit": "© CRDOA", "rights": "", "caption": "", **fields}


def notice(key: str = "i1", **fields: Any) -> Said:
    """Return a notice, with its picture."""
    given: dict[str, Any] = {
        "url": f"{settings.BASE_URL}/notices/M0650000001",
        "title": "Coffret à bijoux",
        "caption": "Léonard Limosin, Coffret à bijoux, émail, 1550, Saint-Omer, musée de l’hôtel Sandelin",
        "credit": "© CRDOA",
        "picture": use(),
        "words": '<p>Tout un <em>panthéon</em>, et <a href="coffret:museum/M0650">son musée</a>.</p>',
    }
    return Said(key, "notice", "M0650000001", **{**given, **fields})


def event(**fields: Any) -> Said:
    """Return an event one may register to."""
    path = f"{settings.BASE_URL}/agenda/journee"
    given: dict[str, Any] = {
        "url": path,
        "title": "Journée du récolement",
        "caption": "Une journée entre déposants et dépositaires.",
        "kicker": "Événement",
        "facts": ("vendredi 5 juin 2026, de 9 h 30 à 17 h", "Toulouse, musée des Augustins"),
        "state": ("open", "Inscriptions ouvertes jusqu’au 1er juin"),
        "button": ("S’inscrire", f"{path}/inscription"),
    }
    return Said("i2", "entry", "12", **{**given, **fields})


RICH = """\
<p>Bonjour, lire <a href="coffret:entry/3">la méthode</a>, <a href="https://ailleurs.example/a?b=1&amp;c=2">ailleurs</a>, \
<a href="mailto:bureau@catalogue.example">nous écrire</a>, et <a href="coffret:notice/PERDUE">la notice partie</a>.</p>
<h2>Au sommaire</h2>
<ul><li>Notices<ul><li>celle du mois</li></ul></li><li>Rendez-vous</li></ul>
<ol><li><p>Premier</p></li><li>Second</li></ol>
<blockquote><p>On garde ce que l’on connaît.</p></blockquote>
<table><thead><tr><th>Année</th><th>Notices</th></tr></thead><tbody><tr><th>2026</th><td>2 448</td></tr></tbody></table>
<figure><img src="coffret:picture/2" alt="Une affiche haute" data-credit="© C. Martin"><figcaption>L’affiche</figcaption></figure>
<figure><img src="coffret:picture/9" alt="Retirée"></figure>
<hr>"""


def letter(*parts: Part, **fields: Any) -> Composed:
    """Return an issue that says a little of everything, its ``parts`` when some are given."""
    given = parts or (
        Part("s1", "Notice du mois", "<p>Une seule.</p><h2>Pourquoi</h2><p>Parce que.</p>", (notice(),)),
        Part("s2", "Rendez-vous", "", (event(),)),
        Part("s3", "", "", (Said("i3", "words", "", "", "À noter", words="<h3>Sous-titre</h3><p>© CRDOA</p>"),)),
    )
    made = Composed(
        newsletter="nouveautes",
        name="Nouveautés du catalogue",
        language="fr",
        day="2026-05-11",
        path="/lettres/nouveautes/2026-05-11",
        subject="Mai 2026 : un coffret, et le récolement",
        preheader="2 448 nouvelles notices",
        intro=RICH,
        parts=given,
        closing="<p>Bonne lecture !<br>Le bureau</p>",
        links={
            "entry/3": f"{settings.BASE_URL}/ressources/methode",
            "museum/M0650": f"{settings.BASE_URL}/musees/M0650",
            "notice/PERDUE": "",
        },
        shots={1: Shot(WIDE, 2400, 1600, "coffret.jpg", "#203040"), 2: Shot(TALL, 900, 1800, "affiche.jpg")},
    )
    return replace(made, **fields)
