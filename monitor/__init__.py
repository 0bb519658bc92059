"""Clausewatch: watch terms of service, compare them clause by clause, tell people what changed."""

__version__ = "0.1.0"
