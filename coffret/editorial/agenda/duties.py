"""The agenda's duties, run by the worker."""

from datetime import timedelta

from coffret.base.duties import duty
from coffret.editorial.agenda import interests
from coffret.editorial.agenda import upkeep as agenda_upkeep


@duty("agenda-openings", every=timedelta(minutes=1))
def tell_openings() -> str:
    """Tell those who wait for registrations that opened."""
    told = interests.tell()
    return f"personnes prévenues d’une ouverture : {told}" if told else ""


@duty("agenda-places", every=timedelta(minutes=1))
def give_places() -> str:
    """Give the places made since to those who wait."""
    filled = agenda_upkeep.fill_all()
    return f"{filled} places données à la liste d’attente" if filled else ""


@duty("agenda-changes", every=timedelta(minutes=1))
def tell_changes() -> str:
    """Tell the registered of changes of date, place or standing."""
    told = agenda_upkeep.tell_changes()
    return f"personnes prévenues d’un changement : {told}" if told else ""


@duty("agenda-reminders", every=timedelta(minutes=15))
def remind() -> str:
    """Recall the events that are near."""
    reminded = agenda_upkeep.remind()
    return f"{reminded} rappels" if reminded else ""


@duty("agenda-erasure", hour=4)
def erase() -> str:
    """Erase what participants of events long past gave."""
    erased = agenda_upkeep.erase()
    return f"participants de {erased} événements effacés" if erased else ""
