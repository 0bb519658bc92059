"""Whatever a page holds, comparing ends soon, and what it says can be replayed."""

import time
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.change import Significance
from monitor.compare import compare
from monitor.compare.words import word_edits
from monitor.model import Clause, ClauseKind
from tests.documents import document, generated
from tests.edits import edited

SECONDS = 20  # for a loaded machine; each takes a fraction of it alone


def line(text: str, **fields: object) -> Clause:
    given: dict[str, object] = {"index": 0, "kind": ClauseKind.PARAGRAPH}
    return Clause(text=text, comparable=text, **{**given, **fields})  # type: ignore[arg-type]


WORDS = [f"word{n}" for n in range(700)]
LONG = " ".join(WORDS * 1_500)
STRANGE = " ".join(f"other{n}" for n in range(300_000))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LONG, LONG.replace("word350", "altered", 1)),
        (LONG, STRANGE),
        ("a" * 3_000_000, "a" * 2_999_999 + "b"),
        ("[" * 300_000, "[" * 299_999 + "b"),
        ("[" + "[x]" * 100_000, "[" + "[x]" * 99_999 + "b"),
        ("a@" * 200_000, "a@" * 199_999 + "b [email protected]"),
        ("1-" * 200_000, "1-" * 199_999 + "b"),
        ("word \x00 \u202e ends", "word \x00 \u202d ends"),
    ],
)
def test_one_hostile_line_is_compared_soon(before: str, after: str) -> None:
    start = time.process_time()
    comparison = compare(document([line(before)]), document([line(after)]))
    assert time.process_time() - start < SECONDS
    assert comparison.changes


SAME = "This is one and the same sentence for everybody"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([line("")] * 20_000, [line("")] * 20_001),
        ([line("Yes.")] * 20_000, [line("Yes.")] * 19_000 + [line("No.")] * 1_000),
        (
            [line(f"{SAME} {n}.") for n in range(4_000)],
            [line(f"{SAME} {n}.") for n in range(4_000, 8_000)],
        ),
        (
            [line(f"{SAME} {n}.") for n in range(10_000)],
            [line(f"{SAME} {n}.") for n in range(9_999, -1, -1)],
        ),
    ],
    ids=["empty", "equal", "alike", "reversed"],
)
def test_very_many_lines_are_compared_soon(before: list[Clause], after: list[Clause]) -> None:
    start = time.process_time()
    compare(document(before), document(after))
    assert time.process_time() - start < SECONDS


def test_a_row_gone_from_a_very_long_table_is_one_group() -> None:
    rows = [
        line(text, kind=ClauseKind.CELL, row=number, path=("Terms", f"Purpose {number}"))
        for number, text in product(range(20_000), ("Yes.", "Inferences about you"))
    ]
    comparison = compare(document(rows), document(rows[:20_000] + rows[20_002:]))
    assert [change.before[0].row for change in comparison.changes] == [10_000, 10_000]
    assert len(comparison.groups) == 1
    assert comparison.significance is Significance.EDITORIAL


def test_time_grows_no_worse_than_n_log_n_where_documents_are_alike() -> None:
    small, large = seconds_for(1_000), seconds_for(8_000)
    assert large < small * 8 * 1.3 * 2.5  # the last for a machine that has other things to do


def seconds_for(clauses: int) -> float:
    """Return the least CPU time of three rounds."""
    before = generated(clauses, clauses=clauses)
    after, _ = edited(before, 1)
    times = []
    for _ in range(3):
        start = time.process_time()
        compare(before, after)
        times.append(time.process_time() - start)
    return min(times)


TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            [
                "data ", "[More](https://a.example/x?y=1) ", "[a](b) ", "3 May 2026 ", "don’t ",
                "May 3, 2026", "$5.00", "1,000", "数据", "。", "\n", "  ", "[", "](", ")", "é ",
            ]
        ),
        max_size=25,
    ).map("".join),
)  # fmt: skip


@given(TEXTS, TEXTS)
def test_word_edits_can_be_replayed_and_mirrored(before: str, after: str) -> None:
    edits = word_edits(before, after)
    assert "".join(text for op, text in edits if op != "+") == before
    assert "".join(text for op, text in edits if op != "-") == after
    for one, two in pairwise(edits):
        assert one.op != two.op
        assert (one.op, two.op) != ("+", "-")
    back = [(op.translate({43: "-", 45: "+"}), text) for op, text in word_edits(after, before)]
    assert sorted(back) == sorted(edits)


@pytest.mark.parametrize(
    ("before", "after", "gone", "new"),
    [
        ("from 3 May 2026 on", "from 12 May 2026 on", "3 May 2026", "12 May 2026"),
        ("on May 3, 2026.", "on June 3, 2026.", "May 3, 2026", "June 3, 2026"),
        ("_On May 3, 2026_ it ends", "_On June 3, 2027_ it ends", "May 3, 2026", "June 3, 2027"),
        ("_3 May 2026_", "_3 June 2027_", "3 May 2026", "3 June 2027"),
        ("costs $1,250.00 a year", "costs $1,350.00 a year", "$1,250.00", "$1,350.00"),
        ("within 30 days", "within 3 days", "30", "3"),
        ("在30天内归还", "在90天内归还", "30", "90"),
        ("शुल्क देना होगा", "शुल्क लेना होगा", "देना", "लेना"),
        ("see [Help](https://a.example/1) now", "see [Help](https://a.example/2) now",
         "[Help](https://a.example/1)", "[Help](https://a.example/2)"),
    ],
)  # fmt: skip
def test_numbers_dates_and_links_are_changed_whole(
    before: str, after: str, gone: str, new: str
) -> None:
    edits = word_edits(before, after)
    assert [(op, text) for op, text in edits if op != "="] == [("-", gone), ("+", new)]


def test_edits_read_as_phrases_and_not_as_letters() -> None:
    before = "We may share the records of your visits with trusted partners for a month."
    after = "We will sell a summary of your visits to any advertiser for a month."
    edits = word_edits(before, after)
    assert len(edits) <= 9
    assert all(len(text) > 1 for op, text in edits if op != "=")
