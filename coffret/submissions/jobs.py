"""The jobs of the submissions."""

from collections.abc import Mapping
from typing import Any

from coffret.base.jobs import Telling, job
from coffret.submissions import publication_jobs  # noqa: F401 - declares its jobs
from coffret.submissions.handing.examining import examine
from coffret.submissions.mending import jobs as _mending  # noqa: F401 - it declares its own


@job("examine", slow=True)
def _examine(telling: Telling) -> Mapping[str, Any]:
    """Examine a delivery; the key is its number."""
    return examine(int(telling.job.key), telling.tell)
