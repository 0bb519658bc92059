"""The shape of the settings: what config.toml may say, checked by pydantic.

Values only, frozen; imports `monitor.model`. Reading files and the environment and naming the
line of a mistake is in `monitor.config`.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from monitor.model import Part, Range, Significance

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_SIZES = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}


def parse_duration(value: Any) -> timedelta:
    """Read "90s", "15m", "6h", "1d12h" or "0s"; raise ValueError for anything else."""
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"(\d+[smhdw])+", value):
        raise ValueError(f'{value!r} is no interval; write one such as "30s", "15m", "6h" or "1d12h"')
    return timedelta(seconds=sum(int(n) * _UNITS[u] for n, u in re.findall(r"(\d+)([smhdw])", value)))


def parse_size(value: Any) -> int:
    """Read "20MB", "512KB" or a number of bytes; raise ValueError for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    found = re.fullmatch(r"(\d+)\s*(B|KB|MB|GB)", value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f'{value!r} is no size; write one such as "20MB"')
    return int(found[1]) * _SIZES[found[2]]


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
Size = Annotated[int, BeforeValidator(parse_size), Field(gt=0)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StoreSettings(Frozen):
    url: str = "sqlite:///snapshots/clausewatch.sqlite3"
    text: str = "snapshots"


class FetchSettings(Frozen):
    user_agent: str = "clausewatch/1.0 (+https://example.org/contact)"
    every: Duration = timedelta(hours=6)
    jitter: Duration = timedelta(minutes=10)
    timeout: Duration = timedelta(seconds=30)
    max_bytes: Size = 20 * 10**6
    per_host: int = Field(default=1, ge=1, le=16)
    pause: Duration = timedelta(seconds=2)
    robots: bool = True
    allow_hosts: tuple[str, ...] = ()
    confirm: int = Field(default=2, ge=1, le=10)
    confirm_after: Duration = timedelta(minutes=15)
    workers: int = Field(default=4, ge=1, le=64)


class PublishSettings(Frozen):
    feeds: str = "public"
    site_url: str = "http://localhost:8000"
    min_significance: Significance = Significance.SUBSTANTIVE
    topics: tuple[str, ...] = (
        "ai-training",
        "opt-out",
        "region",
        "default-on",
        "content-licence",
        "third-party-sharing",
        "legal-basis",
    )


class ChannelSettings(Frozen):
    """Where notices go. The address (`url_env`) and secrets come from the environment only."""

    name: Id
    kind: Literal["slack", "webhook", "apprise"]
    url_env: str
    secret_env: str = ""
    role: Literal["subscriber", "operator"] = "subscriber"
    services: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    min_significance: Significance | None = None
    digest: Literal["", "daily", "weekly"] = ""


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


SelectorSetting = str | RangeSelector


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
    regions: tuple[str, ...] = ()
    language: str = ""
    kind: Literal["page", "feed", "ota"] = "page"
    fetch: Literal["http", "auto", "browser"] = "http"
    every: Duration | None = None
    confirm: int | None = Field(default=None, ge=1, le=10)
    confirm_after: Duration | None = None
    robots: bool | None = None
    absent_ok: bool = False
    preview_of: str = ""
    headers: dict[str, str] = Field(default_factory=dict)
    vantages: tuple[str, ...] = ("default",)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The pages of the source, in order; at least one."""
        if self.pages:
            return tuple(page.part() for page in self.pages)
        return (PageSettings(url=self.url, select=self.select, remove=self.remove).part(),)


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
    channels: tuple[ChannelSettings, ...] = ()
    services: tuple[ServiceSettings, ...] = ()

    def sources(self) -> dict[str, tuple[ServiceSettings, SourceSettings]]:
        """Return every source by its id "service/document", in the order of the file."""
        return {f"{s.id}/{d.id}": (s, d) for s in self.services for d in s.sources}
