from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Roles granted by name. Employee and appraiser are not granted: they follow from posts (organisation)."""

    PERFORMANCE_TEAM = "performance_team", _("Tim pengelola kinerja")
    AGENCY_ADMIN = "agency_admin", _("Admin instansi")
    AUDITOR = "auditor", _("Auditor")
    OPERATOR = "operator", _("Operator")


class Theme(models.TextChoices):
    SYSTEM = "system", _("Ikuti perangkat")
    LIGHT = "light", _("Terang")
    DARK = "dark", _("Gelap")
