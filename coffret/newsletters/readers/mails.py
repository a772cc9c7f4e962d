"""What is written to one reader about their own act: transactional, by the outbox, without the headers of a list."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext as _

from coffret.base import counts, letters, outbox
from coffret.base.text import listed
from coffret.editorial import identity, moments
from coffret.editorial.models import Issue, Newsletter
from coffret.newsletters import addresses
from coffret.newsletters.models import Reader, Request
from coffret.newsletters.readers import keys, people

# Mails one address may be asked to receive, and in how many seconds: whoever asks, nobody is flooded.
MOST, WINDOW = 5, 86_400


def prefix(reader: Reader) -> str:
    """Return what the keys of a reader's mails begin with."""
    return f"reader:{reader.pk}:"


def allowed(digest: str) -> bool:
    """Count one more mail asked for an address; say whether it may leave."""
    return counts.within("letters-mail", digest, MOST, WINDOW)


def link_of(request: Request) -> str:
    """Return the address of the page that confirms a request."""
    return addresses.confirmation(keys.token("request", request.nonce))


def confirm(request: Request, now: datetime) -> None:
    """Ask somebody to confirm that they subscribe."""
    reader = request.reader
    with translation.override(reader.language):
        names = _named(_newsletters(request))
        said = [
            _("Quelqu’un, sans doute vous, a demandé à recevoir à cette adresse : {names}.").format(names=names),
            _("Rien ne part tant que cette demande n’est pas confirmée, avant le {day}.").format(
                day=moments.day(request.expires_at)
            ),
        ]
        label = (_("Confirmer l’abonnement"), link_of(request))
        title = _("Confirmer votre abonnement")
        _write(reader, f"request:{request.pk}:{now:%Y%m%d%H%M%S}", title, said, label, footer=_unasked())


def remind(request: Request) -> None:
    """Recall, once, a subscription that waits to be confirmed."""
    reader = request.reader
    with translation.override(reader.language):
        names = _named(_newsletters(request))
        said = [
            _("Vous avez demandé à recevoir : {names}. Il reste à le confirmer, avant le {day}.").format(
                names=names, day=moments.day(request.expires_at)
            ),
            _("C’est le seul rappel : sans réponse, cette demande s’efface d’elle-même."),
        ]
        label = (_("Confirmer l’abonnement"), link_of(request))
        _write(
            reader,
            f"request:{request.pk}:reminder",
            _("Votre abonnement attend d’être confirmé"),
            said,
            label,
            footer=_unasked(),
        )


def already(reader: Reader, now: datetime) -> None:
    """Tell somebody who asks again that they are subscribed, with their own link."""
    with translation.override(reader.language):
        names = _named(row.newsletter for row in people.active(reader))
        said = [_("Vous êtes déjà abonné, à cette adresse, à : {names}. Il n’y a rien à faire.").format(names=names)]
        label = (_("Voir mes abonnements"), people.link(reader))
        _write(reader, f"already:{now:%Y%m%d%H%M%S}", _("Vous êtes déjà abonné"), said, label, footer=_unchanged())


def own_link(reader: Reader, now: datetime) -> None:
    """Send somebody their own link again."""
    with translation.override(reader.language):
        said = [
            _(
                "Ce lien ouvre vos abonnements : en ajouter, en retirer, changer d’adresse, faire une pause, tout effacer."
            ),
            _("Il ouvre sans mot de passe : ne pas le transmettre."),
        ]
        label = (_("Voir mes abonnements"), people.link(reader))
        _write(reader, f"link:{now:%Y%m%d%H%M%S}", _("Votre lien personnel"), said, label, footer=_unchanged())


