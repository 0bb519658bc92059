"""How findings are put into words for a person: names of topics, effects, days, regions. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from functools import cache

from babel import Locale

from monitor.change import Effect, Polarity, TopicEffect
from monitor.classify.places import state_names

NAMES = {
    "ai-training": "AI training",
    "opt-out": "opting out",
    "region": "regions",
    "default-on": "a default that is on",
    "effective-date": "the date",
    "retroactivity": "past data",
    "third-party-sharing": "sharing with third parties",
    "legal-basis": "the legal basis",
    "private-messages": "private messages",
    "sensitive-data": "sensitive data",
    "minors": "rules for minors",
    "automated-decisions": "automated decisions",
    "content-licence": "the licence to your content",
    "retention": "how long data is kept",
    "dispute-resolution": "dispute resolution",
    "pricing": "prices and payment",
    "termination-liability": "termination and liability",
}

SAID = {
    Effect.INTRODUCED: "new: {}",
    Effect.WITHDRAWN: "gone: {}",
    Effect.STRENGTHENED: "goes further: {}",
    Effect.WEAKENED: "goes less far: {}",
    Effect.MODIFIED: "changed: {}",
    Effect.PRESENT: "unchanged: {}",
}

DONE = frozenset(
    {
        "ai-training", "opt-out", "default-on", "third-party-sharing", "private-messages",
        "sensitive-data", "automated-decisions", "content-licence",
    }
)  # fmt: skip
"""Topics that are something one does: a text that denies one rules it out."""

_SHORT = {
    "EU": "EU", "EEA": "EEA", "GB": "UK", "US": "US", "Americas": "the Americas",
    "LatAm": "Latin America", "HK": "Hong Kong", "MO": "Macao",
}  # fmt: skip


RULED_OUT, FREED = "ruled out: {}", "no longer ruled out: {}"
STILL_OUT = "changed, still ruled out: {}"


def said_of(found: TopicEffect, *, was_denied: bool = False) -> str:
    """Return how what a clause change does to a topic is said, with "{}" for the topic.

    Args:
        was_denied: All that the clause said of the topic before denied it.
    """
    if found.topic not in DONE:
        return SAID[found.effect]
    if found.topic == "opt-out" and found.effect in (Effect.STRENGTHENED, Effect.WEAKENED):
        # From agreeing to objecting is further in words only.
        found = replace(found, effect=Effect.MODIFIED)
    denied = found.polarity is Polarity.DENIED
    if found.effect is Effect.WITHDRAWN:
        return FREED if denied else SAID[found.effect]
    if denied:
        return STILL_OUT if was_denied else RULED_OUT
    return FREED if was_denied else SAID[found.effect]


def said_in_all(ways: Collection[str], effect: Effect) -> str:
    """Return how a topic is said that clauses change in several ways, with "{}" for the topic.

    Clauses that say it alike have their own words, and a promise that goes outweighs what comes
    instead of it; else the topic is new, gone or changed.
    """
    if FREED in ways and not {RULED_OUT, STILL_OUT} & set(ways):
        return FREED
    return next(iter(ways)) if len(ways) == 1 else SAID[effect]


def day_of(iso: str) -> str:
    """Return "3 November 2025" for "2025-11-03"; what is no complete date as it is."""
    if len(iso) != 10:
        return iso
    day = date.fromisoformat(iso)
    return f"{day.day} {_months()[day.month]} {day.year}"


def region_names(codes: Iterable[str]) -> list[str]:
    """Return the English names of regions, the code itself where there is none."""
    return [
        _SHORT.get(code) or _territories().get(code) or state_names().get(code) or code
        for code in codes
    ]


@cache
def _territories() -> dict[str, str]:
    return {str(code): str(name) for code, name in Locale("en").territories.items()}


@cache
def _months() -> dict[int, str]:
    return {
        int(number): str(name) for number, name in Locale("en").months["format"]["wide"].items()
    }
