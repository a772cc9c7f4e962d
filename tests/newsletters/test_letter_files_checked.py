"""A letter made by hand, read from its file: each slip is found by its rule and by no other, the clean one says nothing."""

from datetime import date
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import factories
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from coffret.base.errors import Refused
from coffret.base.rules import Severity
from coffret.newsletters.proofing import file as files
from coffret.newsletters.proofing.source import Source

pytestmark = pytest.mark.django_db

HERE = Path(__file__).parent / "letters"
CLEAN = (HERE / "clean.html").read_text(encoding="utf-8")
MAY = date(2026, 5, 11)
SITE = "https://www.exemple-musees.fr"


def checked(html: str, tmp_path: Path, day: date = MAY) -> list[Any]:
    path = tmp_path / "lettre.html"
    path.write_text(html, encoding="utf-8")
    return files.check(path, day)


def codes(findings: list[Any]) -> list[str]:
    return sorted({one.code for one in findings})


def test_the_clean_letter_says_nothing(tmp_path: Path):
    assert [(one.code, one.value) for one in checked(CLEAN, tmp_path)] == []


def test_the_letter_as_it_was_made_by_hand_is_told_all_its_slips(tmp_path: Path):
    found = {(one.code, one.value) for one in files.check(HERE / "seed.html", MAY) if one.code != "P17"}
    assert found == {
        ("P01", "Crédit : © CRDOA, ou juste © CRDOA"),
        ("P03", "#"),
        ("P07", "Notices du mois"),
        ("P07", "Ressources"),
        ("P08", ""),
        ("P11", "Mardi 28 avril 2026"),
        ("P12", "Jeudi 19 juin 2026"),
        ("P13", "Inscriptions bientôt ouvertes"),
        ("P14", "© 2025 Bureau"),
        ("P16", ""),
        ("P23", "Crédit :"),
        ("P27", "Télécharger les normes"),
    }
    template = [one.value for one in files.check(HERE / "seed.html", MAY) if one.code == "P17"]
    assert template[:2] == ["<html>", "<html>"]
    assert len(template) == 3


