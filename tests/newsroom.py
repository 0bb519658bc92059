"""Feeds of an invented newsroom, as tests need them."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

TRAINING = (
    "From 3 November 2025 we will use your posts and your profile to train generative AI models,"
    " unless you opt out in your settings."
)


@dataclass(frozen=True)
class Item:
    """An entry as its publisher writes it."""

    title: str
    text: str = "We say more about it on our site."
    id: str = ""
    link: str = ""
    date: str = ""


def item(number: int, title: str, text: str = "We say more about it on our site.") -> Item:
    """An entry with all that an entry can have."""
    return Item(
        title=title,
        text=text,
        id=f"news-{number}",
        link=f"https://site.example/news/{number}",
        date=f"Mon, {number:02d} Sep 2025 08:00:00 GMT",
    )


CHAIRS = item(1, "New chairs in Lyon", "Our office in Lyon has new chairs and a larger kitchen.")
AWARD = item(2, "An award for our design", "A jury of designers liked our icons and gave a prize.")
TERMS = item(3, "We are updating our terms", TRAINING)


def rss(*items: Item, title: str = "Acme newsroom") -> str:
    """RSS 2.0; entries as given, the newest first."""
    written = "".join(
        "<item>"
        f"<title>{escape(one.title)}</title>"
        f"{f'<link>{escape(one.link)}</link>' if one.link else ''}"
        f'{f"""<guid isPermaLink="false">{escape(one.id)}</guid>""" if one.id else ""}'
        f"{f'<pubDate>{one.date}</pubDate>' if one.date else ''}"
        f"<description>{escape(one.text)}</description>"
        "</item>"
        for one in items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{escape(title)}</title><link>https://site.example/</link>{written}</channel></rss>"
    )
