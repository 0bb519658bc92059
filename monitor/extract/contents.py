"""Links that lead about in the page itself and say nothing: contents, ways to skip, tools. Pure.

A table of contents is told by what it is: links to places of the page that repeat the headings
there. So "see Fees" in a sentence stays, and so does a list of links to other documents.
"""

import re
from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborNode

from monitor.extract.tree import nodes_of, outermost

_HEADINGS = "h1,h2,h3,h4,h5,h6,dt,summary,button"
_MOST_LINKS = 1_000
_HIGHEST = 10
_LONGEST_TITLE = 60
_MOST_READ = 5_000_000
_LONGEST_TOOL = 40
_ENDS = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_TITLE = re.compile(
    r"[\W\d_]*(?:(?:table of contents|contents|on this page"
    r"|in this (?:article|section|page|document|policy)|quick links|jump to|toggle|show|hide|menu"
    r"|sommaire|table des matières|sur cette page|dans cet article|inhalt|inhaltsverzeichnis"
    r"|auf dieser seite|in diesem artikel|índice|contenido|en esta página|en este artículo|indice"
    r"|sommario|in questa pagina|conteúdo|nesta página|neste artigo|inhoud|inhoudsopgave"
    r"|op deze pagina|目录|目次|目錄|목차|spis treści|obsah|içindekiler|cuprins|содержание|зміст"
    r"|innehåll|indhold|innhold)[\W\d_]*)*",
    re.IGNORECASE,
)
_TOOL = re.compile(
    r"\W*(?:(?:skip|jump) to (?:the )?(?:main |page )?(?:content|navigation|breadcrumbs?)"
    r"|(?:back|return|go) to (?:the )?top|(?:aller|passer|accéder) (?:directement )?au contenu"
    r"(?: principal)?|(?:retour en )?haut de (?:la )?page|(?:direkt )?zum (?:haupt)?inhalt"
    r"(?: springen)?|(?:zurück )?nach oben|(?:saltar|ir) al contenido(?: principal)?|volver arriba"
    r"|(?:vai|salta|passa) al contenuto(?: principale)?|torna (?:su|all'inizio)"
    r"|(?:pular|ir|saltar) para o conteúdo(?: principal)?|voltar ao (?:topo|início)"
    r"|(?:ga |spring )?naar (?:de )?(?:hoofd)?inhoud|(?:terug )?naar boven"
    r"|edit|edit this page|print|print this page|printer[- ]friendly version|imprimer"
    r"|version imprimable|drucken|druckversion|seite drucken|imprimir|stampa|afdrukken)\W*",
    re.IGNORECASE,
)


def contents(body: LexborNode) -> list[LexborNode]:
    """Return the elements that hold nothing but links of a table of contents, and its title."""
    links = nodes_of(body, "a[href^='#']")
    if not 0 < len(links) <= _MOST_LINKS:
        return []
    titles = {_key(node.text()) for node in nodes_of(body, _HEADINGS)}
    titles |= _targets(body, {(link.attributes.get("href") or "")[1:] for link in links})
    titles -= {""}
    listed = [link for link in links if _key(link.text()) in titles and not _is_title(link)]
    pure = outermost(_pure(listed))
    names = {node.mem_id for node in pure}
    found = [node for node in pure if _is_list(node) or _has_like(node, names)]
    return [*found, *_stale(found)]


def tools(body: LexborNode) -> list[LexborNode]:
    """Return the links that skip a part of the page, lead to its top, print or edit it."""
    links = nodes_of(body, "a[href]")
    return [link for link in links if _is_tool(" ".join(link.text()[: 4 * _LONGEST_TOOL].split()))]


def _is_tool(text: str) -> bool:
    return len(text) <= _LONGEST_TOOL and _TOOL.fullmatch(text) is not None


def _targets(body: LexborNode, names: set[str]) -> set[str]:
    """Return the texts of the short elements that links lead to: headings by their look alone."""
    found = [node for node in nodes_of(body, "[id]") if node.attributes.get("id") in names]
    texts = (node.text() for node in found if node.tag != "a")
    return {_key(text) for text in texts if len(text) <= 2 * _LONGEST_TITLE}


def _key(text: str) -> str:
    """Return a title without its number, its page and its case."""
    return " ".join(_ENDS.sub("", text).casefold().split())


def _is_title(link: LexborNode) -> bool:
    """Tell whether a link is the heading itself."""
    above = link.parent
    for _ in range(3):
        if above is not None and above.tag in ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary"):
            return True
        above = above.parent if above is not None else None
    return False


def _pure(links: Iterable[LexborNode]) -> list[LexborNode]:
    """Return, for each link, the largest element around that holds such links and no more."""
    by_name = {link.mem_id: link for link in links}
    asked: dict[int, bool] = {}
    read = 0
    found: dict[int, LexborNode] = {}
    for link in by_name.values():
        best, above = None, link.parent
        for _ in range(_HIGHEST):
            if above is None or above.tag in ("body", "main", "article") or read > _MOST_READ:
                break
            name = above.mem_id
            if name not in asked:
                read += len(above.text())
                asked[name] = _is_pure(above, by_name)
            if not asked[name]:
                break
            best, above = above, above.parent
        if best is not None:
            found[best.mem_id] = best
    return list(found.values())


def _is_pure(node: LexborNode, listed: dict[int, LexborNode]) -> bool:
    inner = node.css("a[href^='#']")
    known = [link for link in inner if link.mem_id in listed]
    # An entry may say another thing than its heading has come to say.
    inner = inner if len(known) * 3 >= len(inner) * 2 else known
    rest = len(node.text()) - sum(len(link.text()) for link in inner)
    if rest > 2 * _LONGEST_TITLE + 20 * len(inner):
        return False
    text = node.text(separator=" ")
    for link in inner:
        text = text.replace(link.text(separator=" "), " ", 1)
    return len(text.strip()) <= _LONGEST_TITLE + 5 * len(inner) and bool(
        _TITLE.fullmatch(" ".join(text.split()))
    )


def _is_list(node: LexborNode) -> bool:
    return len(node.css("a[href]")) > 1 or bool(node.css("ul,ol")) or node.tag in ("ul", "ol")


def _stale(found: Sequence[LexborNode]) -> list[LexborNode]:
    """Return the entries beside others that say another thing than their heading has come to."""
    names = {node.mem_id for node in found}
    stale = []
    for node in found:
        for forward in (False, True):
            beside = _element(node, forward=forward)
            while beside is not None and beside.mem_id not in names and _is_entry(beside):
                names.add(beside.mem_id)
                stale.append(beside)
                beside = _element(beside, forward=forward)
    return stale


def _is_entry(node: LexborNode) -> bool:
    """Tell whether an element is a link to a place of the page, and nothing else."""
    links = node.css("a[href^='#']")
    text = "".join(node.text().split())
    return len(links) == 1 and text != "" and text == "".join(links[0].text().split())


def _element(node: LexborNode, *, forward: bool) -> LexborNode | None:
    """Return the element before or after a node, if there is one."""
    beside = node.next if forward else node.prev
    while beside is not None and (beside.tag or "-").startswith("-"):
        beside = beside.next if forward else beside.prev
    return beside


def _has_like(node: LexborNode, names: set[int]) -> bool:
    """Tell whether the element before or after is one of these too."""
    both = (_element(node, forward=False), _element(node, forward=True))
    return any(one is not None and one.mem_id in names for one in both)
