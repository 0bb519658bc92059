"""Without a selector: what stands around the terms goes, and no clause of them with it."""

import pytest

from tests.extracting import read

TERMS = "".join(
    f"<section><h2>Part {n}</h2><p>"
    + f"Members of the club may row on day {n} of the month, in boats of their own choice. " * 3
    + "</p></section>"
    for n in range(12)
)


def texts(before: str = "", after: str = "", inside: str = "") -> list[str]:
    page = f"<body>{before}<div class=legal><h1>Terms</h1>{TERMS}{inside}</div>{after}</body>"
    return [clause.comparable for clause in read(page, select=()).clauses]


ALONE = texts()


@pytest.mark.parametrize(
    "extra",
    [
        "<div id=CybotCookiebotDialog><p>We bake with cookies.</p></div>",
        "<div class='site cookie-notice'><p>We bake with cookies.</p></div>",
        "<div class=cookie-preferences><h2>Your choice</h2><p>We bake with cookies of many kinds"
        " that you may choose from.</p><input type=checkbox></div>",
        "<div class=no-print><a href='/print'>A page for paper</a></div>",
        "<div class='Footer_footer__x1Yz9'><a href=/p>Privacy</a> Boats Ltd 2026</div>",
        "<div class=exit-popup><h3>Do not go!</h3><p>Take a tenth off your next boat.</p></div>",
        "<section><div><h2>Row with us</h2><p>Letters on boats, each week.</p>"
        "<form><input type=email name=email><input type=hidden name=x></form>"
        "<p>By subscribing you take our letters.</p></div></section>",
        "<div>\n  <span>Oars in your pocket</span>\n"
        "  <a href=https://play.google.com/store/apps/details?id=oars>Get the app</a></div>",
    ],
)
def test_dialogs_sign_ups_and_app_banners_are_no_terms(extra: str) -> None:
    assert texts(after=extra) == ALONE
    assert texts(before=extra) == ALONE


@pytest.mark.parametrize(
    ("inside", "kept"),
    [
        ("<section id=cookies><h2>Cookies</h2><p>We bake.</p></section>", "We bake."),
        ("<h2 id=cookie-settings>Cookie settings</h2><p>They are yours.</p>", "Cookie settings"),
        ("<h2 id=consent>Consent</h2><p>You may take it back.</p>", "Consent"),
        ("<div class=modalites-paiement><p>You pay by the day.</p></div>", "You pay by the day."),
        ("<div id=newsletter><h2>Newsletter</h2><p>We keep your name.</p></div>", "Newsletter"),
        (
            "<ul><li><a href=#cookie-notice>Notice</a></li></ul>"
            "<div id=cookie-notice><p>We bake with cookies.</p></div>",
            "We bake with cookies.",
        ),
        (
            "<h2>Your reviews</h2><div class=reviews><p>What you write about a boat stays under the"
            " name of your account until you take it down.</p></div>",
            "What you write about a boat stays under the name of your account until you take it"
            " down.",
        ),
        (
            "<section id=cookie-settings><h2>Cookie settings</h2><p>They are yours.</p></section>",
            "They are yours.",
        ),
        (
            "<h2>Cookie settings</h2><div class=cookie-settings><p>You choose what we bake in the"
            " kitchen, on any day.</p><a href=/k>Kitchen</a></div>",
            "You choose what we bake in the kitchen, on any day.",
        ),
        (
            "<p>So:</p><div class=no-print><h3>Oars</h3><p>Oars that break in your hands are yours"
            " to mend.</p></div>",
            "Oars that break in your hands are yours to mend.",
        ),
        (
            "<div><p>To opt out of it, leave your address.</p><input type=email></div>",
            "To opt out of it, leave your address.",
        ),
        (
            "<form><p>Ask for your records.</p><input type=text name=name><input name=street>"
            "<input type=email></form>",
            "Ask for your records.",
        ),
        (
            "<p>It is sold in the <a href=https://apps.apple.com/app/1>App Store</a>.</p>",
            "It is sold in the App Store.",
        ),
        (
            "<div><p>In force since 3 May 2025</p><form><input type=email></form></div>",
            "In force since 3 May 2025",
        ),
    ],
)
def test_terms_on_such_things_are_kept(inside: str, kept: str) -> None:
    assert kept in texts(inside=inside)


@pytest.mark.parametrize("name", ["feedback", "reviews", "comments", "offers", "related"])
def test_a_section_that_is_named_by_its_topic_stays(name: str) -> None:
    said = "What you send us of this kind is ours to use, to change and to publish as we like."
    prose = f"<section class='{name}'><h2>On it</h2><p>{said}</p></section>"
    numbered = f"<section class='{name}'><h2>8. It</h2><p>See <a href='/x'>there</a>.</p></section>"
    found = texts(inside=prose + numbered)
    assert said in found
    assert "See there." in found


def test_parts_beside_the_text_go_by_their_names() -> None:
    for extra in (
        "<div class='lp-survey'><h2>Did this help?</h2><p>Tell us.</p></div>",
        "<section class=testimonials><h3>Rowers say</h3><blockquote>Best boats.</blockquote>"
        "<cite>Ann</cite></section>",
        "<x-related-pages><h3>Oars</h3><a href=/o>All about oars</a></x-related-pages>",
        "<div><h3>Related articles</h3><p><a href=/a>Oars</a></p><p><a href=/b>Locks</a></p>"
        "<p>Which lock fits which oar.</p></div>",
    ):
        assert texts(inside=extra) == ALONE
        assert texts(after=extra) == ALONE
    strip = "<div><p>Hulls are a tenth off</p></div>"
    assert texts(before=strip) == ALONE
    assert texts(before="<div><p>In force since May 2026</p></div>")[0] == "In force since May 2026"


def test_an_aside_beside_a_section_stays() -> None:
    section = "<div class=row><div><h2>Oars</h2><p>Oars are shared by all.</p></div>"
    found = texts(inside=f"{section}<aside><h4>In short</h4><p>Share them.</p></aside></div>")
    assert found[-2:] == ["In short", "Share them."]


def test_a_bar_that_speaks_of_the_terms_stays() -> None:
    said = "We are changing our terms on 30 July 2026."
    for bar in ("announcement-bar", "alert-bar", "promo", "top"):
        page = f"<div class={bar}><p>{said} <a href=/next>See what changes</a></p></div>"
        assert texts(before=page)[0].startswith(said), bar


@pytest.mark.parametrize(
    "asked",
    [
        "<div class='fixed z-50'><p>We bake with cookies. <a href=/k>How</a></p>"
        "<div><button>Accept all cookies</button><button>No</button></div></div>",
        "<div><span>Wir backen mit Cookies.</span><a role=button>Alle akzeptieren</a></div>",
    ],
)
def test_a_question_about_cookies_is_known_by_its_buttons(asked: str) -> None:
    assert texts(before=asked) == ALONE
    assert texts(after=asked) == ALONE


def test_a_section_on_cookies_with_other_buttons_stays() -> None:
    section = "<section><p>We bake with cookies.</p><button>Change what we bake</button></section>"
    assert texts(inside=section)[-1] == "We bake with cookies."
    agreed = f"<section><h2>Boats</h2>{TERMS}<p>Cookies.</p><button>Accept</button></section>"
    assert texts(inside=agreed)[-1] == "Cookies."
