"""The JSON of the command line and the webhook, as DESIGN.md section 5 fixes it.

In: values of `monitor.change` and `monitor.history`. Out: dictionaries that fit docs/schema/. Page
text stays as it is: JSON escapes it. Pure.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from monitor.change import (
    BriefLine,
    Change,
    ClauseChange,
    DocumentRef,
    Fact,
    FactChange,
    Flag,
    Group,
    Place,
    Significance,
    TopicEffect,
)
from monitor.history import (
    Event,
    EventState,
    Look,
    Notice,
    Origin,
    SeriesState,
    Snapshot,
)
from monitor.model import Clause

Json = dict[str, Any]
"""A JSON object; `Any`, because JSON nests and mypy has no name for that."""

BASELINE_HEADLINE = "Baseline: first reading of this text"


def change_json(change: Change) -> Json:
    """Return the object that `compare --json` prints (docs/schema/change.schema.json)."""
    return {
        "schema": change.schema,
        "source": change.source,
        "vantage": change.vantage,
        "before": _document_json(change.before),
        "after": _document_json(change.after),
        "gate": {"verdict": str(change.gate.verdict), "reason": change.gate.reason or None},
        "significance": str(change.significance),
        "alert": change.alert,
        "why": list(change.why),
        "headline": change.headline,
        "brief": [_brief_json(line) for line in change.brief],
        "effective_dates": list(change.effective_dates),
        "topics": list(change.topics),
        "regions": list(change.regions),
        "regions_stated": list(change.regions_stated),
        "facts": [_fact_change_json(fact) for fact in change.facts],
        "groups": [_group_json(group) for group in change.groups],
        "changes": [_clause_change_json(item) for item in change.changes],
    }


def event_json(event: Event) -> Json:
    """Return one row of `history --json` (docs/schema/history.schema.json)."""
    change = event.change
    return {
        "id": event.id,
        "source": event.source,
        "vantage": event.vantage,
        "at": rfc3339(event.at),
        "state": str(event.state),
        "flapping": event.flapping,
        "told": event.told,
        "significance": str(change.significance if change else Significance.NONE),
        "alert": bool(change and change.alert),
        "headline": headline_of(event),
        "topics": list(change.topics) if change else [],
        "regions": list(change.regions) if change else [],
        "effective_dates": list(change.effective_dates) if change else [],
        "lead_days": event.lead_days,
        "before": event.before,
        "after": event.after,
        "origin": _origin_json(event.origin),
    }


def headline_of(event: Event) -> str:
    """Return the headline of an event; a baseline has its own, and is never called a change."""
    if event.change is None or event.state is EventState.BASELINE:
        return BASELINE_HEADLINE
    return event.change.headline


def look_json(source: str, vantage: str, look: Look) -> Json:
    """Return one entry of `check --json` (docs/schema/check.schema.json)."""
    return {
        "source": source,
        "vantage": vantage,
        "verdict": str(look.verdict),
        "reason": look.reason or None,
        "pending": look.pending,
        "snapshot": look.snapshot,
        "change": look.event,
    }


def classify_json(
    id: str, language: str, flags: Iterable[Flag] | None, facts: Iterable[Fact]
) -> Json:
    """Return one line of `classify` (docs/schema/classify.schema.json).

    Args:
        id: Of the line that was given.
        language: ISO 639-1, "" where it could not be told.
        flags: None when there are no rules for that language.
        facts: In order of the text.
    """
    return {
        "id": id,
        "language": language,
        "topics": None if flags is None else [_flag_json(flag) for flag in flags],
        "facts": [_fact_json(fact) for fact in facts],
    }


def status_json(
    state: SeriesState, *, held_look: int | None = None, flapping: bool = False
) -> Json:
    """Return one series of `status --json`.

    Args:
        state: Of the series.
        held_look: Number of the look that a person can rule about, None where none is held.
        flapping: It kept changing its mind of late.
    """
    look, current = state.last_look, state.current
    return {
        "source": state.source,
        "vantage": state.vantage,
        "last_look": rfc3339(look.at) if look else None,
        "verdict": str(look.verdict) if look else None,
        "reason": (look.reason or None) if look else None,
        "message": (look.message or None) if look else None,
        "pending": state.candidate is not None,
        "held": state.held.held if state.held else None,
        "held_look": held_look,
        "last_read": rfc3339(state.last_read) if state.last_read else None,
        "next_look": rfc3339(state.due) if state.due else None,
        "failures": state.failures,
        "flapping": flapping,
        "flapped": rfc3339(state.flapped) if state.flapped else None,
        "snapshot": current.id if current else None,
        "digest": dict(state.recent).get(current.id) if current else None,
    }


def notice_json(notice: Notice) -> Json:
    """Return one message of `notices --json`."""
    return {
        "id": notice.id,
        "channel": notice.channel,
        "kind": notice.kind,
        "source": notice.source or None,
        "event": notice.event or None,
        "text": notice.text or None,
        "state": str(notice.state),
        "created": rfc3339(notice.created),
        "attempts": notice.attempts,
        "due": rfc3339(notice.due) if notice.due else None,
        "sent": rfc3339(notice.sent) if notice.sent else None,
        "error": notice.error or None,
    }


def document_json(source: str, vantage: str, snapshot: Snapshot) -> Json:
    """Return what `show --json` prints: a snapshot with all its clauses."""
    document = snapshot.document
    return {
        "source": source,
        "vantage": vantage,
        "snapshot": snapshot.id,
        "first_seen": rfc3339(snapshot.first_seen),
        "confirmed": rfc3339(snapshot.confirmed),
        "last_seen": rfc3339(snapshot.last_seen),
        "digest": document.text_digest,
        "title": document.title,
        "language": document.language,
        "pages": list(snapshot.pages),
        "clauses": [_clause_json(clause) for clause in document.clauses],
    }


def rfc3339(at: datetime) -> str:
    """Return an aware time as "2025-11-03T00:00:00Z", without fractions of a second."""
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _document_json(ref: DocumentRef | None) -> Json | None:
    if ref is None:
        return None
    return {
        "snapshot": ref.snapshot,
        "at": ref.at,
        "digest": ref.digest,
        "language": ref.language,
        "title": ref.title,
        "clauses": ref.clauses,
    }


def _place_json(place: Place | None) -> Json | None:
    return None if place is None else {"side": str(place.side), "index": place.index}


def _brief_json(line: BriefLine) -> Json:
    told: Json = {"label": line.label, "text": line.text, "clause": _place_json(line.clause)}
    if line.source:
        told["source"] = line.source
    return told


def _fact_change_json(fact: FactChange) -> Json:
    return {
        "name": fact.name,
        "before": fact.before,
        "after": fact.after,
        "quote": fact.quote,
        "clause": _place_json(fact.clause),
    }


def _group_json(group: Group) -> Json:
    return {
        "id": group.id,
        "kind": group.kind,
        "path": list(group.path),
        "label": group.label,
    }


def _clause_change_json(item: ClauseChange) -> Json:
    return {
        "kind": str(item.kind),
        "also": [str(kind) for kind in item.also],
        "significance": str(item.significance),
        "before": [_clause_json(clause) for clause in item.before],
        "after": [_clause_json(clause) for clause in item.after],
        "similarity": round(item.similarity, 4),
        "group": item.group,
        "words": [[op, text] for op, text in item.words],
        "topics": [_topic_json(topic) for topic in item.topics],
    }


def _clause_json(clause: Clause) -> Json:
    return {
        "index": clause.index,
        "edition": clause.edition,
        "path": list(clause.path),
        "label": clause.label,
        "kind": str(clause.kind),
        "text": clause.text,
        "links": list(clause.links),
    }


def _topic_json(topic: TopicEffect) -> Json:
    return {
        "topic": topic.topic,
        "effect": str(topic.effect),
        "polarity": str(topic.polarity),
        "quote": topic.quote,
    }


def _flag_json(flag: Flag) -> Json:
    return {
        "topic": flag.topic,
        "polarity": str(flag.polarity),
        "quote": flag.quote,
        "start": flag.start,
        "end": flag.end,
        "rule": flag.rule,
    }


def _fact_json(fact: Fact) -> Json:
    return {
        "name": fact.name,
        "value": fact.value,
        "quote": fact.quote,
        "start": fact.start,
        "end": fact.end,
        "polarity": str(fact.polarity),
    }


def _origin_json(origin: Origin) -> Json:
    told: Json = {"kind": origin.kind}
    if origin.commit:
        told["capture" if origin.kind == "wayback" else "commit"] = origin.commit
    return told
