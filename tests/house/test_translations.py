"""The English catalogue says everything the sources say, says it rightly, and is compiled."""

import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.utils import translation

from coffret.base.rules import REGISTRY
from coffret.cli.main import main
from coffret.cli.messages import CATALOGUE
from coffret.cli.sentences import PACKAGE, Sentence, of_python, of_template, sentences

HELD = "Le champ {field} contient une tabulation, interdite : « {value} »."
COUNTED = "%(shown)s notice"
TAGGED = "Rien ne répond à « %(typed)s ». Voici ce que donne « <strong>%(read)s</strong> »."


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the catalogue and of what it compiles to, to spoil."""
    for path in (CATALOGUE, CATALOGUE.with_suffix(".mo")):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path / CATALOGUE.name


def spoiled(path: Path, msgid: str, values: dict[str, object]) -> int:
    """Change one entry of the catalogue at ``path``, compile it and return what the check answers."""
    catalogue = polib.pofile(str(path))
    entry = catalogue.find(msgid)
    for name, value in values.items():
        setattr(entry, name, value)
    catalogue.save()
    path.with_suffix(".mo").write_bytes(catalogue.to_binary())
    return main(["messages", "--check", "--file", str(path)])


def test_the_catalogue_is_whole_and_compiled():
    assert main(["messages", "--check"]) == 0


def test_none_is_singular_in_french():
    with translation.override("fr"):
        said = [translation.ngettext("%(shown)s notice", "%(shown)s notices", number) for number in (0, 1, 2)]
    assert said == ["%(shown)s notice", "%(shown)s notice", "%(shown)s notices"]


def test_a_sentence_out_of_its_place_is_told(copy, capsys):
    catalogue = polib.pofile(str(copy), encoding="utf-8", wrapwidth=120)
    catalogue[10], catalogue[11] = catalogue[11], catalogue[10]
    catalogue.save()
    assert main(["messages", "--check", "--file", str(copy)]) == 1
    assert f"déplacée (lancer « coffret messages ») : {catalogue[11].msgid}" in capsys.readouterr().err
    assert main(["messages", "--file", str(copy)]) == 0
    assert copy.read_bytes() == CATALOGUE.read_bytes()


@pytest.mark.parametrize(
    ("msgid", "values", "said"),
    [
        (HELD, {"msgstr": ""}, "non traduite"),
        (HELD, {"flags": ["fuzzy"]}, "incertaine"),
        (HELD, {"msgstr": "The field {field} contains a tab: “{valeur}”."}, "emplacements"),
        (HELD, {"msgstr": "The field {field} contains a tab."}, "emplacements"),
        (HELD, {"msgstr": "The field {field} contains a tab: « {value} »."}, "typographie"),
        (TAGGED, {"msgstr": "Nothing matches “%(typed)s”. Here is “<em>%(read)s</em>”."}, "balises"),
        (COUNTED, {"msgstr_plural": {0: "%(shown)s record", 1: ""}}, "non traduite"),
        (COUNTED, {"msgstr_plural": {0: "%(shown)s record", 1: "records"}}, "emplacements"),
        (COUNTED, {"msgid_plural": ""}, "absente du catalogue"),
        (HELD, {"msgid": "Une phrase que personne ne dit"}, "absente des sources : Une phrase"),
        (HELD, {"obsolete": True}, "périmée"),
    ],
)
def test_what_is_wrong_with_a_sentence_is_said(copy, capsys, msgid, values, said):
    assert spoiled(copy, msgid, values) == 1
    assert said in capsys.readouterr().err


def test_a_catalogue_that_was_not_compiled_is_noticed(copy, capsys):
    copy.with_suffix(".mo").write_bytes(b"")
    assert main(["messages", "--check", "--file", str(copy)]) == 1
    assert "django.mo" in capsys.readouterr().err


def test_the_command_brings_a_catalogue_up_to_the_sources(copy, capsys):
    catalogue = polib.pofile(str(copy))
    catalogue.remove(catalogue.find(HELD))
    catalogue.append(polib.POEntry(msgid="Plus personne ne dit cela", msgstr="Nobody says so any more"))
    catalogue.save()
    assert main(["messages", "--file", str(copy)]) == 1
    assert f"non traduite : {HELD}" in capsys.readouterr().err
    brought = polib.pofile(str(copy))
    assert brought.find(HELD).msgstr == ""
    assert brought.find("Plus personne ne dit cela", include_obsolete_entries=True) is None
    brought.find(HELD).msgstr = polib.pofile(str(CATALOGUE)).find(HELD).msgstr
    brought.save()
    assert main(["messages", "--file", str(copy)]) == 0
    assert copy.read_bytes() == CATALOGUE.read_bytes()
    assert copy.with_suffix(".mo").read_bytes() == CATALOGUE.with_suffix(".mo").read_bytes()


def test_no_catalogue_no_check(tmp_path, capsys):
    assert main(["messages", "--check", "--file", str(tmp_path / "absent.po")]) == 2
    assert "absent.po" in capsys.readouterr().err
    (tmp_path / "bad.po").write_text("n’importe quoi\n", encoding="utf-8")
    assert main(["messages", "--file", str(tmp_path / "bad.po")]) == 2
    assert "bad.po" in capsys.readouterr().err


def test_sentences_of_python_under_any_name():
    source = (
        "from django.utils.translation import gettext as _, gettext_lazy as later, ngettext, pgettext as in_context\n"
        "a = _('Bonjour')\nb = later('Une phrase ' 'en deux')\nc = ngettext('%d notice', '%d notices', n)\n"
        "d = in_context('mois', 'mars')\ne = _(variable)\nf = other('Rien')\n"
    )
    assert set(of_python(source)) == {
        Sentence("Bonjour"),
        Sentence("Une phrase en deux"),
        Sentence("%d notice", "%d notices"),
        Sentence("mars", "", "mois"),
    }


def test_sentences_of_templates():
    source = """{% load i18n %}<p title="{% translate 'L’aide' %}">{% blocktranslate count n=total %}{{ n }} œuvre
{% plural %}{{ n }} œuvres{% endblocktranslate %}{% translate "mars" context "mois" %}{{ _("Fin") }} Hors texte</p>"""
    assert set(of_template(source)) == {
        Sentence("L’aide"),
        Sentence("%(n)s œuvre\n", "%(n)s œuvres"),
        Sentence("mars", "", "mois"),
        Sentence("Fin"),
    }


def test_the_sentences_found_are_those_gettext_finds(tmp_path):
    if not shutil.which("xgettext"):
        pytest.skip("xgettext is not on this machine")
    copied = tmp_path / "coffret"
    ignored = shutil.ignore_patterns("*.mo", "*.po", "static", "__pycache__")
    shutil.copytree(PACKAGE, copied, ignore=ignored)
    (copied / "locale").mkdir(exist_ok=True)
    command = ["django", "makemessages", "-l", "en", "--no-location", "-v0"]
    # -P: the packages of the folder one stands in (« public ») do not pass for those of the machine.
    subprocess.run([sys.executable, "-P", "-m", *command], cwd=copied, check=True)
    found = polib.pofile(str(copied / "locale" / "en" / "LC_MESSAGES" / "django.po"))
    assert {(one.text, one.plural) for one in sentences()} == {(one.msgid, one.msgid_plural) for one in found}


def test_pages_and_findings_speak_english():
    with translation.override("en"):
        assert translation.gettext("Rechercher dans les collections") == "Search the collections"
        assert translation.ngettext(COUNTED, "%(shown)s notices", 0) % {"shown": "no"} == "no records"
        untouched = [code for code, rule in REGISTRY.items() if set("«»") & set(f"{rule.message}{rule.remedy}")]
    assert untouched == []
