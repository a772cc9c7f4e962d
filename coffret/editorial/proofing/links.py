"""Which outside addresses still answer: asked little by little (asking.py), one host at a time, and remembered (Link)."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from coffret.editorial.models import Entry, Link
from coffret.editorial.proofing.asking import PAUSE, ask, personal
from coffret.editorial.proofing.proof import links_of
from coffret.editorial.proofing.world import Answer

HOSTS_AT_ONCE = 4
# An answer is taken for good so long.
STALE = timedelta(days=1)


def collected() -> list[str]:
    """Return the web addresses of what is online and of what is being written, in order, each once."""
    entries = Entry.objects.filter(Q(live=True) | Q(working__isnull=False)).select_related("working").order_by("pk")
    found: dict[str, None] = {}
    for entry in entries.iterator():
        for content in (entry.content if entry.live else {}, entry.working.content if entry.working else {}):
            found |= dict.fromkeys(filter(askable, links_of(entry.kind, content)))
    return list(found)


def askable(href: str) -> bool:
    """Say whether an address may be asked: of the web, of everybody, and no longer than what is kept."""
    web = href.startswith(("http://", "https://")) or (href.startswith("/") and not href.startswith("//"))
    return web and len(href) <= 2000 and not personal(href)


def refresh(
    limit: int = 200, *, seconds: float | None = None, age: timedelta = STALE, now: datetime | None = None,
    private: bool = False, pause: float = PAUSE,
) -> int:  # fmt: skip
    """Ask the addresses whose answer is older than ``age``, the oldest first, at most ``limit``; return how many.

    ``seconds``: no request begins after so long. ``private`` lets private machines be asked: for tests alone.
    """
    at = now or timezone.now()
    told = list(_answers(_due(age, at)[:limit], seconds, private, pause))
    if _alone(told):
        return 0
    for url, answer in told:
        _keep(url, answer, at)
    return len(told)


def _alone(told: list[tuple[str, Answer]]) -> bool:
    """Say whether nobody at all answered, of several hosts: it is our own connection that is missing."""
    hosts = {urlsplit(absolute(url)).netloc for url, _answer in told}
    return len(hosts) > 1 and all(answer.status == 0 for _url, answer in told)


def _due(age: timedelta, now: datetime) -> list[str]:
    """Return the addresses to ask, those never asked first; what no page holds any more is forgotten."""
    wanted = collected()
    known = {link.url: link for link in Link.objects.order_by("pk")}
    Link.objects.filter(url__in=known.keys() - set(wanted)).delete()
    old = [(when, url) for url in wanted if (when := _asked(known.get(url))) is None or when <= now - age]
    return [url for _when, url in sorted(old, key=lambda one: (one[0] is not None, one[0] or now))]


def _asked(link: Link | None) -> datetime | None:
    return link.checked_at if link else None


def _answers(urls: list[str], seconds: float | None, private: bool, pause: float) -> Iterator[tuple[str, Answer]]:
    """Yield answers as hosts give them: several hosts at once, each asked one thing at a time."""
    until = time.monotonic() + seconds if seconds is not None else float("inf")
    hosts: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        hosts[urlsplit(absolute(url)).netloc].append(url)
    with ThreadPoolExecutor(HOSTS_AT_ONCE, thread_name_prefix="links") as pool:
        for told in pool.map(lambda group: _host(group, until, private, pause), hosts.values()):
            yield from told


def _host(urls: Iterable[str], until: float, private: bool, pause: float) -> list[tuple[str, Answer]]:
    told: list[tuple[str, Answer]] = []
    for url in urls:
        if time.monotonic() >= until:
            break
        if told:
            time.sleep(pause)
        told.append((url, ask(absolute(url), private=private, pause=pause)))
    return told


def _keep(url: str, answer: Answer, now: datetime) -> None:
    link, _made = Link.objects.get_or_create(url=url)
    broken = answer.status == 0 or answer.status >= 400
    link.checked_at, link.status, link.moved_to = now, answer.status, answer.moved_to[:2000]
    link.failures = min(link.failures + 1, 30000) if broken else 0
    link.reason = answer.reason[:300]
    link.save()


def absolute(href: str) -> str:
    """Return an address of this site with its host; any other as it is."""
    return urljoin(settings.BASE_URL, href) if href.startswith("/") else href


def troubled() -> list[Link]:
    """Return the addresses that did not answer last time, the longest broken first."""
    broken = Link.objects.filter(Q(status=0) | Q(status__gte=400), checked_at__isnull=False)
    return list(broken.order_by(F("failures").desc(), "url"))
