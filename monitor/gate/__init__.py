"""Is this the document? Pure but for the word lists, which are package data read once."""

from monitor.gate.judge import judge
from monitor.gate.reasons import REASONS, Reason

__all__ = ["REASONS", "Reason", "judge"]
