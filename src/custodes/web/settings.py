"""How Django is set up. What a user can set is in `custodes.settings`; nothing here reads the environment."""

import datetime as dt
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url

from custodes import settings

HERE = Path(__file__).parent
_address = urlsplit(settings.address())
_https = _address.scheme == "https"

DEBUG = False
SECRET_KEY = settings.secret_key()
DEMO = settings.demo()
DATA_FOLDER = settings.data_folder()
UPLOADS = DATA_FOLDER / "uploads"
ALLOWED_HOSTS = [_address.hostname or "", "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [settings.address()] if _https else []
CSRF_FAILURE_VIEW = "custodes.web.pages.errors.csrf_failure"
ROOT_URLCONF = "custodes.web.urls"
WSGI_APPLICATION = "custodes.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "ninja",
    "custodes.access",
    "custodes.audit",
    "custodes.register",
    "custodes.evidence",
    "custodes.identity",
    "custodes.concerns",
    "custodes.survey",
    "custodes.publication",
    "custodes.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "custodes.web.middleware.Headers",
    "custodes.web.middleware.SessionsEnd",
    "custodes.web.middleware.Through",
    "custodes.web.middleware.SecondFactor",
    "custodes.web.middleware.UserErrors",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [HERE / "govuk" / "templates", HERE / "pages"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "custodes.web.govuk.environment.environment",
            "context_processors": ["custodes.web.govuk.environment.page_context"],
        },
    },
    # allauth's mails and django-ninja's API pages are Django templates; nothing of ours is
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {}},
]
FORM_RENDERER = "custodes.web.govuk.renderer.GovukRenderer"

_sqlite: dict[str, Any] = {
    # writers queue instead of failing; readers go on while one writes
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; "
    "PRAGMA mmap_size=268435456; PRAGMA foreign_keys=ON;",
}
DATABASES = {"default": dj_database_url.parse(settings.database_url(), conn_max_age=600)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = _sqlite

CACHES = {
    # what counts guesses and remembers used codes: in the database, as every process has to see the same
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_counters",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "access.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "custodes.access.backends.PeopleBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "custodes.access.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "custodes.access.adapter.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation that was followed has proved the address
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_RATE_LIMITS = {
    # of one address, whole bodies sit behind; of one key, a person; axes counts wrong passwords besides
    "login": "300/m/ip",
    "login_failed": "5/15m/key",  # second factors: custodes.access.adapter counts passwords apart
    "guess_password": "100/h/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "reset_password": "30/h/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "guess_link": "20/15m/ip",
}
PASSWORD_RESET_TIMEOUT = 60 * 60
MFA_ADAPTER = "custodes.access.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Custodes"
MFA_RECOVERY_CODE_DIGITS = 10
MFA_ALLOW_UNVERIFIED_EMAIL = True  # see ACCOUNT_EMAIL_VERIFICATION
USERSESSIONS_TRACK_ACTIVITY = False
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _https else 0  # https comes from a proxy in front
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "custodes.web.pages.sign_in.views.locked_out"
AXES_USERNAME_CALLABLE = "custodes.access.guessing.account_named"
AXES_CLIENT_IP_CALLABLE = "custodes.access.guessing.address_of"
AXES_SENSITIVE_PARAMETERS = ["password", "login", "email", "csrfmiddlewaretoken"]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may not post us to another site: see middleware.CONTENT_SECURITY
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
OIDC_SECOND_FACTOR_TRUSTED = settings.oidc_second_factor_trusted()
if _oidc := settings.oidc():
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": _oidc["name"],
                "client_id": _oidc["client"],
                "secret": _oidc["secret"],
                "settings": {"server_url": _oidc["url"], "verified_email": settings.oidc_domains()},
            }
        ],
    }

SESSION_ENGINE = "custodes.access.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day; middleware.SessionsEnd holds to it
SESSION_IDLE_AGE = 2 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = False  # the proxy in front does that
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "custodes.web.pages.imports.uploading.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

STATIC_URL = "/static/"
STATIC_ROOT = HERE / "static"
STATICFILES_DIRS: list[Path] = []
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

DEFAULT_FROM_EMAIL = SERVER_EMAIL = settings.mail_from()
if settings.mail_url():
    _mail = urlsplit(settings.mail_url())
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "", _mail.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = _mail.scheme == "smtp" and bool(_mail.username)
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_FOLDER / "mail"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"routes": {"()": "custodes.web.logs.RoutesOnly"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["routes"]},
        "failures": {"class": "logging.StreamHandler", "level": "ERROR"},
    },
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING"},
        "django.request": {"level": "ERROR"},  # not every missing page
        "django_tasks": {"handlers": ["failures"]},
        "django_tasks_db": {"handlers": ["failures"]},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
