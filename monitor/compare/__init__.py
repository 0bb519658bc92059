"""Two documents in, what changed between them out. Pure: no clock, no files, no randomness."""

from monitor.compare.changes import compare
from monitor.compare.share import shared_share

__all__ = ["compare", "shared_share"]
