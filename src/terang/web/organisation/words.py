"""Names of fields and values as the import preview shows them."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terang.organisation.enums import EmploymentKind, PositionKind, Sex

FIELDS = {
    "name": gettext_lazy("Nama"),
    "front_title": gettext_lazy("Gelar depan"),
    "back_title": gettext_lazy("Gelar belakang"),
    "birth_date": gettext_lazy("Tanggal lahir"),
    "sex": gettext_lazy("Jenis kelamin"),
    "kind": gettext_lazy("Status pegawai"),
    "grade": gettext_lazy("Golongan"),
    "grade_since": gettext_lazy("TMT golongan"),
    "legal_status": gettext_lazy("Kedudukan hukum"),
    "email": gettext_lazy("Surel dinas"),
    "siasn_id": gettext_lazy("PNS ID"),
    "unit": gettext_lazy("Unit"),
    "post": gettext_lazy("Jabatan"),
    "post_kind": gettext_lazy("Jenis jabatan"),
    "echelon": gettext_lazy("Eselon"),
    "since": gettext_lazy("TMT jabatan"),
    "acting": gettext_lazy("Tugas pelaksana"),
}
DAYS = {"birth_date", "grade_since", "since"}
CODES = {
    "sex": dict(Sex.choices),
    "kind": dict(EmploymentKind.choices),
    "post_kind": dict(PositionKind.choices),
}


def change(entry: Sequence[str]) -> tuple[str, str, str]:
    """(field, old, new) of a staged row in words; nothing is a dash."""
    name, old, new = entry
    return str(FIELDS[name]), _shown(name, old), _shown(name, new)


def _shown(name: str, value: str) -> str:
    if not value:
        return _("belum ada")
    if name in DAYS:
        return date_format(date.fromisoformat(value), "j M Y")
    return str(CODES.get(name, {}).get(value, value))
