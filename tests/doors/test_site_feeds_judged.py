"""The Atom feeds before an independent judge: Jing, which the Nu checker carries, and the schema of RFC 4287.

The schema is its appendix B; what its Schematron asserts ask besides is asked here, as what RFC 4287 says in words.
"""

import subprocess
from datetime import timedelta
from pathlib import Path
from shutil import which
from urllib.parse import urlsplit

import pytest
from demo_site import needs
from django.test import Client
from editorial_factories import entry, newsletter
from factories import THEN
from lxml import etree
from test_site_pages import again, document

from coffret.public.site import atom

HERE = Path(__file__).parents[1] / "external"
VNU = HERE / "node_modules/vnu-jar/build/dist/vnu.jar"
SCHEMA = HERE / "rfc4287.rnc"
JING = "nu.validator.vendor.thaiopensource.relaxng.util.Driver"
NS = {"a": atom.ATOM}
PATHS = ("/actualites/flux.xml", "/actualites/flux.xml?page=2", "/ressources/flux.xml", "/agenda/flux.xml",
         "/notices/nouveautes.xml", "/recherche/flux.xml?q=coffret", "/recherche/flux.xml?q=zzz",
         "/lettres/flux.xml", "/lettres/nouveautes/flux.xml")  # fmt: skip

pytestmark = pytest.mark.external


def faults(folder: Path) -> str:
    """Return what Jing says of the feeds of a folder; nothing when they are valid."""
    needs(VNU.exists() and which("java"), "Jing, with the Nu HTML checker")
    command = ["java", "-cp", str(VNU), JING, "-c", str(SCHEMA), *map(str, sorted(folder.iterdir()))]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


@pytest.fixture
def feeds(publish, settings, tmp_path) -> dict[str, bytes]:
    """Return the feeds of a site that has something of everything, by their address."""
    settings.BASE_URL = "https://musees.example.org"
    publish({"REF": "M0650000001", "TITR": "Coffret & écrin < 1822 >"})
    body = '<h2>Un</h2><p>« 3 &lt; 4 » <a href="coffret:notice/M0650000001">la notice</a></p>'
    row = entry(
        "resource",
        title="Normes",
        body=body,
        publications=[{"title": "Guide", "editions": [{"document": document().pk}]}],
    )
    again(row, update={"words": "Tailles revues.\nEt le crédit.", "announce": True})
    entry("event", title="Journée", body=body)
    entry("letter", title="Mai & juin", day="2026-05-11", newsletter=newsletter().slug, body=body)
    for number in range(35):
        entry("news", title=f"Nouvelle {number} & suite", body=body, now=THEN + timedelta(hours=number))
    return {path: Client().get(path).content for path in PATHS}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "feeds"
    made.mkdir()
    return made


def test_every_feed_is_valid(feeds: dict[str, bytes], folder: Path):
    for number, (path, body) in enumerate(feeds.items()):
        (folder / f"{number}.xml").write_bytes(body)
        assert len(body) > 400, path
    assert faults(folder) == ""


SOUND = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="http://www.w3.org/1999/xhtml" xmlns:o="urn:other"
 xml:lang="fr" xml:base="https://example.org/"><title type="xhtml"><x:div>Un <x:em>titre</x:em></x:div></title>
<id>urn:feed</id><updated>2026-05-11T09:00:00+02:00</updated><author><name>Bureau</name><email>a@b</email></author>
<link rel="self" href="/flux" type="application/atom+xml" hreflang="fr"/><category term="a"/><o:more n="1">x</o:more>
<entry><title>Un</title><id>urn:1</id><updated>2026-05-11T09:00:00Z</updated><published>2026-05-11T09:00:00Z</published>
<content type="html">&lt;p&gt;Un&lt;/p&gt;</content><source><id>urn:source</id></source></entry>
<entry><title>Deux</title><id>urn:2</id><updated>2026-05-11T09:00:00Z</updated>
<content type="image/jpeg" src="/2.jpg"/></entry></feed>"""
# What is broken in it: the part as it stands, and as it becomes.
BROKEN = {
    "no id": ("<id>urn:feed</id>", ""),
    "two ids": ("<id>urn:1</id>", "<id>urn:1</id><id>urn:3</id>"),
    "a blank in an id": ("<id>urn:2</id>", "<id>urn 2</id>"),
    "no title": ("<title>Un</title>", ""),
    "no date": ("<updated>2026-05-11T09:00:00+02:00</updated>", ""),
    "a day for an instant": ("2026-05-11T09:00:00+02:00", "2026-05-11"),
    "a day that is not": ("<published>2026-05-11", "<published>2026-02-30"),
    "an author without a name": ("<name>Bureau</name>", ""),
    "an email without @": ("<email>a@b</email>", "<email>a</email>"),
    "a link to nowhere": ('href="/flux"', ""),
    "a type that is none": ('type="application/atom+xml"', 'type="atom"'),
    "a language that is none": ('hreflang="fr"', 'hreflang="français"'),
    "a category without a term": ('term="a"', 'label="a"'),
    "an unknown element": ("<category", "<summary/><category"),
    "an unknown attribute": ('<link rel="self"', '<link rel="self" target="_blank"'),
    "an entry before the feed's title": ("<title type", "<entry/><title type"),
    "elements in HTML": ("&lt;p&gt;Un&lt;/p&gt;", "<x:p>Un</x:p>"),
    "XHTML without its div": ("<x:div>Un <x:em>titre</x:em></x:div>", "Un titre"),
    "another language in XHTML": ("<x:em>titre</x:em>", "<o:em>titre</o:em>"),
    "a content here and elsewhere": ('src="/2.jpg"/>', 'src="/2.jpg">ici</content>'),
}


def test_the_judge_sees_what_is_wrong(folder: Path):
    """The schema is no better than what it refuses: each definition our feeds rest on, broken once."""
    (folder / "sound.xml").write_text(SOUND)
    for name, (part, becomes) in BROKEN.items():
        assert SOUND.count(part) == 1, name
        (folder / f"{name}.xml".replace(" ", "_")).write_text(SOUND.replace(part, becomes))
    said = faults(folder)
    assert "sound.xml" not in said, said
    assert [name for name in BROKEN if f"{name}.xml".replace(" ", "_") not in said] == []


def test_what_the_schema_leaves_to_words_holds(feeds: dict[str, bytes]):
    for path, body in feeds.items():
        root = etree.fromstring(body)
        entries = root.findall("a:entry", NS)
        # 4.1.1: an author for the feed or for each entry; one alternate link per type; a self link.
        assert root.find("a:author", NS) is not None
        for one in (root, *entries):
            alternates = [
                (link.get("type"), link.get("hreflang")) for link in one.findall("a:link[@rel='alternate']", NS)
            ]
            assert len(alternates) == len(set(alternates)) == 1, path
        assert root.find("a:link[@rel='self']", NS).get("href") == f"https://musees.example.org{path}"
        # 4.1.2: an entry has a content or an alternate link; 4.2.6: ids are absolute, and each says one thing.
        ids = [node.text for node in root.iterfind(".//a:id", NS)]
        assert all(urlsplit(one).scheme == "tag" for one in ids)
        assert len(ids) == len(set(ids))
        # Nothing relative is left in what is read elsewhere.
        for content in root.iterfind(".//a:content", NS):
            parsed = etree.HTML(content.text)
            addresses = [*parsed.xpath("//@href"), *parsed.xpath("//@src")]
            assert all(urlsplit(address).scheme for address in addresses), path
