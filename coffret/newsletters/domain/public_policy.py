"""DMARC: what the domain asks others to do with mail that is not its own, and whether ours is (RFC 7489)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from coffret.newsletters.domain.found import Found
from coffret.newsletters.domain.names import Names, Unanswered, aligned, parents
from coffret.newsletters.domain.signature import Signature


@dataclass(frozen=True, slots=True)
class Proofs:
    """What an arrived message proves: its signatures, and the envelope's domain when SPF lets it through (else « »)."""

    signatures: tuple[Signature, ...]
    passed: str = ""

    def hold(self, visible: str, tags: dict[str, str]) -> bool:
        """Say whether a proof is of the domain of « From », as strictly as its record asks."""
        strict_key, strict_path = tags.get("adkim") == "s", tags.get("aspf") == "s"
        signed = any(one.holds and aligned(one.domain, visible, strict_key) for one in self.signatures)
        return signed or aligned(self.passed, visible, strict_path)


def look(names: Names, visible: str, proofs: Proofs | None) -> Found:
    """Look at the DMARC record of the domain of « From »; ``proofs`` is None until a message arrived."""
    advised = (f"_dmarc.{visible}", f"v=DMARC1; p=none; rua=mailto:postmaster@{visible}")
    try:
        where, record = _record(names, visible)
    except Unanswered as silence:
        return Found(None, _("Le DNS de {domain} ne répond pas ({why}).").format(domain=visible, why=silence))
    facts = {"domain": visible, "record": record, "where": where}
    if not record:
        said = _("{domain} n’a pas d’enregistrement DMARC : Gmail et Yahoo en demandent un.").format(**facts)
        return Found(False, said, _("Ajouter cet enregistrement."), *advised)
    tags = tags_of(record)
    if tags.get("p") not in {"none", "quarantine", "reject"}:
        said = _("L’enregistrement « {record} » ne dit pas de politique (p=).").format(**facts)
        return Found(False, said, _("Le remplacer par celui-ci."), *advised)
    if proofs is None:
        said = _("{where} : « {record} ». Reste à voir le message arrivé.").format(**facts)
        return Found(None, said)
    if not proofs.hold(visible, tags):
        said = _("Ni SPF ni DKIM ne prouvent que le message vient de {domain} : « {record} ».").format(**facts)
        return Found(False, said, _("Mettre d’abord SPF et DKIM en ordre, au nom du domaine de l’expéditeur."))
    return Found(True, _("{where} : « {record} », et le message le respecte.").format(**facts))


def tags_of(record: str) -> dict[str, str]:
    """Return what a DMARC record says: {"p": "none", …}."""
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _sign, value in pairs if name.strip()}


def _record(names: Names, visible: str) -> tuple[str, str]:
    """Return where the record that counts for a domain stands, its own or that of one it lies in, and its text."""
    for domain in parents(visible):
        for text in names.texts(f"_dmarc.{domain}"):
            if text.lower().replace(" ", "").startswith("v=dmarc1"):
                return f"_dmarc.{domain}", text
    return "", ""
