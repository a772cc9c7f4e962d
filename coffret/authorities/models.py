"""What the catalogue refers to: museums of the national directory (Muséofile) and controlled vocabularies."""

from django.db import models


class Museum(models.Model):
    """A museum of the national directory. A name never identifies one: fifty are called « musée municipal »."""

    code = models.CharField(primary_key=True, max_length=5)
    official_name = models.CharField(max_length=500)
    usual_name = models.CharField(max_length=500, blank=True)
    address = models.CharField(max_length=500, blank=True)
    place = models.CharField(max_length=500, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=200, blank=True)
    department = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=100, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    phone = models.CharField(max_length=100, blank=True)
    category = models.CharField(max_length=500, blank=True)
    domains = models.JSONField(default=list)
    themes = models.JSONField(default=list)
    history = models.TextField(blank=True)
    strengths = models.TextField(blank=True)
    interest = models.TextField(blank=True)
    artists = models.TextField(blank=True)
    key_figures = models.TextField(blank=True)
    building_protection = models.TextField(blank=True)
    site_protection = models.TextField(blank=True)
    merimee_refs = models.JSONField(default=list)
    founded = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    updated_on = models.DateField(null=True)
    # Named by a record before the directory was loaded: shown with what the record says, completed by the next load.
    provisional = models.BooleanField(default=False)

    class Meta:
        ordering = ["city", "official_name", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.official_name}"


class Scheme(models.Model):
    """A controlled vocabulary, known by the code of the list (DENO, DOMN, PERI…)."""

    code = models.CharField(primary_key=True, max_length=20)
    title = models.CharField(max_length=300)
    uri = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=500, blank=True)
    closed = models.BooleanField(default=False)
    loaded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Concept(models.Model):
    """A term of a vocabulary. Its URI is the one its file gave, or nothing: none is ever made up."""

    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="concepts")
    label = models.CharField(max_length=500)
    uri = models.CharField(max_length=500, blank=True)
    # False for the <…> headings of the lists, which order terms but must not be used.
    usable = models.BooleanField(default=True)
    note = models.TextField(blank=True)
    broader = models.ManyToManyField("self", symmetrical=False, related_name="narrower")

    class Meta:
        ordering = ["scheme_id", "label", "pk"]
        indexes = [models.Index(fields=["scheme", "label"], name="concept_label")]

    def __str__(self) -> str:
        return self.label


class LabelKind(models.TextChoices):
    """What a label is to its concept."""

    PREFERRED = "preferred", "forme retenue"
    ALTERNATE = "alternate", "synonyme"
    REJECTED = "rejected", "forme rejetée"


class ConceptLabel(models.Model):
    """A way of writing a concept; ``folded`` (no accent, no case, one space) is what checks look up."""

    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="labels")
    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="labels")
    label = models.CharField(max_length=500)
    folded = models.CharField(max_length=500)
    kind = models.CharField(max_length=10, choices=LabelKind.choices)

    class Meta:
        ordering = ["scheme_id", "folded", "pk"]
        indexes = [models.Index(fields=["scheme", "folded"], name="label_folded")]

    def __str__(self) -> str:
        return self.label
