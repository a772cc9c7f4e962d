"""Running the examples of the rules of letters: for the rules' own pages and docs, and for their tests.

An example says what differs from an issue in which nothing is amiss: by path in the content, or « html » and « plain »
for what its mail becomes, or what is known around it. The facts are few, fixed and without a database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from coffret.base.rules import Example, Finding, Rule
from coffret.editorial.entries import content as contents
from coffret.editorial.entries.references import Ref
from coffret.editorial.kinds import KINDS, Widget
from coffret.editorial.proofing import prose
from coffret.editorial.proofing.examples import NOW, world
from coffret.editorial.proofing.preflight import fixable, place
from coffret.newsletters.composing.issue import Composed, Part, Said
from coffret.newsletters.domain.checks import Verdict
from coffret.newsletters.proofing.around import Around
from coffret.newsletters.proofing.letter import LETTER, LetterProof

TARGET = LETTER
_AROUND = frozenset({"stage", "recipients", "before", "proofed"})
_HTML = (
    '<!doctype html><html lang="fr" dir="ltr"><head><title>La lettre de mai</title></head>'
    "<body><h1>La lettre de mai</h1>{body}</body></html>"
)
_GOOD: dict[str, Any] = {
    "newsletter": "catalogue",
    "day": "2026-05-11",
    "title": "La lettre de mai 2026",
    "preheader": "Une notice, un musée, une journée.",
    "body": "<p>Les musées versent leurs notices au catalogue.</p>",
}
_PICTURE = {
    "picture": 1,
    "alt": "Un coffret d’émail bleu, ouvert",
    "decorative": False,
    "credit": "© CRDOA",
    "rights": "",
    "caption": "",
}
_WORDS = {
    "stage": "Étape",
    "recipients": "Destinataires",
    "before": "Destinataires de la dernière lettre",
    "proofed": "Épreuve envoyée",
    "html": "Message",
    "plain": "Texte simple",
}


@dataclass
class ExampleProof(LetterProof):
    """An issue whose facts are all given."""

    mailed: tuple[str, str | None] = field(default=("", None))

    @cached_property
    def composed(self) -> Composed:
        """Return what it says: what is written, and no more."""
        parts = tuple(
            Part(section["key"], section["one"], "", tuple(_said(item) for item in section["items"]))
            for section in self.content["sections"]
        )
        return Composed("catalogue", "La lettre du catalogue", "fr", "2026-05-11", "", self.text("title"), parts=parts)

    @property
    def html(self) -> str | None:
        """Return its mail."""
        return self.mailed[0]

    @property
    def plain(self) -> str | None:
        """Return its plain text."""
        return self.mailed[1]

    @cached_property
    def _things(self) -> dict[Ref, Any]:
        return {Ref("notice", "M0650000001"): Said("", "notice", "", "", "Coffret à bijoux", "Coffret à bijoux, émail")}

    @property
    def new_notices(self) -> int | None:
        """Return how many notices are new."""
        return 2448


def _said(item: Mapping[str, Any]) -> Said:
    words = {name: item[name] for name in ("title", "caption", "credit")}
    return Said(item["key"], item["thing"], item["ref"], "", picture=item["picture"], **words)


def proof_of(values: Mapping[str, str]) -> ExampleProof:
    """Return the letter an example describes, among the facts of the examples."""
    content: dict[str, Any] = {**contents.blank(LETTER), **_GOOD}
    content["sections"] = [{"one": "Notice du mois", "many": "Notices du mois", "items": [_item()]}]
    for path, value in values.items():
        if path not in _WORDS and not path.startswith("domain."):
            _put(content, path, value)
    clean = contents.clean(LETTER, content)
    html = _HTML.format(body=values.get("html", "<p>Un émail.</p>"))
    return ExampleProof(KINDS[LETTER], clean, NOW, world(), around=_around(values), mailed=(html, values.get("plain")))


def _item() -> dict[str, Any]:
    return {"thing": "notice", "ref": "M0650000001"}


def _around(values: Mapping[str, str]) -> Around:
    wrong = tuple(
        (path.removeprefix("domain."), "", "")
        for path in values
        if path.startswith("domain.") and values[path] != "oui"
    )
    return Around(
        stage=values.get("stage", ""),
        recipients=_number(values, "recipients"),
        before=_number(values, "before"),
        proofed=values["proofed"] == "oui" if "proofed" in values else None,
        domain=Verdict("bad" if wrong else "good", wrong),
    )


def _number(values: Mapping[str, str], name: str) -> int | None:
    return int(values[name]) if name in values else None


def _put(content: dict[str, Any], path: str, value: str) -> None:
    """Write a value at its path; items and uses of pictures are made as they are named."""
    *parents, name = path.split(".")
    holder: Any = content
    for part in parents:
        holder = _step(holder, part)
    holder[name] = value


def _step(holder: Any, part: str) -> Any:
    if isinstance(holder, list):
        while len(holder) <= int(part):
            holder.append(_item())
        return holder[int(part)]
    if not holder.get(part):
        holder[part] = dict(_PICTURE) if part == "picture" else {}
    return holder[part]


def found(rule: Rule, example: Example) -> list[Finding]:
    """Return what the rule finds in an example; nothing for rules about other things."""
    return list(rule.check(proof_of(example.values))) if rule.target == TARGET else []


def mends(rule: Rule) -> bool:
    """Say whether what the rule finds in its failing example can be put right at once."""
    return any(fixable(finding) for finding in found(rule, rule.fails))


def shown(values: Mapping[str, str]) -> dict[str, str]:
    """Return an example as a page tells it: the names of the fields, rich text without the markup that says nothing."""
    told = {}
    for path, value in values.items():
        label, text = _told(path, value)
        told[label] = text or "(vide)"
    return told


def _told(path: str, value: str) -> tuple[str, str]:
    if path in _WORDS:
        return _WORDS[path], value
    if path.startswith("domain."):
        return f"Domaine d’envoi, {path.removeprefix('domain.').upper()} en ordre", value
    widget = KINDS[LETTER].named(path.split(".")[0]).widget
    rich = widget is Widget.RICH or path.endswith(".words")
    simple = rich and not any(tag in value for tag in ("<a ", "<h", "<blockquote"))
    return place(LETTER, Finding("P01", path)), prose.rich(path, value).text.strip() if simple else value
