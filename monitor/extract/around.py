"""What stands around a text and is no part of it: menus, consent dialogs, offers. Pure.

Words in a class or an id alone prove little: the section on cookies of a privacy policy may be
called "cookies". So a name must be that of a dialog, and what the page itself links to as one of
its sections stays.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice

from selectolax.lexbor import LexborNode

from monitor.extract.labels import label_of
from monitor.extract.outside import speaks_of_terms
from monitor.extract.tree import elements_of, nodes_of

_LARGE = 0.25
_MUCH = 0.4
_SMALL = 0.05
_LONGEST_OFFER = 1_000
_SHORT_OFFER = 160
_LONGEST_NAME = 400
_SENTENCE = 80
_SHORT_SENTENCE = 40
_LONGEST_BANNER = 100
_MOST_ADDED = 800
_MOST_FIELDS = 2
_HIGHEST = 12
_MOST_RELATED = 20

_ROLES = (
    "nav,dialog,[role=navigation],[role=contentinfo],[role=banner],[role=search],[role=dialog],"
    "[role=alertdialog],[role=menu],[role=menubar],[aria-modal=true],"
    "[class*=breadcrumb i],[id*=breadcrumb i],[class*=skip-link i],[class*=skiplink i],"
    "[class*=language-selector i],[class*=lang-switch i]"
)
_NAMED = "[class],[id]"
_CUSTOM = bytes([1]) + bytes(255)
"""Mask of the elements that HTML does not know."""
_CONSENT = re.compile(
    r"onetrust|didomi|usercentrics|cookiebot|cookieyes|trustarc|truste[-_]|osano|tarteaucitron"
    r"|axeptio|cmplz|iubenda-cs|qc-cmp|otgs-development-site"
    r"|cookies?[-_]?(?:eu[-_]?)?(?:consent|banner|notice|bar\b|pop-?up|modal|dialog|overlay|law|layer"
    r"|message|alert|wall|prompt|compliance|manager|widget)"
    r"|(?:consent|gdpr|privacy)[-_]?(?:banner|bar\b|pop-?up|modal|dialog|overlay|layer|manager)"
)
_BESIDE = re.compile(
    r"article-(?:votes|relatives|comments|share|feedback|more-questions)|jp-relatedposts"
    r"|(?:related|recent|recommended)[-_](?:articles|posts|reads|stories)|recently-viewed"
    r"|sharedaddy|addtoany|addthis|social-?share|share-(?:buttons|links|bar)|post-navigation"
    r"|was-?this-?(?:article-?|page-?)?helpful|feedback[-_](?:widget|form|bar|buttons)"
    r"|reaction-picker|comment-respond"
    r"|(?<![^\W_])(?:(?:site|central)-?notice"
    r"|cat-?links|mw-editsection|mw-portlet|printfooter|announcement-?(?:bar|banner)|call-to-action"
    r"|comments-?(?:wrapper|list|area|thread|block)|disqus|you-may-also-like|more-from"
    r"|chat-?(?:bot|box|widget|launcher|button|window|bubble|assistant)|live-?chat"
    r"|social-?(?:bar|links|icons|share|buttons|follow)|sharing-?(?:bar|buttons|links|icons)"
    r"|topic-?path|page-?top|back-?to-?top|online-?(?:block|users|list)|error-?mask"
    r"|loading-?(?:box|indicator)|badge-container|pagination"
    r"|intercom-?(?:frame|container|launcher|lightweight-app)|crisp-client|tawk-\w+|zopim|joinchat(?:__\w+)?"
    r")(?![^\W_])"
)
_BESIDE_CLASS = re.compile(
    r"(?<![^\W_])(?:announcement|promo|teasers?|cta|testimonials?|upsell|comments?|related"
    r"|recommend(?:ed|ations?)|trending|chat|toasts?|snackbar|marquee|ticker|followers|ratings?"
    r"|votes?|voting|helpful|feedback|crumbs?|pagination|pager|viewed"
    r"|reviews?|sliders?|carousels?|swiper|survey|polls?|offers|deals|qr(?:-?code)?"
    r"|ad-?(?:slot|unit|container|wrapper|banner|block|space)|adverts?|advertisement|adsbygoogle)(?![^\W_])"
)
"""Names of parts: as an id, such a word may be the topic of a section."""
_HEADED = re.compile(
    r"cookies?[-_]?(?:disclaimer|preferences|settings)"
    r"|(?<![^\W_])(?:no-?print|d-print-none|hidden-print|print--remove)(?![^\W_])"
)
"""Names of parts that a text may have as well, right behind its heading."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_RELATED = re.compile(
    r"\W*(?:(?:related|recommended|popular|featured|trending|similar|suggested)"
    r" (?:articles?|posts?|topics?|content|reading|questions|stories)"
    r"|(?:explore|discover|read) (?:related|more|next)|(?:what to )?read next|keep reading"
    r"|you (?:may|might) also (?:like|be interested in)|recommended for you|trending|most read"
    r"|articles? (?:associés|connexes|similaires)|découvrez (?:aussi|également)|à lire aussi"
    r"|lire aussi|sur le même sujet"
    r"|(?:ähnliche|verwandte|weitere) (?:artikel|beiträge|themen)|das könnte (?:sie|dich) auch"
    r" interessieren|meistgelesen|mehr zum thema|artículos relacionados|también te puede interesar"
    r"|lo más leído|articoli correlati|potrebbe interessarti(?: anche)?|leggi anche"
    r"|artigos relacionados|leia (?:também|mais)|gerelateerde artikelen|lees ook"
    r"|関連(?:記事|する記事)|相关(?:文章|阅读)|похожие статьи|читайте также|схожі статті"
    r"|ilgili (?:yazılar|makaleler)|související články|articole similare|powiązane artykuły)\W*",
    re.IGNORECASE,
)
_POPUP = re.compile(r"pop-?up|modal(?!i)")
_OFFER = re.compile(r"newsletter|subscribe|sign-?up|opt-?in|mailing-?list")
_A_TOPIC, _A_NOTICE, _AN_OFFER, _HEADED_PART = "topic", "notice", "offer", "headed"
_NOTICE = re.compile(r"notice|announcement")
_HEADINGS = "h1,h2,h3,h4,h5,h6"
FLOW = frozenset(
    ("h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "dl", "table", "blockquote", "pre")
)
_TITLES = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TEXT_TAGS = frozenset(
    (
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "dl", "dt", "dd", "table"),
        *("thead", "tbody", "tr", "td", "th", "a", "span", "b", "strong", "em", "summary"),
        *("details", "main", "article", "body", "html"),
    )
)
_MAIL_FIELD = "input[type=email],input[name*=email i],input[id*=email i]"
_FIELDS = "input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=submit])"
_APP = re.compile(
    r"https?://(?:apps\.apple\.com/|itunes\.apple\.com/\S*/app/|play\.google\.com/store/apps"
    r"|[\w.-]*\.?(?:adjust\.com|onelink\.me|app\.link|page\.link)/)"
)
_CHOICE = re.compile(r"opt[- ]?out|do not sell|don't sell|delete|erase|withdraw", re.IGNORECASE)
_KEPT = re.compile(r"\b(?:19|20)\d\d\b|@")
"""A date or an address: what stands beside a form with one of these may be terms."""


