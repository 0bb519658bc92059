"""Numbers in front of a clause ("2.1", "(a)", "§ 3", "Article 4.") apart from its words. Pure."""

import re

_NUMBER = r"\d{1,3}(?:\.\d{1,3})*"
_ROMAN = r"(?:[ivxlc]{1,6}|[IVXLC]{1,6})"
_NAMES = (
    "Article|Artikel|Artículo|Articolo|Artigo|Art\\.|Section|Sec\\.|Abschnitt|Sección|Sezione|Seção"
    "|Chapter|Chapitre|Kapitel|Capítulo|Capitolo|Hoofdstuk|Rozdział|Artykuł|Part|Partie|Teil|Annex"
    "|Annexe|Anhang|Schedule|Exhibit|Appendix|Clause|Cláusula|Ziffer|Punkt|Статья|Раздел|Глава|Пункт"
)
_WORDS = f"(?:{_NAMES}|{_NAMES.upper()})"
_MONTHS = (
    r"(?:jan|jän|feb|mär|mar|apr|mai|maj|jun|jul|aug|sep|okt|nov|dez|dec"
    r"|ledn|únor|břez|dub|květ|červ|srp|září|říj)"
)
_CHINESE = r"[一二三四五六七八九十百〇零\d]{1,6}"
_ANY = (
    r"§{1,2}\s*\d{1,4}[a-z]?(?:\.\d{1,3})*\.?(?=\s)",
    rf"{_WORDS}\s+(?:{_NUMBER}|{_ROMAN}|[A-Z])(?:\s*[.:)]|(?=\s+[-–—]\s))",
    r"\d{1,3}(?:\.\d{1,3})+[.):](?=\s|[^\W\d])",
    r"\d{1,3}(?:\.\d{1,3})+(?=\s+[^\W\d_a-z]|\s+[\"'“„«(]|[\u3400-\u9fff])",
    rf"\d{{1,3}}[.)](?=\s)(?!\s+{_MONTHS}|\s+\w+\s+\d{{4}}\b)",
    r"\d{1,3}[.、．)](?=[\u3400-\u9fff])",
    rf"\((?:[a-zA-Z]{{1,2}}|\d{{1,3}}|{_ROMAN})\)(?=\s|[\u3400-\u9fff])",
    rf"{_NUMBER}(?:\((?:[a-z]{{1,4}}|\d{{1,2}})\)){{1,3}}(?=\s)",
    r"[a-zA-Zа-яёא-תأ-ي]\)(?=\s)",
    r"[①-⑳](?=\s?\S)",
    r"[０-９]{1,3}\s(?=[\u3040-\u9fff])",
    r"제\s?\d{1,4}\s?[조장절항관](?=[\s(（]|$)",
    r"[IVX]{2,6}\.(?=\s)",
    r"[a-z]\.(?=\s)(?!\s[a-z]\.)",
    rf"{_ROMAN}\)(?=\s)",
    r"[ivx]{1,6}\.(?=\s)",
    rf"第{_CHINESE}[条條章节節款部](?=[\s、:：(（]|[\u3400-\u9fff])",
    rf"(?:[一二三四五六七八九十]{{1,3}}[、.．]|[（(]{_CHINESE}[）)])",
)
_HEADING = (
    rf"{_WORDS}\s+(?:{_NUMBER}|{_ROMAN})(?=\s+[^\W\d_a-z])",
    r"\d{1,3}(?:\.\d{1,3})+(?=\s)",
    r"\d{1,3}[.)](?=[^\W\d])",
    r"\d{1,3}(?=\s+[^\W\d_a-z]|\s*[-–—:]\s)",
    r"[A-Z][.)](?=\s)(?!\s?[A-Z]\.)",
    rf"{_ROMAN}(?:[.)](?=\s)|(?=\s+[-–—]\s))",
)
_AFTER = r"(?:\s*[-–—:.、](?=\s|[\u3400-\u9fff]))?\s*"
_OF_TEXT = re.compile(rf"\s*({'|'.join(_ANY)}){_AFTER}(?=\S)")
_OF_HEADING = re.compile(rf"\s*({'|'.join((*_ANY, *_HEADING))}){_AFTER}(?=\S)")
_BULLET = re.compile(r"\s*(?:[•·∙●▪◦‣■□○◆➢➤►✓✔–—*-]\s+|[•∙●▪◦‣■□➢➤►✓✔]\s*)(?=\S)")
_LONGEST = 40


def label_of(text: str, *, heading: bool = False) -> tuple[str, int]:
    """Return the label a text begins with and the number of characters it takes.

    A date ("25. Mai 2018") or a quantity ("3.5 million") is no label; what consists of its
    label alone has none. ("", 0) without label.

    Args:
        text: Bare text; leading white space is allowed.
        heading: The text is a heading, where a bare number counts ("1 Scope").
    """
    found = (_OF_HEADING if heading else _OF_TEXT).match(text[: _LONGEST + 1])
    if found is None:
        return "", 0
    return re.sub(r"\s+", " ", found[1]).strip(), found.end()


def label_alone(text: str) -> str:
    """Return the label or bullet that a text is and nothing else, or ""; a bare number is none."""
    bare = text.strip()
    if not bare or len(bare) > _LONGEST or "X" in bare:
        return ""
    followed = f"{bare} X"
    length = bullet_of(followed) or label_of(followed)[1]
    return bare if length == len(followed) - 1 else ""


def bullet_of(text: str) -> int:
    """Return the number of characters of a written bullet ("• ", "- ") in front; 0 without."""
    found = _BULLET.match(text[:_LONGEST])
    return found.end() if found else 0


def depth_of(label: str) -> int:
    """Return how deep a label numbers: 1 for "3." or "(a)", 2 for "3.1", 0 for none."""
    return label.strip(".").count(".") + 1 if label else 0
