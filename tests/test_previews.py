"""A banner that links to a preview makes the preview a source of its own, while it is ahead."""

from datetime import timedelta
from pathlib import Path

from monitor.model import Verdict
from tests.watching import CLAUSES, SITE, SOURCE, World, page, world

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
