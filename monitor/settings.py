"""The shape of the settings: what config.toml may say, checked by pydantic.

Values only, frozen; imports other values only. Reading files and the environment and naming the
line of a mistake is in `monitor.config`.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
)

from monitor.change import Significance
from monitor.model import Part, Range

SHOWN = 60
"""Characters of a wrong value that a message repeats."""

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_YEAR = 365.25
_LONGEST = timedelta(days=3650)
_LISTEN = r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]):([0-9]{1,5})"
_SIZES = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}


def shown(value: object) -> str:
    """Return a wrong value for a message: short, on one line, without control characters."""
    text = f'"{value}"' if isinstance(value, str) else repr(value)
    text = "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def parse_duration(value: Any) -> timedelta:
    """Read "90s", "15m", "6h", "1d12h" or "0s"; raise ValueError for anything else."""
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"([0-9]{1,9}[smhdw])+", value):
        raise ValueError(
            f'{shown(value)} is no interval; write one such as "30s", "15m", "6h" or "1d12h"'
        )
    found = re.findall(r"([0-9]+)([smhdw])", value)
    seconds = sum(int(number) * _UNITS[unit] for number, unit in found)
    if seconds > _LONGEST.total_seconds():
        raise ValueError(f"{shown(value)} is longer than ten years; write a shorter interval")
    return timedelta(seconds=seconds)


def parse_keeping(value: Any) -> timedelta | str:
    """Read "all", "changed", or an age such as "2y"; raise ValueError for anything else."""
    if value in ("all", "changed"):
        return str(value)
    years = re.fullmatch(r"([0-9]{1,3})y", value) if isinstance(value, str) else None
    if years is not None:
        return timedelta(days=_YEAR * int(years[1]))
    try:
        return parse_duration(value)
    except ValueError as error:
        raise ValueError(
            f'{shown(value)} is no rule; write "all", "changed", or an age such as "2y" or "90d"'
        ) from error


def parse_size(value: Any) -> int:
    """Read "20MB", "512KB" or a number of bytes; raise ValueError for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    found = re.fullmatch(r"([0-9]{1,12})\s*(B|KB|MB|GB)", value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f'{shown(value)} is no size; write one such as "20MB"')
    return int(found[1]) * _SIZES[found[2]]


def parse_listen(value: Any) -> str:
    """Read "127.0.0.1:8000", "[::1]:8000" or ""; raise ValueError for anything else."""
    if value == "":
        return ""
    found = isinstance(value, str) and re.fullmatch(_LISTEN, value)
    if not found or int(found[1]) > 65535:
        raise ValueError(
            f'{shown(value)} is no place to listen; write host and port, such as "127.0.0.1:8000"'
        )
    return found[0]


def _positive(value: timedelta) -> timedelta:
    if value <= timedelta(0):
        raise ValueError('must be longer than nothing; write one such as "6h"')
    return value


def parse_region(value: Any) -> str:
    """Read "GB", "US-CA", "EU" or "EEA"; raise ValueError for anything else.

    ISO 3166-1 and 3166-2 codes, and the two unions that terms name. The United Kingdom is "GB".
    """
    if value == "UK":
        raise ValueError('"UK" is no ISO 3166 code; write "GB"')
    shape = r"EEA|[A-Z]{2}(-[A-Z0-9]{1,3})?"
    if not isinstance(value, str) or not re.fullmatch(shape, value) or not _is_known(value):
        code = _code_of(str(value))
        meant = f'"{code}"' if code else 'a code such as "EU", "EEA", "GB" or "US-CA"'
        raise ValueError(f"{shown(value)} is no region; write {meant}")
    return value


def _code_of(name: str) -> str:
    """The code of a country that somebody named in words ("Germany") or small ("de"), else ""."""
    from babel import Locale

    names = Locale("en").territories.items()
    words = name.casefold()
    found = (code for code, called in names if words in (called.casefold(), code.casefold()))
    return next((code for code in found if code.isalpha() and _is_known(code)), "")


def _is_known(region: str) -> bool:
    """Tell whether there is such a country or union: for one that is none, nothing would alert."""
    from babel.core import get_global  # of use only where somebody names a region

    return region == "EEA" or region.partition("-")[0] in get_global("territory_currencies")


