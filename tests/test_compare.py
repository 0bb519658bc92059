"""What changed between two documents: kinds, words, groups, and what always holds."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.change import ChangeKind, ClauseChange, Comparison, Significance
from monitor.compare import compare, shared_share
from monitor.extract import normal
from monitor.model import Clause, ClauseKind, Document
from tests.documents import document, generated
from tests.edits import edited

INTRO = "These terms apply to everybody who uses the workshop."
TOOLS = "You may borrow up to three tools at a time for seven days."
FEES = "A late tool costs two euros for each day that it is missing."
DATA = "We keep your name and address as long as you are a member. We delete them after a year."


def paragraph(text: str, **fields: object) -> Clause:
    given: dict[str, object] = {"index": 0, "kind": ClauseKind.PARAGRAPH, "text": text}
    given["comparable"] = normal(text)
    return Clause(**{**given, **fields})  # type: ignore[arg-type]


def heading(text: str, **fields: object) -> Clause:
    return paragraph(text, kind=ClauseKind.HEADING, **{"level": 2, **fields})


def row(number: int, name: str, *cells: str, path: tuple[str, ...] = ()) -> list[Clause]:
    first = paragraph(name, kind=ClauseKind.CELL, row=number, path=path, column="Why")
    return [first] + [
        paragraph(cell, kind=ClauseKind.CELL, row=number, path=(*path, name), column="Data")
        for cell in cells
    ]


def told(before: list[Clause], after: list[Clause]) -> Comparison:
    return compare(document(before), document(after))


def only(comparison: Comparison) -> ClauseChange:
    assert len(comparison.changes) == 1, [change.kind for change in comparison.changes]
    return comparison.changes[0]


def texts(*words: str) -> list[Clause]:
    return [paragraph(text) for text in words]


# Kinds -------------------------------------------------------------------------------


def test_a_new_clause_is_added() -> None:
    change = only(told(texts(INTRO, FEES), texts(INTRO, TOOLS, FEES)))
    assert change.kind is ChangeKind.ADDED
    assert [clause.text for clause in change.after] == [TOOLS]
    assert change.before == ()
    assert change.words == (("+", TOOLS),)


def test_a_clause_that_is_gone_is_removed() -> None:
    change = only(told(texts(INTRO, TOOLS, FEES), texts(INTRO, FEES)))
    assert change.kind is ChangeKind.REMOVED
    assert change.words == (("-", TOOLS),)


def test_a_clause_with_other_words_is_reworded() -> None:
    after = TOOLS.replace("three tools", "five tools")
    change = only(told(texts(INTRO, TOOLS, FEES), texts(INTRO, after, FEES)))
    assert change.kind is ChangeKind.REWORDED
    assert change.similarity > 0.8
    assert ("-", "three") in change.words
    assert ("+", "five") in change.words


def test_a_clause_in_another_place_moved() -> None:
    change = only(told(texts(INTRO, TOOLS, FEES, DATA), texts(TOOLS, FEES, DATA, INTRO)))
    assert (change.kind, change.also) == (ChangeKind.MOVED, ())
    assert change.before[0].text == INTRO
    assert change.words == (("=", INTRO),)


def test_a_clause_reworded_in_another_place_is_both() -> None:
    after = INTRO.replace("workshop", "library")
    change = only(told(texts(INTRO, TOOLS, FEES, DATA), texts(TOOLS, FEES, DATA, after)))
    assert (change.kind, change.also) == (ChangeKind.MOVED, (ChangeKind.REWORDED,))


def test_the_fewest_clauses_are_said_to_have_moved() -> None:
    long = " ".join([DATA] * 5)
    change = only(told(texts(long, INTRO, TOOLS, FEES), texts(INTRO, TOOLS, FEES, long)))
    assert change.before[0].text == long


def test_another_label_alone_is_renumbered() -> None:
    before = [paragraph(INTRO, label="1."), paragraph(FEES, label="2.")]
    after = [paragraph(INTRO, label="1."), paragraph(FEES, label="3.")]
    change = only(told(before, after))
    assert change.kind is ChangeKind.RENUMBERED
    assert change.significance is Significance.COSMETIC


def test_one_clause_made_two_is_split_and_the_reverse_is_merged() -> None:
    one, two = DATA.split(". ")
    split = only(told(texts(INTRO, DATA, FEES), texts(INTRO, f"{one}.", two, FEES)))
    assert split.kind is ChangeKind.SPLIT
    assert [clause.text for clause in split.after] == [f"{one}.", two]
    merged = only(told(texts(INTRO, f"{one}.", two, FEES), texts(INTRO, DATA, FEES)))
    assert merged.kind is ChangeKind.MERGED
    assert len(merged.before) == 2


def test_a_link_that_leads_elsewhere_is_relinked() -> None:
    before = paragraph(
        f"{INTRO} [More](https://a.example/1)", comparable="x", links=("https://a.example/1",)
    )
    after = paragraph(
        f"{INTRO} [More](https://a.example/2)", comparable="x", links=("https://a.example/2",)
    )
    change = only(told([before], [after]))
    assert change.kind is ChangeKind.RELINKED
    assert ("-", "[More](https://a.example/1)") in change.words


def test_another_markup_alone_is_restyled_and_cosmetic() -> None:
    change = only(told([paragraph("**Fees**", comparable="Fees")], [heading("Fees")]))
    assert change.kind is ChangeKind.RESTYLED
    assert change.significance is Significance.COSMETIC


def test_removed_clauses_stand_where_they_stood() -> None:
    changes = told(texts(INTRO, TOOLS, FEES), texts("Wholly new words here.", INTRO, FEES)).changes
    assert [change.kind for change in changes] == [ChangeKind.ADDED, ChangeKind.REMOVED]
    changes = told(texts(TOOLS, INTRO, FEES), texts(INTRO, FEES, "Wholly new words here.")).changes
    assert [change.kind for change in changes] == [ChangeKind.REMOVED, ChangeKind.ADDED]


TRAINING = "We may use what you post to train the models that we build."


def test_an_announced_copy_is_compared_with_the_text_in_force() -> None:
    copy = [paragraph(text, edition=1) for text in (INTRO, TOOLS, TRAINING)]
    comparison = told(texts(INTRO, TOOLS, FEES), [*copy, *texts(INTRO, TOOLS, FEES)])
    kinds = [(c.kind, (c.before or c.after)[0].text) for c in comparison.changes]
    assert kinds == [(ChangeKind.REMOVED, FEES), (ChangeKind.ADDED, TRAINING)]
    assert [clause.index for c in comparison.changes for clause in c.after] == [2]
    assert comparison.editions == ((0, 1), (0, 1))


def test_where_the_old_copy_goes_the_texts_in_force_are_compared() -> None:
    copy = [paragraph(text, edition=1) for text in (INTRO, TOOLS, TRAINING)]
    comparison = told([*copy, *texts(INTRO, TOOLS, FEES)], texts(INTRO, TOOLS, TRAINING))
    kinds = [(c.kind, (c.before or c.after)[0].text) for c in comparison.changes]
    assert kinds == [(ChangeKind.REMOVED, FEES), (ChangeKind.ADDED, TRAINING)]
    assert [clause.index for c in comparison.changes for clause in c.before] == [5]


def test_an_announced_copy_that_goes_alone_takes_its_change_back() -> None:
    copy = [paragraph(text, edition=1) for text in (INTRO, TOOLS, TRAINING)]
    comparison = told([*copy, *texts(INTRO, TOOLS, FEES)], texts(INTRO, TOOLS, FEES))
    kinds = [(c.kind, (c.before or c.after)[0].text) for c in comparison.changes]
    assert kinds == [(ChangeKind.REMOVED, TRAINING), (ChangeKind.ADDED, FEES)]


def test_two_announced_copies_are_compared_with_each_other() -> None:
    before = [*texts(INTRO, TOOLS, FEES), *(paragraph(t, edition=1) for t in (INTRO, TRAINING))]
    after = [*texts(INTRO, TOOLS, FEES), *(paragraph(t, edition=1) for t in (INTRO, DATA))]
    comparison = told(before, after)
    assert set(comparison.editions) == {(1, 1)}
    assert {c.text for change in comparison.changes for c in change.after} == {DATA}


def test_a_superseded_copy_is_compared_with_nothing() -> None:
    former = [paragraph(text, edition=2) for text in (INTRO, DATA)]
    assert told(texts(INTRO, TOOLS, FEES), [*texts(INTRO, TOOLS, FEES), *former]) == Comparison()


# Equal short clauses, rows and sections ------------------------------------------------


def purposes(*names: str) -> list[Clause]:
    clauses = [heading("Purposes")]
    for number, name in enumerate(names):
        clauses += row(number, name, f"We do it {name.lower()}.", "Inferences", path=("Purposes",))
    return clauses


ROWS = ("To repair tools", "To send invoices", "To plan courses", "To answer questions")


def test_a_removed_row_takes_its_own_equal_short_line_with_it() -> None:
    for gone in ROWS:
        comparison = told(purposes(*ROWS), purposes(*(name for name in ROWS if name != gone)))
        assert len(comparison.changes) == 3
        for change in comparison.changes:
            assert change.kind is ChangeKind.REMOVED
            assert gone in (change.before[0].text, *change.before[0].path)


def test_a_new_row_is_one_group() -> None:
    comparison = told(purposes(*ROWS), purposes(*ROWS[:2], "To train models", *ROWS[2:]))
    assert [change.group for change in comparison.changes] == ["g1"] * 3
    group = comparison.groups[0]
    assert (group.kind, group.label) == ("added", "row: To train models")
    assert group.path == ("Purposes",)


def test_swapped_rows_keep_their_lines() -> None:
    comparison = told(purposes(*ROWS), purposes(ROWS[3], *ROWS[:3]))
    assert {change.kind for change in comparison.changes} == {ChangeKind.MOVED}
    assert [group.label for group in comparison.groups] == [f"row: {ROWS[3]}"]
    assert len(comparison.changes) == 3


def test_a_new_section_is_one_group_and_the_others_are_renumbered_apart() -> None:
    def section(number: int, title: str, *lines: str) -> list[Clause]:
        return [
            heading(title, label=f"{number}."),
            *(paragraph(line, path=(title,)) for line in lines),
        ]

    before = [*section(1, "Scope", INTRO), *section(2, "Fees", FEES)]
    after = [
        *section(1, "Scope", INTRO),
        *section(2, "Tools", TOOLS, DATA),
        *section(3, "Fees", FEES),
    ]
    comparison = told(before, after)
    assert [(change.kind, change.group) for change in comparison.changes] == [
        (ChangeKind.ADDED, "g1"),
        (ChangeKind.ADDED, "g1"),
        (ChangeKind.ADDED, "g1"),
        (ChangeKind.RENUMBERED, None),
    ]
    assert comparison.groups[0].label == "section: 2. Tools"


def test_lines_under_a_reworded_heading_stay_matched() -> None:
    before = [heading("Your rights to refuse"), paragraph("Yes.", path=("Your rights to refuse",))]
    after = [heading("Your right to refuse"), paragraph("Yes.", path=("Your right to refuse",))]
    other = [heading("Fees"), paragraph("Yes.", path=("Fees",)), paragraph(FEES, path=("Fees",))]
    change = only(told([*before, *other], [*after, *other]))
    assert change.kind is ChangeKind.REWORDED


# Significance ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("You may, borrow tools.", "You may borrow tools!", Significance.COSMETIC),
        ("You may borrow three tools.", "You may borrow five tools.", Significance.EDITORIAL),
    ],
)
def test_other_marks_are_cosmetic_and_other_words_editorial(
    before: str, after: str, expected: Significance
) -> None:
    comparison = told(texts(INTRO, before, FEES), texts(INTRO, after, FEES))
    assert comparison.significance is expected


def test_nothing_that_compare_says_is_above_editorial() -> None:
    for seed in range(20):
        before = generated(seed)
        after, _ = edited(before, seed)
        for change in compare(before, after).changes:
            assert change.significance.weight <= Significance.EDITORIAL.weight


# Replaced -------------------------------------------------------------------------------


def test_a_document_in_the_place_of_another_is_said_to_be_that() -> None:
    other = [paragraph(f"Number {n} of the recipes wants {n} cups of flour.") for n in range(12)]
    assert compare(generated(1), document(other)).replaced


def test_a_document_with_many_edits_is_not_replaced() -> None:
    before = generated(3)
    after, _ = edited(before, 3)
    assert not compare(before, after).replaced


def test_the_shared_share_falls_with_what_is_gone() -> None:
    whole = generated(5)
    half = document(whole.clauses[: len(whole.clauses) // 2])
    assert shared_share(whole, whole) == 1.0
    assert 0.3 < shared_share(whole, half) < 0.9
    assert shared_share(whole, document(texts(INTRO))) < 0.1


# What always holds ----------------------------------------------------------------------

LINES = st.sampled_from(
    [
        INTRO,
        TOOLS,
        FEES,
        DATA,
        "Yes.",
        "See below",
        "Fees",
        TOOLS.replace("three", "nine"),
        "",
        "料金は一日二ユーロです。",
    ]
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    clauses = [
        paragraph(
            draw(LINES) if draw(st.integers(0, 4)) else draw(st.text(max_size=30)),
            kind=draw(st.sampled_from(ClauseKind)),
            path=draw(st.sampled_from([(), ("Fees",), ("Fees", "Late")])),
            label=draw(st.sampled_from(["", "1.", "(a)"])),
            links=draw(st.sampled_from([(), ("https://a.example/",)])),
            row=draw(st.sampled_from([None, 0, 1])),
            edition=draw(st.sampled_from([0, 0, 0, 1, 2])),
        )
        for _ in range(draw(st.integers(0, 14)))
    ]
    return document(clauses)


PAIRS = st.one_of(
    st.tuples(documents(), documents()),
    st.integers(0, 10_000).map(lambda seed: (generated(seed), edited(generated(seed), seed)[0])),
)


@given(documents())
def test_a_document_never_differs_from_itself(one: Document) -> None:
    assert compare(one, one) == Comparison()


@given(PAIRS)
def test_each_clause_is_accounted_for_once_and_kept_means_same_text(
    pair: tuple[Document, Document],
) -> None:
    before, after = pair
    comparison = compare(before, after)
    editions = comparison.editions or ((0, 0),) * len(comparison.changes)
    for left, right in {(0, 0), *(pair for pair in editions if pair[0] == pair[1])}:
        own = [c for c, e in zip(comparison.changes, editions, strict=True) if e == (left, right)]
        touched_before = Counter(c.index for change in own for c in change.before)
        touched_after = Counter(c.index for change in own for c in change.after)
        assert set(touched_before.values()) | set(touched_after.values()) <= {1}
        kept_before = [c for c in before.clauses if c.index not in touched_before]
        kept_after = [c for c in after.clauses if c.index not in touched_after]
        assert [(c.comparable, c.links, c.label) for c in kept_before if c.edition == left] == [
            (c.comparable, c.links, c.label) for c in kept_after if c.edition == right
        ]


@given(PAIRS)
def test_replaying_the_words_gives_both_texts(pair: tuple[Document, Document]) -> None:
    for change in compare(*pair).changes:
        before = "\n".join(clause.text for clause in change.before)
        after = "\n".join(clause.text for clause in change.after)
        assert "".join(text for op, text in change.words if op != "+") == before
        assert "".join(text for op, text in change.words if op != "-") == after
        assert all(text for _, text in change.words)


@given(PAIRS)
def test_the_mirror_of_a_change_is_the_change_of_the_mirror(
    pair: tuple[Document, Document],
) -> None:
    forth, back = compare(*pair), compare(pair[1], pair[0])
    assert Counter(map(mirrored, forth.changes)) == Counter(map(bare, back.changes))
    assert forth.significance is back.significance
    assert forth.replaced is back.replaced


MIRROR = {
    ChangeKind.ADDED: ChangeKind.REMOVED,
    ChangeKind.REMOVED: ChangeKind.ADDED,
    ChangeKind.SPLIT: ChangeKind.MERGED,
    ChangeKind.MERGED: ChangeKind.SPLIT,
}


def bare(change: ClauseChange) -> ClauseChange:
    return replace(change, group=None)


def mirrored(change: ClauseChange) -> ClauseChange:
    turned = [(edit.op.translate({43: "-", 45: "+"}), edit.text) for edit in change.words]
    return replace(
        change,
        kind=MIRROR.get(change.kind, change.kind),
        before=change.after,
        after=change.before,
        words=in_order(turned),
        group=None,
    )


def in_order(words: list[tuple[str, str]]) -> tuple[object, ...]:
    """Return the edits with what is gone before what is new."""
    out = list(words)
    for place in range(len(out) - 1):
        if out[place][0] == "+" and out[place + 1][0] == "-":
            out[place], out[place + 1] = out[place + 1], out[place]
    return tuple(out)


@given(PAIRS)
def test_the_shared_share_is_a_share_and_the_same_both_ways(
    pair: tuple[Document, Document],
) -> None:
    share = shared_share(*pair)
    assert 0.0 <= share <= 1.0
    assert share == shared_share(pair[1], pair[0])
