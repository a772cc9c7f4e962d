"""What somebody who waits for a report is told."""

import factories
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from test_desk import text

from coffret.accounts.models import Role
from coffret.base.models import Job

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("done", "total", "shown"),
    [(1, 0, "<strong>1</strong> notice lue<"), (4500, 0, "notices lues<"), (3, 12, "<strong>3</strong> / 12<")],
)
def test_what_is_counted_is_named(client: Client, settings, tmp_path, done, total, shown):
    settings.DATA = tmp_path
    client.force_login(factories.user("regie@example.org", museums={"M0650": Role.CONTRIBUTOR}))
    notices = SimpleUploadedFile("notices.txt", text(count=1).encode())
    page = client.post("/pro/verser/", {"museum": "M0650", "files": notices})["Location"]
    told = {"step": "Contrôle", "done": done, "total": total}
    Job.objects.filter(kind="examine").update(began_at=timezone.now(), progress=told)

    assert shown in client.get(f"{page}/etat").content.decode()
