"""The mark of Terang as the picture of an installed app, drawn from the lines of ``mark.svg``."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw

SIZES = (192, 512)
SUN, LINE, PAPER = "#f0a51f", "#0b5d5a", "#ffffff"
# The square in which mark.svg is drawn, and how much of it phones may cut off round the edge of a picture.
SQUARE, MARGIN = 30, 9
# Drawn larger and scaled down, so that curves are smooth.
FINER = 4


@lru_cache(maxsize=len(SIZES))
def icon(size: int) -> bytes:
    """Return the mark on paper as PNG, with room around it for phones that cut pictures round."""
    scale = size * FINER / (SQUARE + 2 * MARGIN)
    image = Image.new("RGB", (size * FINER, size * FINER), PAPER)
    pen = ImageDraw.Draw(image)
    pen.pieslice([_at(x, scale) for x in (6.5, 8.0, 23.5, 25.0)], 180, 360, fill=SUN)
    for left, right, height in ((2.0, 28.0, 19.6), (7.5, 22.5, 24.4)):
        _line(pen, left, right, height, scale)
    out = io.BytesIO()
    image.resize((size, size), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _line(pen: ImageDraw.ImageDraw, left: float, right: float, height: float, scale: float) -> None:
    """A line 2.4 thick with round ends."""
    box = [_at(x, scale) for x in (left - 1.2, height - 1.2, right + 1.2, height + 1.2)]
    pen.rounded_rectangle(box, radius=1.2 * scale, fill=LINE)


def _at(place: float, scale: float) -> float:
    return (place + MARGIN) * scale
