"""Feeds as sources: what an entry is, which entries are new, and what is told of them."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from monitor.change import Significance
from monitor.derived import holding
from monitor.errors import ExtractError
from monitor.extract import document, fingerprint, grown, news
from monitor.history import EventState
from monitor.model import ClauseKind, Document, Page, Part, Verdict
from monitor.pipeline.between import between
from monitor.standing import announced
from tests import watching
from tests.newsroom import AWARD, CHAIRS, TERMS, TRAINING, Item, item, rss
from tests.watching import START, World, world

URL = "https://site.example/feed"
PARTS = (Part(url=URL),)


def page(body: bytes | str, kind: str = "application/rss+xml") -> Page:
    return Page(
        url=URL,
        final_url=URL,
        at=datetime(2025, 9, 1, tzinfo=UTC),
        body=body if isinstance(body, bytes) else body.encode(),
        headers=(("content-type", kind),),
        fetcher="feed",
    )


def read(body: bytes | str, kind: str = "application/rss+xml") -> Document:
    return document([page(body, kind)], PARTS)


# What an entry is --------------------------------------------------------------------


def test_an_entry_is_a_heading_with_its_link_over_what_it_says() -> None:
    found = read(rss(TERMS, CHAIRS))
    assert found.title == "Acme newsroom"
    assert found.language == "en"
    assert [entry.id for entry in found.entries] == ["news-3", "news-1"]
    heading, text, *_ = found.clauses
    assert (heading.kind, heading.comparable) == (ClauseKind.HEADING, TERMS.title)
    assert heading.links == (TERMS.link,)
    assert (text.path, text.comparable) == ((TERMS.title,), TRAINING)
    assert [clause.index for clause in found.clauses] == [0, 1, 2, 3]


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Acme</title><entry><id>tag:a,1</id>
<title type="html">Terms &amp;amp; &lt;i&gt;rules&lt;/i&gt;</title>
<link href="/news/1?utm_source=feed"/><updated>2025-09-01T00:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><h1>Why</h1><p>One.</p>
<ul><li>Two.</li></ul></div></content></entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Acme",
        "items": [
            {
                "id": "tag:a,1",
                "url": "https://site.example/news/1",
                "title": "Terms & rules",
                "date_published": "2025-09-01T00:00:00Z",
                "content_html": "<h1>Why</h1><p>One.</p><ul><li>Two.</li></ul>",
            }
        ],
    }
)


@pytest.mark.parametrize(
    ("body", "kind"),
    [(ATOM, "application/atom+xml"), (JSON, "application/feed+json"), (ATOM, "text/html")],
)
def test_atom_and_json_feed_say_the_same(body: str, kind: str) -> None:
    found = read(body, kind)
    (entry,) = found.entries
    assert (entry.id, entry.published) == ("tag:a,1", "2025-09-01T00:00:00Z")
    assert [clause.comparable for clause in found.clauses] == [
        "Terms & rules",
        "Why",
        "One.",
        "Two.",
    ]
    assert found.clauses[2].path == ("Terms & rules", "Why")


def test_letters_are_read_as_declared() -> None:
    xml = rss(item(1, "Données personnelles"))
    latin = xml.replace("utf-8", "iso-8859-1").encode("latin-1")
    assert [read(body).clauses[0].comparable for body in (xml, latin)] == [
        "Données personnelles",
        "Données personnelles",
    ]


def test_an_entry_without_a_title_is_headed_by_its_first_words() -> None:
    found = read(rss(Item(title="", text="Short news of today.", id="1")))
    assert [clause.comparable for clause in found.clauses] == ["Short news of today."] * 2


def test_markup_of_an_entry_is_text_and_scripts_are_nothing() -> None:
    wicked = "<script>alert(1)</script><p onclick=x>Hello <a href='javascript:alert(1)'>you</a>"
    found = read(rss(item(1, "<img src=x onerror=alert(1)>Hi", wicked)))
    assert [clause.comparable for clause in found.clauses[1:]] == ["Hello you"]
    assert all("javascript" not in link for clause in found.clauses for link in clause.links)


def test_no_entity_is_looked_up_or_multiplied() -> None:
    layers = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghi"))
    for declared in (f'<!ENTITY a "aaaaaaaaaa">{layers}', '<!ENTITY i SYSTEM "file:///etc/hosts">'):
        body = rss(item(1, "TITLE")).replace("<rss", f"<!DOCTYPE rss [{declared}]><rss")
        found = read(body.replace("TITLE", "Entity &i; here"))
        assert sum(len(clause.text) for clause in found.clauses) < 300
        assert "localhost" not in repr(found)


def test_a_name_is_no_file_and_no_address() -> None:
    """feedparser would open a bare string; ours only ever sees the bytes of an answer."""
    for name in (__file__, "https://site.example/feed"):
        with pytest.raises(ExtractError) as caught:
            read(name)
        assert caught.value.reason == "not a feed"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<!doctype html><title>Sign in</title><p>Welcome back", "not a feed"),
        ("", "not a feed"),
        ('{"version": "1", "items": []}', "not a feed"),
        ('{"version": "https://jsonfeed.org/version/1"}', "not a feed"),
        ('{"a":' * 50_000, "not a feed"),
        (rss(TERMS, CHAIRS)[:-60], "cut short"),
        (rss(*(item(1, f"News {n}") for n in range(1_100))), "too large"),
    ],
)
def test_what_is_no_whole_feed_is_refused_by_name(body: str, reason: str) -> None:
    with pytest.raises(ExtractError) as caught:
        read(body)
    assert caught.value.reason == reason
    assert len(str(caught.value)) > len(reason)


@pytest.mark.parametrize(
    "broken",
    [
        "<title>&#xD800;</title>",
        "<title>&#x110000;</title>",
        "<title>&#99999999999999999999;</title>",
        "<gml:posList>1 a</gml:posList><georss:point>1</georss:point>",
        "<link>http://[::1</link>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "undefined", "idna", "\x00", "ÿ"])
def test_what_breaks_the_parser_breaks_nothing_else(broken: str, encoding: str) -> None:
    """feedparser answers some feeds with errors of all kinds, or reads them by half."""
    body = rss(CHAIRS).replace("<title>Acme", f"{broken}<title>Acme").replace("utf-8", encoding)
    with suppress(ExtractError):
        assert len(read(body, f"text/xml; charset={encoding}").entries) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"<item>" * 30_000,
        b"<![CDATA[" * 20_000,
        b"<!" * 50_000,
        b"<item><title>" + b"&" * 200_000,
        b"<item><title>" + b"<" * 200_000,
        b"<item><title " + b"a='1' " * 50_000 + b">",
        b"<item><pubDate>" + b"1 " * 100_000,
        b"<item><description>" + b"&lt;div&gt;" * 50_000,
    ],
)
def test_hostile_feeds_take_bounded_time(body: bytes) -> None:
    begun = time.process_time()
    whole = b"<rss version='2.0'><channel>" + body + b"</channel></rss>"
    with suppress(ExtractError):
        assert len(read(whole).entries) < 2
    assert time.process_time() - begun < 20


# Which entries are new ---------------------------------------------------------------


def told(before: Document | None, *items: Item) -> list[str]:
    """The titles of the new entries, and that they stand in front, at their places."""
    after = grown(before, read(rss(*items)))
    new = news(before, after)
    assert after.clauses[: len(new.clauses)] == new.clauses
    assert [clause.index for clause in after.clauses] == list(range(len(after.clauses)))
    assert sum(entry.clauses for entry in after.entries) == len(after.clauses)
    return [c.comparable for c in new.clauses if c.kind is ClauseKind.HEADING and not c.path]


KNOWN = grown(None, read(rss(AWARD, CHAIRS)))


def test_a_new_entry_is_new_wherever_it_stands() -> None:
    for shown in ((TERMS, AWARD, CHAIRS), (AWARD, CHAIRS, TERMS), (TERMS,)):
        assert told(KNOWN, *shown) == [TERMS.title]


@pytest.mark.parametrize(
    "shown",
    [
        (CHAIRS, AWARD),
        (AWARD,),
        (),
        (replace(AWARD, title="An award, and why"), CHAIRS),
        (replace(AWARD, text="Other words."), CHAIRS),
        (replace(AWARD, id="https://site.example/?p=2"), replace(CHAIRS, id="x")),
        (replace(AWARD, id="random", date="Tue, 09 Sep 2025 09:00:00 GMT"), CHAIRS),
        (replace(AWARD, id="moved", link="https://news.example/award"), CHAIRS),
        (replace(AWARD, id="moved", title="An award, and why"), CHAIRS),
        (replace(AWARD, id=""), CHAIRS),
        (replace(AWARD, link=AWARD.link + "?utm_source=rss"), CHAIRS),
        (AWARD, replace(AWARD, text="A second revision of it."), CHAIRS),
    ],
)
def test_an_entry_that_is_known_is_never_new_again(shown: tuple[Item, ...]) -> None:
    assert told(KNOWN, *shown) == []
    assert len(grown(KNOWN, read(rss(*shown))).entries) == 2


def test_an_entry_that_dropped_off_and_comes_back_is_known() -> None:
    later = grown(grown(KNOWN, read(rss(TERMS))), read(rss()))
    assert told(later, CHAIRS, AWARD, TERMS) == []


def test_entries_without_names_are_known_by_their_links_and_words() -> None:
    bare = Item(title="Plain news", text="The words of it.")
    linked = Item(title="Linked news", text="Its words.", link="https://site.example/l")
    known = grown(None, read(rss(bare, linked)))
    assert told(known, bare, replace(linked, title="Linked news, mended")) == []
    assert told(known, replace(bare, text="Quite other words."), linked) == ["Plain news"]


def test_a_name_or_link_that_several_entries_share_says_nothing() -> None:
    home = "https://site.example/"
    for shared in ({"id": "0", "link": ""}, {"link": home}, {"id": "", "link": home}):
        one, two, three = (replace(each, **shared) for each in (CHAIRS, AWARD, TERMS))
        known = grown(None, read(rss(two, one)))
        assert told(known, three, two, one) == [TERMS.title]


def test_the_same_words_another_day_at_another_place_are_news() -> None:
    again = item(9, "Terms updated", "We have updated a text. Read more on our site.")
    known = grown(None, read(rss(item(8, again.title, again.text))))
    assert told(known, again) == ["Terms updated"]


def test_a_fingerprint_knows_no_order_and_no_dates() -> None:
    one = fingerprint([page(rss(AWARD, CHAIRS))], PARTS)
    redated = replace(AWARD, date="Tue, 09 Sep 2025 09:00:00 GMT")
    assert fingerprint([page(rss(CHAIRS, redated))], PARTS) == one
    assert fingerprint([page(rss(AWARD))], PARTS) != one


def test_what_is_remembered_is_bounded_and_keeps_what_is_shown() -> None:
    pinned = item(1, "Pinned for ever")
    known: Document | None = None
    for start in range(0, 4_000, 800):
        batch = [
            replace(item(2, f"News {n}"), id=f"n{n}", link="") for n in range(start, start + 800)
        ]
        known = grown(known, read(rss(*batch, pinned)))
    assert known is not None
    assert len(known.entries) <= 3_100
    assert told(known, pinned) == []


# What is told ------------------------------------------------------------------------


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, kind="feed", select=[]) as one:
        one.look(rss(AWARD, CHAIRS))
        yield one


def test_the_entries_of_a_first_look_tell_nothing(newsroom: World) -> None:
    assert newsroom.events() == ["baseline"]
    assert newsroom.told() == []


def test_a_new_entry_on_a_topic_is_told_once_at_its_first_sight(newsroom: World) -> None:
    outcome = newsroom.look(rss(TERMS, AWARD, CHAIRS))
    assert not outcome.look.pending
    event = outcome.event
    assert event is not None
    assert event.change is not None
    assert event.state is EventState.ANNOUNCED
    assert event.told
    assert event.change.headline.startswith(f"Early warning: “{TERMS.title}”: AI training")
    assert newsroom.told() == ["change.announced"]
    for shown in (rss(AWARD, TERMS), rss(replace(TERMS, title="Our terms, updated")), rss()):
        assert newsroom.look(shown).look.verdict is Verdict.UNCHANGED
    assert newsroom.told() == ["change.announced"]


def test_an_entry_on_nothing_that_is_watched_is_recorded_and_not_told(newsroom: World) -> None:
    outcome = newsroom.look(rss(item(4, "A new logo", "Our logo is green now."), AWARD))
    assert outcome.event is not None
    assert not outcome.event.told
    assert newsroom.told() == []
    assert newsroom.look(rss(TERMS, AWARD)).event is not None
    assert newsroom.told() == ["change.announced"]


@pytest.mark.parametrize(
    "words",
    [
        "You can unsubscribe from our newsletter at any time by the link at its end.",
        "If you no longer want to get this newsletter, you can opt out of it below.",
    ],
)
def test_the_end_of_a_newsletter_is_no_way_out_of_a_use(newsroom: World, words: str) -> None:
    newsroom.look(rss(item(9, "Our news of September", words), AWARD, CHAIRS))
    assert newsroom.told() == []


def test_a_way_out_of_a_use_is_one_in_a_newsletter_too(newsroom: World) -> None:
    words = "We train AI models with what you post; opt out in your settings, not by newsletter."
    newsroom.look(rss(item(9, "Our news of September", words), AWARD, CHAIRS))
    assert newsroom.told() == ["change.announced"]


def test_a_date_alone_is_no_warning(newsroom: World) -> None:
    dated = item(4, "Our new app", "The new app takes effect on 3 November 2025 for everybody.")
    outcome = newsroom.look(rss(dated, AWARD))
    assert outcome.event is not None
    assert not outcome.event.told
    assert outcome.event.change is not None
    assert outcome.event.change.effective_dates == ()


def test_what_an_earlier_entry_said_makes_a_later_one_no_less_news(newsroom: World) -> None:
    newsroom.look(rss(TERMS, AWARD))
    newsroom.look(rss(item(5, "More on our terms", TRAINING), TERMS))
    assert newsroom.told() == ["change.announced"] * 2


def test_a_date_is_a_deadline_only_as_the_entry_that_warns_announces_it(newsroom: World) -> None:
    other = item(5, "A law elsewhere", "The law takes effect on 1 March 2026 in one country.")
    outcome = newsroom.look(rss(TERMS, other, AWARD))
    (deadline,) = announced(newsroom.station.record, newsroom.station.settings)
    assert deadline.day.isoformat() == "2025-11-03"
    assert deadline.quote in TRAINING
    assert outcome.event is not None
    assert outcome.event.change is not None
    assert outcome.event.change.effective_dates == ("2025-11-03",)


def test_an_announced_day_that_comes_claims_nothing_in_force(newsroom: World) -> None:
    newsroom.look(rss(TERMS, AWARD))
    newsroom.now = START + timedelta(days=80)
    newsroom.look(rss(item(6, "We updated our terms", TRAINING), TERMS))
    assert set(newsroom.events()) == {"baseline", "announced"}
    headlines = [e.change.headline for e in newsroom.station.record.events() if e.change]
    assert all(line.startswith("Early warning: “") for line in headlines)
    assert not any("in force" in line for line in headlines)


def test_a_channel_hears_of_its_own_topics_only(newsroom: World) -> None:
    one = newsroom.station
    (people, *_) = one.settings.channels
    wanting = [
        people.model_copy(update={"name": topic, "topics": (topic,), "min_significance": weight})
        for topic, weight in (("pricing", Significance.EDITORIAL), ("ai-training", None))
    ]
    one.settings = one.settings.model_copy(update={"channels": tuple(wanting)})
    newsroom.look(rss(TERMS, item(4, "A new logo", "Our logo is green now."), CHAIRS))
    assert [notice.channel for notice in one.record.notices()] == ["ai-training"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<html><title>Sign in</title><form><input type=password></form></html>", "not a feed"),
        (rss(TERMS, AWARD, CHAIRS)[:-40], "cut short"),
        ("", "not a feed"),
    ],
)
def test_a_feed_that_turns_into_something_else_is_held_and_nothing_is_lost(
    newsroom: World, body: str, reason: str
) -> None:
    look = newsroom.look(body).look
    assert (look.verdict, look.reason) == (Verdict.HELD, reason)
    newsroom.site.fail("/terms", 500)
    assert newsroom.look().look.verdict is Verdict.FAILED
    assert newsroom.told() == []
    assert newsroom.look(rss(TERMS, AWARD)).event is not None
    assert newsroom.told() == ["change.announced"]


def test_operators_are_told_once_of_a_feed_that_stays_away(newsroom: World) -> None:
    for _ in range(5):
        newsroom.look("<html>gone</html>", after=timedelta(hours=12))
    newsroom.look(rss(AWARD, CHAIRS))
    assert newsroom.told() == ["source.unreadable", "source.recovered"]


def test_a_feed_is_asked_for_conditionally_and_as_a_feed(newsroom: World) -> None:
    newsroom.site.serve("/terms", rss(AWARD, CHAIRS), etag='"1"')
    newsroom.look()
    assert newsroom.look().look.verdict is Verdict.NOT_MODIFIED
    asked = newsroom.site.requests[-1].headers
    assert asked["if-none-match"] == '"1"'
    assert asked["accept"].startswith("application/atom+xml")


def test_an_empty_feed_is_a_baseline_and_its_first_entry_is_news(tmp_path: Path) -> None:
    with world(tmp_path, kind="feed", select=[]) as one:
        assert one.look(rss()).look.verdict is Verdict.OK
        one.look(rss(TERMS))
        assert one.told() == ["change.announced"]


def test_a_page_that_becomes_a_feed_is_our_doing_and_no_news(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        for _ in range(2):
            one.look(watching.page(*watching.CLAUSES))
    with world(tmp_path, kind="feed", select=[]) as one:
        one.now += timedelta(days=1)
        one.look(rss(TERMS, AWARD))
        assert one.told() == []
        one.look(rss(item(7, "Second", TRAINING), TERMS, AWARD))
        assert one.told() == ["change.announced"]


def test_another_address_of_a_feed_is_our_doing_and_no_news(tmp_path: Path) -> None:
    with world(tmp_path, kind="feed", select=[]) as one:
        one.look(rss(CHAIRS))
    with world(tmp_path, kind="feed", select=[], url="https://site.example/new") as one:
        one.now += timedelta(days=1)
        one.site.serve("/new", rss(TERMS, CHAIRS))
        one.look()
        assert one.told() == []
        assert one.events() == ["baseline", "baseline"]
        one.site.serve("/new", rss(item(7, "Second", TRAINING), TERMS, CHAIRS))
        one.look()
        assert one.told() == ["change.announced"]


def test_news_state_nothing_that_holds_and_complete_no_brief(tmp_path: Path) -> None:
    with world(tmp_path, kind="feed", select=[]) as one:
        outcome = one.look(rss(TERMS))
        assert outcome.snapshot is not None
        snapshot = one.station.record.snapshot(outcome.snapshot)
        assert [entry.id for entry in snapshot.document.entries] == ["news-3"]
        assert holding(snapshot) == []


def test_what_lies_between_any_two_snapshots_is_what_was_told_meanwhile(newsroom: World) -> None:
    newsroom.look(rss(item(4, "A new logo", "Our logo is green now."), AWARD))
    newsroom.look(rss(TERMS, AWARD))
    record = newsroom.station.record
    first, last = record.snapshot("s1"), record.snapshot("s3")
    ask = partial(between, source="acme/terms", vantage="default", regions=())
    change = ask(first, last, topics=("ai-training",))
    assert [c.after[0].comparable for c in change.changes if not c.after[0].path] == [
        TERMS.title,
        "A new logo",
    ]
    assert change.alert
    assert TERMS.title in change.headline
    assert ask(last, first, topics=("ai-training",)).changes == ()
