"""The hurried submission put right in a real browser, by keyboard alone, until what remains cannot be put right there."""

from pathlib import Path
from typing import Any

import factories
import pytest
from sound_pages import faults
from test_editing import signed_in  # noqa: F401 - a fixture

from coffret.accounts.models import Role
from coffret.cli.demonstration import dirty
from coffret.submissions import actions, sets
from coffret.submissions.mending import accepting
from coffret.submissions.models import Submission

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

MUSEUM = "M0650"
# Within a page of the report: a proposed correction to send; the page that shows one first.
PROPOSED = ".group form.mend-fix:has(.mend-pair) button[name=portee]"
BEFOREHAND = ".group .mend a[href*='/controles/']"
ACCEPTING = ".group details.mend-more:has([name=raison]) > summary"
REPLACING = ".group details.mend-more:has([name=apres]) > summary"
FOCUSED = "selector => Boolean(document.activeElement && document.activeElement.matches(selector))"
# An inventory number and a statute that only the museum knows, a reference it gave twice, a notice of another museum.
INCURABLE = {"REC002", "REC004", "SUB050", "SUB052"}


@pytest.fixture
def submission(tmp_path: Path, settings: Any) -> Submission:
    """Give the demonstration's submission, checked for its museum; what it writes goes to a directory of its own."""
    settings.DATA = tmp_path
    factories.museum(MUSEUM)
    received = actions.receive(dirty.write(tmp_path / "depot" / dirty.NAME))
    return actions.check(received, museum=MUSEUM, images=dirty.pictures(tmp_path / "images"))


@pytest.fixture
def page(signed_in: Any) -> Any:  # noqa: F811 - the fixture
    """Give the browser of a contributor of the museum."""
    return signed_in(factories.user("claire@example.org", museums={MUSEUM: Role.CONTRIBUTOR}))


