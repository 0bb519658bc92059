"""Read what is done with data: on which legal basis, with which data, for whom, and who gets it.

In: a clause and the topics found in it. Out: facts. Words in words.toml, by language. Pure.
"""

import re
from collections.abc import Iterator

from monitor.change import Fact, Polarity
from monitor.classify.facts.view import View
from monitor.classify.facts.words import named, pattern
from monitor.classify.places import places_in
from monitor.classify.polarity import is_left_out

_CALLED = r"(?P<name>[A-Z][A-Za-z0-9&.]+(?: [A-Z][A-Za-z0-9&.]+){0,2})"
_NAME = re.compile(
    r"\b(?:with|to|by|including|company,|so that|enable|allow) (?:our |its |the )?"
    rf"(?:parent company,? |affiliates?,? |partners?,? |such as )*{_CALLED}"
)
_NEXT = re.compile(rf"(?:, (?:and |or )?| and | or )(?:with |to |by )?{_CALLED}")
"""One more name of a list."""
_FIRM = re.compile(
    r"\b(?:Inc|Ltd|Limited|LLC|L\.L\.C|LLP|PLC|plc|Corp|Corporation|Co|GmbH|AG|SE|KG|SA|S\.A|SAS"
    r"|SARL|S\.r\.l|SpA|S\.p\.A|BV|B\.V|NV|N\.V|AB|AS|A/S|ApS|Oy|Pty|Holdings?|Group)\.?$"
)
"""How the name of a company ends: whatever else is in it, it is one."""

_NO_NAME = re.compile(
    r"\b(?:Polic(?:y|ies)|Terms|Notice|Agreement|Services?|Settings?|Privacy|Cookies?|Data|Content"
    r"|Users?|Members?|Visitors?|Affiliates?|Partners?|Customers?|Section|Information|Party|Parties"
    r"|We|You|They|It|This|These|That|Those|If|When|Where|For|In|As|The|Our|Your)\b"
)
"""What terms write with a capital, and is no name of a company."""


def legal_basis(clause: View) -> Iterator[Fact]:
    """Yield the facts `legal_basis`; denied where the clause says that it is not relied on."""
    yield from _each(clause, "legal_basis", "basis")


def third_party(clause: View) -> Iterator[Fact]:
    """Yield who gets data: a name where one is given, else a kind of company."""
    for start, end in clause.sentences:
        for found in _names(clause.text, start, end):
            name = found["name"].rstrip(".,")
            firm = _FIRM.search(name)
            if not firm and (_NO_NAME.search(name) or places_in(name, clause.language)):
                continue
            first, last = found.span("name")
            polarity = _polarity(clause, first, last)
            yield clause.fact("third_party", name, first, last, polarity=polarity)
    yield from _each(clause, "third_party", "parties")


def _names(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield what is written as a name where data goes to somebody, all names of a list."""
    found = _NAME.search(text, start, end)
    while found:
        yield found
        listed = _NEXT.match(text, found.end(), end)
        found = listed or _NAME.search(text, found.end(), end)


def data_used(clause: View, *, start: int = 0, end: int | None = None) -> Iterator[Fact]:
    """Yield the kinds of data a stretch names: `data_used`, or `data_excluded` where it says no."""
    for fact in _each(clause, "data_used", "data", within=(start, end)):
        if fact.polarity is Polarity.DENIED:
            yield Fact(
                name="data_excluded",
                value=fact.value,
                quote=fact.quote,
                start=fact.start,
                end=fact.end,
            )
        else:
            yield fact


def applies_to(clause: View) -> Iterator[Fact]:
    """Yield whom a clause is about, such as "students" or "under 18"; denied if it spares them."""
    for value, words in named(clause.language, "people"):
        if f"people:{value}" not in clause.hits:
            continue
        for found in words.finditer(clause.text):
            numbers = [group for group in found.groups() if group]
            says = value.format(*numbers) if "{" in value and numbers else value
            yield clause.fact(
                "applies_to",
                says,
                found.start(),
                found.end(),
                polarity=_polarity(clause, *found.span()),
            )


def _each(
    clause: View, name: str, table: str, *, within: tuple[int, int | None] = (0, None)
) -> Iterator[Fact]:
    """Yield one fact for each value of a table that the stretch names, at its first mention."""
    end = len(clause.text) if within[1] is None else within[1]
    for value, words in named(clause.language, table):
        if f"{table}:{value}" not in clause.hits:
            continue
        found = words.search(clause.text, within[0], end)
        if found:
            polarity = _polarity(clause, *found.span())
            yield clause.fact(name, value, *found.span(), polarity=polarity)


def _polarity(clause: View, start: int, end: int) -> Polarity:
    """Tell whether a stretch is denied, in its own part of the sentence."""
    first, last = clause.sentence_at(start, end)
    sentence = clause.text[first:last]
    denied = is_left_out(sentence, start - first, end - first, clause.language)
    return Polarity.DENIED if denied else Polarity.AFFIRMED


def says(clause: View, name: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where a stretch of the words shows `name`, or None."""
    words = pattern(clause.language, name) if name in clause.hits else None
    found = words.search(clause.text, start, end) if words else None
    return found.span() if found else None
