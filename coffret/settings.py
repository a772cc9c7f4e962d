"""The one settings file: only how this instance runs. What an office edits is a row, not a setting."""

from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from coffret.base.env import BadSetting, env_bool, env_int, env_list, env_secret, env_str

PACKAGE = Path(__file__).resolve().parent

DATA = Path(env_str("DATA", "var")).resolve()
DATA.mkdir(parents=True, exist_ok=True)

DEBUG = env_bool("DEBUG", False)
SECRET_KEY = env_secret("SECRET_KEY", DATA / "secret_key")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
BASE_URL = env_str("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
SECURE = BASE_URL.startswith("https://")

# The rooms that keep rows, then the doors.
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "coffret.base",
    "coffret.authorities",
    "coffret.accounts",
    "coffret.catalogue",
    "coffret.images",
    "coffret.search",
    "coffret.submissions",
    "coffret.conformity",
    "coffret.editorial",
    "coffret.newsletters",
    "coffret.public",
    "coffret.desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "coffret.public.middleware.ContentSecurityPolicy",
    "coffret.public.middleware.NoText",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "coffret.public.middleware.ChosenLanguage",
    "coffret.public.middleware.SearchUnready",
    "coffret.public.letters.arrivals.Arrivals",
    "django.middleware.common.CommonMiddleware",
    "coffret.desk.accounts.middleware.LightUnlessSignedIn",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "coffret.desk.accounts.middleware.Private",
    "coffret.desk.accounts.middleware.Visits",
    "coffret.desk.accounts.middleware.PlacesOnce",
    "coffret.desk.accounts.middleware.SecondFactorFirst",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "coffret.urls"
WSGI_APPLICATION = "coffret.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/pro/connexion/"
LOGIN_REDIRECT_URL = "/pro/"
LOGOUT_REDIRECT_URL = "/"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coffret.public.context.site",
            ],
            "builtins": ["coffret.public.templatetags.coffret"],
        },
    }
]


