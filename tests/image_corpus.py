"""Files of every kind that a folder of images may hold, whole, odd, damaged and hostile: what the command and the page
must judge alike.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy
import pyvips
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

LARGE, MIDDLING, TINY = (1600, 1504), (800, 608), (320, 240)
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
 photoshop:Credit="Musée Rolin &amp; Ville d’Autun"{attributes}><dc:creator><rdf:Seq><rdf:li>{creator}</rdf:li>
 <rdf:li>Jeanne Morel</rdf:li></rdf:Seq></dc:creator><dc:rights><rdf:Alt><rdf:li xml:lang="fr">tous droits</rdf:li>
 <rdf:li xml:lang="x-default">© Albert Durand</rdf:li></rdf:Alt></dc:rights>{more}</rdf:Description></rdf:RDF>
</x:xmpmeta><?xpacket end="w"?>"""

Make = Callable[[], bytes]


def written(folder: Path) -> list[Path]:
    """Write every file of the corpus under ``folder``; return them in order."""
    for name, make in all_files():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(make())
    return sorted(path for path in folder.rglob("*") if path.is_file())


def all_files() -> Iterator[tuple[str, Make]]:
    """Yield name and maker of each file."""
    for files in (_jpegs(), _told(), _damaged(), _hostile(), _named(), _pngs(), _tiffs(), _others()):
        yield from files.items()


def picture(mode: str = "RGB", size: tuple[int, int] = MIDDLING) -> Image.Image:
    """Return gradients under a little grain, as a photograph has."""
    width, height = size
    ramps = numpy.add.outer(numpy.linspace(0, 120, height), numpy.linspace(0, 90, width))
    grain = numpy.random.default_rng(width * height).normal(0, 4, (height, width))
    planes = [numpy.clip(ramps + shift + grain, 0, 255).astype("uint8") for shift in (0, 20, 40)]
    return Image.fromarray(numpy.dstack(planes)).convert(mode)


def encoded(kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = MIDDLING, **options: Any) -> bytes:
    """Return a picture written in the format that Pillow calls ``kind``."""
    file = io.BytesIO()
    picture(mode, size).save(file, kind, **options)
    return file.getvalue()


def _vips(suffix: str, mode: str = "RGB", size: tuple[int, int] = MIDDLING, **options: Any) -> bytes:
    image = pyvips.Image.new_from_array(numpy.asarray(picture(mode, size)))
    return bytes(image.copy(interpretation="srgb").write_to_buffer(suffix, **options))


def _segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def _with(*segments: bytes, **options: Any) -> bytes:
    data = encoded(**options)
    return data[:2] + b"".join(segments) + data[2:]


def _xmp(creator: str = "Albert Durand", attributes: str = "", more: str = "") -> bytes:
    packet = _XMP.format(creator=creator, attributes=attributes, more=more).encode()
    return _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet)


def _iptc(*fields: tuple[int, bytes]) -> bytes:
    record = b"\x1c\x01\x5a\x00\x03\x1b%G" + b"".join(
        struct.pack(">BBBH", 0x1C, 2, number, len(text)) + text for number, text in fields
    )
    return _photoshop(0x0404, record)


def _photoshop(number: int, data: bytes) -> bytes:
    block = (
        b"8BIM" + struct.pack(">H", number) + b"\0\0" + struct.pack(">I", len(data)) + data + b"\0" * (len(data) % 2)
    )
    return _segment(0xED, b"Photoshop 3.0\0" + block)


def _exif(
    tags: dict[int, Any], camera: dict[int, Any] | None = None, place: dict[int, Any] | None = None
) -> Image.Exif:
    exif = Image.Exif()
    exif.update(tags)
    exif.get_ifd(ExifTags.IFD.Exif).update(camera or {})
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(place or {})
    return exif


def _srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _jpegs() -> dict[str, Make]:
    return {
        "jpeg/bon.jpg": lambda: encoded(size=LARGE, dpi=(72, 72), quality=90),
        "jpeg/progressif.jpg": lambda: encoded(size=LARGE, dpi=(72, 72), quality=90, progressive=True),
        "jpeg/gris.jpg": lambda: encoded(mode="L", size=LARGE, dpi=(72, 72), quality=85),
        "jpeg/cmjn.jpg": lambda: encoded(mode="CMYK", size=LARGE, quality=85),
        "jpeg/cmjn_profil.jpg": lambda: encoded(mode="CMYK", quality=85, icc_profile=_srgb()),
        "jpeg/profil.jpg": lambda: encoded(size=LARGE, quality=95, subsampling=0, icc_profile=_srgb()),
        "jpeg/reprises.jpg": lambda: encoded(quality=85, restart_marker_rows=1, dpi=(72, 72)),
        "jpeg/moyen.jpg": lambda: encoded(dpi=(72, 72)),
        "jpeg/petit.jpg": lambda: encoded(size=TINY, quality=80),
        "jpeg/haut.jpg": lambda: encoded(size=(500, 1000), quality=80),
        "jpeg/un_pixel.jpg": lambda: encoded(size=(1, 1)),
        "jpeg/qualite_40.jpg": lambda: encoded(quality=40),
        "jpeg/sans_extension": lambda: encoded(size=TINY),
        "jpeg/vipsprogressif.jpg": lambda: _vips(".jpg", interlace=True, Q=82, optimize_coding=True),
    }


