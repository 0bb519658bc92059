"""Fetch the pages of a source over HTTP.

In: the guarded client and a source. Out: its pages, one per part; or that nothing changed; or that
it is absent. One part that cannot be had fails the look: half a document is no document.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from monitor.errors import FetchError
from monitor.model import FEED, Page, Validators
from monitor.net.answers import NOT_MODIFIED
from monitor.net.client import Client, Response
from monitor.settings import SourceSettings

if TYPE_CHECKING:
    from monitor.fetch.browser import Browser

ABSENT = frozenset({404, 410})
FEEDS = (
    "application/atom+xml, application/rss+xml, application/feed+json,"
    " application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
"""What is accepted where a feed is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """Every part answered 304: the pages are those of the look whose validators were used.

    Attributes:
        validators: For the next look, one per part; a 304 may bring a new entity tag.
        at: Aware UTC time of the last answer.
    """

    validators: tuple[Validators, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """The page is not there, and the source says that this is normal (`absent_ok`)."""

    url: str
    status: int
    at: datetime


def fetch(
    client: Client,
    source: SourceSettings,
    *,
    robots: bool,
    validators: tuple[Validators, ...] = (),
    headers: Mapping[str, str] | None = None,
    proxy: str = "",
    browser: "Browser | None" = None,
) -> tuple[Page, ...] | NotModified | Absent:
    """Fetch a source.

    Args:
        robots: Whether robots.txt is obeyed where the source itself does not say.
        validators: What the last look's pages gave, one per part; anything else is ignored.
        headers: Of the vantage; those of the source go before them.
        proxy: Of the vantage.
        browser: Shows the pages, for those that need scripts; then nothing is conditional.

    Returns:
        The pages, one per part in order. Until the first part that changed, parts are asked
        conditionally; once one has, the others are fetched whole, so that the pages of a look
        belong together.

    Raises:
        FetchError: If any part cannot be had.
    """
    obeyed = robots if source.robots is None else source.robots
    kind = {"accept": FEEDS} if source.kind == FEED else {}
    fields = _merged(_language(source.language), kind, headers or {}, source.headers)
    urls = [part.url for part in source.parts]
    try:
        if browser is not None:
            shown = partial(browser.page, headers=fields, robots=obeyed, proxy=proxy)
            return tuple(shown(url) for url in urls)
        ask = partial(client.get, headers=fields, robots=obeyed, proxy=proxy)
        found = _asked(urls, validators, ask)
    except FetchError as exc:
        if source.absent_ok and exc.status in ABSENT:
            return Absent(url=exc.url, status=exc.status or 404, at=client.now())
        raise
    if isinstance(found, NotModified):
        return found
    fetcher = FEED if source.kind == FEED else "http"
    return tuple(_page(answer, fetcher) for answer in found)


def _asked(
    urls: list[str], validators: tuple[Validators, ...], ask: Callable[..., Response]
) -> tuple[Response, ...] | NotModified:
    """Ask for each part, conditionally until the first one that changed."""
    known = validators if len(validators) == len(urls) else (Validators(),) * len(urls)
    answers: list[Response] = []
    modified = False
    for url, condition in zip(urls, known, strict=True):
        answers.append(ask(url, validators=None if modified else condition))
        modified = modified or answers[-1].status != NOT_MODIFIED
    if not modified:
        return _not_modified(known, answers)
    return tuple(
        ask(url) if answer.status == NOT_MODIFIED else answer
        for url, answer in zip(urls, answers, strict=True)
    )


def _language(language: str) -> dict[str, str]:
    """Ask for the language the source is expected in; English is better than nothing."""
    if not language or language == "en":
        return {"accept-language": "en"}
    return {"accept-language": f"{language}, en;q=0.3"}


def _merged(*headers: Mapping[str, str]) -> dict[str, str]:
    """Later ones go before earlier ones, however their names are written."""
    return {name.lower(): value for fields in headers for name, value in fields.items()}


def _not_modified(known: tuple[Validators, ...], answers: list[Response]) -> NotModified:
    fresh = tuple(
        Validators(
            etag=answer.header("etag") or old.etag,
            last_modified=answer.header("last-modified") or old.last_modified,
        )
        for old, answer in zip(known, answers, strict=True)
    )
    return NotModified(validators=fresh, at=answers[-1].at)


def _page(answer: Response, fetcher: str) -> Page:
    return Page(
        url=answer.url,
        final_url=answer.final_url,
        at=answer.at,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        fetcher=fetcher,
    )