def new_address(request: Request, now: datetime) -> None:
    """Ask a new address to confirm that letters come to it."""
    reader = request.reader
    with translation.override(reader.language):
        said = [
            _("Un abonné de nos lettres demande à les recevoir désormais à cette adresse."),
            _("Rien ne change tant que ce n’est pas confirmé, avant le {day}.").format(
                day=moments.day(request.expires_at)
            ),
        ]
        label = (_("Confirmer cette adresse"), link_of(request))
        key, title = f"request:{request.pk}:{now:%Y%m%d%H%M%S}", _("Confirmer votre nouvelle adresse")
        _write(reader, key, title, said, label, to=request.new_address, footer=_unasked())


def moved(reader: Reader, old: str, request: Request) -> None:
    """Tell the old address that letters go elsewhere: it alone can say if that is wrong."""
    with translation.override(reader.language):
        said = [
            _("Nos lettres ne viendront plus ici : elles partent désormais vers une autre adresse, qui l’a confirmé.")
        ]
        contact = identity.site().contact_email
        if contact:
            said.append(_("Si ce n’est pas vous, écrire à {contact}.").format(contact=contact))
        footer = _("Ce courriel est le dernier envoyé à cette adresse.")
        _write(reader, f"moved:{request.pk}", _("Votre adresse a changé"), said, None, to=old, footer=footer)


def welcome(reader: Reader, newsletters: Sequence[Newsletter], request: Request) -> None:
    """Greet somebody who has just confirmed, with the last issue of each newsletter: the next one comes by itself."""
    with translation.override(reader.language):
        said = [
            _("C’est confirmé : vous recevrez {names}.").format(names=_named(newsletters)),
            *_last_issues(newsletters),
        ]
        label = (_("Gérer mes abonnements"), people.link(reader))
        footer = _("Vous pouvez vous désabonner à tout moment, en un clic, au bas de chaque lettre.")
        _write(reader, f"welcome:{request.pk}", _("Bienvenue parmi nos lecteurs"), said, label, footer=footer)


def last_issues(newsletters: Sequence[Newsletter]) -> list[Issue]:
    """Return the last issue that left of each newsletter, of those whose past issues can be read by all."""
    # Of a day several might have left: the last of them.
    later = Issue.objects.filter(newsletter=OuterRef("newsletter"), live=True, sent_at__gt=OuterRef("sent_at"))
    sent = Issue.objects.filter(newsletter__in=newsletters, newsletter__archived=True, live=True)
    last = sent.filter(~Exists(later), sent_at__isnull=False, path__isnull=False)
    return list(last.order_by("newsletter__position", "pk"))


def _last_issues(newsletters: Sequence[Newsletter]) -> Iterator[str]:
    names = {one.pk: one.name for one in newsletters}
    for issue in last_issues(newsletters):
        said = _("En attendant la prochaine, la dernière parue de « {name} » : {address}")
        yield said.format(name=names[issue.newsletter_id or 0], address=addresses.absolute(issue.path or ""))


def _newsletters(request: Request) -> list[Newsletter]:
    return list(Newsletter.objects.filter(slug__in=request.newsletters))


def _named(newsletters: "Sequence[Newsletter] | Iterator[Newsletter]") -> str:
    return listed([_("« {name} »").format(name=one.name) for one in newsletters], _("et"))


def _unasked() -> str:
    return _("Si vous n’avez rien demandé, ne rien faire : cette adresse ne recevra rien.")


def _unchanged() -> str:
    return _("Si vous n’avez rien demandé, ne rien faire : rien ne change.")


def _write(
    reader: Reader,
    what: str,
    title: str,
    said: Sequence[str],
    button: tuple[str, str] | None,
    *,
    footer: str,
    to: str = "",
) -> None:
    site = identity.site()
    subject = _("{title} · {site}").format(title=title, site=site.name)
    text, html = letters.compose(title, said, button=button, footer=footer, language=reader.language)
    headers = {"Reply-To": site.contact_email} if site.contact_email else {}
    outbox.queue(f"{prefix(reader)}{what}", to or reader.address, subject, text, html=html, headers=headers)
