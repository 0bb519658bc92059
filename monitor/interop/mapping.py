"""Which text of an archive belongs to which source, and configuration for those that have none.

Names of an archive come from anybody: ids are made of letters and digits only, and only ids
become file names.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.config.writing import FOLDER, free, service_text, slug
from monitor.errors import UsageError
from monitor.interop.archive import Text, named
from monitor.settings import ServiceSettings, Settings, SourceSettings, shown

COMMENT = "Taken from an archive; see: clausewatch import --help"
UNKNOWN = "no source is configured for it; take it by --add"
_EVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
_RULE = re.compile(
    r"(?P<name>.+)=(?P<source>[^=@]+)(?:@(?P<start>[0-9-]{10})?\.\.(?P<end>[0-9-]{10})?)?"
)


Keys = Mapping[str, Any]
"""Of a source, in the order in which they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A person's word on where a text belongs: "Service/Terms=service/document@FROM..TO".

    Attributes:
        name: "Service/Terms" as the archive has it.
        start, end: First and last day of the versions that are meant.
    """

    name: str
    source: str
    start: datetime = _EVER[0]
    end: datetime = _EVER[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """Texts with the source each goes to, and those that go nowhere, with why."""

    pairs: tuple[tuple[str, Text], ...]
    strangers: tuple[tuple[Text, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A text to be configured: names as they are given, and further keys of its source."""

    service: str
    terms: str
    keys: Keys


def rule(given: str) -> Rule:
    """Read what was given as `--map`.

    Raises:
        UsageError: If it is no such rule.
    """
    found = _RULE.fullmatch(given)
    try:
        if found is None:
            raise ValueError(given)
        named = Rule(name=found["name"], source=found["source"])
        if found["start"]:
            named = replace(named, start=_day(found["start"]))
        if found["end"]:
            end = _day(found["end"]) + timedelta(days=1) - timedelta(seconds=1)
            named = replace(named, end=end)
    except ValueError as error:
        raise UsageError(
            f"{shown(given)} is no mapping; write one such as"
            ' "LinkedIn/Privacy Policy=linkedin/privacy-policy@2020-01-01..2024-09-17"'
        ) from error
    return named


def mapped(texts: Iterable[Text], settings: Settings, rules: Sequence[Rule]) -> Mapped:
    """Find the source of each text: by rule, else by the names of service and document.

    Raises:
        UsageError: If a rule names a source or a text that is not there.
    """
    everything = list(texts)
    _check(everything, settings, rules)
    pairs: list[tuple[str, Text]] = []
    strangers: list[tuple[Text, str]] = []
    for text in everything:
        ruled = [one for one in rules if one.name == f"{text.service}/{text.terms}"]
        pairs += [(one.source, _bounded(text, one)) for one in ruled]
        if ruled:
            continue
        found = _candidates(text.service, text.terms, settings)
        if len(found) == 1:
            pairs.append((found[0], text))
        else:
            several = f"could be {' or '.join(found)}; choose with --map" if found else ""
            strangers.append((text, several or UNKNOWN))
    taken: dict[str, Text] = {}
    for source, text in pairs:
        _refuse_overlap(taken.setdefault(source, text), text, source)
    return Mapped(pairs=tuple(pairs), strangers=tuple(strangers))


def followed(paths: Iterable[str], source_id: str, settings: Settings) -> str:
    """Return the path of the text of a collection that a source follows.

    Raises:
        UsageError: If there is none, or there are several.
    """
    texts = {path: named(path)[0] for path in paths}
    found = [
        path
        for path, (service, terms) in texts.items()
        if _candidates(service, terms, settings) == [source_id]
    ]
    if len(found) != 1:
        service, source = settings.sources()[source_id]
        name = f"{service.name or service.id}/{source.name or source.type or source.id}.md"
        what = " and ".join(map(shown, found)) or f"no text such as {shown(name)}"
        raise UsageError(
            f"the collection has {what}; name the service and the source as the collection does"
        )
    return found[0]


def added(newcomers: Iterable[Newcomer], settings: Settings) -> dict[str, str]:
    """Return files, by name below the configuration's folder, that configure texts as sources.

    Texts whose service is configured already are left out: `extending` has them.
    """
    there = {service.id for service in settings.services}
    services: dict[str, list[Newcomer]] = {}
    for text in newcomers:
        services.setdefault(text.service, []).append(text)
    files: dict[str, str] = {}
    for name, texts in sorted(services.items()):
        if _service(name, settings) is not None:
            continue
        service_id = free(slug(name), there)
        there.add(service_id)
        sources: dict[str, Keys] = {}
        for text in texts:
            source_id = free(slug(text.terms), sources)
            sources[source_id] = _keys(source_id, text)
        files[f"{FOLDER}/{service_id}.toml"] = service_text(
            service_id, name, sources.values(), comment=COMMENT
        )
    return files


def extending(newcomers: Iterable[Newcomer], settings: Settings) -> list[tuple[str, Keys]]:
    """Return what services that are configured already lack: their id, and keys of a source."""
    taken = {one.id: {source.id for source in one.sources} for one in settings.services}
    found: list[tuple[str, Keys]] = []
    for text in newcomers:
        service = _service(text.service, settings)
        if service is None or _candidates(text.service, text.terms, settings):
            continue
        source_id = free(slug(text.terms), taken[service.id])
        taken[service.id].add(source_id)
        found.append((service.id, _keys(source_id, text)))
    return found


def _keys(source_id: str, text: Newcomer) -> Keys:
    return {"id": source_id, "name": text.terms, "type": text.terms, **text.keys}


def _check(texts: Sequence[Text], settings: Settings, rules: Sequence[Rule]) -> None:
    known = settings.sources()
    names = {f"{text.service}/{text.terms}" for text in texts}
    for one in rules:
        if one.source not in known:
            raise UsageError(f"--map: there is no source {shown(one.source)}")
        if one.name not in names:
            raise UsageError(f"--map: the archive has no text {shown(one.name)}")


def _bounded(text: Text, given: Rule) -> Text:
    inside = tuple(one for one in text.versions if given.start <= one.at <= given.end)
    return replace(text, versions=inside)


def _refuse_overlap(first: Text, text: Text, source: str) -> None:
    if first is not text and first.versions and text.versions:
        raise UsageError(
            f"{shown(first.path)} and {shown(text.path)} both go to {source}: take one with"
            " --only, or one after the other by --map with dates"
        )


def _candidates(name: str, terms: str, settings: Settings) -> list[str]:
    """The sources that a text of a collection may belong to, by the names of its service and it."""
    service = _service(name, settings)
    if service is None:
        return []
    ranks: dict[int, list[str]] = {}
    for source in service.sources:
        rank = _rank(terms, source)
        if rank is not None:
            ranks.setdefault(rank, []).append(f"{service.id}/{source.id}")
    return ranks[min(ranks)] if ranks else []


def _service(name: str, settings: Settings) -> ServiceSettings | None:
    wanted = _plain(name)
    by_name = (one for one in settings.services if _plain(one.name) == wanted)
    by_id = (one for one in settings.services if one.id == slug(name))
    return next(by_name, None) or next(by_id, None)


def _rank(terms: str, source: SourceSettings) -> int | None:
    """How well a source fits, 0 best; None: not at all. A preview is not the text in force."""
    wanted = _plain(terms)
    if source.preview_of:
        return None
    if _plain(source.name) == wanted:
        return 0
    if source.id == slug(terms):
        return 1
    if _plain(source.type) == wanted:
        return 3 if source.regions else 2
    return None


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _day(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
