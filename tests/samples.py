"""Values the publish tests speak of: an invented network, Harborline, that begins to train models.

Written by hand, field by field, so that no test of a rendering depends on how changes are found.
"""

from datetime import UTC, datetime

from monitor.change import (
    BriefLine,
    Change,
    ChangeKind,
    ClauseChange,
    DocumentRef,
    Effect,
    FactChange,
    Gated,
    Group,
    Place,
    Polarity,
    Side,
    Significance,
    TopicEffect,
    WordEdit,
)
from monitor.history import Event, EventState
from monitor.model import Clause, ClauseKind, Digest, Document, Reading, Verdict
from monitor.publish.subject import Subject

SITE = "https://terms.example.org"
SEEN = datetime(2031, 9, 18, 6, 30, tzinfo=UTC)

NOTICE = Subject(
    source="harborline/privacy-notice-eu",
    service="Harborline",
    name="European Privacy Notice",
    url="https://harborline.example/legal/privacy/eu",
    regions=("EU", "EEA", "CH", "GB"),
    tags=("social",),
)

USE = ("3. How we use your data",)
ROW = (*USE, "To train our models")


def clause(
    index: int,
    text: str,
    *,
    path: tuple[str, ...] = (),
    label: str = "",
    kind: ClauseKind = ClauseKind.PARAGRAPH,
    links: tuple[str, ...] = (),
    row: int | None = None,
) -> Clause:
    """Return a clause whose comparable text is its text in lower case."""
    return Clause(
        index=index,
        kind=kind,
        path=path,
        label=label,
        text=text,
        comparable=text.lower(),
        links=links,
        row=row,
        level=2 if kind is ClauseKind.HEADING else 0,
    )


def reference(snapshot: str, at: str, letter: str, clauses: int) -> DocumentRef:
    """Return one side of a change."""
    return DocumentRef(
        snapshot=snapshot,
        at=at,
        digest=Digest(letter * 64),
        language="en",
        title="European Privacy Notice",
        clauses=clauses,
    )


ADDED_ROW = (
    ClauseChange(
        kind=ChangeKind.ADDED,
        significance=Significance.SUBSTANTIVE,
        after=(clause(12, "To train our models", path=USE, kind=ClauseKind.CELL, row=4),),
        group="g1",
        words=(WordEdit("+", "To train our models"),),
    ),
    ClauseChange(
        kind=ChangeKind.ADDED,
        significance=Significance.SUBSTANTIVE,
        after=(
            clause(
                13,
                "We use your profile, your posts and your group messages to train models that "
                "write text, unless you [opt out](https://harborline.example/settings/ai).",
                path=ROW,
                kind=ClauseKind.CELL,
                links=("https://harborline.example/settings/ai",),
                row=4,
            ),
        ),
        group="g1",
        words=(
            WordEdit(
                "+",
                "We use your profile, your posts and your group messages to train models that "
                "write text, unless you [opt out](https://harborline.example/settings/ai).",
            ),
        ),
        topics=(
            TopicEffect(
                topic="ai-training",
                effect=Effect.INTRODUCED,
                polarity=Polarity.AFFIRMED,
                quote="train models that write text",
            ),
            TopicEffect(
                topic="opt-out",
                effect=Effect.INTRODUCED,
                polarity=Polarity.AFFIRMED,
                quote="unless you opt out",
            ),
        ),
    ),
)

DATE = ClauseChange(
    kind=ChangeKind.REWORDED,
    significance=Significance.SUBSTANTIVE,
    before=(clause(1, "Effective **2 March 2031**. This notice adds to our privacy policy."),),
    after=(clause(1, "Effective **3 November 2031**. This notice adds to our privacy policy."),),
    similarity=0.9,
    words=(
        WordEdit("=", "Effective **"),
        WordEdit("-", "2 March"),
        WordEdit("+", "3 November"),
        WordEdit("=", " 2031**. This notice adds to our privacy policy."),
    ),
    topics=(
        TopicEffect(
            topic="effective-date",
            effect=Effect.MODIFIED,
            polarity=Polarity.AFFIRMED,
            quote="3 November 2031",
        ),
    ),
)

MOVED = ClauseChange(
    kind=ChangeKind.MOVED,
    also=(ChangeKind.RENUMBERED,),
    significance=Significance.EDITORIAL,
    before=(clause(20, "We keep logs for ninety days.", path=("4. Retention",), label="4.2"),),
    after=(clause(22, "We keep logs for ninety days.", path=("5. Security",), label="5.1"),),
    similarity=1.0,
    words=(WordEdit("=", "We keep logs for ninety days."),),
)

