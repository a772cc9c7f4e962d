"""Where a page stands: its trail, shown above it and told to machines (schema.org BreadcrumbList)."""

import json
from dataclasses import dataclass

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

# What would end a script element, or start one.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@dataclass(frozen=True, slots=True)
class Trail:
    """The pages above a page, outermost first, each (label, address, language of the label or « »); then its title.

    Shown by ``{% include "public/parts/trail.html" %}``, which reads ``trail``.
    """

    above: tuple[tuple[str, str, str], ...]
    title: str
    path: str

    @property
    def json_ld(self) -> SafeString:
        """Return the BreadcrumbList: https://schema.org/BreadcrumbList."""
        steps = [*((label, url) for label, url, _language in self.above), (self.title, self.path)]
        rows = [
            {"@type": "ListItem", "position": place, "name": str(label), "item": settings.BASE_URL + url}
            for place, (label, url) in enumerate(steps, 1)
        ]
        return script_json({"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": rows})


def script_json(data: object) -> SafeString:
    """Return JSON that no value can break out of a script element with."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308 - <, > and & are escaped
