"""EPOQ: the years of well-known epochs. A style dates nothing: « style Louis XV » may be of the 19th century.

Méthode de rédaction des notices, p. 34-35, for prehistory; reigns and dynasties are facts of history.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from coffret.base.dates import Certainty, Interval, hull
from coffret.base.text import fold
from coffret.catalogue.centuries import read_centuries
from coffret.catalogue.splitting import clean


@dataclass(frozen=True, slots=True)
class Epoch:
    """One term of EPOQ: its years when it is an epoch we know; ``understood`` is also true of a style, undated."""

    name: str
    interval: Interval | None
    raw: str
    understood: bool
    style: bool = False


EPOCHS: dict[str, tuple[int, int]] = {
    # Prehistory and protohistory of Western Europe (Méthode p. 34-35).
    "paleolithique": (-1200000, -10000), "paleolithique inferieur": (-1200000, -200000),
    "paleolithique ancien": (-1200000, -200000), "paleolithique moyen": (-200000, -40000),
    "paleolithique superieur": (-40000, -10000), "chatelperronien": (-35000, -30000),
    "aurignacien": (-30000, -25000), "gravettien": (-25000, -20000), "solutreen": (-20000, -15000),
    "magdalenien": (-15000, -10000), "mesolithique": (-10000, -6500), "neolithique": (-6500, -4500),
    "neolithique ancien": (-6500, -5300), "neolithique moyen": (-5300, -4800), "neolithique recent": (-4800, -4500),
    "chalcolithique": (-4500, -2000), "age du cuivre": (-4500, -2000), "age du bronze": (-2000, -800),
    "bronze ancien": (-2000, -1500), "bronze moyen": (-1500, -1200), "bronze recent": (-1200, -800),
    "bronze final": (-1200, -800), "age du bronze ancien": (-2000, -1500), "age du bronze moyen": (-1500, -1200),
    "age du bronze recent": (-1200, -800), "age du bronze final": (-1200, -800),
    "age du fer": (-800, -1), "premier age du fer": (-800, -480), "1er age du fer": (-800, -480),
    "hallstatt": (-800, -480), "second age du fer": (-480, -1), "2e age du fer": (-480, -1),
    "deuxieme age du fer": (-480, -1), "tene": (-480, -1), "la tene": (-480, -1),
    # Antiquity.
    "antiquite": (-3000, 476), "gallo-romain": (-52, 486), "gallo romain": (-52, 486), "romain": (-509, 476),
    "romaine": (-509, 476), "romain republicain": (-509, -27), "romain imperial": (-27, 476),
    "haut-empire": (-27, 284), "haut empire": (-27, 284), "bas-empire": (284, 476), "bas empire": (284, 476),
    "antiquite tardive": (284, 565), "archaique": (-800, -480), "classique": (-480, -323),
    "hellenistique": (-323, -30), "etrusque": (-700, -100), "ptolemaique": (-323, -30),
    "ancien empire": (-2700, -2200), "moyen empire": (-2033, -1710), "nouvel empire": (-1550, -1069),
    "basse epoque": (-664, -332), "thinite": (-3100, -2700), "ramesside": (-1295, -1069),
    "amarnienne": (-1353, -1336), "sassanide": (224, 651), "byzantine": (395, 1453), "byzantin": (395, 1453),
    "copte": (200, 700),
    # Middle Ages and after, in France.
    "moyen age": (476, 1492), "medievale": (476, 1492), "medieval": (476, 1492), "haut moyen age": (476, 999),
    "bas moyen age": (1300, 1492), "merovingien": (481, 751), "merovingienne": (481, 751), "carolingien": (751, 987),
    "carolingienne": (751, 987), "renaissance": (1492, 1610), "moderne": (1492, 1789), "contemporaine": (1789, 2099),
    "francois ier": (1515, 1547), "henri ii": (1547, 1559), "henri iv": (1589, 1610), "louis xiii": (1610, 1643),
    "louis xiv": (1643, 1715), "regence": (1715, 1723), "louis xv": (1715, 1774), "louis xvi": (1774, 1792),
    "revolution francaise": (1789, 1799), "revolution": (1789, 1799), "directoire": (1795, 1799),
    "consulat": (1799, 1804), "empire": (1804, 1815), "premier empire": (1804, 1815), "1er empire": (1804, 1815),
    "ier empire": (1804, 1815), "napoleon ier": (1804, 1815), "restauration": (1814, 1830), "louis xviii": (1814, 1824),
    "charles x": (1824, 1830), "monarchie de juillet": (1830, 1848), "louis-philippe": (1830, 1848),
    "louis philippe": (1830, 1848), "deuxieme republique": (1848, 1852), "2e republique": (1848, 1852),
    "iie republique": (1848, 1852), "second empire": (1852, 1870), "2e empire": (1852, 1870),
    "napoleon iii": (1852, 1870), "troisieme republique": (1870, 1940), "3e republique": (1870, 1940),
    "iiie republique": (1870, 1940), "belle-epoque": (1879, 1914), "belle epoque": (1879, 1914),
    "entre-deux-guerres": (1918, 1939), "premiere guerre mondiale": (1914, 1918),
    "grande guerre": (1914, 1918), "seconde guerre mondiale": (1939, 1945), "quatrieme republique": (1946, 1958),
    "ive republique": (1946, 1958), "cinquieme republique": (1958, 2099), "ve republique": (1958, 2099),
    "victorienne": (1837, 1901),
    # Asia.
    "shang": (-1570, -1045), "royaumes combattants": (-475, -221), "han": (-206, 220), "tang": (618, 907),
    "cinq dynasties": (907, 960), "liao": (907, 1125), "song": (960, 1279), "song du nord": (960, 1127),
    "song du sud": (1127, 1279), "yuan": (1271, 1368), "ming": (1368, 1644), "jiajing": (1522, 1566),
    "wanli": (1573, 1620), "qing": (1644, 1911), "quing": (1644, 1911), "kangxi": (1662, 1722),
    "yongzheng": (1723, 1735), "qianlong": (1736, 1795), "daoguang": (1821, 1850), "muromachi": (1336, 1573),
    "momoyama": (1573, 1603), "edo": (1603, 1868), "meiji": (1868, 1912), "taisho": (1912, 1926),
    "showa": (1926, 1989), "choson": (1392, 1910), "joseon": (1392, 1910), "koryo": (918, 1392),
    "kamakura": (1185, 1333), "heian": (794, 1185), "nara": (710, 794),
}  # fmt: skip
# Undated terms of the list: styles, movements and cultures are known words, not years.
MOVEMENTS = frozenset(
    [
        "academisme",
        "baroque",
        "classicisme",
        "cubisme",
        "cezannisme",
        "fauvisme",
        "impressionnisme",
        "luminisme",
        "nabis",
        "naturalisme",
        "neo-classicisme",
        "neo-gothique",
        "neo-impressionnisme",
        "orientalisme",
        "post-impressionnisme",
        "pre-fauvisme",
        "pre-impressionnisme",
        "romantisme",
        "realisme",
        "symbolisme",
        "surrealisme",
        "expressionnisme",
        "rococo",
        "manierisme",
        "celte",
        "gaulois",
        "orientalisant",
        "geometrique",
    ]
)
_PREFIX = re.compile(r"^(?:(?:l')?epoque|periode|dynastie|regne|temps|ere)\s+(?:(?:de|du|des)\s+(?:la\s+)?|d'|l')?")
_STYLE = re.compile(r"^(?:style|gout|inspiration)\b\s*")
_YEARS = re.compile(r"\(?\s*(\d{3,4})\s*[-–]\s*(\d{3,4})\s*\)?")
_DOUBT = re.compile(r"\(\s*\?\s*\)|\?")


@lru_cache(maxsize=4096)
def epochs(text: str) -> tuple[Epoch, ...]:
    """Return the epochs, styles and movements of an EPOQ field; « incertain » makes the one before it uncertain."""
    found: list[Epoch] = []
    for segment in re.split(r"[;#|]", clean(text)):
        segment = segment.strip()
        if not segment:
            continue
        if found and fold(segment) in ("incertain", "incertaine", "?", "(?)"):
            found[-1] = _doubtful(found[-1])
        else:
            found.append(_read(segment))
    return tuple(found)


@lru_cache(maxsize=4096)
def epoch_interval(text: str) -> Interval | None:
    """Return the years that EPOQ covers: epochs only, a style dates nothing (Méthode, p. 35)."""
    return hull(epoch.interval for epoch in epochs(text) if epoch.interval)


def _doubtful(epoch: Epoch) -> Epoch:
    interval = epoch.interval
    if interval is None:
        return epoch
    interval = Interval(interval.start, interval.end, Certainty.UNCERTAIN, interval.text)
    return Epoch(epoch.name, interval, epoch.raw, epoch.understood, epoch.style)


def _read(segment: str) -> Epoch:
    folded = fold(segment)
    doubt = bool(_DOUBT.search(folded))
    given = _YEARS.search(folded)
    bare = _YEARS.sub("", _DOUBT.sub("", folded)).strip(" ,-")
    if _STYLE.match(bare):
        return Epoch(segment, None, segment, True, style=True)
    certainty = Certainty.UNCERTAIN if doubt else Certainty.BETWEEN
    name = _bare_name(bare)
    if given and int(given[1]) <= int(given[2]):
        return Epoch(segment, Interval(int(given[1]), int(given[2]), certainty, segment), segment, True)
    if name in EPOCHS:
        return Epoch(segment, Interval(*EPOCHS[name], certainty, segment), segment, True)
    if name in MOVEMENTS:
        return Epoch(segment, None, segment, True, style=True)
    return _as_period(segment)


def _bare_name(folded: str) -> str:
    while (shorter := _PREFIX.sub("", folded)) != folded:
        folded = shorter
    return folded.removeprefix("la ").strip() if folded != "la tene" else folded


def _as_period(segment: str) -> Epoch:
    read = read_centuries(segment)
    interval = hull(period.interval for period in read if period.interval)
    understood = bool(interval) and all(period.understood for period in read)
    return Epoch(segment, interval if understood else None, segment, understood)
