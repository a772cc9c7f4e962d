"""Rich text: what is kept, what goes, and that nothing dangerous passes whatever is typed."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coffret.editorial.rich import text as rich

ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "data-decorative", "data-credit", "data-rights"}}
ELEMENTS = frozenset(
    [
        "p",
        "h2",
        "h3",
        "h4",
        "ul",
        "ol",
        "li",
        "blockquote",
        "strong",
        "em",
        "a",
        "br",
        "figure",
        "img",
        "figcaption",
        "hr",
        "sup",
        "sub",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ]
)


class Inspector(HTMLParser):
    """Reads what came out and fails on anything that is not allowed."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS
        assert {name for name, _value in attrs} <= ATTRIBUTES.get(tag, set())
        for name, value in attrs:
            if name == "href":
                scheme = re.match(r"([a-z][a-z0-9+.\-]*):", re.sub(r"[\x00-\x20]", "", value or "").lower())
                assert scheme is None or scheme[1] in {"https", "http", "mailto", "tel", "coffret"}
            if name == "src":
                assert re.fullmatch(r"coffret:picture/[1-9][0-9]*", value or "")

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def inspect(html: str) -> None:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("Bonjour", "<p>Bonjour</p>"),
        ("Une ligne\n\nUne autre", "<p>Une ligne</p>\n<p>Une autre</p>"),
        ("<div>Un</div><div>Deux</div>", "<p>Un</p>\n<p>Deux</p>"),
        ("<h1>Titre</h1><h5>Petit</h5>", "<h2>Titre</h2>\n<h4>Petit</h4>"),
        ("<p><b>gras</b> <i>penché</i></p>", "<p><strong>gras</strong> <em>penché</em></p>"),
        ('<p class="x" style="color:red" onclick="a()">mot</p>', "<p>mot</p>"),
        ("<p> un   mot <strong> de </strong> trop </p>", "<p>un mot <strong>de </strong>trop</p>"),
        ("<p>a<br><br>b<br>c<br></p>", "<p>a</p>\n<p>b<br>c</p>"),
        ("<p></p><p><strong> </strong></p>", ""),
        ("<ul><li><p>un</p></li><li>deux<ul><li>deux bis</li></ul></li></ul>",
         "<ul><li>un</li><li>deux<ul><li>deux bis</li></ul></li></ul>"),
        ("<ul><li>un</li><ul><li>un bis</li></ul></ul>", "<ul><li>un<ul><li>un bis</li></ul></li></ul>"),
        ("<blockquote>mots</blockquote>", "<blockquote><p>mots</p></blockquote>"),
        ("<b><p>collé</p><p>d’un traitement de texte</p></b>", "<p>collé</p>\n<p>d’un traitement de texte</p>"),
        ("<p>1<sup>er</sup> juin\u00a0: H<sub>2</sub>O</p>", "<p>1<sup>er</sup> juin\u00a0: H<sub>2</sub>O</p>"),
        ("<p>5 &lt; 6 &amp;amp; &amp;nbsp;</p>", "<p>5 &lt; 6 &amp;amp; &amp;nbsp;</p>"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td><p>1</p><p>2</p></td></tr></table>",
         "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1 2</td><td></td></tr></tbody></table>"),
        ("<pre>a\nb</pre><hr>", "<p>a b</p>\n<hr>"),
    ],
)  # fmt: skip
def test_normal_form(typed: str, kept: str) -> None:
    assert rich.sanitise(typed) == kept
    assert rich.sanitise(kept) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://www.culture.gouv.fr/a?b=1&c=2", "https://www.culture.gouv.fr/a?b=1&c=2"),
        ("#", "#"),
        ("", ""),
        ("#normes", "#normes"),
        ("/recherche?q=bol", "/recherche?q=bol"),
        ("www.exemple.fr", "www.exemple.fr"),
        ("mailto:joconde@example.org", "mailto:joconde@example.org"),
        ("coffret:notice/00000076001", "coffret:notice/00000076001"),
        ("javascript:alert(1)", "#"),
        ("JaVa\tScRiPt:alert(1)", "#"),
        (" \x01javascript:alert(1)", "#"),
        ("data:text/html,<script>alert(1)</script>", "#"),
        ("vbscript:x", "#"),
        ("file:///C:/Users/moi/doc.pdf", "#"),
        ("intent://x", "#"),
        ("http://", "#"),
    ],
)
def test_addresses(typed: str, kept: str) -> None:
    html = rich.sanitise(f'<p><a href="{typed.replace("<", "&lt;")}">mots</a></p>')
    assert rich.links(html) == [rich.RichLink(kept, "mots")]
    assert rich.sanitise(html) == html


def test_a_link_without_address_is_words_when_it_was_an_anchor() -> None:
    assert rich.sanitise('<p><a name="_Toc1">Titre</a></p>') == "<p>Titre</p>"


FIGURE = (
    '<figure><img src="coffret:picture/5" alt="Un bol" data-credit="© C2RMF" data-rights="Droits réservés">'
    "<figcaption>Le <em>bol</em></figcaption></figure>"
)


