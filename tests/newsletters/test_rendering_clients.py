"""What mail readers keep of a letter, by the data of caniemail.com: said of what is lost to the eye, shown in previews."""

import re
from datetime import date

import html5lib
import pytest
from composed_letters import SIGN, letter
from hypothesis import given
from hypothesis import strategies as some

from coffret.newsletters.rendering import clients, css, render, simulate
from coffret.newsletters.rendering.page import Rewriter


def _page(body: str, sheet: str = "") -> str:
    return f"<!doctype html><html><head><title>T</title><style>{sheet}</style></head><body>{body}</body></html>"


def _lost(body: str, sheet: str = "") -> set[tuple[str, str]]:
    return {(one.feature, one.client) for one in clients.unsupported(_page(body, sheet))}


def test_the_data_says_of_which_day_it_is():
    assert date(2026, 1, 1) <= date.fromisoformat(clients.data()["date"])
    readers = {name for feature in clients.data()["features"].values() for name in feature["support"]}
    assert readers == set(clients.CLIENTS)


def test_what_is_looked_for_is_in_the_data():
    assert set(clients.LOST) <= set(clients.data()["features"])


def test_our_own_letter_loses_nothing_to_the_eye():
    assert clients.unsupported(render(letter(), SIGN).html) == []


@pytest.mark.parametrize(
    ("body", "sheet", "feature", "client"),
    [
        ('<div style="display:flex">a</div>', "", "css-display-flex", "outlook-windows"),
        ('<div style="display:grid">a</div>', "", "css-display-grid", "outlook-windows"),
        ('<div style="background-image:url(x.png)">a</div>', "", "css-background-image", "outlook-windows"),
        ('<div style="background:url(x.png)">a</div>', "", "css-background-image", "outlook-windows"),
        ('<p style="position:absolute">a</p>', "", "css-position", "gmail"),
        ('<img src="a.webp" alt="a">', "", "image-webp", "outlook-windows"),
        ('<img src="a.avif?x=1" alt="a">', "", "image-avif", "outlook-windows"),
        ('<img src="data:image/png;base64,AAAA" alt="a">', "", "image-base64", "gmail"),
        ("<svg><path/></svg>", "", "html-svg", "gmail"),
        ("<video src=a.mp4></video>", "", "html-video", "gmail"),
        ("<form><input></form>", "", "html-form", "outlook-windows"),
        ("<p class=a>a</p>", ".a::before{content:'x'}", "css-pseudo-element-before", "gmail"),
        ("<p class=a>a</p>", "@media all{.a{color:var(--ink)}}", "css-variables", "gmail"),
        ('<p style="width:calc(1px + 50vw)">a</p>', "", "css-unit-vw", "outlook-windows"),
    ],
)
def test_what_a_reader_loses_is_said(body: str, sheet: str, feature: str, client: str):
    assert (feature, client) in _lost(body, sheet)


@pytest.mark.parametrize(
    "body",
    [
        '<p style="position:relative;border-radius:4px;max-width:600px;background:none">a</p>',
        '<img src="https://a.example/b.jpg" alt="" style="max-width:100%">',
        "<p style=\"font-family:'1vw';color:#1vw\">a</p>",
        '<figure><img src="a.png" alt="a"><figcaption>b</figcaption></figure>',
    ],
)
def test_decoration_is_not_worth_a_word(body: str):
    assert not _lost(body)


def test_each_loss_names_its_reader_its_place_and_what_is_lost():
    found = clients.unsupported(_page('<div style="DISPLAY : flex !important">a</div>'), ["outlook-windows"])
    assert [(one.name, one.quote) for one in found] == [(clients.CLIENTS["outlook-windows"], "display:flex !important")]
    assert "colonnes" in found[0].lost


def test_a_reader_that_drops_sheets_shows_the_styles_of_the_elements():
    html = render(letter(), SIGN).html
    shown = simulate.seen(html, "laposte")
    assert "<style" not in shown
    assert "font-size:32px" in shown
    assert "Coffret à bijoux" in shown


def test_outlook_for_windows_reads_what_is_written_for_it_alone():
    html = render(letter(), SIGN).html
    assert '<table role="presentation" width="600"' in re.sub(r"<!--.*?-->", "", simulate.seen(html, "outlook-windows"))
    assert "<table role" not in simulate.seen(html, "gmail")
    assert "border-radius" not in simulate.seen(html, "outlook-windows")


def test_elements_that_are_not_known_go_with_what_they_hold():
    shown = simulate.seen(_page("<p>avant</p><video><p>dedans</p></video><p>après</p>"), "gmail")
    assert "avant" in shown
    assert "après" in shown
    assert "dedans" not in shown


def test_dark_rules_apply_where_they_are_known():
    html = render(letter(), SIGN).html
    assert "@media all{" in simulate.dark(html).replace(" {", "{")
    assert "prefers-color-scheme" not in simulate.dark(html, "apple")
    assert "invert(1)" in simulate.dark(html, "gmail")
    assert "@media all" not in simulate.dark(html, "thunderbird"), "it shows the light page whole"


def test_without_images_their_texts_stand_in_their_place():
    shown = simulate.without_images(render(letter(), SIGN).html)
    assert "<img" not in shown
    assert "Un coffret d’émail bleu</span>" in shown
    assert "width:552px" in shown


def test_a_page_passed_on_is_the_same():
    html = render(letter(), SIGN).html
    assert Rewriter().rewritten(html) == html


PIECES = ["<p>", "</p>", "<style>", "</style>", "a{b:c}", "<video>", "</video>", "<img src=x.webp style='a:b;c'>", "&amp;", "<!--x-->", "]]>", "<", "{", "}", "<svg/>", "\x00", "é"]  # fmt: skip


@given(
    some.lists(some.one_of(some.sampled_from(PIECES), some.text(max_size=5)), max_size=30),
    some.sampled_from(list(clients.CLIENTS)),
)
def test_any_page_is_read(pieces: list[str], client: str):
    html = "".join(pieces)
    clients.unsupported(html, [client])
    assert isinstance(simulate.seen(html, client), str)
    assert not list(html5lib.parse(simulate.without_images(html), namespaceHTMLElements=False).iter("img"))
    assert isinstance(simulate.dark(html), str)


@given(some.text(alphabet="a:;{}()'\"/*@ \\<!-", max_size=60))
def test_any_sheet_is_read(sheet: str):
    for rule in css.rules(sheet):
        assert isinstance(rule.written(), str)
    assert all(name and value for name, value in css.declarations(sheet) if name)


def test_sheets_are_taken_apart():
    sheet = "/* a */ @import url(x.css); p, a:hover{color:red;background:url('a;b.png')} @media (x){b{c:d} e{f:g}}"
    rules = css.rules(sheet)
    assert [rule.prelude for rule in rules] == ["@import url(x.css)", "p, a:hover", "@media (x)"]
    assert css.declarations(rules[1].body) == [("color", "red"), ("background", "url('a;b.png')")]
    assert [rule.prelude for rule in rules[2].rules] == ["b", "e"]
    assert rules[2].written() == "@media (x){b{c:d}e{f:g}}"
