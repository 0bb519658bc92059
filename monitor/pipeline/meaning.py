"""What lies between two documents and what it means; of a feed, what its new entries say. Pure."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date

from monitor.change import Change, Comparison
from monitor.classify import assess, warning
from monitor.classify.rules import Topic
from monitor.compare import compare
from monitor.extract import news
from monitor.model import Document, Judgement


def meaning(
    before: Document,
    after: Document,
    *,
    gate: Judgement,
    topics: tuple[str, ...],
    regions: tuple[str, ...],
    seen: date,
    own: tuple[Topic, ...] = (),
    promised: Collection[str] = (),
    quiet: Callable[[Comparison], Comparison] | None = None,
) -> Change:
    """Compare two documents of a source and say what that means.

    Args:
        gate: The gate's word on `after`.
        topics: Those that alert.
        regions: What the source is for.
        seen: The day on which `after` was seen first.
        own: The user's own topics.
        promised: Days for which another page announced the text after.
        quiet: Makes cosmetic what history tells to be no change of the terms.
    """
    if not after.is_feed:
        found = compare(before, after)
        return assess(
            quiet(found) if quiet else found,
            before,
            after,
            gate=gate,
            topics=topics,
            regions=regions,
            seen=seen,
            own=own,
            promised=promised,
        )
    new = news(before, after)
    return warning(
        compare(replace(new, clauses=(), entries=()), new),
        new,
        before=before,
        after=after,
        topics=topics,
        regions=regions,
        seen=seen,
        own=own,
    )