def test_pictures_are_those_of_the_site() -> None:
    assert rich.sanitise(FIGURE) == FIGURE
    assert rich.figures(FIGURE) == [rich.Figure(5, "Un bol", False, "© C2RMF", "Droits réservés", "Le bol")]
    assert rich.sanitise('<p>a<img src="https://ailleurs.example/x.gif" alt="x">b</p>') == "<p>a</p>\n<p>b</p>"
    assert rich.sanitise('<p>a<img src="coffret:picture/7">b</p>') == (
        '<p>a</p>\n<figure><img src="coffret:picture/7" alt=""></figure>\n<p>b</p>'
    )
    assert rich.sanitise("<figure><figcaption>seule</figcaption></figure>") == "<p>seule</p>"


def test_a_decorative_picture_has_no_alternative_text() -> None:
    html = rich.sanitise('<img src="coffret:picture/5" alt="mots" data-decorative="1">')
    assert rich.figures(html)[0].decorative
    assert not rich.figures(html)[0].alt


def test_what_a_text_refers_to() -> None:
    html = rich.sanitise(
        '<p><a href="coffret:notice/M0650">a</a> <a href="coffret:entry/12">b</a> <a href="coffret:entry/12">c</a>'
        f' <a href="coffret:secret/1">d</a> <a href="https://x.fr">e</a></p>{FIGURE}'
    )
    assert rich.refs(html) == [("notice", "M0650"), ("entry", "12"), ("picture", "5")]


def test_words_of_a_text() -> None:
    html = "<h2>Titre</h2>\n<p>Un <strong>mot</strong><br>deux</p><ul><li>a<ul><li>b</li></ul></li></ul>" + FIGURE
    assert rich.plain(html) == "Titre\nUn mot\ndeux\na\nb\nLe bol"
    assert rich.plain("<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>") == "1 · 2"


HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    '<img src=x onerror="alert(1)">',
    "<svg onload=alert(1)>",
    "<svg><a xlink:href=javascript:alert(1)><text>x",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href=\"java&#x0A;script:alert(1)\">x</a>",
    "<p style=\"background:url(javascript:alert(1))\">x</p>",
    "<style>*{background:url(//evil.example)}</style>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<object data=data:text/html;base64,PHNjcmlwdD4=></object>",
    "<textarea></textarea><img src=x onerror=alert(1)></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<template><script>alert(1)</script></template>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<p id=x name=body>x</p>",
    "<img src=\"coffret:picture/1\" alt=\"&quot; onload=alert(1) x=&quot;\">",
    "<a href=\"https://x.fr&quot; onclick=&quot;alert(1)\">x</a>",
    "<a href='coffret:notice/\"><script>alert(1)</script>'>x</a>",
    "<div><script>a</script" + ">" * 3,
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile(typed: str) -> None:
    html = rich.sanitise(typed)
    inspect(html)
    assert "alert(1)</script" not in html
    assert rich.sanitise(html) == html


@pytest.mark.parametrize("unit", ["<ul><li>", "<b>", "<table><tr><td>", "<blockquote>", "<div>", "<a href=x>"])
def test_no_honest_text_nests_so_its_words_alone_are_kept(unit: str) -> None:
    assert rich.sanitise(unit * 10_000 + "mots") == "<p>mots</p>"


def test_what_is_too_long_is_cut() -> None:
    assert len(rich.plain(rich.sanitise("<p>" + "a" * 300_000))) == rich.LONGEST - 3


TAGS = st.sampled_from(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "ul",
        "ol",
        "li",
        "blockquote",
        "strong",
        "b",
        "em",
        "i",
        "a",
        "br",
        "figure",
        "img",
        "figcaption",
        "hr",
        "sup",
        "sub",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "div",
        "span",
        "script",
        "style",
        "svg",
        "math",
        "template",
        "pre",
        "dl",
        "dd",
        "caption",
        "form",
        "noscript",
    ]
)
TEXTS = st.text(alphabet="ab é\u00a0\n\t<>&\"'=/-!x;", max_size=8)
ATTRS = st.sampled_from(
    ["", ' href="#"', ' href="javascript:x"', ' href="/a b"', ' href="https://x.fr/"', ' href="coffret:entry/1"',
     ' src="coffret:picture/1"', ' src="coffret:picture/2" data-decorative alt="z"', ' src="x"', ' onclick="x"',
     ' style="x"', ' data-credit=" a  b "', ' name="n"']
)  # fmt: skip
PIECES = st.one_of(
    TEXTS,
    st.tuples(TAGS, ATTRS).map(lambda made: f"<{made[0]}{made[1]}>"),
    TAGS.map(lambda tag: f"</{tag}>"),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_anything_typed_becomes_safe_and_stays_as_it_became(typed: str) -> None:
    html = rich.sanitise(typed)
    inspect(html)
    assert rich.sanitise(html) == html
    rich.plain(html), rich.refs(html), rich.figures(html), rich.headings(html)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet="abcdé ", min_size=1, max_size=12), min_size=1, max_size=6))
def test_words_are_never_lost(words: list[str]) -> None:
    typed = "".join(f"<div><ul><b>{word}</b></ul></div>" for word in words)
    assert rich.plain(rich.sanitise(typed)).split() == " ".join(words).split()
