"""Documents made for the tests: honest ones, and those an upload must refuse."""

import io
import zipfile

from photographs import photograph
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def pdf(pages: int = 3, *, password: str = "", script: str = "") -> bytes:
    """Return a PDF of blank pages, with a password or a script run when it opens."""
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(595, 842)
    if script:
        action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def archive(**parts: str | bytes) -> bytes:
    """Return a ZIP of these parts; « __ » in a name stands for « / », « _dot_ » for a dot.

    The same bytes whatever the time: tests named after them must be the same for every worker.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in parts.items():
            inside = zipfile.ZipInfo(name.replace("__", "/").replace("_dot_", "."))
            made.writestr(inside, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def odt(pages: int = 4, **more: str) -> bytes:
    """Return an OpenDocument text that says how many pages it has."""
    meta = f'<office:meta><meta:document-statistic meta:page-count="{pages}"/></office:meta>'
    return archive(mimetype=ODT, meta_dot_xml=meta, content_dot_xml="<office/>", **more)


def docx(pages: int = 7, kind: str = "wordprocessingml.document", **more: str) -> bytes:
    """Return a Word document that says how many pages it has."""
    types = f'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>'
    return archive(
        **{
            "[Content_Types]_dot_xml": types,
            "docProps__app_dot_xml": f"<Properties><Pages>{pages}</Pages></Properties>",
        },
        **more,
    )


def jpeg(width: int = 800, height: int = 600, seed: int = 1) -> bytes:
    """Return a photograph as a JPEG."""
    out = io.BytesIO()
    photograph(width, height, seed).save(out, "JPEG", quality=90)
    return out.getvalue()
