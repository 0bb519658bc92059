"""From a page that a person wants watched to a source that was tried: `add URL`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urlsplit

from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.cli.drafting import Draft
    from monitor.cli.trying import Tried
    from monitor.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person asked for; "" and None where it is left to us.

    Attributes:
        service: Id of the service, there already or new.
        service_name: Of a new service.
        document: Name of the text, from which its id is made.
        anyway: Written even if the page could not be read.
    """

    url: str
    service: str = ""
    service_name: str = ""
    document: str = ""
    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    fetch: str = "http"
    feed: bool = False
    robots: bool | None = None
    anyway: bool = False

    def keys(self, url: str) -> dict[str, Any]:
        """Return how the page is fetched and read, as keys of a source."""
        keys: dict[str, Any] = {"url": url}
        keys |= {"kind": "feed"} if self.feed else {}
        keys |= {"select": list(self.select)} if self.select else {}
        keys |= {"remove": list(self.remove)} if self.remove else {}
        keys |= {"fetch": self.fetch} if self.fetch != "http" else {}
        return keys | ({"robots": self.robots} if self.robots is not None else {})


def tried_and_drafted(wish: Wish, config: Path, settings: "Settings") -> "tuple[Tried, Draft]":
    """Try a page and draft the source that watches it.

    Raises:
        UsageError, ConfigError: If it cannot be configured; then nothing was fetched, unless its
            own title led to that.
    """
    from monitor.cli import drafting
    from monitor.cli.trying import tried

    url = _address(wish, settings)
    _refuse_bad_words(wish)
    # What is wrong whatever the page says is told before the page is asked for.
    draft = _drafted(wish, url, config, settings, None)
    source = drafting.check([draft], config).sources()[draft.sources[0]][1]
    one = tried(source, settings)
    if one.page and one.page.final_url != url and not wish.anyway:
        _refuse_watched(one.page.final_url, settings, f"{url} leads on to ")
    draft = _drafted(wish, url, config, settings, one)
    drafting.check([draft], config)
    return one, draft


def advice(one: "Tried", wish: Wish) -> str:
    """Say what a person can do about a page that was not written."""
    if one.reason == "refused by robots.txt":
        return "nothing was written; if you have a right to read this page, add it with --no-robots"
    if one.is_feed and not wish.feed:
        return "nothing was written; this is a feed: add it with --feed"
    if one.dead:
        return (
            f"nothing was written: {', '.join(one.dead)} found nothing; correct --select, or leave"
            " it out: then the main part is found at every look"
        )
    if one.shell and wish.fetch == "http":
        return (
            "nothing was written: scripts make the text of this page; add it with --fetch auto,"
            ' which needs the extra: python3 -m pip install "clausewatch[browser]"'
        )
    return "nothing was written; to watch it all the same, add it with --anyway"


def notes(one: "Tried", settings: "Settings") -> Iterator[str]:
    """Say what a person should know of a page that was taken."""
    if one.page and one.page.final_url != one.url:
        yield "the address leads on to another; watch that one if it is meant to stay"
    yield from unnamed(settings)


def unnamed(settings: "Settings") -> Iterator[str]:
    """Say so where sites are asked without an address to write to."""
    from monitor.config.writing import CONTACT

    if CONTACT in settings.fetch.user_agent:
        yield "write an address of yours into fetch.user_agent, for whoever runs the site"


def kindred(wish: Wish, settings: "Settings") -> Iterator[str]:
    """Name the ready-made service that watches pages of the same host."""
    from monitor.catalog import entries

    host = urlsplit(wish.url).hostname
    there = {service.id for service in settings.services}
    for entry in entries():
        hosts = {urlsplit(source.url).hostname for source in entry.service.sources}
        if host in hosts and entry.service.id not in there:
            yield f"{entry.service.name} is ready-made: clausewatch add {entry.service.id}"


def _address(wish: Wish, settings: "Settings") -> str:
    """The address without its fragment, which no server sees."""
    from monitor.config.checks import address_mistake

    if wrong := address_mistake(wish.url):
        raise UsageError(wrong)
    url = urldefrag(wish.url).url
    _refuse_watched(url, settings)
    return url


def _refuse_watched(url: str, settings: "Settings", how: str = "") -> None:
    for source_id, (_, source) in settings.sources().items():
        if any(part.url == url for part in source.parts):
            raise UsageError(f"{how}{url}: is watched already, as {source_id}")


def _refuse_bad_words(wish: Wish) -> None:
    """Refuse ids and selectors that cannot be, before they stand in a file."""
    from pydantic import ValidationError

    from monitor.extract import valid_selector
    from monitor.settings import ServiceSettings, shown

    for option, given in (("--select", wish.select), ("--remove", wish.remove)):
        for selector in given:
            if wrong := valid_selector(selector):
                raise UsageError(f"{option}: {shown(selector)} is no CSS selector: {wrong}")
    try:
        ServiceSettings(id=wish.service or "any")
    except ValidationError as error:
        raise UsageError(
            f"--service: {shown(wish.service)} is no id; use lower-case letters, digits and"
            " single hyphens, such as acme-mail"
        ) from error


def _drafted(
    wish: Wish, url: str, config: Path, settings: "Settings", one: "Tried | None"
) -> "Draft":
    """Draft the source, named by what the page says if it was tried, else by its address."""
    from monitor.cli import drafting
    from monitor.cli.naming import names
    from monitor.config.writing import free, slug

    heading = next(iter(one.headings), "") if one else ""
    title = one.title if one else ""
    found = names(url, title=title, heading=heading, settings=settings, service=wish.service)
    service = found.service
    if wish.service_name and any(known.id == service for known in settings.services):
        raise UsageError(f"--name: {service} has its name already; leave it out")
    there = [s.id for known in settings.services if known.id == service for s in known.sources]
    document = slug(wish.document) if wish.document else free(found.document, there)
    if document in there:
        raise UsageError(f"--as: {service}/{document} is there already; choose another name")
    keys = {"id": document, "name": wish.document or found.name}
    keys |= {"type": found.type} if found.type else {}
    keys |= wish.keys(url)
    keys |= {"language": one.language} if one and one.is_sound and one.language else {}
    return drafting.page(config, service, wish.service_name or found.service_name, keys)
