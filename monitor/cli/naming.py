"""What a page that is new to the configuration may be called: ids and names from what it says.

In: its address, its title and its first heading, all of which anybody may have written. Out: names
for a person, and ids made of letters, digits and hyphens. Pure.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from monitor.config.writing import slug
from monitor.publish.text import cut, one_line
from monitor.settings import ServiceSettings, Settings

LONGEST = 60
"""Characters of a name; what is longer is a sentence."""
ABBREVIATED = 4
"""Characters of capitals that are left so, as "AI" and "GDPR" are; more are shouted."""
_KINDS = (
    ("Trackers Policy", r"cookies?\b"),
    (
        "Data Processor Agreement",
        r"data process(?:ing|or) (?:agreement|addendum|terms)|auftragsverarbeitung",
    ),
    (
        "Privacy Policy",
        r"privacy|data protection|datenschutz|confidentialit|vie priv|donn[ée]es personnelles"
        r"|privacidad|protecci[óo]n de datos|privacidade|riservatezza",
    ),
    ("Acceptable Use Policy", r"acceptable use|usage polic"),
    (
        "Community Guidelines",
        r"community (?:guidelines|standards|polic|rules)|code of conduct|gemeinschafts"
        r"|de la communaut|de la comunidad|da comunidade|della community",
    ),
    ("Developer Terms", r"(?:developer|api) (?:terms|polic|agreement)"),
    (
        "Terms of Service",
        r"\bterms\b|user agreement|\bconditions\b|nutzungsbedingungen|\bagb\b|\bcgu\b"
        r"|t[ée]rminos|condiciones|condizioni|\btermos\b|condi[çc][õo]es|\btos\b",
    ),
)
"""Kinds as Open Terms Archive calls them, and the words by which a title tells each."""
_BETWEEN = re.compile(r"\s*[|·•»›]\s*|\s+[-–—]\s+|\s*[:：]\s+")
_OF = "of|for|by|at|on|with|and|de|du|d[’']|chez|von|der|des|bei|und|di|da|do|en|em|presso"
_GENERIC = frozenset({"co", "com", "org", "net", "gov", "gouv", "gob", "ac", "edu", "or", "ne"})
"""What stands before the country in names such as example.co.uk."""
_HOSTED = frozenset({"www", "docs", "help", "legal", "policies", "support", "about"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a page may be called.

    Attributes:
        service: Id of the service; `service_name` is what people call it.
        document: Id of the text within it; `name` is what people call it.
        type: What kind of text it is, "" where nothing tells.
    """

    service: str
    service_name: str
    document: str
    name: str
    type: str


def names(url: str, *, title: str, heading: str, settings: Settings, service: str = "") -> Names:
    """Return what a page may be called; a service that is watched already keeps its name.

    Args:
        url: Its absolute address.
        service: Id of the service that a person chose, "" for none.
        title: Of the page, "" where it has none.
        heading: The first heading of the text, "" where it has none.
        settings: For the services there are.
    """
    label = service or _label(_host(url))
    known = _known(url, label, settings, chosen=bool(service))
    pieces = [piece for piece in _BETWEEN.split(one_line(title)) if piece]
    service_name = (known.name or known.id) if known else _called(label, pieces)
    path = unquote(urlsplit(url).path)
    kind = next(filter(None, map(_kind, (one_line(heading), one_line(title), _words(path)))), "")
    candidates = [*_BETWEEN.split(one_line(heading)), *pieces]
    name = _name(candidates, service_name, kind, path)
    return Names(
        service=known.id if known else slug(label),
        service_name=service_name,
        document=slug(name if re.search("[A-Za-z]", name) else kind or _last(path) or "terms"),
        name=name,
        type=kind,
    )


def _known(url: str, label: str, settings: Settings, *, chosen: bool) -> ServiceSettings | None:
    """The service there is of that name or, unless it was chosen, with a source at that host."""
    alike = next((one for one in settings.services if one.id == slug(label)), None)
    if alike or chosen:
        return alike
    hosts = (
        one
        for one in settings.services
        if any(_host(part.url) == _host(url) for source in one.sources for part in source.parts)
    )
    return next(hosts, None)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").rstrip(".")


def _label(host: str) -> str:
    """The part of a host's name that is the service's own: "acme" of legal.acme.co.uk."""
    parts = host.split(".")
    if len(parts) < 2 or all(part.isdigit() for part in parts) or ":" in host:
        return host
    parts = parts[:-1]
    if len(parts) > 1 and parts[-1] in _GENERIC:
        parts = parts[:-1]
    while len(parts) > 1 and parts[-1] in _HOSTED:
        parts = parts[:-1]
    return parts[-1]


def _called(label: str, pieces: list[str]) -> str:
    """The service as its title writes it ("GitHub"), else its label with a capital."""
    plain = slug(label).replace("-", "")
    words = [word for piece in pieces for word in (piece, *piece.split())]
    found = next((word for word in words if slug(word).replace("-", "") == plain), "")
    spoken = label.replace("-", " ")
    return found or (spoken.title() if spoken.replace(" ", "").isalpha() else label)


def _kind(text: str) -> str:
    found = (kind for kind, words in _KINDS if re.search(words, text, re.IGNORECASE))
    return next(found, "")


def _words(path: str) -> str:
    return re.sub(r"[^\w]+|_", " ", path).strip()


def _name(candidates: list[str], service: str, kind: str, path: str) -> str:
    """The first that says what kind of text it is, else the kind, else the first there is."""
    own = [_without(service, "".join(filter(str.isprintable, one))) for one in candidates]
    short = [name for name in own if 0 < len(name) <= LONGEST]
    telling = next((name for name in short if _kind(name)), "")
    return telling or kind or next(iter(short), "") or cut(_last(path), LONGEST) or "Terms"


def _last(path: str) -> str:
    """The last part of an address's path, in words."""
    last = _words(path.rstrip("/").rpartition("/")[2].partition(".")[0]).capitalize()
    return "".join(filter(str.isprintable, last))


def _without(service: str, name: str) -> str:
    """A name without that of the service before or after it: "Privacy Policy" of Acme's."""
    called = re.escape(service)
    before, after = rf"^{called}(?:[’']s)?\s+", rf"\s+(?:{_OF})?\s*{called}$"
    found = re.sub(f"{before}|{after}", "", name.strip(" .:"), flags=re.IGNORECASE)
    found = found.capitalize() if found.isupper() and len(found) > ABBREVIATED else found
    return "" if slug(found) == slug(service) else found
