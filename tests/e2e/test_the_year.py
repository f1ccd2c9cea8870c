"""One appraisal year on a new installation, as its people live it: from the first account to the verified ledger."""

import json
import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfWriter

from .conftest import Office, Visitor, VisitorMaker

pytestmark = pytest.mark.usefixtures("in_order")

DATA = Path(__file__).parent.parent / "data"
CAMAT, KASI, BERINGIN, CENDANA, DAHLIA, AUDITOR = (
    "199502092017031901", "199407182016122933", "199101032013211934", "199206202014031935", "199201232014032903",
    "199612232018032908",
)  # fmt: skip
SECRETS = ("Cendana", "CENDANA", CENDANA, "19920620 201403 1 935")
# Where one chooses whom to give feedback stand the names of all colleagues; /gaya/ shows samples only.
NAMES_MAY_STAND_AT = ("/umpan-balik/beri/", "/gaya/")
PROTECTED_WORDS = "Selalu membantu rekan menutup loket pada jam sibuk."
NAMED_WORDS = "Antrean hari Senin tertib berkat persiapan Anda."
REASON = "Laporan dua belas bulan lengkap dan antrean lebih singkat daripada target."


@dataclass
class Walk:
    """What one step leaves for the next."""

    office: Office
    visitor: VisitorMaker
    folder: Path
    passwords: dict[str, str] = field(default_factory=dict)
    browsers: dict[str, Visitor] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    def person(self, username: str) -> Visitor:
        """The person's own browser; at the first use they sign in and choose a password of their own."""
        if username not in self.browsers:
            visitor = self.browsers[username] = self.visitor(self.office)
            visitor.signs_in(username, self.passwords[username])
            choose_own_password(visitor, self.passwords[username])
        return self.browsers[username]


