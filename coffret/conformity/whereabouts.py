"""« Pourquoi ma notice n’est-elle pas en ligne ? »: a notice followed from the museum's file to its readers.

Each step of the way says where it stands, since when, by whose hand and by which rule; the first that is not done names
what to do next.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.base.rules import Finding, Severity
from coffret.base.text import grouped, listed
from coffret.catalogue import captions
from coffret.catalogue.fields import BY_CODE, Kind
from coffret.catalogue.models import Status
from coffret.conformity.ground import Ground
from coffret.conformity.sought import Candidate, Search
from coffret.conformity.steps import Link, State, Step, Trace, Where
from coffret.submissions.models import Line, Outcome, Verdict
from coffret.submissions.payload import Content, unpack

# Fields a museum fills in that readers never see; what the platform makes for itself says nothing of a record.
KEPT = frozenset(
    code
    for code, field in BY_CODE.items()
    if not field.public and field.kind not in {Kind.GENERATED, Kind.FILES} and code != "REFMIS"
)


def trace(user: Any, texts: list[str]) -> dict[str, list[Trace]]:
    """Return, for each text (a reference or an inventory number), what became of the notices that answer to it.

    Nothing is told of museums whose workshop ``user`` may not read. A fixed number of queries whatever the texts; three
    more when some are numbers written without their separators.
    """
    search = Search(user, texts)
    found = {text: search.of(text) for text in texts}
    if missing := [text for text, candidates in found.items() if not candidates]:
        found.update(search.pressed(missing))
    ground = Ground([one for candidates in found.values() for one in candidates])
    return {text: [follow(text, one, ground) for one in candidates] for text, candidates in found.items()}


def follow(asked: str, candidate: Candidate, ground: Ground) -> Trace:
    """Return the way of one notice."""
    line = candidate.lines[0] if candidate.lines else None
    content = unpack(bytes(line.payload)) if line else None
    steps = [step for make in STEPS if (step := make(candidate, line, content, ground))]
    record = candidate.record
    online = record is not None and record.status == Status.PUBLISHED
    title = candidate.title or (captions.title(content.values) if content else "")
    number = candidate.inventory or (content.values.get("INV", "") if content else "")
    made = Trace(asked, candidate.ref, number, candidate.museum, title, online, steps, "")
    made.verdict = _verdict(made)
    made.next = _next(made)
    return made


Make = Callable[[Candidate, Line | None, Content | None, Ground], Step | None]


def received(candidate: Candidate, line: Line | None, content: Content | None, ground: Ground) -> Step:
    """Return when the museum last handed it in."""
    if line is None:
        assert candidate.record is not None
        words = _("Reçue par le catalogue ; le versement d’origine n’est plus gardé ligne à ligne.")
        return Step(_("Reçue"), State.DONE, words, candidate.record.created_at)
    submission = line.submission
    words = _("Versement {number}, fichier « {file} », ligne {line}").format(
        number=submission.pk, file=submission.file_name, line=line.number
    )
    if submission.submitted_by:
        words = _("{words}, par {by}").format(words=words, by=submission.submitted_by)
    link = Link(Where.LINE, _("Voir la ligne"), (submission.pk, line.pk))
    return Step(_("Reçue"), State.DONE, f"{words}.", submission.received_at, link=link)


def checked(candidate: Candidate, line: Line | None, content: Content | None, ground: Ground) -> Step | None:
    """Return what the checks said of the last line."""
    if line is None or content is None:
        return None
    at = line.submission.checked_at
    findings = [Finding(code, field, value, number, facts) for code, field, value, number, facts in content.findings]
    if line.outcome == Outcome.REJECTED:
        wrong = [finding for finding in findings if finding.severity is Severity.ERREUR]
        link = Link(Where.LINE, _("Corriger la ligne"), (line.submission_id, line.pk))
        words = _("Refusée : une erreur empêche de la publier.")
        short = _("Pas en ligne : refusée par un contrôle.")
        return Step(_("Contrôlée"), State.STOPPED, words, at, wrong, link=link, short=short)
    alerts = sum(finding.severity is Severity.ALERTE for finding in findings)
    words = _("Acceptée, rien à corriger.")
    if alerts:
        words = ngettext(
            "Acceptée, avec %(n)s alerte : elle n’empêche rien.",
            "Acceptée, avec %(n)s alertes : elles n’empêchent rien.",
            alerts,
        ) % {"n": grouped(alerts)}
    return Step(_("Contrôlée"), State.DONE, words, at)


def decided(candidate: Candidate, line: Line | None, content: Content | None, ground: Ground) -> Step | None:
    """Return what was decided of the last line: published, taken back, or whom it waits for."""
    if line is None or line.outcome == Outcome.REJECTED:
        return None
    act = ground.last_act(line)
    if act.taken_back:
        words = _("Le versement {number} a été annulé").format(number=line.submission_id)
        short = _("Pas en ligne : son versement a été annulé.")
        link = Link(
            Where.SUBMISSION, _("Ouvrir le versement {number}").format(number=line.submission_id), (line.submission_id,)
        )
        return Step(_("Publiée"), _reverted_state(candidate), _by(words, act.by), act.at, link=link, short=short)
    if act.published:
        return Step(_("Publiée"), State.DONE, _by(_("Mise en ligne"), act.by), act.at)
    if line.outcome == Outcome.UNCHANGED:
        return Step(_("Publiée"), State.DONE, _("Identique à ce qui est en ligne : rien à publier."))
    return _waiting(line, ground)


def _reverted_state(candidate: Candidate) -> State:
    online = candidate.record is not None and candidate.record.status == Status.PUBLISHED
    return State.PARTLY if online else State.STOPPED


def _waiting(line: Line, ground: Ground) -> Step:
    submission, review = line.submission, ground.reviews.get(line.submission_id)
    link = Link(Where.SUBMISSION, _("Ouvrir le versement {number}").format(number=submission.pk), (submission.pk,))
    name = _("Publiée")
    if review and review.verdict == Verdict.WAITING:
        words = _("La publication est demandée au bureau, qui n’a pas encore répondu.")
        short = _("Pas en ligne : attend la réponse du bureau.")
        return Step(name, State.WAITING, words, review.asked_at, link=link, short=short)
    if review and review.verdict == Verdict.SENT_BACK:
        words, short = _("Le bureau a renvoyé le versement au musée."), _("Pas en ligne : renvoyée par le bureau.")
        more = [review.answer] if review.answer else []
        return Step(name, State.STOPPED, words, review.answered_at, more=more, link=link, short=short)
    managers = ground.managers.get(submission.museum, [])
    words = _("Attend que le musée publie le versement {number}.").format(number=submission.pk)
    if managers:
        words += " " + _("Peuvent le publier : {names}.").format(names=listed(managers, _("et")))
    short = _("Pas en ligne : attend d’être publiée.")
    return Step(name, State.WAITING, words, submission.checked_at, link=link, short=short)


def present(candidate: Candidate, line: Line | None, content: Content | None, ground: Ground) -> Step | None:
    """Return whether the notice is online, in which version; withdrawn: when, by whom, why."""
    record = candidate.record
    if record is None:
        return None
    if record.status == Status.PUBLISHED:
        link = Link(Where.NOTICE, _("Voir la notice"), (record.ref,))
        words = _("Version {number}, visible de tous.").format(number=grouped(record.version))
        return Step(_("En ligne"), State.DONE, words, record.updated_at, link=link)
    withdrawal = ground.withdrawals.get(record.pk)
    words = _by(_("Retirée"), withdrawal.by if withdrawal else None)
    reason = record.withdrawn_reason or (withdrawal.reason if withdrawal else "")
    link = Link(Where.HISTORY, _("Remettre la notice en ligne"), (record.ref,))
    at = withdrawal.at if withdrawal else record.updated_at
    more = [_("Raison : {reason}").format(reason=reason)] if reason else []
    return Step(_("En ligne"), State.STOPPED, words, at, more=more, link=link, short=_("Pas en ligne : retirée."))


def rights(candidate: Candidate, line: Line | None, content: Content | None, ground: Ground) -> Step | None:
    """Return what is kept from readers: fields that are never public, images that are withdrawn, or not yet ready."""
    record = candidate.record
    if record is None or record.status != Status.PUBLISHED:
        return None
    hidden = [BY_CODE[code].label for code in record.values if code in KEPT]
    more = []
    if hidden:
        more.append(_("Jamais publics : {fields}.").format(fields=listed(hidden, _("et"))))
    images = ground.images.get(record.pk)
    more += images.sentences() if images else [_("Aucune image ne lui est reliée.")]
    kept = bool(images and images.kept)
    words = _("Une partie n’est pas montrée.") if kept or hidden else _("Rien n’est retenu.")
    link = Link(Where.IMAGES, _("Voir les images du musée"), (record.museum_id,)) if kept else None
    return Step(_("Droits"), State.PARTLY if kept else State.DONE, words, more=more, link=link)


def indexed(candidate: Candidate, line: Line | None, content: Content | None, ground: Ground) -> Step | None:
    """Return whether searches find it as it is now."""
    record = candidate.record
    if record is None or record.status != Status.PUBLISHED:
        return None
    if record.pk in ground.unindexed:
        words = _("La recherche la suivra dans un instant.")
        return Step(_("Trouvée par la recherche"), State.WAITING, words)
    return Step(_("Trouvée par la recherche"), State.DONE, _("L’index est à jour."))


def announced(candidate: Candidate, line: Line | None, content: Content | None, ground: Ground) -> Step | None:
    """Return whether search engines are told of it."""
    record = candidate.record
    if record is None or record.status != Status.PUBLISHED:
        return None
    return Step(_("Annoncée aux moteurs"), State.DONE, _("Dans le plan du site, à son adresse durable."))


def exported(candidate: Candidate, line: Line | None, content: Content | None, ground: Ground) -> Step | None:
    """Return whether the last public export holds it; who took it away since, when that is known."""
    record, dump = candidate.record, ground.dump
    if record is None or record.status != Status.PUBLISHED or dump is None:
        return None
    name = _("Dans l’export public")
    if record.pk in ground.unexported:
        known = record.created_at <= dump.at
        words = (
            _("Dans un état antérieur ; le prochain export la prendra à jour.")
            if known
            else _("Le prochain export la prendra.")
        )
        return Step(name, State.PARTLY if known else State.WAITING, words, dump.at)
    return Step(name, State.DONE, _("Dans le dernier export, offert à tous."), dump.at)


def harvested(candidate: Candidate, line: Line | None, content: Content | None, ground: Ground) -> Step | None:
    """Return when somebody last took the export that holds it."""
    record, dump = candidate.record, ground.dump
    if record is None or record.status != Status.PUBLISHED or dump is None or dump.taken_at is None:
        return None
    if record.pk in ground.unexported:
        return None
    return Step(_("Moissonnée"), State.DONE, _("Cet export a été téléchargé."), dump.taken_at)


STEPS: tuple[Make, ...] = (received, checked, decided, present, rights, indexed, announced, exported, harvested)


def _by(words: str, by: Any) -> str:
    return _("{words}, par {by}.").format(words=words, by=by) if by else f"{words}."


def _verdict(made: Trace) -> str:
    stop = made.stop
    if made.online and stop is None:
        return _("En ligne.")
    if made.online:
        if stop is not None and stop.name == _("Trouvée par la recherche"):
            return _("En ligne ; la recherche la suivra dans un instant.")
        if stop is not None and stop.name == _("Dans l’export public"):
            return _("En ligne ; le prochain export public la prendra.")
        return _("En ligne dans sa version d’avant : la dernière n’est pas publiée.")
    if stop is None:
        return _("Pas en ligne.")
    return stop.short or stop.words


def _next(made: Trace) -> Link | None:
    stop = made.stop
    if stop is not None and stop.link is not None:
        return stop.link
    return next((step.link for step in made.steps if step.link and step.link.where is Where.NOTICE), None)