REMOVED = ClauseChange(
    kind=ChangeKind.REMOVED,
    significance=Significance.SUBSTANTIVE,
    before=(clause(25, "We never sell what you write.", path=("6. Sharing",), label="6.3"),),
    words=(WordEdit("-", "We never sell what you write."),),
    topics=(
        TopicEffect(
            topic="third-party-sharing",
            effect=Effect.WITHDRAWN,
            polarity=Polarity.DENIED,
            quote="never sell",
        ),
    ),
)

RELINKED = ClauseChange(
    kind=ChangeKind.RELINKED,
    significance=Significance.EDITORIAL,
    before=(
        clause(
            30,
            "Write to [our officer](https://harborline.example/dpo).",
            path=("9. Contact",),
            links=("https://harborline.example/dpo",),
        ),
    ),
    after=(
        clause(
            32,
            "Write to [our officer](https://harborline.example/ask/TS-1).",
            path=("9. Contact",),
            links=("https://harborline.example/ask/TS-1",),
        ),
    ),
    similarity=1.0,
    words=(
        WordEdit("=", "Write to [our officer](https://harborline.example/"),
        WordEdit("-", "dpo"),
        WordEdit("+", "ask/TS-1"),
        WordEdit("=", ")."),
    ),
)

CHANGE = Change(
    source="harborline/privacy-notice-eu",
    vantage="default",
    before=reference("s3", "2031-03-02T08:00:00Z", "a", 33),
    after=reference("s4", "2031-09-18T06:30:00Z", "b", 35),
    gate=Gated(verdict=Verdict.OK),
    significance=Significance.SUBSTANTIVE,
    alert=True,
    why=("alert/topic: ai-training introduced",),
    headline="Trains models on members' data from 3 November 2031 (EU, EEA, CH, GB); on by default",
    brief=(
        BriefLine(
            label="what",
            text="We use your profile, your posts and your group messages to train models",
            clause=Place(side=Side.AFTER, index=13),
        ),
        BriefLine(label="for whom", text="EU, EEA, CH, GB", clause=None),
        BriefLine(label="from when", text="2031-11-03", clause=Place(side=Side.AFTER, index=1)),
        BriefLine(
            label="how to refuse",
            text="opt out: https://harborline.example/settings/ai",
            clause=Place(side=Side.AFTER, index=13),
        ),
    ),
    effective_dates=("2031-11-03",),
    topics=("ai-training", "opt-out", "effective-date", "third-party-sharing"),
    regions=("EU", "EEA", "CH", "GB"),
    regions_stated=(),
    facts=(
        FactChange(
            name="effective_date",
            before="2031-03-02",
            after="2031-11-03",
            quote="3 November 2031",
            clause=Place(side=Side.AFTER, index=1),
        ),
        FactChange(
            name="opt_out",
            before=None,
            after={"link": "https://harborline.example/settings/ai", "clicks": []},
            quote="unless you opt out",
            clause=Place(side=Side.AFTER, index=13),
        ),
    ),
    groups=(Group(id="g1", kind="added", path=USE, label="row: To train our models"),),
    changes=(DATE, *ADDED_ROW, MOVED, REMOVED, RELINKED),
)

EVENT = Event(
    id="e7",
    source=NOTICE.source,
    at=SEEN,
    state=EventState.ANNOUNCED,
    told=True,
    lead_days=46,
    before="s3",
    after="s4",
    change=CHANGE,
)

BASELINE = Event(
    id="e1", source=NOTICE.source, at=SEEN, state=EventState.BASELINE, before=None, after="s1"
)

DOCUMENT = Document(
    clauses=(
        clause(0, "European Privacy Notice", kind=ClauseKind.HEADING),
        clause(1, "Effective **2 March 2031**."),
        clause(2, "3. How we use your data", kind=ClauseKind.HEADING),
        clause(3, "To run the service", path=USE, kind=ClauseKind.CELL, row=0),
        clause(
            4,
            "Your name and your address.",
            path=(*USE, "To run the service"),
            kind=ClauseKind.CELL,
            row=0,
        ),
        clause(5, "We keep little.", path=USE, kind=ClauseKind.ITEM, label="(a)"),
    ),
    title="European Privacy Notice",
    language="en",
    reading=Reading(extractor=1),
)
