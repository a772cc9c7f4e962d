"""How dates are written in French."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y à H:i"
