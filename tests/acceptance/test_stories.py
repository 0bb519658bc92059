"""Three services over some weeks: what a reader is told at each step, and what is kept quiet.

A car maker trains on what is said in its cars; a bank shares more, on another legal basis; a game
announces arbitration and a licence, moves the day, and takes it all back.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.commands import shell_of
from tests.stories import Story, story, text

# The car maker -----------------------------------------------------------------------

RECORDINGS = "We do not use recordings of your voice to train machine learning models."
POLICY = (
    "This policy explains how Voltana Motors handles the data of drivers and passengers.",
    "We collect the position of your car, its charging state and the settings of the seats.",
    RECORDINGS,
    "We show repair data to the workshop that you choose, and to nobody else who repairs cars.",
    "We delete the data of a trip ninety days after the trip has ended.",
)
NOTICE = (
    "This notice adds to our policy for drivers in the European Union and the EEA.",
    "Effective 12 January 2025",
    "# Voice commands",
    "We process your voice commands to answer them. The legal basis is your consent.",
    "# Navigation",
    "We process the position of your car to guide you. The legal basis is the contract with you.",
    "# Your rights",
    "You may ask us for a copy of your data, and complain to the supervisory authority.",
)
COMING = (
    NOTICE[0],
    "Effective 1 May 2026",
    NOTICE[2],
    "We process your voice commands to answer them, and from 1 May 2026 we use recordings of your"
    " voice commands to train our AI models. The legal basis is our legitimate interest in better"
    " speech recognition.",
    "This use is switched on by default. You can opt out in the Voltana app under Profile &gt;"
    " Privacy &gt; Voice data. Opting out does not undo training that has already taken place.",
    *NOTICE[4:],
)
BANNER = (
    "We are changing this notice on 1 May 2026. <a href='/preview/notice'>Read what is coming</a>."
)
FAQ = (
    "# What does the assistant do?",
    "It listens once you press the button at the wheel, and answers your questions on the way.",
    "# Do you train AI on my voice?",
    "The setting for using your voice recordings to train our AI models is off by default.",
    "# Which cars have it?",
    "All cars that were built after 2023 have the assistant on board, whatever their colour.",
)
CAR: tuple[dict[str, Any], ...] = (
    {},
    {"id": "notice", "regions": ["EU", "EEA"]},
    {"id": "faq"},
)


def test_a_car_maker_trains_on_what_is_said_in_its_cars(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    abroad = {"name": "us", "kind": "webhook", "url_env": "NONE", "regions": ["US"]}
    with story(tmp_path, *CAR, more=[abroad]) as one:
        pages = {"/terms": text("Policy", *POLICY), "/notice": text("European Notice", *NOTICE)}
        assert one.on("2026-03-02", {**pages, "/faq": text("Questions", *FAQ)}).kinds == []

        one.world.site.serve("/preview/notice", text("European Notice", *COMING))
        told = one.on("2026-03-16", {"/notice": text("European Notice", BANNER, *NOTICE)})
        assert told.kinds == ["change.announced", "change.announced"]
        assert [event.lead_days for event in told.events] == [46, 46]
        _preview_says_what_is_coming(told.slack[-1])
        assert told.brief("contradiction") == [
            "default: on in the text that changed; off in faq",
        ]
        assert told.brief("legal basis") == ["legitimate interests (before: consent)"]
        assert one.days() == [("effective", date(2026, 5, 1), False)]

        near = one.on("2026-04-17")
        assert near.kinds == ["deadline.near"]
        assert near.hook[0]["data"]["deadline"] == {"kind": "effective", "day": "2026-05-01"}
        assert one.on("2026-04-28").kinds == ["deadline.near"]

        one.gone("/preview/notice")
        wider = [
            part.replace("voice commands to train", "voice and others' to train") for part in COMING
        ]
        told = one.on("2026-05-01", {"/notice": text("European Notice", *wider)})
        assert told.kinds == ["change.in_force"]
        assert told.headline.startswith("In force since 1 May 2026, other than announced; new: AI")
        (line,) = told.brief("other than announced")
        assert "“voice and others'” instead of" in line or "and others'" in line
        assert not any("no longer stated" in line for line in told.brief("from when"))

        told = one.on(
            "2026-05-05",
            {"/terms": text("Policy", *POLICY).replace("We do not use", "We may use")},
        )
        assert told.headline == "No longer ruled out: AI training"
        assert told.brief("how to refuse")[0].startswith("Profile > Privacy > Voice data")
        assert not any("European Notice”" in line for line in told.brief("for whom"))
        assert told.brief("contradiction") == ["default: on in notice; off in faq"]

        told = one.on("2026-05-06", {"/faq": text("Questions", *FAQ).replace(" off by", " on by")})
        assert told.brief("default") == [
            "on: “The setting for using your voice recordings to train our AI models is on by"
            " default.” (before: off)"
        ]
        assert told.brief("contradiction") == []
        owed = one.world.station.record.notices()
        assert {n.kind for n in owed if n.channel == "us" and n.source != "acme/notice"} >= {
            "change.in_force"
        }
        assert not [n for n in owed if n.channel == "us" and n.kind == "deadline.near"]
    _diff_shows_what_was_told(tmp_path, monkeypatch)


def _preview_says_what_is_coming(message: str) -> None:
    assert message.startswith("Announced for 1 May 2026; new: AI training")
    for words in ("46 days ahead", "*how to refuse*: Profile &gt; Privacy &gt; Voice data"):
        assert words in message
    assert "what refusing leaves on" in message
    assert "no longer stated" not in message
    assert "contradiction" in message


def _diff_shows_what_was_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = shell_of(
        '[store]\nurl = "sqlite:///store.sqlite3"\n[[services]]\nid = "acme"\n'
        '[[services.sources]]\nid = "notice"\nurl = "https://site.example/notice"\n',
        folder,
        monkeypatch,
    )
    shown = " ".join(shell("diff", "acme/notice", "--explain").out.split())
    assert "other than announced" in shown
    assert "announced it" in shown
    ahead = shell("diff", "acme/notice-preview", "--json").json
    assert (ahead["effective_dates"], "ai-training" in ahead["topics"]) == (["2026-05-01"], True)


# The bank ----------------------------------------------------------------------------

BANK = (
    "Nordhavn Bank is the controller of the data that this notice describes.",
    "Last revised 3 June 2025.",
    "# What we collect",
    "We collect your name, your address, the accounts you hold and the payments you make.",
    "# Personal offers",
    "We analyse your payments to show you offers that suit you. We do this only with your consent,"
    " which you can withdraw at any time.",
    "# Who receives data",
    "We share your data with companies of the Nordhavn group so that they can serve you.",
    "# How long we keep it",
    "We keep payment records for ten years, as bookkeeping law requires.",
)
WIDER = (
    BANK[0],
    "This notice applies from 1 April 2026.",
    *BANK[2:5],
    "We analyse your payments to show you offers that suit you. We do this on the basis of our"
    " legitimate interests in marketing our products. You can object until 30 April 2026 in online"
    " banking under Settings &gt; Privacy &gt; Offers.",
    BANK[6],
    "We share your payment data with companies of the Nordhavn group, with Kreditor GmbH and with"
    " Meridian Insights Ltd, which use it to build offers for you.",
    *BANK[8:],
)


def test_a_bank_shares_more_and_asks_no_more(tmp_path: Path) -> None:
    with story(tmp_path, {}) as one:
        one.on("2026-02-02", {"/terms": text("Privacy Notice", *BANK)})

        told = one.on("2026-03-10", {"/terms": text("Privacy Notice", *WIDER)})
        assert told.kinds == ["change.announced"]
        assert "goes further: opting out" not in told.headline
        assert told.brief("legal basis") == ["legitimate interests (before: consent)"]
        assert told.brief("until when to refuse")[0].startswith("30 April 2026: ")
        assert told.brief("how to refuse")[0].startswith("Settings > Privacy > Offers")
        assert told.brief("third parties")[0].startswith("Kreditor GmbH, Meridian Insights Ltd: ")
        effective, refusing = date(2026, 4, 1), date(2026, 4, 30)
        assert one.days() == [("effective", effective, False), ("opt-out", refusing, False)]

        later = [part.replace("30 April", "31 May") for part in WIDER]
        told = one.on("2026-03-17", {"/terms": text("Privacy Notice", *later)})
        assert told.kinds == ["change.in_force", "deadline.moved"]
        assert "has moved from 30 April 2026 to 31 May 2026" in told.slack[-1]
        assert told.brief("until when to refuse")[0].endswith("(before: 30 April 2026)")
        assert one.on("2026-03-18").kinds == ["deadline.near"]

        more = [
            part.replace("Insights Ltd,", "Insights Ltd and with Tallow Data Inc.,")
            for part in later
        ]
        told = one.on("2026-03-20", {"/terms": text("Privacy Notice", *more)})
        assert told.brief("third parties")[0].startswith("Tallow Data Inc: ")

        spared = (
            "If you live in the United Kingdom, we do not share payment data with Tallow Data Inc."
        )
        told = one.on("2026-04-10", {"/terms": text("Privacy Notice", *more, spared)})
        assert "ruled out: sharing with third parties" in told.headline.lower()
        assert told.headline.endswith("names UK")
        assert told.brief("third parties")[0].startswith("not Tallow Data Inc: ")
        assert one.on("2026-05-28").hook[-1]["data"]["deadline"]["kind"] == "opt-out"


# The game ----------------------------------------------------------------------------

OLD_DAY, NEW_DAY = "Effective 3 March 2025", "Effective 20 February 2026"
GAME = (
    "Welcome to Emberforge, where players build worlds together and for each other.",
    OLD_DAY,
    "# 1. Your account",
    "You must be at least thirteen years old to open an account, and keep your password secret.",
    "# 2. Your creations",
    "What you build stays yours. We store it only to show it to the players you invite.",
    "# 3. Purchases",
    "Embers that you buy can be spent within the game and have no value in money.",
    "Prices include the taxes of the place where you buy, and we show them before you pay.",
    "We refund what you bought by mistake if you write to us within fourteen days.",
    "# 4. Conduct",
    "You may not cheat, threaten other players or sell your account to anybody.",
    "# 5. Disputes",
    "Disputes are heard by the courts of the place where you live, under the law of that place.",
    "# 6. The servers",
    "The servers may be down for maintenance on some nights, of which we tell you a day before.",
    "We add features as the game grows, and tell you before we remove one that you paid for.",
)
CHANGED = tuple(
    {
        GAME[1]: NEW_DAY,
        GAME[5]: "What you build stays yours. You grant us a worldwide, perpetual, royalty-free"
        " licence to use, copy, modify and create derivative works from your creations.",
        GAME[13]: "You and Emberforge agree to settle every dispute by binding individual"
        " arbitration, and you waive the right to a jury. You may opt out of arbitration within 30"
        " days by writing to arbitration@emberforge.example.",
    }.get(part, part)
    for part in GAME
)


def both(day: str) -> dict[str, str]:
    """The terms to come over those in force, on one page."""
    above = [part.replace(NEW_DAY, f"Effective {day}") for part in CHANGED]
    return {"/terms": text("Terms of Service", *above, *GAME)}


def begun(one: Story) -> None:
    one.on("2026-01-05", {"/terms": text("Terms of Service", *GAME)})
    told = one.on("2026-01-20", both("20 February 2026"))
    assert (told.kinds, told.events[-1].lead_days) == (["change.announced"], 31)
    assert told.headline == (
        "Announced for 20 February 2026; new: opting out, the licence to your content;"
        " changed: dispute resolution"
    )
    assert told.events[-1].change is not None
    assert len(told.events[-1].change.changes) <= 6, "the copy is compared, not added"
    (day,) = told.brief("from when")
    assert day == (
        "20 February 2026, in 31 days: “Effective 20 February 2026” (before: 3 March 2025)"
    )


def test_a_game_moves_what_it_announced_and_takes_it_back(tmp_path: Path) -> None:
    with story(tmp_path, {}) as one:
        begun(one)
        told = one.on("2026-02-05", both("20 March 2026"))
        assert told.kinds == ["change.announced", "deadline.moved"]
        assert one.on("2026-02-17").kinds == [], "nobody is reminded of the day that was given up"
        assert one.on("2026-03-06").kinds == ["deadline.near"]

        told = one.on("2026-03-10", {"/terms": text("Terms of Service", *GAME)})
        assert (told.kinds, str(told.events[-1].state)) == ([], "returned")
        told = one.on("2026-03-12")
        assert told.kinds == ["change.withdrawn"]
        assert told.headline == (
            "Taken back: announced for 20 March 2026; gone: opting out, the licence to your"
            " content; changed: dispute resolution"
        )
        assert "STATUS:CANCELLED" in one.published("calendar.ics")
        assert one.on("2026-03-17").kinds == []
        assert one.days() == [("effective", date(2026, 3, 20), True)]


def test_a_game_takes_back_in_words_what_it_announced(tmp_path: Path) -> None:
    sorry = "We have listened to you: the changes announced for 20 February 2026 will not come."
    with story(tmp_path, {}) as one:
        begun(one)
        told = one.on("2026-01-30", {"/terms": text("Terms of Service", sorry, *GAME)})
        assert told.headline.startswith(
            "No longer announced for 20 February 2026; gone: opting out"
        )
        assert one.on("2026-02-02").kinds == ["change.withdrawn"]
        assert one.on("2026-02-17").kinds == []
        assert one.days() == [("effective", date(2026, 2, 20), True)]


def test_a_game_keeps_its_word(tmp_path: Path) -> None:
    with story(tmp_path, {}) as one:
        begun(one)
        told = one.on("2026-02-20", {"/terms": text("Terms of Service", *CHANGED)})
        assert (told.kinds, told.events[-1].lead_days) == (["change.in_force"], 31)
        assert told.headline.startswith(
            "In force since 20 February 2026, as announced; new: opting"
        )
        assert told.brief("other than announced") == []
