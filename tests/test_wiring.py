"""The station: which series are looked at when, by how many threads."""

from pathlib import Path

from tests.watching import CLAUSES, page, world

BESIDE = [
    {"id": "privacy", "url": "https://site.example/privacy"},
    {"id": "cookies", "url": "https://site.example/cookies"},
    {"id": "help", "url": "https://help.example/help"},
    {"id": "shop", "url": "https://shop.example/shop"},
]


def test_hosts_take_turns_so_that_none_is_waited_for_while_another_is_free(tmp_path: Path) -> None:
    with world(tmp_path, beside=BESIDE) as one:
        for path in ("terms", "privacy", "cookies", "help", "shop"):
            one.site.serve(f"/{path}", page(*CLAUSES))
        alone = one.station.settings.fetch.model_copy(update={"workers": 1})
        one.station.settings = one.station.settings.model_copy(update={"fetch": alone})
        outcomes = list(one.station.check(one.station.settings.series()))
        assert len(outcomes) == 5
        asked = [request.url.path for request in one.site.requests]
        assert asked == ["/terms", "/help", "/shop", "/privacy", "/cookies"]
