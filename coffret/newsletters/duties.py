"""What the room does by itself: each part declares its own duties, named here."""

from coffret.newsletters.domain import duties as domain_duties  # noqa: F401 - declares its own
from coffret.newsletters.readers import duties as reader_duties  # noqa: F401 - declares its own
from coffret.newsletters.returns import duties as return_duties  # noqa: F401 - declares its own
from coffret.newsletters.returns import visits  # noqa: F401 - declares its own
from coffret.newsletters.sending import duties as sending_duties  # noqa: F401 - declares its own
