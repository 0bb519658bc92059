"""Histories in and out: archives in git, saved pages, declarations; JSON lines, tables, WARC."""
