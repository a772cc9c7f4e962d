"""The mail of a letter: one column that every reader shows, said whole in plain text too, signed and left in one click."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from composed_letters import SIGN, TALL, WIDE, event, letter, notice, use
from django.conf import settings
from editorial_factories import newsletter
from hypothesis import given
from hypothesis import strategies as some

from coffret.editorial import identity
from coffret.newsletters import addresses, marks
from coffret.newsletters.composing.issue import Composed, Part, Said
from coffret.newsletters.rendering import Mail, render
from coffret.newsletters.rendering import mail as rendering

BASE = settings.BASE_URL
NARROW = "\u202f"
LEAST = 4.5


def _mail(*parts: Part, **fields: Any) -> Mail:
    return render(letter(*parts, **fields), SIGN)


def _tree(html: str) -> Element:
    tree: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return tree


def _hrefs(html: str) -> list[str]:
    return [link.get("href") or "" for link in _tree(html).iter("a")]


def _words(html: str) -> str:
    body = _tree(html).find("body")
    return " ".join("".join(_said(body)).split()) if body is not None else ""


def _said(element: Element) -> Iterator[str]:
    """Yield the words of an element, comments aside."""
    if isinstance(element.tag, str):
        yield element.text or ""
        for child in element:
            yield from _said(child)
            yield child.tail or ""


# What readers and screen readers need ----------------------------------------------------------------------------------


def test_language_direction_title_and_one_h1():
    tree = _tree(_mail().html)
    assert tree.get("lang") == "fr"
    assert tree.get("dir") == "ltr"
    assert "".join(tree.iter("title").__next__().itertext()) == "Mai 2026\u00a0: un coffret, et le récolement"
    assert [h.text for h in tree.iter("h1")] == ["Mai 2026\u00a0: un coffret, et le récolement"]
    page = next(one for one in tree.iter("div") if one.get("role") == "article")
    assert (page.get("lang"), page.get("dir")) == ("fr", "ltr"), "webmails take html away: the page says it again"


def test_headings_never_skip_a_level():
    levels = [int(one.tag[1]) for one in _tree(_mail().html).iter() if re.fullmatch("h[1-6]", str(one.tag))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    assert levels.count(1) == 1


def test_a_letter_in_english_says_so():
    mail = _mail(language="en", name="News of the catalogue")
    assert _tree(mail.html).get("lang") == "en"
    assert "11 May 2026" in _words(mail.html)
    assert "11\u00a0May 2026" in mail.text


def test_every_image_has_its_text_its_size_and_its_credit():
    figures = list(_tree(_mail().html).iter("figure"))
    images = [next(one.iter("img")) for one in figures]
    assert [one.get("alt") for one in images] == ["Une affiche haute", "Un coffret d’émail bleu"]
    assert ["© CRDOA" in "".join(one.itertext()).replace("\u00a0", " ") for one in figures] == [False, True]
    assert "© C. Martin" in "".join(figures[0].itertext()).replace("\u00a0", " ")
    assert all("max-width:100%" in (one.get("style") or "") for one in images)
    # Whole and in proportion: a tall one is not let grow over the screen, a wide one takes the column.
    assert [(one.get("width"), one.get("height")) for one in images] == [("300", "600"), ("552", "368")]


def test_pictures_are_light_versions_twice_as_wide_at_whole_addresses():
    sources = [one.get("src") for one in _tree(_mail().html).iter("img")]
    assert sources == [f"{BASE}/medias/{TALL}/lettre-600.jpg", f"{BASE}/medias/{WIDE}/lettre-1120.jpg"]


def test_a_decorative_picture_is_silent_and_no_link():
    said = notice(picture=use(alt="", decorative=True))
    tree = _tree(_mail(Part("s1", "Une notice", "", (said,)), intro="").html)
    image = next(tree.iter("img"))
    assert image.get("alt") == ""
    assert not any(image in list(link.iter("img")) for link in tree.iter("a"))


def test_texts_are_at_least_fourteen_pixels():
    sizes = [float(size) for size in re.findall(r"font-size:([0-9.]+)px", _mail().html)]
    assert sizes
    assert min(sizes) >= 14


def test_links_are_underlined_and_lead_somewhere():
    for link in _tree(_mail().html).iter("a"):
        assert "text-decoration:underline" in (link.get("style") or "")
        assert re.match(r"https?://|mailto:\S+@", link.get("href") or ""), link.get("href")


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_are_read_in_the_light_and_in_the_dark():
    html = _mail().html
    assert "#000" not in html
    light = set(re.findall(r"[;\"]color:(#[0-9a-f]{6})", html)) - {"#ffffff", "#fbf9f5"}
    assert light >= {"#1c1a17", "#544e46", "#1f3f8f"}
    assert all(_contrast(colour, "#fbf9f5") >= LEAST for colour in light)
    dark = re.findall(r"[{;]color:(#[0-9a-f]{6})!important", html.split("@media (prefers-color-scheme:dark)")[1])
    assert "#eeeae2" in dark
    grounds = {"#12193a": "#9db7ff"}
    assert all(_contrast(colour, grounds.get(colour, "#151411")) >= LEAST for colour in dark)
    assert "[data-ogsc] .page a{color:#9db7ff!important}" in html, "Outlook on the web marks what it darkened"


def test_the_preheader_is_first_and_hidden():
    page = next(one for one in _tree(_mail().html).iter("div") if one.get("role") == "article")
    first = page[0]
    assert (first.text or "").startswith(f"2{NARROW}448 nouvelles notices")
    assert "display:none" in (first.get("style") or "")
    assert "preheader" not in _mail(preheader="").html.split("</head>")[1]


def test_styles_stand_on_the_elements_and_dark_rules_in_the_sheet():
    html = _mail().html
    assert html.count("<style>") == 2, "the sheet that stays, and what Outlook for Windows alone reads"
    heading = next(_tree(html).iter("h1"))
    assert "font-size:32px" in (heading.get("style") or "")
    assert "<script" not in html
    assert "http://www" not in html


# What it says ----------------------------------------------------------------------------------------------------------


def test_links_to_our_pages_bear_the_letter_and_images_bear_nothing():
    hrefs = _hrefs(_mail().html)
    assert f"{BASE}/ressources/methode?lettre=nouveautes-2026-05-11" in hrefs
    assert f"{BASE}/agenda/journee/inscription?lettre=nouveautes-2026-05-11" in hrefs
    assert "https://ailleurs.example/a?b=1&c=2" in hrefs
    assert "mailto:bureau@catalogue.example" in hrefs
    assert f"{BASE}/lettres/nouveautes/2026-05-11" in hrefs
    assert not re.search(r"<img[^>]*lettre=", _mail().html)
    pages = [one for one in hrefs if one.startswith(BASE) and "lettre=" in one]
    assert {one.partition("lettre=")[2] for one in pages} == {"nouveautes-2026-05-11"}, "the same for everybody"


def test_what_leads_nowhere_keeps_its_words():
    mail = _mail()
    assert "la notice partie" in _words(mail.html)
    assert "PERDUE" not in mail.html
    assert "Retirée" not in mail.html
    assert "coffret:" not in mail.html + mail.text


def test_the_foot_says_why_and_how_to_leave():
    html = _mail().html
    words = _words(html.split('class="foot')[1])
    for said in ("Nouveautés du catalogue", "Bureau du catalogue", "75001 Paris", "lettre@catalogue.example"):
        assert said in words
    assert {addresses.leave(), addresses.preferences(), addresses.own_link()} <= set(_hrefs(html))


def test_marks_stand_once_each_in_both_parts():
    mail = _mail()
    for mark in (marks.LEAVE, marks.READER):
        assert mail.html.count(mark) == 1
        assert mail.text.count(mark) == 1


def test_a_newsletter_without_archive_offers_no_page():
    closed = render(letter(), rendering.Signature("Coffret", archived=False))
    assert "/lettres/nouveautes/" not in closed.html + closed.text


@pytest.mark.django_db
def test_who_signs_is_looked_up():
    newsletter("nouveautes", reply_to="reponses@catalogue.example")
    identity.change({"publisher": "Service des musées", "footer": "182, rue Saint-Honoré"}, None)
    mail = render(letter())
    for said in ("Service des musées", "182, rue Saint-Honoré", "reponses@catalogue.example"):
        assert said in _words(mail.html)
        assert said in mail.text


def test_a_state_is_words_before_it_is_a_colour():
    html = _mail(Part("s1", "Rendez-vous", "", (event(), event(state=("cancelled", "Annulé"), button=None)))).html
    assert "Inscriptions ouvertes jusqu’au 1er juin" in html
    assert "Annulé" in html
    assert "border-left-color:#a3201d" in html


def test_hostile_words_are_words():
    hostile = '<script>alert(1)</script>"&<!--sheet-->'
    said = Said("i", "entry", "1", f'{BASE}/a"><b>', hostile, hostile, hostile, hostile, (hostile,))
    mail = _mail(Part("s1", hostile, "", (said,)), subject=hostile, preheader=hostile, name=hostile)
    assert not list(_tree(mail.html).iter("script"))
    assert mail.html.count("<style>") == 2
    assert not list(_tree(mail.html).iter("b"))
    assert _tree(mail.html).iter("h1").__next__().text == '<script>alert(1)</script>"&<!--sheet-->'


@given(some.text(max_size=300))
def test_any_subject_is_one_line(words: str):
    mail = render(letter(subject=words, preheader=words), SIGN)
    assert len(mail.subject.splitlines()) <= 1
    assert mail.subject.isprintable() or all(char.isprintable() or char in "\u00a0\u202f" for char in mail.subject)


def test_forty_items_stay_far_from_where_gmail_cuts():
    words = f"<p>{'Une notice que la rédaction a choisie, et pourquoi elle l’a choisie ce mois-ci. ' * 4}</p>"
    items = tuple(notice(f"i{n}", words=words) for n in range(30)) + tuple(event() for _n in range(10))
    size = len(_mail(Part("s1", "Notices du mois", "", items)).html.encode())
    assert 40_000 < size < 100_000


def test_lines_are_short_enough_to_travel_as_they_are():
    long = f"<p>{'récolement ' * 2000}</p>"
    html = _mail(Part("s1", "Long", "", (notice(words=long),))).html
    assert max(len(line.encode()) for line in html.split("\n")) <= 998
    assert _words(html).count("récolement") >= 2000
    cells = "".join(f"<td>{number}</td>" for number in range(200))
    html = _mail(intro=f"<table><tbody><tr>{cells}</tr></tbody></table>").html
    assert max(len(line.encode()) for line in html.split("\n")) <= 998
    assert not [one for one in _tree(html).iter() if "\n" in (one.get("style") or "")], (
        "a name of a font holds no break"
    )


@given(some.text(alphabet="<>\"' =aé", max_size=2500))
def test_lines_broken_say_the_same(html: str):
    assert rendering._in_lines(html).replace("\n", " ") == html


# The text --------------------------------------------------------------------------------------------------------------


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def test_the_text_says_all_that_the_html_says():
    mail = _mail()
    text = _squeezed(mail.text)
    for href in _hrefs(mail.html):
        assert href.removeprefix("mailto:") in mail.text, href
    for said in (
        "Coffret à bijoux",
        "Léonard Limosin, Coffret à bijoux, émail, 1550, Saint-Omer",
        "© CRDOA",
        "© C. Martin",
        "[Image : Un coffret d’émail bleu]",
        "L’affiche",
        "Vendredi 5 juin 2026, de 9 h 30 à 17 h",
        "Toulouse, musée des Augustins",
        "Inscriptions ouvertes jusqu’au 1er juin",
        "On garde ce que l’on connaît",
        "2026 · 2 448",
        "Le bureau",
    ):
        assert _squeezed(said) in text.replace("\u00a0", " ").replace(NARROW, " "), said


def test_lines_hold_seventy_two_characters_but_addresses():
    for line in _mail().text.splitlines():
        assert len(line) <= 72 or re.match(r"\S*<?https?://\S+$", line.split(" ")[-1]), line
        assert line == line.rstrip(), "a space at the end of a line would mean that it goes on"


def test_lists_keep_their_order():
    text = _mail().text
    assert "- Notices\n  - celle du mois\n- Rendez-vous" in text
    assert "1. Premier\n2. Second" in text


def test_no_markup_is_left():
    assert not re.search(r"</?[a-z]+>|&[a-z]+;", _mail().text)


def test_an_empty_letter_is_a_letter_still():
    empty = Composed("nouveautes", "Nouveautés", "fr", "", "", "Rien")
    mail = render(empty, rendering.Signature("Coffret", archived=False))
    assert mail.subject == "Rien"
    assert _words(mail.html).startswith("Coffret · Nouveautés Rien")
    assert mail.text.startswith("Coffret · Nouveautés\n\nRien\n====\n")


@pytest.mark.parametrize(
    ("caption", "slanted"),
    [
        ("Courbet Gustave, Le Chêne, peinture, Ornans", "<em>Le Chêne</em>,"),
        ("Le Chêne, peinture, Ornans", "<em>Le Chêne</em>,"),
        ("Le Chêne", "<em>Le Chêne</em>"),
        ("Sous Le Chêne, peinture", ""),
        ("Le Chêne-liège, peinture", ""),
    ],
)
def test_the_title_of_a_work_slants_in_its_caption_and_nothing_else_does(caption: str, slanted: str):
    html = _mail(Part("a", "Notice", items=(notice(title="Le Chêne", caption=caption, words=""),))).html
    found = re.search(r"<figcaption[^>]*>(.*?)<", html)
    assert found, html
    assert ("<em" in html) == bool(slanted)
    assert re.sub(' style="[^"]*"', "", html).count(slanted)


def test_the_foot_says_one_link_a_line():
    foot = _mail().html.split('class="foot')[1]
    own = foot.split('class="own"')[1].split("</p>")[0]
    assert own.count("<a ") == 4
    assert own.count("<br>") == 3
    assert " · " not in own
