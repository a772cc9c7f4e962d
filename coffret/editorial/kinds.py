"""The table of kinds: what an entry of each kind holds, declared once and read by the form, the preflight, the
comparison of versions, the search and the pages.

Contents are JSON. What each widget keeps:

``line`` ``text`` ``slug`` ``url`` ``email`` str · ``rich`` str of sanitised HTML (rich.py) · ``flag`` bool ·
``number`` int or None · ``choice`` str · ``choices`` list of str · ``date`` « 2026-06-05 » or « » ·
``moment`` « 2026-06-05T09:30 » (the site's time) or « » · ``month`` « 2026-05 » or « » ·
``entry`` id of an entry or None ·
``picture`` None or {"picture": id, "alt", "decorative": bool, "credit", "rights", "caption"} ·
``publications`` [{"key", "title", "description", "editions": [{"document": id, "version", "issued_on", "changed"}]}],
latest edition first · ``items`` [{"record": REF} or {"museum": code}, each with "words"] ·
``questions`` [{"question", "answer": rich}] · ``update`` {"words", "announce": bool} ·
``newsletter`` slug of a newsletter or « » ·
``sections`` [{"key", "one", "many", "words": rich, "items": [item]}], ``one`` and ``many`` being its heading over one
item and over several; an item is {"key", "thing": one of THINGS, "ref": REF, museum code, or id of the entry, document or
picture (« » for « words »), "title", "caption", "credit": what the editor wrote in place of what the thing says of itself,
or « », "seen": {"title", "caption", "credit"}: what it said then, "picture": as ``picture``, "words": rich}.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coffret.editorial.models import (
    Entry,
    Event,
    Feature,
    FixedPage,
    Genre,
    Issue,
    KindName,
    News,
    Plan,
    Resource,
    Standing,
)

Text = str | Promise


class Widget(StrEnum):
    """How a field is kept and edited; see the module's head."""

    LINE = "line"
    TEXT = "text"
    SLUG = "slug"
    URL = "url"
    EMAIL = "email"
    RICH = "rich"
    FLAG = "flag"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    MOMENT = "moment"
    MONTH = "month"
    ENTRY = "entry"
    PICTURE = "picture"
    PUBLICATIONS = "publications"
    ITEMS = "items"
    QUESTIONS = "questions"
    UPDATE = "update"
    NEWSLETTER = "newsletter"
    SECTIONS = "sections"


