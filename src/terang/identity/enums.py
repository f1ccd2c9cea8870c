from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Roles granted by name. Employee and appraiser are not granted: they follow from posts."""

    PERFORMANCE_TEAM = "performance_team", _("Tim pengelola kinerja")
    AGENCY_ADMIN = "agency_admin", _("Admin instansi")
    AUDITOR = "auditor", _("Auditor")
    OPERATOR = "operator", _("Operator")


class Theme(models.TextChoices):
    SYSTEM = "system", _("Ikuti perangkat")
    LIGHT = "light", _("Terang")
    DARK = "dark", _("Gelap")


class Language(models.TextChoices):
    INDONESIAN = "id", _("Bahasa Indonesia")
    ENGLISH = "en", _("Bahasa Inggris")


class DemoRole(models.TextChoices):
    """The cast of the demo office, in the order in which the sign-in page offers it."""

    CAMAT = "camat", _("Camat")
    SECTION_HEAD = "section_head", _("Kasi pelayanan")
    LURAH = "lurah", _("Lurah")
    COUNTER_OFFICER = "counter_officer", _("Petugas loket")
    PERFORMANCE_TEAM = "performance_team", _("Tim pengelola kinerja")
    AUDITOR = "auditor", _("Auditor")
    OPERATOR = "operator", _("Operator")
