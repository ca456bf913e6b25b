"""Photos: what comes in, what comes out, what is refused."""

from __future__ import annotations

import io
import struct
import warnings
import zlib

import filetype
import pytest
from PIL import Image, JpegImagePlugin

from core.files.errors import FileRefused
from core.files.images import MAX_BYTES, image_clean
from tests.factories import files as make


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_every_form_becomes_a_jpeg_without_metadata(form: str) -> None:
    original = make.photo((2000, 1500), form=form)
    assert make.GPS_MARK.encode() in original

    clean = image_clean(original)

    for data in (clean.full, clean.thumbnail):
        image = opened(data)
        assert image.format == "JPEG"
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        for mark in (make.GPS_MARK, make.MAKER, "CanaryComment", "Exif"):
            assert mark.encode() not in data
    assert (clean.width, clean.height) == (1600, 1200)
    assert opened(clean.full).size == (1600, 1200)
    assert opened(clean.thumbnail).size == (400, 300)


@pytest.mark.parametrize(("orientation", "size"), [(1, (1600, 1200)), (3, (1600, 1200)), (6, (1200, 1600)), (8, (1200, 1600))])
def test_a_photo_is_turned_upright(orientation: int, size: tuple[int, int]) -> None:
    clean = image_clean(make.photo((4000, 3000), orientation=orientation))
    assert (clean.width, clean.height) == size


def test_turning_puts_the_right_corner_up() -> None:
    """Orientation 6: what was stored as the left edge is the top edge."""
    image = Image.new("RGB", (800, 600), "blue")
    image.paste("red", (0, 0, 400, 600))
    out = io.BytesIO()
    image.save(out, "JPEG", exif=make.exif_with_gps(6).tobytes())
    upright = opened(image_clean(out.getvalue()).full).convert("RGB")
    red, _green, blue = upright.getpixel((300, 100))
    assert red > 200
    assert blue < 50


def test_a_small_photo_keeps_its_size() -> None:
    clean = image_clean(make.photo((300, 200)))
    assert (clean.width, clean.height) == (300, 200)
    assert opened(clean.thumbnail).size == (300, 200)


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_grey_and_cmyk_jpegs_are_read(mode: str) -> None:
    assert opened(image_clean(make.photo(mode=mode)).full).mode == "RGB"


def test_transparency_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(image_clean(out.getvalue()).full).getpixel((10, 10)) == (255, 255, 255)


def test_sixteen_bit_grey_is_scaled() -> None:
    out = io.BytesIO()
    Image.new("I;16", (50, 50), 0x8000).save(out, "PNG")
    value = opened(image_clean(out.getvalue()).full).getpixel((10, 10))
    assert abs(value[0] - 128) < 4


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes whose header promises very many pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("warnings_are", ["error", "default"])
@pytest.mark.parametrize("size", [(7072, 7072), (10_000, 8_000), (20_000, 20_000), (60_000, 60_000)])
def test_pixel_bombs_are_refused(size: tuple[int, int], warnings_are: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter(warnings_are)
        with pytest.raises(FileRefused, match="像素太多"):
            image_clean(png_claiming(*size))


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(FileRefused, match="10 MB"):
        image_clean(make.photo() + b"\0" * MAX_BYTES)


def hostile_images() -> dict[str, bytes]:
    jpeg = make.photo((800, 600))
    gif = io.BytesIO()
    make.picture().save(gif, "GIF")
    tiff = io.BytesIO()
    make.picture().save(tiff, "TIFF")
    return {
        "empty": b"",
        "text": b"hello",
        "html": b"<html><script>alert(1)</script></html>",
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "gif": gif.getvalue(),
        "tiff": tiff.getvalue(),
        "half a jpeg": jpeg[: len(jpeg) // 2],
        "only a jpeg head": jpeg[:200],
        "jpeg head and noise": jpeg[:20] + bytes(range(256)) * 40,
        "png magic only": b"\x89PNG\r\n\x1a\n",
        "webp magic only": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        "heic magic only": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
        "pdf": make.pdf("x"),
        "zip": make.word(),
    }


@pytest.mark.parametrize("name", sorted(hostile_images()))
def test_what_is_no_whole_photo_is_refused(name: str) -> None:
    with pytest.raises(FileRefused):
        image_clean(hostile_images()[name])


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\x03\x04", b"%PDF-1.7 /JavaScript"])
def test_what_hangs_behind_a_photo_is_gone(tail: bytes) -> None:
    """A JPEG that is also a page or an archive is re-encoded: only the picture is left."""
    polyglot = make.photo() + tail + make.word()
    assert filetype.guess(polyglot).mime == "image/jpeg"
    clean = image_clean(polyglot)
    assert tail not in clean.full
    assert b"word/document.xml" not in clean.full


def test_the_same_photo_gives_the_same_bytes() -> None:
    data = make.photo((2400, 1800))
    assert image_clean(data) == image_clean(data)


def test_metadata_that_slips_through_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the encoder ever write EXIF again, the photo is refused rather than published."""
    from core.files import images

    def leaky(image: Image.Image) -> bytes:
        out = io.BytesIO()
        image.save(out, "JPEG", exif=make.exif_with_gps().tobytes())
        return out.getvalue()

    monkeypatch.setattr(images, "_jpeg", leaky)
    with pytest.raises(FileRefused, match="处理失败"):
        image_clean(make.photo())


def test_a_large_photo_is_decoded_at_reduced_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """12 megapixels: the decoder is asked for half the size (a quarter of the work and memory)."""
    seen: list[tuple[int, int]] = []

    class Watched(JpegImagePlugin.JpegImageFile):
        def load(self) -> object:
            seen.append(self.size)
            return super().load()

    monkeypatch.setitem(Image.OPEN, "JPEG", (Watched, Image.OPEN["JPEG"][1]))
    image_clean(make.photo((4000, 3000)))
    assert seen[0] == (2000, 1500)
