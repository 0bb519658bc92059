"""The fast path: equal fingerprints mean equal clauses, and noise does not reach it."""

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard

from monitor.errors import ExtractError
from monitor.extract import document, fingerprint
from monitor.model import Digest, Document, Page, Part, Range, Selector
from tests.extracting import URL, page, part

TERMS = (
    "<body class={n}><nav>{n}</nav>"
    "<main id=m{n} nonce={n}><h1 class=t{n}>Terms</h1><script>{n}</script>"
    "<p style=color:{n}>Pay <a href='/fees?utm_source={n}' "
    "id=a{n}>fees</a>.</p><svg>{n}</svg></main>"
)


COMING_AND_GOING = ("<script>let a</script>", "<svg></svg>", "<noscript>on</noscript>")


def _print(body: str) -> Digest:
    return fingerprint([page(body)], [part(("main",))])


def test_what_no_reader_sees_leaves_the_fingerprint_as_it_was() -> None:
    assert _print(TERMS.format(n=1)) == _print(TERMS.format(n=2))


@pytest.mark.parametrize("unread", COMING_AND_GOING)
def test_what_is_no_text_comes_and_goes_without_another_fingerprint(unread: str) -> None:
    assert _print(f"<main><p>a</p>{unread}<p>b</p></main>") == _print(
        "<main><p>a</p><p>b</p></main>"
    )


def test_an_address_masked_by_another_key_leaves_the_fingerprint_as_it_was() -> None:
    # "ab" under the keys 2a and 11: another one is drawn at every request.
    masked = "<main><p>Write to <span data-cfemail={}>[email]</span></p></main>"
    assert _print(masked.format("2a4b48")) == _print(masked.format("117073"))
    assert _print(masked.format("2a4b48")) != _print(masked.format("2a4b49"))


def test_an_element_that_html_does_not_know_may_change_its_name() -> None:
    said = "<main><{0}><p>a</p></{0}></main>"
    assert _print(said.format("my-card")) == _print(said.format("card-2f6e"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>a</p>", "<p>b</p>"),
        ("<p>a b</p>", "<p>a</p><p>b</p>"),
        ("<p><b>a</b> <i>b</i></p>", "<p><b>a</b><i>b</i></p>"),
        ("<p>a</p>", "<li>a</li>"),
        ("<h2>a</h2>", "<h3>a</h3>"),
        ("<p>a</p>", "<p><b>a</b></p>"),
        ("<ol><li>a</ol>", "<ol start=2><li>a</ol>"),
        ("<ol><li>a</ol>", "<ol type=a><li>a</ol>"),
        ("<ol><li value=2>a<li>b</ol>", "<ol><li>a<li value=2>b</ol>"),
        ("<table><tr><td>a<td>b", "<table role=none><tr><td>a<td>b"),
        ("<table><tr><td rowspan=2>a<td>b<tr><td>c", "<table><tr><td>a<td rowspan=2>b<tr><td>c"),
        ("<p><a href=/a>x</a></p>", "<p><a href=/b>x</a></p>"),
        (
            "<p><span data-cfemail=2a4b6a48>x</span></p>",
            "<p><span data-cfemail=2a4b6a49>x</span></p>",
        ),
        ("<p>a<br>b</p>", "<p>a b</p>"),
    ],
)
def test_whatever_gives_other_clauses_gives_another_fingerprint(one: str, other: str) -> None:
    assert _print(f"<main>{one}</main>") != _print(f"<main>{other}</main>")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<my-card><p>a</p></my-card>", "<div><p>a</p></div>"),
        (
            "<p><span style='font-weight: 700'>a</span> <span>b</span></p>",
            "<p><span>a</span> <span style='font-weight: 700'>b</span></p>",
        ),
        ("<p><i class=material-icons>menu</i> a</p>", "<p><i>menu</i> a</p>"),
        ("<ul><li><div role=button>a b</div><li>c</ul>", "<ul><li><div>a b</div><li>c</ul>"),
        ("<p><a href='/a?b=1'>x</a></p>", "<p><a href='/a?b=2'>x</a></p>"),
    ],
)
def test_rare_elements_and_attributes_are_in_the_fingerprint(one: str, other: str) -> None:
    assert _print(f"<main>{one}</main>") != _print(f"<main>{other}</main>")


