"""Whether a text that was seen is believed (invariant 4: only what lasts is told). Pure."""

from datetime import datetime
from enum import Enum, auto

from monitor.history import Candidate, SeriesState
from monitor.pipeline.policy import FLAPPING_FOR, SETTLED, Policy

PATIENCE = 6
"""Looks without agreement until the latest text is taken and the series marked as flapping."""


class Confirmed(Enum):
    """What is known of a candidate."""

    NOT_YET = auto()
    YES = auto()
    FLAPPING = auto()


def confirmed(state: SeriesState, candidate: Candidate, policy: Policy, now: datetime) -> Confirmed:
    """Judge a candidate by the looks that agreed on it.

    Args:
        state: The series, `unagreed` counting this look.
        candidate: The text that waits, `agreed` and `last_seen` counting this look.
        policy: How many looks must agree, and how far apart.
        now: Aware UTC time of this look.

    Returns:
        `YES` once `confirm` looks at least `confirm_after` apart agree; a series that flapped
        within 30 days must agree over 24 hours. `FLAPPING` once six looks agreed with nothing.
    """
    if state.unagreed >= PATIENCE - 1:
        return Confirmed.FLAPPING
    restless = state.flapped is not None and now - state.flapped < FLAPPING_FOR
    needed = max(policy.confirm_after, SETTLED) if restless else policy.confirm_after
    if policy.confirm == 1 and not restless:
        return Confirmed.YES
    looks = max(policy.confirm, 2) if restless else policy.confirm
    enough = candidate.agreed >= looks and candidate.last_seen - candidate.first_seen >= needed
    return Confirmed.YES if enough else Confirmed.NOT_YET
