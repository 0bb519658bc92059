"""Lets `python -m monitor.cli` stand for `clausewatch`."""

from monitor.cli.main import main

if __name__ == "__main__":
    main()
