"""Follow the previews that texts announce: a banner's link becomes a source for a while.

In: the settings and the announcements of the record. Out: settings with one more source for each
preview that nobody configured. Pure. Only addresses on the host of the announcing page are
followed, none that a feed names; they pass the same guard, gate and confirmation as every other.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlsplit

from monitor.history import Event
from monitor.model import FEED
from monitor.settings import ServiceSettings, Settings, SourceSettings

FOLLOWED_FOR = timedelta(days=180)
"""How long a preview without a date is followed."""


def with_previews(settings: Settings, announcements: Iterable[Event], today: date) -> Settings:
    """Return the settings with a source for each preview that is announced and still to come.

    Args:
        settings: As configured; a preview that is configured already is left alone.
        announcements: Events with their whole changes, in any order.
        today: Those whose dates are all past are followed no more.
    """
    known = {part.url for _, source in settings.sources().values() for part in source.parts}
    found: dict[str, list[SourceSettings]] = {}
    for event in announcements:
        link = _link(event)
        named = settings.sources().get(event.source)
        if named is None or not link or link in known or not _is_ahead(event, today):
            continue
        service, source = named
        if source.kind == FEED or host_of(link) != host_of(source.parts[0].url):
            continue
        known.add(link)
        found.setdefault(service.id, []).append(_preview(source, link))
    if not found:
        return settings
    services = tuple(_grown(s, found.get(s.id, [])) for s in settings.services)
    return settings.model_copy(update={"services": services})


def host_of(url: str) -> str:
    """Return the host that an address names, "" where it names none or is no address."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _link(event: Event) -> str:
    facts = event.change.facts if event.change else ()
    links = (fact.after for fact in facts if fact.name == "preview_link")
    return next((link for link in links if isinstance(link, str)), "")


def _is_ahead(event: Event, today: date) -> bool:
    dates = event.change.effective_dates if event.change else ()
    if dates:
        return max(dates) >= today.isoformat()
    return today - event.at.date() <= FOLLOWED_FOR


def _preview(source: SourceSettings, link: str) -> SourceSettings:
    return source.model_copy(
        update={
            "id": source.preview_id,
            "name": f"{source.name or source.id} (preview)",
            "url": link,
            "pages": (),
            "preview_of": source.id,
            "absent_ok": True,
        }
    )


def _grown(service: ServiceSettings, previews: list[SourceSettings]) -> ServiceSettings:
    taken = {source.id for source in service.sources}
    new = tuple(source for source in previews if source.id not in taken)
    return service.model_copy(update={"sources": (*service.sources, *new)})
