"""Somebody reads the office's site: on a phone, by keyboard, without scripts, on paper."""

from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.journey

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def phone(browser: Any) -> Iterator[Any]:
    """Return a phone's page."""
    context = browser.new_context(viewport=PHONE, has_touch=True)
    yield context.new_page()
    context.close()


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_from_the_menu_to_a_publication(phone: Any, demo_site: str):
    phone.goto(demo_site)
    menu = phone.locator(".menu > ul")
    assert not menu.is_visible()
    phone.get_by_text("Menu", exact=True).focus()
    phone.keyboard.press("Enter")
    assert menu.is_visible()
    menu.get_by_text("Ressources").click()
    assert phone.locator(".head [aria-current=page]").get_attribute("href") == "/ressources/"
    phone.goto(demo_site + "/ressources/images")
    assert fits(phone)
    link = phone.locator(".offers .edition a").first
    assert "PDF" in link.inner_text()
    given = phone.context.request.get(demo_site + link.get_attribute("href"))
    assert (given.status, given.body()[:5]) == (200, b"%PDF-")
    phone.locator(".on-this-page a").nth(1).tap()
    top = phone.evaluate("document.querySelector(location.hash).getBoundingClientRect().top")
    assert 0 <= top < 300
    phone.locator(".trail a").first.click()
    assert phone.url == demo_site + "/ressources/"


def test_the_whole_menu_is_laid_out_on_a_wide_window(browser: Any, demo_site: str):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(demo_site + "/actualites/")
    links = page.locator(".menu > ul a")
    assert all(links.nth(place).is_visible() for place in range(links.count()))
    assert not page.locator(".menu > summary").is_visible()
    tops = {round(links.nth(place).bounding_box()["y"]) for place in range(links.count())}
    assert len(tops) == 1, "one line"
    assert page.locator(".head").bounding_box()["height"] < 90
    page.close()


def test_what_is_looked_for_is_found_on_the_site_too_without_scripts(browser: Any, demo_site: str):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(demo_site)
    page.fill("#q", "récolement")
    page.press("#q", "Enter")
    found = page.locator(".site-found a").first
    assert "écolement" in found.inner_text()
    found.click()
    assert "écolement" in page.locator("h1").inner_text()
    context.close()


def test_a_page_on_paper_says_where_its_links_lead(browser: Any, demo_site: str):
    page = browser.new_page()
    page.goto(demo_site + "/ressources/images")
    page.emulate_media(media="print")
    for hidden in (".head nav", ".foot", ".on-this-page"):
        assert not page.locator(hidden).first.is_visible(), hidden
    link = page.locator(".rich a").first
    shown = link.evaluate("link => getComputedStyle(link, '::after').content")
    assert link.get_attribute("href") in shown
    assert page.locator("figure .credit").first.is_visible()
    page.close()