def reach(page: Any, selector: str) -> None:
    """Press Tab until what ``selector`` names has the focus."""
    for _press in range(400):
        if page.evaluate(FOCUSED, selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never reaches {selector}")


def done(page: Any, act: Any) -> str:
    """Do something that replaces the page where it stands; return what is said then, where the focus is."""
    page.evaluate("() => document.querySelectorAll('.mend-done').forEach((box) => box.remove())")
    act()
    page.locator(".mend-done").wait_for()
    assert page.evaluate(FOCUSED, ".mend-done"), "the focus is on what is said"
    return str(page.locator(".mend-done").inner_text())


def pages(page: Any, address: str) -> int:
    """Open a report; return how many pages it has."""
    page.goto(address)
    last = page.locator(".desk-page nav a[rel=last], .desk-page nav a[href*='page=']")
    numbers = [int(link.get_attribute("href").split("page=")[1].split("&")[0].split("#")[0]) for link in last.all()]
    return max([1, *numbers])


def each(page: Any, address: str, selector: str, act: Any) -> int:
    """Do ``act`` on each thing ``selector`` names in the pages of a report, from the keyboard; return how many times."""
    count, number = 0, 1
    while number <= pages(page, address):
        page.goto(f"{address}{'&' if '?' in address else '?'}page={number}")
        while page.locator(selector).count() > act.left:
            reach(page, selector)
            act(page)
            count += 1
        number += 1
    return count


class Sending:
    """Send what is proposed."""

    left = 0

    def __call__(self, page: Any) -> None:
        """Press Enter on the button."""
        assert "corrigée" in done(page, lambda: page.keyboard.press("Enter"))


class Accepting:
    """Accept an alert with a reason."""

    left = 0

    def __call__(self, page: Any) -> None:
        """Open the form, give the reason, send it."""
        group = page.evaluate("document.activeElement.closest('.group').id")
        page.keyboard.press("Enter")
        reach(page, "[name=raison]")
        page.keyboard.type("Lu et maintenu par le musée")
        said = done(page, lambda: page.keyboard.press("Enter"))
        if "c’est à lui d’accepter" in said:
            # The line of another museum: what is accepted is accepted everywhere, or not at all.
            page.locator(f"#{group}").locator(ACCEPTING.removeprefix(".group ")).press("Enter")
            page.locator(f"#{group} [name=raison]").fill("Lu et maintenu par le musée")
            said = done(page, lambda: page.locator(f"#{group} [name=portee][value=toutes]").press("Enter"))
        assert "Accepté" in said


def taken_away(page: Any, title: str) -> None:
    """Take a value at fault away, from the keyboard."""
    group = f".part:has-text({title!r}) .group"
    selector = f"{group} details.mend-more:has([name=apres]) > summary"
    page.locator(selector).first.focus()
    page.keyboard.press("Enter")
    reach(page, "details[open] [name=apres]")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    reach(page, "details[open] button[name=portee]")
    done(page, lambda: page.keyboard.press("Enter"))


def left(submission: Submission, severity: str) -> set[str]:
    """Return the rules that still find fault with lines, of one gravity; what the museum accepts left out."""
    accepted = accepting.accepted(submission)
    rows = submission.finding_groups.filter(severity=severity).exclude(members=b"")
    return {row.code for row in rows if sets.load(row.members) - accepted.get(row.pk, sets.BitMap())}


def test_all_that_can_be_put_right_is_by_keyboard(page: Any, submission: Submission):
    address = f"/pro/versements/{submission.pk}"
    publishable = submission.created
    assert each(page, address, PROPOSED, Sending()) >= 15
    # A chemin, a name that leads nowhere: the picture is given up for now.
    page.goto(f"{address}?gravite=erreur")
    while page.locator(f".part:has-text('image') {REPLACING}").count():
        taken_away(page, "image")
    assert left(submission, "erreur") == INCURABLE
    assert each(page, f"{address}?gravite=alerte", ACCEPTING, Accepting()) >= 8
    assert not left(submission, "alerte")
    submission.refresh_from_db()
    assert submission.created > publishable
    page.goto(f"{address}?gravite=erreur")
    assert page.locator(".group").count() == len(INCURABLE)
    assert page.get_by_text("Une erreur ne s’accepte pas").count() == 1, "said once, above the errors"
    assert not page.locator(".group [name=raison]").count()


def test_the_place_is_kept_and_an_act_is_undone(page: Any, submission: Submission):
    page.goto(f"/pro/versements/{submission.pk}?par=champ")
    group = page.locator(".group:has-text('18è Siècle')").first
    group.scroll_into_view_if_needed()
    button = group.locator("form:has(.mend-pair) button[name=portee]")
    stood = group.bounding_box()["y"]
    said = done(page, button.click)
    assert "1 ligne corrigée" in said
    assert abs(page.locator(".mend-done").bounding_box()["y"] - stood) < 60
    page.locator(".mend-done a").click()
    page.get_by_role("button", name="Défaire sur 1 ligne").click()
    page.get_by_text("revenue à ce qu’elle était").wait_for()
    assert submission.finding_groups.filter(value="18è Siècle").exists()


def test_two_tabs_the_second_reads_both_texts(page: Any, submission: Submission):
    address = f"/pro/versements/{submission.pk}?par=champ"
    second = page.context.new_page()
    for tab in (page, second):
        tab.goto(address)
    fix = ".group:has-text('18è Siècle') form:has(.mend-pair) button[name=portee]"
    done(page, page.locator(fix).first.click)
    own = second.locator(".group:has-text('18è Siècle') details:has([name=apres])").first
    own.locator("summary").click()
    own.locator("[name=apres]").fill("époque de Louis XV")
    own.locator("button[name=portee]").click()
    second.get_by_role("heading", name="Le versement a changé entre-temps").wait_for()
    said = second.locator(".desk-page").inner_text()
    assert "époque de Louis XV" in said
    assert "18e siècle" in said
    page.broken[:] = [words for words in page.broken if "409" not in words]


@pytest.mark.parametrize("width", [390, 1440])
def test_no_screen_has_a_fault_for_axe(page: Any, submission: Submission, width: int, tmp_path: Path):
    table = tmp_path / "corrections.csv"
    table.write_text("champ;valeur d’origine;valeur corrigée;règle\nDENO;assiete;assiette;\nZZZZ;un;deux;\n")
    page.set_viewport_size({"width": width, "height": 900})
    report, museum = f"/pro/versements/{submission.pk}", f"/pro/musees/{MUSEUM}"
    page.goto(report)
    page.locator(".mend-more summary").evaluate_all("all => all.forEach((one) => one.parentElement.open = true)")
    assert not faults(page)
    page.goto(f"{report}?par=champ")
    done(page, page.locator(f".group {PROPOSED.removeprefix('.group ')}").first.click)
    assert not faults(page)
    mending = submission.mendings.get()
    shown = (
        f"{report}/corrections",
        f"{report}/corrections/{mending.pk}",
        f"{report}/corrections/{mending.pk}/annulation",
    )
    change = f"{report}/controles/REC016/REFIM/correction"
    line = f"{report}/lignes/{submission.lines.get(position=2).pk}"
    for address in (*shown, change, line, f"{museum}/acceptations/", f"{museum}/corrections/"):
        page.goto(address)
        assert not faults(page)
    page.set_input_files("[name=fichier]", str(table))
    page.get_by_role("button", name="Voir ce qu’il ferait").click()
    page.get_by_role("heading", name="Ce que ferait ce tableau").wait_for()
    assert not faults(page)
