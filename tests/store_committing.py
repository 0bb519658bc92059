"""Commit to a record until killed: `python -m tests.store_committing URL SOURCE`."""

import sys
from dataclasses import replace
from datetime import timedelta

from monitor.store import open_record
from tests.store_values import later, new_text, notice, same_text


def main(url: str, source: str) -> None:
    with open_record(url) as record:
        record.register([(source, "default")])
        print("ready", flush=True)
        while True:
            read = record.state(source, "default")
            at = later(read.revision)
            texts = [f"Clause {n} of round {read.revision // (n + 1)}" for n in range(20)]
            if read.revision % 3:
                record.commit(same_text(read, at=at))
            else:
                record.commit(
                    new_text(read, *texts, at=at, notices=(replace(notice(source), source=source),))
                )
            taken = record.claim(source, at, lease=timedelta(seconds=0))
            if taken is not None:
                record.sent(taken, at)


if __name__ == "__main__":
    main(*sys.argv[1:])