# Rule, level, what the clean letter says, what the slip makes of it.
B, C, I = Severity.ERREUR, Severity.ALERTE, Severity.SIGNALEMENT  # noqa: E741 - the levels as the norm names them
SLIPS = [
    ("P01", B, "©&nbsp;CRDOA</p>", "© CRDOA, ou juste © CRDOA</p>"),
    ("P01", B, "©&nbsp;CRDOA</p>", "©&nbsp;CRDOA&nbsp;?</p>"),
    ("P01", B, "Crédit&nbsp;: Ville de Tours", "Crédit&nbsp;: Ville de Tours ou musée du Compagnonnage"),
    ("P01", B, "©&nbsp;CRDOA</p>", "©&nbsp;CRDOA ©&nbsp;Musée Sandelin</p>"),
    ("P01", B, "©&nbsp;CRDOA</p>", "©&nbsp;CRDOA et CRDOA</p>"),
    ("P02", B, "auditorium Colbert, Paris.", "lieu à confirmer."),
    ("P02", B, "et l’agenda se remplit.", "et l’agenda se remplit. [lien]"),
    ("P02", B, "et l’agenda se remplit.", "et l’agenda TODO se remplit."),
    ("P02", B, "et l’agenda se remplit.", "et l’agenda se remplit. Lorem ipsum dolor."),
    ("P03", B, f'href="{SITE}/musees/M0650"', 'href="#"'),
    ("P03", B, f'href="{SITE}/musees/M0650"', 'href=""'),
    ("P03", B, f'href="{SITE}/musees/M0650"', 'href="#absent"'),
    ("P03", B, f'href="{SITE}/musees/M0650"', 'href="javascript:void(0)"'),
    ("P03", B, f'href="{SITE}/musees/M0650"', 'href="musees/M0650"'),
    ("P03", B, f'href="{SITE}/musees/M0650"', 'href="/musees/M0650"'),
    ("P03", B, f'href="{SITE}/musees/M0650"', 'href="http://localhost:3000/musees/M0650"'),
    ("P03", B, f'href="{SITE}/musees/M0650"', 'href="https://recette.exemple-musees.fr/musees/M0650"'),
    ("P03", B, f'href="{SITE}/musees/M0650"', 'href="mailto:"'),
    ("P07", C, "<h2>Notice du mois</h2>", "<h2>Notices du mois</h2>"),
    ("P07", C, "<h2>Musées du mois</h2>", "<h2>Musée du mois</h2>"),
    ("P07", B, "<h2>Agenda</h2>", "<h2>Expositions</h2><h2>Agenda</h2>"),
    ("P08", B, ' alt="Un coffret d’émail bleu, ouvert"', ""),
    ("P08", B, ' alt="Un coffret d’émail bleu, ouvert"', ' alt=""'),
    ("P08", C, ' alt="Un coffret d’émail bleu, ouvert"', ' alt="coffret.jpg"'),
    ("P08", C, ' alt="Un coffret d’émail bleu, ouvert"', ' alt="Image d’un coffret d’émail"'),
    ("P08", C, ' alt="Un coffret d’émail bleu, ouvert"', ' alt="Coffret à bijoux orné de scènes mythologiques"'),
    ("P08", C, ' alt="Un coffret d’émail bleu, ouvert"', f' alt="{"Un coffret d’émail bleu, ouvert, posé. " * 8}"'),
    ("P09", B, '<p class="credit">©&nbsp;CRDOA</p>', ""),
    ("P09", B, "<p>Crédit&nbsp;: Ville de Tours</p>", ""),
    ("P10", C, 'medias/coffret.jpg" width="552"', 'medias/coffret.jpg" width="1600"'),
    ("P10", C, "medias/coffret.jpg", "medias/coffret.webp"),
    ("P10", C, 'medias/coffret.jpg"', 'medias/coffret.jpg" srcset="https://www.exemple-musees.fr/medias/c2.jpg 2x"'),
    ("P11", B, "Du 2&nbsp;mars au 30&nbsp;août 2026", "Du 2&nbsp;mars au 30&nbsp;avril 2026"),
    ("P11", C, "et l’agenda se remplit.", "et une visite aura lieu le 30&nbsp;avril 2026."),
    ("P12", B, "Vendredi 19 juin 2026", "Jeudi 19 juin 2026"),
    ("P12", B, "Vendredi 19 juin 2026", "Jeudi 19 juin"),
    ("P12", B, "Du 2&nbsp;mars au 30&nbsp;août 2026", "Du 2&nbsp;mars au 31&nbsp;septembre 2026"),
    ("P12", B, "Du 2&nbsp;mars au 30&nbsp;août 2026", "Du 30 au 12&nbsp;août 2026"),
    ("P12", B, "de 9&nbsp;h&nbsp;30 à 17&nbsp;h", "de 17&nbsp;h à 9&nbsp;h&nbsp;30"),
    ("P13", B, "bientôt ouvertes, le 2&nbsp;juin 2026.", "bientôt ouvertes, le 4&nbsp;mai 2026."),
    ("P13", B, "bientôt ouvertes, le 2&nbsp;juin 2026.", f'bientôt ouvertes. <a href="{SITE}/inscription">S’inscrire à la journée</a>'),
    ("P13", B, "Inscriptions bientôt ouvertes, le 2&nbsp;juin 2026.", "Les inscriptions sont ouvertes."),
    ("P14", C, "<title>La lettre du catalogue, mai 2026", "<title>La lettre du catalogue, avril 2026"),
    ("P14", C, "catalogue, mai 2026</title>", "catalogue du 11 avril 2026</title>"),
    ("P12", B, "de 9&nbsp;h&nbsp;30 à 17&nbsp;h", "17&nbsp;h – 9&nbsp;h&nbsp;30"),
    ("P13", B, "Inscriptions bientôt ouvertes, le 2&nbsp;juin 2026.", "Inscriptions ouvertes jusqu’au 12&nbsp;juin 2026."),
    ("P14", C, "© 2026 Service des musées", "© 2025 Service des musées"),
    ("P15", C, f"{SITE}/agenda/emaux", f"{SITE}/notices/06500000001"),
    ("P16", B, "<title>La lettre du catalogue, mai 2026</title>", "<title></title>"),
    ("P16", C, "<title>La lettre", f"<title>La lettre{' des musées' * 8}"),
    ("P16", C, "Un coffret d’émail, un musée, des normes et une journée.", ""),
    ("P17", B, ' lang="fr"', ""),
    ("P17", B, ' dir="ltr"', ""),
    ("P17", B, '<title>La lettre du catalogue, mai 2026</title>', ""),
    ("P17", B, "<h2>Agenda</h2>", "<h1>Agenda</h1>"),
    ("P17", B, "<h3>Journée du récolement</h3>", "<h5>Journée du récolement</h5>"),
    ("P17", B, 'border="0" role="presentation"', 'border="0"'),
    ("P17", B, "font-size: 14px; color: #555555", "font-size: 11px; color: #555555"),
    ("P17", B, "font-size: 14px; color: #555555", "font-size: 14px; color: #999999"),
    ("P17", B, "color: #0b4f8a; text-decoration: underline", "color: #0b4f8a; text-decoration: none"),
    ("P18", C, "Voir la notice du coffret", "Cliquez ici"),
    ("P18", C, "Voir la notice du coffret", "En savoir plus"),
    ("P18", C, "Voir la notice du coffret", f"{SITE}/notices/06500000001"),
    ("P18", C, "Préparer un récolement", "Musée Sandelin"),
    ("P19", B, "et l’agenda se remplit.", "et l’agenda se remplit." + "<!-- remplissage -->" * 6000),
    ("P21", I, "et l’agenda se remplit.</p>", 'et l’agenda se remplit.</p><iframe src="https://www.exemple-musees.fr/"></iframe>'),
    ("P22", C, "color: #222222; font-family", "color: #000000; font-family"),
    ("P22", C, "medias/logo.png", "medias/logo-transparent.png"),
    ("P23", C, "L’hôtel Sandelin, à Saint-Omer.", "L'hôtel Sandelin, à Saint-Omer."),
    ("P23", C, "Bonjour&nbsp;!", "Bonjour !"),
    ("P23", C, "«&nbsp;tout ce qu’il faut savoir&nbsp;»", '"tout ce qu’il faut savoir"'),
    ("P23", C, "ont versé leurs notices", "ont versé leurs leurs notices de de mai"),
    ("P23", C, "mises à jour le 4&nbsp;mai 2026", "mises à jour le 1&nbsp;mai 2026".replace("1&nbsp;", "1 ")),
    ("P24", C, f'href="{SITE}/ressources/recolement"', 'href="https://bit.ly/3xyz"'),
    ("P24", C, f'href="{SITE}/ressources/recolement"', f'href="{SITE}/ressources/recolement?utm_source=lettre"'),
    ("P24", C, f"{SITE}/medias/coffret.jpg", "https://i.imgur.com/coffret.jpg"),
    ("P24", B, f"{SITE}/medias/coffret.jpg", "data:image/jpeg;base64,/9j/4AAQSkZJRg=="),
    ("P24", B, "</body>", f'<img src="{SITE}/ouvert.gif?l=12" width="1" height="1" alt=""></body>'),
    ("P27", C, "Les normes des images (PDF, 1,2&nbsp;Mo)", "Les normes des images"),
    # As other hands write them.
    ("P01", B, "©&nbsp;CRDOA</p>", "©&nbsp;CRDOA<br>ou ©&nbsp;CRDOA</p>"),
    ("P01", B, "©&nbsp;CRDOA</p>", "©&nbsp;CRDOA ou<br>©&nbsp;Ville de Saint-Omer</p>"),
    ("P01", B, "©&nbsp;CRDOA</p>", "Cliché Martin ou Dupont</p>"),
    ("P01", B, "©&nbsp;CRDOA</p>", "Photo Martin&nbsp;?</p>"),
    ("P02", B, "et l’agenda se remplit.", "et l’agenda se remplit.</p><p>Texte à venir."),
    ("P02", B, "et l’agenda se remplit.", "et l’agenda se remplit. [Texte d’introduction]"),
    ("P02", B, "et l’agenda se remplit.", "et l’agenda se remplit. &lt;insérer ici le texte&gt;"),
    ("P02", B, "et l’agenda se remplit.", "et l’agenda se remplit. Chiffre à vérifier&nbsp;: 300 notices."),
    ("P02", B, "et l’agenda se remplit.", "et l’agenda se remplit. Salle&nbsp;: xxx"),
    ("P02", B, "auditorium Colbert, Paris.", "lieu à déterminer."),
    ("P02", B, "et l’agenda se remplit.", "et nous serons ?? à table."),
    ("P03", B, f'href="{SITE}/musees/M0650"', 'href="https://test.exemple-musees.fr/musees/M0650"'),
    ("P08", C, ' alt="Un coffret d’émail bleu, ouvert"', ' alt="image"'),
    ("P08", C, ' alt="Un coffret d’émail bleu, ouvert"', ' alt="coffret_saint-omer-01"'),
    ("P11", B, "Du 2&nbsp;mars au 30&nbsp;août 2026", "Le 30.04.2026"),
    ("P11", B, "Du 2&nbsp;mars au 30&nbsp;août 2026", "Le 30/4/26"),
    ("P11", B, "Du 2&nbsp;mars au 30&nbsp;août 2026", "2026-04-30"),
    ("P12", B, "Vendredi 19 juin 2026", "Jeu. 19 juin 2026"),
    ("P12", B, "Vendredi 19 juin 2026", "Jeudi, le 19 juin 2026"),
    ("P12", B, "Vendredi 19 juin 2026", "Jeudi 19.06.2026"),
    ("P13", B, "Inscriptions bientôt ouvertes, le 2&nbsp;juin 2026.", "Les inscriptions ouvriront le 4&nbsp;mai 2026."),
    ("P13", B, "Inscriptions bientôt ouvertes, le 2&nbsp;juin 2026.", "Ouverture prochaine des inscriptions, le 4&nbsp;mai 2026."),
    ("P13", B, "Inscriptions bientôt ouvertes, le 2&nbsp;juin 2026.", "Inscriptions jusqu’au 4&nbsp;mai 2026."),
    ("P14", C, "catalogue, mai&nbsp;2026</h1>", "catalogue</h1><p>No 34, avril 2026</p>"),
    ("P16", C, "<div style=\"display:none; max-height:0; overflow:hidden; mso-hide:all\">Un coffret d’émail, un musée, des normes et une journée.&nbsp;&zwnj;&nbsp;&zwnj;&nbsp;</div>",
     f'<p class="preheader"><a href="{SITE}/en-ligne">Voir cette lettre dans un navigateur</a></p>'),
    ("P18", C, "Voir la notice du coffret", "Cliquez-ici"),
    ("P18", C, "Voir la notice du coffret", "En savoir +"),
    ("P18", C, "Voir la notice du coffret", "Cliquez ici pour en savoir plus"),
    ("P18", C, "Voir la notice du coffret", "exemple-musees.fr/notices/06500000001"),
    ("P24", C, f'href="{SITE}/ressources/recolement"', 'href="https://musees.us3.list-manage.com/track/click?u=3f&amp;id=1"'),
    ("P24", C, f'href="{SITE}/ressources/recolement"', 'href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexemple.fr"'),
]  # fmt: skip


