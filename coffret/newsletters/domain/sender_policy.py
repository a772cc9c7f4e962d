"""SPF: does the domain of the return address let our network address send (RFC 7208)?"""

import ipaddress
from typing import Any

import spf
from django.utils.translation import gettext as _

from coffret.newsletters.domain.found import Found
from coffret.newsletters.domain.names import Names, Unanswered, aligned


class _Query(spf.query):
    """The same questions, asked of our resolver."""

    def __init__(self, names: Names, **about: Any) -> None:
        self.names = names
        super().__init__(**about)

    def dns(self, name: str, kind: str, cnames: object = None, ignore_void: bool = False) -> list[Any]:
        """Return records as pyspf wants them; raises its TempError and PermError."""
        try:
            rows = self.names.ask(str(name).rstrip("."), kind)
        except Unanswered as silence:
            raise spf.TempError(f"DNS {silence}") from silence
        if not rows and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError(f"Void lookup limit of {spf.MAX_VOID_LOOKUPS} exceeded")
        return [_plain(row, kind) for row in rows]


def _plain(row: Any, kind: str) -> Any:
    if kind in {"A", "AAAA"}:
        return row.address
    if kind == "MX":
        return (row.preference, row.exchange.to_text(omit_final_dot=True))
    return row.target.to_text(omit_final_dot=True) if kind == "PTR" else row.strings


def result(names: Names, ip: str, sender: str, hello: str) -> str:
    """Return what SPF says of mail from ``ip`` under the envelope sender ``sender``: pass, fail, softfail, none…"""
    return str(_Query(names, i=ip, s=sender, h=hello, local=None, receiver=hello, strict=True).check()[0])


def look(names: Names, ip: str, envelope: str, visible: str) -> Found:
    """Look at the SPF record of the envelope's domain; ``visible`` is the domain of « From », ``ip`` where mail leaves from."""
    try:
        records = [text for text in names.texts(envelope) if text.lower().split(" ")[0] == "v=spf1"]
    except Unanswered as silence:
        return Found(None, _("Le DNS de {domain} ne répond pas ({why}).").format(domain=envelope, why=silence))
    if len(records) > 1:
        said = _("{domain} a {n} enregistrements SPF : aucun ne compte.").format(domain=envelope, n=len(records))
        return Found(False, said, _("N’en garder qu’un."))
    if not records:
        said = _("{domain} n’a pas d’enregistrement SPF.").format(domain=envelope)
        return Found(False, said, _("Ajouter cet enregistrement."), envelope, _with("v=spf1 -all", ip))
    if not ip:
        said = _("{domain} a l’enregistrement « {record} ».").format(domain=envelope, record=records[0])
        return Found(None, said, _("L’adresse d’où part le courrier se lira dans le message qui revient."))
    return _judged(names, ip, envelope, visible, records[0])


def _judged(names: Names, ip: str, envelope: str, visible: str, record: str) -> Found:
    verdict = result(names, ip, f"retours@{envelope}", envelope)
    facts = {"ip": ip, "domain": envelope, "record": record, "verdict": verdict, "visible": visible}
    if verdict == "temperror":
        return Found(None, _("L’enregistrement SPF de {domain} n’a pas pu être suivi jusqu’au bout.").format(**facts))
    if verdict != "pass":
        said = _("{ip} n’a pas le droit d’envoyer pour {domain} (SPF : {verdict}) : « {record} ».").format(**facts)
        return Found(False, said, _("Remplacer l’enregistrement par celui-ci."), envelope, _with(record, ip))
    if not aligned(envelope, visible):
        said = _("{ip} peut envoyer pour {domain}, mais les lettres viennent de {visible}.").format(**facts)
        return Found(False, said, _("Régler COFFRET_RETURNS_DOMAIN sur un domaine de l’expéditeur."))
    return Found(True, _("{ip} peut envoyer pour {domain} : « {record} ».").format(**facts))


def _with(record: str, ip: str) -> str:
    """Return an SPF record that lets an address send, before what it says of all others."""
    mechanism = f"ip{ipaddress.ip_address(ip).version}:{ip}" if ip else "mx"
    words = record.split()
    end = next(
        (at for at, word in enumerate(words) if word.lstrip("+-~?").lower() == "all" or "redirect=" in word), None
    )
    place = len(words) if end is None else end
    return " ".join([*words[:place], mechanism, *words[place:]])
