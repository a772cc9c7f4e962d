"""The picture opened in place: by keyboard, by touch, with and without what it needs, under the site's strict policy."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.journey

RECORD = "/notices/M0650000001"
BUTTONS = [
    "Fermer", "Image 1", "Image 2", "Image 3", "Réduire", "Agrandir", "Image entière", "Tourner d’un quart",
    "Plein écran", "Image précédente", "Image suivante", "Copier l’adresse IIIF",
]  # fmt: skip

# The name of the button that has the focus, nothing when it is no button.
FOCUSED = """() => {
  const here = document.activeElement;
  return here.matches("dialog button") ? here.ariaLabel ?? here.textContent.trim() : "";
}"""

Opened = Callable[..., Any]


@pytest.fixture
def opened(demo_site: str, browser: Any) -> Iterator[Opened]:
    """Give what opens a record in a window of its own; what breaks there, or is asked elsewhere, fails the test."""
    contexts, broken, asked = [], [], []

    def open_page(path: str = RECORD, width: int = 1440, height: int = 900, **options: Any) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": height}, **{"reduced_motion": "reduce", **options}
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
        page.on("request", lambda asking: asked.append(asking.url))
        page.goto(demo_site + path)
        page.wait_for_load_state("load")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not broken
    assert not [url for url in asked if not url.startswith((demo_site, "data:"))]


def viewing(page: Any) -> Any:
    """Open the page's picture with the keyboard; return the dialog once its first tiles are drawn."""
    page.locator("[data-zoom]").focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.zoom[open]")
    dialog.locator("canvas").first.wait_for()
    page.locator(".waiting").wait_for(state="detached")
    return dialog


def level(page: Any) -> int:
    """Return the zoom shown, in percent."""
    return int(re.sub(r"\D", "", page.locator("[data-level]").text_content()))


