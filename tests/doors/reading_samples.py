"""A submission with everything there is to read in it: lines of each outcome, findings, images, a value met often."""

from pathlib import Path

import factories
from PIL import Image as Picture

from coffret.submissions import actions
from coffret.submissions.models import Submission

MUSEUM = "M0650"
STAT = "propriété de la commune ; don ; Saint-Omer ; musée de l'hôtel Sandelin"
LOCA = "Saint-Omer ; musée de l'hôtel Sandelin"


def sheet(number: int, **values: str) -> dict[str, str]:
    """Return a whole record of Saint-Omer; « » is handed in empty."""
    return {
        "REF": f"{MUSEUM}{number:06d}",
        "MUSEO": MUSEUM,
        "INV": f"2026.1.{number}",
        "DOMN": "céramique",
        "DENO": "assiette",
        "STAT": STAT,
        "LOCA": LOCA,
        **values,
    }


def hand_in(folder: Path, *records: dict[str, str], images: Path | None = None, name: str = "v.txt") -> Submission:
    """Return the submission of these records, checked for the museum."""
    factories.museum(MUSEUM)
    path = folder / name
    lines = ("".join(f"{code}\n{text}\n" for code, text in record.items()) + "//\n" for record in records)
    path.write_text("".join(lines), encoding="utf-8")
    submission = actions.receive(path)
    actions.check(submission, museum=MUSEUM, images=images)
    submission.refresh_from_db()
    return submission


def pictures(folder: Path, *colours: str) -> Path:
    """Return a folder of images « vue_1.jpg », « vue_2.jpg »… of these colours."""
    images = folder / f"images-{'-'.join(colour[1:] for colour in colours)}"
    images.mkdir()
    for number, colour in enumerate(colours, 1):
        Picture.new("RGB", (1700, 1600), colour).save(images / f"vue_{number}.jpg")
    return images


def online_then_again(folder: Path, *, pictured: bool = True) -> Submission:
    """Return a second submission: one notice updated (a new image among them), one the same, one new, one refused."""
    first = pictures(folder, "#c03020", "#2030c0") if pictured else None
    refim = {"REFIM": "vue_1.jpg;vue_2.jpg"} if pictured else {}
    before = [sheet(1, TITR="Plat aux oiseaux", **refim), sheet(2, TITR="Écuelle")]
    actions.publish(hand_in(folder, *before, images=first, name="premier.txt"))
    second = pictures(folder, "#c03020", "#208040", "#d0a020") if pictured else None
    refim = {"REFIM": "vue_1.jpg;vue_2.jpg;vue_3.jpg"} if pictured else {}
    return hand_in(
        folder,
        sheet(1, TITR="Grand plat aux oiseaux", PERI="XVIIIe siècle", **refim),
        sheet(2, TITR="Écuelle"),
        sheet(3, TITR="Soupière au décor <b>bleu</b>", PERI="XVIIIe siècle"),
        sheet(4, TITR="Pichet", INV="", DENO="pichet"),
        images=second,
        name="second.txt",
    )
