"""The calendars: one event per date, that moves and is withdrawn as calendar programs expect."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from icalendar import Calendar

from monitor.history import Deadline, DeadlineKind
from monitor.publish import calendar
from monitor.publish.subject import Subject
from tests.hostile import texts
from tests.samples import CHANGE, EVENT, NOTICE, SEEN, SITE

DAY = Deadline(
    source=NOTICE.source,
    kind=DeadlineKind.EFFECTIVE,
    day=date(2031, 11, 3),
    announced=SEEN,
    event="e7",
    quote="Effective 3 November 2031",
)
OPT_OUT = replace(DAY, kind=DeadlineKind.OPT_OUT, day=date(2031, 11, 2), quote="until 2 November")


def built(*deadlines: Deadline, subject: Subject = NOTICE) -> dict[str, bytes]:
    return calendar.build(
        deadlines, site_url=SITE, subjects={NOTICE.source: subject}, events={"e7": EVENT}
    )


def events(content: bytes):  # type: ignore[no-untyped-def]
    return Calendar.from_ical(content).walk("VEVENT")


def test_each_date_is_one_all_day_event_with_the_steps_to_refuse() -> None:
    opt_out, effective = events(built(DAY, OPT_OUT)["calendar.ics"])
    assert opt_out["dtstart"].dt == date(2031, 11, 2)
    assert effective["dtstart"].dt == date(2031, 11, 3)
    assert effective["dtend"].dt == date(2031, 11, 4)
    assert "https://harborline.example/settings/ai" in opt_out["description"]
    assert str(effective["url"]) == f"{SITE}/changes/e7.html"
    assert effective["status"] == "CONFIRMED"
    assert [alarm["trigger"].dt.days for alarm in effective.walk("VALARM")] == [-7, -1]


def test_a_moved_date_keeps_its_uid_and_raises_its_sequence() -> None:
    moved = replace(DAY, day=date(2031, 11, 13), moved_from=(DAY.day,), event="e9")
    (before,) = events(built(DAY)["calendar.ics"])
    (after,) = events(built(moved)["calendar.ics"])
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after["dtstart"].dt == date(2031, 11, 13)
    assert "Earlier said: 2031-11-03." in after["description"]


def test_a_withdrawn_date_is_cancelled_and_reminds_of_nothing() -> None:
    (gone,) = events(built(replace(DAY, withdrawn=True))["calendar.ics"])
    assert gone["status"] == "CANCELLED"
    assert gone["sequence"] == 1
    assert not gone.walk("VALARM")


def test_a_date_announced_again_after_a_withdrawal_is_another_event() -> None:
    again = replace(DAY, announced=SEEN + timedelta(days=20))
    first, second = events(built(replace(DAY, withdrawn=True), again)["calendar.ics"])
    assert first["uid"] != second["uid"]


def test_there_is_a_calendar_per_service_and_per_region() -> None:
    found = built(DAY)
    assert {"calendar.ics", "services/harborline.ics", "regions/GB.ics"} <= set(found)
    assert len(events(found["regions/GB.ics"])) == 1
    assert built()["calendar.ics"].startswith(b"BEGIN:VCALENDAR")


def test_a_rebuild_gives_the_same_bytes() -> None:
    assert built(DAY, OPT_OUT) == built(OPT_OUT, DAY)


def test_lines_are_those_of_the_standard() -> None:
    content = built(DAY, OPT_OUT)["calendar.ics"]
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line for line in lines)


@given(texts(), texts())
def test_no_page_text_adds_a_line_to_a_calendar(text: str, other: str) -> None:
    change = replace(
        CHANGE, brief=(replace(CHANGE.brief[3], text=text),), topics=(other,), regions=(text,)
    )
    about = replace(NOTICE, service=text, name=other, url=text)
    content = calendar.build(
        [replace(DAY, quote=text)],
        site_url=SITE,
        subjects={NOTICE.source: about},
        events={"e7": replace(EVENT, change=change)},
    )["calendar.ics"]
    (event,) = events(content)
    assert event["dtstart"].dt == DAY.day
    unfolded = re.sub(rb"\r\n[ \t]", b"", content).decode()
    names = re.findall(r"(?m)^([A-Z-]+)[;:]", unfolded)
    assert names.count("BEGIN") == 4
    assert names.count("SUMMARY") == 1
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]", unfolded)


def test_a_second_library_reads_the_calendar() -> None:
    ics = pytest.importorskip("ics", reason="the second reader of calendars, ics, is not there")
    found = ics.Calendar(built(DAY, OPT_OUT)["calendar.ics"].decode())
    assert sorted(str(event.begin.date()) for event in found.events) == ["2031-11-02", "2031-11-03"]
    assert all(event.all_day for event in found.events)


def test_a_second_library_sees_a_date_move_and_be_withdrawn() -> None:
    """RFC 5546, 2.1.4 and 3.2.5: the same UID, a higher SEQUENCE, then CANCELLED."""
    ics = pytest.importorskip("ics", reason="the second reader of calendars, ics, is not there")
    moved = replace(DAY, day=date(2031, 11, 13), moved_from=(DAY.day,), event="e9")
    stages = [DAY, moved, replace(moved, withdrawn=True)]
    found = [next(iter(ics.Calendar(built(one)["calendar.ics"].decode()).events)) for one in stages]
    assert len({event.uid for event in found}) == 1
    assert [str(event.begin.date()) for event in found] == ["2031-11-03"] + ["2031-11-13"] * 2
    assert [event.status for event in found] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    sequences = [
        next(int(line.value) for line in event.extra if line.name == "SEQUENCE") for event in found
    ]
    assert sequences == [0, 1, 2]
    assert [len(event.alarms) for event in found] == [2, 2, 0]
