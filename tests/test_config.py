"""config.toml -> Settings: what is taken, and what a person is told of every mistake at once."""

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from monitor.catalog import Entry, entries, search
from monitor.config import load
from monitor.config.checks import address_mistake
from monitor.config.lines import lines
from monitor.errors import ConfigError
from monitor.extract import valid_selector
from monitor.model import Range
from monitor.opening import load_settings
from monitor.settings import Settings

GOOD = """\
[store]
url = "sqlite:///record.sqlite3"

[fetch]
every = "1d12h"
max_bytes = "512KB"

[[channels]]
name = "team"
kind = "slack"
url_env = "TEAM_URL"

[[services]]
id = "acme"
name = "Acme"

  [[services.sources]]
  id = "terms"
  url = "https://acme.example/terms"
  select = ["main", { startAfter = "h1", endBefore = "footer" }]
  regions = ["EU", "GB"]

  [[services.sources]]
  id = "terms-preview"
  url = "https://acme.example/preview/terms"
  preview_of = "terms"
  absent_ok = true
"""
ENVIRON = {"TEAM_URL": "https://hooks.example/T/B/secret"}


def written(tmp_path: Path, text: str, *, file: str = "config.toml") -> Path:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def loaded(tmp_path: Path, text: str, **arguments: Any) -> Settings:
    return load(written(tmp_path, text), ENVIRON, **arguments)


def told(tmp_path: Path, text: str, **arguments: Any) -> list[str]:
    """The problems of a configuration, without the folder that the test lies in."""
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, text, **arguments)
    return [problem.replace(f"{tmp_path}/", "") for problem in caught.value.problems]


def source(*keys: str) -> str:
    """A configuration with one source; its own keys begin on line 5."""
    head = ["[[services]]", 'id = "acme"', "[[services.sources]]", 'id = "terms"']
    return "\n".join([*head, *keys]) + "\n"


def test_a_good_configuration_becomes_settings(tmp_path: Path) -> None:
    settings = loaded(tmp_path, GOOD)
    assert settings.folder == tmp_path
    assert settings.fetch.every == timedelta(hours=36)
    assert settings.fetch.max_bytes == 512_000
    assert settings.fetch.confirm_after == timedelta(minutes=15)
    service, terms = settings.sources()["acme/terms"]
    assert service.name == "Acme"
    assert terms.parts[0].select == ("main", Range(start_after="h1", end_before="footer"))
    assert list(settings.sources()) == ["acme/terms", "acme/terms-preview"]


def test_every_mistake_is_told_at_once_with_file_line_and_key(tmp_path: Path) -> None:
    text = """\
[fetch]
evry = "6h"
timeout = "soon"

[[services]]
id = "acme"
[[services.sources]]
id = "terms"
url = "ftp://acme.example/terms"
robots = "false"

[[services.sources]]
id = "terms"
"""
    assert told(tmp_path, text) == [
        'config.toml:2: fetch.evry: is no key here; did you mean "every"?',
        'config.toml:3: fetch.timeout: "soon" is no interval; write one such as "30s", "15m", "6h" '
        'or "1d12h"',
        'config.toml:9: source "acme/terms": url: "ftp://acme.example/terms" is no http or https '
        "address; write it with https://",
        'config.toml:10: source "acme/terms": robots: "false" is neither true nor false; write '
        "one of them, without quotes",
        'config.toml:12: source "acme/terms": says no address; add url, or pages for several',
        'config.toml:13: source "acme/terms": id: "terms" is there already; choose another',
    ]


