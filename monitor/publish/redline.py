"""The redlines, under one roof: terminal, HTML and Markdown. Pure."""

from monitor.publish.html import html
from monitor.publish.markdown import markdown
from monitor.publish.terminal import terminal

__all__ = ["html", "markdown", "terminal"]