def _told() -> dict[str, Make]:
    rational = 300.0
    return {
        "dit/jfif300.jpg": lambda: encoded(dpi=(300, 300)),
        "dit/inegal.jpg": lambda: encoded(dpi=(300, 150)),
        "dit/centimetres.jpg": lambda: _density(2, 118),
        "dit/contradiction.jpg": lambda: encoded(dpi=(72, 72), exif=_exif({282: rational, 283: rational, 296: 2})),
        "dit/photoshop150.jpg": lambda: _with(
            _photoshop(0x03ED, struct.pack(">IHHIHH", 150 << 16, 1, 1, 150 << 16, 1, 1))
        ),
        "dit/orientation6.jpg": lambda: encoded(size=LARGE, exif=_exif({274: 6}), dpi=(72, 72)),
        "dit/orientation3.jpg": lambda: encoded(exif=_exif({274: 3})),
        "dit/auteur.jpg": lambda: encoded(exif=_exif({315: "Albert Durand", 33432: "Musée Rolin", 305: "Capture 1"})),
        "dit/latin.jpg": lambda: encoded(exif=_exif({33432: "Musée".encode("cp1252")})),
        "dit/cliche.jpg": lambda: _with(_iptc((80, "Cliché du musée".encode()), (110, b"DR"))),
        "dit/double.jpg": lambda: _with(_iptc((80, "© Louvre, © Louvre".encode()))),
        "dit/xmp.jpg": lambda: _with(_xmp(attributes=' tiff:XResolution="720000/10000" tiff:ResolutionUnit="2"')),
        "dit/xmp_dr.jpg": lambda: _with(_xmp(creator="Droits réservés")),
        "dit/xmp_lieu.jpg": lambda: _with(_xmp(attributes=' exif:GPSLatitude="46,57.1N"')),
        "dit/xmp_entites.jpg": lambda: _with(_xmp(creator="Anne &#233; &lt;b&gt; <![CDATA[&x;]]>")),
        "dit/xmp_doctype.jpg": lambda: _with(_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + _doctype())),
        "dit/xmp_casse.jpg": lambda: _with(_xmp(more="<dc:title><rdf:Alt><rdf:li>Vase</rdf:li></rdf:Bag></dc:title>")),
        "dit/lieu.jpg": lambda: encoded(
            exif=_exif({}, place={1: "N", 2: (46.0, 57.0, 3.0), 3: "E", 4: (4.0, 18.0, 1.0)})
        ),
        "dit/appareil.jpg": lambda: encoded(exif=_exif({}, camera={42032: "A. Durand", 42033: "3021187"})),
    }


def _density(unit: int, value: int) -> bytes:
    data = bytearray(encoded())
    data[13:18] = struct.pack(">BHH", unit, value, value)
    return bytes(data)


def _doctype() -> bytes:
    return b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + _XMP.format(creator="&a;", attributes="", more="").encode()


