"""What is Open Terms Archive's own about the versions it keeps: pages with its attribution."""

from collections.abc import Callable

from monitor.interop.archive import MARKDOWN, Version
from monitor.interop.intake import Pages
from monitor.model import Page
from monitor.publish.credit import ATTRIBUTION, LICENCE
from monitor.settings import SourceSettings

Content = Callable[[str], bytes | str]
"""Gives the bytes of a version by its hash, or says why it cannot."""


def pages_of(source: SourceSettings, content: Content) -> Pages:
    """Return what brings the pages of an archive in git, with its attribution.

    Args:
        source: The source that the text belongs to.
        content: Brings the bytes.
    """
    url = source.parts[0].url

    def page(version: Version) -> Page | str:
        body = content(version.blob)
        if isinstance(body, str):
            return body
        if version.kind != "application/pdf" and b"\0" in body:
            return "binary"
        return Page(
            url=url,
            final_url=url,
            at=version.at,
            body=body,
            headers=(
                ("content-type", f"{version.kind}; charset=utf-8"),
                ("x-origin", ATTRIBUTION),
                ("x-licence", LICENCE),
                ("x-commit", version.commit),
            ),
            # A page and its Markdown are two readings: one is never compared with the other.
            fetcher="ota" if version.kind == MARKDOWN else "ota-page",
        )

    return page
