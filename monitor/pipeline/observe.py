"""Observe a source: fetch its pages, read them, let the gate judge.

In: the client, the settings of a source, what the record knows of the series. Out: one
`Observation`. Everything that can go wrong on the way comes out as a value, never as an error.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from monitor import extract, gate
from monitor.compare import shared_share
from monitor.errors import ExtractError, FetchError
from monitor.extract.region import written
from monitor.fetch import Absent, NotModified, fetch
from monitor.history import SeriesState, Snapshot
from monitor.model import Digest, Document, Judgement, Page, Validators, Verdict
from monitor.net.client import Client
from monitor.settings import SourceSettings

if TYPE_CHECKING:
    from monitor.fetch.browser import Browser

FEW = 0.3
"""Share of text below which two readings are hardly of the same document."""
REPEATABLE = (Verdict.OK, Verdict.UNCHANGED, Verdict.NOT_MODIFIED)
"""Looks whose text a later look may find not modified. A held page is asked for in full again:
only its text can tell whether it still is what it was held for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Where and as whom a source is looked at: a vantage with its secret resolved.

    Attributes:
        headers: On top of ours; those of the source go before them.
        proxy: Address of an HTTP proxy, "" for none.
        browser: Shows pages that need scripts; None where no source asks for it.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    proxy: str = ""
    browser: "Browser | None" = None


