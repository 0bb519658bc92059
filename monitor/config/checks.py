"""What a configuration must hold beyond its shape: names that are one, addresses, selectors.

In: the joined table as written, so that one mistake does not hide another. Out: mistakes. Each
check steps over what has the wrong shape; `shape` reports that.
"""

import base64
import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

from monitor.config.lines import KeyPath
from monitor.config.shape import Mistake
from monitor.settings import shown

RANGE_STARTS = ("startBefore", "startAfter")
RANGE_ENDS = ("endBefore", "endAfter")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
DIGEST_KEYS = {"digest_hour", "digest_day", "digest_zone", "digest_empty"}


TopicTables = Sequence[Mapping[str, Any]]
"""The tables `[[topics]]`, as they stand in the file."""


class Table(NamedTuple):
    """A table of the configuration and where it stands."""

    path: KeyPath
    content: dict[str, Any]

    def inner(self, key: str) -> Iterator["Table"]:
        """Yield the tables of a list of tables."""
        found = self.content.get(key)
        for number, content in enumerate(found if isinstance(found, list) else ()):
            if isinstance(content, dict):
                yield Table((*self.path, key, number), content)

    def texts(self, key: str) -> Iterator[tuple[KeyPath, str]]:
        """Yield the texts of a list of texts."""
        found = self.content.get(key)
        for number, text in enumerate(found if isinstance(found, list) else ()):
            if isinstance(text, str):
                yield (*self.path, key, number), text

    def text(self, key: str) -> str:
        """Return a text, "" where it is missing or something else."""
        found = self.content.get(key)
        return found if isinstance(found, str) else ""


def mistakes(
    content: dict[str, Any],
    *,
    environ: Mapping[str, str] | None,
    selectors: Callable[[str], str],
    topics: Callable[[TopicTables], Iterable[tuple[KeyPath, str]]],
    known_topics: Collection[str],
    installed: Callable[[str], bool],
) -> Iterator[Mistake]:
    """Yield every mistake that needs more than one key, the environment or another room to see.

    Args:
        environ: Where channels find their secrets; None where nothing will be sent.
        selectors: Says what is wrong with a CSS selector, or "".
        topics: Says what is wrong with the user's own topics, key by key.
        known_topics: Names of our topics; empty where they are not looked at.
        installed: Whether a module can be imported.
    """
    root = Table((), content)
    for key, naming in (("services", "id"), ("channels", "name"), ("vantages", "name")):
        yield from _doubles(root.inner(key), naming)
    for service in root.inner("services"):
        yield from _doubles(service.inner("sources"), "id")
        for source in service.inner("sources"):
            yield from _addresses(source)
            yield from _selectors(source, selectors)
            yield from _preview(source, service)
            yield from _vantages(source, root)
            yield from _extras(source, installed)
            yield from _feed(source)
            yield from _collection(source)
    yield from _channels(root, environ)
    yield from _heartbeat(Table(("run",), _table(root, "run")), environ)
    yield from _channel_extras(root, installed)
    yield from _digests(root)
    yield from _places(root, installed)
    yield from (Mistake(path, words) for path, words in topics(_tables(content.get("topics"))))
    if known_topics:
        own = {table.text("topic") for table in root.inner("topics")}
        yield from _topics(root, {*known_topics, *own})


def _tables(found: object) -> TopicTables:
    """The user's topics, if they are tables; anything else is a mistake of shape."""
    listed = found if isinstance(found, list) else []
    return listed if all(isinstance(one, dict) for one in listed) else []


