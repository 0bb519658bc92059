"""The command `clausewatch`: one module per group of commands.

Each imports what it needs when it is run, so that the others start fast.
"""

import gc

# What a command loads stays until it ends: looking through it for rubbish after every 700 new
# objects took a tenth of the start (docs/decisions/0094).
gc.set_threshold(10_000)
