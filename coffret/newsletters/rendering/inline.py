"""Styles written on the elements: many readers keep no sheet. What they cannot say there stays a sheet (css-inline)."""

from css_inline import CSSInliner

from coffret.newsletters.rendering.sheet import INLINED

_inliner = CSSInliner(extra_css=INLINED, keep_style_tags=False, load_remote_stylesheets=False, minify_css=True)


def inlined(html: str) -> str:
    """Return a mail's page with the style of each element written on it; nothing is fetched."""
    return _inliner.inline(html)
