"""A reference for a record that came without one: its museum's code and the next number nobody has, or was promised."""

from django.db.models import Max
from django.db.models.fields.json import KeyTextTransform

from coffret.catalogue import store
from coffret.submissions.models import FindingGroup, Outcome, Stage, Submission

NUMBER_LENGTH = 6
PROPOSED = "SUB058"


class Proposals:
    """Proposes references, each once, free when it is made: in the catalogue and among what waits to be published."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def for_museum(self, code: str) -> str:
        """Return the next free reference of a museum; « » when its code cannot start one."""
        if len(code) != 5 or not code.isalnum():
            return ""
        if code not in self._last:
            self._last[code] = max(_number(code, ref) for ref in (_published(code), _waiting(code), _promised(code)))
        self._last[code] += 1
        return f"{code}{self._last[code]:0{NUMBER_LENGTH}d}"


def _number(code: str, ref: str) -> int:
    """Return the number of a reference of this museum; others' shapes of reference do not count."""
    tail = ref[len(code) :]
    return int(tail) if len(tail) == NUMBER_LENGTH and tail.isascii() and tail.isdecimal() else 0


def _published(code: str) -> str:
    return _highest("SELECT MAX(ref) FROM catalogue_record WHERE ref >= %s AND ref < %s AND LENGTH(ref) = %s", code)


def _waiting(code: str) -> str:
    """Return the highest reference that a line of a submission bears, those refused aside."""
    return _highest(
        "SELECT MAX(ref) FROM submissions_line WHERE ref >= %s AND ref < %s AND LENGTH(ref) = %s AND outcome <> %s",
        code,
        Outcome.REJECTED.value,
    )


def _highest(query: str, code: str, *more: str) -> str:
    rows = store.select(query, [f"{code}0", f"{code}:", len(code) + NUMBER_LENGTH, *more])
    return rows[0][0] or ""


def _promised(code: str) -> str:
    """Return the highest reference proposed to a record that is still without one: it may be taken up any day."""
    proposed = KeyTextTransform("proposed", "facts")
    # By its submissions, those made for no museum in particular too: their index leads straight to the few groups.
    made = Submission.objects.filter(museum__in=[code, ""]).exclude(stage=Stage.REVERTED).order_by()
    waiting = FindingGroup.objects.filter(submission__in=made.values("pk"), code=PROPOSED).order_by()
    return waiting.filter(facts__proposed__startswith=code).aggregate(last=Max(proposed))["last"] or ""