def around(body: LexborNode) -> list[LexborNode]:
    """Return the elements that stand around the text, as far as they are small beside it."""
    whole = len(body.text()) or 1
    linked = {link.attributes.get("href") for link in nodes_of(body, "a[href^='#']")}
    found = [
        node
        for node in nodes_of(body, _ROLES)
        if node.tag not in _TITLES and len(node.text()) < whole * _LARGE and not _titles(node)
    ]
    custom = (node for node in elements_of(body).of(_CUSTOM) if "-" in (node.tag or ""))
    for node in chain(nodes_of(body, _NAMED), custom):
        share = _share_it_may_have(node, linked)
        if share and len(node.text()) < whole * share and not _titles(node):
            found.append(node)
    found += _related(body, whole)
    found += _sign_ups(body, whole)
    found += _app_banners(body)
    return found


def in_flow(node: LexborNode) -> bool:
    """Tell whether an element stands right behind a heading, a paragraph, a list or a table."""
    before = _before(node)
    return before is not None and before.tag in FLOW


def _before(node: LexborNode) -> LexborNode | None:
    before = node.prev
    while before is not None and (before.tag or "-").startswith("-"):
        before = before.prev
    return before


def _titles(node: LexborNode) -> bool:
    """Tell whether it holds the title of the page, and with it perhaps its date."""
    title = node.css_first("h1")
    return title is not None and title.css_first("a[href],img,svg") is None


def _is_section(node: LexborNode) -> bool:
    """Tell whether it is a section of the text that is named by its topic, as "feedback" is.

    Its heading has a number, or it says a whole sentence and has nothing to follow or to fill in;
    without a heading of its own, it stands right behind one or behind a paragraph.
    """
    heading = node.css_first("h2,h3,h4,h5,h6")
    if heading is None and not in_flow(node):
        return False
    if heading is not None and label_of(heading.text(), heading=True)[0]:
        return True
    if node.css_first("a[href],input,form,img,blockquote,cite") is not None:
        return False
    return _says(node, _SENTENCE)


def _is_headed_part(node: LexborNode) -> bool:
    """Tell whether a part that may be one of the text says a sentence, with nothing to fill in.

    It stands right behind a heading, a paragraph, a list or a table, or speaks of terms and has
    no links.
    """
    if node.css_first("input,form") is not None:
        return False
    if in_flow(node) and _says(node, _SHORT_SENTENCE):
        return True
    return node.css_first("a[href]") is None and speaks_of_terms(node)


