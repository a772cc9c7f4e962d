"""A name is only a name: not UTF-8, or ending as libvips' options do, its file is read all the same."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image

from coffret.images.derived.derivatives import Wanted, derive
from coffret.images.isolation.isolated import Prober

NAMES = (b"\xe9t\xe9", b"vase[1]", b"vase[page=7]", b"plain")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "JPEG2000"])
def test_any_name_is_read_drawn_and_converted(kind: str, tmp_path: Path):
    picture = Image.effect_mandelbrot((90, 70), (-2, -1, 1, 1), 50).convert("RGB")
    held = io.BytesIO()
    picture.save(held, kind)
    paths = []
    for stem in NAMES:
        paths += [tmp_path / os.fsdecode(stem + ending) for ending in (b".x", b"")]
        for path in paths[-2:]:
            path.write_bytes(held.getvalue())
    with Prober() as prober:
        seen = [one for _path, one in prober.map(paths)]
        for path in paths:
            made = prober.run("thumbnail", path=str(path), target=str(tmp_path / "t.jpg"), width=40)
            assert made["width"] == 40
    assert {(one.width, one.height, one.strict, one.damages) for one in seen} == {(90, 70, True, ())}
    assert len({one.likeness for one in seen}) == 1
    for number, path in enumerate(paths):
        assert derive(path, tmp_path / f"{number}.jpg", Wanted()).how in {"converted", "relabelled"}
