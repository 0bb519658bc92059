"""Print how we fare on the labelled corpus, and the rows that disagree.

    python -m benchmarks.labels [changes] [alerts] [clauses]

`changes`: what compare and the gate keep quiet; `alerts`: what classify makes of it; `clauses`:
the topics of single clauses. Each part can be run alone (`python -m benchmarks.label_alerts`).
"""

import importlib
import importlib.util
import os
import sys
from pathlib import Path

CORPUS = Path(os.environ.get("CLAUSEWATCH_CORPUS", "../shared/corpus"))
PARTS = ("changes", "alerts", "clauses")


def main() -> None:
    """Print the tables of the parts that were named, of all where none was."""
    if not (CORPUS / "labels").is_dir():
        sys.exit(f"no corpus at {CORPUS}; name its folder in CLAUSEWATCH_CORPUS")
    chosen = sys.argv[1:] or PARTS
    sys.argv[1:] = []
    for part in chosen:
        name = f"benchmarks.label_{part}"
        if importlib.util.find_spec(name) is None:
            print(f"\n{part}: not there")
            continue
        print(f"\n{part}\n{'-' * len(part)}")
        importlib.import_module(name).main()


if __name__ == "__main__":
    main()
