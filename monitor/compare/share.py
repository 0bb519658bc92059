"""How much of two documents is the same. Pure and cheap: one pass over each."""

from collections import Counter

from monitor.model import Document


def shared_share(before: Document, after: Document) -> float:
    """Return the share of text that both documents have, from 0 to 1.

    The characters of the clauses that are equal on both sides, of all characters of both; 1
    where both are empty.
    """
    left = Counter(clause.comparable for clause in before.clauses)
    right = Counter(clause.comparable for clause in after.clauses)
    total = _weight(left) + _weight(right)
    return 2 * _weight(left & right) / total if total else 1.0


def _weight(texts: "Counter[str]") -> int:
    return sum(len(text) * count for text, count in texts.items())
