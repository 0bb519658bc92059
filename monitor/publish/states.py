"""What lists, feeds and messages alike show: the name of a state, a headline with it, and what
holds in a text.

Apart from `entries`, so that a table in a terminal is drawn without loading what writes HTML.
"""

from dataclasses import dataclass

from monitor.history import EventState

STATES = {
    EventState.BASELINE: "baseline",
    EventState.ANNOUNCED: "announced",
    EventState.IN_FORCE: "in force",
    EventState.RETURNED: "earlier text is back",
    EventState.WITHDRAWN: "change withdrawn",
}
_TELLING = ("announced", "in force", "no longer announced", "taken back", "early warning")
"""How headlines begin that tell the state themselves."""


def with_state(state: EventState, headline: str) -> str:
    """Return a headline with its event's state before it: not what is so of most, nor twice."""
    if state is EventState.IN_FORCE or headline.lower().startswith(_TELLING):
        return headline
    return f"{STATES[state]}: {headline}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What holds in a text today, for a baseline.

    Attributes:
        topic: Such as "ai-training".
        quote: The words that show it.
        path: Headings over them.
        links: Addresses that belong to it, such as the opt-out's.
        denied: The text says that it is not so.
    """

    topic: str
    quote: str
    path: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    denied: bool = False
