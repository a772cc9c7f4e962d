"""The look at a sending domain: begun by somebody, ended by the message that comes back; the last one is what counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.editorial.models import Newsletter
from coffret.newsletters.domain import one_click, public_policy, route, sender_policy, signature, trial
from coffret.newsletters.domain.found import Found
from coffret.newsletters.domain.names import Names
from coffret.newsletters.models import DomainCheck, ReturnKind
from coffret.newsletters.readers import keys
from coffret.newsletters.returns.addresses import domain_of, returns_domain
from coffret.newsletters.returns.news import News
from coffret.newsletters.sending.message import sender_of

# In the order of the page. A letter leaves only when those of NEEDED are well.
POINTS = ("sent", "spf", "dkim", "dmarc", "ptr", "tls", "one_click")
NEEDED = ("one_click", "dkim", "dmarc")
# A message that did not come back by then will not.
PATIENCE = timedelta(minutes=30)
# A look older than that is made again before a letter leaves.
STALE = timedelta(days=30)
# Looks back in time for a point that the last ones could not tell.
LOOKS = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the last look at a domain says before a letter leaves: « good », « bad » or « unknown », and why.

    ``faults``: for each point of NEEDED that is not well, its name, what was found and what to do.
    """

    standing: str
    faults: tuple[tuple[str, str, str], ...] = ()


def senders() -> list[str]:
    """Return the senders of this site, « Name <address> », one for each domain: its own, then the newsletters'."""
    rows = Newsletter.objects.filter(closed_at=None).exclude(sender_email="").order_by("position", "pk")
    every = [settings.DEFAULT_FROM_EMAIL, *(sender_of(row.sender_name, row.sender_email) for row in rows)]
    return list({domain_of(sender): sender for sender in reversed(every)}.values())[::-1]


def ask(domain: str, now: datetime | None = None) -> DomainCheck:
    """Ask for a look at a domain of senders(): the worker begins it at once. Raises Refused for another domain."""
    if domain not in {domain_of(sender) for sender in senders()}:
        raise Refused(_("Aucune lettre ne part de « {domain} ».").format(domain=domain[:100]))
    return DomainCheck.objects.create(at=now or timezone.now(), domain=domain, mark=keys.token("trial", keys.nonce()))


def begin_asked() -> int:
    """Begin the looks that were asked for; return how many."""
    asked = list(DomainCheck.objects.filter(results={}, at__gt=timezone.now() - PATIENCE).order_by("pk"))
    for check in asked:
        begin(check)
    return len(asked)


def begin(check: DomainCheck) -> DomainCheck:
    """Look at what the DNS and our own site say of a domain, send ourselves a message, and keep it all.

    What only the message can tell is kept when it comes back (arrived). Never raises for what is not in order.
    """
    sender = next((one for one in senders() if domain_of(one) == check.domain), f"ne-pas-repondre@{check.domain}")
    found = {**_before(sender), "one_click": one_click.look(check.mark)}
    try:
        trial.send(sender, check.mark)
        found["sent"] = _waiting()
    except Refused as refusal:
        said, _dot, remedy = str(refusal).partition(". ")
        found["sent"] = Found(False, f"{said}.", remedy)
        found["dkim"] = Found(None, _("Sans message d’essai, la signature ne se voit pas."))
    with transaction.atomic():
        # Read anew: a fast relay may have brought it back already.
        check = DomainCheck.objects.select_for_update().get(pk=check.pk)
        check.results = {**{name: one.kept() for name, one in found.items()}, **check.results}
        check.save(update_fields=["results"])
    return check


def _waiting() -> Found:
    if settings.RETURNS_URL or settings.RETURNS_SECRET:
        return Found(None, _("Le message d’essai est parti : il revient d’ordinaire en une minute."))
    remedy = _("Écrire dans COFFRET_RETURNS_URL la boîte où reviennent les lettres.")
    return Found(None, _("Le message d’essai est parti, mais aucune boîte n’est relevée : il ne sera pas lu."), remedy)


def _before(sender: str) -> dict[str, Found]:
    """Return what can be told before the message comes back."""
    names, visible = Names(), domain_of(sender)
    return {
        "spf": sender_policy.look(names, settings.MAIL_IP, returns_domain(sender), visible),
        "dkim": Found(None, _("La signature se lira dans le message qui revient.")),
        "dmarc": public_policy.look(names, visible, None),
        "ptr": route.name(names, settings.MAIL_IP),
        "tls": route.encryption(None),
    }