def _damaged() -> dict[str, Make]:
    whole = encoded(size=LARGE, quality=88)
    progressive = encoded(quality=88, progressive=True)
    middle = len(whole) // 2
    return {
        "abime/moitie.jpg": lambda: whole[:middle],
        "abime/sans_fin.jpg": lambda: whole[:-2],
        "abime/dixieme.jpg": lambda: whole[: len(whole) // 10],
        "abime/entete.jpg": lambda: whole[:120],
        "abime/bloc_nul.jpg": lambda: whole[:middle] + bytes(4096) + whole[middle + 4096 :],
        "abime/queue_nulle.jpg": lambda: whole[:middle] + bytes(len(whole) - middle),
        "abime/progressif_nul.jpg": lambda: progressive[:9000] + bytes(4096) + progressive[13096:],
        "abime/octets.jpg": lambda: _flipped(whole, middle),
        "abime/sans_tables.jpg": lambda: whole.replace(b"\xff\xc4", b"\xff\xef"),
        "abime/segments.jpg": lambda: whole[:2] + b"\0\1\2\3" + whole[2:],
        "abime/deux_octets_de_trop.jpg": lambda: whole[:-2] + b"\x12\x34" + whole[-2:],
        "abime/ascii.jpg": lambda: whole.replace(b"\n", b"\r\n"),
    }


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes(255 - byte for byte in data[at : at + 3]) + data[at + 3 :]


def _hostile() -> dict[str, Make]:
    script = b"<?php system($_GET['c']); ?>"
    return {
        "hostile/octets_apres.jpg": lambda: encoded() + b"\x55" * 512,
        "hostile/zip.jpg": lambda: encoded() + _zip(),
        "hostile/php.jpg": lambda: _with(_segment(0xFE, script)),
        "hostile/deux_vues.jpg": lambda: _with(_segment(0xE2, b"MPF\0II*\0")) + encoded(size=TINY),
        "hostile/page.jpg": lambda: b"<!DOCTYPE html><html><body>404</body></html>",
        "hostile/vide.jpg": lambda: b"",
        "hostile/bruit.jpg": lambda: bytes(numpy.random.default_rng(3).integers(0, 256, 5000, dtype="uint8")),
        "hostile/archive.jpg": _zip,
        "hostile/bombe.jpg": lambda: _frame(encoded(size=TINY), 60_000, 60_000),
        "hostile/bombe.png": lambda: _png(struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)),
        "hostile/bombe.tif": lambda: _tiff_of(60_000, 60_000),
        "hostile/boucle.tif": lambda: _tiff_of(640, 480, following=8),
        "hostile/dessin.svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="800"/>',
        "hostile/programme.svg": lambda: b'<?xml version="1.0"?><svg onload="alert(1)"><script>1</script></svg>',
        "hostile/document.pdf": lambda: b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF",
    }


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("caché.txt", "x" * 40)
    return file.getvalue()


def _frame(data: bytes, width: int, height: int) -> bytes:
    """Return a JPEG whose header says another size."""
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def _tiff_of(width: int, height: int, following: int = 0) -> bytes:
    tags = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 200), (279, 4, 100)]
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    head = b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + struct.pack("<I", following)
    return head.ljust(300, b"\0")


def _named() -> dict[str, Make]:
    same = encoded(size=TINY)
    return {
        "noms/Vase.jpg": lambda: encoded(size=TINY, quality=81),
        "noms/VASE.JPG": lambda: encoded(size=TINY, quality=82),
        "noms/inv_12_a.jpg": lambda: encoded(size=TINY, quality=83),
        "noms/inv_12_b.jpg": lambda: encoded(size=TINY, quality=84),
        "noms/Émail.jpg": lambda: encoded(size=TINY, quality=86),
        "noms/sous/E\u0301mail.jpg": lambda: encoded(size=TINY, quality=87),
        "noms/a;b.jpg": lambda: encoded(size=TINY, quality=88),
        "noms/ espace .jpg": lambda: encoded(size=TINY, quality=89),
        "noms/double1.jpg": lambda: same,
        "noms/sous/double2.jpg": lambda: same,
        "noms/image.png": lambda: encoded(size=TINY, quality=91),
        "noms/image.jpeg": lambda: encoded("PNG", size=TINY),
        "noms/formule =1+1.jpg": lambda: encoded(size=TINY, quality=92),
        "noms/notices.txt": lambda: b"REF\n",
        "noms/.cache.jpg": lambda: encoded(size=TINY),
    }


def _chunk(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))


def _png(header: bytes, pixels: bytes = b"", *chunks: bytes) -> bytes:
    data = _chunk(b"IDAT", zlib.compress(pixels))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + b"".join(chunks) + data + _chunk(b"IEND", b"")


def _png_with(*chunks: bytes, **options: Any) -> bytes:
    data = encoded("PNG", **options)
    return data[:33] + b"".join(chunks) + data[33:]


