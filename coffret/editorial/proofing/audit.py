"""The nightly check: every page online is read again by the rules, what is found is kept, and its writers are told."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from coffret.accounts.models import User
from coffret.base import letters, outbox
from coffret.base.rules import REGISTRY, Finding, Severity
from coffret.editorial import moments
from coffret.editorial.models import Audit, Entry, Waiver
from coffret.editorial.proofing import preflight

# Sentences of one page that a mail quotes; the workshop shows them all.
TOLD = 3


@dataclass(frozen=True, slots=True)
class Trouble:
    """A page online in which something waits for somebody: errors, and alertes that nobody confirmed."""

    entry: Entry
    errors: list[Finding]
    doubts: list[Finding]

    @property
    def findings(self) -> list[Finding]:
        """Return both, errors first."""
        return [*self.errors, *self.doubts]


def read_again(now: datetime | None = None) -> list[Trouble]:
    """Check every page online, keep what is found, and return the pages where something new waits."""
    at = now or timezone.now()
    fresh = []
    for entry in Entry.objects.online().order_by("pk").iterator():
        before = {preflight.key(one) for one in found_in(Audit.objects.filter(entry=entry).first())}
        findings = preflight.check(entry.kind, entry.content, entry=entry, now=at)
        if entry.kind in preflight.LASTING:
            findings = [one for one in findings if one.code in preflight.LASTING[entry.kind]]
        keep(entry, findings, at)
        trouble = _trouble(entry, findings)
        if any(preflight.key(one) not in before for one in trouble.findings):
            fresh.append(trouble)
    Audit.objects.exclude(entry__live=True).delete()
    return fresh


def keep(entry: Entry, findings: Iterable[Finding], now: datetime) -> None:
    """Keep what was found in a page."""
    rows = [[one.code, one.field, one.value, dict(one.facts)] for one in findings]
    Audit.objects.update_or_create(entry=entry, defaults={"at": now, "findings": rows})


def found_in(audit: Audit | None) -> list[Finding]:
    """Return the findings an audit keeps, those of rules that are still there."""
    rows = audit.findings if audit else []
    return [Finding(code, field, value, facts=facts) for code, field, value, facts in rows if code in REGISTRY]


def troubles() -> list[Trouble]:
    """Return the pages online in which the last check found something to put right, the gravest first; two queries."""
    rows = Audit.objects.filter(entry__live=True).select_related("entry").order_by("entry__title", "pk")
    known: dict[int, set[tuple[str, str, str]]] = defaultdict(set)
    for pk, *key in (
        Waiver.objects.filter(entry__live=True).order_by("pk").values_list("entry", "code", "field", "quote")
    ):
        known[pk].add((key[0], key[1], key[2]))
    found = [_unsettled(row.entry, found_in(row), known[row.entry_id]) for row in rows]
    return sorted((one for one in found if one.findings), key=lambda one: (not one.errors, one.entry.title))


def _trouble(entry: Entry, findings: list[Finding]) -> Trouble:
    return _unsettled(entry, findings, preflight.confirmed(entry).keys())


def _unsettled(entry: Entry, findings: list[Finding], confirmed: Collection[tuple[str, str, str]]) -> Trouble:
    doubts = [one for one in findings if one.severity is Severity.ALERTE and preflight.key(one) not in confirmed]
    return Trouble(entry, preflight.blocking(findings), doubts)


# Telling --------------------------------------------------------------------------------------------------------------


def tell(troubles: Iterable[Trouble], now: datetime | None = None) -> int:
    """Promise one mail of the day to each person who last wrote one of these pages; return how many are new."""
    at = now or timezone.now()
    concerned: dict[User, list[Trouble]] = defaultdict(list)
    for trouble in troubles:
        if (author := _author(trouble.entry)) is not None:
            concerned[author].append(trouble)
    return sum(_write(user, mine, at) for user, mine in concerned.items())


def _author(entry: Entry) -> User | None:
    """Return who last wrote what is online, if they still work here."""
    revision = entry.published or entry.working
    by = revision.by if revision else None
    return by if by is not None and by.is_active and by.is_office else None


def _write(user: User, troubles: list[Trouble], now: datetime) -> bool:
    with override("fr"):
        count = len(troubles)
        subject = ngettext(
            "{count} page en ligne à revoir", "{count} pages en ligne à revoir", count
        ).format(count=count)  # fmt: skip
        opening = _("Le contrôle de cette nuit a trouvé du nouveau dans ce que vous avez écrit.")
        text, html = letters.compose(
            subject,
            [opening, *(_told(trouble) for trouble in troubles)],
            button=(_("Ouvrir la rédaction"), f"{settings.BASE_URL.rstrip('/')}/pro/redaction/"),
            footer=_("Un message par jour au plus, quand quelque chose change."),
        )
    day = moments.local(now).date()
    return outbox.queue(f"audit:{day:%Y-%m-%d}:{user.pk}", user.email, subject, text, html=html)


def _told(trouble: Trouble) -> str:
    sentences = [f"– {one.message()}" for one in trouble.findings[:TOLD]]
    more = len(trouble.findings) - TOLD
    if more > 0:
        sentences.append(
            ngettext("– et {count} autre constat", "– et {count} autres constats", more).format(count=more)
        )
    address = f"{settings.BASE_URL.rstrip('/')}/pro/redaction/{trouble.entry.pk}/"
    return "\n".join([_("« {title} »").format(title=trouble.entry.title), *sentences, address])


def said(findings: Iterable[Finding]) -> str:
    """Return how many of each weight, in words: « 2 erreurs, 3 alertes »; « » for none."""
    counts = dict.fromkeys(Severity, 0)
    for one in findings:
        counts[one.severity] += 1
    errors, doubts, notes = (counts[severity] for severity in Severity)
    parts = [
        ngettext("{count} erreur", "{count} erreurs", errors).format(count=errors) if errors else "",
        ngettext("{count} alerte", "{count} alertes", doubts).format(count=doubts) if doubts else "",
        ngettext("{count} signalement", "{count} signalements", notes).format(count=notes) if notes else "",
    ]
    return ", ".join(filter(None, parts))
