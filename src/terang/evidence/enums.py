from django.db import models
from django.utils.translation import gettext_lazy as _


class FeedbackKind(models.TextChoices):
    REGULAR = "regular", _("Berkala")
    INCIDENTAL = "incidental", _("Insidentil")


class RaterRole(models.TextChoices):
    """Who is speaking (PermenPANRB 6/2022, continuous feedback)."""

    SUPERIOR = "superior", _("Pimpinan")
    PEER = "peer", _("Rekan setingkat")
    SUBORDINATE = "subordinate", _("Bawahan")
    OTHER = "other", _("Pihak lain")
