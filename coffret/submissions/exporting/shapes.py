"""What an export gives of a record: all that the museum handed in, or the public fields and what the platform makes."""

from coffret.catalogue import fields
from coffret.catalogue.models import State
from coffret.submissions.exporting.published import Published

# What is handed in goes back to the museums; what the platform makes does not.
HANDED_IN = tuple(entry.code for entry in fields.FIELDS if entry.kind is not fields.Kind.GENERATED)
_HANDED_IN = frozenset(HANDED_IN)
# The extract's columns that are not public in a page (presence of an image, last update) are still its columns.
OPEN = frozenset(entry.code for entry in fields.FIELDS if entry.public)
STATES = {
    State.MISSING: "manquant",
    State.STOLEN: "volé",
    State.PRESUMED_DESTROYED: "manquant",
    State.FOUND: "retrouvé",
}


def handed_in(one: Published) -> dict[str, str]:
    """Return what the museum handed in, and nothing else."""
    return {code: text for code, text in one.values.items() if code in _HANDED_IN}


def open_data(one: Published) -> dict[str, str]:
    """Return the public fields, and what the platform makes of the directory and of the record's life."""
    museum = one.museum
    made = {
        "NOMOFF": museum.name if museum else "",
        "VILLE_M": museum.city if museum else "",
        "REGION": museum.region if museum else "",
        "DPT": museum.department if museum else "",
        "POP_COORDONNEES": f"{museum.lat}, {museum.lon}" if museum and museum.lat is not None else "",
        "CONTIENT_IMAGE": "oui" if one.has_image else "non",
        "MANQUANT": STATES.get(State(one.state), ""),
        "DMIS": one.created_on,
        "DMAJ": one.updated_on,
    }
    public = {code: text for code, text in one.values.items() if code in OPEN}
    # A value handed in stands in for what the directory does not know.
    return {**public, **{code: text for code, text in made.items() if text or code not in public}}
