"""Journals hold no personal link: whoever reads them would open it."""

import logging
import re

# What the addresses of personal pages begin with; the secret follows.
_SECRET = re.compile(
    r"(/lettres/(?:desabonnement|preferences|confirmation|retours)/|/agenda/inscription/(?:ouverture/)?"
    r"|/pro/(?:invitation|compte/adresse)/)[^/\s?\"']+"
)


class Masked(logging.Filter):
    """Replace the secret of a personal link by « … » in what is about to be written."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the message of a record; always let it pass."""
        said = record.getMessage()
        masked = _SECRET.sub(r"\1…", said)
        if masked != said:
            record.msg, record.args = masked, ()
        return True
