"""Official forms as PDF/A-2a and PDF/UA-1 files, the same bytes for the same input."""

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

import segno
import typst
from fontpkg_noto_sans import ROOT as FONT_ROOT

from terang.documents.forms import Form

TEMPLATES: Final = Path(__file__).parent / "forms"
MARKER_PREFIX: Final = "terang:"
_STANDARDS: "Final[list[typst.PDFStandard]]" = ["a-2a", "ua-1"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What makes a form a document: number, verification token and address, day of issue."""

    number: str
    token: str
    url: str
    at: datetime

    @property
    def marker(self) -> str:
        """The token as it stands in the file's metadata, to be found again without a parser."""
        return MARKER_PREFIX + self.token


def render(form: Form, stamp: Stamp | None = None) -> bytes:
    """Return the form as PDF; without a stamp it is a draft and says so on every page.

    Nothing in the form is ever read as mark-up: it travels as JSON. The same form and stamp
    give the same bytes.
    """
    return typst.compile(
        TEMPLATES / form.template,
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(_inputs(form, stamp), ensure_ascii=False)},
        # An archive file must carry a date and a draft has none, so it is only made accessible.
        pdf_standards=_STANDARDS if stamp else ["ua-1"],
        timestamp=int(stamp.at.timestamp()) if stamp else None,
    )


def content_hash(form: Form) -> str:
    """SHA-256 (hex) of what the form says, before number, token, date and seal are added."""
    said = json.dumps(
        {"template": form.template, **asdict(form)},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def qr_svg(url: str) -> str:
    """A QR code (level M) for a printed address, as SVG."""
    out = BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=0, svgclass=None)
    return out.getvalue().decode()


def _inputs(form: Form, stamp: Stamp | None) -> dict[str, object]:
    stamped = stamp and {
        "number": stamp.number,
        "url": stamp.url,
        "marker": stamp.marker,
        "qr": qr_svg(stamp.url),
    }
    return {"title": form.heading, "form": _legible(asdict(form)), "stamp": stamped}


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[FONT_ROOT / "files"])


# Legibility: what is printed must be what is stored.


def _legible(value: object) -> object:
    """Make every text in nested data printable, see `legible_text`."""
    if isinstance(value, str):
        return legible_text(value)
    if isinstance(value, dict):
        return {key: _legible(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_legible(item) for item in value]
    return value


def legible_text(text: str) -> str:
    """Drop invisible characters; name those the typeface lacks as [U+1F600].

    Invisible characters (control, direction, zero width) could make a page read differently
    from what was decided; an archive file must not contain signs it cannot draw.
    """
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    return "".join(_legible_characters(plain)).strip()


def _legible_characters(text: str) -> Iterator[str]:
    for character in text:
        if character == "\n" or " " <= character <= "~":
            yield character
        elif unicodedata.category(character) in {"Cc", "Cf"}:
            continue
        elif _drawable(character):
            yield character
        else:
            yield f"[U+{ord(character):04X}]"


@cache
def _drawable(character: str) -> bool:
    """Whether the embedded fonts have this character, asked of the typesetter itself."""
    if unicodedata.category(character) in {"Cs", "Co", "Cn"}:
        return False
    probe = f'#set document(title: "x")\n#set text(font: "Noto Sans")\n#"{character}"'
    try:
        typst.compile(
            probe.encode(),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=_STANDARDS,
            timestamp=0,
        )
    except typst.TypstError:
        return False
    return True