@pytest.mark.parametrize(("code", "level", "said", "slip"), SLIPS, ids=[f"{one[0]}-{n}" for n, one in enumerate(SLIPS)])
def test_each_slip_is_found_by_its_rule_alone(code: str, level: Severity, said: str, slip: str, tmp_path: Path):
    assert said in CLEAN
    findings = checked(CLEAN.replace(said, slip, 1), tmp_path)
    assert [(one.code, one.value) for one in findings if one.code != code] == []
    assert findings
    assert min(list(Severity).index(one.severity) for one in findings) == list(Severity).index(level)


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("<body>", '<body link="#0b4f8a" vlink="#0b4f8a">'),
        ("<body>", '<link rel="icon" href="https://www.exemple-musees.fr/icone.png"><body>'),
        ('<td style="padding:24px">', '<td style="padding:24px; position:relative; border-radius:4px">'),
        ("L’hôtel Sandelin", "L’hôtel&shy; San&zwnj;delin"),
        ("<h3>Journée du récolement</h3>", '<a name="journee"></a><h3>Journée du récolement</h3>'),
        ("Musée Sandelin</a></h3>", 'Musée Sandelin</a></h3><a href="#journee" id="journee">plus bas, la journée</a>'),
        ("©&nbsp;CRDOA", "©&nbsp;RMN-Grand Palais (musée du Louvre)&nbsp;/ Hervé Lewandowski"),
        ("©&nbsp;CRDOA", "Domaine public"),
        ("©&nbsp;CRDOA", "Photo Josse / Leemage"),
        ("©&nbsp;CRDOA", "©&nbsp;Ville d’Ou, 2019"),
        (
            "et l’agenda se remplit.</p>",
            "et l’agenda se remplit.</p><p>Photo Élysée accueille ou coproduit trois expositions.</p>",
        ),
        ("©&nbsp;CRDOA", "Cliché Yohann Deslandes, Métropole Rouen Normandie"),
        ("©&nbsp;CRDOA", "Cl. Y. Deslandes"),
        ("©&nbsp;CRDOA", "Photographie Yohann Deslandes"),
        ("©&nbsp;CRDOA", "Droits réservés"),
        ("©&nbsp;CRDOA", "Source&nbsp;: gallica.bnf.fr / BnF"),
        ("Vendredi 19 juin 2026", "Ven. 19 juin 2026"),
        ("Vendredi 19 juin 2026", "Vendredi, le 19 juin 2026"),
        ("Vendredi 19 juin 2026", "Vendredi 19.06.2026"),
        ("Inscriptions bientôt ouvertes, le 2&nbsp;juin 2026.", "Les inscriptions ouvriront le 2&nbsp;juin 2026."),
        ("Inscriptions bientôt ouvertes, le 2&nbsp;juin 2026.", "Inscriptions jusqu’au 12&nbsp;juin 2026."),
        (
            "Inscriptions bientôt ouvertes, le 2&nbsp;juin 2026.",
            "Les inscriptions étaient ouvertes jusqu’au 4&nbsp;mai.",
        ),
        ("et l’agenda se remplit.", "l’inventaire 2012.3.1 et le no 12.45.1987 sont en ligne."),
        ("et l’agenda se remplit.", "les notices sont à compléter avec soin, et le récolement à venir sera long."),
        (
            "et l’agenda se remplit.</p>",
            'et l’agenda se remplit.</p><p lang="en">Don\'t miss it! See the museum\'s "new" site: soon.</p>',
        ),
        ("catalogue, mai&nbsp;2026</h1>", "catalogue</h1><p>No 34, mai 2026</p>"),
        ("©&nbsp;CRDOA", "CC BY-SA 4.0, Ville de Tours"),
        ("auditorium Colbert, Paris.", "auditorium Colbert, Paris. La loi du 4&nbsp;janvier 2002 y sera lue."),
        ("Du 2&nbsp;mars au 30&nbsp;août 2026", "Du 12&nbsp;octobre 2025 au 4&nbsp;juillet 2026"),
        ("Du 2&nbsp;mars au 30&nbsp;août 2026", "Du samedi 12&nbsp;septembre au lundi 4&nbsp;janvier"),
        ("Vendredi 19 juin 2026", "Jeudi 18 et vendredi 19 juin 2026"),
        ("et l’agenda se remplit.", "Robe ou juste et jupon, vers 1780."),
        ("et l’agenda se remplit.", "le 14 juillet 1789 est loin."),
        ("<h2>Ressources</h2>", "<h2>À lire</h2>"),
        (f'href="{SITE}/lettres/desabonnement/abc"', 'href="{{ unsubscribe }}"'),
        (f'href="{SITE}/lettres/desabonnement/abc"', 'href="*|UNSUB|*"'),
        ("font-size: 14px; color: #555555", "font-size: 10.5pt; color: rgb(85, 85, 85)"),
        ("<title>La lettre du catalogue, mai 2026", "<title>Journée du récolement en juin, et tout l’agenda"),
        ("© 2026 Service", "© 2014-2026 Service"),
    ],
)
def test_what_is_right_is_let_be(said: str, plain: str, tmp_path: Path):
    assert said in CLEAN
    assert [(one.code, one.value) for one in checked(CLEAN.replace(said, plain, 1), tmp_path)] == []