@pytest.mark.parametrize(
    ("keys", "line", "said"),
    [
        (['url = "https://a.example"', 'every = "1x"'], 6, 'every: "1x" is no interval'),
        (['url = "https://a.example"', 'every = "0s"'], 6, "every: must be longer than nothing"),
        (['url = "https://a.example"', 'keep = { pages = "a" }'], 6, 'pages: "a" is no rule'),
        (['url = "https://a.example"', "every = 6"], 6, "every: 6 is no interval"),
        (['url = "https://a.example"', 'every = "99999999w"'], 6, "longer than ten years"),
        (['url = "https://a.example"', "confirm = 0"], 6, "confirm: 0 is out of range"),
        (['url = "https://a.example"', 'confirm = "2"'], 6, 'confirm: "2" is no whole number'),
        (['url = "https://a.example"', 'select = "main"'], 6, 'write one in square brackets'),
        (['url = "https://a.example"', "select = ["], 6, "is not TOML"),
        (['url = "https://a.example"', 'select = ["a",', "7]"], 7, "select[1]: 7 is no text"),
        (['url = "https://a.example"', "select = [{}]"], 6, "is a range without ends"),
        (['url = "https://a.example"', 'select = [{startBefor = "p"}]'], 6, '"startBefore"?'),
        (['url = "https://a.example"', 'regions = ["UK"]'], 6, 'regions[0]: "UK" is no ISO 3166'),
        (['url = "https://a.example"', 'regions = ["EN"]'], 6, 'regions[0]: "EN" is no region'),
        (['url = "https://a.example"', 'language = "English"'], 6, 'such as "en"'),
        (['url = "https://a.example"', 'kind = "pge"'], 6, "'page', 'feed' or 'ota'"),
        (['url = "https://a.example"', 'vantages = ["mars"]'], 6, '"mars" is no vantage'),
        (['url = "https://a.example"', 'preview_of = "tems"'], 6, 'no source of this service'),
        (['url = "https://a.example"', 'preview_of = "terms"'], 6, "names the source itself"),
        (['url = "https://a.example"', 'per_host = 2'], 6, "it belongs in [fetch]"),
        (['url = "https://me:secret@a.example"'], 5, "carries a user name or password"),
        (['pages = [{ url = "nowhere" }]'], 5, "pages[0].url:"),
        (['pages = [{ select = ["a"] }]'], 5, "pages[0].url: is missing"),
        (['url = "https://a.example"', "pages = []", "headers = 3"], 7, "is no table"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_line_and_what_to_do(
    tmp_path: Path, keys: list[str], line: int, said: str
) -> None:
    (problem,) = told(tmp_path, source(*keys))
    assert problem.startswith(f"config.toml:{line}: ")
    assert said in problem


def test_a_bad_selector_is_told_by_the_rule_that_was_given(tmp_path: Path) -> None:
    def selectors(selector: str) -> str:
        return "a bracket is not closed" if selector.count("[") != selector.count("]") else ""

    text = source(
        'pages = [{ url = "https://a.example", remove = ["p", "a[b"] }, {',
        'url = "https://b.example", select = [{ endBefore = "i[" }] }]',
    )
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, text.replace("}, {\n", "}, {"), selectors=selectors)
    assert [problem.split('terms": ')[1] for problem in caught.value.problems] == [
        'pages[0].remove[1]: "a[b" is no CSS selector: a bracket is not closed',
        'pages[1].select[0].endBefore: "i[" is no CSS selector: a bracket is not closed',
    ]


def test_a_syntax_error_has_its_line(tmp_path: Path) -> None:
    assert told(tmp_path, "[fetch]\nevery = 6h\n") == [
        "config.toml:2: is not TOML: Expected newline or end of document after a statement at "
        "column 10; mend this line"
    ]


def test_a_key_that_stands_twice_is_asked_about(tmp_path: Path) -> None:
    (said,) = told(tmp_path, '[fetch]\nevery = "6h"\nevery = "1d"\n')
    assert said.startswith("config.toml:3: is not TOML: Cannot overwrite a value")
    assert "does a key stand twice?" in said


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no such file; write one with `clausewatch init`"):
        load(tmp_path / "config.toml", {})


def test_a_folder_a_binary_file_and_a_deep_one_are_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path, {})
    path = tmp_path / "config.toml"
    path.write_bytes(b"# fine\nname = '\xff'\n")
    with pytest.raises(ConfigError, match=r"config.toml:2: is not UTF-8 text"):
        load(path, {})
    path.write_text("a = " + "[" * 20_000 + "]" * 20_000, encoding="utf-8")
    with pytest.raises(ConfigError, match="nested too deep"):
        load(path, {})


def test_a_file_from_windows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert len(load(path, ENVIRON).sources()) == 2


# Includes


def test_included_services_follow_in_order_of_their_names(tmp_path: Path) -> None:
    written(tmp_path, '[[services]]\nid = "b"\n', file="services.d/2.toml")
    written(tmp_path, '[[services]]\nid = "c"\n', file="services.d/1.toml")
    settings = loaded(tmp_path, 'include = ["services.d/*.toml"]\n[[services]]\nid = "a"\n')
    assert [service.id for service in settings.services] == ["a", "c", "b"]


def test_a_mistake_in_an_included_file_names_that_file(tmp_path: Path) -> None:
    written(tmp_path, '\n[[services]]\nid = "a"\nowners = ""\n', file="services.d/a.toml")
    written(tmp_path, "[fetch]\n", file="services.d/b.toml")
    written(tmp_path, "services = 3 3\n", file="services.d/c.toml")
    text = 'include = ["services.d/*.toml", "more.toml"]\n[[services]]\nid = "a"\n'
    problems = told(tmp_path, text)
    assert [problem.split(";")[0] for problem in problems] == [
        f'config.toml:1: include: no file "more.toml" in {tmp_path}',
        'services.d/a.toml:3: service "a": id: "a" is there already',
        'services.d/a.toml:4: service "a": owners: is no key here',
        "services.d/b.toml:1: fetch: does not belong in an included file",
        "services.d/c.toml:1: is not TOML: Expected newline or end of document after a statement "
        "at column 14",
    ]


def test_a_pattern_that_matches_nothing_yet_is_fine(tmp_path: Path) -> None:
    assert loaded(tmp_path, 'include = ["services.d/*.toml"]\n').services == ()


# Channels and secrets

CHANNEL = '[[channels]]\nname = "team"\nkind = "webhook"\nurl_env = "A_URL"\nsecret_env = "A_KEY"\n'


def test_a_channel_without_its_variables_names_them(tmp_path: Path) -> None:
    assert told(tmp_path, CHANNEL) == [
        'config.toml:4: channel "team": url_env: the environment variable A_URL is not set; '
        "set it first",
        'config.toml:5: channel "team": secret_env: the environment variable A_KEY is not set; '
        "set it first",
    ]


def test_a_command_that_sends_nothing_needs_no_secrets(tmp_path: Path) -> None:
    assert loaded(tmp_path, CHANNEL, sends=False).channels[0].name == "team"


def test_an_address_in_the_place_of_a_variable_is_told_and_not_repeated(tmp_path: Path) -> None:
    text = GOOD.replace('"TEAM_URL"', '"https://hooks.example/T/B/secret"')
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, text), ENVIRON)
    (problem,) = caught.value.problems
    assert 'channel "team": url_env: is no name of a variable' in problem
    assert "secret" not in problem.replace("secrets", "")


