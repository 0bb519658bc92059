"""The pages of a snapshot as a WARC file: evidence that other tools can read and check.

One `warcinfo` record says what it is; each page is a request and its response, or a resource where
it came from a file or an archive; one metadata record holds the digests of the record.
"""

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from typing import IO
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from monitor.history import Snapshot
from monitor.model import Digest, Page

OVER_HTTP = ("http", "browser", "feed")
MARKED = "x-origin"
PROVENANCE = ("origin", "licence", "commit", "capture")
"""What is kept, as `x-…`, with pages that others have brought."""
_BEFORE_DECODING = ("content-encoding", "transfer-encoding", "content-length")
"""What was said of bytes that were decoded since."""


def write(
    target: IO[bytes], source: str, snapshot: Snapshot, pages: Sequence[Page], *, head: Digest
) -> None:
    """Write the evidence of one snapshot.

    Args:
        target: Where the compressed records go.
        source: Id of its source.
        snapshot: What the pages said.
        pages: The very answers, one per part.
        head: Of the record's chain.
    """
    writer = WARCWriter(target, gzip=True)
    info = {"software": "clausewatch", "format": "WARC File Format 1.0", "source": source}
    if whose := "; ".join(dict.fromkeys(filter(None, (page.header(MARKED) for page in pages)))):
        info["attribution"] = _plain(whose)
    writer.write_record(writer.create_warcinfo_record(f"{snapshot.id}.warc.gz", info))
    for page in pages:
        _write_page(writer, page)
    about = {
        "source": source,
        "snapshot": snapshot.id,
        "first_seen": _stamp(snapshot.first_seen),
        "last_seen": _stamp(snapshot.last_seen),
        "sha256": [page.digest for page in pages],
        "pages": [_provenance(page) for page in pages],
        "text_sha256": snapshot.document.text_digest,
        "head": head,
    }
    writer.write_record(
        writer.create_warc_record(
            _target(pages[0]),
            "metadata",
            payload=BytesIO(json.dumps(about, indent=1).encode()),
            warc_content_type="application/json",
        )
    )


def _write_page(writer: WARCWriter, page: Page) -> None:
    fields = {"WARC-Date": _stamp(page.at), "WARC-Payload-Digest": _sha256(page.digest)}
    if page.fetcher not in OVER_HTTP or page.header(MARKED):
        kind = page.header("content-type") or "application/octet-stream"
        made = writer.create_warc_record(
            _target(page),
            "resource",
            payload=BytesIO(page.body),
            length=len(page.body),
            warc_content_type=kind,
            warc_headers_dict=fields,
        )
        writer.write_record(made)
        return
    kept = [(name, _plain(value)) for name, value in page.headers if name not in _BEFORE_DECODING]
    kept.append(("content-length", str(len(page.body))))
    answer = writer.create_warc_record(
        page.final_url,
        "response",
        payload=BytesIO(page.body),
        length=len(page.body),
        http_headers=StatusAndHeaders(_status(page.status), kept, protocol="HTTP/1.1"),
        warc_headers_dict=fields,
    )
    parts = urlsplit(page.final_url)
    asked = f"GET {parts.path or '/'}{'?' + parts.query if parts.query else ''} HTTP/1.1"
    host = [("host", parts.netloc)]
    request = writer.create_warc_record(
        page.final_url,
        "request",
        http_headers=StatusAndHeaders(asked, host, is_http_request=True),
        warc_headers_dict={"WARC-Date": _stamp(page.at)},
    )
    writer.write_request_response_pair(request, answer)


def _target(page: Page) -> str:
    """The URI of a page; that of a collection's file is its commit, never a folder of ours."""
    if urlsplit(page.final_url).scheme in ("http", "https"):
        return page.final_url
    return f"urn:git:{page.header('x-commit')}"


def _provenance(page: Page) -> dict[str, str]:
    said = {name: page.header(f"x-{name}") for name in PROVENANCE}
    found = {name: value for name, value in said.items() if value}
    return {"url": _target(page), "sha256": page.digest, "at": _stamp(page.at), **found}


def _status(code: int) -> str:
    known = code in {status.value for status in HTTPStatus}
    return f"{code} {HTTPStatus(code).phrase if known else 'Unknown'}"


def _plain(value: str) -> str:
    return " ".join(value.split())


def _sha256(digest: Digest) -> str:
    return "sha256:" + base64.b32encode(bytes.fromhex(digest)).decode()


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