def drawn(page: Any) -> bytes:
    """Return what the stage shows once nothing more comes."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(150)
    return page.locator("[data-stage]").screenshot()


def test_a_reader_with_a_keyboard_does_everything(opened):
    page = opened()
    viewing(page)
    assert page.evaluate("document.activeElement.matches('[data-stage]')")
    start, whole = level(page), drawn(page)
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert level(page) > start
    closer = drawn(page)
    assert closer != whole
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert drawn(page) != closer
    page.keyboard.press("-")
    assert level(page) < 2 * start
    page.keyboard.press("0")
    assert level(page) == start
    page.keyboard.press("r")
    assert drawn(page) != whole
    page.keyboard.press("0")
    assert level(page) == start
    page.keyboard.press("Escape")
    page.locator("dialog.zoom").wait_for(state="detached")
    assert page.evaluate("document.activeElement.matches('[data-zoom]')")


def test_every_tool_is_reached_named_and_large_enough(opened):
    page = opened(width=390, height=844)
    dialog = viewing(page)
    reached = []
    # Once round: the stage, every button, and the window's own controls, where the page has no focus.
    for _step in range(len(BUTTONS) + 2):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
    assert sorted(name for name in reached if name) == sorted(BUTTONS)
    for box in (one.bounding_box() for one in dialog.locator("button").all()):
        assert box["width"] >= 44
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


def test_what_is_seen_is_said(opened):
    page = opened()
    viewing(page)
    status = page.locator("dialog [data-said]")
    assert status.text_content() == "Image 1 sur 3"
    page.keyboard.press("+")
    page.wait_for_timeout(700)
    assert status.text_content() == f"Zoom {level(page)} %"
    assert "démonstration" in page.locator("[data-credit]").inner_text()


def test_several_pictures_follow_each_other(opened):
    page = opened()
    dialog = viewing(page)
    place, current = page.locator("dialog [data-place]"), dialog.locator(".strip [aria-current]")
    first = drawn(page)
    page.keyboard.press("PageUp")
    assert place.inner_text() == "Image 1 sur 3"
    page.keyboard.press("PageDown")
    page.locator(".waiting").wait_for(state="detached")
    assert place.inner_text() == "Image 2 sur 3"
    assert current.get_attribute("data-show") == "1"
    assert drawn(page) != first
    dialog.get_by_role("button", name="Image 3").click()
    assert place.inner_text() == "Image 3 sur 3"
    assert dialog.get_by_role("button", name="Image suivante").get_attribute("aria-disabled") == "true"


def test_a_picture_alone_has_no_strip(opened):
    page = opened("/notices/M0028000002")
    dialog = viewing(page)
    assert dialog.locator("button").count() == len(BUTTONS) - 5
    page.keyboard.press("PageDown")
    assert level(page) > 0
    assert page.locator("dialog [data-place]").inner_text() == ""


def test_the_picture_chosen_on_the_page_is_the_one_that_opens(opened):
    page = opened(f"{RECORD}?image=2")
    viewing(page)
    assert page.locator("dialog [data-place]").inner_text() == "Image 2 sur 3"


def test_it_fills_the_screen_and_comes_back(opened):
    page = opened()
    dialog = viewing(page)
    fill = dialog.get_by_role("button", name="Plein écran")
    page.keyboard.press("f")
    dialog.locator('[data-do="fill"][aria-pressed="true"]').wait_for()
    assert page.evaluate("document.fullscreenElement.matches('.viewer')")
    fill.click()
    dialog.locator('[data-do="fill"][aria-pressed="false"]').wait_for()
    assert page.evaluate("document.fullscreenElement") is None
    assert dialog.is_visible()


def test_two_fingers_zoom(opened):
    page = opened(width=390, height=844, has_touch=True, is_mobile=True, device_scale_factor=2)
    page.locator("[data-zoom]").tap()
    page.locator("dialog canvas").first.wait_for()
    page.locator(".waiting").wait_for(state="detached")
    start = level(page)
    box = page.locator("[data-stage]").bounding_box()
    wire = page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for kind, gap in [("touchStart", 30), *(("touchMove", gap) for gap in range(40, 150, 10))]:
        points = [{"x": x - gap, "y": y, "id": 0}, {"x": x + gap, "y": y, "id": 1}]
        wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    wire.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function(f"parseInt(document.querySelector('[data-level]').textContent) > {start * 1.5}")
    assert level(page) > start * 1.5


def test_the_address_copied_is_that_of_the_manifest(opened, demo_site):
    page = opened(permissions=["clipboard-read", "clipboard-write"])
    dialog = viewing(page)
    dialog.get_by_role("button", name="Copier l’adresse IIIF").click()
    page.locator(".viewer .done").wait_for()
    address = page.evaluate("navigator.clipboard.readText()")
    manifest = json.loads(page.context.request.get(address).body())
    assert manifest["id"] == address
    assert len(manifest["items"]) == 3
    path = address.removeprefix(demo_site)
    assert page.locator(f"link[rel=alternate][href='{path}']").count() == 1


def test_tiles_come_from_the_image_service(opened, demo_site):
    page = opened()
    with page.expect_request(re.compile(rf"{demo_site}/iiif/3/[0-9a-f]{{64}}/\d+,\d+,\d+,\d+/\d+,\d*/0/default\.jpg")):
        viewing(page)
        page.keyboard.press("+")
        page.keyboard.press("+")


def test_a_picture_without_tiles_opens_flat(opened):
    page = opened()
    page.route("**/info.json", lambda route: route.fulfill(status=200, body="not json"))
    viewing(page)
    start = level(page)
    page.keyboard.press("+")
    assert level(page) > start


def test_nothing_of_the_viewer_is_loaded_before_it_is_opened(opened):
    page = opened()
    page.wait_for_load_state("networkidle")
    loaded = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert not [name for name in loaded if "viewer" in name or "openseadragon" in name]


def test_where_the_viewer_cannot_come_the_link_leads_to_the_picture(demo_site, browser):
    context = browser.new_context()
    page = context.new_page()
    page.route("**/openseadragon*", lambda route: route.abort())
    page.goto(demo_site + RECORD)
    page.wait_for_load_state("load")
    page.locator("[data-zoom]").click()
    page.wait_for_url("**/images/*/1600.jpg")
    assert page.locator("img").evaluate("(one) => one.naturalWidth") > 1000
    context.close()


def test_without_javascript_the_link_leads_to_the_picture(demo_site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(demo_site + RECORD)
    with page.expect_response("**/images/*/1600.jpg") as answer:
        page.locator("[data-zoom]").click()
    page.wait_for_url("**/images/*/1600.jpg")
    assert (answer.value.status, answer.value.headers["content-type"]) == (200, "image/jpeg")
    context.close()


def test_in_english_it_speaks_english(opened):
    page = opened(f"{RECORD}?lang=en")
    dialog = viewing(page)
    assert page.evaluate("document.documentElement.lang") == "en"
    assert dialog.locator("button").count() == len(BUTTONS)


def test_back_closes_it_and_forward_opens_it_again(opened, demo_site):
    page = opened("/musees/M0650")
    page.goto(demo_site + RECORD)
    viewing(page)
    page.go_back()
    page.locator("dialog.zoom").wait_for(state="detached")
    assert page.url == demo_site + RECORD
    page.go_forward()
    page.locator("dialog canvas").first.wait_for()
    page.keyboard.press("Escape")
    page.locator("dialog.zoom").wait_for(state="detached")
    page.wait_for_function("!history.state?.viewer")
    # However it was closed, one step back leaves the record.
    page.go_back()
    assert page.url == f"{demo_site}/musees/M0650"


def test_where_the_viewer_cannot_come_back_leads_to_the_record_at_once(demo_site, browser):
    context = browser.new_context()
    page = context.new_page()
    page.route("**/openseadragon*", lambda route: route.abort())
    page.goto(f"{demo_site}/musees/M0650")
    page.goto(demo_site + RECORD)
    page.locator("[data-zoom]").click()
    page.wait_for_url("**/images/*/1600.jpg")
    page.go_back()
    assert page.url == demo_site + RECORD
    page.wait_for_timeout(300)
    assert page.url == demo_site + RECORD
    context.close()


def test_a_picture_whose_tiles_fail_opens_flat(demo_site, browser):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.route(re.compile(r"/iiif/3/[^/]+/.+\.jpg"), lambda route: route.fulfill(status=500))
    page.goto(demo_site + RECORD)
    with page.expect_request("**/images/*/1600.jpg"):
        viewing(page)
    page.keyboard.press("PageDown")
    page.locator(".waiting").wait_for(state="detached")
    context.close()


def test_where_nothing_comes_it_is_said(demo_site, browser):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(demo_site + RECORD)
    page.wait_for_load_state("networkidle")
    page.route(re.compile(r"/iiif/3/|/images/[^/]+/1600"), lambda route: route.abort())
    page.locator("[data-zoom]").click()
    page.get_by_text("Cette image ne s’agrandit pas davantage.").wait_for()
    page.get_by_role("button", name="Agrandir", exact=True).click()
    assert page.locator(".waiting").is_visible()
    context.close()


def test_a_slow_picture_never_stands_under_the_credit_of_another(opened):
    page = opened()
    viewing(page)
    page.route("**/info.json", lambda route: None)
    page.keyboard.press("PageDown")
    page.wait_for_timeout(300)
    waiting = page.locator(".waiting")
    assert waiting.is_visible()
    page.keyboard.press("+")
    page.wait_for_timeout(300)
    assert waiting.is_visible()
    assert waiting.get_attribute("src").split("/")[2] in page.locator(".strip [aria-current] img").get_attribute("src")
    page.unroute_all(behavior="ignoreErrors")


@pytest.mark.parametrize("path", ["/", RECORD])
@pytest.mark.parametrize("width", [390, 820])
def test_a_picture_is_as_large_on_a_dense_screen(opened, path, width):
    boxes = [
        opened(path, width, 844, device_scale_factor=density).locator(".frame img").first.bounding_box()["width"]
        for density in (1, 3)
    ]
    assert boxes[0] == pytest.approx(boxes[1], abs=1)
    assert boxes[0] > 0.85 * width
