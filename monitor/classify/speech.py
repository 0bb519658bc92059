"""How findings are put into words for a person: names of topics, effects, days, regions. Pure."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from babel import Locale

from monitor.change import Effect
from monitor.classify.places import state_names

NAMES = {
    "ai-training": "AI training",
    "opt-out": "opting out",
    "region": "where it applies",
    "default-on": "a default that is on",
    "effective-date": "the date",
    "retroactivity": "past data",
    "third-party-sharing": "sharing with third parties",
    "legal-basis": "the legal basis",
    "private-messages": "private messages",
    "sensitive-data": "sensitive data",
    "minors": "minors",
    "automated-decisions": "automated decisions",
    "content-licence": "the licence to your content",
    "retention": "how long data is kept",
    "dispute-resolution": "disputes",
    "pricing": "prices",
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

_SHORT = {
    "EU": "EU", "EEA": "EEA", "GB": "UK", "US": "US", "Americas": "the Americas",
    "LatAm": "Latin America", "HK": "Hong Kong", "MO": "Macao",
}  # fmt: skip


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