def test_a_topic_that_is_none_is_told_where_it_is_asked_for(tmp_path: Path) -> None:
    text = '[publish]\ntopics = ["ai-trainig", "audits"]\n[[topics]]\ntopic = "audits"\n'
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, text), ENVIRON, known_topics={"ai-training", "region"})
    (problem,) = (one for one in caught.value.problems if "is no topic" in one)
    assert problem.endswith(
        'config.toml:2: publish.topics[0]: "ai-trainig" is no topic; did you mean ai-training?'
    )


def test_a_secret_never_appears_in_a_message(tmp_path: Path) -> None:
    path = written(tmp_path, CHANNEL + "[store]\nurl = 3\n")
    canary = "canary-1f6e"
    environ = {
        "A_URL": f"ftp://{canary}.example/{canary}",
        "A_KEY": canary,
        "CLAUSEWATCH_STORE_URL": f"mysql://{canary}@db/terms",
    }
    with pytest.raises(ConfigError) as caught:
        load(path, environ)
    assert len(caught.value.problems) == 3
    assert canary not in str(caught.value)
    assert "canary" not in str(told(tmp_path, source(f'url = "ftp://me:{canary}@a.example"')))


def test_the_environment_can_name_the_store(tmp_path: Path) -> None:
    environ = ENVIRON | {"CLAUSEWATCH_STORE_URL": "postgresql+psycopg://u:p@db/terms"}
    assert load(written(tmp_path, GOOD), environ).store.url.endswith("@db/terms")
    assert load(written(tmp_path, ""), environ).store.url.endswith("@db/terms")


# Addresses


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com",
        "http://127.0.0.1:8080/terms?lang=en#top",
        "https://xn--bcher-kva.example/agb",
        "https://[2001:db8::1]/terms",
    ],
)
def test_an_http_address_is_taken(address: str) -> None:
    assert address_mistake(address) == ""


