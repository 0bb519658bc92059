"""Two documents in, what changed between them out. Pure: no clock, no files, no randomness."""

from monitor.compare.changes import compare
from monitor.compare.editions import entered_into_force, of_edition, restored, without_frame
from monitor.compare.share import shared_share

__all__ = [
    "compare",
    "entered_into_force",
    "of_edition",
    "restored",
    "shared_share",
    "without_frame",
]