# Mails ------------------------------------------------------------------------------------------------------------------

PLAIN = """\
La lettre du catalogue, mai 2026

Lire la lettre en ligne : https://www.exemple-musees.fr/lettres/catalogue/2026-05-11

NOTICE DU MOIS
Coffret à bijoux orné de scènes mythologiques
© CRDOA
https://www.exemple-musees.fr/notices/06500000001

MUSÉES DU MOIS
Musée Sandelin : https://www.exemple-musees.fr/musees/M0650
© Ville de Saint-Omer, cliché P. Martin, 2019
Musée du Compagnonnage : https://www.exemple-musees.fr/musees/M0266

RESSOURCES
Les normes (PDF, 1,2 Mo), mises à jour le 4 mai 2026 : https://www.exemple-musees.fr/documents/12/normes.pdf
Préparer un récolement : https://www.exemple-musees.fr/ressources/recolement

AGENDA : https://www.exemple-musees.fr/agenda
Journée du récolement, vendredi 19 juin 2026, de 9 h 30 à 17 h. Inscriptions le 2 juin 2026.
Exposition « Émaux », du 2 mars au 30 août 2026 : https://www.exemple-musees.fr/agenda/emaux
"""


def mail(
    html: str = CLEAN,
    plain: str | None = PLAIN,
    subject: str = "La lettre de mai 2026 : un coffret, une journée",
    **how: Any,
) -> bytes:
    """Return a letter as a mail; ``how``: its transfer encoding, its images by their identifiers."""
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Le catalogue <lettre@exemple-musees.fr>"
    message["Date"] = "Mon, 11 May 2026 09:00:00 +0200"
    encoding = how.get("cte", "quoted-printable")
    if plain is not None:
        message.set_content(plain, cte=encoding)
        message.add_alternative(html, subtype="html", cte=encoding)
    else:
        message.set_content(html, subtype="html", cte=encoding)
    part = message.get_body(("html",))
    assert isinstance(part, EmailMessage)
    for name, content in how.get("images", {}).items():
        part.add_related(content, "image", "jpeg", cid=f"<{name}>")
    return message.as_bytes()


