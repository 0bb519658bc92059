"""Days by which to act: they are announced, move, are withdrawn, and are reminded of once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from monitor.change import Change, FactChange, Gated, Place, Side, Significance
from monitor.deadlines import deadlines, reminders
from monitor.history import Event, EventState, NoticeState
from monitor.model import Verdict
from monitor.settings import ChannelSettings, ServiceSettings

SEEN = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = date(2026, 4, 15)
LEADS = (timedelta(days=14), timedelta(days=3))
TEAM = ChannelSettings(name="team", kind="slack", url_env="SLACK")
OPS = ChannelSettings(name="ops", kind="slack", url_env="SLACK", role="operator")


def event(day: date, before: date | None = None, **fields: object) -> Event:
    """An event that says that terms take effect on a day, moved from another if one is given."""
    fact = FactChange(
        name="effective_date",
        before=before.isoformat() if before else None,
        after=day.isoformat(),
        quote=f"take effect on {day}",
        clause=Place(side=Side.AFTER, index=0),
    )
    change = Change(
        before=None,
        after=None,
        gate=Gated(verdict=Verdict.OK),
        significance=Significance.SUBSTANTIVE,
        alert=True,
        headline="",
        effective_dates=(day.isoformat(),),
        facts=(fact,),
    )
    told = Event(
        id="e1", source="acme/terms", at=SEEN, state=EventState.ANNOUNCED, told=True, change=change
    )
    return replace(told, **fields)  # type: ignore[arg-type]


def test_a_day_ahead_is_a_deadline_and_a_day_past_is_none() -> None:
    (found,) = deadlines([event(DAY), event(date(2026, 2, 1), id="e2")])
    assert (found.day, found.lead_days, found.withdrawn) == (DAY, 44, False)
    assert found.quote == "take effect on 2026-04-15"


def test_what_a_preview_announces_is_a_deadline_of_its_target_once() -> None:
    preview = event(DAY, id="e2", source="acme/terms-preview", at=SEEN + timedelta(hours=1))
    targets = {"acme/terms-preview": "acme/terms"}
    (found,) = deadlines([event(DAY), preview], targets)
    assert (found.source, found.event) == ("acme/terms", "e1")
    (alone,) = deadlines([preview], targets)
    assert alone.source == "acme/terms"


def test_a_day_that_moves_keeps_its_history() -> None:
    later = date(2026, 4, 25)
    moved = event(later, DAY, id="e2", at=SEEN + timedelta(days=5))
    (found,) = deadlines([event(DAY), moved])
    assert (found.day, found.moved_from, found.event) == (later, (DAY,), "e2")
    assert found.lead_days == 44


def test_an_older_text_that_is_back_moves_no_day() -> None:
    back = event(date(2025, 5, 1), DAY, id="e2", at=SEEN + timedelta(days=5))
    (found,) = deadlines([event(DAY), back])
    assert (found.day, found.moved_from) == (DAY, ())
    early = event(date(2026, 3, 5), DAY, id="e2", at=SEEN + timedelta(days=5))
    (found,) = deadlines([event(DAY), early])
    assert (found.day, found.moved_from) == (date(2026, 3, 5), (DAY,))


def test_a_withdrawn_announcement_withdraws_its_day() -> None:
    gone = event(DAY, id="e2", at=SEEN + timedelta(days=5), state=EventState.WITHDRAWN)
    (found,) = deadlines([event(DAY), gone])
    assert found.withdrawn


def test_a_day_that_was_withdrawn_and_comes_back_moves_as_any_other() -> None:
    later = date(2026, 5, 1)
    told = (
        event(DAY),
        event(DAY, id="e2", at=SEEN + timedelta(days=2), state=EventState.WITHDRAWN),
        event(DAY, id="e3", at=SEEN + timedelta(days=4), state=EventState.RETURNED),
        event(later, DAY, id="e4", at=SEEN + timedelta(days=6)),
    )
    found = [(one.day, one.withdrawn, one.moved_from) for one in deadlines(told)]
    assert found == [(DAY, True, ()), (later, False, (DAY,))]


def test_the_same_day_told_twice_is_one_deadline() -> None:
    assert len(deadlines([event(DAY), event(DAY, id="e2")])) == 1


def test_each_reminder_is_due_once_and_the_shortest_lead_speaks() -> None:
    found = deadlines([event(DAY)])

    def due(on: date) -> list[str]:
        now = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
        return [notice.text for notice in reminders(found, (TEAM, OPS), LEADS, now)]

    assert due(date(2026, 3, 20)) == []
    assert ["in 14 days" in text for text in due(date(2026, 4, 2))] == [True]
    assert ["in 3 days" in text for text in due(date(2026, 4, 13))] == [True]
    assert due(date(2026, 4, 16)) == []


def test_reminders_are_the_same_at_every_call() -> None:
    found = deadlines([event(DAY)])
    now = datetime(2026, 4, 3, tzinfo=UTC)
    again = reminders(found, (TEAM,), LEADS, now + timedelta(hours=7))
    assert reminders(found, (TEAM,), LEADS, now) == again


def test_nobody_is_reminded_of_what_was_announced_a_moment_ago() -> None:
    late = event(DAY, at=datetime(2026, 4, 14, tzinfo=UTC))
    now = datetime(2026, 4, 14, 1, tzinfo=UTC)
    assert reminders(deadlines([late]), (TEAM,), LEADS, now) == []


def test_a_channel_for_some_tags_is_reminded_of_their_services_only() -> None:
    now = datetime(2026, 4, 2, tzinfo=UTC)
    found = deadlines([event(DAY)])
    tagged = TEAM.model_copy(update={"tags": ("social",)})
    for tags, number in ((("social", "eu"), 1), (("bank",), 0)):
        services = (ServiceSettings(id="acme", tags=tags),)
        assert len(reminders(found, (tagged,), LEADS, now, services=services)) == number


def test_a_reminder_of_a_near_day_does_not_wait_for_the_digest() -> None:
    weekly = TEAM.model_copy(update={"digest": "weekly"})
    found = deadlines([event(DAY)])
    early, late = datetime(2026, 4, 2, tzinfo=UTC), datetime(2026, 4, 14, tzinfo=UTC)
    (first,) = reminders(found, (weekly,), LEADS, early)
    (last,) = reminders(found, (weekly,), LEADS, late)
    assert (first.state, last.state) == (NoticeState.WAITING, NoticeState.OWED)


def test_a_channel_for_a_region_is_reminded_of_what_concerns_it() -> None:
    now = datetime(2026, 4, 13, tzinfo=UTC)
    some = event(DAY).change
    assert some is not None
    for named, asked, number in (
        (("EU", "CH"), ("FR",), 1),
        (("EU", "CH"), ("US",), 0),
        ((), ("US",), 1),
        (("EU",), (), 1),
    ):
        found = deadlines([event(DAY, change=replace(some, regions=named))])
        channel = TEAM.model_copy(update={"regions": asked})
        assert len(reminders(found, (channel,), LEADS, now)) == number