HERE = Outlook()
SHELL = 300
"""Visible characters below which a page with scripts is a shell that they would fill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Nothing could be read. `reason` is a constant, `message` says what a person can do."""

    reason: str
    message: str
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The page is not there, and its source says that this is a normal state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """The selected text is, to the letter, that of an earlier look.

    Attributes:
        fingerprint: Of that text.
        validators: For the next request.
        not_modified: The server said so (304), nothing was read again.
    """

    fingerprint: Digest
    validators: tuple[Validators, ...]
    not_modified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A text was read.

    Attributes:
        document: What it says; None when the gate holds bytes of which none could be made.
        pages: The pages, one per part.
        judgement: The gate's word.
        before: The latest snapshot's document, read in the same way; None before the first
            snapshot, and where its pages cannot be read that way (then it is a rebaseline).
        rebaseline: The way of reading changed, so that a new snapshot is due even without change.
        note: What a person should know of a text that is taken; "" for nothing.
    """

    document: Document | None
    pages: tuple[Page, ...]
    fingerprint: Digest | None
    judgement: Judgement
    before: Document | None
    rebaseline: bool = False
    note: str = ""

    @property
    def validators(self) -> tuple[Validators, ...]:
        return tuple(page.validators for page in self.pages)


Observation = Failed | Gone | Same | Read

StoredPage = Callable[[Digest], Page]
"""Gives a page of the record by its digest."""
Whole = Callable[[], SeriesState]
"""Gives a series with all the clauses of its latest snapshot."""
Timed = Callable[[str], AbstractContextManager[object]]
"""Stands around the work of a stage that it is told the name of, to see how long it takes."""


def untimed(_: str) -> AbstractContextManager[object]:
    """Time nothing."""
    return nullcontext()


def observe(
    client: Client,
    source: SourceSettings,
    state: SeriesState,
    stored_page: StoredPage,
    *,
    robots: bool,
    outlook: Outlook = HERE,
    whole: Whole | None = None,
    timed: Timed = untimed,
) -> Observation:
    """Look at a source once.

    Args:
        client: The guarded HTTP client.
        source: What to look at.
        state: The series as the record knows it; the clauses of its snapshot may be left out.
        stored_page: For reading the old pages again when the way of reading has changed.
        robots: Whether robots.txt is obeyed where the source does not say.
        outlook: Where, as whom and with what it is looked at.
        whole: Gives the series with all its clauses, when a text differs; None: `state` has them.
        timed: Told of the stages "fetch" and "read".

    Returns:
        What was seen. A source with `fetch = "auto"` whose page is an empty script shell is looked
        at once more with the browser, which then stays; a refusal never escalates by itself.
    """
    ask = partial(
        _asked,
        client,
        source,
        state,
        stored_page,
        robots=robots,
        outlook=outlook,
        whole=whole,
        timed=timed,
    )
    shown = source.fetch == "browser" or (source.fetch == "auto" and _was_shown(state))
    seen = ask(browser=outlook.browser if shown else None)
    if source.fetch == "auto" and not shown and is_shell(seen):
        return ask(browser=outlook.browser)
    return seen


def _asked(
    client: Client,
    source: SourceSettings,
    state: SeriesState,
    stored_page: StoredPage,
    *,
    robots: bool,
    outlook: Outlook,
    whole: Whole | None,
    timed: Timed,
    browser: "Browser | None",
) -> Observation:
    known = () if _is_read_anew(state, source) else _validators(state)
    try:
        with timed("fetch"):
            answer = fetch(
                client,
                source,
                robots=robots,
                validators=known,
                headers=outlook.headers,
                proxy=outlook.proxy,
                browser=browser,
            )
    except FetchError as error:
        part = f"{error.url}: " if len(source.parts) > 1 else ""
        advice = f"{part}{error.advice}" if error.advice else ""
        return Failed(reason=error.reason, message=advice, retry_after=error.retry_after)
    if isinstance(answer, Absent):
        return Gone()
    if isinstance(answer, NotModified):
        return _repeated(state, answer)
    with timed("read"):
        return read(answer, source, state, stored_page, whole=whole)


def _repeated(state: SeriesState, answer: NotModified) -> Observation:
    look = state.last_look
    if look is None or look.fingerprint is None:
        message = "the server says so of a page that it was not asked about"
        return Failed(reason="not modified", message=message)
    return Same(fingerprint=look.fingerprint, validators=answer.validators, not_modified=True)


def _was_shown(state: SeriesState) -> bool:
    """Whether the text was last read with the browser."""
    known = state.candidate or state.current
    document = known.document if known else None
    return document is not None and document.reading.fetcher == "browser"


def is_shell(seen: Observation) -> bool:
    """Whether a page came that has scripts and next to no text, so that a browser may help."""
    if not isinstance(seen, Read) or seen.judgement.verdict is not Verdict.HELD:
        return False
    if seen.document is None:
        return any(b"<script" in page.body.lower() for page in seen.pages)
    return any(s.scripts and s.visible_chars < SHELL for s in seen.document.signs)


def read(
    pages: tuple[Page, ...],
    source: SourceSettings,
    state: SeriesState,
    stored_page: StoredPage,
    *,
    whole: Whole | None = None,
) -> Observation:
    """Read pages that were fetched, or that a person saved: the rest of `observe`."""
    same_reading = _read_alike(state, source) and _fetched_alike(state, pages)
    try:
        # Bytes seen before need not even be parsed; four fetches in ten bring them.
        fingerprint = _of_known_bytes(pages, state) if same_reading else None
        fingerprint = fingerprint or extract.fingerprint(pages, source.parts)
        if same_reading and fingerprint in _known_fingerprints(state):
            validators = tuple(page.validators for page in pages)
            return Same(fingerprint=fingerprint, validators=validators, not_modified=False)
        document = extract.document(pages, source.parts)
    except ExtractError as error:
        return _unreadable(pages, error)
    current = (whole() if whole else state).current
    if document.is_feed:
        return _told(document, pages, fingerprint, current, rebaseline=not same_reading)
    before = reread(current, document, stored_page)
    shared = shared_share(before, document) if before else None
    return Read(
        document=document,
        pages=pages,
        fingerprint=fingerprint,
        judgement=gate.judge(document, before, language=source.language, shared=shared),
        before=before,
        rebaseline=state.current is not None and not same_reading,
        note=_strange(current, document) if before is None else "",
    )


def reread(
    current: Snapshot | None, document: Document, stored_page: StoredPage
) -> Document | None:
    """Return the latest snapshot's document, read from its own pages as another document was.

    Args:
        current: The latest snapshot, or None before the first.
        document: What it is to be compared with.
        stored_page: Gives the old pages.

    Returns:
        None where there is no snapshot, and where its pages cannot be read that way: another
        fetcher brought them, or they are another list of pages.
    """
    if current is None:
        return None
    old, reading = current.document.reading, document.reading
    died = _died(document, current.document)
    if old == reading and not died:
        return current.document
    if old.fetcher != reading.fetcher or len(current.pages) != len(reading.parts):
        return None
    # Where selectors have died, the old pages are read without them, as the new ones were.
    parts = [
        replace(p, select=()) if died & set(map(written, p.select)) else p for p in reading.parts
    ]
    try:
        again = extract.document([stored_page(page) for page in current.pages], parts)
    except ExtractError:
        return current.document if old == reading else None
    return replace(again, reading=reading)


def _told(
    shown: Document,
    pages: tuple[Page, ...],
    fingerprint: Digest,
    current: Snapshot | None,
    *,
    rebaseline: bool,
) -> Read:
    """All that a feed has told. No gate: what is no feed has not come this far.

    What was known stays known however it was read, but the entries of another address are no news.
    """
    known = current.document if current and current.document.is_feed else None
    same = known is not None and known.reading.parts == shown.reading.parts
    return Read(
        document=extract.grown(known, shown),
        pages=pages,
        fingerprint=fingerprint,
        judgement=Judgement(verdict=Verdict.OK),
        before=replace(known, reading=shown.reading) if known and same else None,
        rebaseline=current is not None and rebaseline,
    )


def _strange(current: Snapshot | None, document: Document) -> str:
    """Say so where a text that another reading brought is hardly the same document."""
    shared = shared_share(current.document, document) if current else 1.0
    if shared >= FEW:
        return ""
    return f"{shared:.0%} of its clauses stand so in the text before: is it the same document?"


def _unreadable(pages: tuple[Page, ...], error: ExtractError) -> Read:
    judgement = Judgement(verdict=Verdict.HELD, reason=error.reason, detail=str(error))
    return Read(document=None, pages=pages, fingerprint=None, judgement=judgement, before=None)


def _validators(state: SeriesState) -> tuple[Validators, ...]:
    """Those of the last look, if it brought a text: a 304 then repeats exactly that look."""
    look = state.last_look
    if look is None or look.verdict not in REPEATABLE or look.fingerprint is None:
        return ()
    return look.validators


def _read_alike(state: SeriesState, source: SourceSettings) -> bool:
    """Whether the latest snapshot was read as the settings and this extractor would read now."""
    if state.current is None:
        return True
    reading = state.current.document.reading
    return reading.extractor == extract.EXTRACTOR and reading.parts == source.parts


def _is_read_anew(state: SeriesState, source: SourceSettings) -> bool:
    """Whether a text is to be read in another way than the latest snapshot was, or waits so read.

    Then it is asked for in full: what it is compared with has to be read its way, too.
    """
    if not _read_alike(state, source):
        return True
    waiting = state.candidate.document if state.candidate else None
    known = state.current.document if state.current else None
    return waiting is not None and known is not None and waiting.reading != known.reading


def _fetched_alike(state: SeriesState, pages: tuple[Page, ...]) -> bool:
    fetcher = pages[0].fetcher
    return state.current is None or state.current.document.reading.fetcher == fetcher


def _of_known_bytes(pages: tuple[Page, ...], state: SeriesState) -> Digest | None:
    """The fingerprint of the text that came in the very same bytes, if they are known."""
    digests = tuple(page.digest for page in pages)
    known = (state.current, state.candidate)
    return next((k.fingerprint for k in known if k is not None and k.pages == digests), None)


def _known_fingerprints(state: SeriesState) -> set[Digest]:
    current, candidate = state.current, state.candidate
    if current and candidate and candidate.document and _died(candidate.document, current.document):
        # It has to be compared with the old pages once more, read as it was.
        candidate = None
    seen = (current, candidate)
    return {known.fingerprint for known in seen if known is not None and known.fingerprint}


def _died(document: Document, before: Document) -> frozenset[str]:
    """The selectors that find nothing any more."""
    return frozenset(document.dead_selectors).difference(before.dead_selectors)
