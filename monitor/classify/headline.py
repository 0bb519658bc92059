"""Write the one line of a change, from its facts only. Pure."""

from collections import Counter
from collections.abc import Sequence

from monitor.change import ChangeKind, Effect
from monitor.classify.brief import MISSION, is_served, values_of
from monitor.classify.dating import Dating
from monitor.classify.fact_lines import quoted
from monitor.classify.judged import Judged
from monitor.classify.speech import NAMES, day_of, region_names, said_in_all
from monitor.classify.turned import turned

_MOST = 3
_KINDS = {
    ChangeKind.ADDED: "added",
    ChangeKind.REMOVED: "removed",
    ChangeKind.REWORDED: "reworded",
    ChangeKind.SPLIT: "split",
    ChangeKind.MERGED: "merged",
    ChangeKind.MOVED: "moved",
    ChangeKind.RENUMBERED: "renumbered",
    ChangeKind.RELINKED: "with other links",
    ChangeKind.RESTYLED: "restyled",
}


def headline_of(
    judged: Sequence[Judged], dates: Dating, *, regions: Sequence[str] = (), unknown: str = "",
    replaced: bool = False,
) -> str:  # fmt: skip
    """Return one line that says what changed; "" where nothing did.

    Args:
        regions: What the changed words state.
        unknown: The language there are no rules for, "" if there are.
        replaced: Another document stands in the place of the one before.
    """
    if not judged:
        return ""
    counted = [j for j in judged if j.counts and not is_served(j, dates)]
    parts = [*_dates(dates), *_topics(counted)]
    if replaced:
        parts.insert(0, "another document stands in its place")
    if not parts:
        parts = [_counted(counted or judged)]
    if 0 < len(regions) <= 4:
        parts.append(f"names {', '.join(region_names(regions))}")
    if unknown:
        parts.append(f"topics unknown, no rules for the language “{unknown}”")
    line = "; ".join(parts)
    return line[0].upper() + line[1:]


def _dates(dates: Dating) -> list[str]:
    if dates.announced:
        return [f"announced for {', '.join(day_of(d) for d in dates.announced)}"]
    if dates.begun:
        return [f"in force since {', '.join(day_of(d) for d in dates.begun)}, as announced"]
    seen = dates.seen.isoformat() if dates.seen else ""
    ahead = [day for day in dates.days if seen and day > seen]
    if ahead:
        return [f"announced for {', '.join(map(day_of, ahead))}"]
    gone = [day for day in dates.withdrawn if seen and day > seen]
    if gone:
        return [f"no longer announced for {', '.join(map(day_of, gone))}"]
    return [f"dated {day_of(dates.days[-1])}"] if dates.days else []


def _topics(judged: Sequence[Judged]) -> list[str]:
    """Return what happened to the topics, the mission's first; at most one effect for each."""
    effects: dict[str, Effect] = {}
    ways: dict[str, set[str]] = {}
    values: dict[str, list[tuple[str, str] | None]] = {}
    for j in judged:
        for found in j.change.topics:
            if found.effect is not Effect.PRESENT and found.topic != "effective-date":
                effects[found.topic] = _stronger(effects.get(found.topic), found.effect)
                ways.setdefault(found.topic, set()).add(j.said(found))
                values.setdefault(found.topic, []).append(values_of(j.change, found))
    ranked = sorted(effects, key=lambda t: MISSION.index(t) if t in MISSION else len(MISSION))
    by_way: dict[str, list[str]] = {}
    for topic in ranked[: _MOST * 2]:
        way = said_in_all(ways[topic], effects[topic])
        by_way.setdefault(way, []).append(f"{NAMES.get(topic, topic)}{_told(values[topic])}")
    said = [way.format(", ".join(names)) for way, names in by_way.items()]
    more = len(ranked) - _MOST * 2
    return [*said, f"and {more} more topic{'s' if more > 1 else ''}"] if more > 0 else said


def _told(values: Sequence[tuple[str, str] | None]) -> str:
    """Return " ($5 → $7)" where all that changed is one value, "" otherwise."""
    found = values[0] if len(values) == 1 else None
    has_digits = found and all(any(map(str.isdigit, words)) for words in found)
    return f" ({found[0]} → {found[1]})" if found and has_digits else ""


def _stronger(one: Effect | None, other: Effect) -> Effect:
    """Return what to say of a topic that several clauses change: new and gone is changed."""
    if one is None or one is other:
        return other
    if {one, other} == {Effect.INTRODUCED, Effect.WITHDRAWN}:
        return Effect.MODIFIED
    order = list(Effect)
    return min(one, other, key=order.index)


def _counted(judged: Sequence[Judged]) -> str:
    """Return how many clauses were added, removed …, where no topic and no date is touched."""
    counts = Counter(j.change.kind for j in judged)
    said = ", ".join(
        f"{number} clause{'' if number == 1 else 's'} {_KINDS[kind]}"
        for kind, number in counts.most_common()
    )
    headings = {(j.change.after or j.change.before)[0].path[-1:] for j in judged}
    shared = "".join(headings.pop()) if len(headings) == 1 else ""
    values = _told([turned(j.change) for j in judged])
    return f"{said} under {quoted(shared)}{values}" if shared else f"{said}{values}"
