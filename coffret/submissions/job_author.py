"""Who asked for a job: what they may do is looked at again when it is done, minutes or a night later."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.base.models import Job


def author(job: Job, right: Callable[[User], bool]) -> User | None:
    """Return who asked for ``job``, None for the platform itself.

    Raises Refused for an account that is gone, or has ``right`` (of accounts/access.py) no more.
    """
    if job.asked_by is None:
        return None
    user = User.objects.filter(pk=job.asked_by).first()
    if user is None or not right(user):
        raise Refused(_("La personne qui a demandé ce travail n’en a plus le droit : rien n’est fait. Le redemander."))
    return user
