"""The duty that sends the mail promised."""

from datetime import timedelta

from coffret.base.duties import duty
from coffret.base.outbox import deliver


@duty("mail", every=timedelta(seconds=2))
def send_mail() -> str:
    """Send the mails that are due."""
    sent = deliver()
    return f"{sent} courriels partis" if sent else ""
