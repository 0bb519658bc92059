"""The gate on real histories: every accident held, every real version let through."""

import io
import json
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import zstandard

from monitor.compare import shared_share
from monitor.errors import ExtractError
from monitor.extract import document
from monitor.gate import judge
from monitor.model import Document, Page, Part, Verdict

AT = datetime(2026, 1, 1, tzinfo=UTC)


def _unpacked(archive: Path) -> dict[str, bytes]:
    packed = zstandard.ZstdDecompressor(max_window_size=2**31)
    with archive.open("rb") as file, tarfile.open(fileobj=_all_of(packed, file)) as tar:
        return {
            member.name: content.read()
            for member in tar.getmembers()
            if (content := tar.extractfile(member)) is not None
        }


def _all_of(packed: zstandard.ZstdDecompressor, file: Any) -> io.BytesIO:
    with packed.stream_reader(file) as reader:
        return io.BytesIO(reader.read())


def _read(body: bytes, content_type: str, part: Part) -> Document | None:
    page = Page(
        url=part.url,
        final_url=part.url,
        at=AT,
        body=body,
        headers=(("content-type", content_type),),
    )
    try:
        return document((page,), (part,))
    except ExtractError:
        return None


def _looks(corpus: Path, *, selected: bool) -> Iterator[tuple[str, str, Document | None]]:
    """Yield each step of each history: its name, its kind, and what was read."""
    manifest = json.loads((corpus / "pages" / "manifest.json").read_text("utf-8"))
    for history in manifest["documents"]:
        pages = _unpacked(corpus / "pages" / history["archive"])
        select = (history["verified_select"],) if selected and history["verified_select"] else ()
        part = Part(url=history["url"], select=select)
        for step in history["snapshots"]:
            # What equals the page before says the same of a second way of reading.
            if not selected and step["kind"] == "unchanged-text":
                continue
            found = _read(pages[step["file"]], history["content_type"], part)
            yield f"{history['path']} {step['step']}", step["kind"], found


@pytest.mark.slow
@pytest.mark.parametrize("selected", [True, False])
def test_accidents_are_held_and_versions_are_not(corpus: Path, selected: bool) -> None:
    before: Document | None = None
    accidents, wrong, last = 0, [], ""
    for name, kind, found in _looks(corpus, selected=selected):
        if name.split()[0] != last:
            before, last = None, name.split()[0]
        if found is None:
            if kind != "accident":
                wrong.append(f"{name} ({kind}) could not be read")
            accidents += kind == "accident"
            continue
        shared = None if before is None else shared_share(before, found)
        judged = judge(found, before, shared=shared)
        if kind == "accident":
            accidents += judged.verdict is Verdict.HELD
            if judged.verdict is Verdict.OK:
                wrong.append(f"{name} is an accident and was let through")
            continue
        if judged.verdict is Verdict.HELD:
            wrong.append(f"{name} ({kind}) was held: {judged.reason}, {judged.detail}")
        if judge(found, None).verdict is Verdict.HELD:
            wrong.append(f"{name} ({kind}) would be held at first sight")
        before = found
    assert wrong == []
    assert accidents >= 1


@pytest.mark.slow
def test_no_substantive_change_is_held(corpus: Path) -> None:
    part = Part(url="https://example.org/terms")
    held = []
    for line in (corpus / "labels" / "changes.dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["label"] == "noise":
            continue
        folder = corpus / "changes" / row["id"]
        before = _read((folder / "old.md").read_bytes(), "text/markdown", part)
        after = _read((folder / "new.md").read_bytes(), "text/markdown", part)
        assert before is not None
        assert after is not None
        judged = judge(after, before, shared=shared_share(before, after))
        if judged.verdict is Verdict.HELD:
            held.append((row["id"], judged.reason, judged.detail))
    assert held == []
