"""Who works with the catalogue: people and their place in museums."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from coffret.authorities.models import Museum


class Office(models.TextChoices):
    """What a person may do in the office that runs the catalogue; « » for those of museums."""

    NONE = "", "–"
    EDITOR = "editor", _("rédaction")
    ADMINISTRATOR = "administrator", _("administration")


def address_key(address: str) -> str:
    """Return a mail address as accounts keep and compare it: in small letters, nothing around it."""
    return address.strip().lower()


class UserManager(BaseUserManager["User"]):
    """Makes users by address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Return a saved user; ``password`` None leaves an account nobody can sign in to."""
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account of an address, however it is typed; raises User.DoesNotExist."""
        return self.get(email=address_key(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by mail address: of the office, of museums through memberships, or both."""

    # Their names are said by « too similar to … » when a password is chosen.
    email = models.EmailField(_("adresse de courriel"), unique=True)
    name = models.CharField(_("nom"), max_length=200, blank=True)
    office = models.CharField(max_length=20, choices=Office.choices, blank=True, default=Office.NONE)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, the address as it is compared: one account per address, however it is typed."""
        self.email = address_key(self.email)
        super().save(*args, **kwargs)

    @property
    def is_office(self) -> bool:
        """Say whether the person belongs to the office, whatever their part in it."""
        return bool(self.office)


class Role(models.TextChoices):
    """What a member may do in a museum."""

    CONTRIBUTOR = "contributor", _("contributeur")
    MANAGER = "manager", _("responsable")


class Membership(models.Model):
    """A person's role in one museum."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    museum = models.ForeignKey(Museum, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "museum"], name="one_role_per_museum")]

    def __str__(self) -> str:
        return f"{self.user} · {self.museum_id} · {self.role}"


class Observation(models.Model):
    """A person reads what the museums of a region do, and decides nothing (regional adviser for museums, DRAC)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="observations")
    # As the directory writes it: « Hauts-de-France ».
    region = models.CharField(max_length=100)

    class Meta:
        ordering = ["user_id", "region"]
        constraints = [models.UniqueConstraint(fields=["user", "region"], name="one_observation_per_region")]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.region}"


class Participation(models.Model):
    """A museum enrolled in the catalogue: it hands in, and publishes by itself unless the office reads first."""

    museum = models.OneToOneField(Museum, on_delete=models.CASCADE, primary_key=True, related_name="participation")
    reviewed = models.BooleanField(default=False)
    enrolled_at = models.DateTimeField()
    enrolled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["museum_id"]

    def __str__(self) -> str:
        return self.museum_id


class Invitation(models.Model):
    """A place offered to an address by mail: in the office, in museums, or both. Whoever opens its link takes it."""

    email = models.EmailField()
    office = models.CharField(max_length=20, choices=Office.choices, blank=True, default=Office.NONE)
    # {museum code: role}
    museums = models.JSONField(default=dict)
    # Regions to observe, as the directory writes them.
    regions = models.JSONField(default=list)
    # SHA-256 of the token in the link; sending again makes another one.
    token_hash = models.CharField(max_length=64, unique=True)
    # None: made by a command.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    sent = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.email


class Doing(models.TextChoices):
    """What may be done to an account."""

    JOINED = "joined", _("compte créé")
    JOINED_MORE = "joined_more", _("nouvelle place acceptée")
    OFFICE = "office", _("rôle au bureau changé")
    MUSEUM = "museum", _("rôle dans un musée changé")
    REGION = "region", _("région observée changée")
    CLOSED = "closed", _("compte fermé")
    OPENED = "opened", _("compte rouvert")
    FACTOR_REMOVED = "factor_removed", _("second facteur retiré")
    ADDRESS = "address", _("adresse changée")
    PASSWORD = "password", _("mot de passe changé")


class AccountStep(models.Model):
    """The journal of an account: what was done to it, by whom."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="steps")
    doing = models.CharField(max_length=20, choices=Doing.choices)
    note = models.CharField(max_length=300, blank=True)
    # None: a command, or the person whose account was then erased.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.doing}"


class SignIn(models.Model):
    """An attempt to sign in: what the limit on guesses counts, and the journal of who came in. Kept a year."""

    address = models.CharField(max_length=254)
    succeeded = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)
    ip = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)
    # The browser, where it came in with this account before: a number it keeps in a signed cookie.
    device = models.CharField(max_length=32, blank=True)
    # « password », « mfa », « oidc »…
    method = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["address", "at"], name="sign_in_address"),
            models.Index(fields=["ip", "at"], name="sign_in_ip"),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.at:%Y-%m-%d %H:%M}"
