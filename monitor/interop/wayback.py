"""The captures of a web archive: their list, over the CDX API, and the pages as they were captured.

Experimental: made after the public description of the API of the Wayback Machine, and tried against
a local server only. What the archive answers comes from anybody: a capture is taken only if it is
the one that was asked for. (https://github.com/internetarchive/wayback, wayback-cdx-server)
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from monitor.config.checks import address_mistake
from monitor.errors import FetchError, UsageError
from monitor.interop.archive import Version, in_order
from monitor.model import Page
from monitor.net.client import Client, Response
from monitor.net.decoding import CutOff, TooLarge, Undecodable, decoded

PUBLIC = "https://web.archive.org"
KIND = "wayback"
ROWS = 1000
"""Captures asked for with one request."""
MOST = 150_000
"""Captures of one address, which is what the API lists at most."""
FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
PATIENCE = 3
"""How often a request that the archive puts off is made again."""
REST = timedelta(minutes=1)
LONGEST_REST = timedelta(minutes=5)
CUT_OFF = "cut off before its end"
_CAPTURE = re.compile(r"/web/(?P<at>[0-9]{14})id_/(?P<original>.*)", re.DOTALL)
_PLAIN_KEY = re.compile(r"[\w%+.~!*'(),:/-]+", re.ASCII)
_SAME_PAGE = re.compile(r"^https?://(?:www[0-9]*\.)?(?P<host>[^/:?#]+)(?::[0-9]+)?", re.IGNORECASE)

Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wayback:
    """A web archive that answers as the Wayback Machine does.

    Attributes:
        client: The guarded HTTP client, with its pauses.
        address: Of the archive, without a slash at its end.
        rest: Waits for some seconds, when the archive asks for it.
        most: Bytes of a page above which it is not taken.
    """

    client: Client
    address: str
    rest: Callable[[float], None]
    most: int

    def captures(self, url: str, *, since: datetime | None = None) -> tuple[Version, ...]:
        """Return the captures of an address in the order of their times, none the same as before.

        Args:
            since: Only those of that time or later.

        Raises:
            FetchError: If the archive cannot be asked now.
            UsageError: If what answers is no such archive, or lists too many.
        """
        found = [one for row in self._rows(url, since) if (one := self._version(row)) is not None]
        versions: list[Version] = []
        for one in in_order(found):
            if versions and versions[-1].blob == one.blob:
                versions[-1] = replace(versions[-1], seen=one.seen)
            else:
                versions.append(one)
        return tuple(versions)

    def page(self, version: Version) -> Page | str:
        """Return the page of a capture, or why it is not taken.

        Raises:
            FetchError: If the archive cannot be asked now: what was not taken may be later.
        """
        try:
            answer = self._asked(version.commit)
        except FetchError as error:
            if error.reason == CUT_OFF or not (error.transient or error.retry_after):
                return error.reason
            raise
        return _mistaken(answer, version) or self._captured(answer, version)

    def _captured(self, answer: Response, version: Version) -> Page | str:
        body, kind = answer.body, answer.header("content-type") or version.kind
        if body.startswith(b"\x1f\x8b"):
            # Kept as it came over the wire, and replayed without saying so.
            try:
                body = decoded([body], "gzip", max_bytes=self.most)
            except (TooLarge, Undecodable, CutOff) as error:
                return f"cannot be decoded: {error}"
        original = _original(version)
        return Page(
            url=original,
            final_url=original,
            at=version.at,
            body=body,
            headers=(
                ("content-type", kind),
                ("x-origin", f"a web archive ({self.address})"),
                ("x-capture", version.commit),
            ),
            fetcher=KIND,
        )

    def _rows(self, url: str, since: datetime | None) -> Iterator[Row]:
        asked = [
            ("url", url),
            ("output", "json"),
            ("collapse", "digest"),
            ("filter", "statuscode:200"),
            ("limit", str(ROWS)),
            ("showResumeKey", "true"),
        ]
        asked += [("from", f"{since:%Y%m%d%H%M%S}")] if since else []
        first = f"{self.address}/cdx/search/cdx?{urlencode(asked)}"
        query, keys, count = first, set[str](), 0
        while True:
            rows, key = _listed(self._asked(query))
            count += len(rows)
            yield from rows
            if not key:
                return
            if key in keys or count > MOST:
                raise UsageError(
                    f"{self.address}: lists captures of {url} without end;"
                    " take fewer with --since, or name another --archive"
                )
            keys.add(key)
            query = f"{first}&resumeKey={_sendable(key)}"

    def _version(self, row: Row) -> Version | None:
        """Return a row as a version; None for what no page can be had of."""
        at, original = _time(row["timestamp"]), row["original"]
        is_page = row["statuscode"] == "200" and row["mimetype"] != "warc/revisit"
        if at is None or not is_page or address_mistake(_quoted(original)):
            return None
        address = f"{self.address}/web/{row['timestamp']}id_/{_quoted(original)}"
        return Version(at=at, commit=address, blob=row["digest"], kind=row["mimetype"], seen=at)

    def _asked(self, address: str) -> Response:
        """Ask, and ask again after a rest where the archive wants one."""
        rests = 0
        while True:
            try:
                return self.client.get(address, robots=False)
            except FetchError as error:
                asks = error.retry_after or (REST if error.status == 429 else None)
                if asks is None or asks > LONGEST_REST or rests == PATIENCE:
                    raise
                rests += 1
                self.rest(asks.total_seconds())


def _listed(answer: Response) -> tuple[list[Row], str]:
    """Return the rows of one answer, and the key that asks for those after them, or ""."""
    text = answer.body.decode("utf-8", "replace").strip()
    try:
        lines = json.loads(text) if text.startswith("[") else _plain_lines(text)
    except (ValueError, RecursionError):
        lines = None
    if not isinstance(lines, list) or not all(_is_line(line) for line in lines):
        raise UsageError(
            f"{answer.url}: answers no list of captures; name the address of an archive with the"
            f" CDX API as --archive, such as {PUBLIC}"
        )
    names: tuple[str, ...] = FIELDS
    if lines and "timestamp" in lines[0]:
        names, lines = tuple(lines[0]), lines[1:]
    key = ""
    if len(lines) > 1 and not lines[-2] and len(lines[-1]) == 1:
        key, lines = lines[-1][0], lines[:-2]
    return [row for line in lines if (row := _row(names, line))], key


def _row(names: Iterable[str], line: list[str]) -> Row | None:
    row = dict(zip(names, line, strict=False))
    return row if row.keys() >= set(FIELDS[1:6]) else None


def _plain_lines(text: str) -> list[list[str]] | None:
    """Return the lines of a list in plain text; None for what is none."""
    lines = [line.split() for line in text.splitlines()]
    listed = [line for line in lines if len(line) > 1]
    if text and not all(len(one) >= len(FIELDS) - 1 and _time(one[1]) for one in listed):
        return None
    return lines if listed or not text else None


def _is_line(line: Any) -> bool:
    return isinstance(line, list) and all(isinstance(cell, str) for cell in line)


def _time(stamp: str) -> datetime | None:
    if not re.fullmatch(r"[0-9]{14}", stamp, re.ASCII):
        return None
    try:
        return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _mistaken(answer: Response, version: Version) -> str:
    """Say what came in place of a capture, "" where it is the capture itself."""
    asked, found = _CAPTURE.search(version.commit), _CAPTURE.search(answer.final_url)
    away = urlsplit(answer.final_url).hostname != urlsplit(answer.url).hostname
    if asked is None or found is None or away:
        return "leads out of the archive"
    if _page_named(found["original"]) != _page_named(asked["original"]):
        return "leads to another page"
    given = found["at"]
    with suppress(ValueError, OverflowError):
        said = parsedate_to_datetime(answer.header("memento-datetime"))
        given = f"{said.astimezone(UTC):%Y%m%d%H%M%S}"
    return "" if given == asked["at"] else f"the archive gives the capture of {given} in its place"


def _original(version: Version) -> str:
    found = _CAPTURE.search(version.commit)
    return found["original"] if found else version.commit


def _page_named(address: str) -> str:
    """What an archive takes for the same page: whatever scheme, "www" and port."""
    return _SAME_PAGE.sub(lambda found: found["host"].casefold(), address).rstrip("/").casefold()


def _quoted(address: str) -> str:
    return quote(address, safe="%/:?&=+@,;!$'()*~[]")


def _sendable(key: str) -> str:
    """A key as it was given: it is encoded already."""
    return key if _PLAIN_KEY.fullmatch(key) else quote(key, safe="")
