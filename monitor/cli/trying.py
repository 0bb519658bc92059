"""Try a page before it is watched: fetch, read and judge it as a look would, and keep nothing."""

import re
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.model import ClauseKind, Document, Judgement, Page, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import Console

    from monitor.settings import Settings, SourceSettings

_FEED = rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF)[\s>]"
HEADINGS = 5
"""First headings that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a look at a page would bring.

    Attributes:
        url: The address that was asked for.
        page: What came, None where nothing did.
        document: What it says, None where it cannot be read.
        verdict: OK, HELD or FAILED; `reason` and `message` say why, and what a person can do.
        shell: The page has scripts and next to no text: a browser may help.
        taken: Selectors of the elements that the text was taken from.
        alerting: The topics that earn an alert, as configured.
        topics: How often each topic stands in the text; None where its language has no rules.
    """

    url: str
    page: Page | None = None
    document: Document | None = None
    verdict: Verdict
    reason: str = ""
    message: str = ""
    alerting: tuple[str, ...] = ()
    shell: bool = False
    taken: tuple[str, ...] = ()
    topics: "Mapping[str, int] | None" = None

    @property
    def is_sound(self) -> bool:
        """Whether it was read as a text, and with the selectors that were given."""
        return self.verdict is Verdict.OK and not self.dead

    @property
    def dead(self) -> tuple[str, ...]:
        """Selectors that found nothing."""
        return self.document.dead_selectors if self.document else ()

    @property
    def is_feed(self) -> bool:
        """Whether what came is a feed, however it was read."""
        if self.page is None:
            return False
        kind = self.page.header("content-type").lower()
        if any(name in kind for name in ("rss", "atom", "feed+json")):
            return True
        return re.match(_FEED, self.page.body[:1000].lstrip()) is not None

    @property
    def title(self) -> str:
        return self.document.title if self.document else ""

    @property
    def language(self) -> str:
        return self.document.language if self.document else ""

    @property
    def headings(self) -> list[str]:
        """The headings of the text, with their labels, without markup."""
        from monitor.publish.inline import plain

        clauses = self.document.clauses if self.document else ()
        headings = [c for c in clauses if c.kind is ClauseKind.HEADING]
        return [f"{c.label} {plain(c.text)}".strip() for c in headings]


def tried(source: "SourceSettings", settings: "Settings") -> Tried:
    """Look at a source once, with the client, the guard and the gate of every look.

    Args:
        source: As it would be configured.
        settings: The configuration it would be part of.
    """
    from monitor.extract.named import named
    from monitor.fetch.browser import Browser
    from monitor.history import SeriesState
    from monitor.net.client import Client
    from monitor.pipeline.observe import Failed, Outlook, Read, is_shell, observe

    with ExitStack() as opened:
        client = opened.enter_context(Client(settings.fetch))
        shows = source.fetch != "http"
        browser = opened.enter_context(Browser(client, settings.fetch)) if shows else None
        seen = observe(
            client,
            source,
            SeriesState(id=0, source=source.id),
            _no_page,
            robots=settings.fetch.robots,
            outlook=Outlook(browser=browser),
        )
    if isinstance(seen, Failed):
        return Tried(
            url=source.url, verdict=Verdict.FAILED, reason=seen.reason, message=seen.message
        )
    if not isinstance(seen, Read):
        raise TypeError(f"a first look brought {type(seen).__name__}")
    page = seen.pages[0]
    document = seen.document
    return Tried(
        url=source.url,
        page=page,
        document=document,
        verdict=seen.judgement.verdict,
        reason=seen.judgement.reason,
        message=_advice(seen.judgement),
        shell=is_shell(seen),
        taken=named(page, source.parts[0]) if document and not document.is_feed else (),
        alerting=settings.publish.topics,
        topics=_topics(document) if document else None,
    )


