"""The mails we compose: whole in both parts, safe whatever they are given, readable by all."""

import re

import html5lib

from coffret.base.letters import compose

XHTML = "{http://www.w3.org/1999/xhtml}"


def parsed(html: str):
    return html5lib.parse(html, namespaceHTMLElements=True)


def test_both_parts_say_the_same():
    text, html = compose(
        "Votre invitation",
        ["Bonjour,", "Le bureau vous invite : c’est ici.\nÀ bientôt."],
        button=("Créer mon compte", "https://c.example.org/pro/invitation/abc?x=1&y=2"),
        footer="Vous recevez ce message parce que Jeanne vous a invité.",
    )
    body = "".join(parsed(html).find(f"{XHTML}body").itertext())
    for part in ("Votre invitation", "Bonjour,", "À bientôt.", "Créer mon compte", "parce que Jeanne"):
        assert part in text
        assert part in body
    assert "https://c.example.org/pro/invitation/abc?x=1&y=2" in text
    link = next(parsed(html).iter(f"{XHTML}a"))
    assert link.get("href") == "https://c.example.org/pro/invitation/abc?x=1&y=2"


def test_french_is_typeset_and_english_is_not():
    french = compose("Prêt ?", ["C’est « fini » : voilà."])[0]
    assert "Prêt\u202f?" in french
    assert "«\u202ffini\u202f»\u00a0: voilà" in french
    assert "Ready?" in compose("Ready?", ["It is done."], language="en")[0]


def test_what_people_typed_is_never_markup():
    text, html = compose("<b>x</b>", ["<script>a</script> & « b »"], button=("<i>", 'https://e.org/"onclick="x'))
    assert "<script" not in html
    assert "<b>x" not in html
    assert 'onclick="' not in html
    assert "<script>a</script>" in text


def test_addresses_become_links_without_the_full_stop():
    _text, html = compose("t", ["Voir https://e.org/a_(b)?c=1&d=<2>. Puis (https://e.org/z), fin."])
    assert [link.get("href") for link in parsed(html).iter(f"{XHTML}a")] == [
        "https://e.org/a_(b)?c=1&d=",
        "https://e.org/z",
    ]


def test_a_reader_of_screens_finds_its_way():
    html = compose("Titre", ["Texte"], language="en", button=("Go", "https://e.org"), footer="why")[1]
    tree = parsed(html)
    assert (tree.get("lang"), tree.get("dir")) == ("en", "ltr")
    assert len(list(tree.iter(f"{XHTML}h1"))) == 1
    assert all(table.get("role") == "presentation" for table in tree.iter(f"{XHTML}table"))
    assert {meta.get("content") for meta in tree.iter(f"{XHTML}meta") if meta.get("name") == "color-scheme"} == {
        "light dark"
    }
    sizes = [int(size) for size in re.findall(r"font-size:(\d+)px", html)]
    assert min(sizes) >= 14
    assert len(html) < 10_000


def test_the_text_part_keeps_to_its_width_and_cuts_no_address():
    address = "https://catalogue.example.org/" + "a" * 100
    text, _html = compose("Titre", ["mot " * 60, f"Voir {address} ici."])
    assert address in text
    assert max(len(line) for line in text.splitlines() if address not in line) <= 72