def database(url: str) -> dict[str, object]:
    """Return Django's settings for ``sqlite:///path`` or ``postgres://user:password@host:port/name?sslmode=require``.

    As libpq has it: a host that is a directory is that of the server's socket, its « / » written %2F.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]) or str(DATA / "coffret.sqlite3"),
            "OPTIONS": {
                # WAL and IMMEDIATE: readers never wait for a writer, writers queue instead of failing.
                "transaction_mode": "IMMEDIATE",
                "timeout": 60,
                "init_command": (
                    # Before anything is written: records of a kilobyte and a half leave a quarter of small pages empty.
                    "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
                    "PRAGMA cache_size=-65536; PRAGMA mmap_size=134217728;"
                ),
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            # Not parts.hostname, which puts the names of directories in lower case.
            "HOST": unquote(parts.netloc.rpartition("@")[2].removesuffix(f":{parts.port}").strip("[]")),
            "PORT": str(parts.port or ""),
            "OPTIONS": dict(parse_qsl(parts.query)),
            # A thread of the site keeps its connection: one begun for each page takes longer than many of its
            # questions. Asked first whether it still answers, it is begun anew when the server has been restarted.
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise BadSetting("COFFRET_DATABASE_URL", url, "Adresses comprises : sqlite:///chemin, postgres://…")


DATABASES = {"default": database(env_str("DATABASE_URL", "sqlite:///") or "sqlite:///")}

# What a process remembers. Limits that must hold for all of them are counted in the database (coffret.base.counts).
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}},
}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("name", "email")}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
]

# Accounts: by invitation alone (coffret.accounts.invitations), signed in through django-allauth.
ACCOUNT_ADAPTER = "coffret.desk.accounts.adapters.AccountAdapter"
_FORMS = "coffret.desk.accounts.forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.SignInForm",
    "reset_password": f"{_FORMS}.ForgottenForm",
    "reset_password_from_key": f"{_FORMS}.NewPasswordForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
    "reauthenticate": f"{_FORMS}.ConfirmForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# An invitation proves the address: nothing else is verified.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# Guesses on an address are counted in the database (coffret.accounts.guesses), as are links to choose a password, so that
# they hold for every process and nobody is locked out by somebody else; what is left here is counted by process.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "30/m/ip", "reset_password": "10/m/ip,3/m/key"}
# How many proxies stand before us, each adding to X-Forwarded-For the address it was asked from.
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("PROXIES", 0)
MFA_ADAPTER = "coffret.desk.accounts.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": f"{_FORMS}.CodeForm",
    "reauthenticate": f"{_FORMS}.ConfirmCodeForm",
    "activate_totp": f"{_FORMS}.ApplicationForm",
    "add_webauthn": f"{_FORMS}.AddKeyForm",
    "edit_webauthn": f"{_FORMS}.EditKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers allow keys on http for this machine alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
# A link to choose a new password: three hours.
PASSWORD_RESET_TIMEOUT = 3 * 3600
# The office signs in with two factors.
REQUIRE_MFA = env_bool("REQUIRE_MFA", False)

SOCIALACCOUNT_ADAPTER = "coffret.desk.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10


def provider(url: str, client: str, secret: str, name: str) -> list[dict[str, object]]:
    """Return the OpenID Connect provider of this instance, as django-allauth wants it; none without an address."""
    parts = urlsplit(url)
    if not url:
        return []
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise BadSetting("COFFRET_OIDC_URL", url, "L’adresse du fournisseur, en https, est attendue.")
    if not client or not secret:
        raise BadSetting("COFFRET_OIDC_CLIENT_ID", client, "COFFRET_OIDC_URL demande aussi un client et un secret.")
    return [
        {
            "provider_id": "oidc",
            "name": name,
            "client_id": client,
            "secret": secret,
            "settings": {
                "server_url": url,
                "scope": OIDC_SCOPE,
                "oauth_pkce_enabled": True,
                # None: the provider says of each address whether it verified it.
                "verified_email": OIDC_TRUST_EMAIL,
            },
        }
    ]


# ProConnect, or any other OpenID Connect provider: a second way in for accounts that exist.
OIDC_NAME = env_str("OIDC_NAME", "ProConnect")
OIDC_SCOPE = env_str("OIDC_SCOPE", "openid email given_name usual_name uid").split()
OIDC_ACR = env_str("OIDC_ACR", "")
OIDC_TRUST_EMAIL = env_bool("OIDC_TRUST_EMAIL", False)
OIDC_URL = env_str("OIDC_URL", "")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": provider(OIDC_URL, env_str("OIDC_CLIENT_ID", ""), env_str("OIDC_SECRET", ""), OIDC_NAME)}
}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = "coffret.locale"
LANGUAGE_COOKIE_NAME = "langue"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "coffret.base.assets.HashedModules"
    },
}
MEDIA_ROOT = DATA / "images"


def bucket(url: str) -> tuple[str, str]:
    """Return bucket and prefix of ``s3://bucket/prefix``; « » for none: masters are then in the data directory."""
    parts = urlsplit(url)
    if not url:
        return "", ""
    if parts.scheme != "s3" or not parts.netloc or parts.query or parts.fragment:
        raise BadSetting("COFFRET_IMAGES_URL", url, "Adresse attendue : s3://seau/prefixe ; vide : un dossier local.")
    return parts.netloc, unquote(parts.path).strip("/")


# Where masters are kept, and the room (in MiB) given to those of a bucket that were read lately.
IMAGES_BUCKET = bucket(env_str("IMAGES_URL", ""))
IMAGES_CACHE = env_int("IMAGES_CACHE", 5000)
S3_ENDPOINT = env_str("S3_ENDPOINT", "")
S3_REGION = env_str("S3_REGION", "")
S3_KEY_ID = env_str("S3_KEY_ID", "")
S3_SECRET = env_str("S3_SECRET", "")

