"""Generated repositories of archived versions, written by `git fast-import`."""

import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.watching import CLAUSES

START = datetime(2021, 3, 1, 9, 0, tzinfo=UTC)
CHANGE = "Record new changes of"
FIRST = "First record of"
UPGRADE = "Apply technical or declaration upgrade on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One commit of an archive: a file's content at an author date."""

    path: str
    content: bytes
    at: datetime
    subject: str = CHANGE


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def markdown(*clauses: str, title: str = "Terms of use") -> bytes:
    """A version as an archive keeps it."""
    return "\n\n".join([title, "=" * len(title), *clauses, ""]).encode()


def version(
    *more: str,
    at: float,
    path: str = "Acme/Terms of Service.md",
    subject: str = CHANGE,
    clauses: Iterable[str] = CLAUSES,
) -> Kept:
    """A version of Acme's terms: the usual clauses and some more."""
    content = markdown(*clauses, *more)
    return Kept(path=path, content=content, at=day(at), subject=f"{subject} Acme Terms of Service")


def archive(folder: Path, commits: Iterable[Kept], *, bare: bool = False) -> Path:
    """Write a repository with these commits, in that order, on its current branch."""
    kind = ["--bare"] if bare else []
    run = ["git", "init", "-q", "-b", "main", *kind, str(folder)]
    subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
    add(folder, commits)
    return folder


def add(folder: Path, commits: Iterable[Kept]) -> None:
    """Put further commits onto a repository."""
    process = subprocess.Popen(
        ["git", "-C", str(folder), "fast-import", "--quiet", "--force"], stdin=subprocess.PIPE
    )
    if process.stdin is None:
        raise OSError("no pipe")
    held = subprocess.run(
        ["git", "-C", str(folder), "rev-parse", "-q", "--verify", "main"],
        stdout=subprocess.PIPE,
        check=False,
    ).stdout.decode()
    for number, one in enumerate(commits):
        onto = held.strip() if number == 0 else ""
        process.stdin.writelines(_commit(one, onto))
    process.stdin.close()
    if process.wait() != 0:
        raise OSError("git fast-import failed")


def _commit(one: Kept, onto: str) -> Iterator[bytes]:
    # The committer's clock is another: archives are rewritten years later.
    yield b"commit refs/heads/main\n"
    yield f"author Archive <a@archive.example> {int(one.at.timestamp())} +0000\n".encode()
    yield b"committer Archive <a@archive.example> 1700000000 +0000\n"
    yield _data(one.subject.encode())
    if onto:
        yield f"from {onto}\n".encode()
    quoted = one.path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    yield f'M 100644 inline "{quoted}"\n'.encode()
    yield _data(one.content)


def _data(content: bytes) -> bytes:
    return b"data %d\n" % len(content) + content + b"\n"
