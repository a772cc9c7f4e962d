"""An issue as its mail: HTML, plain text, light pictures; what mail readers keep of it."""

from coffret.newsletters.rendering.mail import Mail, render

__all__ = ["Mail", "render"]
