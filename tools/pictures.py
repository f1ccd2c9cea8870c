"""Take the pictures of the manual from the demo office: start it, sign in, open the pages, save what is seen.

Usage: python tools/pictures.py [name …]. Without names, all of PICTURES. They land in docs/manual/gambar/.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright
from run_tests import find_browser

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "manual" / "gambar"
WIDE, PHONE = (1100, 760), (390, 780)


class Picture(NamedTuple):
    """One picture: who looks, from which address, over which links, at which size."""

    name: str
    who: str
    path: str
    follow: tuple[str, ...] = ()
    size: tuple[int, int] = WIDE


PICTURES: tuple[Picture, ...] = (
    Picture("beranda", "petugas loket", "/", size=PHONE),
    Picture("skp", "petugas loket", "/skp/"),
    Picture("hasil-pimpinan", "petugas loket", "/matriks/untuk-saya/"),
    Picture("rencana-aksi", "petugas loket", "/skp/", ("^Rencana aksi",)),
    Picture("catatan-harian", "petugas loket", "/harian/", size=PHONE),
    Picture("bukti", "petugas loket", "/bukti/", size=PHONE),
    Picture("tanpa-jaringan", "petugas loket", "/luring/", size=PHONE),
    Picture("tanda-terima", "petugas loket", "/tanda-terima/"),
    Picture("matriks", "kasi pelayanan", "/matriks/"),
    Picture("pohon-hasil", "camat", "/matriks/pohon/"),
    Picture("bimbingan", "kasi pelayanan", "/pembinaan/"),
    Picture("kuesioner", "petugas loket", "/putaran/", ("^(Isi|Lanjutkan)",), size=PHONE),
    Picture("hasil-putaran", "petugas loket", "/penilaian-rekan/"),
    Picture("latihan", "petugas loket", "/latihan-menilai/loket/", size=PHONE),
    Picture("pemberitahuan", "petugas loket", "/pemberitahuan/", size=PHONE),
    Picture("pemantauan", "tim pengelola kinerja", "/pemantauan/"),
    Picture("perubahan", "tim pengelola kinerja", "/perubahan/"),
    Picture("periode", "tim pengelola kinerja", "/periode/"),
    Picture("gangguan", "operator", "/gangguan/catat/"),
)


def main(names: list[str]) -> int:
    chosen = [picture for picture in PICTURES if not names or picture.name in names]
    TARGET.mkdir(parents=True, exist_ok=True)
    with demo_office() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        for picture in chosen:
            take(browser, base, picture)
            print(f"{picture.name}.png")
        browser.close()
    return 0


def take(browser: Browser, base: str, picture: Picture) -> None:
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="id-ID", timezone_id="Asia/Jakarta",
        color_scheme="light", reduced_motion="reduce",
    )  # fmt: skip
    page = context.new_page()
    sign_in(page, base, picture.who)
    page.goto(base + picture.path)
    for name in picture.follow:
        page.locator("main").get_by_role("link", name=re.compile(name, re.IGNORECASE)).first.click()
        page.wait_for_load_state("load")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=TARGET / f"{picture.name}.png")
    context.close()


def sign_in(page: Page, base: str, who: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.get_by_role("button", name=re.compile(f"^{re.escape(who)}", re.IGNORECASE)).click()
    page.wait_for_load_state("load")


@contextmanager
def demo_office() -> Iterator[str]:
    """A demo of its own in a temporary folder, stopped afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"TERANG_DATA_DIR": folder, "TERANG_BASE_URL": base, "TERANG_DEMO": "1"}
        command = [str(Path(sys.executable).with_name("terang")), "run", "--demo", "--port", str(port)]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            wait_for(f"{base}/accounts/login/", process)
            yield base
        finally:
            process.terminate()
            process.wait(30)


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(360):
        if process.poll() is not None:
            raise SystemExit("The demo office stopped before it answered.")
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    raise SystemExit("The demo office does not answer.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
