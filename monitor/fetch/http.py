"""Fetch the pages of a source over HTTP.

In: the guarded client and a source. Out: its pages, one per part; or that nothing changed; or that
it is absent. One part that cannot be had fails the look: half a document is no document.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.errors import FetchError
from monitor.model import Page, Validators
from monitor.net.client import Client, Response
from monitor.settings import SourceSettings

ABSENT = frozenset({404, 410})


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
) -> tuple[Page, ...] | NotModified | Absent:
    """Fetch a source.

    Args:
        robots: Whether robots.txt is obeyed where the source itself does not say.
        validators: What the last look's pages gave, one per part; anything else is ignored.
        headers: Of the vantage; those of the source go before them.
        proxy: Of the vantage.

    Returns:
        The pages, one per part in order. Until the first part that changed, parts are asked
        conditionally; once one has, the others are fetched whole, so that the pages of a look
        belong together.

    Raises:
        FetchError: If any part cannot be had.
    """
    obeyed = robots if source.robots is None else source.robots
    fields = _merged(_language(source.language), headers or {}, source.headers)
    urls = [part.url for part in source.parts]
    known = validators if len(validators) == len(urls) else (Validators(),) * len(urls)

    def ask(url: str, condition: Validators | None) -> Response:
        return client.get(url, headers=fields, validators=condition, robots=obeyed, proxy=proxy)

    answers: dict[int, Response] = {}
    modified = False
    try:
        for n, url in enumerate(urls):
            answers[n] = ask(url, None if modified else known[n] or None)
            modified = modified or answers[n].status != 304
        if not modified:
            return _not_modified(known, [answers[n] for n in range(len(urls))])
        for n, url in enumerate(urls):
            if answers[n].status == 304:
                answers[n] = ask(url, None)
    except FetchError as exc:
        if source.absent_ok and exc.status in ABSENT:
            return Absent(url=exc.url, status=exc.status or 404, at=client.now())
        raise
    return tuple(_page(answers[n]) for n in range(len(urls)))


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


def _page(answer: Response) -> Page:
    return Page(
        url=answer.url,
        final_url=answer.final_url,
        at=answer.at,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
    )
