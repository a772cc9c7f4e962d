"""The door gunicorn opens."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coffret.settings")
pages = get_wsgi_application()

# Once Django is ready.
from coffret.public.iiif_images import ImageDoor  # noqa: E402

application = ImageDoor(pages)
