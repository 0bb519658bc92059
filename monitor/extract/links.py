"""Link targets: resolved, unwrapped, without what only follows the reader around. Pure.

In: a target as written and the address of its page. Out: an absolute target, or "".
"""

import re
from base64 import urlsafe_b64decode
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"(utm_.*|_?ga|_gl|gclid|gclsrc|gbraid|wbraid|dclid|fbclid|msclkid|twclid|ttclid|yclid|li_fat_id"
    r"|igshid?|mc_[ce]id|mkt_tok|_hs(enc|mi)|hs_.*|hsCtaTracking|vero_.*|oly_.*|s_cid|s_kwcid|icid"
    r"|cmpid|campaign_?id|trk|trkinfo|trackingid|tracking_id|lipi|licu|hcppcid|refid|ref_src|ref_url"
    r"|ref_?|__tn__|__cft__.*|__xts__.*|eid|fb_(source|ref)|spm|scm|wt\.mc_id|ocid|pk_.*|mtm_.*"
    r"|piwik_.*|matomo_.*|sc_cid|srsltid|guccounter|guce_referrer.*|_branch_match_id|cjevent"
    r"|phpsessid|jsessionid|aspsessionid.*|sessionid|session_id|sid|zanpid|irclickid|rdt_cid)",
    re.IGNORECASE,
)
_WRAPPERS = (
    (re.compile(r"(^|\.)safelinks\.protection\.outlook\.com$"), "/", "url"),
    (re.compile(r"^(www\.)?google\.[a-z.]{2,6}$"), "/url", "q"),
    (re.compile(r"^lm?\.facebook\.com$"), "/l.php", "u"),
    (re.compile(r"^l\.instagram\.com$"), "/", "u"),
    (re.compile(r"^(www\.)?linkedin\.com$"), "/redir/redirect", "url"),
    (re.compile(r"^(www\.)?bing\.com$"), "/ck/a", "u"),
    (re.compile(r"^urldefense(\.proofpoint)?\.com$"), "/v2/url", "u"),
)
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_PATH_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
# What is its own target, or is one on the site: nothing to resolve, open, escape or take out.
_PLAIN_PATH = re.compile(r"(?:/(?!cdn-cgi)[\w~%-][\w.~%-]*){1,20}/?", re.ASCII)
_PLAIN = re.compile(rf"https?://(?:[a-z\d-]+\.){{1,9}}[a-z]+(?:/|{_PLAIN_PATH.pattern})", re.ASCII)
_UNWRITTEN = re.compile(r"[\x00-\x20\x7f]+")
_MAX_TARGET = 4000
_MOST_TARGETS = 2000


def target(written: str, base: str) -> str:
    """Return the absolute target of a link, or "" for what leads nowhere.

    Tracking and session parameters are removed and redirecting wrappers (Outlook safelinks,
    search and social redirects) opened. Scripts, inline content and broken addresses lead nowhere,
    and so do places on the page itself: their names are made by machines and come and go.

    Args:
        written: The target as the page has it.
        base: Absolute address it is relative to, or "".
    """
    written = _UNWRITTEN.sub("", written) if len(written) < _MAX_TARGET else ""
    if not written or written.startswith("#"):
        return ""
    try:
        found = _clean(urljoin(base, written), depth=0)
        urlsplit(found)  # put together from its parts, it may be an address no more
        page, hash_sign, _ = found.partition("#")
        inside = hash_sign and page.partition("?")[0] == _page(base)
        return "" if inside else found
    except ValueError:
        return ""


@lru_cache(maxsize=8)
def targets_on(base: str) -> "_Targets":
    """Return what maps each link of a page as written to its `target`."""
    return _Targets(base)


def is_permalink(absolute: str, base: str) -> bool:
    """Tell whether a heading's link is one to the heading itself: a place, on the same host."""
    return "#" in absolute and urlsplit(absolute).netloc == urlsplit(base).netloc.lower()


def email_of(masked: str) -> str:
    """Decode an address masked by Cloudflare (`data-cfemail`); "" where it is none.

    The first byte, in hexadecimal, is the key that each following byte was XORed with.
    """
    try:
        key, *rest = bytes.fromhex(masked)
        return bytes(byte ^ key for byte in rest).decode()
    except ValueError:
        return ""


class _Targets(dict[str, str]):
    """Targets that were asked for; a mapping answers sooner than a cached function."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base
        self._site = target("/", base).removesuffix("/")

    def __missing__(self, written: str) -> str:
        if _PLAIN_PATH.fullmatch(written) and self._site:
            found = self._site + written
        elif _PLAIN.fullmatch(written):
            found = written
        else:
            found = target(written, self._base)
        if len(self) >= _MOST_TARGETS:
            self.clear()
        if len(written) <= _MAX_TARGET:
            self[written] = found
        return found


@lru_cache(maxsize=64)
def _page(base: str) -> str:
    return _clean(base, depth=0).partition("#")[0].partition("?")[0]


def _clean(absolute: str, *, depth: int) -> str:
    parts = urlsplit(absolute)
    scheme = parts.scheme.lower()
    if scheme in ("mailto", "tel"):
        return f"{scheme}:{parts.path.lower() if scheme == 'mailto' else parts.path}"
    if scheme not in ("http", "https", ""):
        return ""
    masked = re.match(r"/cdn-cgi/l/email-protection/?$", parts.path)
    if masked:
        return f"mailto:{email_of(parts.fragment).lower()}" if parts.fragment else ""
    host = parts.netloc.lower().rpartition("@")[2].removesuffix(_DEFAULT_PORTS.get(scheme, ":"))
    inner = _wrapped(host, parts.path, parts.query) if depth < 3 else ""
    if inner:
        return _clean(inner, depth=depth + 1)
    fragment = parts.fragment.partition(":~:")[0]
    path = _PATH_SESSION.sub("", parts.path) or ("/" if host else "")
    return _writable(urlunsplit((scheme, host, path, _query(parts.query), fragment)))


def _wrapped(host: str, path: str, query: str) -> str:
    """Return the address inside of a redirecting one, or ""."""
    for hosts, start, name in _WRAPPERS:
        if hosts.search(host) and path.startswith(start):
            inner = dict(parse_qsl(query)).get(name, "")
            if start == "/v2/url":
                inner = unquote(inner.replace("-", "%").replace("_", "/"))
            elif start == "/ck/a":  # "a1" and the address in base64, perhaps only its path
                inner = urljoin(f"https://{host}/", _from_base64(inner.removeprefix("a1")))
            if re.match(r"(https?|mailto):", inner, re.IGNORECASE):
                return inner
    return ""


def _from_base64(coded: str) -> str:
    try:
        return urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode()
    except ValueError:
        return ""


def _query(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=200)
    kept = [pair for pair in pairs if not _TRACKING.fullmatch(pair[0])]
    return query if len(kept) == len(pairs) else urlencode(kept)


def _writable(address: str) -> str:
    """Escape what would end the target in Markdown."""
    return (
        quote(address, safe="%/:=&?~#+!$,;'@*[]|")
        if re.search(r"[()\s<>\"\\`]", address)
        else address
    )
