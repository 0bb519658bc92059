"""A first configuration, ready-made services, and pages that are tried before they are watched."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.catalog import entries
from monitor.cli.adding import Wish, kindred
from monitor.settings import Settings
from tests.acceptance.commands import Shell
from tests.replaying import Replay, replaying, write_corpus
from tests.watching import CLAUSES, page

FAST = """\
# Kept as it is.
include = ["services.d/*.toml"]

[fetch]
user_agent = "clausewatch/1.0 (+mailto:me@acme.example)"
pause = "0s"
jitter = "0s"
confirm_after = "0s"
allow_hosts = ["127.0.0.1"]

[[services]]
id = "mine"   # the first

  # What holds.
  [[services.sources]]
  id = "old"
  url = "https://mine.example/old"

# And what is told.
[publish]
feeds = "public"
"""
ROBOTS = b"User-agent: *\nDisallow: /private\n"
LOGIN = (
    b"<html><head><title>Sign in</title></head><body><form><h1>Sign in to continue</h1>"
    b"<p>Log in to your account to see this page.</p><input type=password></form></body></html>"
)
APP = b"<html><head><title>Acme</title></head><body><div id=a></div><script src=/a.js></script>"
HOSTILE = page(*CLAUSES).replace("Terms of Acme", 'Terms "]\n[fetch]\x1b[31m \u202eevil')
FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>Acme news</title><item>'
    b"<title>New terms</title><description>They bind from May.</description><guid>1</guid>"
    b"</item></channel></rss>"
)
PAGES = {
    "/robots.txt": [ROBOTS],
    "/terms": [page(*CLAUSES).encode()],
    "/legal/privacy-policy": [page(*CLAUSES[3:]).replace("Terms", "Hello").encode()],
    "/private/terms": [page(*CLAUSES).encode()],
    "/hostile": [HOSTILE.encode()],
    "/login": [LOGIN],
    "/app": [APP],
    "/feed": [FEED],
}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Replay]:
    """Pages of one service, as they are met: good ones, walls, shells, a feed."""
    with replaying(write_corpus(tmp_path / "pages", PAGES), tmp_path) as server:
        yield server


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """The command in a folder without any configuration, on a terminal of 80 columns."""
    folder = tmp_path / "new"
    folder.mkdir()
    monkeypatch.setenv("COLUMNS", "80")
    return Shell(folder / "config.toml", monkeypatch)


@pytest.fixture
def shell(empty: Shell) -> Shell:
    """The command on a configuration that may look at the site."""
    empty.config.write_text(FAST)
    return empty


def files(shell: Shell) -> dict[str, str]:
    """All that lies beside the configuration."""
    folder = shell.config.parent
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# init


def test_init_writes_one_file_that_says_what_comes_next(empty: Shell) -> None:
    ran = empty("init")
    assert ran.code == 0
    assert list(files(empty)) == ["config.toml"]
    for step in ("user_agent", "catalog", "add https://", "check", "run"):
        assert step in ran.out
    assert "clausewatch add URL" in empty("status").out
    looked = empty("check")
    assert looked.code == 0
    assert "clausewatch add URL" in looked.err


def test_init_for_linkedin_writes_the_projects_own_configuration(
    empty: Shell, project: Path
) -> None:
    ran = empty("init", "linkedin", "--json")
    assert empty.config.read_bytes() == (project / "config.toml").read_bytes()
    assert (ran.json["written"], len(ran.json["sources"])) == (True, 10)


def test_init_takes_several_services_and_an_address_to_write_to(empty: Shell) -> None:
    ran = empty("init", "github", "linkedin", "github", "--contact", "mailto:me@acme.example")
    assert ran.code == 0
    assert "user_agent" not in ran.out
    content = tomllib.loads(empty.config.read_text())
    assert [one["id"] for one in content["services"]] == ["github", "linkedin"]
    assert "(+mailto:me@acme.example)" in content["fetch"]["user_agent"]


def test_init_never_writes_over_anything(empty: Shell, tmp_path: Path) -> None:
    empty.config.symlink_to(tmp_path / "nowhere")
    assert empty("init").code == 2
    empty.config.unlink()
    empty.config.write_text("mine")
    refused = empty("init", "linkedin")
    assert refused.code == 2
    assert "clausewatch add" in refused.err
    assert files(empty) == {"config.toml": "mine"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("linkedn",), "did you mean linkedin?"),
        (("linkedin", "../../x"), "clausewatch catalog"),
        (("--contact", 'me"\nevery = "1s"'), "--contact"),
        (("--contact", "mé@acme.example"), "--contact"),
        (("--contact", "me"), "--contact: write an address at which you can be reached"),
    ],
)
def test_init_refuses_what_it_does_not_know_and_writes_nothing(
    empty: Shell, arguments: tuple[str, ...], words: str
) -> None:
    refused = empty("init", *arguments)
    assert refused.code == 2
    assert words in refused.err
    assert files(empty) == {}


def test_init_makes_no_folder_that_nobody_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = Shell(tmp_path / "no" / "config.toml", monkeypatch)("init")
    assert refused.code == 2
    assert "make it first" in refused.err
    assert not (tmp_path / "no").exists()


# catalog


def test_the_catalogue_fits_eighty_columns_and_needs_no_configuration(empty: Shell) -> None:
    ran = empty("catalog")
    assert ran.code == 0
    assert max(map(len, ran.out.splitlines())) <= 80
    for entry in entries():
        assert all(source.id in ran.out for source in entry.service.sources)


def test_the_catalogue_is_searched_and_told_as_json_and_as_toml(empty: Shell) -> None:
    (found,) = empty("catalog", "linkedin", "European", "--json").json
    assert found["id"] == "linkedin"
    assert {"id", "name", "url", "regions"} <= found["sources"][4].keys()
    (github,) = (entry for entry in entries() if entry.service.id == "github")
    assert empty("catalog", "github", "--toml").out == github.text
    nothing = empty("catalog", "martian", "--json")
    assert (nothing.code, nothing.json) == (0, [])
    assert "clausewatch add URL" in nothing.err


# add


def test_a_ready_made_service_comes_into_a_file_of_its_own(shell: Shell) -> None:
    ran = shell("add", "github")
    (entry,) = (entry for entry in entries() if entry.service.id == "github")
    assert ran.code == 0
    assert files(shell) == {"config.toml": FAST, "services.d/github.toml": entry.text}
    assert "services.d/github.toml" in ran.out
    again = shell("add", "github")
    assert again.code == 2
    assert "watched already" in again.err
    assert shell("add", "mistral", "--dry-run", "--json").json["written"] is False
    assert "services.d/mistral.toml" not in files(shell)


def test_a_page_is_tried_shown_and_watched(site: Replay, shell: Shell) -> None:
    ran = shell("add", f"{site.url}/terms", "--service", "acme")
    assert ran.code == 0
    for words in ("Terms of Acme", "en", "9 clauses", "main; found by itself", "Terms of use"):
        assert words in ran.out
    shown, _, written = ran.out.partition("wrote")
    assert "read as a text" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert "services.d/acme.toml: acme/terms-of-use" in written
    (service,) = tomllib.loads(files(shell)["services.d/acme.toml"])["services"]
    assert (service["id"], service["name"]) == ("acme", "Acme")
    assert service["sources"] == [
        {
            "id": "terms-of-use",
            "name": "Terms of use",
            "type": "Terms of Service",
            "url": f"{site.url}/terms",
            "language": "en",
        }
    ]
    for pending in (True, False):
        (row,) = shell("check", "acme", "--json").json
        assert (row["verdict"], row["pending"]) == ("ok", pending)


def test_a_second_page_joins_its_service_and_every_comment_stays(
    site: Replay, shell: Shell
) -> None:
    shell("add", f"{site.url}/terms", "--service", "acme", "--name", "Acme Inc.")
    file = shell.config.parent / "services.d" / "acme.toml"
    commented = file.read_text().replace("\n", "   # mine\n", 1)
    file.write_bytes(commented.replace("\n", "\r\n").encode())
    file.chmod(0o600)
    # The host is known by now, so that the service need not be named.
    ran = shell("add", f"{site.url}/legal/privacy-policy#top", "--json")
    assert ran.json["sources"] == ["acme/privacy-policy"]
    text = file.read_bytes().decode()
    assert text.startswith(commented.replace("\n", "\r\n"))
    assert text.count("\n") == text.count("\r\n")
    assert file.stat().st_mode & 0o777 == 0o600
    assert shell("status").code == 0


def test_a_service_of_the_first_file_is_added_to_there(site: Replay, shell: Shell) -> None:
    ran = shell("add", f"{site.url}/terms", "--service", "mine", "--as", "Rules & more")
    assert ran.code == 0
    (name, text) = files(shell).popitem()
    assert name == "config.toml"
    before, _, after = FAST.partition("\n# And what")
    assert text.startswith(before)
    assert text.endswith(f"\n# And what{after}")
    added = tomllib.loads(text)["services"][0]["sources"][1]
    assert (added["id"], added["name"]) == ("rules-more", "Rules & more")


def test_a_dry_run_shows_the_text_and_writes_nothing(site: Replay, shell: Shell) -> None:
    ran = shell("add", f"{site.url}/terms", "--service", "acme", "--dry-run")
    assert ran.code == 0
    (service,) = tomllib.loads(ran.out[ran.out.index("[[services]]") :])["services"]
    assert service["sources"][0]["id"] == "terms-of-use"
    assert files(shell) == {"config.toml": FAST}


@pytest.mark.parametrize(
    ("path", "options", "reason", "words"),
    [
        ("/login", (), "login", "--anyway"),
        ("/app", (), "no text", "--fetch auto"),
        ("/gone", (), "status 404", "check the address"),
        ("/private/terms", (), "refused by robots.txt", "--no-robots"),
        ("/terms", ("--select", "#nothing"), "", "#nothing found nothing"),
        ("/feed", (), "", "--feed"),
    ],
)
def test_what_cannot_be_read_as_a_text_is_not_written_and_told_why(
    site: Replay, shell: Shell, path: str, options: tuple[str, ...], reason: str, words: str
) -> None:
    ran = shell("add", f"{site.url}{path}", *options)
    assert ran.code == 3
    assert reason in ran.out
    assert words in ran.err + " ".join(ran.out.split())
    assert files(shell) == {"config.toml": FAST}
    assert shell("add", f"{site.url}{path}", *options, "--json").json["written"] is False


def test_an_address_that_leads_to_a_watched_one_is_not_watched_twice(
    site: Replay, shell: Shell
) -> None:
    shell("add", f"{site.url}/terms", "--service", "acme")
    site.fault("app", "redirect", location=f"{site.url}/terms")
    refused = shell("add", f"{site.url}/app")
    assert refused.code == 2
    assert "leads on to" in refused.err
    assert "watched already, as acme/terms-of-use" in refused.err
    assert len(_sources(shell, "acme")) == 1


def test_a_page_of_a_ready_made_service_is_told_so() -> None:
    wish = Wish(url="https://www.linkedin.com/legal/cookie-policy")
    (said,) = kindred(wish, Settings())
    assert "clausewatch add linkedin" in said
    (linkedin,) = (entry.service for entry in entries() if entry.service.id == "linkedin")
    assert list(kindred(wish, Settings(services=(linkedin,)))) == []
    assert list(kindred(Wish(url="https://acme.example/"), Settings())) == []


def test_a_person_may_overrule_the_robots_file_and_the_gate(site: Replay, shell: Shell) -> None:
    assert shell("add", f"{site.url}/private/terms", "--service", "a", "--no-robots").code == 0
    assert shell("add", f"{site.url}/login", "--service", "b", "--anyway").code == 0
    sources = {one: _sources(shell, one)[0] for one in ("a", "b")}
    assert sources["a"]["robots"] is False
    assert sources["b"]["url"] == f"{site.url}/login"


def test_a_feed_is_added_as_a_feed(site: Replay, shell: Shell) -> None:
    ran = shell("add", f"{site.url}/feed", "--feed", "--service", "acme", "--as", "News")
    assert ran.code == 0
    assert "a feed of 1 entry\n" in ran.out
    assert _sources(shell, "acme")[0]["kind"] == "feed"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("acme.example/terms",), "write it with https://"),
        (("file:///etc/passwd",), "no http or https address"),
        (("http://me:pw@127.0.0.1/terms",), "user name or password"),
        (("https://mine.example/old",), "is watched already, as mine/old"),
        (("SITE/terms", "--service", "../../x"), "is no id"),
        (("SITE/terms", "--service", "mine", "--as", "Old"), "mine/old is there already"),
        (("SITE/terms", "--service", "mine", "--name", "Mine"), "has its name already"),
        (("SITE/terms", "--select", "main["), "is no CSS selector"),
        (("SITE/terms", "--fetch", "curl"), "'http', 'auto', 'browser'"),
        (("SITE/terms", "--feed", "--select", "main"), "a feed is read whole"),
        (("github", "--select", "main"), "says by itself"),
        (("gihub",), "did you mean github"),
    ],
)
def test_what_cannot_be_configured_is_refused_before_anything_is_fetched(
    site: Replay, shell: Shell, arguments: tuple[str, ...], words: str
) -> None:
    given = [one.replace("SITE", site.url) for one in arguments]
    refused = shell("add", *given)
    assert refused.code == 2
    assert words in refused.err
    assert "pw" not in refused.err.replace("password", "")
    assert site.log() == []
    assert files(shell) == {"config.toml": FAST}


def test_a_file_that_would_not_be_included_is_not_written(site: Replay, shell: Shell) -> None:
    shell.config.write_text(FAST.replace("services.d", "others.d"))
    for what in (f"{site.url}/terms", "github"):
        refused = shell("add", what)
        assert refused.code == 2
        assert 'add include = ["services.d/*.toml"]' in refused.err
    assert site.log() == []
    assert list(files(shell)) == ["config.toml"]


def test_a_file_in_the_way_stays_as_it_is(site: Replay, shell: Shell) -> None:
    (shell.config.parent / "services.d").mkdir()
    taken = shell.config.parent / "services.d" / "acme.toml"
    taken.write_text("# mine\n")
    refused = shell("add", f"{site.url}/terms", "--service", "acme")
    assert refused.code == 2
    assert "has no service acme" in refused.err
    assert taken.read_text() == "# mine\n"


def test_a_folder_that_cannot_be_written_is_named(site: Replay, shell: Shell) -> None:
    (shell.config.parent / "services.d").write_text("in the way")
    refused = shell("add", f"{site.url}/terms", "--service", "acme")
    assert refused.code == 2
    assert "services.d" in refused.err
    assert "Traceback" not in refused.err


def test_without_a_configuration_there_is_nothing_to_add_to(site: Replay, empty: Shell) -> None:
    refused = empty("add", f"{site.url}/terms")
    assert refused.code == 2
    assert "clausewatch init" in refused.err
    assert site.log() == []


def test_what_a_page_calls_itself_steers_neither_the_file_nor_the_terminal(
    site: Replay, shell: Shell
) -> None:
    ran = shell("add", f"{site.url}/hostile", "--service", "evil")
    assert ran.code == 0
    assert not re.search("[\x1b\u202e]", ran.out + ran.err)
    content = tomllib.loads(files(shell)["services.d/evil.toml"])
    assert list(content) == ["services"]
    assert len(content["services"][0]["sources"]) == 1


def test_the_address_that_names_nothing_makes_ids_of_letters_and_digits(
    site: Replay, shell: Shell
) -> None:
    assert shell("add", f"{site.url}/legal/privacy-policy").code == 0
    assert list(files(shell)) == ["config.toml", "services.d/127-0-0-1.toml"]


def _sources(shell: Shell, service: str) -> list[dict[str, Any]]:
    (found,) = tomllib.loads(files(shell)[f"services.d/{service}.toml"])["services"]
    sources: list[dict[str, Any]] = found["sources"]
    return sources
