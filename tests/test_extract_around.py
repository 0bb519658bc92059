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
