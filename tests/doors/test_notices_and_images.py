"""« Notices » and « Images » of a museum: filters, pages, a fixed number of queries, one's own museum alone."""

import factories
import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image as Pixels

from coffret.accounts.models import Role
from coffret.images import store
from coffret.images.models import Image

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def manager():
    client = Client()
    client.force_login(factories.user(museums={"M0650": Role.MANAGER}))
    return client


def notices(client, **asked):
    return client.get(reverse("desk:notices"), asked).content.decode()


def pictured(record, name, size=(1600, 1600), **columns):
    return Image.objects.create(
        record=record, position=1, name=name, sha256=name.ljust(64, "0"), format="JPEG", width=size[0], height=size[1],
        size=1000, **columns,
    )  # fmt: skip


def test_filters_combine_and_say_how_many(manager):
    factories.record({"TITR": "Été"}, findings=[["REC014", "DENO", "x"]])
    factories.record({"TITR": "Hiver"}, has_image=True)
    factories.record({"TITR": "Automne", "MUSEO": "M0012"})

    everything = notices(manager)
    assert "2 notices</strong>" in everything
    assert "Automne" not in everything
    assert "Hiver" not in notices(manager, q="ete")
    assert "Été" not in notices(manager, images="oui")
    assert "1 notice</strong>" in notices(manager, regle="REC014", images="non")
    assert "Aucune notice ne répond" in notices(manager, q="ete", images="oui")


@pytest.mark.parametrize(
    "asked", [{"depuis": "hier"}, {"page": "zzz"}, {"gravite": "x"}, {"regle": "'"}, {"q": "\0"}, {"page": "9" * 30}]
)
def test_whatever_the_address_says_the_page_answers(manager, asked):
    factories.record()
    assert manager.get(reverse("desk:notices"), asked).status_code == 200
    assert manager.get(reverse("desk:images"), asked).status_code == 200


def test_another_museum_is_not_shown(manager):
    factories.museum("M0012")
    assert manager.get(reverse("desk:notices"), {"musee": "M0012"}).status_code == 403
    assert manager.get(reverse("desk:images"), {"musee": "M0012"}).status_code == 403


def test_pages_take_the_same_queries_whatever_they_hold(manager, django_assert_max_num_queries):
    def queries(name):
        manager.get(reverse(name))
        with django_assert_max_num_queries(20) as made:
            assert manager.get(reverse(name)).status_code == 200
        return len(made)

    pictured(factories.record(has_image=True), "a.jpg")
    few = queries("desk:notices"), queries("desk:images")
    for _turn in range(60):
        pictured(factories.record(has_image=True), "a.jpg")
    assert (queries("desk:notices"), queries("desk:images")) == few
    assert "61 notices</strong>" in notices(manager)
    assert "page 2 sur 2" in notices(manager, page=2)


def test_images_are_sorted_by_what_is_wrong_of_them(manager):
    pictured(factories.record(), "grande.jpg", credit="Jeanne Morel")
    pictured(factories.record(), "petite.jpg", (800, 600))
    pictured(factories.record(), "retiree.jpg", withdrawn=True, credit="x")

    def shown(**asked):
        return manager.get(reverse("desk:images"), asked).content.decode()

    assert "3 images</strong>" in shown()
    assert "grande.jpg" not in shown(defaut="petite")
    assert "petite.jpg" in shown(defaut="petite")
    assert "grande.jpg" not in shown(defaut="sanscredit")
    assert "1 image</strong>" in shown(defaut="retiree")
    assert "0 image</strong>" in shown(defaut="partagee")


def test_the_images_of_a_notice_are_given_to_its_museum_alone(manager, tmp_path):
    path = tmp_path / "vue.jpg"
    Pixels.new("RGB", (900, 700), "green").save(path)
    saved = store.save(path)
    record = factories.record()
    image = pictured(record, "vue.jpg", (900, 700), withdrawn=True)
    Image.objects.filter(pk=image.pk).update(sha256=saved)
    address = reverse("desk:record_image", args=[record.ref, saved, 240])
    assert manager.get(address)["Content-Type"] == "image/jpeg"
    assert manager.get(reverse("desk:record_image", args=[record.ref, "0" * 64, 240])).status_code == 404
    stranger = Client()
    stranger.force_login(factories.user(museums={"M0012": Role.MANAGER}))
    assert stranger.get(address).status_code == 403


def test_who_has_several_museums_chooses(manager):
    client = Client()
    client.force_login(factories.user(museums={"M0650": Role.MANAGER, "M0012": Role.CONTRIBUTOR}))
    factories.record({"MUSEO": "M0012", "TITR": "De Tours"})
    assert "De Tours" in notices(client, musee="m0012")
    assert "De Tours" not in notices(client, musee="M0650")
