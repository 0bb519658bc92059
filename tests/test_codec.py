"""Stored JSON is read by many threads at once."""

import subprocess
import sys

FIRST_READERS = """
import dataclasses, enum, sys, threading
import msgspec
from monitor.store import codec

sys.setswitchinterval(1e-6)
for n in range(300):
    word = enum.Enum(f"Word{n}", {"ONE": "one", "TWO": "two"})
    inner = dataclasses.make_dataclass(f"Inner{n}", [("g", str)], frozen=True, slots=True)
    outer = dataclasses.make_dataclass(f"Outer{n}", [("f", str), ("all", tuple[inner, ...])])
    fields = [("url", str), ("outer", outer), ("word", word), ("end", str)]
    kind = msgspec.defstruct(f"Kind{n}", fields, frozen=True, array_like=True)
    together = threading.Barrier(6)

    def read():
        together.wait()
        assert codec.from_json(kind, b'["a",{"f":"x","all":[{"g":"y"}]},"one","q"]').end == "q"

    threads = [threading.Thread(target=read) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
print("read")
"""


def test_a_type_that_many_threads_read_for_the_first_time_crashes_nobody() -> None:
    """In a process of its own: what it guards against is a segmentation fault."""
    command = [sys.executable, "-c", FIRST_READERS]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "read\n", "")
