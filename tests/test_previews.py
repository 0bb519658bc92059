"""A banner that links to a preview makes the preview a source of its own, while it is ahead."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.change import FactChange, Place, Side
from monitor.history import Event, EventState
from monitor.model import Verdict
from monitor.previews import with_previews
from monitor.settings import Settings
from tests import store_values
from tests.watching import CLAUSES, SITE, SOURCE, World, page, settings, world

BANNER = (
    "We are updating our terms on December 1, 2025."
    " Read a <a href='/preview/terms'>preview of the new terms</a>."
)
FOREIGN = BANNER.replace("/preview/terms", "https://elsewhere.example/preview")
TRAINING = "We may use your posts and your profile to train generative AI models."
PREVIEW = "acme/terms-preview"


def announced(one: World, banner: str) -> None:
    one.look(page(*CLAUSES))
    one.look()
    one.look(page(banner, *CLAUSES))
    one.look()


def test_a_preview_is_compared_with_the_text_in_force(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        announced(one, BANNER)
        one.station.follow()
        one.site.serve("/preview/terms", page(*CLAUSES, TRAINING))
        one.look(source=PREVIEW)
        found = one.look(source=PREVIEW)
        assert found.event is not None
        assert (str(found.event.state), found.event.told) == ("announced", True)
        change = found.event.change
        assert change is not None
        assert "ai-training" in change.topics
        assert any(TRAINING in clause.text for c in change.changes for clause in c.after)


def test_a_preview_elsewhere_is_not_followed(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        announced(one, FOREIGN)
        one.station.follow()
        assert [name for name, _ in one.station.settings.series()] == ["acme/terms"]
        assert all(str(request.url).startswith(SITE) for request in one.site.requests)


@pytest.mark.parametrize("address", ["http:////℀", "http://[@x]/preview", "http://[::/preview"])
def test_a_preview_at_no_address_stops_nothing(tmp_path: Path, address: str) -> None:
    with world(tmp_path) as one:
        announced(one, BANNER.replace("/preview/terms", address))
        one.station.follow()
        assert one.station.settings.series() == [(SOURCE, "default")]


def test_an_announcement_that_an_older_reading_gave_no_address_stops_nothing() -> None:
    assert with_link("http://x]/preview").series() == [(SOURCE, "default")]
    assert len(with_link(f"{SITE}/preview").series()) == 2


def with_link(link: str) -> Settings:
    """Return the settings that follow an announcement with that link."""
    clause = Place(side=Side.AFTER, index=0)
    fact = FactChange(name="preview_link", before=None, after=link, quote="here", clause=clause)
    document = store_values.document("A.")
    change = replace(store_values.change(document, document), facts=(fact,), effective_dates=())
    at = datetime(2025, 9, 1, tzinfo=UTC)
    told = Event(source=SOURCE, at=at, state=EventState.ANNOUNCED, change=change)
    return with_previews(settings(Path()), [told], at.date())


def test_a_preview_is_followed_until_its_day(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        announced(one, BANNER)
        one.station.follow()
        assert PREVIEW in one.station.settings.sources()
        one.now += timedelta(days=120)
        one.station.follow()
        assert PREVIEW not in one.station.settings.sources()


def test_a_look_that_waits_for_its_turn_outlives_the_end_of_its_preview(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        one.site.serve("/terms", page(*CLAUSES))
        station = one.station
        policy = station.policy(SOURCE)
        station.settings = station.settings.model_copy(update={"services": ()})
        outcome = station.look((SOURCE, "default"), policy=policy)
    assert outcome.look.verdict is Verdict.OK
