"""What the limited child knows how to do, and how it says that a file does not allow it."""

# Task → the function that does it, « module:function »; imported when first asked for. It takes the request's
# arguments by name (paths as texts, absolute) and returns a dict that JSON can carry. It raises Unable for what the
# file does not allow, OSError for what the disk does not; anything else is a bug, and logged as one.
TASKS: dict[str, str] = {
    "look": "coffret.images.decoding.integrity:look",
    "thumbnail": "coffret.images.derived.thumbnailing:thumbnail",
    "thumbnails": "coffret.images.derived.thumbnailing:thumbnails",
    "light": "coffret.images.derived.thumbnailing:light",
    "derive": "coffret.images.derived.derivatives:task",
    "pyramid": "coffret.images.derived.cutting:pyramid",
    # Not an image, as hostile: what an editor uploads to be downloaded.
    "paper": "coffret.editorial.files.papers:look",
}


class Unable(Exception):  # noqa: N818 - it is an answer, not a failure
    """A task's answer when the file does not allow what is asked: ``reason`` (a code) and ``detail`` (plain words)."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


# How libjpeg, libvips, libheif and others say that memory was refused to them.
_SHORT = ("insufficient memory", "out of memory", "memory allocation", "allocate memory", "unable to allocate")


def mind_memory(words: str) -> str:
    """Return a library's words about a file; raises MemoryError when they are about memory: the file is not at fault."""
    if any(sign in words.lower() for sign in _SHORT):
        raise MemoryError(words)
    return words
