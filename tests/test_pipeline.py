"""What a look means: confirmation, noise, walls, returns, and readings of our own doing."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.model import Page, Verdict
from monitor.pipeline.look import settle
from monitor.pipeline.observe import read
from monitor.pipeline.ruling import accepted, rejected
from tests.watching import CLAUSES, SITE, SOURCE, START, World, page, world

TRAINING = (
    "We may use your posts and your profile to train generative AI models, unless you opt out."
)
SOON, DAY = timedelta(hours=1), timedelta(hours=25)
BOT_WALL = (
    "<html><title>Checking</title><body><p>Verify you are human to continue.</p></body></html>"
)


def baseline(one: World) -> None:
    one.look(page(*CLAUSES))
    one.look()


def test_a_text_is_a_baseline_once_two_looks_agree(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        first = one.look(page(*CLAUSES))
        assert (first.look.verdict, first.look.pending, first.snapshot) == (Verdict.OK, True, None)
        second = one.look()
        assert (second.look.pending, second.snapshot) == (False, "s1")
        assert one.events() == ["baseline"]
        assert one.told() == []


def test_looks_nearer_than_confirm_after_do_not_confirm(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        one.look(page(*CLAUSES))
        assert one.look(after=timedelta(minutes=1)).look.pending
        assert not one.look(after=timedelta(minutes=20)).look.pending


def test_a_pending_text_is_looked_at_again_early(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        one.look(page(*CLAUSES))
        due = one.station.record.state(SOURCE, "default").due
        assert due is not None
        assert due - one.now == timedelta(minutes=15)


def test_a_change_that_lasts_is_told_once(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        baseline(one)
        changed = page(*CLAUSES, TRAINING)
        assert one.look(changed).look.pending
        confirmed = one.look()
        assert confirmed.event is not None
        assert confirmed.event.told
        assert confirmed.event.change is not None
        assert "ai-training" in confirmed.event.change.topics
        assert confirmed.event.at == one.now - SOON
        one.look()
        one.look()
        assert one.told() == ["change.in_force"]


def test_what_goes_from_another_text_on_the_same_day_is_not_told_beside_a_change(
    tmp_path: Path,
) -> None:
    stays = "We do not use the data of pupils or students to train AI models."
    goes = "The setting that lets us train AI models on your posts is off by default."
    faq = {"id": "faq", "url": f"{SITE}/faq", "select": ["main"]}
    with world(tmp_path, beside=[faq]) as one:
        one.site.serve("/faq", page(*CLAUSES, stays, goes))
        for _ in range(2):
            one.look(page(*CLAUSES))
            one.look(source="acme/faq")
        one.site.serve("/faq", page(*CLAUSES, stays, goes.replace(" off ", " on ")))
        one.look(page(*CLAUSES, TRAINING))
        one.look(source="acme/faq")
        told = one.look()
        assert told.event is not None
        assert told.event.change is not None
        beside = [line.text for line in told.event.change.brief if line.source == "acme/faq"]
        assert any("pupils" in text for text in beside)
        assert not any("off by default" in text for text in beside)
        assert not any(line.label == "contradiction" for line in told.event.change.brief)


def test_noise_around_the_text_is_no_change(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        baseline(one)
        noisy = page(*CLAUSES, extra="<div>We value your privacy. Accept cookies?</div>")
        assert one.look(noisy).look.verdict is Verdict.UNCHANGED
        assert one.events() == ["baseline"]


def test_a_variant_that_comes_and_goes_is_never_told(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        baseline(one)
        for _ in range(5):
            one.look(page(*CLAUSES, TRAINING))
            one.look(page(*CLAUSES))
        assert one.events() == ["baseline"]
        assert one.told() == []


def test_a_304_confirms_the_text_whose_validators_it_used(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        baseline(one)
        one.site.serve("/terms", page(*CLAUSES, TRAINING), etag='"v2"')
        assert one.look().look.pending
        second = one.look()
        assert one.site.requests[-1].headers["if-none-match"] == '"v2"'
        assert second.event is not None
        assert one.look().look.verdict is Verdict.NOT_MODIFIED
        assert one.told() == ["change.in_force"]


def test_a_304_repeats_a_look_that_agreed_in_other_letters(tmp_path: Path) -> None:
    with world(tmp_path, confirm=3) as one:
        for _ in range(3):
            one.look(page(*CLAUSES))
        one.look(page(*CLAUSES, TRAINING))
        one.site.serve("/terms", page(*CLAUSES, TRAINING.replace("out.", "out!")), etag='"v2"')
        assert one.look().look.pending
        assert one.look().event is not None
        assert one.site.requests[-1].headers["if-none-match"] == '"v2"'
        assert one.told() == ["change.in_force"]


def test_a_text_that_another_fetcher_brings_is_no_news_though_a_304_confirms_it(
    tmp_path: Path,
) -> None:
    body = page(*CLAUSES[:5]).encode()
    kept = Page(url=f"{SITE}/terms", final_url=f"{SITE}/terms", at=START, body=body, fetcher="ota")
    with world(tmp_path) as one:
        record = one.station.record
        policy = replace(one.station.policy(SOURCE), confirm=1)
        state = record.state(SOURCE, "default")
        seen = read((kept,), policy.source, state, record.page)
        settle(record, policy, state, seen, now=lambda: START, again=lambda _: seen)
        one.site.serve("/terms", page(*CLAUSES, TRAINING), etag='"v2"')
        one.look()
        one.look()
        assert one.events() == ["baseline", "baseline"]
        assert one.told() == []


def test_no_validators_are_sent_after_a_failed_look(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        one.site.serve("/terms", page(*CLAUSES), etag='"v1"')
        one.look()
        serve = one.site.pages["/terms"]
        one.site.fail("/terms", 403)
        one.look()
        one.site.pages["/terms"] = serve
        one.look()
        assert "if-none-match" not in one.site.requests[-1].headers


def test_a_bot_wall_is_held_and_its_end_is_no_news(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        baseline(one)
        for _ in range(2):
            assert one.look(BOT_WALL).look.verdict is Verdict.HELD
        assert one.look(page(*CLAUSES)).look.verdict is Verdict.UNCHANGED
        assert one.events() == ["baseline"]
        assert one.told() == []


def test_a_text_that_a_person_rejects_is_not_taken_however_long_it_lasts(tmp_path: Path) -> None:
    long = [f"{clause} This is number {n}." for n in range(9) for clause in CLAUSES]
    rest = page(*long[:12])
    with world(tmp_path) as one, world(tmp_path / "other") as other:
        for here in (one, other):
            here.look(page(*long))
            here.look()
            assert here.look(rest).look.reason == "shrunk"
        one.station.rule(one.station.record.looks(SOURCE)[0].id, rejected)
        for _ in range(4):
            assert one.look(after=DAY).look.verdict is Verdict.HELD
            other.look(after=DAY)
        assert one.events() == ["baseline"]
        assert other.events() == ["baseline", "in-force"]


def test_an_accepted_text_is_compared_as_it_was_read(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        baseline(one)
        now = one.now
    with world(tmp_path, select=["body"]) as one:
        one.now = now
        assert one.look(page(CLAUSES[0])).look.verdict is Verdict.HELD
        found = one.station.rule(one.station.record.looks(SOURCE)[0].id, accepted).event
        assert found is not None
        assert found.change is not None
        assert {str(change.kind) for change in found.change.changes} == {"removed"}


def test_a_wall_between_two_sights_of_a_change_does_not_lose_it(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        baseline(one)
        one.look(page(*CLAUSES, TRAINING))
        one.look(BOT_WALL)
        one.look(page(*CLAUSES, TRAINING))
        assert one.told() == ["change.in_force"]


@pytest.mark.parametrize("status", [403, 404, 429, 500, 999])
def test_a_refusal_is_a_failed_look_and_the_snapshot_stays(tmp_path: Path, status: int) -> None:
    with world(tmp_path) as one:
        baseline(one)
        one.site.fail("/terms", status)
        failed = one.look()
        assert failed.look.verdict is Verdict.FAILED
        assert str(status) in failed.look.reason
        assert failed.snapshot == "s1"


def test_operators_are_told_once_when_a_text_stays_unread_and_once_when_it_is_back(
    tmp_path: Path,
) -> None:
    with world(tmp_path) as one:
        baseline(one)
        one.site.fail("/terms", 403)
        for _ in range(5):
            one.look(after=timedelta(hours=12))
        one.look(page(*CLAUSES), after=DAY)
        one.look()
        assert one.told() == ["source.unreadable", "source.recovered"]
        text = one.station.record.notices()[0].text
        assert text.startswith("not read since 2025-09-01 10:00 UTC: status 403; ")


def test_a_return_is_no_news_and_a_lasting_withdrawal_is_told_once(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        baseline(one)
        for text in (page(*CLAUSES, TRAINING), page(*CLAUSES)):
            one.look(text)
            one.look()
        assert one.told() == ["change.in_force"]
        assert one.events() == ["baseline", "in-force", "returned"]
        one.look(after=DAY)
        one.look(after=DAY)
        assert one.told() == ["change.in_force", "change.withdrawn"]
        assert one.events()[-1] == "withdrawn"


def test_a_withdrawn_change_that_comes_back_is_told_once(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        baseline(one)
        for text in (page(*CLAUSES, TRAINING), page(*CLAUSES), page(*CLAUSES, TRAINING)):
            one.look(text, after=DAY)
            one.look(after=DAY)
            one.look(after=DAY)
            one.look(after=DAY)
        assert one.told() == ["change.in_force", "change.withdrawn", "change.returned"]


def test_a_return_that_does_not_last_is_never_told(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        baseline(one)
        for text in (page(*CLAUSES, TRAINING), page(*CLAUSES), page(*CLAUSES, TRAINING)):
            one.look(text)
            one.look()
        one.look(after=DAY)
        one.look(after=DAY)
        assert one.told() == ["change.in_force"]


@pytest.mark.parametrize(
    "texts",
    [
        (page(*CLAUSES, TRAINING), page(*CLAUSES), page(*CLAUSES[:-1], f"{CLAUSES[-1]} .")),
        (page(*CLAUSES, TRAINING), page(*CLAUSES, TRAINING.upper()), page(*CLAUSES)),
        (page(*CLAUSES, TRAINING), page(*CLAUSES), page(*CLAUSES, TRAINING), page(*CLAUSES)),
    ],
    ids=["looks otherwise after", "looked otherwise before", "came and went again"],
)
def test_a_change_that_is_gone_in_the_end_is_told_as_withdrawn(
    tmp_path: Path, texts: tuple[str, ...]
) -> None:
    with world(tmp_path) as one:
        baseline(one)
        for text in texts:
            one.look(text)
            one.look()
            one.look(after=timedelta(hours=12))
        for _ in range(3):
            one.look(after=DAY)
        assert one.told() == ["change.in_force", "change.withdrawn"]


def test_six_texts_without_agreement_are_flapping(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        baseline(one)
        for number in range(6):
            last = one.look(page(*CLAUSES, f"Notice number {number} says something of its own."))
        assert last.event is not None
        assert last.event.flapping


def test_a_page_that_may_be_absent_is_absent(tmp_path: Path) -> None:
    with world(tmp_path, absent_ok=True) as one:
        assert one.look().look.verdict is Verdict.ABSENT
        assert one.station.record.state(SOURCE, "default").failures == 0


def test_a_new_selector_is_our_doing_and_no_news(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        baseline(one)
        now = one.now
    with world(tmp_path, select=["body"]) as one:
        one.now = now
        one.look(page(*CLAUSES))
        one.look()
        assert one.events() == ["baseline", "baseline"]
        assert one.told() == []
        assert one.look().look.verdict is Verdict.UNCHANGED


def test_a_change_beneath_a_new_selector_is_still_found(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        baseline(one)
        now = one.now
    with world(tmp_path, select=["body"]) as one:
        one.now = now
        one.look(page(*CLAUSES, TRAINING))
        found = one.look()
        assert found.event is not None
        assert found.event.change is not None
        assert [str(c.kind) for c in found.event.change.changes] == ["added"]
        assert one.told() == ["change.in_force"]


def test_a_vantage_speaks_its_own_language(tmp_path: Path) -> None:
    seen_from = [{"name": "berlin", "accept_language": "de", "headers": {"x-from": "berlin"}}]
    with world(tmp_path, more={"vantages": seen_from}, vantages=["default", "berlin"]) as one:
        one.site.serve("/terms", page(*CLAUSES))
        one.station.look((SOURCE, "default"))
        one.station.look((SOURCE, "berlin"))
        here, there = (request.headers for request in one.site.requests)
        assert (here["accept-language"], there["accept-language"]) == ("en", "de")
        assert there["x-from"] == "berlin"


def test_a_day_that_was_ahead_and_moves_is_told_beside_the_change(tmp_path: Path) -> None:
    dated = "These terms take effect on {}."
    with world(tmp_path) as one:
        one.look(page(*CLAUSES))
        one.look()
        for day in ("November 3, 2025", "November 13, 2025"):
            one.look(page(*CLAUSES, dated.format(day)))
            one.look()
        assert one.told() == ["change.announced", "change.announced", "deadline.moved"]
        one.look(page(*CLAUSES, dated.format("November 20, 2025")), after=timedelta(days=75))
        one.look()
        assert one.told()[3:] == ["change.announced"], "a day that has passed does not move"
