"""How the commands are registered, and how their help reads: examples, and names for what is given.

Typer would write the types of the programming language where a person looks for what to give.
"""

import re
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand

_TYPE = re.compile(r" <([^<>]+)>$")
_NUMBERS = {"int", "int range", "float"}


class Command(TyperCommand):
    """A command whose help names its arguments and values in capitals: SOURCE, FILE, N.

    Context and formatter are `Any`: Typer does not publish the types of its parser.
    """

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the parts of the usage line; what may be left out stands in brackets."""
        arguments = [p for p in self.get_params(ctx) if isinstance(p, TyperArgument)]
        named = [(_name(p), p.required) for p in arguments]
        return ["[OPTIONS]", *(name if required else f"[{name}]" for name, required in named)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then the options."""
        arguments, options = [], []
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is None:
                continue
            name, words = record
            if isinstance(param, TyperArgument):
                arguments.append((_name(param), words))
            else:
                kind = _TYPE.search(name)
                name = f"{name[: kind.start()]} {_value(kind[1], param.name)}" if kind else name
                options.append((name, words))
        for title, rows in (("Arguments", arguments), ("Options", options)):
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def command(app: typer.Typer, function: Callable[..., int], *calls: str, name: str = "") -> None:
    """Add a command to an application.

    Args:
        app: The application, or a group of it.
        function: What is run; its docstring is the help.
        calls: Examples, without the name of the program.
        name: Where it is not that of the function.
    """
    app.command(name or None, cls=Command, epilog=examples(*calls))(function)


def examples(*calls: str) -> str:
    """Return the end of a command's help: how it is called, a line each."""
    # A line with \\b alone keeps the lines after it as they are.
    word = "Example" if len(calls) == 1 else "Examples"
    return "\n".join(["\b", f"{word}:", *(f"  clausewatch {call}" for call in calls)])


def _name(argument: TyperArgument) -> str:
    name = argument.metavar or str(argument.name).upper()
    return name if argument.nargs == 1 else f"{name}..."


def _value(kind: str, name: str | None) -> str:
    """What an option is given: one of some words, a number, or what the option is called."""
    if "|" in kind:
        return kind
    return "N" if kind in _NUMBERS else str(name).rstrip("_").upper().replace("_", "-")
