"""The commands that need no store: compare two texts, classify lines."""

import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.common import Exit, options_of, print_json_line, printable
from monitor.cli.helping import command
from monitor.cli.redlines import Format, Width, Written, print_changes
from monitor.errors import ExtractError, FetchError, UsageError

if TYPE_CHECKING:
    from monitor.change import Change
    from monitor.cli.common import Options
    from monitor.model import Document, Page
    from monitor.settings import Settings

_HALVES = re.compile("[\ud800-\udfff]")
_REGION = re.compile("[-_].*", re.DOTALL)
"""What follows the language in a tag such as "en-GB", or in the name of a locale."""
TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".txt": "text/plain",
    ".pdf": "application/pdf",
}
BASE = "file:///"
"""What relative links of a file are taken against: the same for both, wherever they lie."""


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    command(
        app,
        compare,
        "compare old.md new.md",
        "compare old.html https://example.com/terms --explain",
        "compare accepted.pdf today.pdf --exit-code",
    )
    command(app, classify, "classify lines.jsonl", "classify < lines.jsonl")


def compare(
    context: typer.Context,
    old: Annotated[str, typer.Argument(help="A file (.html .md .txt .pdf) or an address.")],
    new: Annotated[str, typer.Argument(help="The same, of the later text.")],
    select: Annotated[
        list[str] | None, typer.Option(help="CSS selector of the text; may be repeated.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say which rules spoke.")] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 if anything of substance changed.")
    ] = False,
    format: Written = Format.TERMINAL,
    width: Width = None,
) -> int:
    """Compare two files or addresses, without any store."""
    options = options_of(context)
    _refuse_no_selectors(select or ())
    settings = _settings(options)
    before = _document(old, tuple(select or ()), settings)
    after = _document(new, tuple(select or ()), settings)
    change = compared(before, after, settings)
    print_changes([change], format, options, explain=explain, width=width)
    return Exit.CHANGES if exit_code and change.significance.weight > 1 else Exit.DONE


def classify(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(help='JSON lines {"id", "text", "lang"?}; - is standard input.')
    ] = "-",
) -> int:
    """Say which topics and facts each line of text holds, as JSON."""
    from monitor.classify import facts, flags
    from monitor.classify.rules import LANGUAGES
    from monitor.classify.topics import load_user_topics
    from monitor.language import likely_language
    from monitor.publish.payload import classify_json

    own = load_user_topics(_settings(options_of(context)).topics)[0]
    for number, line in _json_lines(file):
        text = line["text"]
        stated = _REGION.sub("", line.get("lang") or "").lower()
        language = stated or likely_language(text, among=LANGUAGES)
        name = line.get("id")
        found = classify_json(
            str(number if name is None else name),
            language,
            flags(text, language, topics=own or None),
            facts(text, language),
        )
        print_json_line(found)
    return Exit.DONE


def compared(before: "Document", after: "Document", settings: "Settings") -> "Change":
    """Return what lies between two documents that no store knows."""
    from monitor import gate
    from monitor.classify import assess
    from monitor.classify.topics import load_user_topics
    from monitor.compare import compare as clauses_compared
    from monitor.compare import shared_share

    judgement = gate.judge(after, before, shared=shared_share(before, after))
    comparison = clauses_compared(before, after)
    own = load_user_topics(settings.topics)[0]
    topics = (*settings.publish.topics, *(topic.name for topic in own))
    return assess(comparison, before, after, gate=judgement, topics=topics, own=own)


def _settings(options: "Options") -> "Settings":
    """The configuration if there is one, for its topics and limits; else the defaults."""
    from monitor.cli.common import settings_of
    from monitor.settings import Settings

    return settings_of(options, fetches=True) if options.config.exists() else Settings()


def _document(where: str, select: tuple[str, ...], settings: "Settings") -> "Document":
    from monitor import extract
    from monitor.model import Part

    page = _fetched(where, settings) if "://" in where else page_of(Path(where))
    try:
        document = extract.document([page], [Part(url=page.url, select=select)])
    except ExtractError as error:
        raise UsageError(f"{where}: no document can be read from it: {error}") from error
    if document.dead_selectors:
        # To compare the main parts instead would answer another question.
        raise UsageError(
            f"{where}: --select: {', '.join(document.dead_selectors)} found nothing;"
            " correct it, or leave it out: then the main part is found"
        )
    return document


def _refuse_no_selectors(given: Iterable[str]) -> None:
    from monitor.extract import valid_selector

    for selector in given:
        if wrong := valid_selector(selector):
            raise UsageError(f'--select: "{selector}" is no CSS selector: {wrong}')


def _fetched(url: str, settings: "Settings") -> "Page":
    from monitor.fetch import Absent, NotModified, fetch
    from monitor.net.client import Client
    from monitor.settings import SourceSettings

    try:
        with Client(settings.fetch) as client:
            answer = fetch(client, SourceSettings(id="page", url=url), robots=settings.fetch.robots)
    except FetchError as error:
        raise UsageError(str(error)) from error
    if isinstance(answer, Absent | NotModified):
        raise UsageError(f"{url}: there is no page")
    return answer[0]


def page_of(path: Path, *, url: str = BASE, at: datetime | None = None) -> "Page":
    """Return a file that a person saved as a page.

    Raises:
        UsageError: If it cannot be read.
    """
    from monitor.model import Page

    kind = TYPES.get(path.suffix.lower(), "")
    try:
        body = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}{_hint(path)}") from error
    return Page(
        url=url,
        final_url=url,
        at=at or datetime.now(UTC),
        body=body,
        headers=(("content-type", kind),) if kind else (),
        fetcher="file",
    )


def _hint(path: Path) -> str:
    """What to do where an address was meant, and its beginning forgotten."""
    is_host = re.fullmatch(
        r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/.*)?", str(path), re.IGNORECASE
    )
    meant = is_host and path.suffix.lower() not in TYPES
    return f"; if an address is meant, write it with https://: https://{path}" if meant else ""


def _json_lines(file: str) -> Iterator[tuple[int, dict[str, Any]]]:
    import json

    name = "standard input" if file == "-" else printable(file)
    for number, raw in enumerate(_lines(file), 1):
        if not raw.strip():
            continue
        try:
            line = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise UsageError(
                f'{name}:{number}: is no JSON ({error}); write a line such as {{"text": "…"}}'
            ) from error
        if not isinstance(line, dict) or not isinstance(line.get("text"), str):
            raise UsageError(
                f'{name}:{number}: wants an object with "text", such as {{"text": "…"}}'
            )
        if not isinstance(line.get("lang", ""), str | None):
            raise UsageError(f'{name}:{number}: "lang" is no code of a language, such as "en"')
        # Half of a pair is no sign; in its place stands one, so that all others keep theirs.
        yield number, line | {"text": _HALVES.sub("\N{REPLACEMENT CHARACTER}", line["text"])}


def _lines(file: str) -> Iterable[str]:
    if file == "-":
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")  # type: ignore[union-attr]
        yield from sys.stdin
        return
    try:
        # Programs on Windows begin a file with a mark of its encoding.
        with open(file, encoding="utf-8-sig", errors="replace") as lines:
            yield from lines
    except OSError as error:
        raise UsageError(f"{printable(file)}: cannot be read: {error.strerror}") from error
