"""Peak memory of a program, as the kernel counts it for the program itself.

`ru_maxrss` will not do: it starts at the size of the parent that forked.
"""

PEAK = "__import__('re').search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]"
"""A Python expression: peak resident memory of the process that evaluates it, in KiB, as text."""
