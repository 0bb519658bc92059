"""What became of the versions of an archived text that were taken in."""

from collections import Counter
from dataclasses import dataclass, field

from monitor.history import Commit
from monitor.model import Verdict
from monitor.pipeline.observe import FEW


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of the versions of one text; grows while they are taken in.

    Attributes:
        known: Versions that were there already.
        early: Versions from before the last one of another archive, which are not taken.
        late: Versions from after our first look, which are not taken.
        snapshots: Versions that became snapshots.
        changes: Snapshots that say something else than the one before.
        unchanged: Versions that say the same.
        brief: Versions that did not stand long enough to be believed.
        held: What the gate took for something else, by reason.
        unreadable: "commit: why" of versions that could not be read at all.
        shared: Share of text in common with the first text we looked at ourselves, or None.
    """

    source: str
    known: int = 0
    early: int = 0
    late: int = 0
    snapshots: int = 0
    changes: int = 0
    unchanged: int = 0
    brief: int = 0
    held: Counter[str] = field(default_factory=Counter)
    unreadable: list[str] = field(default_factory=list)
    shared: float | None = None

    @property
    def is_strange(self) -> bool:
        """Whether this may be another document under the same name."""
        return self.shared is not None and self.shared < FEW

    def count(self, commit: Commit) -> None:
        """Count a version that became no snapshot, by what was decided of it."""
        if commit.look.verdict is Verdict.HELD:
            self.held[commit.look.reason] += 1
        elif commit.look.pending:
            self.brief += 1
        else:
            self.unchanged += 1
