"""Values for the tests of the store: pages, documents and commits of an invented service."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.change import (
    Change,
    ChangeKind,
    ClauseChange,
    DocumentRef,
    Gated,
    Significance,
    WordEdit,
)
from monitor.history import (
    Candidate,
    Commit,
    Event,
    EventState,
    Look,
    Notice,
    SeriesState,
    Snapshot,
)
from monitor.model import (
    Clause,
    ClauseKind,
    Digest,
    Document,
    Page,
    Part,
    Range,
    Reading,
    Signs,
    Validators,
    Verdict,
    digest_of,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOURCE = "acme/terms"
URL = "https://acme.example/terms"


def later(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def clause(index: int, text: str, *, path: tuple[str, ...] = ("1. Use",)) -> Clause:
    return Clause(
        index=index,
        kind=ClauseKind.PARAGRAPH,
        path=path,
        label=f"1.{index}",
        text=text,
        comparable=text.lower(),
        links=("https://acme.example/help",),
        row=index if index % 2 else None,
        column="What" if index % 2 else "",
    )


def document(*texts: str) -> Document:
    return Document(
        clauses=tuple(clause(index, text) for index, text in enumerate(texts)),
        title="Terms of Acme",
        language="en",
        reading=Reading(
            extractor=1, parts=(Part(url=URL, select=("main", Range(start_after="h1"))),)
        ),
        signs=(Signs(visible_chars=100, visible_text="Terms", html_lang="en"),),
        dead_selectors=("#gone",),
    )


def page(text: str, at: datetime) -> Page:
    return Page(
        url=URL,
        final_url=URL + "?v=1",
        at=at,
        body=f"<main>{text}</main>".encode() * 50,
        headers=(("etag", '"1"'), ("set-cookie", "a"), ("set-cookie", "b")),
    )


def change(before: Document | None, after: Document, headline: str = "New words") -> Change:
    def reference(side: Document) -> DocumentRef:
        return DocumentRef(
            digest=side.text_digest,
            language=side.language,
            title=side.title,
            clauses=len(side.clauses),
        )

    return Change(
        before=reference(before) if before else None,
        after=reference(after),
        gate=Gated(verdict=Verdict.OK),
        significance=Significance.SUBSTANTIVE,
        alert=True,
        headline=headline,
        topics=("ai-training", "opt-out"),
        regions=("EU", "GB"),
        effective_dates=("2026-04-01",),
        changes=(
            ClauseChange(
                kind=ChangeKind.ADDED,
                significance=Significance.SUBSTANTIVE,
                after=after.clauses[-1:],
                words=(WordEdit("+", after.clauses[-1].text),),
            ),
        ),
    )


def notice(channel: str = "team", text: str = "", at: datetime = NOON) -> Notice:
    return Notice(channel=channel, kind="change.in_force", source=SOURCE, text=text, created=at)


def look(at: datetime, *, verdict: Verdict = Verdict.OK, text: Document | None = None) -> Look:
    return Look(
        at=at,
        verdict=verdict,
        fingerprint=digest_of(b"region"),
        text_digest=text.text_digest if text else None,
        validators=(Validators(etag='"1"'),),
    )


def new_text(
    state: SeriesState, *texts: str, at: datetime, notices: tuple[Notice, ...] = ()
) -> Commit:
    """Return the commit of a text that is taken at once, and told as a change if it is one."""
    read = document(*texts)
    brought = page("\n".join(texts), at)
    before = state.current.document if state.current else None
    current = Snapshot(
        document=read,
        pages=(brought.digest,),
        fingerprint=digest_of(read.text_digest.encode()),
        first_seen=at,
        confirmed=at,
        last_seen=at,
    )
    event = Event(
        source=state.source,
        vantage=state.vantage,
        at=at,
        state=EventState.IN_FORCE if before else EventState.BASELINE,
        told=bool(notices),
        lead_days=31,
        change=change(before, read) if before else None,
    )
    return Commit(
        state=replace(
            state, current=current, candidate=None, last_read=at, due=at + timedelta(hours=6)
        ),
        look=look(at, text=read),
        pages=(brought,),
        event=event,
        notices=notices,
    )


def waiting_text(state: SeriesState, *texts: str, at: datetime, held: str = "") -> Commit:
    """Return the commit of a look that brought a text which is not confirmed yet."""
    read = document(*texts)
    brought = page("\n".join(texts), at)
    candidate = Candidate(
        first_seen=at,
        last_seen=at,
        held=held,
        document=read,
        pages=(brought.digest,),
        fingerprint=digest_of(read.text_digest.encode()),
    )
    seen = look(at, verdict=Verdict.HELD if held else Verdict.OK, text=read)
    return Commit(
        state=replace(state, candidate=candidate, due=at + timedelta(minutes=15)),
        look=replace(seen, pending=not held, reason=held, pages=(brought.digest,)),
        pages=(brought,),
    )


def same_text(state: SeriesState, *, at: datetime) -> Commit:
    """Return the commit of a look that brought the current text again."""
    current = state.current
    if current is None:
        raise ValueError("nothing to see again")
    return Commit(
        state=replace(
            state,
            current=replace(current, last_seen=at),
            last_read=at,
            due=at + timedelta(hours=6),
        ),
        look=replace(look(at, verdict=Verdict.UNCHANGED), snapshot=current.id),
    )


def failed(state: SeriesState, *, at: datetime) -> Commit:
    """Return the commit of a look that failed."""
    return Commit(
        state=replace(state, failures=state.failures + 1, due=at + timedelta(hours=12)),
        look=Look(at=at, verdict=Verdict.FAILED, reason="status 999", message="look less often"),
    )


UNKNOWN = Digest("f" * 64)
