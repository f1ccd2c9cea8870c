"""Recording in the field with the network really cut: nothing lost, nothing twice, nothing to the wrong account."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from .conftest import Office, Visitor, VisitorMaker

PAGE = "/luring/"
CUT = re.compile(r"ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch")


@pytest.fixture
def officer(demo_office: Office, visitor: VisitorMaker) -> Visitor:
    """The counter officer with a phone on which the page was opened once."""
    someone = visitor(demo_office, width=390)
    someone.signs_in_as("petugas loket")
    ready(someone)
    return someone


@pytest.fixture(autouse=True)
def a_cut_network_is_meant(visitor: VisitorMaker) -> Iterator[None]:
    """Browsers write every request that found no network on the console."""
    yield
    for each in visitor.visitors:
        each.problems[:] = [problem for problem in each.problems if not CUT.search(problem)]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "lapangan.jpg"
    Image.effect_noise((4000, 3000), 40).convert("RGB").save(path, "JPEG", quality=90)
    return path


# The entry arrives and the answer gets lost on its way back; the browser does not wake the worker by itself.
LOSES_ANSWERS = """() => {
    const real = window.fetch;
    window.loses = true;
    window.fetch = async (address, options) => {
        const answer = await real(address, options);
        if (window.loses && String(address).includes("/kirim/")) throw new TypeError("lost");
        return answer;
    };
    navigator.serviceWorker.getRegistration = async () => undefined;
}"""
# A gate before the server turns the first entry away; the browser does not wake the worker by itself.
TURNS_ONE_AWAY = """() => {
    const real = window.fetch;
    let turned = false;
    window.fetch = (address, options) => {
        if (turned || !String(address).includes("/kirim/")) return real(address, options);
        turned = true;
        return Promise.resolve(new Response("", { status: 413 }));
    };
    navigator.serviceWorker.getRegistration = async () => undefined;
}"""
SESSION_IS_OVER = """() => new Promise((done) => {
    indexedDB.open("terang-offline").onsuccess = (opened) => {
        const store = opened.target.result.transaction("now", "readwrite").objectStore("now");
        store.get("account").onsuccess = (found) => {
            store.put({ ...found.target.result, until: Date.now() - 1 }, "account").onsuccess = () => done();
        };
    };
})"""
NO_STORE = "IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError'); };"
NO_ROOM = "() => { terangQueue.save = async () => { throw new DOMException('', 'QuotaExceededError'); }; }"
WORKER_CANNOT_SEND = """() => {
    const real = self.fetch;
    self.fetch = (address, options) => String(address).includes("/kirim/") ? Promise.reject(new TypeError("cut"))
        : real(address, options);
}"""


def ready(someone: Visitor) -> None:
    someone.opens(PAGE)
    expect(someone.page.locator("[data-part=desk]")).to_be_visible()
    someone.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    # A busy browser may let the worker take over a page that stands already only at its next load.
    someone.opens(PAGE)
    expect(someone.page.locator("[data-part=desk]")).to_be_visible()
    someone.page.wait_for_function("() => navigator.serviceWorker.controller")


def writes(someone: Visitor, words: str, *files: Path, value: str = "") -> None:
    page = someone.page
    page.get_by_label("Untuk indikator").select_option(index=1)
    page.get_by_label("Apa yang Anda kerjakan?").fill(words)
    page.get_by_label("Jumlah").fill(value)
    if files:
        page.get_by_label("Foto atau berkas").set_input_files(list(files))
    page.get_by_role("button", name="Simpan di telepon").click()
    expect(entry(page, words)).to_be_visible()


def entry(page: Page, words: str) -> Locator:
    return page.locator(".t-offline__entry").filter(has_text=words)


def is_in(page: Page, words: str, state: str) -> None:
    expect(entry(page, words)).to_have_attribute("data-state", state, timeout=20_000)


def stored(office: Office, words: str) -> tuple[int, int]:
    """How many entries with these words the office has, and how many files hang on them."""
    told = office.python(
        "from terang.evidence.models import Progress, Evidence\n"
        f"rows = Progress.objects.filter(note={words!r})\n"
        "print(rows.count(), Evidence.objects.filter(progress__in=rows).count())"
    )
    rows, files = told.split()
    return int(rows), int(files)


def test_a_photo_taken_in_the_field_arrives_once(demo_office: Office, officer: Visitor, picture: Path) -> None:
    words = "Mendampingi warga lansia di rumahnya."
    officer.context.set_offline(True)
    officer.page.reload()
    expect(officer.page.locator("[data-part=network]")).to_be_visible()
    writes(officer, words, picture, value="1")
    is_in(officer.page, words, "waiting")

    officer.page.close()  # the phone goes into the pocket
    officer.page = officer.context.new_page()
    officer.opens(PAGE)
    is_in(officer.page, words, "waiting")
    assert stored(demo_office, words) == (0, 0)

    officer.context.set_offline(False)
    is_in(officer.page, words, "sent")
    officer.page.reload()
    is_in(officer.page, words, "sent")
    assert stored(demo_office, words) == (1, 1)


def test_any_page_that_is_not_reached_leads_to_the_page_on_the_phone(officer: Visitor) -> None:
    officer.context.set_offline(True)
    officer.opens("/skp/")
    officer.sees("Catat tanpa jaringan")
    expect(officer.page.locator("[data-part=desk]")).to_be_visible()


def test_a_lost_answer_does_not_make_a_second_entry(demo_office: Office, officer: Visitor) -> None:
    words = "Mengantar surat ke kelurahan."
    officer.page.evaluate(LOSES_ANSWERS)
    writes(officer, words)
    is_in(officer.page, words, "waiting")
    assert stored(demo_office, words) == (1, 0)
    officer.page.evaluate("window.loses = false")
    officer.page.get_by_role("button", name="Kirim sekarang").click()
    is_in(officer.page, words, "sent")
    assert stored(demo_office, words) == (1, 0)


def test_two_tabs_that_wake_up_together_send_once(demo_office: Office, officer: Visitor) -> None:
    words = "Membagikan undangan musyawarah."
    other = officer.context.new_page()
    other.goto(officer.base + PAGE)
    officer.context.set_offline(True)
    writes(officer, words)
    officer.context.set_offline(False)
    is_in(officer.page, words, "sent")
    is_in(other, words, "sent")
    assert stored(demo_office, words) == (1, 0)


def test_a_session_that_ended_keeps_the_entry_until_one_signs_in(demo_office: Office, officer: Visitor) -> None:
    words = "Mencatat keluhan di pasar."
    officer.context.set_offline(True)
    writes(officer, words)
    officer.context.clear_cookies(name="sessionid")
    officer.context.set_offline(False)
    officer.sees("Masuk lagi, catatan Anda aman")
    officer.sees("1 menunggu dikirim")
    expect(entry(officer.page, words)).to_have_count(0)
    officer.signs_in_as("petugas loket")
    officer.opens(PAGE)
    is_in(officer.page, words, "sent")
    assert stored(demo_office, words) == (1, 0)


def test_when_the_session_is_over_the_phone_hides_the_list_and_still_takes_notes(
    demo_office: Office, officer: Visitor
) -> None:
    words, page = "Ditulis sesudah sesi berakhir.", officer.page
    listed = page.get_by_label("Untuk indikator").locator("option").nth(1).inner_text()
    officer.context.set_offline(True)
    page.evaluate(SESSION_IS_OVER)
    page.reload()
    officer.sees("Masuk lagi, catatan Anda aman")
    assert listed not in page.content()
    page.get_by_label("Apa yang Anda kerjakan?").fill(words)
    page.get_by_role("button", name="Simpan di telepon").click()
    officer.sees("1 menunggu dikirim")
    expect(entry(page, words)).to_have_count(0)

    officer.context.set_offline(False)
    is_in(page, words, "attention")
    officer.sees("Pilih indikatornya.")
    page.get_by_role("button", name="Ubah", exact=True).click()
    page.get_by_label("Untuk indikator").select_option(index=1)
    page.get_by_role("button", name="Simpan perubahan").click()
    is_in(page, words, "sent")
    assert stored(demo_office, words) == (1, 0)


def test_an_entry_that_is_turned_away_does_not_hold_up_the_next(demo_office: Office, officer: Visitor) -> None:
    heavy, light = "Lampirannya terlalu besar.", "Menyusul di belakangnya."
    officer.page.evaluate(TURNS_ONE_AWAY)
    officer.context.set_offline(True)
    for words in (heavy, light):
        writes(officer, words)
    officer.context.set_offline(False)
    is_in(officer.page, light, "sent")
    is_in(officer.page, heavy, "attention")
    officer.sees("Terang tidak dapat menerima catatan ini.")
    assert (stored(demo_office, heavy), stored(demo_office, light)) == ((0, 0), (1, 0))


def test_what_the_server_refuses_is_shown_and_the_person_decides(demo_office: Office, officer: Visitor) -> None:
    words = "Rapat koordinasi lintas seksi."
    officer.context.set_offline(True)
    writes(officer, words, value="tiga")
    officer.context.set_offline(False)
    is_in(officer.page, words, "attention")
    officer.sees("Tulis angka saja")
    officer.page.get_by_role("button", name="Ubah", exact=True).click()
    officer.page.get_by_label("Jumlah").fill("3")
    officer.page.get_by_role("button", name="Simpan perubahan").click()
    is_in(officer.page, words, "sent")
    assert stored(demo_office, words) == (1, 0)


def test_a_change_after_a_lost_answer_shows_both_and_loses_neither(demo_office: Office, officer: Visitor) -> None:
    first, second = "Survei kepuasan, putaran satu.", "Survei kepuasan, putaran dua."
    officer.page.evaluate(LOSES_ANSWERS)
    writes(officer, first)
    expect(officer.page.locator("[data-part=network]")).to_be_visible()
    officer.page.evaluate("window.loses = false")
    officer.context.set_offline(True)
    officer.page.get_by_role("button", name="Ubah", exact=True).click()
    officer.page.get_by_label("Apa yang Anda kerjakan?").fill(second)
    officer.page.get_by_role("button", name="Simpan perubahan").click()
    officer.context.set_offline(False)
    is_in(officer.page, second, "attention")
    expect(officer.page.locator("[data-theirs]").filter(has_text=first)).to_be_visible()
    officer.page.get_by_role("button", name="Kirim sebagai catatan baru").dblclick()
    is_in(officer.page, second, "sent")
    assert (stored(demo_office, first), stored(demo_office, second)) == ((1, 0), (1, 0))


def test_an_entry_is_removed_before_it_is_sent(demo_office: Office, officer: Visitor) -> None:
    words = "Salah tulis."
    officer.context.set_offline(True)
    writes(officer, words)
    officer.page.get_by_role("button", name="Hapus dari telepon").click()
    officer.page.get_by_role("button", name="Ya, hapus").click()
    expect(entry(officer.page, words)).to_have_count(0)
    officer.context.set_offline(False)
    officer.page.reload()
    officer.sees("Belum ada catatan")
    assert stored(demo_office, words) == (0, 0)


def test_on_a_shared_phone_nobody_sees_or_sends_what_belongs_to_another(demo_office: Office, officer: Visitor) -> None:
    words = "Hanya milik petugas loket."
    for worker in officer.context.service_workers:
        worker.evaluate(WORKER_CANNOT_SEND)
    officer.context.set_offline(True)
    writes(officer, words)
    officer.page.goto("about:blank")
    officer.context.set_offline(False)

    officer.opens("/akun/")
    leave = officer.page.locator("main").get_by_role("button", name="Keluar")
    leave.click()
    officer.sees("1 catatan di telepon ini belum terkirim")
    leave.click()
    officer.page.wait_for_url("**/login/**")
    officer.opens(PAGE)
    officer.sees("Masuk dulu, sekali saja")

    officer.signs_in_as("kasi pelayanan")
    ready(officer)
    assert words not in officer.page.content()
    assert stored(demo_office, words) == (0, 0)
    officer.opens("/akun/")
    officer.page.locator("main").get_by_role("button", name="Keluar").click()
    officer.page.wait_for_url("**/login/**")

    officer.signs_in_as("petugas loket")
    officer.opens(PAGE)
    is_in(officer.page, words, "sent")
    assert stored(demo_office, words) == (1, 0)


def test_a_full_phone_says_so_and_keeps_the_words(officer: Visitor) -> None:
    officer.page.evaluate(NO_ROOM)
    officer.page.get_by_label("Untuk indikator").select_option(index=1)
    officer.page.get_by_label("Apa yang Anda kerjakan?").fill("Penuh")
    officer.page.get_by_role("button", name="Simpan di telepon").click()
    officer.sees("Ruang di telepon ini penuh")
    expect(officer.page.get_by_label("Apa yang Anda kerjakan?")).to_have_value("Penuh")


def test_a_browser_that_stores_nothing_says_so(demo_office: Office, visitor: VisitorMaker) -> None:
    someone = visitor(demo_office, width=390)
    someone.page.add_init_script(NO_STORE)
    someone.opens(PAGE)
    someone.sees("Peramban ini tidak dapat menyimpan catatan")


def test_without_a_script_the_page_leads_to_the_ordinary_form(demo_office: Office, visitor: VisitorMaker) -> None:
    someone = visitor(demo_office, javascript=False)
    someone.opens(PAGE)
    assert "Halaman ini memerlukan JavaScript" in someone.text()
    assert 'href="/bukti/"' in someone.page.content()


def test_nothing_personal_is_kept_in_the_browsers_cache(officer: Visitor) -> None:
    officer.opens("/bukti/")
    kept = officer.page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async (name) =>"
        " (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname)))).flat()"
    )
    assert kept.count(PAGE) == 2  # in two languages
    assert [path for path in kept if path != PAGE and not path.startswith("/static/")] == []
    html = officer.page.evaluate("async () => (await (await caches.match('/luring/?bahasa=id')).text())")
    assert "Petugas" not in html
    assert "Yasmin" not in html


def test_without_a_network_the_page_speaks_the_language_of_the_account(
    demo_office: Office, visitor: VisitorMaker
) -> None:
    reader = visitor(demo_office, width=390)
    reader.signs_in_as("kasi pelayanan")
    reader.page.get_by_role("button", name="English").click()
    ready(reader)
    reader.context.set_offline(True)
    reader.page.reload()
    expect(reader.page.locator("html")).to_have_attribute("lang", "en")
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Record without a network")
