"""`coffret serve` gives the style sheets and scripts of the release it runs."""

import os

from coffret.cli.serve import collect_static


def test_files_of_another_release_are_copied_however_old_they_are(tmp_path, settings):
    release = tmp_path / "release"
    release.mkdir()
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [release]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    (release / "one.css").write_text("a { color: red }")
    assert collect_static()
    assert not collect_static()
    # a release unpacked with the hours of its making, before the last copy
    (release / "two.css").write_text("b { color: red }")
    os.utime(release / "two.css", (1, 1))
    assert collect_static()
    assert {one.name for one in settings.STATIC_ROOT.glob("*.css")} >= {"one.css", "two.css"}
    assert not collect_static()
