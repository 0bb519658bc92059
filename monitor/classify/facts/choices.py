"""Read how one can refuse: the default, the way to opt out, what that covers and what it leaves on.

In: a clause and the topics found in it. Out: facts. Words in words.toml, by language. Pure.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from monitor.change import Fact
from monitor.classify.facts.dates import Kind, dates, days_in
from monitor.classify.facts.practice import says
from monitor.classify.facts.view import Link, View
from monitor.classify.facts.words import found_in, named, pattern

# A path of clicks: "Settings & Privacy > Data privacy > …", also with arrows.
_ARROW = r" ?(?:->|>|→|»|›) ?"
_STEP = r"[^\s.,;:>→»›(){}|-][^.;:>→»›(){}|\n]{0,48}?"
_LAST = (
    rf"{_STEP}(?=[.,;:()\n]| ?(?:->|>|→|»|›)|$| (?:and|or|to|in|under|then|oder|und|ou|et|o|e)\b)"
)
_PATH = re.compile(rf"{_STEP}(?:{_ARROW}{_LAST}){{1,6}}")
_HAS_ARROW = re.compile("[>→»›]")
"""No path is without; to look for it takes a tenth of what looking for a path takes."""
_LEADS = re.compile(
    r"^.*\b(?:to|in|via|under|through|from|at|into|go|visit|open|select|dans|sous|vers|sur"
    r"|ouvrez|ouvre|unter|uber|zu|[oö]ffnen?(?: sie)?|w[aä]hlen?(?: sie)?|im|auf|en|a|abr[ea]"
    r"|elij[ae]|vai|apr[ia]|alle?|nelle|nei|em|acesse|aceda|nas?|nos?)\b:? (?=[\"'A-Z])"
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")


def default(clause: View) -> Iterator[Fact]:
    """Yield `default`: "on" or "off"."""
    if not clause.hits & {"on", "off"}:
        return
    for start, end in clause.sentences:
        for value in ("off", "on"):
            found = says(clause, value, start, end)
            if found:
                yield clause.fact("default", value, *found)
                break


def opt_out(clause: View, *, flagged: Sequence[tuple[int, int]] = ()) -> Iterator[Fact]:
    """Yield `opt_out`: the path of clicks, the link or the address, as far as they are given.

    Args:
        flagged: Where the display text was found to say that one can refuse, in order.
    """
    for start, end in clause.sentences:
        found = _refuses(clause, start, end, flagged)
        if found is None or _is_a_form(clause, start, end):
            continue
        way = _way(clause, start, end)
        if way:
            yield clause.fact("opt_out", way, *_widest(start, end, found))


def opt_out_deadline(clause: View, *, flagged: Sequence[tuple[int, int]] = ()) -> Iterator[Fact]:
    """Yield `opt_out_deadline`: the last day on which one can refuse.

    Args:
        flagged: As for `opt_out`.
    """
    words = pattern(clause.language, "deadline")
    for start, end in clause.sentences:
        if _refuses(clause, start, end, flagged) is None:
            continue
        for day, first, last in days_in(clause, start, end):
            if words is not None and words.search(clause.text, start, first):
                yield clause.fact("opt_out_deadline", day, first, last)


def opt_out_scope(clause: View) -> Iterator[Fact]:
    """Yield `opt_out_scope`: what refusing covers and what it leaves on, in the page's words."""
    for start, end in clause.sentences:
        if says(clause, "scope_subject", start, end) is None:
            continue
        words = clause.text[start:end].strip()
        if says(clause, "spares", start, end) and says(clause, "spares_what", start, end):
            yield clause.fact("opt_out_scope", {"leaves_on": [words]}, start, end)
        elif says(clause, "covers", start, end):
            yield clause.fact("opt_out_scope", {"covers": [words]}, start, end)


def retroactive(clause: View) -> Iterator[Fact]:
    """Yield `retroactive`: True if it reaches what was before, False if that is left as it is."""
    if not clause.hits & {"spares_past", "reaches_past"}:
        return
    for start, end in clause.sentences:
        for value, name in ((False, "spares_past"), (True, "reaches_past")):
            found = says(clause, name, start, end)
            if found:
                yield clause.fact("retroactive", value, *found)
                break


def remedies(clause: View) -> Iterator[Fact]:
    """Yield `remedies`: further ways out, with their link where one is given."""
    for start, end in clause.sentences:
        for value, words in named(clause.language, "form"):
            if f"form:{value}" not in clause.hits:
                continue
            found = words.search(clause.text, start, end)
            if found:
                link = next(clause.links_in(start, end), None)
                way = {"way": value, "link": link.target} if link else {"way": value}
                yield clause.fact("remedies", dict(way), start, end)
                break


def preview_link(clause: View) -> Iterator[Fact]:
    """Yield `preview_link`: where the announced text can be read."""
    if not clause.links:
        return
    for link in clause.links:
        told = "preview" in link.target.lower() or (
            found_in(link.words, "preview")
            and not found_in(link.words, "old")
            and any(dated.kind is not Kind.STATED for dated in dates(clause))
        )
        if told and link.target.startswith("http"):
            yield Fact(
                name="preview_link",
                value=link.target,
                quote=clause.raw[link.start : link.end],
                start=link.start,
                end=link.end,
            )


def _refuses(
    clause: View, start: int, end: int, flagged: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    """Return what shows that a sentence lets one refuse: words of its own, else its topic."""
    found = says(clause, "choice", start, end)
    if found is not None or not flagged:
        return found
    first, last = clause.raw_span(start, end)
    # Of those that start before its end, the last one reaches farthest.
    number = bisect_left(flagged, (last, 0))
    return (start, end) if number and flagged[number - 1][1] > first else None


def _way(clause: View, start: int, end: int) -> dict[str, str | list[str]]:
    """Return how to refuse, as a sentence says it."""
    way: dict[str, str | list[str]] = {}
    words = clause.as_written(start, end)
    if _HAS_ARROW.search(words) and (path := _PATH.search(words)):
        way["path"] = re.sub(r"\s*(?:->|>|→|»|›)\s*", " > ", _LEADS.sub("", path[0])).strip()
    link = _best(list(clause.links_in(start, end)))
    if link:
        way["link"] = link.target
    mail = _MAIL.search(clause.text, start, end)
    if mail and not link:
        way["contact"] = mail[0]
    return way


def _is_a_form(clause: View, start: int, end: int) -> bool:
    """Tell whether a sentence leads to a form to object by, which is a remedy beside the switch."""
    name = "objection form"
    if f"form:{name}" not in clause.hits or "form" not in clause.text[start:end].lower():
        return False
    words = dict(named(clause.language, "form")).get(name)
    return words is not None and words.search(clause.text, start, end) is not None


def _best(links: list[Link]) -> Link | None:
    """Return the link that most likely leads to the switch."""
    leading = [link for link in links if link.target.startswith(("http", "mailto:"))]
    switch = [link for link in leading if found_in(link.words + link.target, "switch")]
    return next(iter(switch or leading), None)


def _widest(start: int, end: int, found: tuple[int, int]) -> tuple[int, int]:
    """Return the stretch to quote: the whole sentence, or what shows it where that is too long."""
    return (start, end) if end - start <= 400 else found
