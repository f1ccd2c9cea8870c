"""Accounts and granted roles. A person at work (Employee) lives in organisation and points here."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from .enums import DemoRole, Language, Role, Theme


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account. ``username`` is the 18-digit NIP, or a local name for people without one.

    ``agency`` is the code of the agency whose administrators look after the account; its name stands in the
    agency's ledger. Local names are kept in small letters, so that one name is one account.
    """

    username = models.CharField(_("NIP"), max_length=64, unique=True)
    name = models.CharField(_("nama"), max_length=200)
    email = models.EmailField(_("surel"), blank=True)
    agency = models.SlugField(max_length=64, blank=True, db_index=False)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    demo_role = models.CharField(max_length=20, choices=DemoRole, blank=True)
    must_change_password = models.BooleanField(default=False)
    language = models.CharField(max_length=2, choices=Language, default=Language.INDONESIAN)
    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM)
    created_at = models.DateTimeField()
    # Not stored: whether this request replaced a temporary password.
    was_temporary = False

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        indexes = [models.Index(fields=["agency", "name"], name="user_by_name")]

    def __str__(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """A role held in one agency (by its code); ``until`` is the last day, none while it lasts."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)
    agency = models.SlugField(max_length=64)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "agency", "since"], name="role_grant_once"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="role_grant_ends_after_start",
                violation_error_message=_("Tanggal akhir peran mendahului tanggal mulainya."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.agency}"
