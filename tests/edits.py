"""Edits made to documents whose nature is known.

`edited` makes known edits to any document, and `found` reads the same things off a comparison, so
that the two can be counted against each other.
"""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from random import Random

from monitor.change import ChangeKind, Comparison
from monitor.extract import normal
from monitor.model import Clause, ClauseKind, Document
from tests.documents import clause_of, document, sentence

FRESH = [
    "amber",
    "basalt",
    "cinder",
    "dahlia",
    "ember",
    "falcon",
    "garnet",
    "harbour",
    "indigo",
    "juniper",
    "kestrel",
    "lantern",
    "meadow",
    "nectar",
    "orchard",
    "pepper",
    "quartz",
    "raven",
    "saffron",
    "timber",
    "umber",
    "velvet",
    "willow",
    "yarrow",
    "zephyr",
    "cobalt",
]


@dataclass
class Edits:
    """What was done, or found: for each kind the things it was done to, counted.

    A clause is named by its text and path, so that two clauses nobody can tell apart count as
    the same one.
    """

    things: dict[ChangeKind, Counter[Hashable]] = field(default_factory=dict)

    def note(self, kind: ChangeKind, thing: Hashable) -> None:
        self.things.setdefault(kind, Counter())[thing] += 1

    def of(self, kind: ChangeKind) -> Counter[Hashable]:
        return self.things.get(kind, Counter())


@dataclass(eq=False)
class Node:
    """A clause on its way from before to after."""

    clause: Clause
    touched: bool = False


def edited(before: Document, seed: int, *, only: str = "") -> tuple[Document, Edits]:
    """Return the document after one to eight known edits, and what they were.

    Args:
        before: Any document of a dozen clauses or more.
        seed: Of the choice of edits.
        only: Name of the one kind of edit to make; "" for any.
    """
    random = Random(seed)
    nodes = [Node(clause) for clause in before.clauses]
    done = Edits()
    named = [ACTIONS[only]] if only else list(ACTIONS.values())
    for _ in range(random.randint(1, 8)):
        random.choice(named)(random, nodes, done)
    return document([node.clause for node in nodes]), done


def found(comparison: Comparison) -> Edits:
    """Return what a comparison says was done."""
    edits = Edits()
    for change in comparison.changes:
        left, right = tuple(map(name, change.before)), tuple(map(name, change.after))
        for kind in (change.kind, *change.also):
            if kind is ChangeKind.ADDED:
                edits.note(kind, right[0])
            elif kind in (ChangeKind.REMOVED, ChangeKind.MOVED, ChangeKind.RENUMBERED):
                edits.note(kind, left[0])
            else:
                edits.note(kind, (left, right))
    return edits


def name(clause: Clause) -> Hashable:
    return (clause.comparable, clause.path)


def _delete(random: Random, nodes: list[Node], done: Edits) -> None:
    node = _pick(random, nodes)
    if node is not None:
        nodes.remove(node)
        done.note(ChangeKind.REMOVED, name(node.clause))


def _delete_row(random: Random, nodes: list[Node], done: Edits) -> None:
    rows = {n.clause.row for n in nodes if n.clause.row is not None and not n.touched}
    if not rows:
        return
    row = random.choice(sorted(rows))
    inside = [n for n in nodes if n.clause.row == row]
    if any(n.touched for n in inside):
        return
    for node in inside:
        nodes.remove(node)
        done.note(ChangeKind.REMOVED, name(node.clause))


def _insert(random: Random, nodes: list[Node], done: Edits) -> None:
    place = random.randrange(len(nodes))
    beside = nodes[place].clause
    text = " ".join(sentence(random) for _ in range(random.randint(1, 3)))
    made = clause_of(
        ClauseKind.PARAGRAPH, f"{random.choice(FRESH).title()}: {text}", path=beside.path
    )
    nodes.insert(place, Node(made, touched=True))
    done.note(ChangeKind.ADDED, name(made))


def _reword(random: Random, nodes: list[Node], done: Edits) -> None:
    node = _pick(random, nodes, lambda c: _editable(c) and len(c.comparable.split()) >= 3)
    if node is None:
        return
    words = node.clause.text.split()
    count = max(1, int(len(words) * random.uniform(0.01, 0.4)))
    for place in random.sample(range(len(words)), count):
        words[place] = random.choice(FRESH)
    made = _reworded(node.clause, " ".join(words))
    done.note(ChangeKind.REWORDED, ((name(node.clause),), (name(made),)))
    node.clause = made


def _move(random: Random, nodes: list[Node], done: Edits) -> None:
    node = _pick(random, nodes, lambda c: len(c.comparable) > 30)
    if node is None:
        return
    _carry(random, nodes, [node], done)


