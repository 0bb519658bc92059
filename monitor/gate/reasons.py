"""Why a text is held back, what an operator is told, and what may lift it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A reason of the gate.

    Attributes:
        liftable: The text is legal text still, only not what was expected: when it lasts, it is
            taken and told as unverified. Every other reason is lifted by `accept` only.
        words: What it means, and what a person can do.
    """

    liftable: bool = False
    words: str


REASONS: Mapping[str, Reason] = MappingProxyType(
    {
        "empty": Reason(
            words="the page holds next to no text; it may need a browser to show it, or be broken"
        ),
        # Those by which the reading itself refuses what came (`ExtractError.reason`).
        "no text": Reason(
            words="the page holds no text; it may need a browser to show it, or be broken"
        ),
        "not a document": Reason(words="what came is no page, text or PDF; check the address"),
        "not a feed": Reason(
            words="a page stands where the feed was; find the address of the feed, or watch it as"
            " a page"
        ),
        "too large": Reason(words="the page is too large to be read; select a part of it"),
        "too deep": Reason(words="the page is nested deeper than any real one; it may be broken"),
        "cut short": Reason(words="the text breaks off in the middle of a clause it had before"),
        "bot wall": Reason(
            words="the site asks whether we are a robot; look less often, from another vantage, "
            "with a browser, or import a saved page"
        ),
        "login": Reason(words="the site asks to sign in; find the public address of the text"),
        "consent": Reason(words="a consent or choice page stands before the text"),
        "error page": Reason(
            words="the site answers with an error page although its status is 200"
        ),
        "wrong document": Reason(
            words="another page stands in the place of the text: a home page, a list of links, a "
            "parked domain; check the address"
        ),
        "wrong language": Reason(
            words="the text came in another language; set language or headers on the source"
        ),
        "selector found nothing": Reason(
            words="the selectors no longer fit the page, and what is left is not the text; "
            "correct them"
        ),
        "shrunk": Reason(liftable=True, words="most of the text is gone; what is left was in it"),
        "rewritten": Reason(
            liftable=True, words="hardly a clause of the text is left; another text may stand there"
        ),
    }
)