def mailed(content: bytes, tmp_path: Path, day: date | None = None) -> list[Any]:
    path = tmp_path / "lettre.eml"
    path.write_bytes(content)
    return files.check(path, day)


def jpeg(width: int, height: int, noise: bool = False) -> bytes:
    stream = BytesIO()
    image = Image.effect_noise((width, height), 90) if noise else Image.new("RGB", (width, height), "#446688")
    image.save(stream, "JPEG", quality=95)
    return stream.getvalue()


@pytest.mark.parametrize("cte", ["quoted-printable", "base64", "8bit"])
def test_the_clean_mail_says_nothing_however_it_is_carried(cte: str, tmp_path: Path):
    assert [(one.code, one.value) for one in mailed(mail(cte=cte), tmp_path)] == []


def test_a_mail_is_judged_the_day_of_its_headers_unless_another_is_given(tmp_path: Path):
    assert "P11" not in codes(mailed(mail(), tmp_path))
    assert {"P11", "P14"} <= set(codes(mailed(mail(), tmp_path, date(2026, 9, 14))))


@pytest.mark.parametrize(
    ("plain", "quote"),
    [
        (None, "text/plain"),
        (" \n", "text/plain"),
        (PLAIN.replace("https://www.exemple-musees.fr/agenda/emaux", ""), "https://www.exemple-musees.fr/agenda/emaux"),
        (PLAIN.replace("© CRDOA\n", ""), "©\u00a0CRDOA"),
        (PLAIN.replace("vendredi 19 juin 2026", "bientôt"), "Vendredi 19 juin 2026"),
    ],
)
def test_the_plain_text_says_what_the_mail_says(plain: str | None, quote: str, tmp_path: Path):
    findings = mailed(mail(plain=plain), tmp_path)
    assert [(one.code, one.severity, one.value) for one in findings] == [("P20", B, quote)]


