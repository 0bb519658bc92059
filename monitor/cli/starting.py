"""The commands that write configuration: init, catalog, add."""

import difflib
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.common import Exit, console, options_of, print_json, printable, say, settings_of
from monitor.cli.helping import command
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.catalog import Entry
    from monitor.cli.adding import Wish
    from monitor.cli.common import Options
    from monitor.cli.drafting import Draft


def completed_service(incomplete: str) -> list[str]:
    """Return the ready-made services that begin so, for the completion of the shell."""
    from monitor.catalog import entries

    ids = (entry.service.id for entry in entries())
    return [found for found in ids if found.startswith(incomplete)]


class Fetch(StrEnum):
    HTTP = "http"
    AUTO = "auto"
    BROWSER = "browser"


What = Annotated[
    str,
    typer.Argument(
        help="An address, or a ready-made service (see: catalog).",
        metavar="URL",
        autocompletion=completed_service,
    ),
]
Document = Annotated[
    str, typer.Option("--as", help="Name of the text; from its heading.", metavar="DOCUMENT")
]
Select = Annotated[
    list[str] | None, typer.Option(help="CSS selector of the text; may be repeated.", metavar="CSS")
]
Remove = Annotated[
    list[str] | None,
    typer.Option(help="CSS selector of what is no text; may be repeated.", metavar="CSS"),
]
Robots = Annotated[
    bool | None,
    typer.Option("--robots/--no-robots", help="Whether robots.txt is obeyed here."),
]


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    command(app, init, "init", "init linkedin github --contact mailto:me@example.org")
    command(app, catalog, "catalog", "catalog privacy EU", "catalog linkedin --toml")
    command(
        app,
        add,
        "add linkedin",
        "add https://example.com/terms --dry-run",
        "add https://example.com/privacy --service example --select main",
    )


def init(
    context: typer.Context,
    services: Annotated[
        list[str] | None,
        typer.Argument(
            help="Ready-made services to watch (see: catalog).",
            metavar="SERVICE",
            autocompletion=completed_service,
        ),
    ] = None,
    contact: Annotated[
        str, typer.Option(help="Where you can be reached, such as mailto:me@example.org.")
    ] = "",
) -> int:
    """Write a first config.toml, with comments."""
    from monitor.cli import drafting

    options = options_of(context)
    ready = [_ready_made(name) for name in dict.fromkeys(services or ())]
    draft = drafting.first(options.config, ready, contact=_contact(contact))
    drafting.check([draft], options.config)
    drafting.write([draft])
    if options.json:
        print_json(_json(draft, written=True))
        return Exit.DONE
    texts = f": {', '.join(e.service.name for e in ready)}, {_texts(draft)}" if ready else ""
    print(f"wrote {draft.path}{texts}\n\nnext:")
    for step in _steps(draft, contact=bool(contact)):
        print(f"  {step}")
    return Exit.DONE


def catalog(
    context: typer.Context,
    search: Annotated[
        list[str] | None, typer.Argument(help="Words to look for.", metavar="SEARCH")
    ] = None,
    toml: Annotated[
        bool, typer.Option("--toml", help="Their whole text, to copy into a configuration.")
    ] = False,
) -> int:
    """List the ready-made services, or those with certain words."""
    from monitor import catalog as ready_made
    from monitor.publish import ready

    options = options_of(context)
    found = ready_made.search(" ".join(search or ()))
    if options.json:
        print_json([_entry_json(entry) for entry in found])
    elif toml:
        print("\n".join(entry.text for entry in found), end="")
    elif found:
        console(options).print(ready.services([entry.service for entry in found]))
    if not found:
        say("no ready-made service holds these words; any page can be watched: clausewatch add URL")
    return Exit.DONE


def add(
    context: typer.Context,
    what: What,
    service: Annotated[
        str, typer.Option(help="Id of the service, there already or new; from the address.")
    ] = "",
    name: Annotated[str, typer.Option(help="Name of a new service; from the title.")] = "",
    document: Document = "",
    select: Select = None,
    remove: Remove = None,
    fetch: Annotated[
        Fetch, typer.Option(help="How; auto takes a browser where scripts make the text.")
    ] = Fetch.HTTP,
    feed: Annotated[bool, typer.Option("--feed", help="The address is that of a feed.")] = False,
    robots: Robots = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Write it even if the page could not be read.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Try it, and write nothing.")] = False,
) -> int:
    """Watch a page, tried first, or a ready-made service.

    It is written into services.d/, or into the file that has its service.
    """
    from monitor.cli.adding import Wish

    options = options_of(context)
    wish = Wish(
        url=what,
        service=service,
        service_name=name,
        document=document,
        select=tuple(select or ()),
        remove=tuple(remove or ()),
        fetch=fetch.value,
        feed=feed,
        robots=robots,
        anyway=anyway,
    )
    if "/" in what or ":" in what:
        return _add_page(wish, options, dry_run=dry_run)
    if wish != Wish(url=what):
        raise UsageError(
            f"{what}: a ready-made service says by itself how it is read; give an address"
            " (https://…), or leave the other options out"
        )
    return _add_ready_made(what, options, dry_run=dry_run)


