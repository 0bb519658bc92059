"""Show a long result in the pager that the reader has chosen."""

import os
import subprocess
import sys

from rich.pager import Pager

LESS = "FRX"
"""What `less` is told where nobody told it: leave what fits, keep colours and the screen."""

NOT_RUN = (126, 127)
"""What a shell makes of a command that is none, or may not be run."""


class Through(Pager):
    """A pager by its command line, which is the reader's own: it goes through the shell.

    Args:
        command: Such as "less -S".
    """

    def __init__(self, command: str) -> None:
        self._command = command

    def show(self, content: str) -> None:
        """Hand a text to the pager and wait until it is closed; print it where there is none."""
        environ = {"LESS": LESS, **os.environ}
        with subprocess.Popen(
            self._command, shell=True, stdin=subprocess.PIPE, env=environ
        ) as running:
            try:
                running.communicate(content.encode("utf-8", "backslashreplace"))
            except KeyboardInterrupt:
                # The pager handles Ctrl-C itself; its reader leaves it by its own key.
                running.wait()
        if running.returncode in NOT_RUN:
            sys.stdout.write(content)
