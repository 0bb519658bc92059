"""What the texts state now, drawn: who is spared is never said to be meant, nothing twice."""

from datetime import date, timedelta

from monitor.change import Fact, FactValue, Polarity
from monitor.history import Deadline, DeadlineKind
from monitor.publish.holding import SourceFacts, StatedFact, by_region, by_source, deadlines
from tests.samples import SEEN
from tests.test_redline import printed


def _fact(name: str, value: FactValue, quote: str, *, denied: bool = False) -> StatedFact:
    polarity = Polarity.DENIED if denied else Polarity.AFFIRMED
    fact = Fact(name=name, value=value, quote=quote, start=0, end=len(quote), polarity=polarity)
    return StatedFact(fact=fact, path=())


SPARED = _fact("applies_to", "under 18", "under 18", denied=True)
NOTICE = SourceFacts(
    source="harborline/notice",
    regions=("EU",),
    snapshot="s1",
    at=SEEN,
    facts=(SPARED, _fact("default", "on", "on by default")),
)
TERMS = SourceFacts(
    source="harborline/terms",
    regions=(),
    snapshot="s2",
    at=SEEN,
    facts=(_fact("default", "off", "switched off"),),
)


def test_who_is_spared_is_told_as_spared_side_by_side_and_beneath() -> None:
    for width in (60, 200):
        shown = printed(by_region([NOTICE, TERMS], width=width), width)
        assert "not under 18" in shown


def test_each_text_stands_before_what_it_states() -> None:
    lines = printed(by_region([NOTICE, TERMS], width=60), 60).splitlines()
    assert lines[:3] == ["default", "  notice, EU         on", "  terms, everywhere  off"]


def test_words_that_are_the_value_are_not_quoted_again() -> None:
    words = "Opting out undoes nothing."
    scope = _fact("opt_out_scope", {"covers": [], "leaves_on": [words]}, words)
    one = SourceFacts(source="h/t", regions=(), snapshot="s1", at=SEEN, facts=(scope,))
    assert printed(by_source([one]), 80).count(words) == 1
    assert "“on by default”" in printed(by_source([NOTICE]), 80)


def test_a_day_is_counted_in_english() -> None:
    def told(ahead: int) -> str:
        one = Deadline(
            source="harborline/terms",
            kind=DeadlineKind.EFFECTIVE,
            day=date(2031, 9, 20),
            announced=SEEN + timedelta(days=2 - ahead),
            event="e1",
        )
        return printed(deadlines([one], today=date(2031, 9, 20) - timedelta(days=ahead)), 80)

    assert "takes effect, today\n" in told(0)
    assert "takes effect, in 1 day; known 1 day ahead" in told(1)
    assert "takes effect, in 5 days; known 5 days ahead" in told(5)
