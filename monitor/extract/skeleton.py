"""What the clauses of a region are made of, as bytes, without making them. Pure.

The text with every boundary between its pieces, the tags, the normalised targets of links and
the few attributes that `blocks` reads: no class, id, nonce or state is in it.
"""

from collections.abc import Iterable

from selectolax.lexbor import LexborNode

from monitor.extract.links import target

_READ = ("start", "type", "value", "reversed", "colspan", "rowspan", "role", "data-cfemail")
_WITH_ATTRIBUTES = frozenset(("ol", "li", "td", "th", "table", "span"))


def skeleton(region: Iterable[LexborNode], base: str) -> bytes:
    """Return the same bytes for regions that give the same clauses."""
    out: list[str] = []
    for root in region:
        out.append("\x1d")
        for node in root.traverse(include_text=True):
            tag = node.tag or ""
            if tag == "-text":
                out.append(node.text_content or "")
            elif tag == "a":
                out.append(f"\x1ea {target(node.attributes.get('href') or '', base)}")
            elif tag in _WITH_ATTRIBUTES:
                held = node.attributes
                out.append(f"\x1e{tag}" + "".join(f" {n}={held[n]}" for n in _READ if n in held))
            else:
                out.append("\x1e" + tag)
            out.append("\x1f")
    return "".join(out).encode("utf-8", "replace")
