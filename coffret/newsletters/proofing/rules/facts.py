"""P28-P29: museums put forward, numbers told, against the catalogue."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import REGISTRY, Example, Finding, Severity
from coffret.base.text import fold, grouped
from coffret.editorial.entries.references import Ref, Standing
from coffret.editorial.proofing.proof import found, link_found
from coffret.editorial.proofing.rules.features import _FIGURE as FIGURE
from coffret.editorial.proofing.rules.features import _NEW as NEW
from coffret.editorial.proofing.rules.features import _period as period_told
from coffret.editorial.proofing.rules.references import _names as names
from coffret.editorial.proofing.rules.references import _own_words as own_words
from coffret.newsletters.proofing.letter import LetterProof
from coffret.newsletters.proofing.rules.base import OURS, as_like, borrowed, letter_rule
from coffret.newsletters.proofing.rules.links import ours, own_ref


@letter_rule(
    "P28",
    severity=Severity.ALERTE,
    title=_("Musée sans notice en ligne, ou qui a changé de nom"),
    message=_("{name} n’a aucune notice en ligne."),
    remedy=_("Attendre son premier versement, ou confirmer le choix."),
    source=OURS,
    passes=Example({"sections.0.one": "Musée du mois", "sections.0.items.0.thing": "museum", "sections.0.items.0.ref": "M0650"}),
    fails=Example({"sections.0.one": "Musée du mois", "sections.0.items.0.thing": "museum", "sections.0.items.0.ref": "M0651"}),
)  # fmt: skip
def museums(proof: LetterProof) -> Iterator[Finding]:
    """A museum put forward has something to show, and the name the directory gives it."""
    for path, ref in proof.refs():
        if ref.kind == "museum" and _mute(proof, ref):
            yield Finding("P28", f"{path}.ref", ref.key, facts={"name": _named(proof, ref)})
        if ref.kind == "museum":
            yield from _renamed(proof, path, ref)
    for link in proof.links:
        own = own_ref(proof, link)
        if own and own.kind == "museum" and _mute(proof, own):
            yield link_found("P28", link, link.href, name=_named(proof, own))
    yield from borrowed("P28", proof, "INF034")


def _mute(proof: LetterProof, ref: Ref) -> bool:
    return proof.world.target(ref).standing is Standing.ONLINE and not proof.world.holdings.get(ref.key)


def _named(proof: LetterProof, ref: Ref) -> str:
    title = proof.world.target(ref).title
    return f"{title[:1].upper()}{title[1:]} ({ref.key})"


def _renamed(proof: LetterProof, path: str, ref: Ref) -> Iterator[Finding]:
    """Yield the title an editor gave to a museum when no word of it is one of its names'."""
    target = proof.world.target(ref)
    text = next((span.text for span in proof.item(path) if span.text.path == f"{path}.title"), None)
    if text is not None and target.standing is Standing.ONLINE and "mus" in fold(text.text):
        said, known = own_words(text.text), own_words(names(target))
        if said and known and not said & known:
            one = found("P28", text, 0, len(text.text), target.title, name=target.title)
            yield from as_like("P28", "INF034", [one])


@letter_rule(
    "P29",
    severity=Severity.ALERTE,
    title=_("Nombre qui n’est pas celui du catalogue, dans une lettre"),
    message=_("Le texte dit {value}, et le catalogue compte {today}."),
    remedy=_("Mettre le nombre d’aujourd’hui, ou mieux le chiffre vivant : il se compte au moment de l’envoi."),
    source=OURS,
    passes=Example({"body": "<p>Le catalogue compte 1\u202f023\u202f705 notices.</p>"}),
    fails=Example({"body": "<p>Le catalogue compte 990\u202f000 notices.</p>"}),
)
def numbers(proof: LetterProof) -> Iterator[Finding]:
    """A number told of the catalogue is that of the catalogue; a file that never leads here tells of another one."""
    if proof.file and not any(ours(proof, link.href) for link in proof.links):
        return
    yield from as_like("P29", "P29", REGISTRY["INF035"].check(proof))
    if not proof.file:
        yield from _new(proof)


def _new(proof: LetterProof) -> Iterator[Finding]:
    """Yield the numbers of new notices told of no day: they are those since the last letter."""
    for text in proof.own():
        for match in FIGURE.finditer(text.text) if "notices" in text.text else ():
            after = NEW.match(text.text, match.end())
            if after is None or period_told(proof, text.text, match.start(), after.end()):
                continue
            today = proof.new_notices
            said = int("".join(char for char in match[0] if char.isdigit())[:12])
            if today is not None and said != today:
                yield found("P29", text, *match.span(), grouped(today), today=grouped(today))
