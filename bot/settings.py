"""Settings: one TOML file, overridden by environment variables, with every mistake reported at once.

Source of the shape: config.example.toml, where every key is explained for the person who runs the daemon.
"""

from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Annotated, Literal, Self
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.alert_settings import AlertSettings, RuleSettings
from bot.secret_files import Unusable, with_files_read
from bot.section import Section
from bot.setting_types import (
    LANGUAGES,
    WEEKDAYS,
    Address,
    AgencyId,
    AskedPlatform,
    Country,
    DatabaseAddress,
    Handle,
    Interval,
    Language,
    Listen,
    ListenAddress,
    PlatformAndName,
    PlatformName,
    SpanText,
    Stretch,
    Timeout,
    Token,
    WallTime,
    WebhookAddress,
    Weekday,
    Zone,
    from_json,
    numbers,
    usable,
)
from connectors.catalogue import CATALOGUE
from connectors.price import Price, Unit
from growth.baseline import Baseline, BaselineKind, Curve, Recipe
from growth.platform import Platform

__all__ = ["LANGUAGES", "WEEKDAYS", "Language", "Settings", "Weekday"]

Text = Annotated[str, Field(min_length=1, max_length=500)]
Count = Annotated[int, Field(gt=0, lt=10**12)]
Dollars = Annotated[Decimal, Field(ge=0, lt=1_000_000, decimal_places=2)]
Share = Annotated[float, Field(gt=0, lt=1)]
Year = Annotated[int, Field(ge=1900, le=2100)]
Day = Annotated[date, Field(ge=date(1970, 1, 1), le=date(2199, 12, 31))]


class StorageSettings(Section):
    """Where everything read is kept."""

    url: Annotated[DatabaseAddress, Field(repr=False)] = "sqlite:///marsad.db"  # may hold a password
    wait: Timeout = timedelta(seconds=10)

    @model_validator(mode="before")
    @classmethod
    def _url_may_be_a_file(cls, table: object) -> object:
        return with_files_read(table, ("url",)) if isinstance(table, dict) else table

    def password(self) -> SecretStr | None:
        """The database's password; None when the address holds none."""
        password = urlsplit(self.url).password
        return SecretStr(unquote(password)) if password else None


class TelegramSettings(Section):
    """The bot: without a token it is off, and alerts wait in the database."""

    token: Token | None = None
    base_url: Address = "https://api.telegram.org"
    admins: Annotated[tuple[Annotated[int, Field(gt=0)], ...], BeforeValidator(numbers)] = ()
    access: Literal["closed", "open"] = "closed"
    timeout: Timeout = timedelta(seconds=20)
    webhook_url: WebhookAddress | None = None
    webhook_listen: ListenAddress = Listen("127.0.0.1", 8443)

    @model_validator(mode="before")
    @classmethod
    def _token_may_be_a_file(cls, table: object) -> object:
        return with_files_read(table, ("token",)) if isinstance(table, dict) else table


class PlatformSettings(Section):
    """One platform. Credentials, options and switches are those its connector names; see docs/connectors.md."""

    enabled: bool = True
    base_url: Address | None = None
    interval: Interval = timedelta(hours=1)
    timeout: Timeout = timedelta(seconds=20)
    daily_budget_usd: Annotated[Dollars | None, BeforeValidator(usable)] = None
    daily_units: Annotated[Count | None, BeforeValidator(usable)] = None
    retention_days: Annotated[int | None, Field(ge=1, le=36_500), BeforeValidator(usable)] = None
    storage_amendment: Annotated[bool, BeforeValidator(usable)] = False
    credentials: dict[str, Token] = Field(default_factory=dict)
    options: dict[str, str] = Field(default_factory=dict)
    switches: dict[str, bool] = Field(default_factory=dict)

    @property
    def given(self) -> frozenset[str]:
        """The names of the platform's own settings that are set."""
        return frozenset({*self.credentials, *self.options, *self.switches})


class DigestSettings(Section):
    """When a chat's weekly digest goes out, unless the chat chose otherwise."""

    weekday: Weekday = "monday"
    at: WallTime = time(9, 0)
    time_zone: Zone = "Africa/Casablanca"
    language: Language = "ar"


class MetricsSettings(Section):
    """How others see that the watch goes on: a page on this machine, and a sign of life to elsewhere."""

    listen: ListenAddress | None = None
    ping_url: Token | None = None
    ping_every: Interval = timedelta(minutes=5)

    @model_validator(mode="before")
    @classmethod
    def _url_may_be_a_file(cls, table: object) -> object:
        return with_files_read(table, ("ping_url",)) if isinstance(table, dict) else table


class ImpersonatorSettings(Section):
    """How often handles that could be taken for an agency's are looked up."""

    every: Stretch | None = None


