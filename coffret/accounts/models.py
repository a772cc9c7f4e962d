"""Who works with the catalogue: people and their place in museums."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models

from coffret.authorities.models import Museum


class Office(models.TextChoices):
    """What a person may do in the office that runs the catalogue; « » for those of museums."""

    NONE = "", "–"
    EDITOR = "editor", "rédaction"
    ADMINISTRATOR = "administrator", "administration"


class UserManager(BaseUserManager["User"]):
    """Makes users by address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Return a saved user; ``password`` None leaves an account nobody can sign in to."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by mail address: of the office, of museums through memberships, or both."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    office = models.CharField(max_length=20, choices=Office.choices, blank=True, default=Office.NONE)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_office(self) -> bool:
        """Say whether the person belongs to the office, whatever their part in it."""
        return bool(self.office)


class Role(models.TextChoices):
    """What a member may do in a museum."""

    CONTRIBUTOR = "contributor", "contributeur"
    MANAGER = "manager", "responsable"


class Membership(models.Model):
    """A person's role in one museum."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    museum = models.ForeignKey(Museum, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "museum"], name="one_role_per_museum")]

    def __str__(self) -> str:
        return f"{self.user} · {self.museum_id} · {self.role}"


class SignIn(models.Model):
    """An attempt to sign in: what the limit on guesses counts, and the journal of who came in."""

    address = models.CharField(max_length=254)
    succeeded = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["address", "at"], name="sign_in_address")]

    def __str__(self) -> str:
        return f"{self.address} {self.at:%Y-%m-%d %H:%M}"