def test_long_lines_and_long_addresses_may_be_folded(tmp_path: Path):
    folded = PLAIN.replace("cliché P.", "cliché\nP.").replace("19 juin", "19\njuin")
    assert mailed(mail(plain=folded), tmp_path) == []


@pytest.mark.parametrize("subject", ["", "   "])
def test_a_mail_has_a_subject(subject: str, tmp_path: Path):
    assert [(one.code, one.severity) for one in mailed(mail(subject=subject), tmp_path)] == [("P16", B)]


def test_the_subject_is_read_whatever_its_letters(tmp_path: Path):
    (found,) = mailed(mail(subject="La lettre d’août 2026 : œuvres et journées"), tmp_path)
    assert (found.code, found.value) == ("P14", "août 2026")


def test_images_carried_in_the_mail_are_measured(tmp_path: Path):
    html = CLEAN.replace(f"{SITE}/medias/coffret.jpg", "cid:coffret")
    assert mailed(mail(html, images={"coffret": jpeg(1104, 800)}), tmp_path) == []
    for content in (jpeg(1600, 1200), jpeg(1000, 900, noise=True), jpeg(300, 200)):
        found = mailed(mail(html, images={"coffret": content}), tmp_path)
        assert [(one.code, one.severity) for one in found] == [("P10", C)]


