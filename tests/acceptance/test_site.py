"""The record as a static site, written by the real command and followed link by link."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.acceptance.commands import Shell
from tests.acceptance.test_commands import changed
from tests.archives import FIRST, archive, day, version
from tests.capturing import Capture, capturing
from tests.replaying import Replay
from tests.watching import CLAUSES, page

HOSTILE = (
    '<script>alert(1)</script> "><img src=x onerror=alert(1)> [here](javascript:alert(1)) \u202e'
)


def site(shell: Shell, folder: Path) -> dict[str, LexborHTMLParser]:
    """Export the site and return its pages by path."""
    ran = shell("export", "site", str(folder))
    assert ran.code == 0, ran.err
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(f.relative_to(folder)): LexborHTMLParser(f.read_text("utf-8")) for f in files}


def local_links(tree: LexborHTMLParser) -> list[str]:
    found = [node.attributes["href"] or "" for node in tree.css("a")]
    return [href for href in found if not urlsplit(href).scheme]


def test_every_text_has_a_page_with_its_history_and_redlines(
    replay: Replay, shell: Shell, tmp_path: Path
) -> None:
    changed(replay, shell)
    pages = site(shell, tmp_path / "site")
    assert set(pages) == {
        "index.html",
        "services/site.html",
        "sources/site/terms.html",
        "sources/site/privacy.html",
        "changes/e3.html",
    }
    terms = pages["sources/site/terms.html"]
    assert len(terms.css("article")) == 2
    assert "generative AI" in terms.css_first("details").text()
    assert "generative AI" in " ".join(node.text() for node in pages["changes/e3.html"].css("ins"))


def test_every_link_within_the_site_leads_to_a_file(
    replay: Replay, shell: Shell, tmp_path: Path
) -> None:
    changed(replay, shell)
    folder = tmp_path / "site"
    pages = site(shell, folder)
    reached = {"index.html"}
    for name, tree in pages.items():
        for href in local_links(tree):
            target = (folder / name).parent / unquote(href)
            assert target.resolve().is_file(), (name, href)
            reached.add(str(target.resolve().relative_to(folder.resolve())))
    assert reached == set(pages)


def test_no_text_of_a_page_is_live(shell: Shell, tmp_path: Path) -> None:
    folder = archive(
        tmp_path / "v",
        [
            version(at=0, subject=FIRST, path="<b>Evil</b> & Co/Terms <i>.md"),
            version(HOSTILE, at=5, path="<b>Evil</b> & Co/Terms <i>.md"),
        ],
    )
    config = tmp_path / "other.toml"
    config.write_text('include = ["services.d/*.toml"]\n[store]\nurl = "sqlite:///o.sqlite3"\n')
    shell.config = config
    assert shell("import", "ota", str(folder), "--add").code == 0
    pages = site(shell, tmp_path / "site")
    assert len(pages) == 4
    for name, tree in pages.items():
        assert not tree.css("script, img, iframe, object, form, link, b b, i"), name
        assert not [k for node in tree.css("*") for k in node.attributes if k.startswith("on")]
        schemes = {urlsplit(node.attributes["href"] or "").scheme for node in tree.css("a")}
        assert schemes <= {"", "http", "https", "mailto"}
        assert "\u202e" not in tree.html


def test_versions_that_others_kept_are_credited(shell: Shell, tmp_path: Path) -> None:
    config = tmp_path / "other.toml"
    config.write_text('include = ["services.d/*.toml"]\n[store]\nurl = "sqlite:///o.sqlite3"\n')
    shell.config = config
    versions = [version(at=0, subject=FIRST), version("We share data with partners.", at=5)]
    assert shell("import", "ota", str(archive(tmp_path / "v", versions)), "--add").code == 0
    pages = site(shell, tmp_path / "site")
    assert len(pages) == 4
    for tree in pages.values():
        assert "ODC-By 1.0" in tree.body.text()


def test_only_what_changed_is_written_again(replay: Replay, shell: Shell, tmp_path: Path) -> None:
    changed(replay, shell)
    folder = tmp_path / "site"
    site(shell, folder)
    again = shell("export", "site", str(folder), "--json").json
    assert (again["pages"], again["changed"]) == (5, 0)
    (folder / "changes" / "e3.html").write_text("spoilt")
    assert shell("export", "site", str(folder), "--json").json["changed"] == 1
    assert "generative AI" in (folder / "changes" / "e3.html").read_text("utf-8")


def test_an_empty_record_has_a_site_too(shell: Shell, tmp_path: Path) -> None:
    pages = site(shell, tmp_path / "site")
    assert "Nothing has been read yet" in pages["index.html"].body.text()


def test_a_place_that_cannot_be_one_is_refused(
    replay: Replay, shell: Shell, tmp_path: Path
) -> None:
    changed(replay, shell)
    file = tmp_path / "file"
    file.write_text("mine")
    ran = shell("export", "site", str(file))
    assert (ran.code, "is a file" in ran.err, file.read_text()) == (2, True, "mine")
    ran = shell("export", "site", str(tmp_path / "public"))
    assert (ran.code, "where the feeds" in ran.err) == (2, True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_named(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "shut"
    folder.mkdir(mode=0o500)
    ran = shell("export", "site", str(folder))
    assert (ran.code, "cannot be written" in ran.err) == (3, True)


def test_captures_are_credited_to_their_archive(shell: Shell, tmp_path: Path) -> None:
    text = "https://acme.example/terms"
    with capturing() as held:
        held.captures = [Capture(at=day(0), body=page(*CLAUSES).encode())]
        ran = shell("import", "wayback", "site/terms", "--archive", held.url, "--url", text)
        assert ran.code == 0, ran.err
    pages = site(shell, tmp_path / "site")
    for name in ("index.html", "services/site.html", "sources/site/terms.html"):
        assert "a web archive (127.0.0.1)" in pages[name].body.text(), name
