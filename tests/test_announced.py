"""From the announcement to the day: copies on one page, and previews at an address of their own."""

from datetime import date, timedelta
from pathlib import Path

from monitor.change import ChangeKind
from monitor.classify import standing
from monitor.history import Event
from monitor.pipeline.look import Outcome
from monitor.standing import announced
from tests.watching import CLAUSES, SITE, World, page, world

DAY = date(2025, 11, 3)
OLD_DAY, NEW_DAY = "Effective: February 27, 2025", "Effective: November 3, 2025"
TRAINING = "We may use your posts to train generative AI models, unless you object in the settings."
OLD = (OLD_DAY, *CLAUSES)
NEW = (NEW_DAY, *CLAUSES[:3], TRAINING, *CLAUSES[3:6], CLAUSES[7])
LATE = TRAINING.replace("posts", "posts and messages")
OTHER = tuple(LATE if clause is TRAINING else clause for clause in NEW)
PREVIEW = "acme/terms-preview"
BANNER = (
    "We are updating our terms on November 3, 2025."
    " Read a <a href='/preview/terms'>preview of the new terms</a>."
)


def seen(one: World, text: str, *, after: timedelta = timedelta(hours=1)) -> Event:
    """The event of a text that is looked at until it is believed."""
    one.look(text, after=after)
    outcome: Outcome = one.look()
    assert outcome.event is not None
    return outcome.event


def until(one: World, day: date) -> timedelta:
    return timedelta(days=(day - one.now.date()).days)


def kinds(event: Event) -> list[str]:
    assert event.change is not None
    return [str(change.kind) for change in event.change.changes]


def brief(event: Event, label: str) -> list[str]:
    assert event.change is not None
    return [line.text for line in event.change.brief if line.label == label]


# Both texts on one page ----------------------------------------------------------------