def _says(node: LexborNode, least: int) -> bool:
    """Tell whether a line of it is a sentence of so many characters at least."""
    pieces = (piece.strip() for piece in node.text(separator="\n").split("\n"))
    return any(len(piece) >= least and piece.endswith((".", "。")) for piece in pieces)


def _is_one_of_many(node: LexborNode) -> bool:
    """Tell whether a section with a heading follows another that has one of the same rank."""
    before = _before(node) if node.tag == "section" else None
    if before is None or before.tag != "section":
        return False
    own, other = (one.css_first(_HEADINGS) for one in (node, before))
    return own is not None and other is not None and own.tag == other.tag


def _share_it_may_have(node: LexborNode, linked: set[str | None]) -> float:
    """Return the share of the page up to which an element goes by its name; 0: it stays."""
    if node.tag in _TEXT_TAGS or _is_one_of_many(node):
        return 0
    identity = node.attributes.get("id") or ""
    if identity and f"#{identity}" in linked:
        return 0
    classes = node.attributes.get("class") or ""
    tag = node.tag if node.tag and "-" in node.tag else ""
    share, kind = _share_of_names(identity[:_LONGEST_NAME], f"{tag} {classes}"[:_LONGEST_NAME])
    if kind == _A_TOPIC and (_is_section(node) or speaks_of_terms(node)):
        return 0
    if kind == _A_NOTICE and speaks_of_terms(node):
        return 0
    if kind == _HEADED_PART and _is_headed_part(node):
        return 0
    if kind == _AN_OFFER and node.css_first(_MAIL_FIELD) is None:
        return 0
    return share


@lru_cache(maxsize=4096)  # a page has few names, and most of them many times
def _share_of_names(identity: str, classes: str) -> tuple[float, str]:
    """Return the share of the page that names say, and of what kind they are."""
    classes = f"{classes} {_CAMEL.sub('-', classes)}".lower()
    name = f"{identity} {_CAMEL.sub('-', identity)} {classes}".lower()
    if _BESIDE.search(name):
        return _MUCH, _A_NOTICE if _NOTICE.search(name) else ""
    if _CONSENT.search(name):
        return _LARGE, ""
    if _BESIDE_CLASS.search(classes):
        return _LARGE, _A_TOPIC
    if _HEADED.search(name):
        return _LARGE, _HEADED_PART
    if _POPUP.search(name):
        return _SMALL, ""
    return (_SMALL, _AN_OFFER) if _OFFER.search(name) else (0, "")


def _related(body: LexborNode, whole: int) -> Iterator[LexborNode]:
    """Yield the blocks of links under a heading that says that they lead to other articles."""
    titles = nodes_of(body, "h2,h3,h4,h5,h6")
    named = (
        t for t in titles if len(t.text()) <= _LONGEST_BANNER and _RELATED.fullmatch(_words(t))
    )
    for title in islice(named, _MOST_RELATED):
        block = title.parent
        if block is None:
            continue
        # The heading may have a wrapper of its own.
        while block.parent is not None and block.text().strip() == title.text().strip():
            block = block.parent
        first = block.css_first("h1,h2,h3,h4,h5,h6")
        begins = first is not None and first.mem_id == title.mem_id
        if begins and len(block.text()) < whole * _LARGE and len(block.css("a[href]")) > 1:
            yield block


def _sign_ups(body: LexborNode, whole: int) -> Iterator[LexborNode]:
    """Yield blocks that ask for an e-mail address and little else, with what they promise."""
    most = min(_LONGEST_OFFER, max(int(whole * _SMALL), _SHORT_OFFER))
    for field in nodes_of(body, _MAIL_FIELD):
        block = _grown(field, most, _MOST_ADDED)
        if block is None or _CHOICE.search(block.text()):
            continue
        fields = nodes_of(block, _FIELDS)
        if len(fields) <= _MOST_FIELDS and block.css_first("h1,[type=password]") is None:
            yield block


def _app_banners(body: LexborNode) -> Iterator[LexborNode]:
    """Yield the few words around a link to an application to install, if they are all there is."""
    for link in nodes_of(body, "a[href^=http]"):
        if _APP.match(link.attributes.get("href") or ""):
            block = _grown(link, _LONGEST_BANNER, _LONGEST_BANNER)
            if block is not None and block.css_first("h1") is None:
                yield block


def _grown(node: LexborNode, most: int, added: int) -> LexborNode | None:
    """Return the largest block around a node that has few words, and no date or address more.

    None where it stands in a paragraph, a list or a table: that is a sentence about it.
    """
    best: LexborNode | None = None
    length, above = len(_words(node)), node.parent
    for _ in range(_HIGHEST):
        if above is None or (above.tag in _TEXT_TAGS and above.tag not in ("span", "article")):
            break
        text = _words(above)
        if len(text) > most or len(text) - length > added or _KEPT.search(text):
            break
        best, length, above = above, len(text), above.parent
    return best if best is not None and best.tag != "span" else None


def _words(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())
