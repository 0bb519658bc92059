"""A service whose texts change over weeks, and what its readers get at each step."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from monitor.history import Deadline, Event
from monitor.standing import announced
from tests.watching import SITE, World, world

CHANNELS = [
    {"name": "people", "kind": "webhook", "url_env": "HOOK", "secret_env": "SECRET"},
    {"name": "team", "kind": "slack", "url_env": "SLACK"},
]


@dataclass
class Told:
    """What one step brought.

    Attributes:
        hook: Bodies that the webhook got, in order.
        slack: Messages of Slack, each as its texts in one.
        events: New events, oldest first, whole.
    """

    hook: list[dict[str, Any]] = field(default_factory=list)
    slack: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @property
    def kinds(self) -> list[str]:
        return [body["type"] for body in self.hook]

    def brief(self, label: str) -> list[str]:
        """The lines of the newest event under a label."""
        change = self.events[-1].change
        assert change is not None
        return [line.text for line in change.brief if line.label == label]

    @property
    def headline(self) -> str:
        change = self.events[-1].change
        assert change is not None
        return change.headline


class Story:
    """A world that is looked at day by day, with everything that `run` does after a look."""

    def __init__(self, one: World, folder: Path) -> None:
        self.world = one
        self._folder = folder
        self._posts: list[httpx.Request] = []
        self._known = 0
        for path in ("/hook", "/slack"):
            one.site.pages[path] = self._take

    def on(self, day: str, pages: Mapping[str, str] | None = None) -> Told:
        """Serve pages from a day on (those of the texts that change), look, and tell."""
        one = self.world
        for path, html in (pages or {}).items():
            one.site.serve(path, html)
        one.now = datetime.fromisoformat(f"{day}T09:00:00+00:00")
        before = len(self._posts)
        for _ in range(2):  # the second round finds the previews that the first one announced
            one.station.follow()
            for source, _ in one.station.settings.series():
                for _ in range(2):
                    one.look(source=source, after=timedelta(minutes=20))
        one.station.remind()
        one.station.deliver()
        assert one.station.publish() == ()
        return self._told(before)

    def gone(self, path: str) -> None:
        """Take a page off the site."""
        self.world.site.fail(path, 404)

    def deadlines(self) -> list[Deadline]:
        return announced(self.world.station.record, self.world.station.settings)

    def days(self) -> list[tuple[str, date, bool]]:
        """The days by which to act: kind, day, and whether it was taken back."""
        return [(str(one.kind), one.day, one.withdrawn) for one in self.deadlines()]

    def published(self, name: str) -> str:
        return (self._folder / "public" / name).read_text()

    def _take(self, request: httpx.Request) -> httpx.Response:
        self._posts.append(request)
        return httpx.Response(200, text="ok")

    def _told(self, before: int) -> Told:
        told = Told()
        for request in self._posts[before:]:
            body = json.loads(request.content)
            if request.url.path == "/hook":
                told.hook.append(body)
            else:
                told.slack.append("\n".join(_texts(body["blocks"])))
        record = self.world.station.record
        events = record.events(include_all=True)[::-1]
        told.events = [record.event(event.id) for event in events[self._known :]]
        self._known = len(events)
        return told


@contextmanager
def story(folder: Path, *sources: dict[str, Any], more: list[Any] | None = None) -> Iterator[Story]:
    """Tell a story of a service; the first source is "acme/terms" at /terms."""
    first, *beside = sources
    others = [{"url": f"{SITE}/{one['id']}", "select": ["main"], **one} for one in beside]
    channels = {"channels": CHANNELS + (more or [])}
    with world(folder, more=channels, beside=others, **first) as one:
        yield Story(one, folder)


def text(title: str, *parts: str) -> str:
    """A page of paragraphs, and of headings where a part begins with "#"."""
    body = "".join(f"<h2>{p[1:].strip()}</h2>" if p[0] == "#" else f"<p>{p}</p>" for p in parts)
    head = f"<html lang='en'><head><title>{title}</title></head>"
    return f"<!doctype html>{head}<body><main><h1>{title}</h1>{body}</main></body></html>"


def _texts(blocks: list[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        for part in (block.get("text"), *block.get("elements", ())):
            if isinstance(part, dict) and isinstance(part.get("text"), str):
                yield part["text"]