@dataclass(frozen=True, slots=True)
class ContentField:
    """A field of an entry's content. ``needed``: not published without. ``group`` gathers fields in the form.

    ``shown_if`` (name, values): the field matters only when that other field holds one of the values.
    """

    name: str
    label: Text
    widget: Widget
    needed: bool = False
    help: Text = ""
    longest: int = 0
    choices: tuple[tuple[str, Text], ...] = ()
    group: str = "main"
    shown_if: tuple[str, tuple[object, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry: its rows, its words, where its pages stand, and its fields."""

    name: KindName
    model: type[Entry]
    singular: Text
    plural: Text
    new: Text
    fields: tuple[ContentField, ...]
    # The first part of its public addresses, without slashes; « » for fixed pages.
    root: str
    groups: Mapping[str, Text] = field(default_factory=dict)

    def named(self, name: str) -> ContentField:
        """Return the field of this name; raises KeyError."""
        return next((one for one in self.fields if one.name == name), None) or self._unknown(name)

    def _unknown(self, name: str) -> ContentField:
        raise KeyError(name)


# Whom an event or a resource is for.
AUDIENCES: tuple[tuple[str, Text], ...] = (
    ("heads", _("chefs d’établissement")),
    ("curators", _("conservateurs")),
    ("documentalists", _("documentalistes")),
    ("registrars", _("régisseurs")),
    ("researchers", _("chercheurs et enseignants")),
    ("reusers", _("réutilisateurs de données")),
    ("everyone", _("tout public")),
)

MODES: tuple[tuple[str, Text], ...] = (
    ("onsite", _("sur place")),
    ("online", _("en ligne")),
    ("both", _("sur place et en ligne")),
)

# Role of a fixed page → (address, title).
ROLES: dict[str, tuple[str, Text]] = {
    "who": ("/qui-sommes-nous", _("Qui sommes-nous ?")),
    "faq": ("/questions", _("Questions fréquentes")),
    "contact": ("/contact", _("Nous écrire")),
    "legal": ("/mentions-legales", _("Mentions légales")),
    "accessibility": ("/accessibilite", _("Accessibilité")),
    "data": ("/donnees-personnelles", _("Données personnelles")),
    "plan": ("/plan-du-site", _("Plan du site")),
}

TITLE = ContentField("title", _("Titre"), Widget.LINE, needed=True, longest=200)
SLUG = ContentField(
    "slug",
    _("Nom dans l’adresse"),
    Widget.SLUG,
    help=_("Vide : tiré du titre. Changé plus tard, l’ancienne adresse mène à la nouvelle."),
    longest=80,
    group="address",
)
SUMMARY = ContentField(
    "summary",
    _("Chapeau"),
    Widget.TEXT,
    help=_("Une ou deux phrases : les listes, la recherche et les lettres le reprennent."),
    longest=400,
)
BODY = ContentField("body", _("Texte"), Widget.RICH)
COVER = ContentField("cover", _("Image"), Widget.PICTURE, group="picture")
AUDIENCE = ContentField("audience", _("Pour qui"), Widget.CHOICES, choices=AUDIENCES, group="about")
PUBLICATIONS = ContentField("publications", _("Publications à télécharger"), Widget.PUBLICATIONS, group="publications")

# What an item of a letter may be, and what it says: a thing of the catalogue or of the site, or the editor's own words.
THINGS: tuple[tuple[str, Text], ...] = (
    ("notice", _("notice")),
    ("museum", _("musée")),
    ("entry", _("page du site")),
    ("document", _("document")),
    ("picture", _("image")),
    ("words", _("texte libre")),
)

_GROUPS: dict[str, Text] = {
    "main": _("Texte"),
    "when": _("Date et lieu"),
    "registration": _("Inscription"),
    "items": _("Choix"),
    "sections": _("Rubriques"),
    "picture": _("Image"),
    "publications": _("Publications"),
    "about": _("À propos"),
    "address": _("Adresse"),
}

_OWN = ("plan", (Plan.OWN.value,))
_REGISTERED = ("plan", (Plan.OWN.value, Plan.OUTSIDE.value, Plan.UNDECIDED.value))

KINDS: dict[str, Kind] = {
    kind.name.value: kind
    for kind in (
        Kind(
            KindName.RESOURCE,
            Resource,
            _("ressource"),
            _("Ressources"),
            _("Nouvelle ressource"),
            (
                TITLE,
                SUMMARY,
                BODY,
                PUBLICATIONS,
                ContentField(
                    "update",
                    _("Ce qui a changé"),
                    Widget.UPDATE,
                    help=_("Dit aux lecteurs à la prochaine publication : « mise à jour le … : … »."),
                    longest=500,
                    group="publications",
                ),
                COVER,
                AUDIENCE,
                ContentField("parent", _("Dans"), Widget.ENTRY, group="address"),
                SLUG,
            ),
            "ressources",
            _GROUPS,
        ),
        Kind(
            KindName.NEWS,
            News,
            _("actualité"),
            _("Actualités"),
            _("Nouvelle actualité"),
            (TITLE, SUMMARY, BODY, COVER, AUDIENCE, SLUG),
            "actualites",
            _GROUPS,
        ),
        Kind(
            KindName.EVENT,
            Event,
            _("événement"),
            _("Agenda"),
            _("Nouvel événement"),
            (
                TITLE,
                SUMMARY,
                BODY,
                ContentField("starts", _("Début"), Widget.MOMENT, needed=True, group="when"),
                ContentField("ends", _("Fin"), Widget.MOMENT, group="when"),
                ContentField("all_day", _("Toute la journée"), Widget.FLAG, group="when"),
                ContentField("mode", _("Où"), Widget.CHOICE, choices=MODES, group="when"),
                ContentField(
                    "place",
                    _("Lieu"),
                    Widget.LINE,
                    longest=200,
                    group="when",
                    shown_if=("mode", ("onsite", "both")),
                ),
                ContentField(
                    "address",
                    _("Adresse du lieu"),
                    Widget.TEXT,
                    longest=300,
                    group="when",
                    shown_if=("mode", ("onsite", "both")),
                ),
                ContentField(
                    "online_url",
                    _("Adresse de la retransmission"),
                    Widget.URL,
                    group="when",
                    shown_if=("mode", ("online", "both")),
                ),
                ContentField("standing", _("Tenue"), Widget.CHOICE, choices=tuple(Standing.choices), group="when"),
                ContentField(
                    "standing_words",
                    _("Ce qu’il faut en savoir"),
                    Widget.LINE,
                    longest=300,
                    group="when",
                    shown_if=("standing", (Standing.POSTPONED.value, Standing.CANCELLED.value)),
                ),
                ContentField(
                    "plan", _("Inscription"), Widget.CHOICE, choices=tuple(Plan.choices), group="registration"
                ),
                ContentField(
                    "opens",
                    _("Ouverture"),
                    Widget.MOMENT,
                    help=_(
                        "Vide, quand on s’inscrit : « Inscriptions bientôt ouvertes ». L’heure venue, elles s’ouvrent."
                    ),
                    group="registration",
                    shown_if=_REGISTERED,
                ),
                ContentField("closes", _("Clôture"), Widget.MOMENT, group="registration", shown_if=_REGISTERED),
                ContentField(
                    "outside_url",
                    _("Adresse du formulaire"),
                    Widget.URL,
                    group="registration",
                    shown_if=("plan", (Plan.OUTSIDE.value,)),
                ),
                ContentField("capacity", _("Places"), Widget.NUMBER, group="registration", shown_if=_OWN),
                ContentField("waiting_list", _("Liste d’attente"), Widget.FLAG, group="registration", shown_if=_OWN),
                ContentField("free", _("Gratuit"), Widget.FLAG, group="registration"),
                ContentField(
                    "price",
                    _("Tarif"),
                    Widget.LINE,
                    longest=200,
                    group="registration",
                    shown_if=("free", (False,)),
                ),
                ContentField(
                    "pinned",
                    _("État imposé"),
                    Widget.CHOICE,
                    help=_("L’état se calcule. Imposé, il l’est jusqu’à une date, jamais pour toujours."),
                    group="registration",
                ),
                ContentField("pinned_until", _("Imposé jusqu’au"), Widget.MOMENT, group="registration"),
                ContentField("organiser", _("Organisé par"), Widget.LINE, longest=200, group="about"),
                ContentField("contact", _("Contact"), Widget.EMAIL, group="about"),
                AUDIENCE,
                PUBLICATIONS,
                COVER,
                SLUG,
            ),
            "agenda",
            _GROUPS,
        ),
        Kind(
            KindName.FEATURE,
            Feature,
            _("mise à l’honneur"),
            _("Mises à l’honneur"),
            _("Nouvelle mise à l’honneur"),
            (
                ContentField("genre", _("Genre"), Widget.CHOICE, choices=tuple(Genre.choices), group="items"),
                ContentField(
                    "month",
                    _("Mois"),
                    Widget.MONTH,
                    group="items",
                    shown_if=("genre", (Genre.NOTICE.value, Genre.MUSEUM.value)),
                ),
                ContentField("items", _("Notices ou musées"), Widget.ITEMS, needed=True, group="items"),
                TITLE,
                SUMMARY,
                BODY,
                COVER,
                SLUG,
            ),
            "selections",
            _GROUPS,
        ),
        Kind(
            KindName.PAGE,
            FixedPage,
            _("page fixe"),
            _("Pages fixes"),
            _("Nouvelle page fixe"),
            (
                TITLE,
                SUMMARY,
                BODY,
                ContentField("questions", _("Questions"), Widget.QUESTIONS, help=_("Pour la page des questions.")),
            ),
            "",
            _GROUPS,
        ),
        Kind(
            KindName.LETTER,
            Issue,
            _("lettre"),
            _("Lettres"),
            _("Nouvelle lettre"),
            (
                ContentField("newsletter", _("Lettre"), Widget.NEWSLETTER, needed=True, group="about"),
                ContentField(
                    "day",
                    _("Date du numéro"),
                    Widget.DATE,
                    needed=True,
                    help=_("Son adresse et son mois ; l’envoi, lui, se décide à part."),
                    group="about",
                ),
                ContentField(
                    "title",
                    _("Objet du courriel"),
                    Widget.LINE,
                    needed=True,
                    help=_("De 10 à 78 signes : au-delà, les messageries coupent."),
                    longest=200,
                ),
                ContentField(
                    "preheader",
                    _("Aperçu"),
                    Widget.LINE,
                    help=_("La phrase que les messageries montrent après l’objet."),
                    longest=150,
                ),
                ContentField("body", _("Introduction"), Widget.RICH),
                ContentField("sections", _("Rubriques"), Widget.SECTIONS, needed=True, group="sections"),
                ContentField("closing", _("Mot de la fin"), Widget.RICH, group="sections"),
            ),
            "lettres",
            _GROUPS,
        ),
    )
}


def kind_of(entry: Entry) -> Kind:
    """Return the kind of an entry."""
    return KINDS[entry.kind]


def typed(entry: Entry) -> Entry:
    """Return the entry as a row of its kind (Resource, News, Event, Feature, FixedPage); one query."""
    return KINDS[entry.kind].model.objects.get(pk=entry.pk)
