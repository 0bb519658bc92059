"""Telling people: redlines, feeds, calendar, Slack, webhooks, readable copies.

Values in, text and bytes out, all pure; only `files` touches the disk. Imported module by module,
because rich, lxml and nh3 are needed by few commands.
"""
