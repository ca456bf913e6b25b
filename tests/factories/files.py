"""Made-up files: photos with the metadata a phone leaves, documents of every kind, and hostile ones."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import factory
import openpyxl
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, TiffImagePlugin
from PIL.ExifTags import GPS, IFD, Base

from core.files import blobs
from core.files.enums import JPEG, FileKind
from core.files.images import image_clean
from core.files.models import StoredFile

MAKER = "CanaryPhone"
GPS_MARK = "CanaryGpsPlace"


@pytest.fixture
def files_root(settings: Any, tmp_path: Path) -> Path:
    """An empty store of its own for each test."""
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


def picture(size: tuple[int, int] = (640, 480), seed: int = 1) -> Image.Image:
    """A drawn scene that differs by seed: sky, street, a few boxes."""
    chance = random.Random(seed)
    image = Image.new("RGB", size, (190, 210, 225))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, size[1] * 2 // 3, size[0], size[1]), fill=(120, 120, 118))
    for _index in range(12):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        colour = tuple(chance.randrange(40, 220) for _part in range(3))
        draw.rectangle((x, y, x + size[0] // 8, y + size[1] // 8), fill=colour)
    return image


def exif_with_gps(orientation: int = 1) -> Image.Exif:
    """What a phone writes: maker, orientation, position."""
    exif = Image.Exif()
    exif[Base.Make] = MAKER
    exif[Base.Orientation] = orientation
    gps = exif.get_ifd(IFD.GPSInfo)
    gps[GPS.GPSLatitudeRef] = "N"
    gps[GPS.GPSLatitude] = tuple(TiffImagePlugin.IFDRational(value) for value in (31, 14, 15))
    gps[GPS.GPSProcessingMethod] = GPS_MARK.encode()
    return exif


def photo(
    size: tuple[int, int] = (640, 480), *, form: str = "JPEG", seed: int = 1, orientation: int = 1, mode: str = "RGB", exif: bool = True
) -> bytes:
    """A photo's bytes, by default with EXIF, GPS and a comment."""
    out = io.BytesIO()
    options: dict[str, object] = {"exif": exif_with_gps(orientation).tobytes()} if exif else {}
    if form == "JPEG":
        options["comment"] = b"CanaryComment"
    picture(size, seed).convert(mode).save(out, form, **options)
    return out.getvalue()


def upload(data: bytes, name: str = "照片.jpg", content_type: str = "image/jpeg") -> SimpleUploadedFile:
    """Bytes as a browser sends them; the declared type is the sender's claim and nothing more."""
    return SimpleUploadedFile(name, data, content_type=content_type)


def pdf(text: str = "") -> bytes:
    """A one-page PDF; Latin text is drawn with a standard font so that it can be extracted."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(400, 300))
    font = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = document.make_stream(f"BT /F1 18 Tf 40 200 Td ({text}) Tj ET".encode("latin-1"))
    return saved(document)


def saved(document: pikepdf.Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def changed_pdf(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """A PDF after something was done to it."""
    document = pikepdf.open(io.BytesIO(pdf("hello")))
    change(document)
    return saved(document)


def word(*, body: str = "正文段落", cell: str = "表格单元", header: str = "页眉文字") -> bytes:
    document = docx.Document()
    document.add_paragraph(body)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = cell
    table.cell(0, 1).text = "右侧"
    document.sections[0].header.paragraphs[0].text = header
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def excel(*, cell: str = "工作表单元") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "台账"
    sheet.append([cell, 42])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rezipped(
    data: bytes,
    *,
    add: dict[str, bytes] | None = None,
    change: dict[str, Callable[[bytes], bytes]] | None = None,
    drop: frozenset[str] = frozenset(),
) -> bytes:
    """An office package with parts added, changed or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename in drop:
                continue
            part = old.read(info)
            new.writestr(info.filename, (change or {}).get(info.filename, bytes)(part))
        for name, part in (add or {}).items():
            new.writestr(name, part)
    return out.getvalue()


class StoredImageFactory(factory.django.DjangoModelFactory):
    """A stored photo with real blobs."""

    class Meta:
        model = StoredFile

    kind = FileKind.IMAGE
    content_type = JPEG
    original_name = factory.Sequence(lambda number: f"照片{number}.jpg")

    @classmethod
    def _create(cls, model_class: type[StoredFile], *args: object, **kwargs: object) -> StoredFile:
        clean = image_clean(photo((320, 240), seed=StoredFile.objects.count() + 1))
        values = {
            "sha256": blobs.write(clean.full),
            "thumbnail_sha256": blobs.write(clean.thumbnail),
            "size": len(clean.full),
            "width": clean.width,
            "height": clean.height,
        }
        return model_class.objects.create(**{**values, **kwargs})
