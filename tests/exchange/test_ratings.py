"""Ratings from files: each fault is named, with its row."""

from pathlib import Path

import duckdb
import pytest
from django.utils import translation

from terang.core.fairness import Role
from terang.exchange.ratings import UnusableRatings, read_ratings

HEADING = "ratee,rater,role,y,ratee_unit,rater_unit"
GOOD = "ani,budi,rekan,4.5,u1,u1"


@pytest.fixture(autouse=True)
def in_indonesian() -> None:
    translation.activate("id")


def written(folder: Path, *rows: str, heading: str = HEADING, name: str = "nilai.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(UnusableRatings) as refused:
        read_ratings(path)
    return refused.value.user_message


def test_people_and_units_are_numbered_by_name(tmp_path: Path) -> None:
    ratings = read_ratings(written(tmp_path, "citra,ani,atasan,3,u2,u1", GOOD, "ani,citra,bawahan,5,u1,u2"))
    assert (ratings.names, ratings.units) == (["ani", "budi", "citra"], ["u1", "u2"])
    assert ratings.persons.unit.tolist() == [0, 0, 1]
    assert list(zip(ratings.pairs.ratee, ratings.pairs.rater, strict=True)) == [(0, 1), (0, 2), (2, 0)]
    assert ratings.pairs.role.tolist() == [Role.PEER, Role.SUBORDINATE, Role.SUPERIOR]
    assert ratings.pairs.y.tolist() == [4.5, 5.0, 3.0]


@pytest.mark.parametrize("role", ["Atasan", "superior", "0"])
def test_roles_may_be_written_in_both_languages_or_as_numbers(tmp_path: Path, role: str) -> None:
    assert read_ratings(written(tmp_path, f"ani,budi,{role},4,u1,u1")).pairs.role.tolist() == [Role.SUPERIOR]


def test_columns_may_stand_in_any_order_with_others_between(tmp_path: Path) -> None:
    path = written(tmp_path, "x,4,u1,u1,rekan,budi,ani", heading="catatan,Y,ratee_unit,rater_unit,role,rater,ratee")
    assert read_ratings(path).names == ["ani", "budi"]


def test_semicolons_and_decimal_commas_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace(",", ";").replace(".", ","), heading=HEADING.replace(",", ";"))
    assert read_ratings(path).pairs.y.tolist() == [4.5]


def test_parquet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "nilai.parquet"
    with duckdb.connect() as database:
        database.execute(
            "copy (select 7 as ratee, 8 as rater, 1 as role, 4.5 as y, 1 as ratee_unit, 1 as rater_unit) "
            f"to '{path}' (format parquet)"
        )
    assert (read_ratings(path).names, read_ratings(path).pairs.y.tolist()) == (["7", "8"], [4.5])


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((GOOD, "budi,ani,rekan,empat,u1,u1"), "Kolom y harus angka, misalnya 4.2. Lihat baris 3 (empat)."),
        ((GOOD, "budi,ani,rekan,inf,u1,u1"), "Kolom y harus angka"),
        (
            (GOOD, "budi,ani,teman,4,u1,u1"),
            "Tulis atasan, rekan, atau bawahan. Lihat baris 3 (teman)",
        ),
        (
            (GOOD, GOOD),
            "Sisakan satu baris. Lihat baris 2 (ani – budi), baris 3 (ani – budi).",
        ),
        (
            (GOOD, "budi,ani,rekan,4,u1,u2"),
            "Pilih satu unit untuk setiap orang. Lihat baris 2 (ani: u1)",
        ),
        ((GOOD, "budi,budi,rekan,4,u1,u1"), "diri sendiri tidak dihitung. Hapus baris ini. Lihat baris 3 (budi)"),
        ((GOOD, "budi,,rekan,4,u1,u1"), "Kolom kosong. Isi semua kolom pada setiap baris. Lihat baris 3."),
        ((GOOD, "budi,ani,rekan,4,u1"), "Kolom kosong. Isi semua kolom pada setiap baris. Lihat baris 3."),
        ((), "Berkas tidak berisi baris penilaian."),
    ],
)
def test_a_faulty_row_is_named(tmp_path: Path, rows: tuple[str, ...], words: str) -> None:
    assert words in refusal(written(tmp_path, *rows))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    told = refusal(written(tmp_path, "ani,budi,teman,empat,u1,u1", "budi,budi,rekan,4,u1,u1"))
    assert len(told.splitlines()) == 3


def test_many_rows_with_one_fault_are_not_all_listed(tmp_path: Path) -> None:
    told = refusal(written(tmp_path, *(f"p{n},q{n},rekan,x,u1,u1" for n in range(20))))
    assert (told.count("baris"), "…" in told) == (5, True)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    assert "Kolom ini belum ada: ratee_unit, rater_unit." in refusal(
        written(tmp_path, "ani,budi,rekan,4", heading="ratee,rater,role,y")
    )


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "tidak ditemukan" in refusal(tmp_path / "tidak-ada.csv")


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    assert "berakhiran .csv atau .parquet" in refusal(written(tmp_path, GOOD, name="nilai.xlsx"))


@pytest.mark.parametrize("name", ["nilai.csv", "nilai.parquet"])
def test_what_is_no_table_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(bytes(range(256)) * 20)
    assert "tidak dapat dibaca sebagai tabel" in refusal(path)


def test_an_empty_file_lacks_all_columns(tmp_path: Path) -> None:
    (tmp_path / "nilai.csv").write_text("")
    assert "Kolom ini belum ada" in refusal(tmp_path / "nilai.csv")


def test_a_name_with_quotes_is_only_a_name(tmp_path: Path) -> None:
    assert read_ratings(written(tmp_path, '"a\'ni",budi,rekan,4,u1,u1', name="nilai'2026.csv")).names == [
        "a'ni",
        "budi",
    ]