class LogSettings(Section):
    """What the log says and how."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["console", "json"] = "console"


class BaselineSettings(Section):
    """What to hold an account against: a target, or the path of what was counted elsewhere or before."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    kind: BaselineKind = BaselineKind.TARGET
    start: Day
    target: Count | None = None
    within: SpanText
    start_value: Annotated[int, Field(ge=0, lt=10**12)] = 0
    curve: Curve = Curve.LINEAR
    of: PlatformAndName | None = None
    source: Text | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.kind is BaselineKind.TARGET:
            self._asks_for_growth()
        else:
            self._is_drawn()
        self.to_baseline()
        return self

    def _asks_for_growth(self) -> None:
        if self.target is None:
            raise ValueError("names no target; write target, or the kind of what it is drawn from")
        if self.of is not None:
            raise ValueError('names an account with of; write kind = "first_year", or leave of out')
        if self.target <= self.start_value:
            raise ValueError("asks for no growth; make target larger than start_value")

    def _is_drawn(self) -> None:
        needless = sorted(self.model_fields_set & {"target", "start_value", "curve"})
        if needless:
            raise ValueError(f"takes its path from counts; leave {', '.join(needless)} out, or the kind")
        if (self.of is None) == (self.kind is BaselineKind.FIRST_YEAR):
            raise ValueError(
                'is of another account only as first_year; write of = "x/DGSN_MAROC" there and nowhere else'
            )

    def to_baseline(self) -> Baseline | Recipe:
        """The same, in the rules' words."""
        if self.target is None:
            return Recipe(self.name, self.kind, self.start, self.within, of=self.of, source=self.source)
        return Baseline(
            self.name, self.start, self.target, self.within, self.start_value, self.curve, source=self.source
        )


class AccountSettings(Section):
    """One official account."""

    platform: PlatformName
    handle: Handle
    platform_id: Text | None = None
    launched: Day | None = None
    baselines: tuple[BaselineSettings, ...] = ()
    alerts: RuleSettings = RuleSettings()


class AgencySettings(Section):
    """One agency and its accounts."""

    id: AgencyId
    names: Annotated[dict[Language, Text], Field(min_length=1)]
    country: Country | None = None
    staff: Count | None = None
    staff_year: Year | None = None
    population: Count | None = None
    population_year: Year | None = None
    source: Text | None = None
    alerts: RuleSettings = RuleSettings()
    accounts: tuple[AccountSettings, ...] = ()


def _sort_platform_keys(tables: object) -> object:
    """Move each platform's own keys under what they are, so that any other key is a mistake."""
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
    strays = {name: _NO_KEY for name in ("credentials", "options", "switches") if name in given}
    given |= {name: why for name, why in _unpriced(entry.price).items() if name in given}
    given |= _kept_too_long(entry.most_days, given)
    options = {name: given.pop(name) for name in entry.options if name in given}
    switches = {name: given.pop(name) for name in entry.switches if name in given}
    return {**given, "credentials": credentials | strays, "options": options, "switches": switches}


def _unpriced(price: Price | None) -> dict[str, Unusable]:
    """The limits that make no sense for what a platform costs."""
    wanted = None if price is None else "daily_budget_usd" if price.unit is Unit.USD else "daily_units"
    hint = "delete the key, reading it costs nothing" if wanted is None else f"write {wanted} instead"
    names = {"daily_budget_usd", "daily_units"} - {wanted}
    return {name: Unusable(f"is no limit of this platform; {hint}") for name in names}


def _kept_too_long(most: int | None, given: Mapping[str, object]) -> dict[str, Unusable]:
    """What the file says of keeping readings that the platform's own rules do not let us."""
    holds = given.get("storage_amendment")
    if most is None:
        why = "is no key of this platform, whose rules do not limit how long readings are kept; delete it"
        return {} if holds is None else {"storage_amendment": Unusable(why)}
    days = str(given.get("retention_days", most))
    if str(holds).lower() in {"true", "1", "yes", "on"} or not days.isdecimal() or int(days) <= most:
        return {}
    why = f"is more than this platform's rules allow; write {most} or fewer, or storage_amendment = true if you hold it"
    return {"retention_days": Unusable(why)}


_NO_KEY = Unusable("is not a key Marsad knows; write the keys in it one level higher")


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
    platforms: Annotated[dict[AskedPlatform, PlatformSettings], BeforeValidator(_sort_platform_keys)] = Field(
        default_factory=dict
    )
    digest: DigestSettings = DigestSettings()
    alerts: AlertSettings = AlertSettings()
    metrics: MetricsSettings = MetricsSettings()
    impersonators: ImpersonatorSettings = ImpersonatorSettings()
    log: LogSettings = LogSettings()
    agencies: Annotated[tuple[AgencySettings, ...], BeforeValidator(from_json)] = ()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given is what counts; ``load_settings`` alone looks at the environment."""
        del settings_cls
        return (init_settings,)

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
        others = (self.telegram.token, self.storage.password(), self.metrics.ping_url)
        return (*found, *(secret for secret in others if secret is not None))
