"""Running the examples of the rules of pages: for the rules' own pages and docs, and for their tests.

An example says, by path in the content, what differs from an entry in which nothing is amiss; the facts around it are
few, fixed and without a database.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from coffret.base.rules import Example, Finding, Rule
from coffret.editorial.entries import content as contents
from coffret.editorial.entries.references import Ref, Standing, Target
from coffret.editorial.kinds import KINDS, Widget
from coffret.editorial.proofing import prose
from coffret.editorial.proofing.preflight import fixable, place
from coffret.editorial.proofing.proof import Proof
from coffret.editorial.proofing.world import Answer, World

TARGET = "entry"
NOW = datetime(2026, 5, 11, 7, 0, tzinfo=UTC)
# Keys of an example that are no path of the content.
KIND, ONLINE, FIGURE = "kind", "online", "body.figure."
_BODY = "<p>Les musées versent leurs notices au catalogue.</p>"
_GOOD: dict[str, dict[str, Any]] = {
    "resource": {"title": "Préparer un versement", "summary": "Ce qu’il faut réunir.", "body": _BODY},
    "news": {"title": "Le catalogue s’étend", "summary": "De nouvelles notices.", "body": _BODY},
    "event": {
        "title": "Journée du récolement",
        "summary": "Une journée pour les musées.",
        "body": "<p>Une journée d’échanges.</p>",
        "starts": "2026-06-19T09:30",
        "ends": "2026-06-19T17:00",
        "mode": "onsite",
        "place": "Auditorium Colbert",
        "plan": "own",
        "opens": "2026-05-20T10:00",
        "free": True,
    },
    "feature": {
        "genre": "notice",
        "month": "2026-05",
        "title": "Notice du mois",
        "items": [{"record": "M0650000001", "words": "Un coffret d’émail."}],
    },
    "letter": {
        "newsletter": "nouveautes",
        "day": "2026-05-11",
        "title": "Nouveautés du catalogue : mai 2026".replace(" :", "\u00a0:"),
        "preheader": "Un coffret d’émail et un triptyque.",
        "sections": [
            {
                "one": "Notice du mois",
                "many": "Notices du mois",
                "items": [{"thing": "notice", "ref": "M0650000001", "words": "<p>Un coffret d’émail.</p>"}],
            }
        ],
    },
    "page": {"title": "Qui sommes-nous ?".replace(" ?", "\u202f?"), "body": _BODY},
}
_PICTURE = {
    "picture": 1,
    "alt": "Un coffret d’émail bleu, ouvert",
    "decorative": False,
    "credit": "© CRDOA",
    "rights": "",
    "caption": "Coffret à bijoux",
}


def _record(title: str, credit: str) -> Any:
    return SimpleNamespace(title=title, caption=f"{title}, émail", credit=credit, authors="")


def world() -> World:
    """Return the facts the examples stand among."""
    coffret = _record("Coffret à bijoux", "© CRDOA")
    image = SimpleNamespace(record=coffret)
    return World(
        targets={
            Ref("notice", "M0650000001"): Target("/notices/M0650000001", coffret.title, Standing.ONLINE, coffret),
            Ref("notice", "M0650000002"): Target("/notices/M0650000002", "Vase", Standing.ONLINE, None),
            Ref("notice", "M0650000009"): Target("/notices/M0650000009", "Pipe", Standing.GONE, None),
            Ref("museum", "M0650"): Target("/musees/M0650", "musée de l’hôtel Sandelin", Standing.ONLINE, None),
            Ref("museum", "M0651"): Target("/musees/M0651", "musée Henri-Dupuis", Standing.ONLINE, None),
            Ref("entry", "1"): Target("/ressources/normes", "Les normes des images", Standing.ONLINE, None),
            Ref("entry", "2"): Target("", "Un brouillon", Standing.DRAFT, None),
            Ref("document", "1"): Target("/documents/1/normes.pdf", "normes.pdf", Standing.ONLINE, None),
            Ref("picture", "1"): Target("/medias/1", "coffret.jpg", Standing.ONLINE, _picture(2400, 1800, image)),
            Ref("picture", "2"): Target("/medias/2", "vase.jpg", Standing.ONLINE, _picture(1200, 900)),
            Ref("picture", "9"): Target("/medias/9", "retiree.jpg", Standing.GONE, None),
        },
        holdings={"M0650": 12, "M0651": 0},
        credits={1: "© CRDOA"},
        captions=lambda _picture: ("Coffret à bijoux, émail", frozenset({"Coffret, émail"})),
        answers={
            "https://example.org/disparu": Answer(404),
            "https://example.org/ancien": Answer(200, moved_to="https://example.org/nouveau"),
            "https://example.org/": Answer(200),
        },
        featured={Ref("notice", "M0650000002"): "Notices d’avril"},
        paths={"/notices/M0650000001": Ref("notice", "M0650000001"), "/notices/M9999999999": Ref("notice", "M9999")},
        count=_count,
        host="musees.example.org",
    )


def _picture(width: int, height: int, image: Any = None) -> Any:
    return SimpleNamespace(width=width, height=height, name="coffret.jpg", image=image)


def _count(what: str, since: date | None, _until: date | None) -> int:
    return {"notices": 1_023_705, "museums": 555}.get(what, 2448 if since else 0)


def proof_of(values: Mapping[str, str]) -> Proof:
    """Return the entry an example describes, among the facts of the examples."""
    kind = values.get(KIND, "resource")
    content = {**contents.blank(kind), **_copied(_GOOD[kind])}
    figure: dict[str, str] = {}
    for path, value in values.items():
        if path.startswith(FIGURE):
            figure[path.removeprefix(FIGURE)] = value
        elif path not in {KIND, ONLINE}:
            _put(content, path, value)
    if figure:
        content["body"] = f"{content['body']}{_figure(figure)}"
    online = ONLINE in values
    return Proof(KINDS[kind], contents.clean(kind, content), NOW, world(), online, NOW if online else None)


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(one) for name, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value


def _put(content: dict[str, Any], path: str, value: Any) -> None:
    """Write a value at its path, rows and uses of pictures made as they are named."""
    *parents, name = path.split(".")
    holder: Any = content
    for part, following in zip(parents, [*parents, name][1:], strict=True):
        holder = _step(holder, part, following)
    holder[name] = value


def _step(holder: Any, part: str, following: str) -> Any:
    if isinstance(holder, list):
        while len(holder) <= int(part):
            holder.append({})
        return holder[int(part)]
    if part == "cover" and not holder.get(part):
        holder[part] = dict(_PICTURE)
    if not holder.get(part):
        holder[part] = [] if following.isdigit() else {}
    return holder[part]


def _figure(said: Mapping[str, str]) -> str:
    use = {**_PICTURE, **said}
    decorative = ' data-decorative=""' if said.get("decorative") else ""
    caption = f"<figcaption>{use['caption']}</figcaption>" if use["caption"] else ""
    return (
        f'<figure><img src="coffret:picture/{use["picture"]}" alt="{use["alt"]}"{decorative} '
        f'data-credit="{use["credit"]}" data-rights="{use["rights"]}">{caption}</figure>'
    )


def found(rule: Rule, example: Example) -> list[Finding]:
    """Return what the rule finds in an example; nothing for rules about other things."""
    return list(rule.check(proof_of(example.values))) if rule.target == TARGET else []


def mends(rule: Rule) -> bool:
    """Say whether what the rule finds in its failing example can be put right at once."""
    return any(fixable(finding) for finding in found(rule, rule.fails))


def shown(values: Mapping[str, str]) -> dict[str, str]:
    """Return an example as a page tells it: the names of the fields, rich text without the markup that says nothing."""
    kind = values.get(KIND, "resource")
    told = {}
    for path, value in values.items():
        if path == KIND:
            continue
        label, text = _told(kind, path, value)
        told[label] = text or "(vide)"
    return told


def _told(kind: str, path: str, value: str) -> tuple[str, str]:
    if path == ONLINE:
        return "En ligne", "oui"
    if path.startswith(FIGURE):
        return place(kind, Finding("EDI001", "body", facts={"part": path.removeprefix(FIGURE)})), value
    widget = KINDS[kind].named(path.split(".")[0]).widget
    simple = widget is Widget.RICH and not any(tag in value for tag in ("<a ", "<h", "<blockquote"))
    return place(kind, Finding("EDI001", path)), prose.rich(path, value).text.strip() if simple else value