# What a museum may hand in at once, in GiB.
DELIVERY_LIMIT = env_int("DELIVERY_LIMIT", 20)
# What a form without script may bring; more comes by pieces, or in an archive.
DATA_UPLOAD_MAX_NUMBER_FILES = 1000

# Pixels of the largest picture the IIIF door makes.
IIIF_MAX_AREA = env_int("IIIF_MAX_AREA", 16_000_000)

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
# A session lasts a fortnight from the sign-in.
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"


def relay(url: str) -> dict[str, object]:
    """Return Django's mail settings for ``smtp://user:password@host:port``, ``smtps://…`` or ``smtp+starttls://…``."""
    parts = urlsplit(url)
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": DATA / "outgoing",
        }
    ports = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
    if parts.scheme not in ports or not parts.hostname:
        raise BadSetting("COFFRET_MAIL_URL", url, "Adresses comprises : smtp://hôte:25, smtp+starttls://…, smtps://…")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
    }


# Without a relay, mail is written to files in DATA/outgoing.
globals().update(relay(env_str("MAIL_URL", "")))
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env_str("MAIL_FROM", f"Coffret <ne-pas-repondre@{urlsplit(BASE_URL).hostname or 'localhost'}>")


def returns(url: str) -> str:
    """Return the address of the mailbox mail comes back to; raises BadSetting for one of no kind we read."""
    parts = urlsplit(url)
    mailbox = parts.scheme in {"imap", "imaps", "pop3", "pop3s"} and parts.hostname and parts.username
    if url and not mailbox and not (parts.scheme == "maildir" and parts.path):
        remedy = "Adresses comprises : maildir:///chemin, imaps://nom:secret@hôte/INBOX, pop3s://nom:secret@hôte"
        raise BadSetting("COFFRET_RETURNS_URL", f"{parts.scheme}:…", remedy)
    return url


def address(key: str, text: str, port: bool = False) -> str:
    """Return a network address, with a port after « : » where it may have one; raises BadSetting for what is none."""
    host, _colon, number = text.rpartition(":") if port and text.count(":") == 1 else (text, "", "0")
    try:
        if text:
            ip_address(host)
            int(number)
    except ValueError:
        raise BadSetting(f"COFFRET_{key}", text, "Une adresse réseau est attendue, comme 192.0.2.1.") from None
    return text


def long_enough(key: str, secret: str) -> str:
    """Return a shared secret, or « » for none; raises BadSetting for one that could be guessed by trying."""
    if secret and len(secret) < 16:
        raise BadSetting(f"COFFRET_{key}", "…", "Un secret d’au moins 16 caractères tirés au hasard est attendu.")
    return secret


# Letters that come back (coffret.newsletters.returns): the mailbox, its domain when it is not the sender's, and the
# secret of those who tell us of returns over HTTP.
RETURNS_URL = returns(env_str("RETURNS_URL", ""))
RETURNS_DOMAIN = env_str("RETURNS_DOMAIN", "").lower()
RETURNS_SECRET = long_enough("RETURNS_SECRET", env_str("RETURNS_SECRET", ""))
# What the page of the sending domain asks (« address » or « address:port »; empty: the system's), and the network address
# mail leaves from when the message that came back does not tell.
DNS = address("DNS", env_str("DNS", ""), port=True)
MAIL_IP = address("MAIL_IP", env_str("MAIL_IP", ""))

WORKERS = env_int("WORKERS", 2)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"masked": {"()": "coffret.base.masking.Masked"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["masked"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "coffret": {"level": env_str("LOG_LEVEL", "INFO")},
        # What visitors ask for in vain is no event of ours; a proxy's journal has it.
        "django.request": {"level": "ERROR"},
        # Its lines hold the address asked for: some are personal links.
        "django.security.csrf": {"level": "ERROR"},
    },
}
