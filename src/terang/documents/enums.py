from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    EVALUATION = "evaluation", _("Dokumen Evaluasi Kinerja Pegawai")
    SKP = "skp", _("Sasaran Kinerja Pegawai")
    PRACTICE = "practice", _("Keterangan mengikuti latihan menilai")

    @property
    def code(self) -> str:
        """The part of the document number that names the kind."""
        return {DocumentKind.EVALUATION: "EVAL", DocumentKind.SKP: "SKP", DocumentKind.PRACTICE: "LATIH"}[self]


class DocumentStatus(models.TextChoices):
    VALID = "valid", _("Berlaku")
    REVOKED = "revoked", _("Dicabut")
    REPLACED = "replaced", _("Diganti")


class Verdict(models.TextChoices):
    """What a check of a file can say."""

    GENUINE = "genuine", _("Asli")
    ALTERED = "altered", _("Isi telah berubah")
    UNKNOWN = "unknown", _("Tidak dikenal")


class Finding(models.TextChoices):
    """Why a file got its verdict, in words for the person who brought it."""

    SAME_BYTES = "same_bytes", _("Berkas ini sama, bita demi bita, dengan yang disegel kantor.")
    OTHER_BYTES = (
        "other_bytes",
        _("Nomornya ada, tetapi isinya tidak sama dengan yang disegel. Jangan dipakai; hubungi kantor penerbit."),
    )
    BROKEN_SEAL = (
        "broken_seal",
        _(
            "Berkas membawa segel kantor ini, tetapi isinya berubah sesudah disegel. "
            "Jangan dipakai; hubungi kantor penerbit."
        ),
    )
    NOT_RECORDED = (
        "not_recorded",
        _("Segelnya utuh, tetapi dokumen ini tidak ada dalam catatan kami. Hubungi kantor penerbit."),
    )
    NOT_OURS = (
        "not_ours",
        _(
            "Berkas ini bukan dokumen yang disegel kantor ini. Hasil pindai dan hasil cetak ulang juga tidak "
            "dikenali: untuk itu, pindai kode QR di kaki halaman."
        ),
    )
    EMPTY = "empty", _("Berkas ini kosong. Unduh kembali dokumennya, lalu periksa lagi.")
    TOO_LARGE = "too_large", _("Berkas ini lebih besar dari 10 MB. Dokumen resmi kami tidak sebesar itu.")
    NOT_A_PDF = "not_a_pdf", _("Berkas ini bukan PDF. Pilih berkas PDF yang Anda terima dari kantor.")
    LOCKED = (
        "locked",
        _("Berkas ini dikunci dengan kata sandi, sedangkan dokumen kami tidak. Pilih berkas yang asli."),
    )
    CUT_OFF = "cut_off", _("Berkas ini terpotong. Unduh kembali dokumennya, lalu periksa lagi.")
