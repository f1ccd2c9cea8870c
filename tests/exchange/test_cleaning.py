"""Text of cells: cleaned once and for all, readable, never longer than it came."""

import unicodedata
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from terang.exchange.cleaning import SERIAL_START, Undated, clean, parse_date, readable_name, readable_title

NASTY = st.text(alphabet=st.sampled_from("AB'’=\"<>&;amplt b/i\u200b\u00a0\ufeff\t\n\x00+-@é"), max_size=40)


@given(st.one_of(st.text(max_size=60), NASTY))
@example("&amp;lt;b&amp;gt;A")
@example("''=\"'A\"")
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once


@given(st.one_of(st.text(max_size=60), NASTY))
def test_nothing_invisible_survives(text: str) -> None:
    left = clean(text).text
    assert not any(unicodedata.category(char) in ("Cc", "Cf") for char in left)
    assert left == " ".join(left.split())


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ '.-", max_size=40))
def test_a_readable_name_has_the_same_letters(text: str) -> None:
    assert readable_name(text).upper() == text.upper()
    assert readable_title(text).upper() == text.upper()


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZabc '.-", max_size=40))
def test_a_readable_name_stays_as_it_is(text: str) -> None:
    once = readable_name(text)
    assert readable_name(once) == once or once == once.upper()


@given(st.dates(min_value=date(1930, 1, 1), max_value=date(2090, 12, 31)))
def test_every_way_of_writing_a_day_gives_that_day(day: date) -> None:
    serial = (day - SERIAL_START) / timedelta(days=1)
    for written in (day.isoformat(), f"{day:%d-%m-%Y}", f"{day:%d/%m/%Y}", f"{day:%Y%m%d}", serial, day):
        assert parse_date(written) == day


@given(st.text(max_size=20))
def test_no_text_makes_the_date_reader_stumble(text: str) -> None:
    with suppress(Undated):
        parse_date(text)


@pytest.mark.parametrize(
    ("shouted", "readable"),
    [
        ("BAKUNG KENANGA CONTOH", "Bakung Kenanga Contoh"),
        ("M. NUR CONTOH", "M. Nur Contoh"),
        ("D'SOUZA NUR'AINI", "D'Souza Nur'aini"),
        ("DRS. H. BAKUNG", "Drs. H. Bakung"),
        ("SITI AISYAH, S.SOS", "Siti Aisyah, S.SOS"),
        ("Bakung van Contoh", "Bakung van Contoh"),
    ],
)
def test_names_in_capitals_become_names(shouted: str, readable: str) -> None:
    assert readable_name(shouted) == readable


@pytest.mark.parametrize(
    ("shouted", "readable"),
    [
        ("KELURAHAN SITIREJO II", "Kelurahan Sitirejo II"),
        ("SUB BAGIAN UMUM DAN KEPEGAWAIAN", "Sub Bagian Umum dan Kepegawaian"),
        ("UPT SDN 060912", "UPT SDN 060912"),
        ("BKPSDM KOTA MEDAN", "BKPSDM Kota Medan"),
        ("Seksi Pelayanan", "Seksi Pelayanan"),
    ],
)
def test_units_in_capitals_keep_numerals_and_abbreviations(shouted: str, readable: str) -> None:
    assert readable_title(shouted) == readable
