"""Making text of cells clean and readable. Every change that a person should know of comes back as a remark."""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import unescape

from .workbook import Cell

# Formatting that web pages and mail programs leave in a copied name; anything else in brackets is refused.
FORMATTING = re.compile(r"</?(?:b|i|u|em|strong|font|span|br|p|div)(?:\s[^<>]*)?/?>", re.IGNORECASE)
TEXT_FORMULA = re.compile(r'^="(.*)"$')
FORMULA_START = ("=", "+", "-", "@")
NOTHING = {"-", "--", "–", "—", "n/a", "null"}
APOSTROPHES = "'’‘`"
NAME_MARKS = set(" .,'’-/()")

ROMAN = re.compile(r"(?=[IVX])(?:X{0,3})(?:IX|IV|V?I{0,3})")
SMALL_WORDS = {"dan", "di", "ke", "dari", "pada", "untuk", "dengan", "atau", "yang"}
# Abbreviations with vowels; those without a vowel are recognised by that.
ABBREVIATIONS = {"UPT", "UPTD", "RSUD", "ASN", "SD", "PAUD", "UMKM", "RI", "IT", "TI", "DPRD", "BUMD"}
WORD = re.compile(r"[^\W\d_](?:[\w.'’]*\w)?\.?", re.UNICODE)
VOWEL = re.compile(r"[AEIOU]")
ALONE_LETTER_BEFORE_APOSTROPHE = re.compile(r"^[A-Z]['’]")

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "jan"), ("februari", "feb", "pebruari"), ("maret", "mar"), ("april", "apr"), ("mei",),
            ("juni", "jun"), ("juli", "jul"), ("agustus", "agu", "agt", "ags"), ("september", "sep"),
            ("oktober", "okt"), ("november", "nov", "nopember"), ("desember", "des"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
DAY_FIRST = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})(?:[T ]00:00(?::00)?(?:\.0+)?)?")
IN_WORDS = re.compile(r"(\d{1,2})\s+([A-Za-z]+)\.?\s+(\d{4})")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
# Spreadsheets count days from here; serial numbers below and above are no dates of living people.
SERIAL_START, SERIALS = date(1899, 12, 30), range(3654, 73051)  # 1910 to 2100


@dataclass(frozen=True)
class Cleaned:
    """Text and what was done to it: INVISIBLE, MARKUP, APOSTROPHE; FORMULA and BRACKETS are left for refusal."""

    text: str
    remarks: tuple[str, ...] = ()


class Undated(Exception):
    """A cell that should be a date and is none; ``code`` says in which way."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def plain(cell: Cell) -> str:
    """The cell as text, without judging it. Whole numbers lose the ``.0`` that spreadsheets give them."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return str(cell)


def clean(cell: Cell) -> Cleaned:
    """Text without invisible characters, mark-up, leading apostrophes and doubled spaces.

    What one step uncovers the next round cleans, so that cleaning twice is cleaning once.
    """
    text, remarks = plain(cell), list[str]()
    before = None
    while text != before:
        before, text = text, _cleaner(text, remarks)
    if text.lower() in NOTHING:
        return Cleaned("")
    if text.startswith(FORMULA_START):
        remarks.append("FORMULA")
    if "<" in text or ">" in text:
        remarks.append("BRACKETS")
    return Cleaned(text, tuple(dict.fromkeys(remarks)))


def _cleaner(text: str, remarks: list[str]) -> str:
    visible = _visible(text)
    if visible != text.strip():
        remarks.append("INVISIBLE")
    unmarked = FORMATTING.sub(" ", unescape(visible)) if "<" in visible or "&" in visible else visible
    if unmarked != visible:
        remarks.append("MARKUP")
    bare = unmarked.strip().lstrip(APOSTROPHES)
    wrapped = TEXT_FORMULA.match(bare)
    if wrapped or bare != unmarked.strip():
        remarks.append("APOSTROPHE")
    return " ".join(unicodedata.normalize("NFC", wrapped[1] if wrapped else bare).split())


def _visible(text: str) -> str:
    """Without control and format characters; every kind of space is a plain one."""
    kept = (
        " " if char in "\t\n\r" or unicodedata.category(char) == "Zs" else char
        for char in text
        if char in "\t\n\r" or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs", "Cn")
    )
    return "".join(kept).strip()


def odd_in_name(text: str) -> str:
    """The characters that no name has: digits, brackets of mark-up, symbols."""
    return "".join(sorted({char for char in text if not (_is_letter(char) or char in NAME_MARKS)}))


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM"


def readable_name(text: str) -> str:
    """A person's name as people write it. Only a name all in capitals is changed; titles keep their form."""
    if not _is_shouted(text):
        return text
    name, comma, titles = text.partition(",")
    return WORD.sub(lambda word: _name_word(word[0]), name) + comma + titles


def readable_title(text: str) -> str:
    """The name of a unit or post as people write it: KELURAHAN SITIREJO II → Kelurahan Sitirejo II."""
    if not _is_shouted(text):
        return text
    words = WORD.sub(lambda word: _title_word(word[0]), text)
    return words[:1].upper() + words[1:]


def _is_shouted(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 1 and text == text.upper()


def _name_word(word: str) -> str:
    """M.NUR and S.E. are taken apart at the points; D'SOUZA keeps its second capital, NUR'AINI gets none."""
    if "." in word.rstrip("."):
        return ".".join(_name_word(part) if len(part) > 2 else part for part in word.split("."))
    if ALONE_LETTER_BEFORE_APOSTROPHE.match(word):
        return word[:2] + word[2:].capitalize()
    if ROMAN.fullmatch(word) and len(word) > 1:
        return word
    return word.capitalize()


def _title_word(word: str) -> str:
    if word.lower() in SMALL_WORDS:
        return word.lower()
    if ROMAN.fullmatch(word) or word in ABBREVIATIONS or not VOWEL.search(word) or "." in word.rstrip("."):
        return word
    return word.capitalize()


def parse_date(cell: Cell) -> date | None:
    """A date cell, a serial number, dd-mm-yyyy, yyyy-mm-dd, or ``2 Januari 2024``; None when empty.

    Raises:
        Undated: DATE_IMPOSSIBLE for a day the calendar does not have, DATE_UNREADABLE for anything else.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _from_serial(float(cell))
    text = clean(cell).text
    if not text:
        return None
    return _from_serial(float(text)) if re.fullmatch(r"\d{4,5}", text) else _from_text(text)


def _from_serial(number: float) -> date:
    if not math.isfinite(number) or int(number) not in SERIALS:
        raise Undated("DATE_UNREADABLE")
    return SERIAL_START + timedelta(days=int(number))


def _from_text(text: str) -> date:
    if found := DAY_FIRST.fullmatch(text):
        return _calendar(found[3], found[2], found[1])
    if found := YEAR_FIRST.fullmatch(text) or COMPACT.fullmatch(text):
        return _calendar(found[1], found[2], found[3])
    if (found := IN_WORDS.fullmatch(text)) and found[2].lower() in MONTHS:
        return _calendar(found[3], str(MONTHS[found[2].lower()]), found[1])
    raise Undated("DATE_UNREADABLE")


def _calendar(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Undated("DATE_IMPOSSIBLE") from None
