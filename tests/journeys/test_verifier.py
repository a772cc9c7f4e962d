"""A visitor checks images in the browser: nothing is sent, verdicts and remedies are shown, the list is taken away."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import image_corpus
import pytest

pytestmark = pytest.mark.journey

GOOD, SMALL, CUT, SCRIPT = "bon.jpg", "petit.jpg", "coupe.jpg", "=cmd.svg"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of a few images, one of each verdict, and a file beside them."""
    place = tmp_path_factory.mktemp("dossier")
    good = image_corpus.encoded(size=image_corpus.LARGE, dpi=(72, 72), quality=90)
    (place / GOOD).write_bytes(good)
    (place / CUT).write_bytes(good[: len(good) // 2])
    (place / "sous").mkdir()
    (place / "sous" / SMALL).write_bytes(image_corpus.encoded(size=(900, 700)))
    (place / "sous" / SCRIPT).write_bytes(b"<svg onload='alert(1)'/>")
    (place / "notices.txt").write_text("REF")
    (place / ".vu").write_text("")
    return place


@pytest.fixture(params=["phone", "desk"])
def page(request: Any, demo_site: str, browser: Any) -> Iterator[Any]:
    """Return the page in a window of each size; what breaks in it fails the test."""
    size = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}[request.param]
    context = browser.new_context(viewport=size, accept_downloads=True)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    page.goto(f"{demo_site}/images/verifier")
    page.locator(".intake").wait_for()
    yield page
    context.close()
    assert not broken


def checked(page: Any, folder: Path) -> None:
    """Check a folder to its end."""
    page.locator("#folder").set_input_files(folder)
    page.locator("#json:not([disabled])").wait_for()


def names(page: Any) -> list[str]:
    """Return the names of the rows shown."""
    shown: list[str] = page.locator("#list .name").all_inner_texts()
    return shown


def test_nothing_leaves_the_computer(page, folder):
    asked: list[str] = []
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: asked.append(request.url))
    checked(page, folder)
    # A file alone, by the other way in: its own code was there too.
    page.locator("#files").set_input_files(folder / GOOD)
    page.locator("#json:not([disabled])").wait_for()
    assert names(page) == [GOOD]
    # What is downloaded is made here: its address is that of a memory of this page.
    assert not [url for url in asked if not url.startswith("blob:")]
    policy = page.request.get(page.url).headers["content-security-policy"]
    assert "connect-src 'self'" in policy
    assert "worker-src 'self'" in policy


def test_each_file_has_its_verdict_its_reasons_and_its_remedy(page, folder):
    checked(page, folder)
    # The gravest first, then in the order of the folder.
    assert names(page) == [CUT, f"sous/{SCRIPT}", f"sous/{SMALL}", GOOD]
    counts = {
        button.get_attribute("data-sort"): button.locator(".many").inner_text()
        for button in page.locator(".sift").all()
    }
    assert counts == {"": "4", "erreur": "2", "alerte": "1", "conforme": "1"}
    small = page.locator("#list > li", has_text=SMALL)
    assert "900 × 700" in small.locator(".measures").inner_text()
    assert "700 pixels" in small.locator(".message").first.inner_text()
    assert "Ne pas l’agrandir" in small.locator(".remedy").first.inner_text()
    assert small.locator("a.code").first.get_attribute("href") == "/aide/controles/IMG021"
    assert page.request.get(page.url.replace("/images/verifier", "/aide/controles/IMG021")).ok
    assert "notices.txt" in page.locator("#aside").inner_text()
    assert page.locator("#said").inner_text().startswith("Images contrôlées\u00a0: 4")
    page.locator("#list canvas").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_one_verdict_can_be_shown_alone_by_keyboard(page, folder):
    checked(page, folder)
    page.locator("[data-sort=conforme]").focus()
    page.keyboard.press("Enter")
    assert names(page) == [GOOD]
    assert page.locator("[data-sort=conforme]").get_attribute("aria-pressed") == "true"
    assert page.locator("[data-sort='']").get_attribute("aria-pressed") == "false"


def test_another_use_judges_again_without_reading_again(page, folder):
    checked(page, folder)
    page.locator("#profile").select_option("archive")
    assert not page.locator("#reading").is_visible()
    assert page.locator("#list > li", has_text=GOOD).locator(".weight.erreur").count() > 0
    assert "IMG070" in page.locator("#list > li", has_text=GOOD).inner_text()
    page.locator("#profile").select_option("joconde-2026")
    page.locator("[name=reading][value=strict]").check()
    assert page.locator("[data-sort=conforme] .many").inner_text() == "1"


def test_the_list_is_taken_away(page, folder):
    checked(page, folder)
    with page.expect_download() as download:
        page.locator("#csv").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert download.value.suggested_filename == "images.csv"
    assert rows[0][:3] == ["fichier", "verdict", "format"]
    assert [row[0] for row in rows[1:]] == [GOOD, CUT, f"sous/{SCRIPT}", f"sous/{SMALL}"]
    assert [row[1] for row in rows[1:]] == ["conforme", "erreur", "erreur", "alerte"]
    with page.expect_download() as download:
        page.locator("#json").click()
    said = json.loads(Path(download.value.path()).read_text())
    assert said["summary"]["images"] == 4
    assert said["aside"] == ["notices.txt"]
    assert {finding["code"] for one in said["images"] if one["file"] == CUT for finding in one["findings"]} == {
        "IMG003"
    }
    assert next(one for one in said["images"] if one["file"] == GOOD)["findings"] == []


def test_a_formula_is_disarmed_in_the_table(page, folder):
    page.locator("#files").set_input_files(folder / "sous" / SCRIPT)
    page.locator("#csv:not([disabled])").wait_for()
    with page.expect_download() as download:
        page.locator("#csv").click()
    assert f"\r\n'{SCRIPT};erreur;SVG;" in Path(download.value.path()).read_bytes().decode("utf-8-sig")


