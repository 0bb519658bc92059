"""The order of the stages for one look: observe, decide, commit."""