def drawn(one: Tried, screen: "Console") -> None:
    """Print what was read, for a person to see whether it is the text that was meant."""
    from rich.table import Table
    from rich.text import Text

    from monitor.publish.tables import VERDICTS
    from monitor.publish.text import one_line

    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for label, words in _rows(one):
        table.add_row(label, Text(one_line(words)))
    mark, style, words = VERDICTS[one.verdict]
    verdict = Text(f"{mark} {words}", style=style)
    verdict.append(f": {one_line(one.reason)}" if one.reason else " as a text to watch")
    table.add_row("verdict", verdict)
    if one.message:
        table.add_row("", Text(one_line(one.message)))
    screen.print(table)


def json_of(one: Tried) -> dict[str, Any]:
    """Return the same for a program."""
    document, page = one.document, one.page
    return {
        "url": one.url,
        "final_url": page.final_url if page else None,
        "fetcher": page.fetcher if page else None,
        "verdict": str(one.verdict),
        "reason": one.reason or None,
        "message": one.message or None,
        "scripts_needed": one.shell,
        "title": one.title or None,
        "language": one.language or None,
        "clauses": len(document.clauses) if document else 0,
        "headings": one.headings[:HEADINGS],
        "taken_from": list(one.taken),
        "dead_selectors": list(one.dead),
        "topics": dict(one.topics) if one.topics is not None else None,
    }


def _rows(one: Tried) -> "Iterator[tuple[str, str]]":
    yield "page", one.url
    if one.page and one.page.final_url != one.url:
        yield "", f"answered by {one.page.final_url}"
    if one.page and one.page.fetcher == "browser":
        yield "", "shown by a browser: scripts make its text"
    if one.document is None:
        return
    yield "title", one.title or "none"
    yield "language", one.document.language or "too little text to tell"
    yield "text", _size(one.document)
    if not one.document.is_feed:
        yield "taken from", _taken(one)
    headings = one.headings
    for number, heading in enumerate(headings[:HEADINGS] or ["none"]):
        yield "" if number else "headings", heading
    if len(headings) > HEADINGS:
        yield "", f"and {len(headings) - HEADINGS} more"
    if not one.document.is_feed:
        yield from _topics_told(one)


def _size(document: Document) -> str:
    from monitor.publish.text import counted

    if document.is_feed:
        entries = len(document.entries)
        return f"a feed of {entries} {'entry' if entries == 1 else 'entries'}"
    characters = sum(len(clause.comparable) for clause in document.clauses)
    return f"{counted(len(document.clauses), 'clause')}, {characters:,} characters"


def _taken(one: Tried) -> str:
    found = ", ".join(one.taken) or "all of it"
    found = "the page, less what surrounds the text" if found == "body" else found
    chosen = one.document is not None and any(p.select for p in one.document.reading.parts)
    if one.dead:
        return f"{found}; {', '.join(one.dead)} found nothing"
    return found if chosen else f"{found}; found by itself"


def _topics_told(one: Tried) -> "Iterator[tuple[str, str]]":
    if one.topics is None:
        yield "topics", "there are no rules for this language: changes are shown without topics"
        return
    told = [topic for topic in one.topics if topic in one.alerting]
    yield "topics", ", ".join(told) or "none of those that earn an alert"
    if others := [topic for topic in one.topics if topic not in told]:
        yield "", f"besides: {', '.join(others)}"


def _topics(document: Document) -> "Mapping[str, int] | None":
    from collections import Counter

    from monitor.classify import standing
    from monitor.classify.rules import LANGUAGES

    if document.language not in LANGUAGES:
        return None
    return Counter(found.flag.topic for found in standing(document))


def _advice(judgement: Judgement) -> str:
    """What showed it, and what the reason means for a person."""
    from monitor.gate import REASONS

    known = REASONS.get(judgement.reason)
    # What could not be read at all says no more than its reason does.
    detail = "" if known and judgement.detail.startswith(judgement.reason) else judgement.detail
    return "; ".join(filter(None, (detail, known.words if known else "")))


def _no_page(_: object) -> Page:
    raise LookupError("a first look has no page before it")
