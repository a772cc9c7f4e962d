"""What is written about remarks: to the reader who left an address, and once a day to those who answer for a museum."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.accounts.models import Membership, Role, User
from coffret.base import letters, outbox
from coffret.base.models import Mail
from coffret.base.rules import shorten
from coffret.base.text import grouped
from coffret.catalogue.fields import BY_CODE
from coffret.submissions.models import Remark, RemarkState

READER, MUSEUM = "remark:", "remarks:"


def tell_reader(remark: Remark) -> bool:
    """Queue the answer to the reader who left an address; say whether a mail leaves. The caller's transaction."""
    if not remark.email:
        return False
    with translation.override(remark.language):
        title, paragraphs = _answer(remark)
        text, html = letters.compose(
            title,
            paragraphs,
            button=(_("Voir la notice"), settings.BASE_URL + remark.record.get_absolute_url()),
            footer=_(
                "Vous recevez ce courriel parce que vous avez laissé votre adresse avec un signalement. Elle est effacée "
                "six mois après cette réponse."
            ),
            language=remark.language,
        )
    return outbox.queue(f"{READER}{remark.pk}:{remark.state}", remark.email, title, text, html=html)


def _answer(remark: Remark) -> tuple[str, list[str]]:
    record = remark.record
    titles = {
        RemarkState.ACCEPTED: _("Votre correction est retenue"),
        RemarkState.DECLINED: _("Votre correction n’est pas retenue"),
        RemarkState.ANSWERED: _("Le musée vous répond"),
    }
    field = BY_CODE.get(remark.field)
    what = _("{ref}, {title}").format(ref=record.ref, title=shorten(record.title))
    paragraphs = [_("Vous avez signalé une erreur dans la notice {what}.").format(what=what)]
    if field and remark.proposed:
        said = _("{field} : « {text} ».")
        paragraphs.append(said.format(field=field.label, text=shorten(remark.proposed, 300)))
    elif remark.words:
        paragraphs.append(_("« {words} »").format(words=shorten(remark.words, 300)))
    if remark.state == RemarkState.ACCEPTED:
        paragraphs.append(_accepted(remark))
    if remark.answer:
        paragraphs.append(remark.answer)
    paragraphs.append(_("Merci d’avoir lu la notice de près."))
    return titles[RemarkState(remark.state)], paragraphs


def _accepted(remark: Remark) -> str:
    published = remark.submission is not None and remark.submission.published_at is not None
    return (
        _("Le musée a corrigé la notice : la correction est en ligne.")
        if published
        else _("Le musée a préparé la correction : elle sera en ligne après sa dernière relecture.")
    )


def tell_museums() -> int:
    """Queue, for each museum with remarks nobody was told of, one mail to those who answer; return how many leave."""
    waiting = Remark.objects.filter(state=RemarkState.WAITING)
    codes = waiting.order_by().values_list("record__museum_id", flat=True).distinct()
    return sum(_tell(code, waiting.filter(record__museum_id=code)) for code in sorted(set(codes)))


def _tell(code: str, waiting: QuerySet[Remark]) -> int:
    prefix = f"{MUSEUM}{code}:"
    last = Mail.objects.filter(key__startswith=prefix).aggregate(last=Max("queued_at"))["last"]
    if last is not None and not waiting.filter(at__gt=last).exists():
        return 0
    day, count = timezone.localdate(), waiting.count()
    return sum(_summon(f"{prefix}{day:%Y-%m-%d}:{user.pk}", user, code, count) for user in answering(code))


def _summon(key: str, user: User, code: str, count: int) -> int:
    title = ngettext(
        "Un signalement de lecteur attend votre réponse",
        "%(n)s signalements de lecteurs attendent votre réponse",
        count,
    ) % {"n": grouped(count)}
    text, html = letters.compose(
        title,
        [
            _("Des lecteurs du site ont signalé ce qui leur semble faux dans les notices du musée {code}.").format(
                code=code
            )
        ],
        button=(_("Lire les signalements"), settings.BASE_URL + reverse("desk:remarks")),
        footer=_("Un courriel par jour au plus, et seulement quand un nouveau signalement arrive."),
    )
    return int(outbox.queue(key, user.email, title, text, html=html))


def answering(code: str) -> Iterator[User]:
    """Yield who is told of the remarks on a museum's notices: its managers, its contributors when it has none."""
    members = Membership.objects.filter(museum=code, user__is_active=True).select_related("user").order_by("pk")
    managers = [one.user for one in members if one.role == Role.MANAGER]
    yield from managers or [one.user for one in members]
