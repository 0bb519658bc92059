"""Clausewatch: watch terms of service, compare them clause by clause, tell people what changed."""
