"""Who works where, on which day. Everything that changes keeps its dates."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from .enums import AssignmentKind, EmploymentKind, PositionKind, RowState, Sex, SkpForm, StagedState


class Agency(models.Model):  # type: ignore[django-manager-missing]
    """The legal employer and tenant boundary; its ``code`` names its ledger."""

    code = models.SlugField(max_length=64, unique=True)
    name = models.CharField(_("nama instansi"), max_length=200)
    office = models.CharField(_("nama kantor"), max_length=200)
    place = models.CharField(_("tempat penandatanganan"), max_length=100)

    def __str__(self) -> str:
        return self.name


class Unit(MP_Node):  # type: ignore[misc]
    """An office in the tree as it stands now; UnitVersion keeps how it stood before."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="units")
    code = models.CharField(_("kode unor"), max_length=64, blank=True)
    name = models.CharField(_("nama unit"), max_length=255)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    node_order_by: list[str] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "code"], condition=~Q(code=""), name="unit_code_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="unit_ends_after_start",
                violation_error_message=_("Tanggal akhir unit mendahului tanggal mulainya."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitVersion(models.Model):
    """Name and place of a unit in the tree during some days; ``until`` is the last day, none at present."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="versions")
    name = models.CharField(max_length=255)
    parent = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(until__isnull=True), name="unit_one_present_version"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.since}"


class Position(models.Model):
    """A post in a unit. A head post leads its unit and its holder appraises the people in it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="positions")
    name = models.CharField(_("nama jabatan"), max_length=255)
    kind = models.CharField(max_length=16, choices=PositionKind)
    echelon = models.CharField(_("eselon"), max_length=8, blank=True)
    is_head = models.BooleanField(_("memimpin unit"), default=False)
    skp_form = models.CharField(max_length=8, choices=SkpForm, default=SkpForm.JA_JF)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(is_active=True), name="position_once_per_unit"
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(is_head=True, is_active=True),
                name="one_head_post_per_unit",
                violation_error_message=_("Unit ini sudah punya jabatan pimpinan."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Employee(models.Model):
    """A civil servant. Only what appraisal needs is kept (no address, family, health or NIK)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="employees")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    nip = models.CharField(_("NIP"), max_length=18, unique=True)
    name = models.CharField(_("nama"), max_length=200)
    front_title = models.CharField(_("gelar depan"), max_length=60, blank=True)
    back_title = models.CharField(_("gelar belakang"), max_length=60, blank=True)
    birth_date = models.DateField(_("tanggal lahir"))
    sex = models.CharField(max_length=1, choices=Sex)
    kind = models.CharField(max_length=4, choices=EmploymentKind)
    grade = models.CharField(_("golongan"), max_length=8)
    grade_since = models.DateField(_("TMT golongan"), null=True, blank=True)
    legal_status = models.CharField(_("kedudukan hukum"), max_length=60)
    email = models.EmailField(_("surel dinas"), blank=True)
    siasn_id = models.CharField(max_length=42, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["agency", "name"], name="employee_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """Name with titles, as documents print it."""
        front = f"{self.front_title} " if self.front_title else ""
        back = f", {self.back_title}" if self.back_title else ""
        return f"{front}{self.name}{back}"


class Assignment(models.Model):
    """Who holds which post from which day to which; ``until`` is the last day, none while it lasts.

    ``replaces`` is the definitive post that this one ended the day before; taking this one back lets it go on.
    """

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="assignments")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="assignments")
    kind = models.CharField(max_length=3, choices=AssignmentKind, default=AssignmentKind.DEFINITIVE)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="assignment_ends_after_start",
                violation_error_message=_("Tanggal akhir penugasan mendahului tanggal mulainya."),
            ),
            models.UniqueConstraint(
                fields=["employee"],
                condition=Q(kind="D", until__isnull=True),
                name="one_definitive_assignment",
                violation_error_message=_("Pegawai ini sudah memegang jabatan definitif."),
            ),
        ]
        indexes = [models.Index(fields=["position", "until"], name="assignment_by_post")]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.position_id} {self.since}"

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or self.until >= day)


class AppraiserOverride(models.Model):
    """A named appraiser for one person, where the unit tree does not say who it is (PP 30/2019 Ps 46)."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="appraiser_overrides")
    appraiser = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    basis = models.CharField(_("dasar penetapan"), max_length=255)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(employee=F("appraiser")),
                name="nobody_appraises_themselves",
                violation_error_message=_("Seseorang tidak dapat menjadi penilai bagi dirinya sendiri."),
            ),
            models.UniqueConstraint(fields=["employee", "since"], name="appraiser_override_once"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} ← {self.appraiser_id}"


class StagedImport(models.Model):
    """An uploaded staff file between reading and applying, kept in the database so that no restart loses it.

    ``units`` is the proposed tree (exchange.structure), ``corrections`` what people changed in it, ``digest``
    the fingerprint of everything the import would do: when it differs at the moment of applying, the office
    has changed since the preview. Rows and findings are deleted once the import is applied or cancelled.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=StagedState, default=StagedState.READY)
    version = models.PositiveIntegerField(default=0)
    file_name = models.CharField(max_length=200)
    file_size = models.PositiveIntegerField()
    file_hash = models.CharField(max_length=64)
    header_row = models.PositiveIntegerField()
    summary = models.JSONField(default=dict)
    units = models.JSONField(default=list)
    corrections = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    job = models.ForeignKey("jobs.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["agency", "state"], name="staged_import_by_state")]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"


class StagedRow(models.Model):
    """One row of an uploaded file, cut down to what appraisal needs.

    ``changes`` holds [field, old, new] in words for people; ``appraiser`` who would appraise this person.
    """

    staged = models.ForeignKey(StagedImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    nip = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=9, choices=RowState)
    data = models.JSONField()
    changes = models.JSONField(default=list)
    appraiser = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staged", "number"], name="staged_row_once")]
        indexes = [models.Index(fields=["staged", "state", "number"], name="staged_row_by_state")]

    def __str__(self) -> str:
        return f"{self.staged_id} {self.number}"


class StagedFinding(models.Model):
    """One remark about a cell of an uploaded file; ``column`` is the heading as the file has it."""

    staged = models.ForeignKey(StagedImport, on_delete=models.CASCADE, related_name="findings")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=100)
    code = models.CharField(max_length=40)
    is_error = models.BooleanField()
    value = models.CharField(max_length=200, blank=True)
    params = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["staged", "-is_error", "row"], name="staged_finding_by_row")]

    def __str__(self) -> str:
        return f"{self.staged_id} {self.row} {self.code}"
