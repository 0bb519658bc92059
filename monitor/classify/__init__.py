"""Clause changes in, what they mean out: flags, facts, significance, headline. Pure."""

from monitor.classify.assess import assess
from monitor.classify.facts import facts
from monitor.classify.standing import StandingFact, StandingFlag, standing, standing_facts
from monitor.classify.topics import flags
from monitor.classify.warning import warning

__all__ = [
    "StandingFact",
    "StandingFlag",
    "assess",
    "facts",
    "flags",
    "standing",
    "standing_facts",
    "warning",
]
