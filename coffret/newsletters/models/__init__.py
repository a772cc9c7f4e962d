"""Who reads the letters, what leaves for whom, and what comes back. Newsletters and issues themselves are editorial."""

from coffret.newsletters.models.readers import (
    Consent,
    ConsentAct,
    Reader,
    ReaderState,
    Request,
    Subscription,
    SubscriptionState,
    Suppression,
    SuppressionReason,
)
from coffret.newsletters.models.returns import DomainCheck, Return, ReturnKind, Visits
from coffret.newsletters.models.sending import (
    Channel,
    Delivery,
    DeliveryState,
    ProofCopy,
    Sending,
    SendingAct,
    SendingState,
    SendingStep,
)

__all__ = [
    "Channel",
    "Consent",
    "ConsentAct",
    "Delivery",
    "DeliveryState",
    "DomainCheck",
    "ProofCopy",
    "Reader",
    "ReaderState",
    "Request",
    "Return",
    "ReturnKind",
    "Sending",
    "SendingAct",
    "SendingState",
    "SendingStep",
    "Subscription",
    "SubscriptionState",
    "Suppression",
    "SuppressionReason",
    "Visits",
]
