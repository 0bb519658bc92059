"""Plain text in: paragraphs as HTML. Pure."""

import re
from html import escape


def html_of(text: str) -> str:
    """Return the HTML of a plain text: blank lines part paragraphs, line ends mean little."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    paragraphs = re.split(r"\n[ \t\v]*\n", lines)
    return "".join(f"<p>{escape(p).replace(chr(10), '<br>')}</p>" for p in paragraphs if p.strip())