def test_a_broken_byte_elsewhere_leaves_the_text_and_its_fingerprint_as_they_were() -> None:
    whole = "<title>Bootshaus</title><nav>{}</nav><main><p>Fünf Euro für Gäste</p></main>"
    sound = [page(whole.format("Menü").encode())]
    odd = b"Men\xfc, caf\xe9 " * 40
    mixed = [page(whole.format("Menue").encode().replace(b"Menue", odd))]
    parts = [part(("main",))]
    assert fingerprint(sound, parts) == fingerprint(mixed, parts)
    assert document(sound, parts).clauses == document(mixed, parts).clauses


def test_a_text_in_another_encoding_is_recognised_and_told_from_another() -> None:
    parts = [part(("main",))]
    text = "<nav>{}</nav><main><p>Gäste {}</p></main>"
    told = [text.format(*words).encode("cp1252") for words in ((1, "x"), (2, "x"), (1, "y"))]
    marks = {fingerprint([page(raw)], parts) for raw in told}
    assert len(marks) == 2


def test_another_reading_has_another_fingerprint() -> None:
    body = [page("<main><p>a</p></main>")]
    assert fingerprint(body, [part(("main",))]) != fingerprint(body, [part(("p",))])


# On the corpus -----------------------------------------------------------------------------


def _selectors(listed: list[str | dict[str, str]]) -> tuple[Selector, ...]:
    return tuple(one if isinstance(one, str) else _range(one) for one in listed)


def _range(declared: dict[str, str]) -> Range:
    names = {"startBefore": "start_before", "startAfter": "start_after"}
    names |= {"endBefore": "end_before", "endAfter": "end_after"}
    return Range(**{names[name]: value for name, value in declared.items()})


def _steps(folder: Path, entry: dict[str, object]) -> Iterator[tuple[dict[str, object], Page]]:
    """Yield what the manifest says of each step, and its page."""
    packed = (folder / str(entry["archive"])).read_bytes()
    unpacked = zstandard.ZstdDecompressor(max_window_size=2**27).decompressobj().decompress(packed)
    with tarfile.open(fileobj=io.BytesIO(unpacked)) as archive:
        for step in entry["snapshots"]:  # type: ignore[attr-defined]
            member = archive.extractfile(step["file"])
            assert member is not None
            yield step, page(member.read(), content_type=str(entry["content_type"]), url=URL)


def _manifest(corpus: Path) -> list[dict[str, object]]:
    found: dict[str, list[dict[str, object]]] = json.loads(
        (corpus / "pages/manifest.json").read_text()
    )
    return found["documents"]


def _part(entry: dict[str, object], step: dict[str, object]) -> Part:
    declared = [d for d in entry["declarations"] if d["since_step"] <= step["step"]][-1]  # type: ignore[attr-defined]
    return part(_selectors(declared["select"]), _selectors(declared["remove"]))


@pytest.mark.slow
def test_equal_fingerprints_mean_equal_documents_on_every_page_of_the_corpus(corpus: Path) -> None:
    missed = equal = 0
    for entry in _manifest(corpus):
        seen: dict[Digest, Document] = {}
        before: tuple[Digest, Document] | None = None
        for step, found in _steps(corpus / "pages", entry):
            parts = [_part(entry, step)]
            try:
                read = document([found], parts)
            except ExtractError:
                continue
            mark = fingerprint([found], parts)
            same = seen.setdefault(mark, read)
            assert same.clauses == read.clauses, (entry["path"], step["step"])
            if before is not None and before[1].text_digest == read.text_digest:
                equal += 1
                missed += before[0] != mark
            before = (mark, read)
    assert missed <= equal * 0.2


@pytest.mark.slow
def test_noise_in_the_corpus_mostly_leaves_the_clauses_as_they_were(corpus: Path) -> None:
    kept = {"unchanged-text": [0, 0], "noise": [0, 0], "changed": [0, 0]}
    for entry in _manifest(corpus):
        before = None
        for step, found in _steps(corpus / "pages", entry):
            if step["kind"] == "accident":
                continue
            read = document([found], [_part(entry, step)])
            if before is not None and step["kind"] in kept:
                count = kept[str(step["kind"])]
                count[0] += 1
                count[1] += before.text_digest == read.text_digest
            before = read
    share = {kind: same / total for kind, (total, same) in kept.items()}
    assert share["unchanged-text"] >= 0.93
    assert share["noise"] >= 0.70
    assert share["changed"] <= 0.02
