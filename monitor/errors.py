"""The error tree. Each error carries its facts as attributes; its message says what, where and
what to do. Imports nothing of ours.
"""

from datetime import timedelta
from pathlib import Path


class ClausewatchError(Exception):
    """Base of every error that is not a bug of ours."""


class UsageError(ClausewatchError):
    """What was asked for cannot be done as asked: exit 2."""


class ConfigError(ClausewatchError):
    """The configuration is wrong: exit 2.

    Attributes:
        problems: Each as "file:line: key: what is wrong and what to do".
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class FetchError(ClausewatchError):
    """A page could not be had. A failed look, never a change.

    Attributes:
        url: The address asked for.
        reason: A short constant: "status 403", "timed out", "refused by robots.txt" …
        advice: What a person can do; "" where nothing is known.
        status: HTTP status, or None where there was no answer.
        transient: Whether trying again soon may help.
        retry_after: How long the server asked to be left alone (RFC 9110, 10.2.3), or None.
    """

    def __init__(
        self,
        url: str,
        reason: str,
        *,
        advice: str = "",
        status: int | None = None,
        transient: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(f"{url}: {reason}" + (f"; {advice}" if advice else ""))
        self.url = url
        self.reason = reason
        self.advice = advice
        self.status = status
        self.transient = transient
        self.retry_after = retry_after


class Ended(ClausewatchError):
    """The process was told to end while a look waited for its turn: nothing is written of it."""


class ExtractError(ClausewatchError):
    """Bytes that cannot be read as a document. A held or failed look, never an empty document.

    Attributes:
        reason: A short constant: "no text", "not a document", "too deep" …
    """

    def __init__(self, reason: str, advice: str = "") -> None:
        super().__init__(reason + (f"; {advice}" if advice else ""))
        self.reason = reason
        self.advice = advice


class DeliveryError(ClausewatchError):
    """A message was not taken by its channel.

    Attributes:
        channel: Name of the channel.
        reason: What the receiver said, shortened, without addresses or secrets.
        permanent: Sending the same again cannot help: the notice is parked.
        retry_after: How long the receiver asked to be left alone, or None.
    """

    def __init__(
        self,
        channel: str,
        reason: str,
        *,
        permanent: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(f'channel "{channel}": {reason}')
        self.channel = channel
        self.reason = reason
        self.permanent = permanent
        self.retry_after = retry_after


class StoreError(ClausewatchError):
    """The store cannot be used now (locked, disk full, read-only, not reachable): exit 3."""


class StoreDamaged(StoreError):
    """The store's content is not what was written: exit 4."""


class RevisionConflict(StoreError):
    """Another process committed a look of this series first: read the state and decide again."""


class PublishError(ClausewatchError):
    """A derived file cannot be written: that folder is ill, the rest goes on: exit 3.

    Attributes:
        path: What could not be written.
        reason: What the system said.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: cannot be written: {reason}; check that the folder is writable")
        self.path = path
        self.reason = reason