def test_images_beside_the_page_are_measured_and_nothing_outside_is_opened(tmp_path: Path):
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "coffret é.jpg").write_bytes(jpeg(1600, 1200))
    html = CLEAN.replace(f"{SITE}/medias/coffret.jpg", "images/coffret%20é.jpg")
    assert codes(checked(html, tmp_path)) == ["P10"]
    home = tmp_path / "lettres"
    home.mkdir()
    assert codes(checked(CLEAN.replace(f"{SITE}/medias/coffret.jpg", "../images/coffret%20é.jpg"), home)) == []


def test_a_dark_logo_without_ground_vanishes_at_night(tmp_path: Path):
    drawn = Image.new("RGBA", (160, 48), (0, 0, 0, 0))
    drawn.paste((20, 20, 40, 255), (20, 10, 120, 40))
    drawn.save(tmp_path / "logo.png")
    html = CLEAN.replace(f"{SITE}/medias/logo.png", "logo.png")
    assert codes(checked(html, tmp_path)) == ["P22"]
    Image.new("RGB", (160, 48), "white").save(tmp_path / "logo.png")
    assert codes(checked(html, tmp_path)) == []


def test_a_mail_in_an_old_charset_is_read(tmp_path: Path):
    content = mail(plain=None, cte="8bit").replace(b'charset="utf-8"', b'charset="windows-1252"')
    content = content.decode("utf-8").encode("cp1252", "xmlcharrefreplace")
    assert codes(mailed(content, tmp_path)) == ["P20"]


def test_a_page_in_an_old_charset_is_read(tmp_path: Path):
    path = tmp_path / "lettre.htm"
    path.write_bytes(CLEAN.replace("charset=utf-8", "charset=iso-8859-1").encode("cp1252", "xmlcharrefreplace"))
    assert files.check(path, MAY) == []


# Pages of this site -----------------------------------------------------------------------------------------------------


@pytest.fixture
def ours(settings: Any) -> Any:
    """Give a notice and its museum of this site, whose address is that of the letter."""
    settings.BASE_URL = SITE
    factories.museum("M0650", usual_name="musée Sandelin")
    return factories.record({"TITR": "Coffret"})


