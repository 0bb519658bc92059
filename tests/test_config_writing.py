"""Configuration written by us: what comes out is TOML that says what it was given, and no more."""

import tomllib
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from monitor.catalog import entries, search
from monitor.config import load
from monitor.config.writing import (
    CONTACT,
    first_text,
    free,
    quoted,
    service_text,
    slug,
    with_source,
)
from monitor.errors import ConfigError
from monitor.settings import ServiceSettings

TWO = """\
# Mine.
[fetch]
every = "1d"   # slowly

[[services]]
id = "acme"   # the first
name = "Acme"

  [[services.sources]]
  id = "terms"
  url = "https://acme.example/terms"
  select = [
    "main",   # "#" is no comment
  ]

# The other one.
[[services]]
id = "beta"

[publish]
feeds = "out"
"""
KEYS = {"id": "privacy", "name": 'Privacy "P"', "url": "https://acme.example/p", "robots": False}


def test_config_toml_is_what_init_writes_for_linkedin(project: Path) -> None:
    (linkedin,) = search("linkedin agreement")
    text = (project / "config.toml").read_text(encoding="utf-8")
    assert text == first_text([linkedin.text]), "change monitor/config/first.toml with config.toml"


def test_a_first_configuration_is_good_with_all_services_and_with_none(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    assert load(path, {}, drafts={path: first_text()}).services == ()
    ready = entries()
    found = load(path, {}, drafts={path: first_text([one.text for one in ready])})
    assert found.services == tuple(one.service for one in ready)


def test_an_address_to_write_to_takes_the_place_kept_for_it(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    text = first_text(contact="mailto:me@acme.example")
    assert load(path, {}, drafts={path: text}).fetch.user_agent.endswith("me@acme.example)")
    assert CONTACT in first_text()
    assert CONTACT not in text


def test_a_source_comes_after_those_of_its_service_and_nothing_else_moves() -> None:
    new = with_source(TWO, "acme", KEYS)
    assert (
        new.replace(
            '\n  [[services.sources]]\n  id = "privacy"\n  name = "Privacy \\"P\\""\n'
            '  url = "https://acme.example/p"\n  robots = false\n',
            "",
            1,
        )
        == TWO
    )
    assert new.index('"privacy"') < new.index("# The other one.")
    services = tomllib.loads(new)["services"]
    assert [[s["id"] for s in one.get("sources", [])] for one in services] == [
        ["terms", "privacy"],
        [],
    ]


def test_a_service_without_sources_in_the_middle_of_a_file_gets_its_first() -> None:
    content = tomllib.loads(with_source(TWO, "beta", KEYS))
    assert content["services"][1]["sources"] == [KEYS]
    assert content["publish"] == {"feeds": "out"}


def test_the_sources_of_a_file_without_indentation_stay_without() -> None:
    flat = '[[services]]\nid = "a"\n[[services.sources]]\nid = "t"\nurl = "https://a.example"'
    assert '\n\n[[services.sources]]\nid = "privacy"\n' in with_source(flat, "a", KEYS)


@pytest.mark.parametrize(
    "text",
    [
        'services = [{ id = "a" }]\n',
        '[[services]]\nid = "a"\nsources = [{ id = "t", url = "https://a.example" }]\n',
        '[[services]]\nid = "a"\nsources = []\n',
    ],
)
def test_what_is_written_in_brackets_is_refused_rather_than_broken(text: str) -> None:
    with pytest.raises(ValueError, match="no source can be put after"):
        with_source(text, "a", KEYS)


@given(
    st.lists(
        st.fixed_dictionaries(
            {"name": st.text(max_size=12)},
            optional={
                "sources": st.lists(
                    st.fixed_dictionaries(
                        {"id": st.text(max_size=6), "select": st.lists(st.text(max_size=6))}
                    ),
                    max_size=3,
                )
            },
        ),
        min_size=1,
        max_size=3,
    ),
    st.integers(0, 2),
    st.text(max_size=20),
)
def test_whatever_a_file_says_it_says_it_afterwards_with_one_source_more(
    services: list[dict[str, object]], chosen: int, title: str
) -> None:
    services = [{"id": f"s{n}", **one} for n, one in enumerate(services)]
    content = {"title": title, "services": services, "publish": {"feeds": title}}
    text = tomlkit.dumps(content).replace("\r\n", "\n")
    if tomllib.loads(text) != content or "\r" in text:
        return
    service = f"s{chosen % len(services)}"
    try:
        new = with_source(text, service, {"id": "new", "name": title})
    except ValueError:
        assert "sources = [" in text
        return
    before, after = tomllib.loads(text), tomllib.loads(new)
    assert after["services"][chosen % len(services)]["sources"].pop() == {
        "id": "new",
        "name": title,
    }
    for one in (before, after):
        one["services"] = [{"sources": [], **service} for service in one["services"]]
    assert after == before


@given(st.recursive(st.booleans() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_whatever_is_quoted_reads_back(value: object) -> None:
    assert tomllib.loads(f"key = {quoted(value)}")["key"] == value


@given(st.text())
def test_an_id_is_never_a_path_and_always_an_id(name: str) -> None:
    found = slug(name)
    assert ServiceSettings(id=found).id == found
    assert not {"/", "\\", ".", "\0"} & set(found)


def test_ids_are_found_in_names_of_any_script_and_numbered_when_taken() -> None:
    assert slug("Règles de la communauté") == "regles-de-la-communaute"
    assert slug("../../etc/passwd") == "etc-passwd"
    assert slug("服务条款") != slug("隐私政策")
    assert free("terms", {"terms", "terms-2"}) == "terms-3"


def test_a_service_in_a_file_of_its_own_reads_back() -> None:
    text = service_text("acme", "Acme", [KEYS], comment="Mine.")
    assert text.startswith("# Mine.\n[[services]]\n")
    (service,) = tomllib.loads(text)["services"]
    assert service == {"id": "acme", "name": "Acme", "sources": [KEYS]}


@pytest.mark.parametrize(
    ("pattern", "included"),
    [
        ("services.d/*.toml", True),
        ("services.d/**/*.toml", True),
        ("services.d/acme.toml", True),
        ("d/*.toml", False),
        ("services.d/more/*.toml", False),
    ],
)
def test_a_draft_is_included_where_the_file_would_be(
    tmp_path: Path, pattern: str, included: bool
) -> None:
    path, draft = tmp_path / "config.toml", tmp_path / "services.d" / "acme.toml"
    path.write_text(f'include = ["{pattern}"]\n')
    text = '[[services]]\nid = "acme"\n'
    drafted = load(path, {}, drafts={draft: text})
    draft.parent.mkdir()
    draft.write_text(text)
    written = load(path, {})
    assert bool(drafted.services) is bool(written.services) is included


def test_a_mistake_in_a_draft_is_told_with_its_line_and_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("")
    with pytest.raises(ConfigError, match=r"config.toml:2: fetch.evry"):
        load(path, {}, drafts={path: '[fetch]\nevry = "1d"\n'})
    assert path.read_text() == ""
