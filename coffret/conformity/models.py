"""What is measured of a museum's notices: the state of today, and one row a day for the trend."""

from django.db import models

from coffret.authorities.models import Museum


class Measure(models.Model):
    """How the notices of a museum stood on a day: counts, as coffret.conformity.measuring makes them."""

    museum = models.ForeignKey(Museum, on_delete=models.CASCADE, related_name="measures")
    day = models.DateField()
    # {"online", "illustrated", "erreur", "alerte", "signalement", "minimum", …}: numbers of notices.
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["museum_id", "day"]
        constraints = [models.UniqueConstraint(fields=["museum", "day"], name="one_measure_a_day")]

    def __str__(self) -> str:
        return f"{self.museum_id} {self.day}"


class Board(models.Model):
    """The state of a museum's notices as last measured, and what it was measured from."""

    museum = models.OneToOneField(Museum, on_delete=models.CASCADE, primary_key=True, related_name="board")
    measured_at = models.DateTimeField()
    # Of the change log, when it was measured: newer changes make it old.
    sequence = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    # What the board says besides: filled fields, rules, images, duplicates, the corrections that gain most.
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["museum_id"]

    def __str__(self) -> str:
        return self.museum_id