@pytest.mark.parametrize(
    "address",
    [
        "example.com/terms",
        "file:///etc/passwd",
        "data:text/html,hi",
        "javascript:alert(1)",
        "https://",
        "https:///terms",
        "https://user@example.com/",
        "https://user:pass@example.com/",
        "http://a\\@b/",
        "http://a\\b/",
        "https://exa mple.com/",
        "https://example.com/\u202eterms",
        "https://example.com/a\nb",
        "https://[::1/",
        "https://example.com:port/",
        "https://example.com:99999/",
        "https://%65xample.com/",
        "",
    ],
)
def test_what_readers_of_addresses_could_take_differently_is_refused(address: str) -> None:
    assert address_mistake(address) != ""


@pytest.mark.parametrize(
    "address", ["https:user:secret@h.example/", "https://u:p/secret@h.example/", "u:secret@h"]
)
def test_an_address_that_is_none_is_named_without_its_password(address: str) -> None:
    assert "secret" not in address_mistake(address)


# Whatever is in the file

KNOWN = [
    "id",
    "name",
    "url",
    "pages",
    "select",
    "preview_of",
    "vantages",
    "kind",
    "every",
    "url_env",
]
ODD = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KNOWN) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=8,
)
TABLES = ["store", "fetch", "publish", "channels", "services", "vantages", "include", "folder"]


def problems_of(path: Path) -> tuple[str, ...]:
    try:
        load(path, {})
    except ConfigError as error:
        return error.problems
    return ()


@given(
    st.dictionaries(st.sampled_from(TABLES) | st.text(max_size=4), ODD, max_size=4),
    st.lists(st.dictionaries(st.sampled_from(KNOWN), ODD, max_size=5), max_size=2),
)
def test_whatever_is_in_the_file_it_is_taken_or_told_with_its_line(
    tmp_path_factory: pytest.TempPathFactory,
    content: dict[str, Any],
    sources: list[dict[str, Any]],
) -> None:
    content = {**content, "services": [{"id": "acme", "sources": sources}]}
    path = written(tmp_path_factory.mktemp("odd"), tomlkit.dumps(content))
    last = path.read_text(encoding="utf-8").count("\n") + 1
    for problem in problems_of(path):
        where, _, said = problem.removeprefix(f"{path}:").partition(": ")
        assert 1 <= int(where) <= last, problem
        assert said.isprintable(), problem


# Lines of keys


TOML_VALUE = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.text(max_size=6) | st.dates() | st.datetimes(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return {path} - {()} | {one for key, below in inner for one in paths(below, (*path, key))}


@given(st.dictionaries(st.text(max_size=4), TOML_VALUE, max_size=4))
def test_every_path_that_tomllib_finds_has_a_line(content: dict[str, Any]) -> None:
    text = tomlkit.dumps(content)
    assert lines(text).keys() == paths(tomllib.loads(text))


def test_the_line_is_that_of_the_key() -> None:
    text = '''\
# comment with "quotes" and [brackets]
title = """
[not.a.table]
key = 'not a key\\"""'
"""
dotted . "quo.ted" = 1
[[a.b]]
c = [ # comment ]
  1,
  { d = 2, e.f = "}" },
]
[a.b.g]
h = 1979-05-27 07:32:00 # ]
[[a.b]]
c = \'\'\'
\'\'\'\'\'
i = ""
'''
    assert tomllib.loads(text)
    expected = {
        ("title",): 2,
        ("dotted", "quo.ted"): 6,
        ("a", "b"): 7,
        ("a", "b", 0): 7,
        ("a", "b", 0, "c", 0): 9,
        ("a", "b", 0, "c", 1, "d"): 10,
        ("a", "b", 0, "c", 1, "e", "f"): 10,
        ("a", "b", 0, "g"): 12,
        ("a", "b", 0, "g", "h"): 13,
        ("a", "b", 1, "c"): 15,
        ("a", "b", 1, "i"): 17,
    }
    assert expected.items() <= lines(text).items()


# What comes with the project


def test_the_configuration_that_comes_with_the_project_is_good(project: Path) -> None:
    settings = load(project / "config.toml", {})
    assert len(settings.sources()) == 10
    assert all(source.robots is False for _, source in settings.sources().values())


def test_config_toml_watches_linkedin_word_for_word_as_the_catalogue_has_it(project: Path) -> None:
    (entry,) = search("linkedin agreement")
    assert (project / "config.toml").read_text(encoding="utf-8").endswith(f"\n{entry.text}")


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.service.id)
def test_every_service_of_the_catalogue_loads_without_a_mistake(
    tmp_path: Path, entry: Entry
) -> None:
    assert loaded(tmp_path, entry.text, selectors=valid_selector).services == (entry.service,)


