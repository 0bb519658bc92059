"""The feeds: that readers parse them, that ids hold, that hostile text stays text."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime

import feedparser
import pytest
from hypothesis import given, settings
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from monitor.history import Event
from monitor.publish import entries, feeds, html
from monitor.publish.entries import Entry
from monitor.publish.states import Standing
from monitor.publish.subject import Subject
from tests.conftest import PROJECT
from tests.hostile import COMMANDS, changed_to, texts
from tests.memory import PEAK
from tests.samples import BASELINE, CHANGE, EVENT, NOTICE, SEEN, SITE

ATOM = "{http://www.w3.org/2005/Atom}"
UNREAD = entries.unread_entry(
    NOTICE, since=SEEN, after=timedelta(days=7), reason="status 999", site_url=SITE
)


def told() -> list[Entry]:
    return [
        entries.change_entry(EVENT, NOTICE, site_url=SITE),
        entries.baseline_entry(
            BASELINE,
            NOTICE,
            site_url=SITE,
            clauses=35,
            holds=[
                Standing(
                    topic="opt-out",
                    quote="you can opt out in your settings",
                    path=("7. Choices",),
                    links=("https://harborline.example/settings",),
                )
            ],
            unread=[(replace(NOTICE, name="User Agreement"), "status 999")],
        ),
        UNREAD,
    ]


def many(number: int, *, apart: timedelta = timedelta(hours=1)) -> list[Entry]:
    """Return entries of so many changes, one after the other."""
    return [
        entries.change_entry(replace(EVENT, id=f"e{n}", at=SEEN + n * apart), NOTICE, site_url=SITE)
        for n in range(1, number + 1)
    ]


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_every_feed_parses_without_a_bozo_bit(kind: str) -> None:
    built = feeds.build(told(), site_url=SITE)
    names = [name for name in built if name.endswith(kind)]
    assert len(names) > 8
    for name in names:
        parsed = feedparser.parse(built[name])
        assert not parsed.bozo, (name, parsed.get("bozo_exception"))
        assert parsed.entries


def test_rss_atom_and_json_tell_the_same_entries() -> None:
    built = feeds.build(told(), site_url=SITE)
    rss = feedparser.parse(built["feed.rss"]).entries
    atom = feedparser.parse(built["feed.atom"]).entries
    items = json.loads(built["feed.json"])["items"]
    assert [e.id for e in rss] == [e.id for e in atom] == [i["id"] for i in items]
    assert [e.title for e in rss] == [e.title for e in atom] == [i["title"] for i in items]
    assert [e.link for e in rss] == [e.link for e in atom] == [i["url"] for i in items]
    assert [e.published_parsed for e in rss] == [e.published_parsed for e in atom]


def test_ids_are_unique_tags_and_the_feed_is_the_same_after_a_rebuild() -> None:
    first = feeds.build(told(), site_url=SITE)
    again = feeds.build(list(reversed(told())), site_url=SITE)
    assert dict(first) == dict(again)
    ids = [e.id for e in feedparser.parse(first["feed.rss"]).entries]
    assert len(set(ids)) == len(ids) == 3
    assert all(re.fullmatch(r"tag:terms\.example\.org,2031:[\w/.:-]+", i) for i in ids)


def test_a_guid_is_no_permalink_and_links_are_absolute() -> None:
    built = feeds.build(told(), site_url=SITE)
    rss = etree.fromstring(built["feed.rss"])
    assert {guid.get("isPermaLink") for guid in rss.iter("guid")} == {"false"}
    atom = etree.fromstring(built["feed.atom"])
    links = [link.text for link in rss.iter("link")]
    links += [link.get("href") for link in atom.iter(f"{ATOM}link")]
    assert all(re.match(r"https://", link or "") for link in links)


def test_self_and_alternate_links_stand_in_feed_and_entries() -> None:
    built = feeds.build(told(), site_url=SITE)
    atom = etree.fromstring(built["sources/harborline/privacy-notice-eu.atom"])
    rels = {link.get("rel"): link.get("href") for link in atom.findall(f"{ATOM}link")}
    assert rels["self"] == f"{SITE}/sources/harborline/privacy-notice-eu.atom"
    assert rels["alternate"] == f"{SITE}/"
    entry = feedparser.parse(built["feed.atom"]).entries[1]
    assert {link.rel for link in entry.links} >= {"alternate"}
    rss = etree.fromstring(built["feed.rss"])
    assert rss.find(f"channel/{ATOM}link").get("href") == f"{SITE}/feed.rss"


def test_dates_are_those_of_their_standards() -> None:
    built = feeds.build(told(), site_url=SITE)
    rss = etree.fromstring(built["feed.rss"])
    for date in [*rss.iter("pubDate"), *rss.iter("lastBuildDate")]:
        assert parsedate_to_datetime(date.text or "").tzinfo is not None
        assert (date.text or "").endswith("GMT")
    atom = etree.fromstring(built["feed.atom"])
    for date in [*atom.iter(f"{ATOM}updated"), *atom.iter(f"{ATOM}published")]:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", date.text or "")


def test_rss_follows_the_rules_that_the_w3c_validator_documents() -> None:
    for name, content in feeds.build(told(), site_url=SITE).items():
        if not name.endswith(".rss"):
            continue
        text = content.decode("utf-8")
        assert text.startswith("<?xml version='1.0' encoding='utf-8'?>")
        rss = etree.fromstring(content)
        assert (rss.tag, rss.get("version")) == ("rss", "2.0")
        (channel,) = rss
        for key in ("title", "link", "description"):
            (one,) = channel.findall(key)
            assert (one.text or "").strip(), (name, key)
        assert channel.find(f"{ATOM}link").attrib == {
            "rel": "self",
            "type": "application/rss+xml",
            "href": f"{SITE}/{name}",
        }
        for item in channel.findall("item"):
            tags = [child.tag for child in item]
            once = ("title", "link", "guid", "pubDate", "description")
            assert all(tags.count(key) == 1 for key in once), (name, tags)
            assert "<" not in (item.findtext("title") or "")
            assert len({(c.get("domain"), c.text) for c in item.findall("category")}) == (
                tags.count("category")
            )
        _holds_only_clean_html(item.findtext("description") or "" for item in channel.iter("item"))


def test_atom_follows_the_rules_that_the_w3c_validator_documents() -> None:
    for name, content in feeds.build(told(), site_url=SITE).items():
        if not name.endswith(".atom"):
            continue
        atom = etree.fromstring(content)
        assert atom.tag == f"{ATOM}feed"
        for key in ("id", "title", "updated", "author"):
            assert len(atom.findall(f"{ATOM}{key}")) == 1, (name, key)
        assert atom.findtext(f"{ATOM}author/{ATOM}name")
        entries_found = atom.findall(f"{ATOM}entry")
        for entry in entries_found:
            for key in ("id", "title", "updated", "published", "summary", "content"):
                assert len(entry.findall(f"{ATOM}{key}")) == 1, (name, key)
            alternates = [e for e in entry.findall(f"{ATOM}link") if e.get("rel") == "alternate"]
            assert len({(e.get("type"), e.get("hreflang")) for e in alternates}) == len(alternates)
            assert entry.find(f"{ATOM}content").get("type") == "html"
            assert entry.findtext(f"{ATOM}updated") >= entry.findtext(f"{ATOM}published")
            assert all(c.get("term") for c in entry.findall(f"{ATOM}category"))
        ids = [e.findtext(f"{ATOM}id") for e in (atom, *entries_found)]
        assert len(set(ids)) == len(ids)
        newest = max((e.findtext(f"{ATOM}updated") for e in entries_found), default=None)
        assert newest is None or (atom.findtext(f"{ATOM}updated") or "") >= newest
        _holds_only_clean_html(e.findtext(f"{ATOM}content") or "" for e in entries_found)


def _holds_only_clean_html(contents: Iterable[str]) -> None:
    """Nothing relative, no scripts, styles or frames, no control characters."""
    for content in contents:
        assert not COMMANDS.search(content)
        tree = LexborHTMLParser(content)
        assert not tree.css("script, style, iframe, object, embed, form, img, meta, link")
        for node in tree.css("*"):
            assert not [key for key in node.attributes if key.startswith("on") or key == "style"]
            for key in ("href", "src"):
                address = node.attributes.get(key)
                assert address is None or re.match(r"https?://|mailto:", address)


def test_updated_moves_only_on_a_correction() -> None:
    plain = entries.change_entry(EVENT, NOTICE, site_url=SITE)
    assert plain.updated == plain.published == SEEN
    later = SEEN + timedelta(days=3)
    mended = entries.change_entry(EVENT, NOTICE, site_url=SITE, corrected=later)
    assert (mended.id, mended.published, mended.updated) == (plain.id, SEEN, later)


def test_the_brief_comes_first_and_then_the_redline() -> None:
    content = feedparser.parse(feeds.build(told(), site_url=SITE)["feed.atom"]).entries
    shown = next(e for e in content if e.id.endswith("/e7")).content[0].value
    assert shown.index("how to refuse") < shown.index("<del>")
    assert "<ins><strong>3 November</strong></ins>" in shown


def test_topics_and_regions_are_categories_and_have_feeds() -> None:
    built = feeds.build(told(), site_url=SITE)
    entry = feedparser.parse(built["topics/ai-training.rss"]).entries[0]
    assert {"ai-training", "EU"} <= {tag.term for tag in entry.tags}
    assert feedparser.parse(built["regions/GB.atom"]).entries
    assert feedparser.parse(built["services/harborline.rss"]).entries


def test_a_baseline_says_what_holds_and_what_was_not_read_and_is_no_change() -> None:
    entry = told()[1]
    assert "baseline" in entry.title
    assert not re.search(r"change(?!s of this text are told)", entry.title + entry.summary)
    assert "<q>you can opt out in your settings</q>" in entry.html
    assert 'href="https://harborline.example/settings"' in entry.html
    assert "User Agreement: status 999" in entry.html


def test_a_text_that_was_not_read_is_an_entry_of_its_own() -> None:
    assert UNREAD.title == "Harborline · European Privacy Notice: not read since 2031-09-18"
    assert UNREAD.published == SEEN + timedelta(days=7)
    again = entries.unread_entry(
        NOTICE, since=SEEN, after=timedelta(days=7), reason="still", site_url=SITE
    )
    assert again.id == UNREAD.id


def test_a_source_without_changes_has_a_feed_that_says_when_it_was_read() -> None:
    built = feeds.build([], site_url=SITE, last_read={"acme/terms": SEEN})
    parsed = feedparser.parse(built["sources/acme/terms.rss"])
    assert not parsed.bozo
    assert "Last read on 2031-09-18" in parsed.feed.description


def test_the_json_feed_is_one_of_version_1_1() -> None:
    content = json.loads(feeds.build(told(), site_url=SITE)["feed.json"])
    assert content["version"] == "https://jsonfeed.org/version/1.1"
    item = next(i for i in content["items"] if i["id"].endswith("/e7"))
    assert item["_clausewatch"]["effective_dates"] == ["2031-11-03"]
    assert item["content_html"].startswith("<p>Announced 46 days ahead.</p>")


def test_the_opml_lists_every_feed() -> None:
    built = feeds.build(told(), site_url=SITE)
    outlines = etree.fromstring(built["feeds.opml"]).findall("body/outline")
    assert {o.get("xmlUrl") for o in outlines} == {
        f"{SITE}/{name}" for name in built if name.endswith(".atom")
    }
    assert all(o.get("text") for o in outlines)


def test_a_reader_that_comes_monthly_misses_nothing() -> None:
    entries_told = many(1_000)
    last = max(entry.published for entry in entries_told)
    shown = feeds.build(entries_told, site_url=SITE)
    seen = {e.id for e in feedparser.parse(shown["feed.rss"]).entries}
    month = {e.id for e in entries_told if e.published > last - timedelta(days=31)}
    assert month <= seen


@pytest.mark.parametrize("apart", [timedelta(hours=5), timedelta(days=3), timedelta(days=40)])
def test_who_polls_once_a_month_has_seen_everything_after_a_year(apart: timedelta) -> None:
    entries_told = many(int(timedelta(days=365) / apart), apart=apart)
    for kind in ("rss", "atom"):
        seen: set[str] = set()
        for month in range(1, 14):
            now = SEEN + month * timedelta(days=30)
            so_far = [entry for entry in entries_told if entry.published <= now]
            shown = feeds.build(so_far, site_url=SITE)
            seen |= {e.id for e in feedparser.parse(shown[f"feed.{kind}"]).entries}
        assert seen == {entry.id for entry in entries_told}


def test_old_entries_leave_a_feed_that_has_enough() -> None:
    shown = feeds.build(many(300, apart=timedelta(days=2)), site_url=SITE)
    parsed = feedparser.parse(shown["feed.atom"])
    assert len(parsed.entries) == feeds.KEEP_AT_LEAST


@given(texts(), texts())
@settings(max_examples=60)
def test_no_page_text_breaks_a_feed_or_is_live_in_it(before: str, after: str) -> None:
    change = replace(CHANGE, headline=after, changes=(changed_to(before, after),), groups=())
    subject = Subject(source="a/b", service=before, name=after, url=after)
    entry = entries.change_entry(replace(EVENT, change=change), subject, site_url=SITE)
    holds = [Standing(topic="opt-out", quote=after, path=(before,), links=(after,))]
    base = entries.baseline_entry(BASELINE, subject, site_url=SITE, holds=holds)
    built = feeds.build([entry, base], site_url=SITE)
    for name in ("feed.rss", "feed.atom"):
        assert not COMMANDS.search(built[name].decode())
        tree = etree.fromstring(built[name])
        for node in [*tree.iter("description"), *tree.iter(f"{ATOM}content")]:
            fragment = LexborHTMLParser(node.text or "")
            assert not fragment.css("script, style, img, iframe, object, svg, form")
            for link in fragment.css("a"):
                assert re.match(r"https?://|mailto:", link.attributes["href"] or "")
        assert not feedparser.parse(built[name]).bozo
    assert not COMMANDS.search(json.loads(built["feed.json"])["items"][0]["title"])


def history(number: int) -> list[Event]:
    """Return so many changes of ten services and fifty texts within five weeks."""
    return [
        replace(
            EVENT,
            id=f"e{n}",
            source=f"service{n % 10}/text{n % 50}",
            at=SEEN + n * timedelta(days=35) / number,
        )
        for n in range(1, number + 1)
    ]


def summary(event: Event) -> Event:
    """Return an event as a list of the store gives it, without documents and clauses."""
    short = replace(CHANGE, before=None, after=None, changes=(), groups=(), facts=(), brief=())
    return replace(event, change=short)


def published(events: Sequence[Event]) -> feeds.Feeds:
    """Build the feeds the way the record is published: only what is shown in full is read."""
    full = feeds.shown_in_full(map(summary, events), {})
    told_entries = [
        entries.change_entry(event if event.id in full else summary(event), NOTICE, site_url=SITE)
        for event in events
    ]
    return feeds.build(told_entries, site_url=SITE)


@pytest.mark.slow
def test_ten_thousand_changes_build_soon_and_in_200_megabytes() -> None:
    script = (
        "import time; from tests.test_feeds import history, published\n"
        "events = history(10_000); started = time.process_time()\n"
        "assert all(len(content) > 500 for content in published(events).values())\n"
        "print(time.process_time() - started)\n"
        f"print(int({PEAK}) * 1024)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    seconds, memory = map(float, ended.stdout.split())
    assert seconds < 30  # 2 to 4 alone; machines are shared
    assert memory < 200_000_000


def test_the_newest_entries_show_the_redline_and_all_others_lead_to_it() -> None:
    items = feedparser.parse(published(history(600))["feed.atom"]).entries
    assert len(items) == 600
    assert all("<del>" in item.content[0].value for item in items[: feeds.FULL])
    for item in items[feeds.FULL :]:
        assert f'href="{item.link}"' in item.content[0].value


def test_an_event_without_a_change_has_no_change_entry() -> None:
    with pytest.raises(ValueError, match="carries no change"):
        entries.change_entry(BASELINE, NOTICE, site_url=SITE)
    assert entries.entry(BASELINE, NOTICE, site_url=SITE).title.endswith("what holds today")


def test_a_name_that_is_no_path_gives_a_safe_path() -> None:
    assert feeds.slug("../../etc/passwd") == "etc-passwd"
    assert feeds.slug("") == "other"


def test_a_link_whose_address_is_none_leaves_its_words() -> None:
    assert html.tidy('<p><a href="https://evil.example\ud7fc">words</a></p>') == "<p>words</p>"
