"""The examples of the README and of docs/: find them, run them, write down what they really print.

`python -m tests.readme` rewrites the pages and the picture with today's output, and
tests/test_readme.py holds that it is still what the commands print. They run in one folder, in the
order of the pages: the README makes the tour's record, and the others go on from there.
"""

import io
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

from monitor.cli.files import compared, page_of
from monitor.cli.touring import slack_lines
from monitor.demo.site import Site
from monitor.demo.story import ANNOUNCED
from monitor.demo.tour import tour
from monitor.extract import document
from monitor.model import Document, Part
from monitor.publish import redline
from monitor.settings import Settings
from tests.archives import Kept, archive
from tests.conftest import PROJECT

README = PROJECT / "README.md"
DOCS = ("watching", "reading", "telling", "programs", "record")
PAGES = (README, *(PROJECT / "docs" / f"{name}.md" for name in DOCS))
"""The pages with examples, in the order in which those are run."""
ADDRESS = "http://127.0.0.1:8000"
"""Of the tour's site, whatever port it had."""
PICTURE = PROJECT / "docs" / "redline.svg"
"""Of what is printed for these two files, in a terminal of so many columns."""
PICTURED, WIDTH = ("old.md", "new.md"), 84
_WITHOUT_FONTS = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
"""What a picture is made of; nobody who looks at it loads a font from elsewhere."""
_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_ALERT = re.compile(r"(?<=^```text\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)

OLD = """\
# Terms of Service

*Effective January 5, 2025*

## 1. Your content

We do not use your posts to train AI models. You keep the rights in what you post, and we show it to
the members you choose. You can delete what you have posted at any time.

## 2. How long we keep it

We keep deleted posts for 30 days. After that they are removed from our systems and back-ups, unless
the law obliges us to keep them for longer.

## 3. Ending this agreement

You can close your account in your settings. We may close it if you break these terms, after telling
you why and giving you the time to answer.
"""
NEW = OLD.replace(
    "We do not use your posts to train AI models.",
    "We may use your posts to train AI models, unless you opt out in your settings.",
).replace("January 5, 2025", "March 1, 2026")
BROKEN = """\
[fetch]
evry = "6h"

[[services]]
id = "acme"

  [[services.sources]]
  id = "terms"
  url = "ftp://acme.example/terms"
  confirm = "two"
"""
KEPT = """\
include = ["services.d/*.toml"]

[store]
url = "sqlite:///kept.sqlite3"
text = ""
"""
FILES = {"old.md": OLD, "new.md": NEW, "broken.toml": BROKEN, "kept.toml": KEPT}
VERSIONS = "contrib-versions"
"""A repository of archived versions: the two texts above, at the times at which they stood."""


class Example(NamedTuple):
    """A command of the README and the output that stands below it."""

    command: str
    output: str


def examples(text: str) -> list[Example]:
    """Return the examples of all console blocks, in order."""
    found = []
    for block in _BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append(Example(command, output))
    return found


def alert(text: str) -> str:
    """Return the alert on the first screen."""
    return str(_ALERT.findall(text)[0])


def posted(folder: Path) -> str:
    """Play the tour and return the alert that its Slack channel got for the announced notice."""
    with tour(folder) as shown:
        for _ in shown.days():
            pass
        (message,) = (m for m in shown.site.messages if ANNOUNCED in m["text"])
    # What comes below the brief, the redline, is shown further down the page by `diff`.
    *top, brief = message["blocks"][:3]
    lines = slack_lines([*top, brief, message["blocks"][-1]])
    wrapped = (textwrap.wrap(line, 98, subsequent_indent="  ") or [""] for line in lines)
    return plain("\n".join(line for several in wrapped for line in several), folder)


def drawn(folder: Path) -> str:
    """Return what `clausewatch compare old.md new.md` shows in a terminal with colours, as SVG."""
    before, after = (_read(folder, name) for name in PICTURED)
    change = compared(before, after, Settings())
    screen = Console(
        width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="standard", record=True
    )
    screen.print(f"[bold]$[/] clausewatch compare {' '.join(PICTURED)}")
    screen.print(redline.terminal(change, width=WIDTH))
    return screen.export_svg(title="", unique_id="redline", code_format=_WITHOUT_FONTS)


def _read(folder: Path, name: str) -> Document:
    (folder / name).write_text(FILES[name], encoding="utf-8")
    page = page_of(folder / name)
    return document([page], [Part(url=page.url)])


def outputs(commands: list[str], folder: Path) -> Iterator[str]:
    """Run commands in a shell that stays, as a reader would; yield what each prints.

    The tour's site answers all the while, at the address that the page gives it.
    """
    with Site() as site:
        for command in commands:
            yield _printed(command.replace(ADDRESS, site.address), folder)
            if command.endswith("cd tour"):
                folder = folder / "tour"
                for name, text in FILES.items():
                    (folder / name).write_text(text, encoding="utf-8")
                archive(folder / VERSIONS, _versions())


def _versions() -> Iterator[Kept]:
    days = (datetime(2025, 1, 6, 9, 0, tzinfo=UTC), datetime(2026, 2, 1, 9, 0, tzinfo=UTC))
    for at, text in zip(days, (OLD, NEW), strict=True):
        yield Kept(path="Acme/Terms of Service.md", content=text.encode(), at=at)


def _printed(command: str, folder: Path) -> str:
    scripts = sysconfig.get_path("scripts")
    environ = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    environ |= {"COLUMNS": "100", "NO_COLOR": "1"}
    ran = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    return plain(ran.stdout, folder)


def plain(output: str, folder: Path) -> str:
    """Take out what differs from one run to the next: ports, folders, ages, random ids."""
    output = output.replace(f"{folder}/", "").replace(str(folder), ".")
    output = re.sub(r"http://127\.0\.0\.1:\d+", ADDRESS, output)
    output = re.sub(r"msg_[a-z2-7]{26}", "msg_t2qtgz7lx7ytmdamg3xgwwrloz", output)
    output = re.sub(r"\b\d+( days?) ago\b", r"200\1 ago", output)
    output = re.sub(r"\b[0-9a-f]{64}\b", "b18d12e1" + "0" * 56, output)
    return "".join(f"{line.rstrip()}\n" for line in output.splitlines()).strip("\n") + "\n"


def rewritten(pages: list[str], folder: Path) -> list[str]:
    """Return the texts of the pages with the output that their examples have today."""
    printed = outputs([example.command for text in pages for example in examples(text)], folder)

    def block(found: re.Match[str]) -> str:
        commands = [c for c in found[0].splitlines() if c.startswith("$ ")]
        return "".join(f"{command}\n{next(printed).lstrip(chr(10))}" for command in commands)

    readme, *others = (_BLOCK.sub(block, text) for text in pages)
    message = posted(folder / "alert")
    return [_ALERT.sub(lambda _: message, readme, count=1), *others]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        today = rewritten([page.read_text("utf-8") for page in PAGES], Path(place))
        picture = drawn(Path(place))
    for page, content in zip(PAGES, today, strict=True):
        if "Traceback" in content:
            sys.exit(f"the pages stay: an example of {page.name} fails\n{content}")
    for page, content in zip(PAGES, today, strict=True):
        page.write_text(content, encoding="utf-8")
    PICTURE.write_text(picture, encoding="utf-8")
