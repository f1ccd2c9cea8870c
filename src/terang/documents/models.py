"""Sealed documents and the counters that number them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .enums import DocumentKind, DocumentStatus


def stored_name(document: "Document", filename: str) -> str:
    return f"documents/{document.year}/{document.token}.pdf"


class Document(models.Model):
    """One sealed file. Everything but its status is written once.

    `subject` names what the document is about ("evaluation:12"), it is not a key.
    `readers` are usernames. `public_summary` is all that strangers may see besides the status.
    """

    kind = models.CharField(max_length=16, choices=DocumentKind)
    agency = models.CharField(max_length=64)
    subject = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    token = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(max_length=64, unique=True)
    content_sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=stored_name, max_length=200)
    sealed_at = models.DateTimeField()
    signer_name = models.CharField(max_length=200)
    signer_title = models.CharField(max_length=300)
    readers = models.JSONField(default=list, blank=True)
    public_summary = models.JSONField(default=dict)
    status = models.CharField(max_length=8, choices=DocumentStatus, default=DocumentStatus.VALID)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"],
                name="document_number_once",
                violation_error_message=_("Nomor dokumen ini sudah dipakai."),
            ),
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(status=DocumentStatus.VALID),
                name="one_valid_document_of_a_kind",
                violation_error_message=_("Dokumen yang berlaku untuk hal ini sudah ada."),
            ),
            models.CheckConstraint(
                condition=Q(status=DocumentStatus.VALID, ended_at__isnull=True)
                | (~Q(status=DocumentStatus.VALID) & Q(ended_at__isnull=False)),
                name="an_ended_document_has_a_date",
                violation_error_message=_("Dokumen yang tidak berlaku lagi harus mempunyai waktu berakhir."),
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | Q(status=DocumentStatus.REPLACED),
                name="only_a_replaced_document_has_a_successor",
                violation_error_message=_("Hanya dokumen yang diganti yang mempunyai pengganti."),
            ),
        ]
        indexes = [models.Index(fields=["subject", "kind"], name="document_by_subject")]

    def __str__(self) -> str:
        return self.number


class Counter(models.Model):
    """The last number given out by an agency in a year. Gaps are no fault; a repeat would be."""

    agency = models.CharField(max_length=64)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year"],
                name="one_document_counter_per_year",
                violation_error_message=_("Penghitung nomor untuk tahun ini sudah ada."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.year}: {self.last}"
