"""What of a redline is drawn as one thing: a clause change, or a table row that is new or gone.

In: a change, or a section of its redline. Out: blocks, each with what it does to the topics. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from monitor.change import Change, ClauseChange, Effect, Group, TopicEffect
from monitor.publish.inline import plain
from monitor.publish.outline import Section, label_of, sections, weight
from monitor.publish.text import one_line

ROW = "row: "
"""How the label of a group begins that is a table row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What a reader takes in as one thing.

    Attributes:
        path: Headings over it, as those of its section.
        group: The row or section of the document that it belongs to, or None.
        changes: One clause change; of a row that is new or gone all of them, in order.
        shown: Those whose words are drawn: none that only repeats what its group is called.
        topics: What they do to topics, each said once; nothing that is merely present.
    """

    path: tuple[str, ...]
    group: Group | None
    changes: tuple[ClauseChange, ...]
    shown: tuple[ClauseChange, ...]
    topics: tuple[TopicEffect, ...]

    @property
    def is_told(self) -> bool:
        """Whether the line over its group says already what happened: "row: Fees (added)"."""
        return self.group is not None and _is_whole(self.group, self.changes)


def blocks(section: Section) -> tuple[Block, ...]:
    """Return what is drawn of a section, in order."""
    group = section.group
    is_row = group is not None and group.label.startswith(ROW)
    if is_row and group is not None and _is_whole(group, section.changes):
        return (_block(section, section.changes),)
    return tuple(_block(section, (item,)) for item in section.changes)


def most_telling(change: Change) -> tuple[Block, ...]:
    """Return the blocks of a change, those that concern the topics and weigh most first."""
    found = [block for section in sections(change) for block in blocks(section)]
    return tuple(sorted(found, key=lambda block: min(map(weight, block.changes))))


def labelled(block: Block) -> Iterator[tuple[str, ClauseChange]]:
    """Yield what is drawn with its label, "" where it is that of the paragraph before."""
    last = ""
    for item in block.shown:
        label = one_line(label_of(item))
        yield ("" if label == last and len(block.shown) > 1 else label), item
        last = label


def _block(section: Section, changes: tuple[ClauseChange, ...]) -> Block:
    group = section.group
    return Block(
        path=section.path,
        group=group,
        changes=changes,
        shown=tuple(item for item in changes if not (group and _is_name_of(group, item))),
        topics=_told_once(changes),
    )


def _is_whole(group: Group, changes: Iterable[ClauseChange]) -> bool:
    return group.kind in ("added", "removed") and all(
        str(item.kind) == group.kind for item in changes
    )


def _is_name_of(group: Group, item: ClauseChange) -> bool:
    """Whether a new or gone clause says no more than the line over its group has said."""
    if not _is_whole(group, (item,)):
        return False
    said = one_line(plain(group.label)).partition(": ")[2]
    clause = (item.after or item.before)[0]
    words = one_line(plain(clause.text))
    return not clause.links and said in (
        words,
        one_line(plain(f"{clause.label} {clause.text}").strip()),
    )


def _told_once(changes: Sequence[ClauseChange]) -> tuple[TopicEffect, ...]:
    """Return the effects on topics; of several paragraphs each topic once, by what weighs more.

    A cell of a new row that goes on about its topic modifies nothing that stood before.
    """
    found = [
        topic for item in changes for topic in item.topics if topic.effect is not Effect.PRESENT
    ]
    if len(changes) == 1:
        return tuple(found)
    weighty = {topic.topic for topic in found if topic.effect is not Effect.MODIFIED}
    once: dict[tuple[str, ...], TopicEffect] = {}
    for topic in found:
        if topic.effect is not Effect.MODIFIED or topic.topic not in weighty:
            once.setdefault((topic.topic, topic.effect, topic.polarity), topic)
    return tuple(once.values())
