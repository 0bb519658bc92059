"""The demo's site: an invented service on loopback whose pages tell a story, step by step."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from monitor.config import load
from monitor.demo.site import SLACK, SLACK_VARIABLE, Site, configuration, secrets, settings
from monitor.demo.story import AGREEMENT, FAQ, NOTICE, PAGES, PREVIEW, STEPS, SWITCH, Step, history
from monitor.extract import valid_selector

DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def get(site: Site, path: str, **fields: str) -> tuple[int, dict[str, str], str]:
    request = urllib.request.Request(site.address + path, headers=fields)
    try:
        with DIRECT.open(request, timeout=5) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, dict(answer.headers), answer.read().decode()


def post(site: Site, path: str, body: bytes) -> int:
    request = urllib.request.Request(site.address + path, data=body, method="POST")
    try:
        with DIRECT.open(request, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code


def said(page: str) -> str:
    """The words of the main part, relative dates taken out."""
    main = LexborHTMLParser(page).css_first("main")
    assert main is not None
    words = " ".join(main.text(separator=" ").split())
    return re.sub(r"Last updated \d+ \w+ ago", "Last updated", words)


def number(title: str) -> int:
    (found,) = (n for n, step in enumerate(STEPS) if title in step.title)
    return found


def shown(site: Site, step: int) -> dict[str, str]:
    """What every page says on a day."""
    site.step(step)
    return {path: said(get(site, path)[2]) for path in PAGES}


def test_the_story_is_told_in_order_of_time() -> None:
    times = [at for at, _, _ in history()]
    assert times == sorted(set(times))
    assert all(at.utcoffset() is not None for at in times)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.at:%m-%d}")
def test_every_page_of_every_day_answers(site: Site, step: Step) -> None:
    site.step(STEPS.index(step))
    answers = {path: get(site, path) for path in (*PAGES, PREVIEW)}
    assert {path: status for path, (status, _, _) in answers.items()} == {
        **dict.fromkeys(PAGES, 200),
        PREVIEW: 200 if step.announced else 404,
    }
    assert not any("{{" in body or "{%" in body for _, _, body in answers.values())


def test_noise_changes_bytes_and_no_words(site: Site) -> None:
    first = shown(site, 0)
    bytes_before = get(site, AGREEMENT)[2]
    quiet = [number("New asset names, a cookie"), number("A quiet day")]
    for step in quiet:
        assert shown(site, step) == first
        assert get(site, AGREEMENT)[2] != bytes_before
    waiting = shown(site, number("Banners announce"))
    assert shown(site, number("Nothing moves")) == waiting
    in_force = shown(site, number("The day comes"))
    assert shown(site, number("New asset names once more")) == in_force


def test_the_announcement_names_the_day_that_comes(site: Site) -> None:
    step = number("Banners announce")
    before, announced = shown(site, 0), shown(site, step)
    in_force = STEPS[number("The day comes")].at
    day = f"April {in_force.day}, {in_force.year}"
    assert day in announced[AGREEMENT]
    assert day in announced[NOTICE]
    assert announced[AGREEMENT].endswith(before[AGREEMENT])
    assert f"{site.address}{PREVIEW}" in get(site, AGREEMENT)[2]


def test_the_preview_is_what_comes_into_force(site: Site) -> None:
    site.step(number("Banners announce"))
    preview = said(get(site, PREVIEW)[2])
    assert preview == shown(site, number("The day comes"))[AGREEMENT]


def test_the_day_brings_training_by_default_that_opting_out_does_not_undo(site: Site) -> None:
    before, after = shown(site, 0), shown(site, number("The day comes"))
    assert "To train our content-generating models" not in before[NOTICE]
    assert "The setting is on by default" in after[NOTICE]
    assert "group messages" in after[NOTICE]
    assert "United Kingdom only" in after[NOTICE]
    assert "does not undo training that has already taken place" in after[SWITCH]
    assert "Canada and Hong Kong" in after[FAQ]
    assert "We're updating" not in after[AGREEMENT]


def test_a_wall_and_a_login_page_answer_with_status_200(site: Site) -> None:
    site.step(number("takes us for a robot"))
    status, _, wall = get(site, NOTICE)
    assert status == 200
    assert "human" in wall
    site.step(number("asks to sign in"))
    assert 'type="password"' in get(site, AGREEMENT)[2]
    assert said(get(site, NOTICE)[2]) == shown(site, 0)[NOTICE]


def test_a_page_that_was_seen_is_answered_304(site: Site) -> None:
    site.step(0)
    etag = get(site, FAQ)[1]["ETag"]
    status, fields, body = get(site, FAQ, **{"If-None-Match": etag})
    assert (status, fields["ETag"], body) == (304, etag, "")
    site.step(1)
    assert get(site, FAQ, **{"If-None-Match": etag})[0] == 200


def test_a_message_is_kept_as_it_was_posted(site: Site) -> None:
    assert post(site, SLACK, json.dumps({"text": "é"}).encode()) == 200
    assert site.messages[-1] == {"text": "é"}
    assert post(site, SLACK, b"no json") == 400
    assert post(site, "/elsewhere", b"{}") == 404
    assert secrets(site.address) == {SLACK_VARIABLE: f"{site.address}/slack"}


def test_the_settings_name_every_page_of_the_site(site: Site, tmp_path: Path) -> None:
    found = settings(site.address, tmp_path)
    urls = {part.url for _, source in found.sources().values() for part in source.parts}
    assert urls == {site.address + path for path in (*PAGES, PREVIEW)}
    written = tmp_path / "config.toml"
    written.write_text(configuration(site.address), encoding="utf-8")
    assert load(written, secrets(site.address), selectors=valid_selector) == found
    assert found.fetch.allow_hosts == ("127.0.0.1",)


def test_the_site_answers_again_and_again_and_frees_its_port() -> None:
    site = Site()
    for _ in range(50):
        get(site, AGREEMENT)
    site.close()
    with pytest.raises(urllib.error.URLError):
        get(site, AGREEMENT)
