"""The numbers of the norms that the process reading hostile files needs too: it loads nothing of the web framework.

``norms.py`` gives them with the others, to the rules and to the browser.
"""

# Document of the Service des musées de France of 11/05/2026 on the numeric norms of images.
RESOLUTION = 72.0  # pixels per inch: a label, never a criterion of definition
# Our own limits: four times the largest scan of a museum; a bomb asks for billions.
PIXELS_LIMIT = 400_000_000
SIZE_LIMIT = 1 << 30  # bytes
