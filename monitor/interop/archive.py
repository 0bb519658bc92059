"""Read an Open Terms Archive repository: every recorded version of every text, from git.

One `git log` lists all versions and one `git cat-file` brings their bytes. The folder may come
from anybody: nothing that its configuration names is run, and nothing is written or fetched.
"""

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from monitor.errors import UsageError
from monitor.settings import shown

MARKDOWN = "text/markdown"
KINDS = {".md": MARKDOWN, ".html": "text/html", ".pdf": "application/pdf"}
"""What is taken as a version: readable texts, and the pages of a snapshots repository."""
_SUBJECT = re.compile(
    r"(?P<upgrade>Refilter|Apply (?:technical|declaration)\b)|Start tracking|Update|"
    r"First record of|Record new changes",
    re.IGNORECASE,
)
_FIRST_YEAR, _LAST = 1990, datetime(9000, 1, 1, tzinfo=UTC).timestamp()
_CHUNK = 1 << 20
_MARK = b"\x01"
_QUIET = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_SAFE = (
    "--literal-pathspecs",
    *("-c", "log.showSignature=false"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath="),
)


@dataclass(frozen=True, slots=True)
class Version:
    """One recorded version of a text.

    Attributes:
        at: Author date, when the archive saw the text; the commit may be of any other time.
        commit: Hash of the commit, or the address where it is kept.
        blob: Hash of the content.
        kind: Its media type.
        upgrade: Recorded because the archive reads pages in another way, not because one changed.
        seen: When the archive last saw it; None: until the next one took its place.
    """

    at: datetime
    commit: str
    blob: str
    kind: str
    upgrade: bool = False
    seen: datetime | None = None

    @property
    def label(self) -> str:
        """What a message calls it: an address whole, the hash of a commit in short."""
        return self.commit if "://" in self.commit else self.commit[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One watched text of an archive with all its versions.

    Attributes:
        service: As the archive names it; unchecked: never a path, never printed as it is.
        terms: The type of terms, likewise.
        path: In the repository, that of its first version.
        versions: In order of their author dates, none twice at one time.
    """

    service: str
    terms: str
    path: str
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """A repository as it was listed.

    Attributes:
        texts: By path.
        newest: The latest author date of all.
        undated: Commits whose date no calendar has.
    """

    texts: tuple[Text, ...]
    newest: datetime
    undated: int


def listed(folder: Path, environ: Mapping[str, str]) -> Archive:
    """List all versions of a repository, bare or not, from its current branch.

    Args:
        folder: Of the repository itself, not one above or below.
        environ: Of the process, for git.

    Raises:
        UsageError: If the folder is no git repository, or holds no versions of terms.
    """
    found: dict[tuple[str, str], list[tuple[Version, str]]] = {}
    newest, undated, known = datetime.min.replace(tzinfo=UTC), 0, False
    for commit, at, subject, files in _commits(folder, environ, "HEAD", "--"):
        if at is None:
            undated += 1
            continue
        how = _SUBJECT.match(subject)
        known = known or how is not None
        newest = max(newest, at)
        for path, blob in files:
            name, kind = named(path)
            one = Version(at, commit, blob, kind, _is_upgrade(how))
            found.setdefault(name, []).append((one, path))
    if not found or not known:
        raise UsageError(
            f"{folder}: is a git repository, but holds no versions of terms (files such as"
            ' "Service/Terms of Service.md", recorded by Open Terms Archive);'
            " name the folder of a versions repository"
        )
    texts = tuple(_text(name, versions) for name, versions in sorted(found.items()))
    return Archive(texts=texts, newest=newest, undated=undated)


def head(folder: Path, environ: Mapping[str, str]) -> str:
    """Return the commit that a repository stands at.

    Raises:
        UsageError: If the folder is no git repository, or has no commit yet.
    """
    return _said(folder, environ, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").strip()


def paths(folder: Path, environ: Mapping[str, str], commit: str) -> list[str]:
    """Return the paths of the texts that are there at a commit, sorted."""
    listed = _said(folder, environ, "ls-tree", "-r", "-z", "--name-only", commit, "--")
    return sorted(path for path in listed.split("\0") if _is_version(path))


def later(
    folder: Path, environ: Mapping[str, str], path: str, *, mark: str, commit: str
) -> list[Version]:
    """Return the versions of a text that came since a commit, in the order in which they came.

    Args:
        path: Of the text at `commit`.
        mark: The commit they came after; where it is not one that `commit` is built on, or
            nothing came since, the version that stands at `commit` alone.
        commit: The last one that counts.
    """
    found = []
    if mark and _is_built_on(folder, environ, mark, commit):
        found = _versions(folder, environ, f"{mark}..{commit}", "--", path)
    return found or _versions(folder, environ, "-1", commit, "--", path)


def in_order(found: Iterable[Version]) -> Iterator[Version]:
    """Yield versions in the order of their times; of equal times the later a second later."""
    last: datetime | None = None
    for one in sorted(found, key=lambda version: version.at):
        if last is not None and last >= one.at:
            one = replace(one, at=datetime.fromtimestamp(last.timestamp() + 1, UTC))
        last = one.at
        yield one


class Contents:
    """Brings the bytes of versions, one after the other, from one git process."""

    def __init__(self, pipe_in: IO[bytes], pipe_out: IO[bytes], *, most: int) -> None:
        self._in = pipe_in
        self._out = pipe_out
        self._most = most

    def __call__(self, blob: str) -> bytes | str:
        """Return the bytes, or why they are not taken."""
        self._in.write(blob.encode("ascii") + b"\n")
        self._in.flush()
        head = self._out.readline().split()
        if len(head) != 3 or not head[2].isdigit():
            return "not in the repository (a partial or shallow copy)"
        size = int(head[2])
        if head[1] != b"blob" or size > self._most:
            self._pass_over(size + 1)
            return f"larger than {self._most / 10**6:g} MB" if head[1] == b"blob" else "no file"
        content = self._out.read(size)
        self._pass_over(1)
        if len(content) < size:
            return "not in the repository (git stopped)"
        return content

    def _pass_over(self, count: int) -> None:
        while count > 0:
            some = self._out.read(min(count, _CHUNK))
            if not some:
                return
            count -= len(some)


@contextmanager
def contents(folder: Path, environ: Mapping[str, str], *, most: int) -> Iterator[Contents]:
    """Open the bytes of a repository.

    Args:
        folder: One that `listed` could read.
        environ: Of the process, for git.
        most: Bytes of a version above which it is not taken.
    """
    process = _git(folder, environ, "cat-file", "--batch")
    if process.stdin is None or process.stdout is None:
        raise UsageError("git has no pipes")
    try:
        yield Contents(process.stdin, process.stdout, most=most)
    finally:
        with suppress(BrokenPipeError):
            process.stdin.close()
        process.stdout.close()
        process.wait()


def named(path: str) -> tuple[tuple[str, str], str]:
    """Return service and terms of a version's path, and its media type."""
    service, _, name = path.rpartition("/")
    terms, dot, suffix = name.rpartition(".")
    return (service, terms), KINDS[f"{dot}{suffix}".lower()]


def _text(name: tuple[str, str], found: list[tuple[Version, str]]) -> Text:
    """Put the versions of a text in order; a page of it may have become a PDF."""
    # git lists the newest first: of equal dates the earlier commit goes first.
    found.reverse()
    versions = tuple(in_order(version for version, _ in found))
    return Text(service=name[0], terms=name[1], path=found[0][1], versions=versions)


_Listed = tuple[str, datetime | None, str, list[tuple[str, str]]]


def _versions(folder: Path, environ: Mapping[str, str], *which: str) -> list[Version]:
    """Return the versions of the commits that were asked for, oldest commit first."""
    found = [
        Version(at, commit, blob, named(path)[1], _is_upgrade(_SUBJECT.match(subject)))
        for commit, at, subject, files in _commits(folder, environ, *which)
        for path, blob in files
        if at is not None
    ]
    return found[::-1]


def _is_upgrade(how: re.Match[str] | None) -> bool:
    return how is not None and how["upgrade"] is not None


def _is_built_on(folder: Path, environ: Mapping[str, str], mark: str, commit: str) -> bool:
    with _git(folder, environ, "merge-base", "--is-ancestor", mark, commit) as process:
        process.communicate()
    return process.returncode == 0


def _said(folder: Path, environ: Mapping[str, str], *arguments: str) -> str:
    """Return what git prints.

    Raises:
        UsageError: If it fails.
    """
    with _git(folder, environ, *arguments) as process:
        out, said = process.communicate()
    _refuse_failure(folder, process.returncode, said)
    return out.decode("utf-8", "replace")


def _refuse_failure(folder: Path, code: int, said: bytes) -> None:
    if code != 0:
        words = said.decode("utf-8", "replace").strip().splitlines() or ["it has no commits"]
        why = shown(words[-1].removeprefix("fatal: ").partition(" (")[0])
        raise UsageError(
            f"{folder}: cannot be read as a git repository ({why[1:-1]});"
            " name the folder of a versions repository"
        )


def _commits(folder: Path, environ: Mapping[str, str], *which: str) -> Iterator[_Listed]:
    """Yield hash, author date, subject and the versions of each commit, newest commit first."""
    form = "%x01%H %at %s"
    with _git(
        folder, environ, "log", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff",
        "--no-color", "--root", f"--format={form}", *which,
    ) as process:  # fmt: skip
        if process.stdout is None:
            raise UsageError("git has no pipes")
        yield from _parsed(_split(process.stdout))
        said = process.stderr.read(2000) if process.stderr else b""
    _refuse_failure(folder, process.returncode, said)


def _parsed(tokens: Iterator[bytes]) -> Iterator[_Listed]:
    current: _Listed | None = None
    for token in tokens:
        token = token.lstrip(b"\n")
        if token.startswith(_MARK):
            if current is not None:
                yield current
            commit, seconds, subject = [*token[1:].split(b" ", 2), b"", b""][:3]
            words = subject.decode("utf-8", "replace")
            current = (commit.decode("ascii"), _time(seconds), words, [])
        elif token.startswith(b":") and current is not None:
            path = next(tokens, b"").decode("utf-8", "replace")
            _, mode, _, blob, _ = token[1:].split()
            if _is_version(path) and mode.startswith(b"100"):
                current[3].append((path, blob.decode("ascii")))
    if current is not None:
        yield current


def _is_version(path: str) -> bool:
    """Whether a path is "Service/Terms.md"; several pages of one text ("#") are no version."""
    service, slash, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    return bool(service and slash and stem and f"{dot}{suffix}".lower() in KINDS) and (
        not path.startswith(".") and " #" not in name
    )


def _time(seconds: bytes) -> datetime | None:
    try:
        number = int(seconds)
        found = datetime.fromtimestamp(number, UTC) if 0 < number < _LAST else None
    except (ValueError, OverflowError, OSError):
        return None
    return found if found is not None and found.year >= _FIRST_YEAR else None


def _split(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield what stands between NUL bytes."""
    rest = b""
    while some := stream.read(_CHUNK):
        *whole, rest = (rest + some).split(b"\0")
        yield from whole
    if rest:
        yield rest


def _git(folder: Path, environ: Mapping[str, str], *arguments: str) -> "subprocess.Popen[bytes]":
    """Start git in a folder: not in a repository around it.

    Raises:
        UsageError: If there is no such folder, or no git.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: is no folder; name the folder of a versions repository")
    around = {"GIT_CEILING_DIRECTORIES": str(folder.resolve().parent)}
    ours = {key: value for key, value in environ.items() if not key.startswith("GIT_")}
    try:
        return subprocess.Popen(
            ["git", *_SAFE, "-C", str(folder), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=ours | _QUIET | around,
        )
    except OSError as error:
        raise UsageError(f"git cannot be started ({error.strerror}); install git") from error
