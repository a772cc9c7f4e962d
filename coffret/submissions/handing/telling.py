"""The mail that says a delivery was read: what it holds in figures, and where its report is."""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.base import letters, outbox
from coffret.base.text import grouped, listed
from coffret.submissions.models import Delivery, DeliveryState, Stage, Submission


def ready(delivery: Delivery, made: Sequence[Submission]) -> None:
    """Promise the mail to whoever handed in; the caller's transaction. A closed account receives none."""
    if delivery.by is None or not delivery.by.is_active:
        return
    museum = ", ".join(filter(None, (delivery.museum.city, delivery.museum.official_name))) or delivery.museum_id
    refused = delivery.state == DeliveryState.REFUSED
    title = _("Votre envoi n’a pas pu être lu") if refused else _("Votre versement est prêt à relire")
    paragraphs = [
        f"{museum}.",
        *(f"{one.file_name} : {said(one)}" for one in made[:20]),
        *delivery.refusal.splitlines(),
    ]
    if not refused:
        paragraphs.append(_("Rien n’est publié : relisez le rapport, corrigez s’il le faut, puis publiez."))
    button = (_("Voir l’envoi") if refused else _("Lire le rapport"), f"{settings.BASE_URL}{_address(delivery, made)}")
    footer = _("Vous recevez ce message parce que vous avez envoyé ces fichiers.")
    text, html = letters.compose(title, paragraphs, button=button, footer=footer)
    outbox.queue(f"delivery:{delivery.pk}:ready", delivery.by.email, title, text, html=html)


def _address(delivery: Delivery, made: Sequence[Submission]) -> str:
    return made[0].get_absolute_url() if len(made) == 1 else f"/pro/verser/{delivery.pk}"


def said(submission: Submission) -> str:
    """Return what a checked submission would do, in one sentence; why it was refused, for one that was."""
    if submission.stage == Stage.REFUSED:
        return str((submission.refusal or {}).get("sentence", "")) or _("fichier refusé.")
    counted = list(_counted(submission))
    return f"{listed(counted)}." if counted else _("aucune notice.")


def _counted(submission: Submission) -> Iterator[str]:
    """Yield each count that is not zero, in words."""
    pictures = submission.pictures or {}
    for count, words in (
        (submission.created, lambda n: ngettext("%(n)s notice nouvelle", "%(n)s notices nouvelles", n)),
        (submission.updated, lambda n: ngettext("%(n)s notice modifiée", "%(n)s notices modifiées", n)),
        (submission.unchanged, lambda n: ngettext("%(n)s notice inchangée", "%(n)s notices inchangées", n)),
        (submission.rejected, lambda n: ngettext("%(n)s notice refusée", "%(n)s notices refusées", n)),
        (pictures.get("new", 0), lambda n: ngettext("%(n)s image nouvelle", "%(n)s images nouvelles", n)),
        (pictures.get("same", 0), lambda n: ngettext("%(n)s image déjà là", "%(n)s images déjà là", n)),
        (pictures.get("refused", 0), lambda n: ngettext("%(n)s image illisible", "%(n)s images illisibles", n)),
        (pictures.get("unused", 0), lambda n: ngettext("%(n)s fichier sans notice", "%(n)s fichiers sans notice", n)),
    ):
        if count:
            yield words(count) % {"n": grouped(count)}
