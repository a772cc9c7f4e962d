"""Takes the editor's modules from npm into coffret/static/vendor/prosemirror: python docs/vendor_prosemirror.py.

As published, but for two things: imports name files instead of packages, for browsers, and the line that names a map
of the source, not kept here, is taken off. Needs npm; the versions are those below.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

PACKAGES = {
    "prosemirror-model": "1.25.13",
    "prosemirror-transform": "1.12.6",
    "prosemirror-state": "1.4.4",
    "prosemirror-view": "1.42.9",
    "prosemirror-keymap": "1.2.3",
    "prosemirror-commands": "1.7.2",
    "prosemirror-history": "1.5.1",
    "prosemirror-inputrules": "1.6.0",
    "prosemirror-schema-list": "1.6.0",
    "prosemirror-dropcursor": "1.8.4",
    "prosemirror-gapcursor": "1.4.1",
    "orderedmap": "2.1.1",
    "rope-sequence": "1.3.4",
    "w3c-keyname": "2.2.8",
}
PLACE = Path(__file__).resolve().parents[1] / "coffret" / "static" / "vendor" / "prosemirror"
HEAD = """# prosemirror

The modules of the editor of rich text (`static/js/desk/rich.js`), each as npm gives it but for its imports, which name
files, and its `sourceMappingURL`. Made by `docs/vendor_prosemirror.py`; why this editor: `docs/adr/0014-rich-text.md`.
All are under the MIT licence (`LICENSE`).

| File | npm package | sha256 of the package's file |
|---|---|---|
"""


def name_of(package: str) -> str:
    """Return the file of a package."""
    return package.removeprefix("prosemirror-") + ".js"


def browser_module(source: str) -> str:
    """Return a module whose imports name files beside it; raises KeyError for a package that is not of the list."""

    def renamed(found: re.Match[str]) -> str:
        if found[2] not in PACKAGES:
            raise KeyError(found[2])
        return f"{found[1]}'./{name_of(found[2])}'"

    bare = re.sub(r"^((?:import|export) [^'\"\n]*from )['\"]([a-z0-9-]+)['\"]", renamed, source, flags=re.MULTILINE)
    return re.sub(r"^//# sourceMappingURL=.*\n?", "", bare, flags=re.MULTILINE)


def main() -> None:
    """Write the modules, their licences and the README."""
    PLACE.mkdir(parents=True, exist_ok=True)
    rows, licences = [], {}
    with tempfile.TemporaryDirectory() as folder:
        npm = shutil.which("npm") or "npm"
        subprocess.run([npm, "init", "-y"], cwd=folder, check=True, capture_output=True)  # noqa: S603
        wanted = [f"{name}@{version}" for name, version in PACKAGES.items()]
        subprocess.run([npm, "install", "--no-audit", "--no-fund", *wanted], cwd=folder, check=True)  # noqa: S603
        for package, version in PACKAGES.items():
            home = Path(folder, "node_modules", package)
            module = home / json.loads((home / "package.json").read_text())["module"]
            (PLACE / name_of(package)).write_text(browser_module(module.read_text()))
            digest = hashlib.sha256(module.read_bytes()).hexdigest()
            rows.append(f"| `{name_of(package)}` | `{package}` {version} | `{digest}` |\n")
            licences.setdefault((home / "LICENSE").read_text().strip(), []).append(package)
    texts = [f"{', '.join(names)}\n\n{text}\n" for text, names in licences.items()]
    (PLACE / "LICENSE").write_text(("\n" + "-" * 80 + "\n\n").join(texts))
    (PLACE / "README.md").write_text(HEAD + "".join(rows))


if __name__ == "__main__":
    main()
