"""The commands that bring histories in: import."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.capturing import wayback
from monitor.cli.common import (
    Exit,
    console,
    known_source,
    options_of,
    print_json,
    printable,
    say,
    settings_of,
)
from monitor.cli.helping import command, examples
from monitor.cli.taking import SHOWN, address_given, policy_given, report, time_given
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.cli.common import Options
    from monitor.cli.drafting import Draft
    from monitor.interop.archive import Archive, Text
    from monitor.interop.mapping import Keys, Mapped
    from monitor.interop.tally import Tally
    from monitor.settings import Settings

ATTRIBUTION = (
    "From Open Terms Archive (opentermsarchive.org), ODC-By 1.0: name it when you publish."
)


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    group = typer.Typer(
        help="Take in histories that others have kept.",
        no_args_is_help=True,
        rich_markup_mode=None,
        epilog=examples("import ota contrib-versions --add", "import wayback acme/terms"),
    )
    command(
        group,
        ota,
        "import ota contrib-versions --only LinkedIn",
        "import ota contrib-versions --add",
        'import ota archive --map "Acme/Terms=acme/terms@2020-01-01.."',
    )
    command(
        group,
        declarations,
        "import ota-declarations contrib-declarations --only LinkedIn",
        name="ota-declarations",
    )
    command(
        group,
        wayback,
        "import wayback linkedin/user-agreement --since 2019-01-01",
        "import wayback acme/terms --archive https://archive.example",
    )
    command(
        group,
        page,
        "import page acme/terms saved.html --at 2025-09-18T20:00:00Z",
    )
    app.add_typer(group, name="import")


def ota(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A versions repository: a git folder.")],
    only: Annotated[
        list[str] | None, typer.Option(help="Only this service; may be repeated.")
    ] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", help='"Service/Terms=service/document@FROM..TO"; may be repeated.'),
    ] = None,
    add: Annotated[
        bool, typer.Option("--add", help="Configure what is not yet, in services.d/.")
    ] = False,
) -> int:
    """Take in what Open Terms Archive kept.

    The versions (or raw pages) of a git folder become the history that we would have seen, from
    before the first look; nobody is told of it.
    """
    from monitor.interop import mapping
    from monitor.interop.archive import listed

    options = options_of(context)
    settings = settings_of(options)
    rules = [mapping.rule(one) for one in map_ or ()]
    archive = listed(folder, os.environ)
    texts = _chosen(archive, only or [])
    where = mapping.mapped(texts, settings, rules)
    if add and where.strangers:
        settings = _add(where, folder, settings, options)
        where = mapping.mapped(texts, settings, rules)
    _say_strangers(where)
    if not where.pairs:
        raise UsageError(
            f"{folder}: none of its {len(texts)} texts has a source; configure one, or give --add"
        )
    taken = _taken(where, archive, folder, settings, options)
    if archive.undated:
        say(f"{archive.undated} commits have no date that a calendar has; they were left out")
    return report(taken, options, closing=ATTRIBUTION)


def declarations(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="A declaration, or a folder of them.")],
    only: Annotated[
        list[str] | None, typer.Option(help="Only this service; may be repeated.")
    ] = None,
) -> int:
    """Turn its declarations into sources.

    They are written into services.d/, or below a service that is configured; what cannot be taken,
    such as filters that are programs, is named.
    """
    from monitor.extract import valid_selector
    from monitor.interop import mapping
    from monitor.interop.declarations import read

    options = options_of(context)
    settings = settings_of(options)
    declared = read(path, valid_selector)
    wanted = {name.casefold() for name in only or ()}
    texts = [one for one in declared.texts if not wanted or one.service.casefold() in wanted]
    more = mapping.extending(texts, settings)
    _extend(more, options)
    files = mapping.added(texts, settings)
    _write_services(files, options)
    for line in declared.left:
        say(line)
    for title, ends in declared.past.items():
        say(f"{title}: {len(ends)} earlier declarations, until {ends[-1][:10]}, are not watched")
    configured = sum(text.count("[[services.sources]]") for text in files.values()) + len(more)
    if options.json:
        print_json({"files": list(files), "sources": configured, "left": declared.left})
    else:
        print(
            "\n".join([*files, f"{configured} sources of {len(texts)} declared texts configured"])
        )
    return Exit.DONE


def page(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="The source it is a page of.")],
    file: Annotated[Path, typer.Argument(help="The saved page: HTML, PDF, Markdown or text.")],
    at: Annotated[str, typer.Option(help="When it was saved, such as 2025-09-18T20:00:00Z.")],
    url: Annotated[str, typer.Option(help="Its address; that of the source by default.")] = "",
    vantage: Annotated[str, typer.Option(help="Where it was seen from.")] = "default",
) -> int:
    """Take in a page that a person saved.

    It goes through gate and compare like one that was fetched, and is marked as manual.
    """
    from monitor.cli.files import page_of
    from monitor.cli.outcomes import json_of
    from monitor.interop.saved import take_page
    from monitor.net.clock import utc_now
    from monitor.opening import record_of
    from monitor.publish import tables

    options = options_of(context)
    settings = settings_of(options, fetches=True)
    known_source(source, settings.sources())
    policy = policy_given(settings, source)
    address = address_given(url or policy.source.parts[0].url, "--url")
    saved = page_of(file, url=address, at=time_given(at, "--at"))
    with record_of(settings, missing="make") as record:
        ended = take_page(record, policy, saved, vantage=vantage, now=utc_now())
    if options.json:
        print_json(json_of(ended))
    else:
        console(options).print(tables.outcome(source, vantage, ended.look))
    return Exit.TROUBLE if ended.is_bad else Exit.DONE


def _taken(
    where: "Mapped", archive: "Archive", folder: Path, settings: "Settings", options: "Options"
) -> "list[Tally]":
    """Take in text by text, so that memory does not grow with the archive."""
    from monitor.cli.outcomes import watched

    total = sum(len(text.versions) for _, text in where.pairs)
    taken: list[Tally] = []
    work = _work(where, archive, folder, settings, taken)
    for _ in watched(work, total, console(options, stderr=True), word="versions"):
        pass
    return taken


def _work(
    where: "Mapped", archive: "Archive", folder: Path, settings: "Settings", taken: "list[Tally]"
) -> Iterator[None]:
    from monitor.interop.archive import contents
    from monitor.interop.intake import take_in
    from monitor.interop.ota import pages_of
    from monitor.interop.tally import Tally
    from monitor.net.clock import utc_now
    from monitor.opening import record_of

    with (
        record_of(settings, missing="make") as record,
        contents(folder, os.environ, most=settings.fetch.max_bytes) as content,
    ):
        for source, text in where.pairs:
            one = Tally(source=source)
            taken.append(one)
            policy = policy_given(settings, source)
            yield from take_in(
                record,
                policy,
                text.versions,
                pages_of(policy.source, content),
                newest=archive.newest,
                now=utc_now(),
                tally=one,
            )


def _chosen(archive: "Archive", only: list[str]) -> "list[Text]":
    if not only:
        return list(archive.texts)
    wanted = {name.casefold() for name in only}
    names = {text.service.casefold() for text in archive.texts}
    if missing := sorted(wanted - names):
        near = ", ".join(
            printable(name) for name in sorted({t.service for t in archive.texts})[:20]
        )
        raise UsageError(f'the archive has no service "{missing[0]}"; it has: {near}')
    return [text for text in archive.texts if text.service.casefold() in wanted]


def _add(where: "Mapped", folder: Path, settings: "Settings", options: "Options") -> "Settings":
    """Configure the texts that have no source; return the configuration with them."""
    from monitor.interop import mapping

    followed = {"kind": "ota", "url": str(folder.resolve())}
    new = [
        mapping.Newcomer(service=text.service, terms=text.terms, keys=followed)
        for text, why in where.strangers
        if why == mapping.UNKNOWN
    ]
    files = mapping.added(new, settings)
    _checked_services(files, options)
    _extend(mapping.extending(new, settings), options)
    return _write_services(files, options)


def _extend(sources: "Sequence[tuple[str, Keys]]", options: "Options") -> None:
    """Put sources below those of their services, in the files where those stand."""
    from monitor.cli import drafting

    for service, keys in sources:
        draft = drafting.page(options.config, service, "", keys)
        drafting.check([draft], options.config)
        drafting.write([draft])
        say(f"{service}/{keys['id']}: configured in {draft.path}")


def _write_services(files: Mapping[str, str], options: "Options") -> "Settings":
    """Write files of services, none if one cannot be; return the configuration with them.

    Raises:
        ConfigError, UsageError: If it would not be good with them.
    """
    from monitor.cli import drafting

    drafts, settings = _checked_services(files, options)
    drafting.write(drafts)
    return settings


def _checked_services(
    files: Mapping[str, str], options: "Options"
) -> "tuple[list[Draft], Settings]":
    """Return the drafts of services, and the configuration as it would be with them."""
    from monitor.cli import drafting

    drafts = [drafting.service(options.config, text) for text in files.values()]
    return drafts, drafting.check(drafts, options.config)


def _say_strangers(where: "Mapped") -> None:
    for text, why in where.strangers[:SHOWN]:
        say(f"{text.path}: not taken: {why}")
    if len(where.strangers) > SHOWN:
        say(f"and {len(where.strangers) - SHOWN} more texts")
