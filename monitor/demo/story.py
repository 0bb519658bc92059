"""What happens on the demo's site: its steps, and what a look at each of them should bring.

Values only. The pages are templates in `monitor/demo/pages`, rendered by `monitor.demo.site`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType

AGREEMENT = "/legal/user-agreement"
PREVIEW = "/legal/preview/user-agreement"
NOTICE = "/legal/privacy-notice"
FAQ = "/help/generative-ai"
SWITCH = "/help/ai-data-switch"

ANNOUNCED = "European Privacy Notice: Announced"
"""In the text of the message that announces the new notice."""

PAGES: Mapping[str, str] = MappingProxyType(
    {
        AGREEMENT: "user-agreement.html",
        NOTICE: "privacy-notice.html",
        FAQ: "generative-ai-faq.html",
        SWITCH: "ai-data-switch.html",
    }
)
"""The template of each address that always answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One day of the site.

    Attributes:
        at: The simulated time of the first look at it, in UTC.
        title: What happens, in one line.
        expect: What a look should make of it, in a few words.
        announced: Banners say what is coming, and a preview of the new agreement is there.
        after: The new terms stand.
        build: What changes without meaning: equal builds give equal bytes.
        cookies: Which cookie banner is shown: 0 none, 1 or 2 wordings.
        ago: The help pages' relative date.
        instead: Templates that answer in place of the pages: address -> template.
    """

    at: datetime
    title: str
    expect: str
    announced: bool = False
    after: bool = False
    build: int = 0
    cookies: int = 0
    ago: str = "4 months ago"
    instead: Mapping[str, str] = field(default_factory=dict)

    @property
    def pages(self) -> Mapping[str, str]:
        """The template behind each address on that day."""
        preview = {PREVIEW: "user-agreement.html"} if self.announced else {}
        return {**PAGES, **preview, **self.instead}


def _day(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, 0, tzinfo=UTC)


STEPS: tuple[Step, ...] = (
    Step(
        at=_day(1, 12),
        title="The first look: what holds today",
        expect="a baseline, and no change",
    ),
    Step(
        at=_day(2, 2),
        title='New asset names, a cookie banner, and "4 months ago" turns to 5',
        expect="nothing to tell",
        build=1,
        cookies=1,
        ago="5 months ago",
    ),
    Step(
        at=_day(2, 9),
        title="The site takes us for a robot: every page is a wall, with status 200",
        expect="held back; the snapshots stay",
        build=2,
        instead=MappingProxyType(dict.fromkeys(PAGES, "bot-wall.html")),
    ),
    Step(
        at=_day(2, 10),
        title="The user agreement asks to sign in; the other pages are back",
        expect="one held back, the rest unchanged",
        build=3,
        cookies=1,
        ago="5 months ago",
        instead=MappingProxyType({AGREEMENT: "login.html"}),
    ),
    Step(
        at=_day(2, 16),
        title="A quiet day, and another cookie banner",
        expect="nothing to tell",
        build=4,
        cookies=2,
        ago="5 months ago",
    ),
    Step(
        at=_day(3, 2),
        title="Banners announce new terms for April 15, with a preview",
        expect="announced 44 days ahead, with the date and how to refuse",
        announced=True,
        build=5,
        cookies=1,
        ago="6 months ago",
    ),
    Step(
        at=_day(3, 23),
        title="Nothing moves while everybody waits",
        expect="nothing to tell",
        announced=True,
        build=6,
        cookies=2,
        ago="6 months ago",
    ),
    Step(
        at=_day(4, 15),
        title="The day comes: the new terms are in force, the banners are gone",
        expect="the changes, clause by clause",
        after=True,
        build=7,
        cookies=1,
        ago="1 day ago",
    ),
    Step(
        at=_day(4, 29),
        title='New asset names once more, and "1 day ago" turns to 2 weeks',
        expect="nothing to tell",
        after=True,
        build=8,
        cookies=2,
        ago="2 weeks ago",
    ),
)


def history() -> tuple[tuple[datetime, tuple[str, ...], str], ...]:
    """Return, for each step, its simulated time, the addresses that answer, and one line."""
    return tuple((step.at, tuple(step.pages), step.title) for step in STEPS)
