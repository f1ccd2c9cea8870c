"""Settings: everything that differs between two installations comes from the environment.

Reference: docs/reference/settings.md (a test keeps the list there complete).
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from . import checks  # noqa: F401 (registers what must be true before Terang serves an office)
from .secret import read_or_create_secret

env = environ.Env()

PACKAGE_DIR = Path(__file__).resolve().parent.parent
PROJECT_DIR = PACKAGE_DIR.parent.parent
VAR_DIR = Path(env.str("TERANG_VAR_DIR", default=str(PROJECT_DIR / "var")))

# Everything that must be backed up lives here: database, files, seal key, secret.
TERANG_DATA_DIR = Path(env.str("TERANG_DATA_DIR", default=str(VAR_DIR / "data")))
TERANG_DEMO = env.bool("TERANG_DEMO", default=False)
# The address printed in QR codes; it must be the office's own domain in production.
TERANG_BASE_URL = env.str("TERANG_BASE_URL", default="http://127.0.0.1:8000")
TERANG_OFFICE = env.str("TERANG_OFFICE", default="Kecamatan Medan Amplas")

SECRET_KEY = env.str("TERANG_SECRET_KEY", default="") or read_or_create_secret(TERANG_DATA_DIR)
DEBUG = env.bool("TERANG_DEBUG", default=False)
ALLOWED_HOSTS = env.list("TERANG_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("TERANG_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "treebeard",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "terang.ledger",
    "terang.documents",
    "terang.jobs",
    "terang.notices",
    "terang.regulation",
    "terang.identity",
    "terang.organisation",
    "terang.planning",
    "terang.evidence",
    "terang.evaluation",
    "terang.fairness",
    "terang.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "terang.web.identity.middleware.ChosenLanguage",
    "terang.web.middleware.ReadableAddress",
    "terang.web.middleware.PrivateAnswers",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "terang.web.identity.middleware.OwnPasswordFirst",
    "terang.web.identity.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "terang.web.identity.middleware.LastSeen",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "terang.web.middleware.PageForWrongMethod",
]

ROOT_URLCONF = "terang.config.urls"
WSGI_APPLICATION = "terang.config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE_DIR / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "terang.web.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "terang.web.templatetags.terang"],
        },
    },
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{TERANG_DATA_DIR / 'terang.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "terang.identity.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "terang.identity.passwords.NotOnlyDigits"},
    {"NAME": "terang.identity.passwords.NotOnesName"},
    {"NAME": "terang.identity.passwords.NotCommon"},
]

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Bahasa Inggris"))]
# Catalogues are compiled from src/terang/locale at set-up; only the sources are kept in the repository.
LOCALE_PATHS = [VAR_DIR / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [PACKAGE_DIR / "web" / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "terang.config.finders.PackagedFilesFinder",
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": TERANG_DATA_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Files are never served by address; each download passes an access function.
MEDIA_ROOT = TERANG_DATA_DIR / "files"
MEDIA_URL = ""
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
# A demo on plain http must still sign in; everywhere else cookies travel over https only.
SECURE_COOKIES = env.bool("TERANG_HTTPS", default=False)
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31536000 if SECURE_COOKIES else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_COOKIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        # Bootstrap's own icons are data: images inside its style sheet.
        "img-src": [SELF, "data:"],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# Mail leaves by the office's own server ("smtp+tls://name:password@server:587"). Without one, notices stay on their
# page; a developer reads the mails in the terminal.
SENDS_MAIL = "EMAIL_URL" in env or DEBUG
vars().update(env.email_url("EMAIL_URL", default="consolemail://" if DEBUG else "dummymail://"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("TERANG_MAIL_FROM", default="Terang <terang@localhost>")

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "terang.identity.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_PRESERVE_USERNAME_CASING = False  # local names are stored in small letters: one name, one account
ACCOUNT_FORMS = {
    "login": "terang.web.identity.forms.SignInForm",
    "change_password": "terang.web.identity.forms.ChangePasswordForm",
    "reauthenticate": "terang.web.identity.forms.ReauthenticateForm",
}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# django-axes keeps the lockout of one person at one address, in the database, for all workers. These limits stand
# behind it: guesses at one account from many addresses, guesses at the code of the second step, floods.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "15/15m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Terang"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_ADAPTER = "terang.identity.adapter.MfaAdapter"
MFA_FORMS = {
    "authenticate": "terang.web.identity.forms.CodeForm",
    "reauthenticate": "terang.web.identity.forms.CodeAgainForm",
    "activate_totp": "terang.web.identity.forms.ActivateForm",
}
USERSESSIONS_TRACK_ACTIVITY = False  # it writes at every page; LastSeen writes every ten minutes

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "terang.web.identity.views.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # 15 minutes are 15 minutes
AXES_CLIENT_IP_CALLABLE = "terang.identity.addresses.caller_address"
AXES_USERNAME_FORM_FIELD = "username"  # the name in the credentials, not in the form
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # nobody reads it; the session list shows where an account is open

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        # Refused forms and closed doors are no fault, and their addresses would tell who was just written about.
        "django.request": {"level": "ERROR"},
        # Strangers try foreign names all day; they get their answer.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
    "root": {"handlers": ["console"], "level": env.str("TERANG_LOG_LEVEL", default="WARNING")},
}