@pytest.fixture(scope="module")
def walk(new_office: Office, visitor: VisitorMaker, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    return Walk(new_office, visitor, tmp_path_factory.mktemp("walk"))


def choose_own_password(visitor: Visitor, temporary: str) -> None:
    visitor.sees("Buat kata sandi Anda sendiri")
    visitor.page.fill("[name=oldpassword]", temporary)
    visitor.page.fill("[name=password1]", "pasar-pagi-medan-91")
    visitor.page.fill("[name=password2]", "pasar-pagi-medan-91")
    visitor.presses("Simpan kata sandi")
    visitor.opens("/")
    visitor.sees(re.compile("Selamat (pagi|siang|sore|malam)"))


def number_of(visitor: Visitor, label: str) -> int:
    """A figure of the preview: the number beside its label."""
    found = visitor.page.locator(".t-figures > div").filter(has=visitor.page.get_by_text(label, exact=True))
    return int(found.locator("dd").inner_text())


def photo(path: Path) -> Path:
    """A small, true PNG: 16 by 16 points of green."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x20\x80\x60" * 16 for _ in range(16))
    header = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )
    return path


def some_pdf(path: Path) -> Path:
    writer = PdfWriter()
    writer.add_blank_page(width=300, height=200)
    writer.write(path)
    return path


# --- setting up -------------------------------------------------------------------------


def test_the_first_operator_signs_in_and_chooses_a_password(walk: Walk) -> None:
    made = walk.office.terang("operator", "operator", "--name", "Operator Kantor", "--agency", "medan", "--json")
    assert made.returncode == 0, made.stderr
    walk.passwords["operator"] = json.loads(made.stdout)["password"]
    walk.person("operator").sees("Operator Kantor")


def test_a_staff_list_is_previewed_and_applied_with_its_progress_in_view(walk: Walk) -> None:
    operator = walk.person("operator")
    operator.opens("/pegawai/")
    operator.sees("Belum ada pegawai")
    upload(operator, DATA / "amplas-siasn.xlsx")
    assert number_of(operator, "Pegawai baru") == 93
    assert number_of(operator, "Baris bermasalah") == 0
    operator.follows("Terapkan impor")
    operator.sees("93 pegawai baru dicatat")
    operator.presses("Terapkan sekarang")
    operator.follows("Lihat hasilnya")  # appears by itself when the work is done
    operator.sees("Impor sudah diterapkan")
    operator.follows("Lihat daftar pegawai")
    operator.sees("93 pegawai.")


def test_the_same_list_again_changes_nothing(walk: Walk) -> None:
    operator = walk.person("operator")
    upload(operator, DATA / "amplas-siasn.xlsx")
    operator.sees("Tidak ada yang berubah")
    assert number_of(operator, "Tetap") == 93
    operator.follows("Batalkan impor")
    operator.presses("Batalkan impor")


def test_a_faulty_list_names_its_faults_and_applies_nothing(walk: Walk) -> None:
    operator = walk.person("operator")
    upload(operator, DATA / "amplas-siasn-faulty.xlsx")
    operator.sees("sel perlu dibetulkan dulu")
    operator.sees("Baris 20")
    expect(operator.page.get_by_role("link", name="Terapkan impor")).to_have_count(0)
    operator.follows("Batalkan impor")
    operator.presses("Batalkan impor")
    operator.opens("/pegawai/")
    operator.sees("93 pegawai.")


def upload(visitor: Visitor, workbook: Path) -> None:
    visitor.opens("/pegawai/impor/")
    visitor.attaches("Berkas daftar pegawai", workbook)
    visitor.presses("Baca berkas")


def test_the_operator_hands_out_passwords_and_appoints_team_and_auditor(walk: Walk) -> None:
    operator = walk.person("operator")
    for nip in (CAMAT, KASI, BERINGIN, CENDANA, DAHLIA, AUDITOR):
        open_account(operator, nip)
        operator.follows("Buat kata sandi sementara")
        operator.presses("Buat kata sandi sementara")
        walk.passwords[nip] = operator.page.locator("strong.t-code").inner_text()
    give_role(operator, DAHLIA, "Tim pengelola kinerja")
    give_role(operator, AUDITOR, "Auditor")


def open_account(operator: Visitor, nip: str) -> None:
    operator.opens(f"/akun/kelola/?q={nip}")
    operator.page.locator("main table").get_by_role("link").first.click()
    operator.looks()


def give_role(operator: Visitor, nip: str, role: str) -> None:
    open_account(operator, nip)
    operator.follows("Beri peran")
    operator.chooses(role)
    operator.fills("Alasan", "Surat tugas camat nomor 800/12/2026")
    operator.presses("Beri peran")
    operator.sees("Peran diberikan.")


# --- planning ---------------------------------------------------------------------------


def test_the_team_opens_the_year(walk: Walk) -> None:
    team = walk.person(DAHLIA)
    team.goes_to("Periode")
    team.follows("Buka periode")
    today = date.today()
    team.fills("Evaluasi tahunan: mulai", max(today - timedelta(days=7), date(today.year, 1, 1)).isoformat())
    team.presses("Lanjut")
    team.sees("Semua pegawai yang memegang jabatan definitif dapat mulai menyusun SKP.")
    team.presses("Buka periode")
    team.sees("dibuka. Pegawai dapat mulai menyusun SKP.")


def test_an_employee_plans_two_results_with_indicators_and_an_annex(walk: Walk) -> None:
    beringin = walk.person(BERINGIN)
    beringin.must_never_read(*SECRETS, except_at="/umpan-balik/beri/")
    beringin.goes_to("SKP")
    beringin.presses("Mulai SKP")
    plan_result(beringin, "Surat pengantar selesai tepat waktu", "Laporan layanan bulanan", "12", "laporan")
    plan_result(beringin, "Antrean loket lebih singkat", "Rata-rata waktu tunggu", "15", "menit", lower=True)
    beringin.follows("Ubah lampiran")
    beringin.fills("Dukungan sumber daya", "Satu komputer loket\nPencetak nomor antrean")
    beringin.fills("Skema pertanggungjawaban", "Laporan bulanan kepada kepala seksi")
    beringin.fills("Konsekuensi", "Dibahas pada rapat triwulan")
    beringin.presses("Simpan")
    walk.addresses["skp"] = beringin.page.url
    submit_plan(beringin)


def plan_result(
    visitor: Visitor, statement: str, indicator: str, target: str, unit: str, *, lower: bool = False
) -> None:
    visitor.follows("Tambah hasil utama")
    visitor.fills("Rencana hasil kerja", statement)
    visitor.page.fill("[name=i0-statement]", indicator)
    visitor.page.fill("[name=i0-target_low]", target)
    visitor.page.fill("[name=i0-unit]", unit)
    if lower:
        visitor.picks("Arah", "Makin rendah makin baik")
    else:
        visitor.picks("Cara menghitung realisasi", "Dijumlahkan")
    visitor.page.get_by_role("button", name="Simpan hasil kerja").last.click()
    visitor.sees("Hasil kerja tersimpan.")


def submit_plan(visitor: Visitor) -> None:
    visitor.follows("Ajukan SKP")
    visitor.presses("Ajukan SKP")
    visitor.sees("SKP Anda telah diajukan kepada pejabat penilai.")


def test_the_appraiser_returns_the_plan_with_a_reason_and_then_sets_it(walk: Walk) -> None:
    kasi, beringin = walk.person(KASI), walk.person(BERINGIN)
    review(kasi)
    kasi.fills("Alasan", "Tambahkan satuan yang dipakai seksi: berkas.")
    kasi.presses("Kembalikan SKP")
    kasi.sees("SKP dikembalikan kepada pegawai dengan alasan Anda.")

    beringin.opens(walk.addresses["skp"])
    beringin.sees("Tambahkan satuan yang dipakai seksi: berkas.")
    beringin.follows("Ubah: Surat pengantar")
    beringin.page.fill("[name=i0-unit]", "berkas")
    beringin.page.get_by_role("button", name="Simpan hasil kerja").last.click()
    beringin.looks()
    submit_plan(beringin)

    review(kasi)
    kasi.sees("12 berkas")
    kasi.presses("Tetapkan SKP")
    kasi.sees("SKP ditetapkan.")


def review(kasi: Visitor) -> None:
    kasi.opens("/skp/tim/")
    kasi.follows("Tinjau")


# --- the year ---------------------------------------------------------------------------


def test_the_employee_records_work_with_a_photo_and_a_file(walk: Walk) -> None:
    beringin = walk.person(BERINGIN)
    beringin.goes_to("Bukti")
    record(beringin, "Laporan layanan bulanan", "12", photo(walk.folder / "loket.png"))
    record(beringin, "Rata-rata waktu tunggu", "12,5", some_pdf(walk.folder / "antrean.pdf"))
    beringin.goes_to("Bukti")
    beringin.sees("12 berkas")


def record(visitor: Visitor, indicator: str, amount: str, proof: Path) -> None:
    visitor.opens("/bukti/")
    visitor.follows(f"Catat: {indicator}")
    visitor.fills("Apa yang Anda kerjakan?", f"{indicator} sampai bulan ini.")
    visitor.fills("Jumlah", amount)
    visitor.attaches("Foto atau berkas", proof)
    visitor.presses("Simpan catatan")
    visitor.sees("Catatan tersimpan.")
    visitor.sees(proof.name)


def test_the_superior_speaks_by_name_and_the_peer_under_protection(walk: Walk) -> None:
    give_feedback(walk.person(KASI), NAMED_WORDS, "Nama Anda dicantumkan")
    give_feedback(walk.person(CENDANA), PROTECTED_WORDS, "Nama Anda dilindungi")
    beringin = walk.person(BERINGIN)
    beringin.goes_to("Umpan balik")
    beringin.sees(NAMED_WORDS)
    expect(beringin.page.get_by_text(PROTECTED_WORDS)).to_have_count(0)
    let_a_day_pass(walk)
    beringin.goes_to("Umpan balik")
    beringin.sees(PROTECTED_WORDS)
    beringin.sees("identitas dilindungi")
    beringin.sees(re.compile("Camar .*Pimpinan", re.IGNORECASE))


def let_a_day_pass(walk: Walk) -> None:
    """What peers and subordinates write is read from the day after."""
    walk.office.python(
        "from datetime import timedelta; from django.db.models import F; from terang.evidence.models import Feedback;"
        "Feedback.objects.filter(signed_by='').update(on=F('on') - timedelta(days=1))"
    )


def give_feedback(visitor: Visitor, words: str, note: str) -> None:
    visitor.opens("/umpan-balik/beri/")
    visitor.follows("Beri umpan balik: Beringin")
    visitor.sees(note)
    visitor.fills("Umpan balik", words)
    visitor.presses("Kirim umpan balik")
    visitor.sees("Terima kasih. Umpan balik Anda tersimpan.")


# --- judging ----------------------------------------------------------------------------


def test_the_appraiser_is_told_that_the_level_of_the_office_comes_first(walk: Walk) -> None:
    kasi = walk.person(KASI)
    open_desk(kasi)
    kasi.sees("belum ditetapkan")
    decide(kasi, reason=REASON)
    kasi.sees("belum ditetapkan, padahal itu langkah pertama")
    expect(kasi.field("Alasan, dibaca pegawai")).to_have_value(REASON)


def test_the_camat_sets_the_level_of_the_section(walk: Walk) -> None:
    camat = walk.person(CAMAT)
    camat.opens("/evaluasi/capaian-unit/")
    camat.follows("Tetapkan: Seksi Pelayanan")
    camat.chooses("Baik")
    camat.fills("Dasar", "Capaian perjanjian kinerja seksi 96 persen.")
    camat.presses("Simpan capaian")
    camat.sees("tersimpan dan tercatat di buku besar")


def test_the_appraiser_forgets_the_reason_loses_nothing_concludes_and_delivers(walk: Walk) -> None:
    kasi = walk.person(KASI)
    open_desk(kasi)
    for words in (NAMED_WORDS, PROTECTED_WORDS, "loket.png", "antrean.pdf"):
        kasi.sees(words)
    kasi.does_not_see("Cendana")
    decide(kasi, reason="")
    kasi.sees("Tuliskan alasan; pegawai akan membacanya")
    expect(kasi.page.get_by_role("group", name="Rating hasil kerja").get_by_label("Di Atas")).to_be_checked()
    kasi.fills("Alasan, dibaca pegawai", REASON)
    kasi.presses("Simpan dan lanjut")
    kasi.sees(re.compile("Baik, tersimpan"))
    kasi.opens("/evaluasi/sampaikan/")
    kasi.presses("Sampaikan")
    kasi.looks()


def open_desk(kasi: Visitor) -> None:
    kasi.goes_to("Tim saya")
    kasi.follows("Beringin")


def decide(kasi: Visitor, *, reason: str) -> None:
    results = kasi.page.get_by_role("group", name="Rating hasil kerja")
    behaviour = kasi.page.get_by_role("group", name="Rating perilaku kerja")
    results.get_by_label("Di Atas").check()
    behaviour.get_by_label("Sesuai").check()
    kasi.fills("Alasan, dibaca pegawai", reason)
    kasi.presses("Simpan dan lanjut")


def test_the_employee_reads_why_and_signs_for_it(walk: Walk) -> None:
    beringin = walk.person(BERINGIN)
    beringin.opens("/hasil/")
    beringin.follows("Tahun kinerja")
    for words in (
        REASON,
        "Mengapa hasil saya begini?",
        "Laporan layanan bulanan",
        "12,5",
        "Pasal 49",
        "Peraturan Menteri PANRB Nomor 6 Tahun 2022",
    ):
        beringin.sees(words)
    walk.addresses["why"] = beringin.page.url
    beringin.fills("Tanggapan Anda", "Terima kasih, saya terima.")
    beringin.presses("Tandatangani penerimaan")
    beringin.sees("Tanda terima Anda tercatat.")


# --- the document -----------------------------------------------------------------------


def test_anyone_can_tell_the_document_from_an_altered_one_and_from_another(walk: Walk) -> None:
    beringin = walk.person(BERINGIN)
    beringin.opens(walk.addresses["why"])
    genuine = beringin.downloads("Dokumen evaluasi (PDF)", walk.folder / "evaluasi.pdf")
    altered = walk.folder / "berubah.pdf"
    content = bytearray(genuine.read_bytes())
    content[len(content) // 2] ^= 1
    altered.write_bytes(content)

    citizen = walk.visitor(walk.office)
    citizen.must_never_read(BERINGIN, KASI, REASON)
    check_file(citizen, genuine, "Dokumen ini asli")
    check_file(citizen, altered, "Isi dokumen telah berubah")
    check_file(citizen, some_pdf(walk.folder / "lain.pdf"), "Dokumen tidak dikenal")


def check_file(citizen: Visitor, file: Path, answer: str) -> None:
    citizen.opens("/periksa/")
    citizen.page.set_input_files("input[type=file]", file)
    citizen.presses("Periksa keaslian")
    citizen.sees(answer)


def test_the_page_of_the_code_shows_neither_number_nor_predikat(walk: Walk) -> None:
    beringin = walk.person(BERINGIN)
    beringin.opens(walk.addresses["why"])
    code = beringin.page.get_by_role("link", name="Periksa keaslian").get_attribute("href")
    assert code
    citizen = walk.visitor(walk.office)
    citizen.must_never_read(BERINGIN, "Beringin", "BERINGIN", "Di Atas Ekspektasi", REASON)
    citizen.opens(code)
    citizen.sees("Dokumen ini terdaftar dan berlaku")
    citizen.does_not_see("Predikat")


# --- afterwards -------------------------------------------------------------------------


def test_nowhere_within_reach_does_the_rated_person_find_the_name_of_the_peer(walk: Walk) -> None:
    beringin = walk.person(BERINGIN)
    seen = every_page_from(beringin, "/", skip=lambda path: path.startswith(NAMES_MAY_STAND_AT))
    assert walk.addresses["why"].removeprefix(walk.office.base) in seen
    assert len(seen) > 10


def every_page_from(visitor: Visitor, start: str, *, skip: Callable[[str], bool]) -> set[str]:
    """Follow every link; each page is read for what must not be there (see Visitor.looks)."""
    seen: set[str] = set()
    queue = [start]
    while queue:
        path = queue.pop()
        if path in seen or skip(path):
            continue
        seen.add(path)
        answer = visitor.context.request.get(visitor.base + path)
        if "text/html" not in answer.headers["content-type"]:
            continue
        html = answer.text()
        found = [secret for secret in visitor.never if secret in html]
        assert not found, f"{path} shows {found}"
        queue += [link.split("#")[0] for link in re.findall(r'href="(/[^"]*)"', html) if "/static/" not in link]
    return seen


def test_the_auditor_verifies_the_ledger_without_trusting_the_office(walk: Walk) -> None:
    auditor = walk.person(AUDITOR)
    auditor.goes_to("Buku besar")
    auditor.sees("Evaluasi")
    auditor.follows("Periksa keutuhan")
    auditor.presses("Periksa sekarang")
    auditor.sees("Semua sidik dihitung ulang")
    done = walk.office.terang("ledger", "verify", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["valid"]
    assert report["entries"] > 10
    assert report["first_bad"] is None
