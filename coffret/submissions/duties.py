"""What the room does by itself."""

from coffret.submissions.handing import upkeep as handing  # noqa: F401 - declares its duties
from coffret.submissions.remarks import upkeep  # noqa: F401 - declares its duties