def test_a_folder_can_be_dropped(page, folder):
    """Dropped as a hand does it, through the browser's own protocol."""
    wire = page.context.new_cdp_session(page)
    box = page.locator("#drop").bounding_box()
    at = {
        "x": box["x"] + 40,
        "y": box["y"] + 40,
        "data": {"items": [], "files": [str(folder)], "dragOperationsMask": 1},
    }
    wire.send("Input.dispatchDragEvent", {"type": "dragEnter", **at})
    wire.send("Input.dispatchDragEvent", {"type": "dragOver", **at})
    assert page.locator("#drop.over").count() == 1
    wire.send("Input.dispatchDragEvent", {"type": "drop", **at})
    page.locator("#json:not([disabled])").wait_for()
    assert names(page) == [CUT, f"sous/{SCRIPT}", f"sous/{SMALL}", GOOD]
    assert page.locator("#drop.over").count() == 0


def test_a_long_batch_shows_its_progress_and_can_be_stopped(demo_site, browser, folder):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{demo_site}/images/verifier")
    page.locator(".intake").wait_for()
    # Two thousand copies of one image, made in the page.
    page.locator("#files").set_input_files(folder / GOOD)
    page.locator("#json:not([disabled])").wait_for()
    drop = """() => {
        const all = new DataTransfer();
        const bytes = new Uint8Array(3_000_000);
        for (let n = 0; n < 2000; n++) all.items.add(new File([bytes], `image${n}.jpg`));
        const field = document.querySelector("#files");
        field.files = all.files;
        field.dispatchEvent(new Event("change"));
    }"""
    page.evaluate(drop)
    page.get_by_text("par seconde").wait_for()
    page.locator("#list > li").first.wait_for()
    page.locator("#cancel").click()
    page.locator("#json:not([disabled])").wait_for()
    assert page.locator("#said").inner_text().startswith("Arrêté")
    done = int("".join(filter(str.isdigit, page.locator("[data-sort=''] .many").inner_text())))
    assert 0 < done < 2000
    assert page.locator("#list > li").count() <= 100
    # And the next one goes to its end.
    page.locator("#files").set_input_files(folder / GOOD)
    page.locator("#said", has_text="Images contrôlées").wait_for()
    context.close()


def test_without_javascript_the_page_says_what_it_does_and_gives_the_command(demo_site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo_site}/images/verifier")
    assert "coffret images check" in page.locator("main").inner_text()
    assert not page.locator(".intake").is_visible()
    context.close()


def test_a_browser_that_cannot_is_told_so(demo_site, browser):
    context = browser.new_context()
    page = context.new_page()
    page.route("**/verifier/worker*.js", lambda route: route.abort())
    page.goto(f"{demo_site}/images/verifier")
    page.locator("#unable").wait_for()
    assert "coffret images check" in page.locator("#unable").inner_text()
    assert not page.locator(".intake").is_visible()
    context.close()


def test_what_holds_no_image_is_told_where_it_was_given(page, folder, tmp_path):
    page.locator("#folder").set_input_files(tmp_path)
    page.locator("#lacking", has_text="Aucun fichier").wait_for()
    (tmp_path / "notices.csv").write_text("REF")
    page.locator("#folder").set_input_files(tmp_path)
    page.locator("#lacking", has_text="notices.csv").wait_for()
    assert not page.locator("#outcome").is_visible()
    checked(page, folder)
    assert not page.locator("#lacking").is_visible()


def test_a_file_that_the_computer_refuses_costs_itself_only(page, folder):
    """A drop whose second file cannot be opened: the first one is checked all the same."""
    page.evaluate(
        """([bytes, good]) => {
        const entry = (name, file) => ({ name, isFile: true, file });
        const files = [
            entry(good, (give) => give(new File([Uint8Array.from(bytes)], good))),
            entry("ferme.jpg", (_, refuse) => refuse(new DOMException("no", "NotReadableError"))),
        ];
        const event = new Event("drop");
        event.dataTransfer = { items: files.map((one) => ({ webkitGetAsEntry: () => one })) };
        dispatchEvent(event);
    }""",
        [list((folder / GOOD).read_bytes()), GOOD],
    )
    page.locator("#json:not([disabled])").wait_for()
    assert names(page) == ["ferme.jpg", GOOD]
    assert "IMG011" in page.locator("#list > li").first.inner_text()


def test_a_worker_that_died_waiting_is_replaced(page, folder):
    """As when the code of a new one could not be had at that moment."""
    page.evaluate("""async () => {
        const { Pool } = await import(new URL("pool.js", document.querySelector("script[src*='verifier/main']").src));
        const pool = new Pool(document.getElementById("checker").dataset.worker, { pixelsLimit: 1e9, sizeLimit: 1e9 });
        await pool.ready;
        for (const hand of pool.hands) { hand.worker.terminate(); pool.abandon(hand, "lost"); }
        window.seen = await pool.look(new File(["nothing"], "a.jpg"));
    }""")
    assert page.evaluate("seen.damages[0].harm") == "unknown"


def test_every_module_asks_for_those_released_with_it(demo_data):
    """No plain name in what the page runs: modules of two releases never meet, and browsers keep them for good."""
    modules = demo_data / "static" / "js" / "verifier"
    listed = json.loads((demo_data / "static" / "staticfiles.json").read_text())["paths"]
    ours = [Path(hashed).name for name, hashed in listed.items() if name.startswith("js/verifier/")]
    asked = [name for one in ours for name in re.findall(r'from "\./([^"]+)"', (modules / one).read_text())]
    assert len(asked) > len(ours) > 30
    assert set(asked) <= set(ours)