def _pngs() -> dict[str, Make]:
    info = PngImagePlugin.PngInfo()
    info.add_text("Copyright", "Musée Rolin")
    info.add_text("Author", "D.R.", zip=True)
    info.add_itxt("Description", "Vase à décor", zip=True)
    whole = encoded("PNG", size=TINY)
    sixteen = numpy.asarray(picture("L")).astype("uint16") * 257
    return {
        "png/bon.png": lambda: encoded("PNG", size=LARGE, dpi=(72, 72)),
        "png/dpi300.png": lambda: encoded("PNG", size=TINY, dpi=(300, 300)),
        "png/seize.png": lambda: _saved(Image.fromarray(sixteen), "PNG"),
        "png/palette.png": lambda: encoded("PNG", "P"),
        "png/trait.png": lambda: encoded("PNG", "1"),
        "png/alpha.png": lambda: encoded("PNG", "LA"),
        "png/transparence.png": lambda: encoded("PNG", "RGBA"),
        "png/entrelace.png": lambda: _vips(".png", size=TINY, interlace=True),
        "png/anime.png": lambda: encoded("PNG", save_all=True, append_images=[picture("RGB").rotate(9)]),
        "png/textes.png": lambda: encoded("PNG", pnginfo=info),
        "png/profil.png": lambda: encoded("PNG", icc_profile=_srgb()),
        "png/srgb.png": lambda: _png_with(_chunk(b"sRGB", b"\0")),
        "png/exif.png": lambda: encoded("PNG", exif=_exif({274: 8, 315: "Albert Durand"})),
        "png/octets_apres.png": lambda: whole + b"\x01\x02",
        "png/somme.png": lambda: whole[:-20] + bytes([whole[-20] ^ 1]) + whole[-19:],
        "png/coupe.png": lambda: whole[: len(whole) // 2],
        "png/court.png": lambda: _png(struct.pack(">IIBBBBB", 700, 600, 8, 0, 0, 0, 0), bytes(5000)),
        "png/long.png": lambda: _png(struct.pack(">IIBBBBB", 70, 60, 8, 0, 0, 0, 0), bytes(9000)),
        "png/faux.png": lambda: _png(struct.pack(">IIBBBBB", 70, 60, 8, 0, 0, 0, 0))[:60] + b"zzzz" * 9,
    }


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def _tiffs() -> dict[str, Make]:
    whole = encoded("TIFF", size=LARGE, dpi=(400, 400))
    return {
        "tiff/bon.tif": lambda: whole,
        "tiff/profil.tif": lambda: encoded("TIFF", size=LARGE, dpi=(400, 400), icc_profile=_srgb()),
        "tiff/lzw.tif": lambda: encoded("TIFF", compression="tiff_lzw"),
        "tiff/deflate.tif": lambda: encoded("TIFF", compression="tiff_adobe_deflate"),
        "tiff/jpeg.tif": lambda: encoded("TIFF", compression="jpeg"),
        "tiff/cmjn.tif": lambda: encoded("TIFF", "CMYK"),
        "tiff/lab.tif": lambda: encoded("TIFF", "LAB"),
        "tiff/trait.tif": lambda: encoded("TIFF", "1", compression="group4"),
        "tiff/pages.tif": lambda: encoded("TIFF", save_all=True, append_images=[picture("RGB", TINY)]),
        "tiff/grand.tif": lambda: _vips(".tif", bigtiff=True),
        "tiff/tuiles.tif": lambda: _vips(".tif", tile=True, pyramid=True, compression="jpeg"),
        "tiff/motorola.tif": lambda: b"MM\0*" + struct.pack(">IH", 8, 0) + bytes(40),
        "tiff/orientation.tif": lambda: encoded("TIFF", tiffinfo={274: 6, 315: "Albert Durand"}),
        "tiff/coupe.tif": lambda: whole[: len(whole) // 2],
        "tiff/entete.tif": lambda: whole[:9],
    }


def _others() -> dict[str, Make]:
    webp = encoded("WEBP", size=TINY, quality=85)
    jp2 = encoded("JPEG2000", size=TINY)
    frames = [picture("RGB", TINY).rotate(9)]
    return {
        "autres/perte.webp": lambda: webp,
        "autres/sans_perte.webp": lambda: encoded("WEBP", "RGBA", lossless=True),
        "autres/anime.webp": lambda: encoded("WEBP", size=TINY, save_all=True, append_images=frames),
        "autres/coupe.webp": lambda: webp[: len(webp) // 2],
        "autres/fixe.gif": lambda: encoded("GIF", "P", size=TINY),
        "autres/anime.gif": lambda: encoded("GIF", "P", size=TINY, save_all=True, append_images=frames),
        "autres/coupe.gif": lambda: encoded("GIF", "P", size=TINY)[:3000],
        "autres/image.bmp": lambda: encoded("BMP", size=TINY, dpi=(72, 72)),
        "autres/coupe.bmp": lambda: encoded("BMP", size=TINY)[:3000],
        "autres/image.jp2": lambda: jp2,
        "autres/flux.j2k": lambda: _codestream(jp2),
        "autres/coupe.jp2": lambda: jp2[: len(jp2) // 2],
        "autres/image.avif": lambda: encoded("AVIF", size=TINY),
        "autres/photo.heic": lambda: encoded("AVIF", size=TINY).replace(b"avif", b"heic").replace(b"av01", b"hvc1"),
        "autres/photoshop.psd": lambda: b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 480, 640, 8, 3) + bytes(40),
    }


def _codestream(jp2: bytes) -> bytes:
    return jp2[jp2.index(b"\xff\x4f\xff\x51") :]
