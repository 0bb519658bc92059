"""Declarations of Open Terms Archive become sources; what cannot be taken is named."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from monitor.config.writing import slug
from monitor.errors import UsageError
from monitor.extract import valid_selector
from monitor.interop.declarations import Declared, read
from monitor.interop.mapping import added
from monitor.settings import ServiceSettings, Settings, SourceSettings

URL = "https://acme.example/terms"


def declared(tmp_path: Path, terms: dict[str, Any], *, name: str = "Acme & Co") -> Declared:
    folder = tmp_path / "declarations"
    folder.mkdir(exist_ok=True)
    (folder / "acme.json").write_text(json.dumps({"name": name, "terms": terms}))
    return read(tmp_path, valid_selector)


def sources(found: Declared) -> tuple[SourceSettings, ...]:
    (text,) = added(found.texts, Settings()).values()
    (service,) = tomllib.loads(text)["services"]
    return ServiceSettings.model_validate(service).sources


def test_selectors_and_ranges_become_a_source(tmp_path: Path) -> None:
    span = {"startAfter": "h1", "endBefore": "footer"}
    terms = {"Terms of Service": {"fetch": URL, "select": ["main", span], "remove": ".ad"}}
    (source,) = sources(declared(tmp_path, terms))
    (part,) = source.parts
    assert (source.id, source.type, part.url) == ("terms-of-service", "Terms of Service", URL)
    assert part.select[0] == "main"
    assert part.remove == (".ad",)
    assert (part.select[1].start_after, part.select[1].end_before) == ("h1", "footer")  # type: ignore[union-attr]


def test_combined_pages_share_what_is_said_for_all(tmp_path: Path) -> None:
    pages = [{"fetch": URL}, {"fetch": f"{URL}/2", "select": "#other"}]
    (source,) = sources(declared(tmp_path, {"Terms": {"combine": pages, "select": "main"}}))
    assert [(p.url, p.select) for p in source.parts] == [
        (URL, ("main",)),
        (f"{URL}/2", ("#other",)),
    ]


def test_filters_are_named_and_not_run(tmp_path: Path) -> None:
    terms = {"Terms": {"fetch": URL, "filter": ["removeDates", {"strip": "a"}], "retries": 3}}
    found = declared(tmp_path, {**terms, "Other": {"fetch": URL, "executeClientScripts": True}})
    assert len(found.texts) == 2
    said = "\n".join(found.left)
    assert all(word in said for word in ("removeDates", "strip", "retries", "browser"))


@pytest.mark.parametrize(
    "terms",
    [
        {"fetch": "file:///etc/passwd"},
        {"fetch": "https://a:b@acme.example/"},
        {"select": "main"},
        {"fetch": URL, "select": "::::"},
        {"fetch": URL, "select": {"startWith": "h1"}},
        {"fetch": URL, "select": [1]},
        {"combine": []},
        "main",
    ],
)
def test_what_cannot_be_followed_is_left_out_by_name(tmp_path: Path, terms: Any) -> None:
    found = declared(tmp_path, {"Terms": terms, "Fine": {"fetch": URL}})
    assert [text.terms for text in found.texts] == ["Fine"]
    assert [line for line in found.left if line.startswith("Acme & Co/Terms: ")]


def test_the_past_is_told_and_not_watched(tmp_path: Path) -> None:
    folder = tmp_path / "declarations"
    folder.mkdir()
    past = {"Terms": [{"fetch": URL, "validUntil": "2022-01-02T00:00:00Z"}]}
    (folder / "acme.history.json").write_text(json.dumps(past))
    found = declared(tmp_path, {"Terms": {"fetch": URL}})
    assert (len(found.texts), found.past) == (1, {"acme/Terms": ["2022-01-02T00:00:00Z"]})


def test_a_file_that_is_no_json_does_not_stop_the_others(tmp_path: Path) -> None:
    found_folder = tmp_path / "declarations"
    found_folder.mkdir()
    (found_folder / "broken.json").write_bytes(b'{"name": \xff')
    (found_folder / "deep.json").write_text("[" * 100_000)
    found = declared(tmp_path, {"Terms": {"fetch": URL}})
    assert (len(found.texts), len(found.left)) == (1, 2)


def test_a_folder_without_declarations_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no declarations"):
        read(tmp_path, valid_selector)


@pytest.mark.parametrize(
    "name", ["../../etc", "a/b\\c", "..", "\x1b[31mred", "CON", "微信", "", "x" * 500, 'a"\nb = 1']
)
def test_a_name_never_becomes_a_path(tmp_path: Path, name: str) -> None:
    made = slug(name)
    assert made
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(made) <= 60
    found = declared(tmp_path, {name or "Terms": {"fetch": URL}}, name=name)
    (file,) = added(found.texts, Settings())
    assert file.count("/") == 1
    assert len(sources(found)) == 1


def test_two_services_of_one_slug_get_two_ids(tmp_path: Path) -> None:
    folder = tmp_path / "declarations"
    folder.mkdir()
    for number, name in enumerate(("A-B", "A B")):
        content = {"name": name, "terms": {"Terms": {"fetch": URL}}}
        (folder / f"{number}.json").write_text(json.dumps(content))
    found = read(tmp_path, valid_selector)
    assert sorted(added(found.texts, Settings())) == [
        "services.d/a-b-2.toml",
        "services.d/a-b.toml",
    ]