def _add_ready_made(name: str, options: "Options", *, dry_run: bool) -> int:
    from monitor.cli import drafting
    from monitor.cli.adding import unnamed

    settings = settings_of(options)
    entry = _ready_made(name)
    if any(one.id == entry.service.id for one in settings.services):
        raise UsageError(f"{name} is watched already; see: clausewatch status")
    draft = drafting.service(options.config, entry.text)
    drafting.check([draft], options.config)
    if not dry_run:
        drafting.write([draft])
    if options.json:
        print_json(_json(draft, written=not dry_run))
    else:
        _say_written(draft, f"{entry.service.name}, {_texts(draft)}", written=not dry_run)
        if not dry_run:
            print(f"look at it: clausewatch check {name}")
    for note in unnamed(settings):
        say(note)
    return Exit.DONE


def _add_page(wish: "Wish", options: "Options", *, dry_run: bool) -> int:
    from monitor.cli import drafting, trying
    from monitor.cli.adding import advice, kindred, notes, tried_and_drafted

    settings = settings_of(options, fetches=True)
    one, draft = tried_and_drafted(wish, options.config, settings)
    taken = one.is_sound or wish.anyway
    written = taken and not dry_run
    if written:
        drafting.write([draft])
    if options.json:
        print_json(_json(draft, written=written) | {"tried": trying.json_of(one)})
    else:
        trying.drawn(one, console(options))
        print()
        if taken:
            _say_written(draft, draft.sources[0], written=written)
        if written:
            print(f"look at it: clausewatch check {draft.sources[0]}")
    hints = notes(one, settings) if taken else [advice(one, wish)]
    for note in (*kindred(wish, settings), *hints):
        say(note)
    return Exit.DONE if taken else Exit.TROUBLE


def _say_written(draft: "Draft", what: str, *, written: bool) -> None:
    print(printable(f"{'wrote' if written else 'would write'} {draft.path}: {what}"))
    if not written:
        print(printable(f"\n{draft.toml}"))


def _ready_made(name: str) -> "Entry":
    from monitor.catalog import entries

    known = {entry.service.id: entry for entry in entries()}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "see: clausewatch catalog."
    raise UsageError(
        f'there is no ready-made service "{printable(name)}"; {hint}'
        " Any page can be watched by its address: clausewatch add https://…"
    )


def _contact(given: str) -> str:
    """Refuse what nobody can be reached by, or would not stay in its place in header and file."""
    odd = set(given) & set('"\\()') or not ("@" in given or "://" in given)
    if given and (odd or not given.isascii() or not given.isprintable() or " " in given):
        raise UsageError(
            "--contact: write an address at which you can be reached, such as"
            " mailto:me@example.org or https://example.org/contact"
        )
    return given


def _texts(draft: "Draft") -> str:
    from monitor.publish.text import counted

    return counted(len(draft.sources), "text")


def _steps(draft: "Draft", *, contact: bool) -> list[str]:
    """What to do next: commands, and what each is for."""
    from monitor.config.writing import CONTACT

    command = "clausewatch"
    command += "" if draft.path == Path("config.toml") else f" --config {draft.path}"
    steps = [
        (f"{command} catalog", "services that are ready-made"),
        (f"{command} add linkedin", "take one of them over"),
        (f"{command} add https://…", "or watch any page: it is tried first"),
    ]
    steps = [] if draft.sources else steps
    steps += [
        (f"{command} check", "look; again in a quarter of an hour,"),
        ("", "what was seen twice is believed"),
        (f"{command} run", "keep looking, and tell"),
    ]
    width = max(len(one) for one, _ in steps)
    rows = [f"{one:<{width}}  {words}" for one, words in steps]
    line = next((n for n, row in enumerate(draft.text.split("\n"), 1) if CONTACT in row), 0)
    first = f"in {draft.path}, line {line}: write an address of yours into user_agent"
    return rows if contact else [first, *rows]


def _json(draft: "Draft", *, written: bool) -> dict[str, Any]:
    return {
        "file": str(draft.path),
        "written": written,
        "sources": list(draft.sources),
        "toml": draft.toml,
    }


def _entry_json(entry: "Entry") -> dict[str, Any]:
    return entry.service.model_dump(mode="json", exclude_defaults=True)