def address_mistake(address: str) -> str:
    """Say what is wrong with an http(s) address, "" where nothing is. Never repeats credentials."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return f"{_safe(address)} is no address; write one such as https://example.com/terms"
    if "@" in parts.netloc:
        return "carries a user name or password; leave them out, addresses stand in logs and feeds"
    if parts.scheme not in ("http", "https"):
        return f"{_safe(address)} is no http or https address; write it with https://"
    if not host or not _is_plain(address, parts):
        return f"{_safe(address)} is no address; write one such as https://example.com/terms"
    return ""


def _is_plain(address: str, parts: SplitResult) -> bool:
    """Whether every reader of addresses would find the same host in it (RFC 3986, 2 and 3.2)."""
    odd = any(char in '\\"<>^`{|}' or char.isspace() or not char.isprintable() for char in address)
    return not odd and "%" not in parts.netloc


def _safe(address: str) -> str:
    before, at, after = address.rpartition("@")
    scheme, mark, _ = before.partition("//")
    return shown((scheme + mark if mark else "") + "…@" + after if at else address)


def _doubles(tables: Iterator[Table], key: str) -> Iterator[Mistake]:
    seen: set[str] = set()
    for table in tables:
        name = table.text(key)
        if name and name in seen:
            yield Mistake((*table.path, key), f"{shown(name)} is there already; choose another")
        seen.add(name)


def _addresses(source: Table) -> Iterator[Mistake]:
    if not source.content.get("url") and not source.content.get("pages"):
        yield Mistake(source.path, "says no address; add url, or pages for several")
    if source.content.get("url") and source.content.get("pages"):
        yield Mistake((*source.path, "pages"), "stands beside url; keep one of the two")
    for table in (source, *source.inner("pages")):
        address = table.text("url")
        # A followed collection is a folder of this machine (`kind = "ota"`).
        if address and source.text("kind") != "ota" and (wrong := address_mistake(address)):
            yield Mistake((*table.path, "url"), wrong)


def _selectors(source: Table, selectors: Callable[[str], str]) -> Iterator[Mistake]:
    for table in (source, *source.inner("pages")):
        for key in ("select", "remove"):
            yield from _selected(table, key, selectors)


def _selected(table: Table, key: str, selectors: Callable[[str], str]) -> Iterator[Mistake]:
    for path, selector in table.texts(key):
        if wrong := selectors(selector):
            yield Mistake(path, f"{shown(selector)} is no CSS selector: {wrong}")
    for span in table.inner(key):
        yield from _range(span, selectors)


def _range(span: Table, selectors: Callable[[str], str]) -> Iterator[Mistake]:
    ends = [[key for key in keys if span.text(key)] for keys in (RANGE_STARTS, RANGE_ENDS)]
    known = set(RANGE_STARTS + RANGE_ENDS)
    if not any(ends) and span.content.keys() <= known:
        yield Mistake(span.path, "is a range without ends; give a start, an end or both")
    if any(len(given) > 1 for given in ends):
        yield Mistake(span.path, "has two starts or two ends; keep one of each")
    for key in RANGE_STARTS + RANGE_ENDS:
        selector = span.text(key)
        if selector and (wrong := selectors(selector)):
            yield Mistake((*span.path, key), f"{shown(selector)} is no CSS selector: {wrong}")


def _preview(source: Table, service: Table) -> Iterator[Mistake]:
    target = source.text("preview_of")
    if not target:
        return
    others = [s.text("id") for s in service.inner("sources") if s.text("id")]
    path = (*source.path, "preview_of")
    if target == source.text("id"):
        yield Mistake(path, "names the source itself; name the text it is a preview of")
    elif target not in others:
        known = ", ".join(other for other in others if other != source.text("id")) or "none"
        yield Mistake(path, f"{shown(target)} is no source of this service; it has: {known}")


def _vantages(source: Table, root: Table) -> Iterator[Mistake]:
    known = {"default", *(vantage.text("name") for vantage in root.inner("vantages"))}
    for path, vantage in source.texts("vantages"):
        if vantage not in known:
            words = f"{shown(vantage)} is no vantage; add it under [[vantages]] or take it out"
            yield Mistake(path, words)


def _collection(source: Table) -> Iterator[Mistake]:
    """What says how a page is asked for means nothing for a folder."""
    if source.text("kind") != "ota":
        return
    for key in ("pages", "fetch", "headers", "vantages", "preview_of"):
        if source.content.get(key):
            words = "is about pages, and a collection is read from its folder; take it out"
            yield Mistake((*source.path, key), words)


def _feed(source: Table) -> Iterator[Mistake]:
    """What is meant for pages means nothing for a feed."""
    if source.text("kind") != "feed":
        return
    if "pages" in source.content:
        yield Mistake((*source.path, "pages"), "a feed is one address; add a source for each")
    for key in ("select", "remove"):
        if source.content.get(key):
            words = "picks a part of a page, and a feed is read whole; take it out"
            yield Mistake((*source.path, key), words)
    if source.text("fetch") in ("auto", "browser"):
        yield Mistake((*source.path, "fetch"), "a feed needs no browser; take it out")
    if source.text("preview_of"):
        words = "a feed holds news and is no preview of a text; take it out"
        yield Mistake((*source.path, "preview_of"), words)


def _digests(root: Table) -> Iterator[Mistake]:
    for channel in root.inner("channels"):
        every = channel.text("digest")
        for key in sorted(DIGEST_KEYS & channel.content.keys()):
            if wrong := _misplaced(key, every):
                yield Mistake((*channel.path, key), wrong)


def _misplaced(key: str, every: str) -> str:
    if not every:
        return 'says how of a digest, but there is none; add digest = "daily" or "weekly"'
    is_idle = key == "digest_day" and every == "daily"
    return 'names a day, but the digest is daily; take it out, or write "weekly"' if is_idle else ""


def _extras(source: Table, installed: Callable[[str], bool]) -> Iterator[Mistake]:
    wanted = source.text("fetch")
    if wanted in ("browser", "auto") and not installed("playwright"):
        yield Mistake((*source.path, "fetch"), f"{shown(wanted)} {_install('browser')}")


def _channel_extras(root: Table, installed: Callable[[str], bool]) -> Iterator[Mistake]:
    for channel in root.inner("channels"):
        if channel.text("kind") == "apprise" and not installed("apprise"):
            yield Mistake((*channel.path, "kind"), f'"apprise" {_install("apprise")}')


def _install(extra: str) -> str:
    return f'needs an extra; install it with python3 -m pip install "clausewatch[{extra}]"'


def _channels(root: Table, environ: Mapping[str, str] | None) -> Iterator[Mistake]:
    for channel in root.inner("channels"):
        if channel.text("kind") == "webhook" and not channel.text("secret_env"):
            words = "is signed; name the variable that holds its secret in secret_env"
            yield Mistake((*channel.path, "kind"), f'"webhook" {words}')
    if environ is None:
        return
    for channel in root.inner("channels"):
        is_address = channel.text("kind") != "apprise"
        yield from _secret(channel, "url_env", environ, is_address=is_address)
        yield from _secret(channel, "secret_env", environ, is_address=False)
        yield from _signing(channel, environ)


def _signing(channel: Table, environ: Mapping[str, str]) -> Iterator[Mistake]:
    """What a webhook is signed with: one secret or, while rotating, several."""
    variable = channel.text("secret_env")
    for secret in environ.get(variable, "").split() if channel.text("kind") == "webhook" else ():
        try:
            if base64.b64decode(secret.removeprefix("whsec_"), validate=True):
                continue
        except ValueError:
            pass
        words = f"the environment variable {shown(variable)[1:-1]} holds no secret in base64"
        yield Mistake((*channel.path, "secret_env"), f"{words}; make one: openssl rand -base64 32")
        return


def _heartbeat(run: Table, environ: Mapping[str, str] | None) -> Iterator[Mistake]:
    if environ is not None:
        yield from _secret(run, "heartbeat_env", environ, is_address=True)


def _secret(
    table: Table, key: str, environ: Mapping[str, str], *, is_address: bool
) -> Iterator[Mistake]:
    """What is wrong with a variable that a table names. Only that, not what it holds: a secret."""
    variable = table.text(key)
    if variable and not _VARIABLE.fullmatch(variable):
        words = "is no name of a variable; addresses and secrets stand in the environment only:"
        yield Mistake((*table.path, key), f"{words} name the variable that holds it")
        return
    value = environ.get(variable, "").strip() if variable else ""
    if variable and not value:
        words = f"the environment variable {variable} is not set; set it first"
        yield Mistake((*table.path, key), words)
    elif variable and is_address and address_mistake(value):
        words = f"the environment variable {variable} holds no http or https address"
        yield Mistake((*table.path, key), f"{words}; mend it")


def _topics(root: Table, known: set[str]) -> Iterator[Mistake]:
    """Topics that nothing is ever found by, where they are asked for."""
    publish = Table(("publish",), _table(root, "publish"))
    for table in (publish, *root.inner("channels")):
        for path, topic in table.texts("topics"):
            if topic not in known:
                near = difflib.get_close_matches(topic, known, n=1)
                hint = f"did you mean {near[0]}?" if near else f"there are: {_listed(known)}"
                yield Mistake(path, f"{shown(topic)} is no topic; {hint}")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


def _places(root: Table, installed: Callable[[str], bool]) -> Iterator[Mistake]:
    publish = Table(("publish",), _table(root, "publish"))
    if (site := publish.text("site_url")) and (wrong := address_mistake(site)):
        yield Mistake(("publish", "site_url"), wrong)
    store = Table(("store",), _table(root, "store")).text("url")
    if store and not store.startswith(("sqlite:///", "postgresql+psycopg://")):
        words = "is no store; write sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
        yield Mistake(("store", "url"), words)
    if store.startswith("postgresql") and not installed("psycopg"):
        yield Mistake(("store", "url"), _install("postgres"))


def _table(root: Table, key: str) -> dict[str, Any]:
    found = root.content.get(key)
    return found if isinstance(found, dict) else {}
