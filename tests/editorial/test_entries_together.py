"""Several people at one entry: nothing is overwritten unknown, nothing typed is lost."""

import pytest
from editorial_factories import editor, entry

from coffret.editorial.entries import actions
from coffret.editorial.models import Autosave, Entry


@pytest.mark.django_db
def test_the_second_to_save_is_told_by_whom() -> None:
    one, two = editor(name="Anne"), editor(name="Karim")
    made = actions.create("news", {"title": "Une"}, one)
    actions.save(made, {"title": "Celle d’Anne"}, one, base=1)
    with pytest.raises(actions.Overtaken, match="Anne") as refusal:
        actions.save(made, {"title": "Celle de Karim"}, two, base=1)
    assert refusal.value.revision.number == 2
    assert Entry.objects.get(pk=made.pk).working.content["title"] == "Celle d’Anne"
    assert made.revisions.count() == 2
    assert actions.save(made, {"title": "Celle de Karim"}, two, base=2).number == 3


@pytest.mark.django_db
def test_a_form_sent_twice_is_saved_once() -> None:
    one = editor(name="Anne")
    made = actions.create("news", {"title": "Une"}, one)
    assert [actions.save(made, {"title": "Deux"}, one, base=1).number for _time in range(2)] == [2, 2]
    assert made.revisions.count() == 2


@pytest.mark.django_db
def test_what_is_typed_is_kept_per_person_until_saved() -> None:
    one, two = editor(), editor()
    made = entry("news", live=False)
    actions.autosave(made, {"title": "Premier jet"}, one, base=1)
    actions.autosave(made, {"title": "Second jet", "body": "<script>x</script><p>a</p>"}, one, base=1)
    actions.autosave(made, {"title": "L’autre"}, two, base=1)
    kept = Autosave.objects.get(entry=made, by=one)
    assert (kept.content["title"], kept.content["body"], kept.base) == ("Second jet", "<p>a</p>", 1)
    assert made.revisions.count() == 1
    actions.save(made, kept.content, one, base=1)
    assert [row.by for row in made.autosaves.all()] == [two]
    # Overtaken, what the other typed is still there.
    with pytest.raises(actions.Overtaken):
        actions.save(made, {"title": "L’autre"}, two, base=1)
    assert Autosave.objects.get(entry=made, by=two).content["title"] == "L’autre"
    actions.forget_autosave(made, two)
    assert not made.autosaves.exists()
