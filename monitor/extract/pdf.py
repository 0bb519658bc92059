"""PDF in: reflowed text as HTML. Pure."""

from monitor.errors import ExtractError


def html_of(body: bytes) -> str:
    raise ExtractError("not a document", "PDF is not read yet")