def arrived(tokens: Iterable[str], news: News, raw: bytes, now: datetime) -> bool:
    """Take a message that holds the mark of a look: ours, or the news that it did not get through.

    Return False when it is of no look.
    """
    marks = [token for token in tokens if token]
    check = DomainCheck.objects.filter(mark__in=marks).order_by("-pk").first() if marks else None
    if check is None:
        return False
    failed = news.kind in {ReturnKind.HARD, ReturnKind.SOFT, ReturnKind.POLICY}
    if news.kind in {ReturnKind.DELAYED, ReturnKind.DELIVERED} or (check.arrived_at and not failed):
        return True
    found = {"sent": _failed(news)} if failed else _after(check.domain, raw)
    with transaction.atomic():
        check = DomainCheck.objects.select_for_update().get(pk=check.pk)
        check.arrived_at = check.arrived_at or now
        check.results = {**check.results, **{name: one.kept() for name, one in found.items()}}
        check.save(update_fields=["arrived_at", "results"])
    return True


def _failed(news: News) -> Found:
    said = _("Le message d’essai n’est pas arrivé : « {words} ».").format(words=news.said or news.status)
    return Found(False, said, _("Faire livrer « retours+… » et « desabonnement+… » dans la boîte des retours."))


def _after(visible: str, raw: bytes) -> dict[str, Found]:
    """Return what the message that came back tells."""
    names, hop = Names(), route.outgoing(raw)
    ip = settings.MAIL_IP or (hop.address if hop else "")
    envelope = settings.RETURNS_DOMAIN or visible
    given = list(signature.signatures(raw, names))
    policy = sender_policy.look(names, ip, envelope, visible)
    proofs = public_policy.Proofs(tuple(given), envelope if policy.ok else "")
    return {
        "sent": Found(True, _("Le message d’essai est revenu.")),
        "spf": policy,
        "dkim": signature.look(given, visible),
        "dmarc": public_policy.look(names, visible, proofs),
        "ptr": route.name(names, ip),
        "tls": route.encryption(hop),
    }


def latest(domain: str = "") -> DomainCheck | None:
    """Return the last look at a domain, at that of the site's own sender when none is named."""
    wanted = domain or domain_of(settings.DEFAULT_FROM_EMAIL)
    return DomainCheck.objects.filter(domain=wanted).order_by("-pk").first()


def facts(domain: str = "") -> dict[str, dict[str, Any]]:
    """Return what is known of each point of a domain: of the last look that could tell, so that a new one hides nothing."""
    wanted = domain or domain_of(settings.DEFAULT_FROM_EMAIL)
    known: dict[str, dict[str, Any]] = {}
    for results in DomainCheck.objects.filter(domain=wanted).order_by("-pk").values_list("results", flat=True)[:LOOKS]:
        told = {name: one for name, one in results.items() if one.get("ok") is not None}
        known = {**told, **known}
    return known


def overdue(check: DomainCheck, now: datetime) -> bool:
    """Say whether the message of a look should have come back by now."""
    return check.arrived_at is None and check.at < now - PATIENCE


def verdict(domain: str = "", now: datetime | None = None) -> Verdict:
    """Return what the last look at a domain says before a letter leaves from it.

    « bad »: a point of NEEDED was seen to be wrong; « unknown »: never looked at, too long ago, or not told yet.
    """
    check, now = latest(domain), now or timezone.now()
    if check is None:
        return Verdict("unknown", (("", _("Le domaine d’envoi n’a jamais été vérifié."), _remedy()),))
    known = facts(domain)
    points = [(name, known.get(name) or check.results.get(name, {})) for name in NEEDED]
    wrong = [(name, one.get("said", ""), one.get("remedy", "")) for name, one in points if one.get("ok") is False]
    if wrong:
        return Verdict("bad", tuple(wrong))
    if check.at < now - STALE:
        return Verdict("unknown", (("", _("La dernière vérification du domaine d’envoi est ancienne."), _remedy()),))
    untold = [(name, one.get("said", ""), _remedy()) for name, one in points if one.get("ok") is None]
    return Verdict("unknown", tuple(untold)) if untold else Verdict("good")


def _remedy() -> str:
    return _("Le vérifier depuis la page « Domaine d’envoi ».")
