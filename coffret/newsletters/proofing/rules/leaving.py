"""P25-P26: who receives it, who proofread it, and whether the domain it leaves from is in order."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity
from coffret.base.text import grouped
from coffret.newsletters.proofing.letter import LetterProof, whole
from coffret.newsletters.proofing.rules.base import OURS, gettext_noop, letter_rule

# Share by which the number of recipients may change from one issue to the next.
USUAL = 0.2

LEAVING = {
    "nobody": gettext_noop("personne ne la recevrait"),
    "number": gettext_noop("le nombre de destinataires a changé de plus d’un cinquième depuis la dernière"),
    "proof": gettext_noop("aucune épreuve n’est partie depuis la dernière modification"),
    "alone": gettext_noop("elle est approuvée par qui l’a écrite"),
}


@letter_rule(
    "P25",
    severity=Severity.ERREUR,
    title=_("Destinataires, épreuve et approbation"),
    message=_("Cette lettre n’est pas prête à partir : {reason} ({value})."),
    remedy=_("Envoyer une épreuve à des collègues, faire approuver par une autre personne, vérifier les abonnés."),
    source=OURS,
    passes=Example({"stage": "proof", "recipients": "1450", "before": "1400", "proofed": "oui"}),
    fails=Example({"stage": "proof", "recipients": "0", "before": "1400", "proofed": "oui"}),
)
def readiness(proof: LetterProof) -> Iterator[Finding]:
    """A letter leaves for somebody, seen by somebody, approved by somebody else. A draft is asked nothing of it."""
    known = proof.around
    if not known.leaving:
        return
    if known.recipients == 0:
        yield whole("P25", "0", reason=LEAVING["nobody"])
    elif known.recipients and known.before and abs(known.recipients - known.before) > USUAL * known.before:
        value = f"{grouped(known.before)} → {grouped(known.recipients)}"
        yield whole("P25", value, reason=LEAVING["number"], weight=Severity.ALERTE.value)
    if known.proofed is False:
        yield whole("P25", proof.text("title"), reason=LEAVING["proof"], weight=Severity.ALERTE.value)
    if known.alone:
        yield whole("P25", proof.text("title"), reason=LEAVING["alone"])


DOMAIN = {
    "one_click": gettext_noop("l’adresse de désabonnement en un clic ne répond pas comme il faut"),
    "dkim": gettext_noop("la signature DKIM ne couvre pas les deux en-têtes de désabonnement"),
    "dmarc": gettext_noop("l’expéditeur n’est pas aligné (DMARC)"),
    "unknown": gettext_noop("rien n’a été vérifié ces derniers temps"),
}


@letter_rule(
    "P26",
    severity=Severity.ERREUR,
    title=_("Domaine d’envoi à mettre en ordre"),
    message=_("Domaine d’envoi : {reason} ({value})."),
    remedy=_("Voir la page « Domaine d’envoi » : elle dit ce qu’il faut mettre dans le DNS."),
    source="RFC 8058 ; règles de Gmail et de Yahoo pour les expéditeurs, 2024",
    passes=Example({"stage": "approved", "recipients": "10", "proofed": "oui", "domain.dkim": "oui"}),
    fails=Example({"stage": "approved", "recipients": "10", "proofed": "oui", "domain.dkim": "non"}),
)
def domain(proof: LetterProof) -> Iterator[Finding]:
    """What the last look at the domain found wrong would send the letter to the dustbin."""
    known = proof.around.domain
    if not proof.around.leaving or known.standing == "good":
        return
    for name, said, _remedy in known.faults:
        reason = DOMAIN.get(name, DOMAIN["unknown"])
        weight = Severity.ERREUR if known.standing == "bad" else Severity.ALERTE
        yield whole("P26", said[:200].rstrip(".") or name, reason=reason, weight=weight.value)
