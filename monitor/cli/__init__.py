"""The command `clausewatch`: one module per group of commands.

Each imports what it needs when it is run, so that the others start fast.
"""
