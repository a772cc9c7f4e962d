"""What the browser sends while it hands in: the list of its files, then their bytes. Answers are JSON."""

import errno
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coffret.base.errors import Refused
from coffret.desk.guards import members
from coffret.desk.handing.views import as_json, chosen, delivery_of, handers
from coffret.submissions.handing import deliveries, pieces
from coffret.submissions.models import DeliveredFile

View = Callable[..., HttpResponse]
# What a disk answers when it takes nothing more.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def _said(sentence: str, status: int, **facts: Any) -> JsonResponse:
    return JsonResponse({"refusal": sentence, **facts}, status=status)


def _answering(view: View) -> View:
    """Answer what is refused in words, and what may pass with a 503 that the browser tries again."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (Refused, RequestDataTooBig) as refusal:
            return _said(str(refusal), 422)
        except (OperationalError, pieces.Busy):
            # A long publication holds the base, or another window sends this very file: it passes.
            return _said(_("Le serveur est occupé. L’envoi reprend dans un instant."), 503)
        except OSError as failure:
            if failure.errno not in FULL:
                raise
            # What came so far is kept: chosen again later, the folder goes on.
            return _said(_("La place manque sur le serveur. Prévenez le bureau ; l’envoi reprendra où il en est."), 422)

    return answered


@require_POST
@handers
@_answering
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a delivery for the museum named; answers its addresses."""
    delivery = deliveries.begin(chosen(request), request.user)
    return JsonResponse({"delivery": delivery.pk, "page": reverse("desk:delivery", args=[delivery.pk])})


@require_POST
@members
@_answering
def files(request: HttpRequest, number: int) -> HttpResponse:
    """Take the list of files the browser has, a thousand at most; answers what is expected of each."""
    delivery = delivery_of(request, number)
    try:
        rows = json.loads(request.body)
    except (ValueError, RecursionError):
        rows = None
    answers = deliveries.announce(delivery, deliveries.announced(rows))
    return JsonResponse({"files": [as_json(one) for one in answers]})


@require_http_methods(["PUT"])
@members
@_answering
def piece(request: HttpRequest, number: int, file: int) -> HttpResponse:
    """Take a piece of a file, at the offset named; answers where the file goes on, with 409 when it was not there."""
    delivery = delivery_of(request, number)
    row = get_object_or_404(DeliveredFile, pk=file, delivery=delivery)
    offset = request.GET.get("offset", "")
    length = request.META.get("CONTENT_LENGTH") or ""
    if not (offset.isascii() and offset.isdecimal() and len(offset) < 16 and length.isdecimal()):
        return _said(_("Le morceau envoyé ne dit pas où il se place. Rechargez la page."), 400)
    try:
        done = pieces.append(row, int(offset), request.read, int(length))
    except pieces.Misplaced as elsewhere:
        return _said("", 409, offset=elsewhere.offset)
    except UnreadablePostError:
        # Nobody is there any more to read the answer.
        return _said("", 400)
    return JsonResponse({"offset": done.received, "whole": done.finished_at is not None})
