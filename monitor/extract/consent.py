"""Questions about cookies that are told by their buttons alone, whatever they are called. Pure.

Asked while the buttons are still there: without them, what is left is a sentence on cookies, which
may be one of the terms.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.extract.tree import nodes_of

_LONGEST = 600
_LONGEST_BUTTON = 40
_HIGHEST = 5
_MOST = 50
_BUTTONS = "button,[role=button],input[type=button],input[type=submit]"
_AGREES = re.compile(
    r"\W*(?:i (?:accept|agree|understand)|accept|agree|allow|got it|ok(?:ay)?\b|reject|decline|deny"
    r"|(?:alle[ns]? )?(?:akzeptieren|annehmen|ablehnen|zulassen|erlauben)|zustimmen|einverstanden"
    r"|verstanden|(?:tout )?(?:accepter|refuser)|j'accepte|continuer sans accepter|aceptar|acepto"
    r"|rechazar|accett[ao]|rifiuta|aceit(?:ar|o)|recusar|accepteren|akkoord|weigeren|akceptuj"
    r"|zgadzam|odrzuć|godkänn|godta|acceptera|acceptér|hyväksy|přijmout|souhlasím|odmítnout"
    r"|(?:tümünü )?(?:kabul et|reddet)|прийняти|відхилити|принять|согласен|отклонить|同意|許可"
    r"|承諾|拒否|接受|拒绝|동의|거부|accept\b|refuz)",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"cookie|kakor|evästei|çerez|куки|クッキー|쿠키|informasjonskapsl|ciasteczk", re.IGNORECASE
)
_STAYS = ("main", "article", "body", "html", "td", "li", "table", "ul", "ol")


def questions(tree: LexborHTMLParser) -> list[LexborNode]:
    """Return the blocks that ask about cookies: a few words on them, and a button to agree."""
    return list(_found(tree))


def _found(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    for button in nodes_of(tree, _BUTTONS)[:_MOST]:
        label = button.text().strip() or (button.attributes.get("value") or "")
        if len(label) <= _LONGEST_BUTTON and _AGREES.match(label):
            block = _block(button)
            if block is not None:
                yield block


def _block(button: LexborNode) -> LexborNode | None:
    """Return the smallest block around a button that speaks of cookies, if it is short."""
    above = button.parent
    for _ in range(_HIGHEST):
        if above is None or above.tag in _STAYS:
            return None
        text = above.text()
        if len(text) > _LONGEST * 2 or len(" ".join(text.split())) > _LONGEST:
            return None
        for inner in nodes_of(above, _BUTTONS):
            text = text.replace(inner.text(), " ")
        if _COOKIES.search(text):
            return above if above.css_first("h1") is None and above.tag != "p" else None
        above = above.parent
    return None
