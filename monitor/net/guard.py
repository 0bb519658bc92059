"""Where we may connect: addresses as people and redirects write them, and what names resolve to.

In: a URL, or a host name. Out: a URL that only one reading fits, or the checked IP addresses to
connect to. A page we watch chooses its redirects and its DNS answers, and a configuration can be
written by someone who must not see the network we run in: whatever is not plainly a public web
address is refused. Only `Guard.addresses` does I/O, through its resolver.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import idna

from monitor.errors import FetchError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Iterable[str]]
"""Returns the addresses of a host name as text, in order of preference; raises OSError."""

NOT_FOUND = "host not found"
"""Reason of the failure where a name has no address."""
MAX_URL = 8000
MAX_ADDRESSES = 32

_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?P<rest>.*)", re.DOTALL)
# Everything on which URL parsers are known to disagree: backslashes, white space, control
# characters. https://claroty.com/team82/research/exploiting-url-parsing-confusion
_ODD = re.compile(r"[\x00-\x20\x7f-\x9f\\\u2028\u2029\ufeff\u200b-\u200f\u2060\xa0]")
# What may be a user name and a password, however badly written: a password may hold "@" and "/".
_CREDENTIALS = re.compile(
    r"\A((?>(?:[a-z][a-z0-9+.-]*:)?/*))(?:[^/?#]*:(?![0-9]+[/?#]).*|[^/?#]*)@",
    re.IGNORECASE | re.DOTALL,
)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMERIC = re.compile(r"(0x[0-9a-f]*|[0-9]+)")
_DOTTED_QUAD = re.compile(r"(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}")

# Names that mean "here" or "the provider's inside", whatever DNS says today (RFC 6761, RFC 8375,
# RFC 9476; the rest are the clouds' metadata services).
_INNER_NAMES = frozenset(
    {
        "localhost",
        "local",
        "localdomain",
        "internal",
        "intranet",
        "lan",
        "home",
        "corp",
        "private",
        "alt",
        "onion",
        "home.arpa",
        "in-addr.arpa",
        "ip6.arpa",
        "metadata",
        "instance-data",
        "metadata.goog",
        "kubernetes.default.svc",
        "svc.cluster.local",
    }
)

# What `ipaddress` calls global and we do not, or spells out in another form: each with its reason.
_FORBIDDEN = tuple(
    (ipaddress.ip_network(network), why)
    for network, why in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("100.100.100.200/32", "cloud metadata"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "cloud metadata"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "reserved"),
        ("192.52.193.0/24", "reserved"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "reserved"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("::/96", "IPv4-compatible"),
        ("::ffff:0:0/96", "IPv4-mapped"),
        ("::ffff:0:0:0/96", "IPv4-translated"),
        ("64:ff9b::/96", "NAT64"),
        ("64:ff9b:1::/48", "NAT64"),
        ("100::/64", "discard"),
        ("2001::/32", "Teredo"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("2620:4f:8000::/48", "reserved"),
        ("3fff::/20", "documentation"),
        ("5f00::/16", "reserved"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
_IPV6_GLOBAL = ipaddress.IPv6Network("2000::/3")
# ISATAP (RFC 5214): the lower half of the address carries an IPv4 address.
_ISATAP = (0x00005EFE, 0x02005EFE)


def forbidden(address: IPAddress) -> str:
    """Return why we may not connect to an address, or "" where it is a public one.

    Forms of IPv6 that carry an IPv4 address (mapped, compatible, translated, NAT64, 6to4, Teredo,
    ISATAP) are refused as such: no public site needs to be reached by one.
    """
    for network, why in _FORBIDDEN:
        if address.version == network.version and address in network:
            return why
    if isinstance(address, ipaddress.IPv6Address):
        if address not in _IPV6_GLOBAL:
            return "reserved"
        if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
            return "ISATAP"
    return "" if address.is_global else "not public"


def system_resolver(host: str, port: int) -> list[str]:
    """Ask the system; its order of preference is kept (RFC 6724)."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address that only one reading fits.

    Attributes:
        url: The address in its one spelling, without fragment.
        host: Host name in lower case (IDNA A-labels, no final dot) or IP address, unbracketed.
    """

    url: str
    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


class Guard:
    """Remembers which hosts are let through although they are not public.

    Args:
        allow_hosts: Host names or IP addresses, exactly as they stand in addresses; a name that
            is allowed may resolve to anything, an address is allowed only as that literal.
        resolver: Asked once for each connection.
    """

    def __init__(
        self, allow_hosts: Iterable[str] = (), *, resolver: Resolver = system_resolver
    ) -> None:
        self._allowed = frozenset(
            host.strip().strip("[]").rstrip(".").lower() for host in allow_hosts
        )
        self._resolver = resolver

    def target(self, url: str) -> Target:
        """Read an address strictly.

        Raises:
            FetchError: If it is not http(s), carries credentials, can be read in two ways, or
                names a host that is not public ("address refused").
        """
        scheme, host, port, tail = _taken_apart(url)
        literal = _literal(url, host)
        if host not in self._allowed:
            why = forbidden(literal) if literal else _inner(host)
            if why:
                raise _refused(url, f"{host} is {why}", allow=host)
        shown = f"[{host}]" if ":" in host else host
        standard = {"http": 80, "https": 443}[scheme]
        authority = shown if port == standard else f"{shown}:{port}"
        return Target(url=f"{scheme}://{authority}{tail}", scheme=scheme, host=host, port=port)

    def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """Resolve a host once and return the addresses one may connect to, all of them checked.

        Raises:
            FetchError: If there are none ("host not found"), or any is not public.
        """
        try:
            return (self._checked(host, host),)
        except ValueError:
            pass
        try:
            found = list(self._resolver(host, port))[:MAX_ADDRESSES]
        except (OSError, UnicodeError) as exc:
            # That a name does not exist is an answer; that nobody answers may be over in a second.
            gone = isinstance(exc, socket.gaierror) and exc.errno == socket.EAI_NONAME
            raise _not_found(host, transient=not gone) from exc
        if not found:
            raise _not_found(host, transient=True)
        return tuple(self._checked(host, address) for address in found)

    def _checked(self, host: str, address: str) -> str:
        """Return the address; raise ValueError if it is none, FetchError if it is not public."""
        bare = address.partition("%")[0]
        parsed = ipaddress.ip_address(bare)
        if host in self._allowed:
            return address
        why = "scoped" if bare != address else forbidden(parsed)
        if why:
            what = host if host == address else f"{host} resolves to {address}, which"
            raise _refused(host, f"{what} is {why}", allow=host)
        return address


def _taken_apart(url: str) -> tuple[str, str, int, str]:
    """Return scheme, host, port and the rest (path and query) of an address."""
    if len(url) > MAX_URL:
        raise _bad(url[:80] + "…", f"longer than {MAX_URL} characters")
    if _ODD.search(url):
        raise _bad(url, "holds a backslash, white space or an invisible character")
    found = _URL.fullmatch(url)
    scheme = found["scheme"].lower() if found else ""
    if scheme not in ("http", "https"):
        raise _bad(url, f"is not http or https but {scheme or 'no scheme'}")
    if found is None or not found["rest"].startswith("//"):
        raise _bad(url, "has no host")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as exc:
        raise _bad(url, "is malformed") from exc
    if "@" in parts.netloc:
        raise _bad(url, "carries a user name or password")
    if port == 0:
        raise _bad(url, "has port 0")
    host = _host(url, parts.netloc)
    tail = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return scheme, host, port or {"http": 80, "https": 443}[scheme], tail


def _host(url: str, netloc: str) -> str:
    """Return the host in its one spelling: lower case, A-labels, no brackets, no final dot."""
    if netloc.startswith("["):
        inside, bracket, after = netloc[1:].partition("]")
        if not bracket or (after and not after.startswith(":")):
            raise _bad(url, "is malformed")
        try:
            return str(ipaddress.IPv6Address(inside))
        except ValueError as exc:
            raise _bad(url, "has no valid IPv6 address") from exc
    name = netloc.partition(":")[0].rstrip(".")
    if name.isascii():
        host = name.lower()
    else:
        try:
            host = idna.encode(name, uts46=True, std3_rules=True).decode("ascii").lower()
        except idna.IDNAError as exc:
            raise _bad(url, "has no valid host name") from exc
    labels = host.split(".")
    if not host or len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise _bad(url, "has no valid host name")
    return host


def _literal(url: str, host: str) -> IPAddress | None:
    """Return the host as IP address, None for a name; refuse decimal, octal and short spellings."""
    if ":" in host:
        return ipaddress.IPv6Address(host)
    if not _NUMERIC.fullmatch(host.rpartition(".")[2]):
        return None
    # The URL standard reads any host whose last label is a number as IPv4 ("2130706433",
    # "0x7f.1", "017700000001"); resolvers do too, each in its way. Only 1.2.3.4 is plain.
    if not _DOTTED_QUAD.fullmatch(host):
        raise _refused(url, f"{host} is an IP address in an unusual spelling")
    try:
        return ipaddress.IPv4Address(host)
    except ValueError as exc:
        raise _bad(url, "has no valid IP address") from exc


def _inner(host: str) -> str:
    labels = host.split(".")
    suffixes = (".".join(labels[n:]) for n in range(len(labels)))
    return "a name of the inner network" if any(s in _INNER_NAMES for s in suffixes) else ""


def _bad(url: str, what: str) -> FetchError:
    shown = _CREDENTIALS.sub(r"\1…@", url)
    return FetchError(
        shown, f"bad address: {what}", advice="write a plain http(s) address of a public site"
    )


def _refused(url: str, what: str, *, allow: str = "") -> FetchError:
    advice = f'if that is meant, add "{allow}" to fetch.allow_hosts' if allow else ""
    return FetchError(url, f"address refused: {what}", advice=advice)


def _not_found(host: str, *, transient: bool) -> FetchError:
    return FetchError(
        host,
        NOT_FOUND,
        advice="check the spelling of the address, and that this machine has working DNS",
        transient=transient,
    )
