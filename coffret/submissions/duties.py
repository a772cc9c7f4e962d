"""What the room does by itself."""

from coffret.submissions.remarks import upkeep  # noqa: F401 - declares its duties
