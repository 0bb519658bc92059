"""Find what a change only says again, in the same words in another order.

In: the clause changes as they were judged. Out: the same, those that say it again as editorial.
Pure.

"We train on chats" and "Chats are used for training" are far apart by their letters, and close by
the stems of their words: comparing finds a clause that goes and one that comes, or one that was
written anew.
"""

from collections import Counter
from collections.abc import Sequence

from monitor.change import ChangeKind, Effect
from monitor.classify.effects import stems
from monitor.classify.judged import Judged
from monitor.classify.wording import modal_words
from monitor.model import Clause

_FEW = 0.15
"""Share of the stems of both clauses that may differ."""
_MOST = 200
"""Clauses with topics on either side that are looked at; a text with more was written anew."""


def settled(judged: Sequence[Judged]) -> tuple[Judged, ...]:
    """Return the clause changes, those that say again what another one takes away as editorial.

    A topic that is denied here and affirmed there is not said again, nor is what may be done the
    same as what will be, nor a sentence with a word more.
    """
    gone = [j for j in judged if j.change.kind is ChangeKind.REMOVED and j.touched][:_MOST]
    come = [j for j in judged if j.change.kind is ChangeKind.ADDED and j.touched][:_MOST]
    same = {id(j) for j in judged if _is_restated(j)}
    for old in gone:
        for new in come:
            if id(new) not in same and _say_the_same(old, new):
                same.update((id(old), id(new)))
                break
    return tuple(j.as_editorial("restated") if id(j) in same else j for j in judged)


def _is_restated(judged: Judged) -> bool:
    change, old, new = judged.change, judged.before, judged.after
    if change.kind is not ChangeKind.REWORDED or not judged.touched or not (old and new):
        return False
    was = {(f.topic, f.polarity) for clause in old.clauses for f in clause.flags or ()}
    now = {(f.topic, f.polarity) for clause in new.clauses for f in clause.flags or ()}
    return was == now and _same_words(change.before, change.after)


def _say_the_same(old: Judged, new: Judged) -> bool:
    return _topics(old) == _topics(new) and _same_words(old.change.before, new.change.after)


def _same_words(before: Sequence[Clause], after: Sequence[Clause]) -> bool:
    """Tell whether both say nearly the same words, in another order where not quite the same."""
    was, now = _stems(before), _stems(after)
    differ = (Counter(was) - Counter(now)) + (Counter(now) - Counter(was))
    if differ.total() > max(1, _FEW * (len(was) + len(now))) or modal_words() & differ.keys():
        return False
    return not differ or [w for w in was if w not in differ] != [w for w in now if w not in differ]


def _topics(judged: Judged) -> set[tuple[str, str]]:
    return {(t.topic, t.polarity) for t in judged.change.topics if t.effect is not Effect.PRESENT}


def _stems(clauses: Sequence[Clause]) -> list[str]:
    return [stem for clause in clauses for stem in stems(clause.text)]
