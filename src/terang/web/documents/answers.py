"""What the verification page says, from what was found."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from terang.documents.enums import DocumentStatus, Finding, Verdict
from terang.documents.models import Document
from terang.documents.services import VerificationResult

Tone = Literal["ok", "wait", "bad", "plain"]
Words = str | Promise


@dataclass(frozen=True)
class Answer:
    """One answer in words. `ok` and `bad` are shown as a seal, `wait` and `plain` as a note.

    `altered` says that `document` is the original of the file, not the file itself.
    """

    tone: Tone
    heading: Words
    sentence: Words
    document: Document | None = None
    altered: bool = False


_ENDED: dict[str, tuple[Tone, Words, Words]] = {
    DocumentStatus.REVOKED: (
        "bad",
        _("Dokumen ini sudah dicabut"),
        _("Kantor pernah menerbitkannya, lalu mencabutnya. Jangan dipakai; hubungi kantor penerbit."),
    ),
    DocumentStatus.REPLACED: (
        "wait",
        _("Dokumen ini sudah diganti"),
        _("Kantor menerbitkannya, lalu menggantinya dengan yang baru. Mintalah dokumen penggantinya."),
    ),
}


def for_code(document: Document | None) -> Answer:
    """The answer to a scanned or typed code, which tells that a document exists, not which sheet bears it."""
    if document is None:
        return Answer(
            "plain",
            _("Dokumen tidak dikenal"),
            _("Kode ini tidak pernah diterbitkan. Periksa pengetikan, atau pindai ulang kode QR."),
        )
    return _ended(document) or Answer(
        "ok",
        _("Dokumen ini terdaftar dan berlaku"),
        _(
            "Kantor menerbitkan dan menyegel dokumen dengan kode ini. Kode dapat disalin ke lembar lain: "
            "untuk memastikan isinya, unggah berkas PDF di bawah."
        ),
        document,
    )


def for_file(result: VerificationResult) -> Answer:
    sentence = Finding(result.finding).label
    if result.status == Verdict.ALTERED:
        return Answer("bad", _("Isi dokumen telah berubah"), sentence, result.document, altered=True)
    if result.status == Verdict.UNKNOWN or result.document is None:
        return Answer("plain", _("Dokumen tidak dikenal"), sentence)
    return _ended(result.document) or Answer("ok", _("Dokumen ini asli"), sentence, result.document)


def _ended(document: Document) -> Answer | None:
    if document.status not in _ENDED:
        return None
    return Answer(*_ENDED[document.status], document)
