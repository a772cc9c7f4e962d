"""What a browser says it is, in words somebody recognises as theirs."""

import re

from django.utils.translation import gettext as _

# The first that is found names it: most browsers also say the names of others.
BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"CrOS", "ChromeOS"),
    (r"Mac OS X|Macintosh", "Mac"),
    (r"Linux|X11", "Linux"),
)


def browser_of(agent: str) -> str:
    """Return « Firefox, Windows » for a User-Agent header; « navigateur inconnu » when it says neither."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for pattern, name in SYSTEMS if re.search(pattern, agent)), "")
    return ", ".join(part for part in (browser, system) if part) or _("navigateur inconnu")
