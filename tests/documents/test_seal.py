"""The office's seal: made once, kept private, and broken by a single byte."""

import stat
from datetime import datetime
from pathlib import Path

import pytest

from terang.documents import seal as seals
from terang.documents.rendering import Stamp, render
from terang.documents.seal import SealKeyMissing, check_seal, ensure_seal_key, seal
from tests.documents.samples import OFFICE, evaluation_form


@pytest.fixture
def pdf(stamp: Stamp) -> bytes:
    return render(evaluation_form(), stamp)


@pytest.fixture
def sealed(pdf: bytes, at: datetime) -> bytes:
    return seal(pdf, reason="TRG-EVAL-2026-000123", at=at)


def test_a_sealed_file_is_intact_trusted_and_wholly_covered(sealed: bytes, at: datetime) -> None:
    check = check_seal(sealed)
    assert check.genuine
    assert check.sealed_at == at
    assert check.signer == f"Segel Terang {OFFICE}"


def test_sealing_only_appends(pdf: bytes, sealed: bytes) -> None:
    assert sealed.startswith(pdf)


def test_the_seal_is_pades_and_allows_no_later_change(sealed: bytes) -> None:
    assert b"/ETSI.CAdES.detached" in sealed
    assert b"/DocMDP" in sealed
    assert b"/P 1" in sealed


@pytest.mark.parametrize("place", [0, 7, 0.2, 0.5, 0.8, -400, -8])
def test_one_flipped_byte_breaks_the_seal(sealed: bytes, place: float) -> None:
    broken = bytearray(sealed)
    broken[int(place * len(sealed)) if isinstance(place, float) else place] ^= 1
    assert not check_seal(bytes(broken)).genuine


def test_appended_bytes_are_not_covered(sealed: bytes) -> None:
    assert not check_seal(sealed + b"\n% more").covers_whole_file


def test_a_seal_made_with_another_key_is_not_trusted(
    pdf: bytes, at: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure_seal_key(tmp_path, OFFICE, at)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(seals, "seal_directory", lambda: tmp_path)
        foreign = seal(pdf, reason="x", at=at)
    check = check_seal(foreign)
    assert check.intact
    assert not check.trusted


@pytest.mark.parametrize("data", [b"", b"not a pdf", b"%PDF-1.7\n%%EOF", b"%PDF-1.7" + b"\x00" * 5000])
def test_a_file_without_a_readable_seal_is_no_crash(data: bytes) -> None:
    assert check_seal(data) == seals.NO_SEAL


def test_the_key_file_is_for_its_owner_only(tmp_path: Path, at: datetime) -> None:
    path = ensure_seal_key(tmp_path / "seal", OFFICE, at)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_key_is_made_once_and_nothing_else_is_left(tmp_path: Path, at: datetime) -> None:
    first = ensure_seal_key(tmp_path, OFFICE, at).read_bytes()
    assert ensure_seal_key(tmp_path, "Kantor lain", at).read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == [seals.KEY_FILE]


def test_when_two_processes_make_the_key_at_once_the_first_one_stands(
    tmp_path: Path, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = seals._new_key_and_certificate

    def while_another_finishes(office: str, at: datetime) -> bytes:
        (tmp_path / seals.KEY_FILE).write_bytes(b"the first")
        return make(office, at)

    monkeypatch.setattr(seals, "_new_key_and_certificate", while_another_finishes)
    assert ensure_seal_key(tmp_path, OFFICE, at).read_bytes() == b"the first"


def test_a_long_office_name_still_gives_a_certificate(tmp_path: Path, at: datetime) -> None:
    assert ensure_seal_key(tmp_path, "Kecamatan " + "Panjang " * 20, at).exists()


def test_sealing_before_set_up_says_what_to_do(
    pdf: bytes, at: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seals, "seal_directory", lambda: tmp_path / "nowhere")
    with pytest.raises(SealKeyMissing, match="operator"):
        seal(pdf, reason="x", at=at)