def test_an_announced_copy_is_told_as_the_change_that_it_announces(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        seen(one, page(*OLD))
        event = seen(one, page(*NEW, *OLD))
        assert (str(event.state), event.told, event.lead_days) == ("announced", True, 63)
        assert event.change is not None
        assert event.change.alert
        assert event.change.effective_dates == (DAY.isoformat(),)
        assert "ai-training" in event.change.topics
        assert sorted(kinds(event)) == ["added", "removed", "reworded"]
        assert all(c.edition == 1 for change in event.change.changes for c in change.after)
        assert one.told()[-1] == "change.announced"


def test_the_day_the_old_copy_goes_the_announced_text_enters_into_force(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        seen(one, page(*OLD))
        told = seen(one, page(*NEW, *OLD))
        event = seen(one, page(*NEW), after=until(one, DAY))
        assert (str(event.state), event.told, event.lead_days) == ("in-force", True, 63)
        assert event.change is not None
        assert event.change.alert
        assert sorted(kinds(event)) == ["added", "removed", "reworded"]
        assert {c.edition for change in event.change.changes for c in change.before} == {0}
        assert event.change.effective_dates == (DAY.isoformat(),)
        assert any(told.id in why for why in event.change.why)
        assert ("ai-training", "introduced") in {
            (found.topic, str(found.effect)) for c in event.change.changes for found in c.topics
        }
        assert brief(event, "other than announced") == []
        assert one.told().count("change.in_force") == 1


def test_an_old_copy_that_is_called_a_former_one_is_not_in_force_any_more(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        seen(one, page(*OLD))
        seen(one, page(*NEW, *OLD))
        kept = page(*NEW, "Previous version", *CLAUSES)
        event = seen(one, kept, after=until(one, DAY))
        assert (str(event.state), event.lead_days) == ("in-force", 63)
        assert sorted(kinds(event)) == ["added", "removed", "reworded"]
        one.look(page(*NEW))
        assert one.look().event is None


def test_an_announced_copy_below_is_told_alike(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        seen(one, page(*OLD))
        event = seen(one, page(*OLD, *NEW))
        assert (str(event.state), event.lead_days) == ("announced", 63)
        assert sorted(kinds(event)) == ["added", "removed", "reworded"]


def test_what_is_in_force_otherwise_than_announced_is_said(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        seen(one, page(*OLD))
        seen(one, page(*NEW, *OLD))
        event = seen(one, page(*OTHER), after=until(one, DAY))
        assert str(event.state) == "in-force"
        (line,) = brief(event, "other than announced")
        assert "and messages" in line
        assert event.change is not None
        place = next(b.clause for b in event.change.brief if b.text == line)
        assert place is not None
        assert (
            "messages"
            in one.station.record.snapshot(event.after).document.clauses[place.index].text
        )


def test_a_clause_that_was_announced_and_is_missing_is_said(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        seen(one, page(*OLD))
        seen(one, page(*NEW, *OLD))
        fewer = tuple(clause for clause in NEW if clause not in (CLAUSES[1],))
        event = seen(one, page(*fewer), after=until(one, DAY))
        (line,) = brief(event, "other than announced")
        assert line.startswith("announced, and not in force")
        assert CLAUSES[1][:40] in line


def test_an_announced_copy_that_changes_is_compared_with_what_was_announced(
    tmp_path: Path,
) -> None:
    with world(tmp_path) as one:
        seen(one, page(*OLD))
        seen(one, page(*NEW, *OLD))
        event = seen(one, page(*OTHER, *OLD))
        assert (str(event.state), kinds(event)) == ("announced", ["reworded"])


def test_an_announced_copy_that_goes_before_its_day_is_withdrawn(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        seen(one, page(*OLD))
        seen(one, page(*NEW, *OLD))
        assert str(seen(one, page(*OLD)).state) == "returned"
        one.look(after=timedelta(hours=25))
        assert one.events()[-1] == "withdrawn"
        assert one.told()[-1] == "change.withdrawn"


def test_what_was_announced_is_told_as_gone_when_it_is_taken_back(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        seen(one, page(*OLD))
        told = seen(one, page(*NEW, *OLD))
        seen(one, page(*OLD))
        event = one.look(after=timedelta(hours=25)).event
        assert event is not None
        assert event.change is not None
        assert event.change.headline.startswith("Taken back: announced for 3 November 2025")
        assert any(why.startswith(f"withdrawn.told: {told.id} ") for why in event.change.why)
        assert {str(kind) for kind in kinds(event)} == {"added", "removed", "reworded"}
        assert all(c.edition == 1 for change in event.change.changes for c in change.before)
        assert (event.change.alert, event.lead_days) == (True, 63)
        (day,) = announced(one.station.record, one.station.settings)
        assert (day.day, day.withdrawn) == (DAY, True)


def test_an_announcement_that_is_taken_back_in_words_is_withdrawn(tmp_path: Path) -> None:
    sorry = "We have listened to you: what we announced for November 3, 2025 will not come."
    with world(tmp_path) as one:
        seen(one, page(*OLD))
        seen(one, page(*NEW, *OLD))
        gone = seen(one, page(sorry, *OLD))
        assert gone.change is not None
        assert gone.change.headline.startswith("No longer announced for 3 November 2025")
        assert kinds(gone).count("added") == 2  # the words, and the clause that was to go
        one.look(after=timedelta(hours=25))
        assert one.events()[-2:] == ["in-force", "withdrawn"]
        assert one.told()[-1] == "change.withdrawn"
        (day,) = announced(one.station.record, one.station.settings)
        assert day.withdrawn


def test_a_banner_that_goes_with_other_words_is_withdrawn_once(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        seen(one, page(*OLD))
        seen(one, page("We are updating our terms on November 3, 2025.", *OLD))
        seen(one, page(*OLD, "Write to the team whenever you have a question about the terms."))
        seen(one, page(*OLD, "Write to us whenever you have a question about these terms."))
        for _ in range(3):
            one.look(after=timedelta(hours=25))
        assert one.told().count("change.withdrawn") == 1


def test_a_banner_that_goes_as_its_text_comes_early_is_not_withdrawn(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        seen(one, page(*OLD))
        seen(one, page("We are updating our terms on November 3, 2025.", *OLD))
        seen(one, page(*NEW[1:]), after=until(one, DAY - timedelta(days=2)))
        one.look(after=timedelta(hours=25))
        assert "withdrawn" not in one.events()


def test_the_page_of_two_copies_is_not_held(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        seen(one, page(*OLD))
        for text in (page(*NEW, *OLD), page(*NEW)):
            assert not one.look(text).is_bad
            assert not one.look().is_bad


# A preview at an address of its own ----------------------------------------------------


def previewed(one: World, *clauses: str, banner: str = BANNER) -> Event:
    """A banner, its preview followed and believed; returns the event of the preview."""
    seen(one, page(*OLD))
    seen(one, page(banner, *OLD))
    one.station.follow()
    one.site.serve("/preview/terms", page(*clauses))
    one.look(source=PREVIEW)
    found = one.look(source=PREVIEW)
    assert found.event is not None
    return found.event


def test_a_text_in_force_is_tied_to_its_preview(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        previewed(one, *NEW)
        event = seen(one, page(*NEW), after=until(one, DAY))
        assert (str(event.state), event.told, event.lead_days) == ("in-force", True, 63)
        assert event.change is not None
        assert any(why.startswith("in-force.announced") for why in event.change.why)
        assert any(why.startswith("alert.in-force") for why in event.change.why)
        assert brief(event, "other than announced") == []


def test_a_preview_is_told_for_its_day_without_the_banner_that_it_lacks(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        event = previewed(one, *NEW)
        assert event.change is not None
        assert event.change.headline.startswith("Announced for 3 November 2025; new: ")
        assert not [line for line in event.change.brief if "no longer stated" in line.text]


def test_what_differs_from_the_preview_is_said(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        previewed(one, *NEW)
        event = seen(one, page(*OTHER), after=until(one, DAY))
        (line,) = brief(event, "other than announced")
        assert "and messages" in line
        assert event.change is not None
        assert event.change.headline.startswith(
            "In force since 3 November 2025, other than announced; "
        )


def test_what_a_preview_announced_is_taken_back_by_its_text(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        told = previewed(one, *NEW)
        seen(one, page(*OLD, "Write to the team whenever you have a question."))
        gone = one.look(after=timedelta(hours=25)).event
        assert gone is not None
        assert (gone.source, str(gone.state)) == ("acme/terms", "withdrawn")
        assert gone.change is not None
        assert any(why.startswith(f"withdrawn.told: {told.id} ") for why in gone.change.why)
        (day,) = announced(one.station.record, one.station.settings)
        assert (day.day, day.withdrawn) == (DAY, True)
        assert one.station.record.verify() == ()


def test_a_preview_without_a_banner_is_tied_as_well(tmp_path: Path) -> None:
    preview = {"id": "terms-next", "url": f"{SITE}/preview/terms", "select": ["main"]}
    with world(tmp_path, beside=[{**preview, "preview_of": "terms"}]) as one:
        seen(one, page(*OLD))
        one.site.serve("/preview/terms", page(*NEW))
        one.look(source="acme/terms-next")
        found = one.look(source="acme/terms-next")
        assert found.event is not None
        assert str(found.event.state) == "announced"
        event = seen(one, page(*NEW), after=until(one, DAY))
        assert (str(event.state), event.lead_days) == ("in-force", 63)
        assert event.change is not None
        assert any(why.startswith("alert.in-force") for why in event.change.why)


def test_a_change_that_is_nothing_like_the_preview_is_not_tied_to_it(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        previewed(one, *NEW)
        other = page(BANNER, OLD_DAY, *CLAUSES[:7], "Invoices are due on the day they are sent.")
        event = seen(one, other, after=until(one, DAY))
        assert event.change is not None
        assert brief(event, "other than announced") == []
        assert not any(why.startswith("in-force.announced") for why in event.change.why)


def test_a_change_before_the_day_is_not_the_entry_into_force(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        previewed(one, *NEW)
        event = seen(one, page(BANNER, *OLD[:-1], "Invoices are due within forty days."))
        assert event.change is not None
        assert {change.kind for change in event.change.changes} == {ChangeKind.REWORDED}
        assert not any(why.startswith("in-force.announced") for why in event.change.why)


def test_a_banner_and_its_preview_are_one_deadline(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        previewed(one, *NEW)
        found = announced(one.station.record, one.station.settings)
        assert [(d.source, d.day) for d in found] == [("acme/terms", DAY)]


# What holds now ------------------------------------------------------------------------


def test_an_announced_copy_holds_nothing_yet(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        seen(one, page(*OLD))
        event = seen(one, page(*NEW, *OLD))
        both = one.station.record.snapshot(event.after).document
        assert "ai-training" not in {found.flag.topic for found in standing(both)}
        event = seen(one, page(*NEW), after=until(one, DAY))
        in_force = one.station.record.snapshot(event.after).document
        assert "ai-training" in {found.flag.topic for found in standing(in_force)}