def parse_zone(value: Any) -> str:
    """Read the name of a time zone, such as "Europe/Berlin"; raise ValueError for anything else."""
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, OSError, TypeError, ValueError) as error:
        raise ValueError(
            f'{shown(value)} is no time zone; write one such as "UTC" or "Europe/Berlin"'
        ) from error


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
Interval = Annotated[Duration, AfterValidator(_positive)]
Size = Annotated[int, BeforeValidator(parse_size), Field(gt=0)]
Keeping = Annotated[timedelta | Literal["all", "changed"], BeforeValidator(parse_keeping)]
Region = Annotated[str, BeforeValidator(parse_region)]
Zone = Annotated[str, BeforeValidator(parse_zone)]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Language = Annotated[str, Field(pattern=r"^([a-z]{2})?$")]
Count = Annotated[int, Field(strict=True)]
Switch = Annotated[bool, Field(strict=True)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class KeepSettings(Frozen):
    """What of the record may go in time; None: as the store says, and it as `Keep` does.

    Attributes:
        looks: All of them, those alone that led to an event, or also the others up to an age.
        pages: The bytes of all pages, of snapshots' pages alone, or of those up to an age.
    """

    looks: Keeping | None = None
    pages: Keeping | None = None


class StoreSettings(Frozen):
    url: str = "sqlite:///snapshots/clausewatch.sqlite3"
    text: str = "snapshots"
    keep: KeepSettings = KeepSettings()


class FetchSettings(Frozen):
    user_agent: str = "clausewatch/1.0 (+https://example.org/contact)"
    every: Interval = timedelta(hours=6)
    jitter: Duration = timedelta(minutes=10)
    timeout: Interval = timedelta(seconds=30)
    max_bytes: Size = 20 * 10**6
    per_host: Count = Field(default=1, ge=1, le=16)
    pause: Duration = timedelta(seconds=2)
    robots: Switch = True
    allow_hosts: tuple[str, ...] = ()
    confirm: Count = Field(default=2, ge=1, le=10)
    confirm_after: Duration = timedelta(minutes=15)
    workers: Count = Field(default=4, ge=1, le=64)


class PublishSettings(Frozen):
    feeds: str = "public"
    site_url: str = "http://localhost:8000"
    min_significance: Significance = Significance.SUBSTANTIVE
    unread_after: Interval = timedelta(days=3)
    remind: tuple[Interval, ...] = (timedelta(days=14), timedelta(days=3))
    topics: tuple[str, ...] = (
        "ai-training",
        "opt-out",
        "region",
        "default-on",
        "content-licence",
        "third-party-sharing",
        "legal-basis",
    )


class RunSettings(Frozen):
    """What `run` does besides looking. The heartbeat's address comes from the environment only."""

    heartbeat_env: str = ""


class ServeSettings(Frozen):
    """Where `run` serves what is published; "" where it does not."""

    listen: Annotated[str, BeforeValidator(parse_listen)] = ""

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port to listen on, None where nothing is served."""
        host, _, port = self.listen.rpartition(":")
        return (host.strip("[]"), int(port)) if self.listen else None


class ChannelSettings(Frozen):
    """Where notices go. The address (`url_env`) and secrets come from the environment only.

    With a `digest`, what is told waits for its hour and goes out as one message; where that has
    nothing to tell, none is sent unless `digest_empty` asks for it.
    """

    name: Id
    kind: Literal["slack", "webhook", "apprise"]
    url_env: str
    secret_env: str = ""
    role: Literal["subscriber", "operator"] = "subscriber"
    services: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()
    min_significance: Significance | None = None
    digest: Literal["", "daily", "weekly"] = ""
    digest_hour: Count = Field(default=8, ge=0, le=23)
    digest_day: Weekday = "monday"
    digest_zone: Zone = "UTC"
    digest_empty: Switch = False

    def serves(self, service: "ServiceSettings") -> bool:
        """Whether the filters by service and tag let a service through."""
        named = not self.services or service.id in self.services
        return named and (not self.tags or bool(set(self.tags) & set(service.tags)))


class RangeSelector(Frozen):
    startBefore: str = ""
    startAfter: str = ""
    endBefore: str = ""
    endAfter: str = ""

    def value(self) -> Range:
        return Range(
            start_before=self.startBefore,
            start_after=self.startAfter,
            end_before=self.endBefore,
            end_after=self.endAfter,
        )


def _selector_form(value: Any) -> str:
    return "range" if isinstance(value, dict | RangeSelector) else "css"


# Told apart by form, so that a mistake in one is not reported as a mistake in both.
SelectorSetting = Annotated[
    Annotated[str, Tag("css")] | Annotated[RangeSelector, Tag("range")],
    Discriminator(_selector_form),
]


class PageSettings(Frozen):
    url: str
    select: tuple[SelectorSetting, ...] = ()
    remove: tuple[SelectorSetting, ...] = ()

    def part(self) -> Part:
        def values(given: tuple[SelectorSetting, ...]) -> tuple[str | Range, ...]:
            return tuple(s if isinstance(s, str) else s.value() for s in given)

        return Part(url=self.url, select=values(self.select), remove=values(self.remove))


class SourceSettings(Frozen):
    id: Id
    name: str = ""
    type: str = ""
    url: str = ""
    select: tuple[SelectorSetting, ...] = ()
    remove: tuple[SelectorSetting, ...] = ()
    pages: tuple[PageSettings, ...] = ()
    regions: tuple[Region, ...] = ()
    language: Language = ""
    kind: Literal["page", "feed", "ota"] = "page"
    fetch: Literal["http", "auto", "browser"] = "http"
    every: Interval | None = None
    confirm: Count | None = Field(default=None, ge=1, le=10)
    confirm_after: Duration | None = None
    robots: Switch | None = None
    absent_ok: Switch = False
    preview_of: str = ""
    keep: KeepSettings = KeepSettings()
    headers: dict[str, str] = Field(default_factory=dict)
    vantages: tuple[str, ...] = ("default",)

    @property
    def preview_id(self) -> str:
        """Under which id a preview that the text itself announces is followed."""
        return f"{self.id[:72]}-preview"

    @property
    def parts(self) -> tuple[Part, ...]:
        """The pages of the source, in order; at least one."""
        if self.pages:
            return tuple(page.part() for page in self.pages)
        return (PageSettings(url=self.url, select=self.select, remove=self.remove).part(),)


class VantageSettings(Frozen):
    """A place and language to look from. A proxy's address comes from the environment only."""

    name: Id
    proxy_env: str = ""
    accept_language: str = ""
    headers: dict[str, str] = Field(default_factory=dict)


class ServiceSettings(Frozen):
    id: Id
    name: str = ""
    tags: tuple[str, ...] = ()
    owner: str = ""
    sources: tuple[SourceSettings, ...] = ()


class Settings(Frozen):
    """A whole configuration. Paths in it are relative to `folder`, that of config.toml."""

    folder: Path = Path()
    store: StoreSettings = StoreSettings()
    fetch: FetchSettings = FetchSettings()
    publish: PublishSettings = PublishSettings()
    run: RunSettings = RunSettings()
    serve: ServeSettings = ServeSettings()
    channels: tuple[ChannelSettings, ...] = ()
    vantages: tuple[VantageSettings, ...] = ()
    topics: tuple[dict[str, Any], ...] = ()
    services: tuple[ServiceSettings, ...] = ()

    def sources(self) -> dict[str, tuple[ServiceSettings, SourceSettings]]:
        """Return every source by its id "service/document", in the order of the file."""
        return {f"{s.id}/{d.id}": (s, d) for s in self.services for d in s.sources}

    def targets(self) -> dict[str, str]:
        """Return which source each preview announces, configured or found by its text's link."""
        known = self.sources()
        found = {f"{service.id}/{one.preview_id}": sid for sid, (service, one) in known.items()}
        named = {
            sid: f"{service.id}/{one.preview_of}"
            for sid, (service, one) in known.items()
            if one.preview_of
        }
        return {sid: of for sid, of in found.items() if sid not in known} | named

    def source(self, source_id: str) -> tuple[ServiceSettings, SourceSettings]:
        """Return one source by its id; raise KeyError where there is none.

        Asked at every look, where to list all of them would cost more than the rest.
        """
        service_id, _, document = source_id.partition("/")
        for service in self.services:
            if service.id == service_id:
                for source in service.sources:
                    if source.id == document:
                        return service, source
        raise KeyError(source_id)

    def series(self) -> list[tuple[str, str]]:
        """Return every (source id, vantage) that is looked at, in the order of the file."""
        known = self.sources().items()
        return [(sid, vantage) for sid, (_, source) in known for vantage in source.vantages]
