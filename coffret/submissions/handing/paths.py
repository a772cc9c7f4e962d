"""Names of files handed in: where each may stand in a folder of ours, and those that no museum means to hand in."""

import re

# What a file system takes for one name, in bytes.
NAME_BYTES = 255
# Folders above a file: more is a loop, or a trap.
DEPTH = 30
# Bytes of a whole path: a system takes 4096, of which an archive's folder and our own take a part.
PATH_BYTES = 1500
# Of letters, those that are none; and those that turn what follows the other way: « gpj.exe » would read « exe.jpg ».
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_DRIVE = re.compile(r"^[A-Za-z]:")
# What systems leave in folders; hidden files are passed over too.
_LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "desktop.ini", "__macosx", "icon\r"})


def safe(path: str) -> str:
    """Return a path of the museum's folder as one of ours: « / » between folders, nothing that leads out of it.

    « » for one that can be none: it climbs, starts from the root or a drive, or holds what no name may.
    """
    plain = path.replace("\\", "/")
    if climbs(plain) or _CONTROL.search(plain):
        return ""
    parts = [part for part in plain.split("/") if part not in ("", ".")]
    if not parts or len(parts) > DEPTH:
        return ""
    lengths = [len(part.encode("utf-8", "surrogatepass")) for part in parts]
    if max(lengths) > NAME_BYTES or sum(lengths) + len(parts) > PATH_BYTES:
        return ""
    return "/".join(parts) if _writable(plain) else ""


def climbs(path: str) -> bool:
    """Say whether a path leads out of its folder: it goes up, starts from the root or from a drive."""
    plain = path.replace("\\", "/")
    return plain.startswith("/") or bool(_DRIVE.match(plain)) or ".." in plain.split("/")


def shown(path: str) -> str:
    """Return a path as a sentence may say it: cut, without what would turn or cut the sentence itself."""
    return _CONTROL.sub("�", path[:100])


def _writable(text: str) -> bool:
    """Say whether a text is one: half a character would stop whatever writes it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def meant(path: str) -> bool:
    """Say whether a museum means to hand in this file: neither hidden, nor left there by its system."""
    parts = [part for part in path.split("/") if part not in (".", "..")]
    return not any(part.startswith(".") or part.lower() in _LEFT_BY_SYSTEMS for part in parts)


def common_root(paths: list[str]) -> str:
    """Return the folder, ended by « / », that all these paths stand in, when there is one; else « »."""
    roots = {path.partition("/")[0] if "/" in path else "" for path in paths}
    return f"{roots.pop()}/" if len(roots) == 1 and "" not in roots else ""