def _move_section(random: Random, nodes: list[Node], done: Edits) -> None:
    node = _pick(random, nodes, lambda c: c.kind is ClauseKind.HEADING)
    if node is None:
        return
    start = nodes.index(node)
    end = start + 1
    while end < len(nodes) and len(nodes[end].clause.path) > len(node.clause.path):
        end += 1
    section = nodes[start:end]
    if not any(n.touched for n in section[1:]) and len(section) * 3 < len(nodes):
        _carry(random, nodes, section, done)


def _carry(random: Random, nodes: list[Node], block: list[Node], done: Edits) -> None:
    """Move a block past more clauses than it has, so that nobody can say the others moved."""
    start = nodes.index(block[0])
    rest = [node for node in nodes if node not in block]
    far = [p for p in range(len(rest) + 1) if abs(p - start) > len(block) + 2]
    if not far:
        return
    place = random.choice(far)
    jumped = rest[min(place, start) : max(place, start)]
    if any(node.touched for node in jumped):
        return
    nodes[:] = [*rest[:place], *block, *rest[place:]]
    for node in (*block, *jumped):
        node.touched = True
    for node in block:
        done.note(ChangeKind.MOVED, name(node.clause))


def _renumber(random: Random, nodes: list[Node], done: Edits) -> None:
    node = _pick(random, nodes, lambda c: bool(c.label))
    if node is not None:
        done.note(ChangeKind.RENUMBERED, name(node.clause))
        node.clause = replace(node.clause, label=f"{random.randint(40, 99)}.")


def _split(random: Random, nodes: list[Node], done: Edits) -> None:
    node = _pick(random, nodes, lambda c: _editable(c) and c.text.count(". ") >= 1)
    if node is None:
        return
    sentences = node.clause.text.split(". ")
    cuts = sorted(random.sample(range(1, len(sentences)), min(len(sentences) - 1, 2)))
    texts = [
        ". ".join(sentences[start:end]) + ("" if end == len(sentences) else ".")
        for start, end in zip([0, *cuts], [*cuts, len(sentences)], strict=True)
    ]
    made = [_reworded(node.clause, text) for text in texts]
    if any(len(clause.comparable.split()) < 4 for clause in made):
        return
    place = nodes.index(node)
    nodes[place : place + 1] = [Node(clause, touched=True) for clause in made]
    done.note(ChangeKind.SPLIT, ((name(node.clause),), tuple(map(name, made))))


def _merge(random: Random, nodes: list[Node], done: Edits) -> None:
    pairs = [
        (one, two)
        for one, two in pairwise(nodes)
        if all(
            _editable(n.clause)
            and not n.touched
            and n.clause.kind is ClauseKind.PARAGRAPH
            and len(n.clause.comparable.split()) >= 4
            for n in (one, two)
        )
        and one.clause.path == two.clause.path
    ]
    if not pairs:
        return
    one, two = random.choice(pairs)
    made = _reworded(one.clause, f"{one.clause.text} {two.clause.text}")
    done.note(ChangeKind.MERGED, ((name(one.clause), name(two.clause)), (name(made),)))
    nodes[nodes.index(one)] = Node(made, touched=True)
    nodes.remove(two)


def _swap_equal(random: Random, nodes: list[Node], _: Edits) -> None:
    """Swap two clauses that say the same: there is nothing to tell."""
    counts = Counter(node.clause.comparable for node in nodes)
    twins = [n for n in nodes if counts[n.clause.comparable] > 1 and not n.touched]
    if twins:
        one = random.choice(twins)
        two = random.choice([n for n in twins if n.clause.comparable == one.clause.comparable])
        i, j = nodes.index(one), nodes.index(two)
        text_i, text_j = nodes[i].clause.text, nodes[j].clause.text
        nodes[i].clause = replace(nodes[i].clause, text=text_j)
        nodes[j].clause = replace(nodes[j].clause, text=text_i)


ACTIONS: dict[str, Callable[[Random, list[Node], Edits], None]] = {
    "delete": _delete,
    "delete row": _delete_row,
    "insert": _insert,
    "reword": _reword,
    "move": _move,
    "move section": _move_section,
    "renumber": _renumber,
    "split": _split,
    "merge": _merge,
    "swap": _swap_equal,
}


def _pick(
    random: Random, nodes: list[Node], fits: Callable[[Clause], bool] = lambda _: True
) -> Node | None:
    """Return a clause nothing was done to yet, and mark it; None where there is none."""
    fitting = [n for n in nodes if not n.touched and n.clause.comparable and fits(n.clause)]
    if not fitting:
        return None
    node = random.choice(fitting)
    node.touched = True
    return node


def _editable(clause: Clause) -> bool:
    """Whether its display text can be rewritten word by word: no links or markup in it."""
    return not any(mark in clause.text for mark in "[]()*_`|<>")


def _reworded(clause: Clause, text: str) -> Clause:
    return replace(clause, text=text, comparable=normal(text))
