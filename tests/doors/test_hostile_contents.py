"""Whatever is typed in an entry, its pages, previews, feeds and forms hold words, never markup; drafts stay drafts."""

import json
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from editorial_factories import editor, entry

from coffret.editorial.entries import actions
from coffret.editorial.kinds import KINDS, Widget
from coffret.editorial.models import Entry, KindName

pytestmark = pytest.mark.django_db

WORDS = "</script><img src=x onerror=alert(1)>\"'><svg onload=alert(2)>]]>&lt;b onclick=alert(3)&gt;"
RICH = (
    "<p onclick=alert(1) style='color:red'>Texte <a href='java\tscript:alert(1)'>un</a> <a href='data:text/html,x'>deux</a>"
    "<svg><a xlink:href='javascript:alert(1)'>trois</a></svg><math><mtext><style><img src=x onerror=alert(1)></style>"
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript><iframe srcdoc='<script>'></iframe>"
    "<form action=javascript:alert(1)><button>quatre</button></form>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    f"<h2>{WORDS}</h2>"
)
TYPED: dict[Widget, Any] = {
    Widget.LINE: WORDS,
    Widget.TEXT: WORDS,
    Widget.RICH: RICH,
    Widget.URL: "javascript:alert(document.domain)//",
    Widget.EMAIL: '"><svg/onload=alert(1)>@example.org',
    Widget.QUESTIONS: [{"question": WORDS, "answer": RICH}],
}
ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "srcdoc", "data", "poster"}
RUN = ("javascript:", "vbscript:", "data:text")


class Markup(HTMLParser):
    """What a browser would run in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[object] = []
        self.data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.data = tag == "script" and given.get("type") == "application/ld+json"
        if tag == "script" and not self.data and not (given.get("src") or "").startswith("/static/"):
            self.runs.append((tag, given))
        for name, value in attrs:
            address = "".join((value or "").split()).lower()
            if name.startswith("on") or name in {"style", "srcdoc"} or (name in ADDRESSES and address.startswith(RUN)):
                self.runs.append((tag, name, value))

    def handle_data(self, data: str) -> None:
        if self.data:
            json.loads(data)
            self.data = False


def hostile(kind: str) -> dict[str, Any]:
    return {one.name: TYPED[one.widget] for one in KINDS[kind].fields if one.widget in TYPED}


def judged(answer: Any) -> None:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if "html" in answer["Content-Type"]:
        page = Markup()
        page.feed(body.decode())
        assert page.runs == []
    else:
        ElementTree.fromstring(body)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != KindName.PAGE])
def test_nothing_typed_runs(kind: str):
    more = {"plan": "outside", "mode": "both", "free": False} if kind == KindName.EVENT else {}
    made = entry(kind, **{**hostile(kind), **more}, slug="hostile")
    office = Client()
    office.force_login(editor())
    root = KINDS[kind].root
    public = [
        made.path,
        "/",
        f"/{root}/",
        "/recherche?q=script",
        *([] if root == "selections" else [f"/{root}/flux.xml"]),
    ]
    for path in public:
        answer = Client().get(path)
        assert answer.status_code == 200
        judged(answer)
    assert "onerror=alert(1)&gt;" in Client().get(made.path).content.decode(), "shown, as words"
    for rest in ("", "apercu", "versions/"):
        answer = office.get(f"/pro/redaction/{made.pk}/{rest}")
        assert answer.status_code == 200
        judged(answer)
    judged(office.get("/pro/redaction/"))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != KindName.PAGE])
def test_what_is_being_written_is_read_by_nobody_else(kind: str):
    shown = entry(kind, title="Page connue", slug="connue")
    drafted = entry(kind, live=False, title="Secretissime brouillon", slug="secretissime")
    working = Entry.objects.get(pk=shown.pk).working
    assert working is not None
    changed = {
        **working.content,
        "title": "Secretissime titre",
        "summary": "Secretissime",
        "body": "<p>Secretissime</p>",
    }
    writer = editor()
    actions.save(shown, changed, writer, working.number)
    actions.autosave(shown, {**changed, "title": "Secretissime frappe"}, writer, working.number)
    root = KINDS[kind].root
    feeds = [] if root == "selections" else [f"/{root}/flux.xml"]
    paths = (shown.path, "/", f"/{root}/", "/plan-du-site", "/sitemap-pages.xml", "/agenda/agenda.ics", *feeds)
    for path in (*paths, "/recherche?q=secretissim", "/recherche/suggestions?q=secretis"):
        answer = Client().get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert "Secretissime" not in body.decode(), path
    assert Client().get(f"/{root}/secretissime").status_code == 404
    assert Client().get(f"/pro/redaction/{drafted.pk}/apercu").status_code in {302, 403}
