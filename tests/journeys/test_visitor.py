"""A visitor's way through the site, in a real browser, with and without JavaScript."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.journey


@pytest.fixture(params=["phone", "desk"])
def page(request: Any, browser: Any) -> Iterator[Any]:
    """Return a page of a window of each size; what it fetches elsewhere and what breaks in it fail the test."""
    size = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}[request.param]
    context = browser.new_context(viewport=size)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    asked: list[str] = []
    page.on("request", lambda asking: asked.append(asking.url))
    yield page
    context.close()
    assert not broken
    assert not [url for url in asked if not url.startswith(("http://127.0.0.1:", "data:"))]


def total(page: Any) -> int:
    """Return how many records the page says it found."""
    return int(re.sub(r"\D", "", page.locator("#total").inner_text()))


def test_from_a_word_to_a_record_and_back_to_the_same_place(demo_site, page):
    page.goto(demo_site)
    page.locator("#q").fill("courb")
    option = page.get_by_role("option").first
    option.wait_for()
    page.locator("#q").press("ArrowDown")
    assert option.get_attribute("aria-selected") == "true"
    page.locator("#q").press("Escape")
    page.locator("#q").fill("courbet")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/recherche?q=courbet")
    found = total(page)
    assert found > 3
    second = page.locator(".list li h2 a").nth(1)
    name = second.inner_text()
    second.click()
    assert page.locator("h1").inner_text() == name
    assert f"2 / {found}" in page.locator(".walk").inner_text()
    # The page's behaviours are modules, there once it is loaded.
    page.wait_for_load_state("load")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**rang=3**")
    page.get_by_role("link", name="Revenir aux résultats").click()
    page.wait_for_url("**/recherche?q=courbet#n-*")
    assert total(page) == found


def test_a_filter_answers_at_once_and_going_back_undoes_it(demo_site, page):
    page.goto(f"{demo_site}/recherche")
    everything = total(page)
    if not page.locator(".sheet-body").is_visible():
        page.locator(".sheet > summary").click()
    page.locator('[data-facet="domaine"] label').first.click()
    page.wait_for_url("**/recherche?domaine=*")
    page.locator(".chip").first.wait_for()
    assert 0 < total(page) < everything
    assert page.locator('[data-facet="domaine"] input[type=checkbox]').first.is_checked()
    page.go_back()
    page.locator(".chip").wait_for(state="detached")
    assert total(page) == everything


def test_years_are_dragged_on_the_histogram(demo_site, page):
    page.goto(f"{demo_site}/recherche")
    everything = total(page)
    if not page.locator(".sheet-body").is_visible():
        page.locator(".sheet > summary").click()
    box = page.locator("[data-histogram]").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    page.wait_for_url("**de=*a=*")
    page.locator(".chip").first.wait_for()
    assert 0 < total(page) < everything


def test_a_picture_opens_alone_and_gives_the_focus_back(demo_site, page):
    page.goto(f"{demo_site}/notices/M0650000001")
    page.locator("[data-zoom]").click()
    page.locator("dialog.zoom[open]").wait_for()
    page.keyboard.press("Escape")
    page.locator("dialog.zoom").wait_for(state="detached")
    assert page.evaluate("document.activeElement.matches('[data-zoom]')")


@pytest.mark.parametrize(
    "path", ["/", "/recherche", "/recherche?vue=mosaique", "/notices/M0650000001", "/musees", "/aide/champs"]
)
def test_no_page_is_wider_than_its_window(path, demo_site, page):
    page.goto(demo_site + path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_keyboard_reaches_the_content_first(demo_site, page):
    page.goto(f"{demo_site}/musees")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


def test_everything_works_without_javascript(demo_site, browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(demo_site)
    page.locator("#q").fill("tableau")
    page.locator("form.search button").click()
    assert "q=tableau" in page.url
    everything = total(page)
    page.locator(".sheet > summary").click()
    page.locator('[data-facet="domaine"] label').first.click()
    page.get_by_role("button", name="Appliquer").click()
    assert "domaine=" in page.url
    assert 0 < total(page) <= everything
    page.locator(".list li h2 a").first.click()
    page.wait_for_url("**/notices/**", wait_until="load")
    assert page.locator("dl dd").count() > 3
    context.close()


@pytest.mark.parametrize(("path", "most", "pictures"), [("/", 250_000, True), ("/notices/M0650000001", 90_000, False)])
@pytest.mark.parametrize("screen", [(1440, 900, 1), (390, 844, 3)], ids=["window", "phone"])
def test_pages_stay_light(screen, path, most, pictures, demo_site, browser):
    """A record page without its pictures ≤ 90 kB over the wire, home ≤ 250 kB with its pictures (issue 2)."""
    width, height, density = screen
    context = browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=density)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    wire.send("Network.enable")
    wire.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    wire.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(demo_site + path)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    context.close()
    weight = sum(size for key, size in sizes.items() if pictures or kinds.get(key) != "Image")
    assert 10_000 < weight <= most
