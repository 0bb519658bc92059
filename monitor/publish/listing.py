"""Events as a list to keep or to send on: Markdown and an HTML page of their own.

In: events, newest first. Out: texts in which nothing of the page's text is markup. Pure.
"""

from collections.abc import Iterable, Iterator
from html import escape

from monitor.history import Event
from monitor.publish import html
from monitor.publish.markdown import line, literal
from monitor.publish.payload import headline_of
from monitor.publish.states import STATES
from monitor.publish.tables import notes_of
from monitor.publish.text import one_line

TITLE = "What changed"
NOTHING = "No changes."


def markdown(events: Iterable[Event]) -> str:
    """Return a list in CommonMark, ending in a line feed."""
    items = [_item(event) for event in events] or [NOTHING]
    return f"# {TITLE}\n\n" + "\n".join(items) + "\n"


def page(events: Iterable[Event]) -> str:
    """Return a whole HTML page without scripts."""
    items = "".join(_entry(event) for event in events)
    body = html.tidy(f"<ul>{items}</ul>" if items else f"<p>{NOTHING}</p>")
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{TITLE}</title>\n'
        f"<h1>{TITLE}</h1>\n{body}\n</html>"
    )


def _item(event: Event) -> str:
    lines = [f"**{event.at.date()}** {literal(' · '.join(_head(event)))}"]
    lines += [line(literal(told)) for told in _lines(event)]
    # Two blanks at the end of a line break it.
    return "- " + "  \n  ".join(lines)


def _entry(event: Event) -> str:
    head = f"<strong>{event.at.date()}</strong> {escape(' · '.join(_head(event)))}"
    return f"<li>{'<br>'.join((head, *map(escape, _lines(event))))}</li>"


def _head(event: Event) -> Iterator[str]:
    yield STATES[event.state]
    yield one_line(event.source)
    if event.vantage not in {"", "default"}:
        yield one_line(event.vantage)
    yield event.id
    if event.change is not None:
        yield str(event.change.significance)


def _lines(event: Event) -> Iterator[str]:
    yield one_line(headline_of(event))
    notes = notes_of(event)
    if notes:
        yield notes
