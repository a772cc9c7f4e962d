"""Texts packed by the first versions, with zlib: read for ever, written no more (packing.py does that).

A text names its dictionary by its checksum (RFC 1950, DICTID), or has none.
"""

import zlib

# What is likeliest comes last. Nothing here may change: texts are kept that only these words unpack.
WORDS = (
    "anonyme;inconnu;Haut-Rhin;Auvergne-Rhône-Alpes;Provence-Alpes-Côte d'Azur;Bourgogne-Franche-Comté;Centre-Val de "
    "Loire;Nouvelle-Aquitaine;Pays de la Loire;Hauts-de-France;Grand Est;Bretagne;Occitanie;Normandie;Île-de-France;P"
    "aris;Antiquité;Moyen Age;époque contemporaine;gallo-romain;romain;Empire;néolithique;costume - accessoires du co"
    "stume;sciences - techniques;instrument de musique;arts décoratifs;beaux-arts;mobilier;histoire;numismatique;arts"
    " graphiques;ethnologie;céramique;archéologie;sculpture;peinture;photographie;estampe;dessin;négatif;positif;géla"
    "tino-bromure d'argent;papier albuminé;lithographie en couleurs;eau-forte;burin;gravure;impression;aquarelle;goua"
    "che;encre brune;pierre noire;sanguine;fusain;plume;lavis;crayon;papier vergé;peinture à l'huile;toile;bois;bronz"
    "e;fer;os;terre cuite;faïence;porcelaine;grès;verre;argent;or;marbre;plâtre;coton;soie;laine;cuir;ivoire;carton;("
    "taillé);(peint);(doré);(fondu);France;Italie;Allemagne;Flandres;Hollande;Espagne;Grande-Bretagne;Japon;Égypte;Ro"
    "me;(lieu d'exécution);(lieu de découverte);(école);attribué à;d'après;atelier;école de;manière de;(dessinateur);"
    "(graveur);(imprimeur);(éditeur);(photographe);(peintre);(sculpteur);Hauteur en cm ; Largeur en cm ; Profondeur e"
    "n cm ; Diamètre en cm ; H. en cm ; L. en cm ; H. ; l. ; D. ; signé;daté;inscription;monogrammé;signature;date;au"
    " dos;en bas à droite;en bas à gauche;vers;entre;après;avant;date d'acquisition inconnue;mode d'acquisition incon"
    "nu;ancien fonds;propriété privée;propriété de l'Etat;propriété d'une association;propriété du département;propri"
    "été de la commune;fouilles;échange;affectation;dépôt;legs;don;donation;achat;musée d'archéologie;musée d'histoir"
    "e;musée municipal;musée d'art et d'histoire;musée des beaux-arts;portrait;paysage;scène;vue;figure;femme;homme;e"
    "nfant;à mi-corps;de face;de profil;assis;debout;nu;église;château;Vierge à l'Enfant;saint ;1er quart 20e siècle;"
    "2e quart 20e siècle;3e quart 20e siècle;4e quart 20e siècle;1ère moitié 19e siècle;2e moitié 19e siècle;1er quar"
    't 19e siècle;4e quart 19e siècle;16e siècle;17e siècle;18e siècle;19e siècle;20e siècle;milieu ;limite "suggesti'
    'ons":[],"scheme":"DENO","scheme":"DOMN","scheme":"AUTR","facts":{},["SUB002","REF","["REC101","AUTR","["REC109",'
    '"AUTR","["AUT010","AUTR","["AUT010","DENO","["AUT012","DOMN","["REC010","DENO","",["REC013","TECH","",["REC044",'
    '"MILL","["REC014","DACQ","",["REC016","REFIM","",["REC083","","DMIS, DPT, LABEL, NOMOFF, POP_COORDONNEES, REGION'
    ', VILLE_M",{"scheme":"DENO","suggestions":[""}],"images":[],"empty":"REF ADPT APPL APTN ATTR AUTR BIBL COMM CONT'
    "IENT_IMAGE DACQ DDPT DECV DENO DEPO DESC DIMS DMAJ DMIS DOMN REGION DPT DREP ECOL EPOQ EXPO GENE GEOHI INSC INV "
    "LABEL LARC LIEUX LOCA VILLE_M LVID MANQUANT MANQUANT_COM MILL MILU MUSEO NOMOFF NSDA ONOM PAUT PDEC PEOC PERI PE"
    "RU PINS PLIEUX PREP PUTI REFMEM REFMER REFMIS REFPAL REPR RETIF SREP STAT TECH TITR UTIL WWW POP_COORDONNEES DAT"
    'A LOCA3"}"platform":{"POP_COORDONNEES":"48.0, 2.0","DPT":"","VILLE_M":"","REGION":"","NOMOFF":"musée","LABEL":"M'
    'usée de France","DMIS":"2018-01-15"},"lines":{""findings":[["REC{"values":{"REF":"M0","REF":"","ADPT":"","APPL":'
    '"","APTN":"","ATTR":"","AUTR":"","BIBL":"","COMM":"","CONTIENT_IMAGE":"","DACQ":"","DDPT":"","DECV":"","DENO":""'
    ',"DEPO":"","DESC":"","DIMS":"","DMAJ":"","DMIS":"","DOMN":"","REGION":"","DPT":"","DREP":"","ECOL":"","EPOQ":"",'
    '"EXPO":"","GENE":"","GEOHI":"","INSC":"","INV":"","LABEL":"","LARC":"","LIEUX":"","LOCA":"","VILLE_M":"","LVID":'
    '"","MANQUANT":"","MANQUANT_COM":"","MILL":"","MILU":"","MUSEO":"","NOMOFF":"","NSDA":"","ONOM":"","PAUT":"","PDE'
    'C":"","PEOC":"","PERI":"","PERU":"","PINS":"","PLIEUX":"","PREP":"","PUTI":"","REFMEM":"","REFMER":"","REFMIS":"'
    '","REFPAL":"","REPR":"","RETIF":"","SREP":"","STAT":"","TECH":"","TITR":"","UTIL":"","WWW":"","POP_COORDONNEES":'
    '"","DATA":"","LOCA3":""}'
).encode()

_KNOWN = {zlib.adler32(WORDS).to_bytes(4, "big"): WORDS}
_NAMES_ITS_DICTIONARY = 0x20


def unpack(packed: bytes, limit: int) -> bytes:
    """Return what was packed, of ``limit`` bytes at most; raises zlib.error when it is damaged or holds more."""
    named = len(packed) > 1 and packed[1] & _NAMES_ITS_DICTIONARY
    words = _KNOWN.get(bytes(packed[2:6]), b"") if named else b""
    unpacker = zlib.decompressobj(zdict=words) if words else zlib.decompressobj()
    text = unpacker.decompress(packed, limit)
    if not unpacker.eof:
        raise zlib.error("packed text cut short, or larger than any")
    return text
