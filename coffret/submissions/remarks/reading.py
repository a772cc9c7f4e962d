"""Remarks as those who answer read them: who may, what waits, and what became of the notice since."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import QuerySet

from coffret.accounts import access
from coffret.accounts.models import Role
from coffret.catalogue.fields import BY_CODE, Field
from coffret.catalogue.models import RecordVersion
from coffret.submissions.models import Remark, RemarkState


class Changed(NamedTuple):
    """A field that says something else than when the remark was written."""

    field: Field
    before: str
    after: str


def visible_to(user: access.Visitor) -> QuerySet[Remark]:
    """Return the remarks ``user`` may read, newest first: those on the notices of their museums, all for the office."""
    rows = Remark.objects.select_related("record__museum", "answered_by").order_by("-pk")
    if access.can_see_every_museum(user):
        return rows
    return rows.filter(record__museum__in=access.museum_codes(user, Role.CONTRIBUTOR, Role.MANAGER))


def waiting(user: access.Visitor) -> QuerySet[Remark]:
    """Return the remarks that wait for ``user``: on the notices of their own museums, which answer for them."""
    mine = access.museum_codes(user, Role.CONTRIBUTOR, Role.MANAGER)
    return visible_to(user).filter(state=RemarkState.WAITING, record__museum__in=mine)


def changed_since(remark: Remark) -> list[Changed]:
    """Return the fields of the notice that changed since the remark was written, in the order of the field table."""
    then = RecordVersion.objects.filter(record=remark.record_id, replaced_at__gt=remark.at).order_by("number").first()
    if then is None:
        return []
    before: Mapping[str, str] = then.values
    after: Mapping[str, str] = remark.record.values
    return [
        Changed(field, before.get(code, ""), after.get(code, ""))
        for code, field in BY_CODE.items()
        if before.get(code, "") != after.get(code, "")
    ]
