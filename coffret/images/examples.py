"""Making the picture that the example of a rule describes: for the rules' pages, and for their tests.

An example says only what differs from a picture in which nothing is amiss.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import override

from coffret.base.rules import Example, Finding, Rule
from coffret.images.case import Case
from coffret.images.facts import Damage, Harm, Metadata, Resolution, Seen
from coffret.images.judging import judge
from coffret.images.norms import DEFAULT_PROFILE, PROFILES, Reading
from coffret.images.wording import LICENCES, colours, told

_NUMBERS = {
    "poids": "size",
    "largeur": "width",
    "hauteur": "height",
    "profondeur": "depth",
    "pages": "pages",
    "qualité": "quality",
}
_TEXTS = {"format": "format", "mode": "mode", "compression": "compression", "profil ICC": "profile"}
_METADATA = {
    "auteur": "creator",
    "crédit": "credit",
    "copyright": "copyright",
    "propriétaire": "owner",
    "numéro d’appareil": "serial",
}
_AROUND = {
    "nom": "name",
    "PHOT": "credit",
    "REF": "record",
    "licence": "licence",
    "même contenu que": "same",
    "ressemble à": "alike",
    "homonyme": "clash",
    "homonyme pour POP": "merged",
}
_OTHERS = {"défaut", "étiquettes", "indice", "animée", "GPS", "profil", "lecture", "nommée", "absente", "écart"}
KEYS = {*_NUMBERS, *_TEXTS, *_METADATA, *_AROUND, *_OTHERS}
_GOOD = {
    "nom": "vase.jpg",
    "poids": "2400000",
    "largeur": "2400",
    "hauteur": "1800",
    "profondeur": "8",
    "qualité": "90",
    "pages": "1",
    "format": "JPEG",
    "mode": "RGB",
    "compression": "jpeg",
    "profil ICC": "sRGB",
}
_YES = "oui"
# Words of an example -> how its page tells them; examples are shown in French, whatever the reader's language.
_HARMS = {
    Harm.EMPTY: "vide",
    Harm.UNKNOWN: "contenu inconnu",
    Harm.TRUNCATED: "tronqué",
    Harm.CORRUPT: "endommagé",
    Harm.SUSPECT: "suspect",
    Harm.TRAILING: "suite après la fin",
    Harm.POLYGLOT: "autre fichier caché",
    Harm.ACTIVE: "programme",
    Harm.TOO_MANY_PIXELS: "trop de pixels",
    Harm.TOO_HEAVY: "trop lourd",
    Harm.GAVE_UP: "lecture abandonnée",
    Harm.UNDECODED: "non décodé",
}
_TELLS = {"screenshot": "capture d’écran", "border": "bordure", "chart": "mire"}
_READINGS = {Reading.LITERAL: "à la lettre", Reading.STRICT: "strictement"}


def case_of(values: Mapping[str, str]) -> Case:
    """Return the picture an example describes, in its surroundings; raises KeyError for a word it does not know."""
    if unknown := values.keys() - KEYS:
        raise KeyError(f"no picture is described by {sorted(unknown)}")
    around: dict[str, Any] = {name: values[key] for key, name in _AROUND.items() if key in values}
    around.setdefault("name", _GOOD["nom"])
    return Case(
        seen=_seen({**_GOOD, **values}),
        profile=PROFILES[values.get("profil", DEFAULT_PROFILE)],
        reading=Reading(values.get("lecture", Reading.LITERAL)),
        named=values["nommée"] == _YES if "nommée" in values else None,
        missing=values.get("absente") == _YES,
        distance=int(values.get("écart", 0)),
        **around,
    )


def shown(values: Mapping[str, str]) -> dict[str, str]:
    """Return what an example says as a page tells it: « tronqué (octet 81920) » for « truncated @ 81920 »."""
    with override("fr"):
        return {key: _SHOWN[key](text) if key in _SHOWN else text for key, text in values.items()}


def _shown_damage(text: str) -> str:
    damage = _damage(text)
    detail = told(damage)
    return _HARMS[damage.harm] if detail == "—" else f"{_HARMS[damage.harm]} ({detail})"


def _shown_tell(text: str) -> str:
    ((key, measure),) = _tell(text).items()
    return _TELLS[key] if key == "screenshot" else f"{_TELLS[key]} ({measure:g})".replace(".", ",")


def found(rule: Rule, example: Example) -> list[Finding]:
    """Return what the rule finds in an example, when the picture is judged whole."""
    return [finding for finding in judge(case_of(example.values)) if finding.code == rule.code]


def _seen(values: Mapping[str, str]) -> Seen:
    numbers: dict[str, Any] = {name: int(values[key]) for key, name in _NUMBERS.items()}
    texts: dict[str, Any] = {name: values[key] for key, name in _TEXTS.items()}
    credited: dict[str, Any] = {name: values.get(key, "") for key, name in _METADATA.items()}
    return Seen(
        **numbers,
        **texts,
        animated=values.get("animée") == _YES,
        metadata=Metadata(**credited, gps=values.get("GPS") == _YES),
        resolutions=tuple(_resolution(one) for one in values.get("étiquettes", "").split(", ") if one),
        damages=(_damage(values["défaut"]),) if "défaut" in values else (),
        tells=_tell(values.get("indice", "")),
        strict=True,
    )


def _resolution(text: str) -> Resolution:
    """Return « JFIF 300 » as a resolution."""
    place, number = text.split(" ")
    return Resolution(place, float(number), float(number))


def _damage(text: str) -> Damage:
    """Return « trailing mpf @ 2400 » as a damage."""
    what, _at, offset = text.partition(" @ ")
    harm, _space, detail = what.partition(" ")
    return Damage(Harm(harm), int(offset or -1), detail)


def _tell(text: str) -> dict[str, float]:
    """Return « border 0.2 » as a tell."""
    key, _space, measure = text.partition(" ")
    return {key: float(measure)} if key else {}


# Key of an example -> the function that tells its value.
_SHOWN: dict[str, Callable[[str], str]] = {
    "défaut": _shown_damage,
    "indice": _shown_tell,
    "mode": colours,
    "licence": lambda text: LICENCES[text],
    "lecture": lambda text: _READINGS[Reading(text)],
}
