"""Django's settings. What an office may decide stands in office.toml (`home.Office`)."""

from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from gengheng_office.project.home import home

_HOME = home()
OFFICE_FOLDER = _HOME.folder
DATA_UPLOAD_MAX_MEMORY_SIZE = 9 * 1024**2  # bytes: a piece of a file, and a little
SECRET_KEY = _HOME.secret
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ROOT_URLCONF = "gengheng_office.project.urls"
WSGI_APPLICATION = "gengheng_office.project.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "gengheng_office.journal",
    "gengheng_office.org",
    "gengheng_office.jobs",
    "gengheng_office.vault",
    "gengheng_office.project",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "gengheng_office.project.gate.Gate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": [
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "gengheng_office.project.shell.shell",
        ]},
    }
]  # fmt: skip


def _database(address: str) -> dict[str, object]:
    """Return Django's words for a PostgreSQL address, or for SQLite in the office's folder.

    Every SQLite transaction begins as a writer: two that read first and write later would fail.
    """
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": _HOME.database,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
            },
        }
    at = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": at.path.lstrip("/"),
        "HOST": at.hostname or "",
        "PORT": at.port or "",
        "USER": unquote(at.username or ""),
        "PASSWORD": unquote(at.password or ""),
        "CONN_MAX_AGE": 60,
    }


DATABASES = {"default": _database(_HOME.office.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "org.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "gengheng_office.org.passwords.Long"},
    {"NAME": "gengheng_office.org.passwords.NotTheName"},
    {"NAME": "gengheng_office.org.passwords.NotCommon"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"  # as authenticate() names it
AXES_LOCKOUT_CALLABLE = "gengheng_office.org.sign_in.locked_out"
AXES_VERBOSE = False
LOGIN_URL = "sign_in"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SAMESITE = "Strict"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
