"""Which entries of a feed are new: entries only accumulate. Pure.

In: two documents of one feed. Out: the entries that the later one shows and the earlier one does
not know. A feed shows its latest entries in whatever order, gives them other names when its
software is changed, and mends their titles: none of that makes an entry new, and an entry that
drops off its end is not taken back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from monitor.model import Clause, Document, FeedEntry

MAX_KNOWN = 3_000
"""Entries that are remembered, besides those that a feed still shows."""


def grown(known: Document | None, shown: Document) -> Document:
    """Return all that a feed has told: the entries that are new, then those known before.

    Args:
        known: What was known of the feed, None at first.
        shown: What it shows now.

    Returns:
        `known` with the new entries in front; an entry known before stays as it was first read.
    """
    if known is None:
        return shown
    old = _pieces(known)
    new, again = _sorted_out(old, _pieces(shown))
    kept = [
        piece
        for place, piece in enumerate(old, start=len(new))
        if place < MAX_KNOWN or id(piece) in again
    ]
    document = _of((*new, *kept), shown)
    language = shown.language or known.language
    return replace(document, title=known.title or shown.title, language=language)


def news(before: Document | None, after: Document) -> Document:
    """Return the part of `after` whose entries `before` does not know.

    Args:
        after: Grown from `before`, so that what is new stands in front and keeps its places.
    """
    return _of(_sorted_out(_pieces(before) if before else [], _pieces(after))[0], after)


@dataclass(frozen=True, slots=True)
class _Piece:
    """An entry with its clauses.

    Attributes:
        signs: What tells it apart besides its name: title, text, link, date; "" where missing.
    """

    entry: FeedEntry
    clauses: tuple[Clause, ...]
    signs: tuple[str, str, str, str]

    @property
    def name(self) -> str:
        """What the feed calls it: its id, else its link."""
        return self.entry.id or self.entry.link

    @property
    def place(self) -> str:
        """What must differ where two entries share a name by mistake."""
        title, _, link, _ = self.signs
        return (self.entry.id and link) or title


def _pieces(document: Document) -> list[_Piece]:
    found, at = [], 0
    for entry in document.entries:
        clauses = document.clauses[at : at + entry.clauses]
        title, *text = (clause.comparable for clause in clauses)
        signs = title, "\n".join(text), entry.link, entry.published
        found.append(_Piece(entry, clauses, signs))
        at += entry.clauses
    return found


def _of(pieces: Iterable[_Piece], like: Document) -> Document:
    listed = list(pieces)
    clauses = [clause for piece in listed for clause in piece.clauses]
    return replace(
        like,
        clauses=tuple(replace(clause, index=place) for place, clause in enumerate(clauses)),
        entries=tuple(piece.entry for piece in listed),
    )


def _sorted_out(known: Sequence[_Piece], shown: Sequence[_Piece]) -> tuple[list[_Piece], set[int]]:
    """Return the entries that are new, in order, and the `id()` of known ones that are shown.

    An entry is known by its name. Where that is new, it may be the new name of one that the feed
    no longer shows under its own: if most of its title, text, link and date are that one's. A name
    that several entries share says nothing.
    """
    vain = _shared(known) | _shared(shown) | {""}
    named = {piece.name: piece for piece in known if piece.name not in vain}
    again = {id(named[piece.name]) for piece in shown if piece.name in named}
    lost = [piece for piece in known if id(piece) not in again]
    new: list[_Piece] = []
    for piece in shown:
        if piece.name in named:
            continue
        same = next((other for other in lost if _alike(piece, other)), None)
        if same is not None:
            again.add(id(same))
            continue
        new.append(piece)
        if piece.name not in vain:
            named[piece.name] = piece  # a feed may show two revisions of an entry
        else:
            lost.append(piece)
    return new, again


def _shared(pieces: Sequence[_Piece]) -> set[str]:
    """Return the names under which entries of several places stand."""
    places: dict[str, set[str]] = {}
    for piece in pieces:
        places.setdefault(piece.name, set()).add(piece.place)
    return {name for name, found in places.items() if len(found) > 1}


def _alike(one: _Piece, other: _Piece) -> bool:
    given = [(a, b) for a, b in zip(one.signs, other.signs, strict=True) if a and b]
    same = sum(a == b for a, b in given)
    return same > len(given) - same and (same > 1 or not (one.name and other.name))
