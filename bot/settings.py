"""Settings: one TOML file, overridden by environment variables, with every mistake reported at once.

Source of the shape: config.example.toml, where every key is explained for the person who runs the daemon.
"""

from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.durations import parse_duration
from bot.secret_files import with_files_read
from connectors.catalogue import CATALOGUE
from growth.alert import Patience
from growth.baseline import Baseline, Curve
from growth.event import Rule
from growth.platform import Platform
from growth.span import Span

LANGUAGES = ("ar", "fr", "en")
Language = Literal["ar", "fr", "en"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is not an IANA time zone; write one such as Africa/Casablanca or Europe/Paris")
    return name


def _known_platform(name: str) -> str:
    if name not in CATALOGUE:
        raise ValueError(f"{name!r} is not a platform this version reads; known: {', '.join(sorted(CATALOGUE))}")
    return name


def _no_at_sign(handle: str) -> str:
    handle = handle.strip().removeprefix("@")
    if not handle:
        raise ValueError("a handle cannot be empty; leave the account out until you know it")
    return handle


Zone = Annotated[str, AfterValidator(_zone)]
Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
PlatformName = Annotated[str, AfterValidator(_known_platform)]
Handle = Annotated[str, AfterValidator(_no_at_sign)]
SpanText = Annotated[Span, BeforeValidator(lambda value: value if isinstance(value, Span) else Span.parse(str(value)))]


class Section(BaseModel):
    """A table of the file; unknown keys are mistakes."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        arbitrary_types_allowed=True,
        validate_default=True,
        hide_input_in_errors=True,  # what was given may be a secret
    )


class StorageSettings(Section):
    """Where everything read is kept."""

    url: str = "sqlite:///marsad.db"

    @model_validator(mode="after")
    def _has_a_known_scheme(self) -> Self:
        if not self.url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("url must start with sqlite:/// or postgresql://")
        return self


class TelegramSettings(Section):
    """The bot: without a token it is off, and alerts wait in the database."""

    token: SecretStr | None = None
    base_url: str = "https://api.telegram.org"
    admins: tuple[int, ...] = ()
    access: Literal["closed", "open"] = "closed"
    timeout: Duration = timedelta(seconds=20)

    @model_validator(mode="before")
    @classmethod
    def _token_may_be_a_file(cls, table: object) -> object:
        return with_files_read(table, ("token",)) if isinstance(table, dict) else table


class PlatformSettings(Section):
    """One platform. Credentials and options are those its connector names; see docs/connectors.md."""

    enabled: bool = True
    base_url: str | None = None
    interval: Duration = timedelta(hours=1)
    timeout: Duration = timedelta(seconds=20)
    credentials: dict[str, SecretStr] = Field(default_factory=dict)
    options: dict[str, str] = Field(default_factory=dict)


class DigestSettings(Section):
    """When a chat's weekly digest goes out, unless the chat chose otherwise."""

    weekday: Weekday = "monday"
    at: time = time(9, 0)
    time_zone: Zone = "Africa/Casablanca"
    language: Language = "ar"


class PatienceSettings(Section):
    """How long a rule's condition must stand, in polls and in time."""

    polls: Annotated[int, Field(ge=1)] = 1
    span: Duration = timedelta(0)

    def to_patience(self) -> Patience:
        """The same, in the rules' words."""
        return Patience(polls=self.polls, span=self.span)


class AlertSettings(Section):
    """Thresholds of the rules; see docs/operations.md for what each means."""

    surge_share: Annotated[float, Field(gt=0, lt=10)] = 0.005
    drop_share: Annotated[float, Field(gt=0, lt=1)] = 0.003
    behind_share: Annotated[float, Field(gt=0, lt=1)] = 0.10
    ahead_share: Annotated[float, Field(gt=0, lt=10)] = 0.10
    stalled_after: Duration = timedelta(days=14)
    silent_after: Duration = timedelta(days=7)
    hold: dict[Rule, PatienceSettings] = Field(default_factory=dict)
    keep: dict[Rule, PatienceSettings] = Field(default_factory=dict)


class LogSettings(Section):
    """What the log says and how."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["console", "json"] = "console"


class BaselineSettings(Section):
    """A target to hold an account against."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    start: date
    target: Annotated[int, Field(gt=0)]
    within: SpanText
    start_value: Annotated[int, Field(ge=0)] = 0
    curve: Curve = Curve.LINEAR
    source: str | None = None

    @model_validator(mode="after")
    def _asks_for_growth(self) -> Self:
        self.to_baseline()
        return self

    def to_baseline(self) -> Baseline:
        """The same, in the rules' words."""
        return Baseline(**{name: getattr(self, name) for name in type(self).model_fields})


class AccountSettings(Section):
    """One official account."""

    platform: PlatformName
    handle: Handle
    platform_id: str | None = None
    launched: date | None = None
    baselines: tuple[BaselineSettings, ...] = ()


class AgencySettings(Section):
    """One agency and its accounts."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]
    names: Annotated[dict[Language, str], Field(min_length=1)]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    staff: Annotated[int, Field(gt=0)] | None = None
    staff_year: int | None = None
    population: Annotated[int, Field(gt=0)] | None = None
    source: str | None = None
    accounts: tuple[AccountSettings, ...] = ()


def _sort_platform_keys(tables: object) -> object:
    """Move each platform's own credentials and options under those names, so that any other key is a mistake."""
    if not isinstance(tables, dict):
        return tables
    return {name: _sorted_keys(name, table) for name, table in tables.items()}


def _sorted_keys(platform: str, table: object) -> object:
    entry = CATALOGUE.get(Platform(platform))
    if entry is None or not isinstance(table, dict):
        return table
    secrets = (*entry.secrets, *entry.optional_secrets)
    given = with_files_read(table, secrets)
    credentials = {name: given.pop(name) for name in secrets if given.get(name) is not None}
    options = {name: given.pop(name) for name in entry.options if name in given}
    return {**given, "credentials": credentials, "options": options}


class Settings(BaseSettings):
    """Everything the operator decides."""

    model_config = SettingsConfigDict(
        env_prefix="MARSAD_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        validate_default=True,
        hide_input_in_errors=True,
    )

    storage: StorageSettings = StorageSettings()
    telegram: TelegramSettings = TelegramSettings()
    platforms: Annotated[dict[PlatformName, PlatformSettings], BeforeValidator(_sort_platform_keys)] = Field(
        default_factory=dict
    )
    digest: DigestSettings = DigestSettings()
    alerts: AlertSettings = AlertSettings()
    log: LogSettings = LogSettings()
    agencies: tuple[AgencySettings, ...] = ()
    source: Annotated[Path | None, Field(exclude=True)] = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file; nothing else is read."""
        del settings_cls
        return env_settings, init_settings

    @property
    def zone(self) -> ZoneInfo:
        """The default time zone, in which days are counted unless a chat chose its own."""
        return ZoneInfo(self.digest.time_zone)

    def platform(self, platform: Platform) -> PlatformSettings:
        """A platform's settings, or the defaults where the file does not name it."""
        return self.platforms.get(platform, PlatformSettings())

    def secrets(self) -> tuple[SecretStr, ...]:
        """Every secret there is, for the log to leave out."""
        found = [secret for platform in self.platforms.values() for secret in platform.credentials.values()]
        return (*found, self.telegram.token) if self.telegram.token else tuple(found)
