"""Plain text in: paragraphs as HTML. Pure."""

import re
from html import escape


def html_of(text: str) -> str:
    """Return the HTML of a plain text: blank lines part paragraphs, single line ends mean little."""
    paragraphs = re.split(
        r"\n[ \t\r\f\v]*\n", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    )
    return "".join(f"<p>{escape(p).replace(chr(10), '<br>')}</p>" for p in paragraphs if p.strip())
