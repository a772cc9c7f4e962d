"""What the handing-in of data keeps: submissions and their lines, what was mended and accepted, deliveries, remarks."""

from coffret.submissions.models.decision import Act, Decision
from coffret.submissions.models.delivery import DeliveredFile, Delivery, DeliveryState
from coffret.submissions.models.mending import Acceptance, Correction, Means, Mending
from coffret.submissions.models.remark import Remark, RemarkState
from coffret.submissions.models.review import Review, Verdict
from coffret.submissions.models.submission import (
    FindingGroup,
    Line,
    LineSet,
    Origin,
    Outcome,
    SetName,
    Stage,
    Submission,
)

__all__ = [
    "Acceptance",
    "Act",
    "Correction",
    "Decision",
    "DeliveredFile",
    "Delivery",
    "DeliveryState",
    "FindingGroup",
    "Line",
    "LineSet",
    "Means",
    "Mending",
    "Origin",
    "Outcome",
    "Remark",
    "RemarkState",
    "Review",
    "SetName",
    "Stage",
    "Submission",
    "Verdict",
]
