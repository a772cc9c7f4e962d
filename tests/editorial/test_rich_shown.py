"""Rich text on a page: references that lead somewhere or say that they do not, pictures at several widths."""

from typing import Any

import pytest
from django.utils import translation

from coffret.editorial.entries.references import UNKNOWN, Ref, Standing, Target
from coffret.editorial.models import Document, Picture
from coffret.editorial.rich import text as rich

PICTURE = Picture(pk=5, sha256="a" * 64, width=1200, height=800)
PAPER = Document(pk=7, name="Normes.pdf", media_type="application/pdf", size=1_230_000, pages=12)
TARGETS: dict[Ref, Target] = {
    Ref("notice", "M1"): Target("/notices/M1", "Bol", Standing.ONLINE),
    Ref("notice", "M2"): Target("/notices/M2", "Vase", Standing.GONE),
    Ref("entry", "3"): Target("", "Brouillon", Standing.DRAFT),
    Ref("document", "7"): Target("/documents/7/Normes.pdf", "Normes.pdf", Standing.ONLINE, PAPER),
    Ref("picture", "5"): Target("/medias/a", "bol.jpg", Standing.ONLINE, PICTURE),
    Ref("picture", "6"): Target("/medias/b", "vase.jpg", Standing.GONE, Picture(pk=6, sha256="b" * 64)),
}


def shown(html: str, **options: Any) -> str:
    return str(rich.render(rich.sanitise(html), TARGETS, **options))


@pytest.mark.parametrize(
    ("written", "page"),
    [
        ('<a href="coffret:notice/M1">Un <em>bol</em></a>', '<a href="/notices/M1">Un <em>bol</em></a>'),
        ('<a href="coffret:notice/M2">Un vase</a>', 'Un vase <span class="gone-note">(retiré)</span>'),
        ('<a href="coffret:entry/3">À venir</a>', "À venir"),
        ('<a href="coffret:notice/inconnue">mots</a>', "mots"),
        ('<a href="coffret:secret/1">mots</a>', "mots"),
        ('<a href="https://x.fr/?a=1&amp;b=2">x</a>', '<a href="https://x.fr/?a=1&amp;b=2">x</a>'),
        ('<a href="#bas">x</a>', '<a href="#bas">x</a>'),
        (
            '<a href="coffret:document/7">Les normes</a>',
            '<a href="/documents/7/Normes.pdf">Les normes</a> <span class="file-facts">(PDF, 1,2\u00a0Mo, 12 pages)</span>',
        ),
    ],
)
def test_links(written: str, page: str) -> None:
    assert shown(f"<p>{written}</p>") == f"<p>{page}</p>"


def test_what_nobody_looked_up_is_words() -> None:
    assert (
        str(rich.render('<p><a href="coffret:museum/M0650">m</a></p>', {Ref("museum", "M0650"): UNKNOWN})) == "<p>m</p>"
    )


FIGURE = (
    '<figure><img src="coffret:picture/{}" alt="Un &quot;bol&quot;" data-credit="© A" data-rights="CC0">{}</figure>'
)


def test_a_picture_at_every_width_with_whose_it_is() -> None:
    page = shown(FIGURE.format(5, '<figcaption>Le <a href="coffret:notice/M1">bol</a></figcaption>'))
    a = "a" * 64
    assert f'src="/medias/{a}/960.jpg"' in page
    assert f'srcset="/medias/{a}/240.jpg 240w, /medias/{a}/480.jpg 480w, /medias/{a}/960.jpg 960w' in page
    assert f"/medias/{a}/1600.jpg 1200w" in page
    assert 'width="1200" height="800" alt="Un &quot;bol&quot;"' in page
    assert '<span class="figure-words">Le <a href="/notices/M1">bol</a></span>' in page
    assert '<span class="credit">© A · CC0</span>' in page
    assert "data-credit" not in page
    assert f"/pro/medias/{a}/960.jpg" in shown(FIGURE.format(5, ""), medias="/pro/medias")


def test_a_picture_taken_off_says_so_and_shows_nothing() -> None:
    for number in (6, 99):
        page = shown(FIGURE.format(number, "<figcaption>Le vase</figcaption>"))
        assert "<img" not in page
        assert "Image retirée." in page
        assert "Le vase" in page


def test_a_decorative_picture_is_silent() -> None:
    assert 'alt=""' in shown('<figure><img src="coffret:picture/5" alt="x" data-decorative></figure>')


def test_a_table_can_be_scrolled_and_its_headings_are_tied() -> None:
    page = shown("<table><tr><th>A</th><th>B</th></tr><tr><th>c</th><td>1</td></tr></table>")
    assert page.startswith('<div class="table-scroll" role="region" aria-label="Tableau 1" tabindex="0"><table>')
    assert '<th scope="col">A</th>' in page
    assert '<th scope="row">c</th>' in page


def test_in_english_the_notes_are_english_words_of_the_page() -> None:
    with translation.override("en"):
        assert "1.2\u00a0MB" in shown('<p><a href="coffret:document/7">x</a></p>')
