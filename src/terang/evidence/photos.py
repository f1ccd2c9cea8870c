"""Photos drawn anew: upright, of a sensible size, and without a word about where and when they were taken.

Nothing of the file that came in is copied: what is kept is written from the decoded picture. So places, times,
thumbnails, second pictures and whatever else travelled inside a photo stay behind.
"""

import io

from PIL import Image, ImageCms, ImageOps
from PIL.JpegImagePlugin import JpegImageFile

# Wide enough to read a page of paper on it; larger tells nobody more.
LONGEST_SIDE = 2560
JPEG_QUALITY = 82
# A JPEG is decoded at a half, quarter or eighth of its size; one that comes in several passes keeps all its
# coefficients until the last, two bytes each. Cameras of phones halve the colours both ways: 1.5 coefficients a pixel.
MOST_JPEG_PIXELS = 64_000_000
MOST_COEFFICIENTS = 96_000_000
# Other kinds are decoded whole, with four bytes a pixel, and again while they are scaled: 16 megapixels are 280 MB.
MOST_PIXELS = 16_000_000
# What scaling can work on; palettes and the like become colours first.
SCALABLE = frozenset({"L", "LA", "RGB", "RGBA", "I;16"})


class Damaged(ValueError):
    """The picture cannot be read to its end."""


class Moving(ValueError):
    """The file holds several pictures that are shown one after another."""


class TooManyPixels(ValueError):
    """The picture would need more memory than one photo may have."""


def redrawn(data: bytes, kind: str) -> tuple[bytes, bool]:
    """Return the picture drawn anew, and whether it became a JPEG (else PNG).

    Args:
        kind: ``JPEG``, ``PNG`` or ``WEBP``: the only decoder that is asked. PNG stays free of loss.

    Raises:
        Damaged, Moving, TooManyPixels: what is wrong with it.
    """
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as image:
            _require_one_small_enough(image, kind)
            image.draft("RGB", _small(image.size))
            return _written(_upright(image), is_png=kind == "PNG"), kind != "PNG"
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixels from None
    except (Moving, TooManyPixels):
        raise
    except Exception as fault:
        # Decoders answer hostile bytes with whatever went wrong inside them.
        raise Damaged from fault


def _require_one_small_enough(image: Image.Image, kind: str) -> None:
    # Phones put a second picture (depth, small view) behind a JPEG; only the first is ever decoded.
    if kind != "JPEG" and getattr(image, "is_animated", False):
        raise Moving
    pixels = image.width * image.height
    if pixels > (MOST_JPEG_PIXELS if kind == "JPEG" else MOST_PIXELS):
        raise TooManyPixels
    if isinstance(image, JpegImageFile) and pixels * _coefficients(image) > MOST_COEFFICIENTS:
        raise TooManyPixels


def _coefficients(image: JpegImageFile) -> float:
    """How many the JPEG keeps for a pixel: one a colour, less where a colour is drawn more coarsely."""
    drawn = [across * down for _name, across, down, _table in image.layer]
    return sum(drawn) / max(drawn)


def _small(size: tuple[int, int]) -> tuple[int, int]:
    ratio = min(1, LONGEST_SIDE / max(size))
    return max(1, round(size[0] * ratio)), max(1, round(size[1] * ratio))


def _upright(image: Image.Image) -> Image.Image:
    """Scale first: turning a small picture is cheap."""
    if max(image.size) > LONGEST_SIDE:
        turned = image.getexif()
        image = _plain(image).resize(_small(image.size), Image.Resampling.LANCZOS)
        image.info.update(exif=turned.tobytes())
    return _in_common_colours(ImageOps.exif_transpose(image))


def _plain(image: Image.Image) -> Image.Image:
    if image.mode in SCALABLE:
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _in_common_colours(image: Image.Image) -> Image.Image:
    """Phones see more colours than sRGB; without their profile they would look pale, so they are converted."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB")) or image
    except (ImageCms.PyCMSError, OSError):
        return image


def _written(image: Image.Image, *, is_png: bool) -> bytes:
    # Of what the file said about itself, only what is needed to draw it stays.
    image.info = {name: image.info[name] for name in ("transparency",) if name in image.info}
    out = io.BytesIO()
    if is_png:
        image.save(out, "PNG")
    else:
        _on_white(image).save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """JPEG knows no see-through; paper is white."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    page = Image.new("RGBA", image.size, "white")
    page.alpha_composite(image.convert("RGBA"))
    return page.convert("RGB")
