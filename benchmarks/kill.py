"""Kill `check` at random moments, two hundred times, and see that nothing is lost or told twice.

    python -m benchmarks.kill [KILLS [ROUNDS]]

Twenty texts change in each round; what is held after each kill, and against a watch that nobody
disturbed at the end, is said in tests/acceptance/test_kill.py, whose code this runs.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.acceptance.test_kill import SOURCES, survived

KILLS, ROUNDS = 200, 20


def main(arguments: Sequence[str]) -> None:
    kills = int(arguments[0]) if arguments else KILLS
    rounds = int(arguments[1]) if len(arguments) > 1 else min(ROUNDS, kills)
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="kill-") as place,
        pytest.MonkeyPatch.context() as patch,
    ):
        done = survived(Path(place), patch, kills=kills, rounds=rounds)
    print(
        f"{done.kills} kills over {rounds} rounds of {SOURCES} changing sources,"
        f" {done.ended} of them after the end; {done.repeated} notices sent again;"
        f" verify clean after each, the end as undisturbed; {time.monotonic() - started:.0f} s"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
