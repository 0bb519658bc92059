"""Write derived files so that a reader never sees half of one.

In: a folder and named contents. Out: files, replaced in one step and only when they differ, so that
the time of a file, from which a web server makes its validators, says when its content changed.
"""

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from monitor.errors import PublishError

MODE = 0o644


def write(path: Path, content: bytes) -> bool:
    """Replace a file atomically; return whether it differed from before.

    Raises:
        PublishError: If the folder or the file cannot be written; the old content stays.
    """
    try:
        if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
    except OSError as exc:
        raise PublishError(path, exc.strerror or str(exc)) from exc
    return True


def write_all(folder: Path, contents: Mapping[str, bytes]) -> int:
    """Write several files under a folder; return how many differed.

    Args:
        folder: Made when missing.
        contents: By relative path with "/"; a lazy mapping is read one file at a time.

    Raises:
        PublishError: For the first that cannot be written; those before it are written.
        ValueError: If a name leaves the folder.
    """
    return sum(write(_inside(folder, name), contents[name]) for name in contents)


def _inside(folder: Path, name: str) -> Path:
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts or "\\" in name or "\0" in name:
        raise ValueError(f"{name!r} is no name of a file inside the folder")
    return folder.joinpath(*relative.parts)


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:80]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, MODE)
        os.replace(name, path)
    finally:  # nothing is left of it, also where Ctrl-C came between
        with contextlib.suppress(OSError):
            os.unlink(name)