def test_the_catalogue_is_searched_by_every_word() -> None:
    assert [entry.service.id for entry in search("LinkedIn European")] == ["linkedin"]
    assert search("LinkedIn Martian") == ()
    assert search("") == entries()


def test_a_users_topic_is_tried_and_its_mistakes_named(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        "\n".join(
            [
                "[[topics]]",
                'topic = "drones"',
                'language = "en"',
                "[[topics.rules]]",
                'id = "fly"',
                'reason = "Deliveries by air."',
                'patterns = ["drone("]',
                'examples = ["We may deliver by drone."]',
                'counterexamples = ["A drone bee is no aircraft."]',
            ]
        )
    )
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path / "config.toml", {}, fetches=True)
    assert any("config.toml:7" in problem for problem in caught.value.problems)


FEED = '[[services]]\nid = "acme"\n[[services.sources]]\nid = "news"\nkind = "feed"\n'


def test_a_feed_is_watched_like_a_page(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(FEED + 'url = "https://acme.example/feed"\n')
    found = load(tmp_path / "config.toml", {}, sends=False)
    assert found.series() == [("acme/news", "default")]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ('select = ["main"]', "a feed is read whole"),
        ('remove = ["nav"]', "a feed is read whole"),
        ('fetch = "auto"', "needs no browser"),
        ('preview_of = "news"', "is no preview"),
        ('pages = [{url = "https://a.example/1"}]', "a feed is one address"),
    ],
)
def test_what_is_meant_for_pages_is_refused_for_a_feed(
    tmp_path: Path, key: str, words: str
) -> None:
    (tmp_path / "config.toml").write_text(f'{FEED}{key}\nurl = "https://acme.example/feed"\n')
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "config.toml", {}, sends=False)
    said = [problem for problem in caught.value.problems if "config.toml:6" in problem]
    assert any(words in problem for problem in said)


DIGEST = '[[channels]]\nname = "team"\nkind = "slack"\nurl_env = "A_URL"\n'


def test_a_digest_has_its_hour_day_and_zone(tmp_path: Path) -> None:
    keys = 'digest = "weekly"\ndigest_day = "friday"\ndigest_hour = 7\ndigest_zone = "Asia/Tokyo"\n'
    (tmp_path / "config.toml").write_text(DIGEST + keys)
    (one,) = load(tmp_path / "config.toml", {}, sends=False).channels
    assert (one.digest_day, one.digest_hour, one.digest_zone) == ("friday", 7, "Asia/Tokyo")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ('digest = "hourly"', "'daily' or 'weekly'"),
        ('digest = "daily"\ndigest_zone = "Europe/Atlantis"', "is no time zone"),
        ('digest = "daily"\ndigest_zone = "../etc/passwd"', "is no time zone"),
        ('digest = "daily"\ndigest_hour = 24', "digest_hour"),
        ('digest = "daily"\ndigest_day = "monday"', "the digest is daily"),
        ("digest_hour = 7", 'add digest = "daily"'),
    ],
)
def test_a_digest_that_cannot_be_is_refused_with_its_line(
    tmp_path: Path, keys: str, words: str
) -> None:
    (tmp_path / "config.toml").write_text(DIGEST + keys)
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "config.toml", {}, sends=False)
    (problem,) = caught.value.problems
    assert problem.startswith("config.toml:") or "/config.toml:" in problem
    assert words in problem


def test_a_webhook_is_signed_with_a_secret_in_base64(tmp_path: Path) -> None:
    hook = DIGEST.replace("slack", "webhook")
    (tmp_path / "config.toml").write_text(hook)
    with pytest.raises(ConfigError, match="name the variable that holds its secret"):
        load(tmp_path / "config.toml", {}, sends=False)
    (tmp_path / "config.toml").write_text(hook + 'secret_env = "A_KEY"\n')
    good = {"A_URL": "https://hooks.example/x", "A_KEY": "whsec_c2VjcmV0 c2VjcmV0"}
    assert load(tmp_path / "config.toml", good).channels
    for wrong in ("canary!", "whsec_", "c2VjcmV0 canary-1"):
        with pytest.raises(ConfigError, match="A_KEY holds no secret in base64") as caught:
            load(tmp_path / "config.toml", {**good, "A_KEY": wrong})
        assert "canary" not in str(caught.value)