def linking(path: str) -> str:
    """Return a page of one paragraph that leads to an address of the site."""
    body = f'<p>Voir <a href="{SITE}{path}">la page</a>.</p>'
    return (
        f'<html lang="fr" dir="ltr"><title>La lettre de mai</title><div hidden>Aperçu</div><h1>Lettre</h1>{body}</html>'
    )


def test_a_record_that_is_there_says_nothing_and_one_that_is_not_blocks(ours: Any, tmp_path: Path):
    assert checked(linking(f"/notices/{ours.ref}"), tmp_path) == []
    assert checked(linking("/musees/M0650"), tmp_path) == []
    for path in ("/notices/M0650999999", "/musees/M9999"):
        assert [(one.code, one.severity) for one in checked(linking(path), tmp_path)] == [("P05", B)]


def test_a_museum_without_notice_is_confirmed(ours: Any, tmp_path: Path):
    factories.museum("M0651")
    assert [(one.code, one.severity) for one in checked(linking("/musees/M0651"), tmp_path)] == [("P28", C)]


def test_pages_that_are_not_there_block_and_lists_are_there(ours: Any, tmp_path: Path):
    for path in ("/ressources/", "/agenda/", "/recherche?q=email", "/ressources/flux.xml", "/"):
        assert checked(linking(path), tmp_path) == []
    for path in ("/ressources/disparue", "/actualites/jamais", "/agenda/nulle-part"):
        assert [(one.code, one.severity) for one in checked(linking(path), tmp_path)] == [("P04", B)]
    assert [(one.code, one.severity) for one in checked(linking("/documents/12/normes.odt"), tmp_path)] == [
        ("P27", B),
        ("P27", C),
    ]


def test_numbers_are_those_of_the_catalogue_when_the_letter_leads_to_it(ours: Any, tmp_path: Path):
    told = "<p>Le catalogue compte 990\u202f000 notices.</p></html>"
    assert codes(checked(linking("/").replace("</html>", told), tmp_path)) == ["P29"]
    elsewhere = linking("/").replace(SITE, "https://ailleurs.exemple.org")
    assert codes(checked(elsewhere.replace("</html>", told), tmp_path)) == []


# Anything ---------------------------------------------------------------------------------------------------------------


def test_what_is_no_letter_is_refused_in_a_sentence(tmp_path: Path):
    cases = {
        "absente.html": None,
        "vide.html": b"",
        "image.html": jpeg(20, 20),
        "note.txt": b"bonjour",
        "vide.eml": b"\n\n",
    }
    for name, content in cases.items():
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(Refused, match=name):
            files.check(path, MAY)


PIECES = st.sampled_from(
    ["<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<h1>", "<h2 ", "<a href=", '"#"', "<img src='a' ", "alt", ">", "<!--", "-->"]
    + ["<![if !mso]>", "<![endif]>", "<style>a{color:", "red}", "</style>", "<script>", "©", "ou", "12 mai 2026", "&nbsp;", "&#x110000;", "\0"]
    + ["style='color:rgb(1,2", "font-size:1e9px", "background:url(", "<title>", "<div hidden>", "jeudi 31 février", "du 9 au 3 juin"]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40).map("".join))
def test_any_page_is_read_without_a_fall(html: str):
    source = Source(html or "<p>", None, None, None, lambda _src: None)
    for one in files.preflight.examine(files.prove(source, MAY), "letter"):
        assert one.message()


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.integers(0, 3000))
def test_any_mail_is_read_or_refused(noise: bytes, at: int):
    content = mail()
    path = HERE.parent / "jamais.eml"
    from coffret.newsletters.proofing import source

    try:
        read = source._mail(content[:at] + noise + content[at + len(noise) :], path)
    except Refused:
        return
    assert all(one.message() and one.remedy() for one in files.preflight.examine(files.prove(read, MAY), "letter"))


def test_deep_and_long_pages_are_read_in_a_moment(tmp_path: Path):
    deep = "<div>" * 20_000 + "<p>Un émail.</p>" + "</div>" * 20_000
    assert "P17" in codes(checked(deep, tmp_path))
    long = "<table><tr><td>" * 300 + "<p>Un émail, un ivoire.</p>" * 3000
    assert "P19" not in codes(checked(long, tmp_path))
