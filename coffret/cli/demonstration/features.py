"""What the demonstration's office put forward: notices and museums of several months, with its words."""

from datetime import date

from django.utils import timezone

from coffret.authorities.models import Museum
from coffret.catalogue.models import Record
from coffret.editorial.models import Feature, FeatureItem, Genre, KindName, Stage

# months ago, a notice's title (found in its museum) or « » for the museum itself, museum, words
CHOICES = (
    (0, "Coffret à bijoux orné de scènes mythologiques", "M0650", "Tout un panthéon dans le creux de la main : ce coffret d’émail donne son nom au catalogue."),
    (0, "Les fondateurs légendaires du Compagnonnage", "M0266", "Salomon, maître Jacques, le père Soubise : trois figures pour un même récit des origines."),
    (0, "Le Chêne de Flagey", "M0339", "Un arbre de Franche-Comté, parti au Japon et revenu chez lui."),
    (0, "", "M0650", "Pipes, faïences et orfèvrerie mosane dans un hôtel de 1777."),
    (0, "", "M0266", "Les chefs-d’œuvre des compagnons, à l’ombre de Saint-Julien."),
    (1, "Vase de Vix", "M0136", "Le plus grand vase de bronze que l’Antiquité nous ait laissé."),
    (1, "La Rencontre", "M0476", "« Bonjour monsieur Courbet » : un salut au bord du chemin."),
    (1, "", "M0136", "Autour d’une tombe princière du mont Lassois."),
    (2, "Le Nouveau-né", "M0211", "Deux femmes, un enfant, une flamme que la main cache."),
    (2, "", "M0037", "Quatre siècles de toiles imprimées."),
    (3, "Au Salon de la rue des Moulins", "M0592", "L’attente, peinte sans juger."),
    (3, "", "M0592", "Toulouse-Lautrec chez lui, au palais de la Berbie."),
    (4, "Dame à la capuche", "M5001", "Trois centimètres et demi d’ivoire : un visage."),
    (4, "", "M0208", "Costumes, meubles et grès de Cornouaille."),
)  # fmt: skip


def feature(today: date) -> int:
    """Put the choices forward, once, in the month of ``today`` and those before; return how many are new."""
    made = 0
    for position, (ago, title, museum, words) in enumerate(CHOICES):
        month = _months_before(today, ago)
        target = _target(title, museum)
        if target and not FeatureItem.objects.filter(**target, words=words).exists():
            genre = Genre.NOTICE if title else Genre.MUSEUM
            root = "notices" if title else "musees"
            feature, _made = Feature.objects.get_or_create(
                kind=KindName.FEATURE,
                path=f"/{root}-du-mois/{month:%Y-%m}",
                defaults={
                    "title": str(genre.label), "genre": genre, "month": month, "live": True, "stage": Stage.PUBLISHED,
                    "created_at": timezone.now(),
                },
            )
            FeatureItem.objects.create(feature=feature, words=words, position=position, **target)
            made += 1
    return made


def _months_before(day: date, ago: int) -> date:
    months = day.year * 12 + day.month - 1 - ago
    return date(months // 12, months % 12 + 1, 1)


def _target(title: str, museum: str) -> dict[str, Record | Museum]:
    if not title:
        found = Museum.objects.filter(code=museum).first()
        return {"museum": found} if found else {}
    record = Record.objects.filter(museum=museum, title__startswith=title).order_by("pk").first()
    return {"record": record} if record else {}
